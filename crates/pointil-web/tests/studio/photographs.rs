//! Photographs: taken in, shown, removed; and files that mean harm.

use axum::http::StatusCode;
use pointil_photo::{Photograph, decode};
use pointil_scalp::PictureSize;
use pointil_storage::Role;

use crate::house::{Browser, House};

/// A picture with something to see.
fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let size = PictureSize { width, height };
    let pixel = |at: u32| [(at % width) as u8, (at / width) as u8, 120];
    let rgb8 = (0..width * height).flat_map(pixel).collect();
    Photograph::new(size, rgb8).unwrap().to_jpeg(90).unwrap()
}

async fn with_photograph(owner: &mut Browser) -> (String, String) {
    let client = owner.enter_client("Ada", "Byron").await;
    let fields = [("pose", "left"), ("taken_on", "2026-11-20")];
    let answer = owner
        .upload(&format!("{client}/photographs"), &jpeg(900, 600), &fields)
        .await;
    assert!(answer.to().ends_with("?done=photograph-kept"));
    let page = owner.get(&client).await.text();
    let (_, rest) = page.split_once("href=\"/photographs/").unwrap();
    let photograph = format!("/photographs/{}", rest.split('"').next().unwrap());
    (client, photograph)
}

#[tokio::test]
async fn a_photograph_is_kept_written_anew_with_a_small_one() {
    let (_house, mut owner) = House::open().await;
    let (client, photograph) = with_photograph(&mut owner).await;
    let page = owner.get(&client).await.text();
    assert!(
        page.contains("Left side, 20 November 2026") && page.contains("Photograph added"),
        "{page}"
    );
    let original = owner.get(&format!("{photograph}/original")).await;
    assert_eq!(original.header("content-type"), "image/jpeg");
    assert_eq!(original.header("cache-control"), "private, no-store");
    let size = decode(&original.bytes).unwrap().size();
    assert_eq!((size.width, size.height), (900, 600));
    let small = owner.get(&format!("{photograph}/thumbnail")).await;
    assert_eq!(decode(&small.bytes).unwrap().size().width, 480);
    let edit = [("pose", "top"), ("taken_on", ""), ("revision", "1")];
    assert!(
        owner
            .post(&photograph, &edit)
            .await
            .to()
            .ends_with("?done=saved")
    );
    assert!(owner.get(&photograph).await.text().contains("<h1>Top</h1>"));
    assert_eq!(
        owner.post(&photograph, &edit).await.status,
        StatusCode::CONFLICT
    );
    assert!(
        owner
            .post(&format!("{photograph}/remove"), &[])
            .await
            .to()
            .ends_with("photograph-removed")
    );
    assert_eq!(
        owner.get(&format!("{photograph}/original")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn an_assistant_adds_and_does_not_remove() {
    let (house, mut owner) = House::open().await;
    let (client, photograph) = with_photograph(&mut owner).await;
    let mut assistant = house.person(Role::Assistant).await;
    let page = assistant.get(&photograph).await.text();
    assert!(page.contains("What it shows") && !page.contains("Remove for good"));
    let upload = format!("{client}/photographs");
    assert!(
        assistant
            .upload(&upload, &jpeg(64, 64), &[("pose", "back")])
            .await
            .to()
            .contains("kept")
    );
    let mut reader = house.person(Role::Reader).await;
    let answer = reader
        .upload(&upload, &jpeg(64, 64), &[("pose", "back")])
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(
        !reader
            .get(&client)
            .await
            .text()
            .contains("Add a photograph")
    );
}

#[tokio::test]
async fn files_that_mean_harm_are_refused_with_a_reason() {
    let (_house, mut owner) = House::open().await;
    let client = owner.enter_client("Ada", "Byron").await;
    let upload = format!("{client}/photographs");
    let whole = jpeg(200, 200);
    let mut bomb = whole.clone();
    // The frame header's height and width say 60,000 pixels.
    let frame = bomb.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    bomb[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
    let harmful: [(&[u8], &str); 5] = [
        (&whole[..whole.len() / 2], "cut off"),
        (&bomb, "pixels"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            "no picture",
        ),
        (b"%PDF-1.7 and so on", "no picture"),
        (b"", "no file was chosen"),
    ];
    for (bytes, reason) in harmful {
        let answer = owner.upload(&upload, bytes, &[("pose", "front")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{reason}");
        let text = answer.text().to_lowercase();
        assert!(
            text.contains("id=\"f-photograph-error\"") && text.contains(reason),
            "{reason}: {text}"
        );
    }
    assert!(
        owner
            .get(&client)
            .await
            .text()
            .contains("No photographs yet")
    );
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_not_even_read() {
    let house = House::with(&[("upload_mib", "1")]).await;
    let mut owner = house.browser();
    let code = house.app.setup_code().to_owned();
    let form = [
        ("studio_name", "S"),
        ("time_zone", "Europe/Prague"),
        ("currency", "EUR"),
        ("name", "O"),
        ("email", "o@example.com"),
        ("password", crate::house::PASSWORD),
        ("code", &code),
    ];
    owner.post("/first-visit", &form).await.to();
    let client = owner.enter_client("Ada", "Byron").await;
    let answer = owner
        .upload(
            &format!("{client}/photographs"),
            &vec![7; 3 << 20],
            &[("pose", "front")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text().contains("The file is too large"));
}

//! Landmarks on photographs, and designs on them: by the page's script, by forms alone, and by programs.

use core::ops::Range;
use std::path::{Path, PathBuf};

use axum::http::{Method, StatusCode};
use pointil_photo::{Photograph, decode};
use pointil_scalp::{Camera, Direction, Head, HeadMeasurements, Landmark, PictureSize, Point};
use pointil_storage::Role;
use serde_json::{Map, Value, json};

use crate::house::{Browser, House};

const SIZE: PictureSize = PictureSize {
    width: 1200,
    height: 1500,
};

/// What a camera at half a right angle to the left sees of a head.
const SEEN: [Landmark; 9] = [
    Landmark::ExocanthionRight,
    Landmark::ExocanthionLeft,
    Landmark::EndocanthionLeft,
    Landmark::Sellion,
    Landmark::Pronasale,
    Landmark::Pogonion,
    Landmark::TragionLeft,
    Landmark::SuperauraleLeft,
    Landmark::SubauraleLeft,
];

fn mean_head() -> Head {
    Head::from_measurements(&HeadMeasurements::default()).unwrap()
}

fn camera() -> Camera {
    let eye = Point::new(640.0, 220.0, 830.0);
    let middle = Point::new(0.0, 76.0, 10.0);
    Camera::look_at(eye, middle, Direction::UP, 18.0, SIZE).unwrap()
}

/// The landmarks of the mean head as the camera sees them.
fn clicks() -> Map<String, Value> {
    let head = mean_head();
    let click = |landmark: &Landmark| {
        let at = camera().project(head.landmark(*landmark)).unwrap();
        (landmark.name().to_owned(), json!([at.x, at.y]))
    };
    SEEN.iter().map(click).collect()
}

fn grey() -> Vec<u8> {
    let pixels = SIZE.width as usize * SIZE.height as usize;
    let photograph = Photograph::new(SIZE, [150, 120, 105].repeat(pixels)).unwrap();
    photograph.to_jpeg(90).unwrap()
}

/// Uploads a picture; answers with its path.
async fn upload(browser: &mut Browser, client: &str, picture: &[u8], pose: &str) -> String {
    let before = browser.get(client).await.text();
    let answer = browser
        .upload(&format!("{client}/photographs"), picture, &[("pose", pose)])
        .await;
    assert!(answer.to().ends_with("photograph-kept"));
    let page = browser.get(client).await.text();
    let paths = page.split("href=\"/photographs/").skip(1);
    let mut ids = paths.map(|rest| rest.split('"').next().unwrap());
    let new = ids.find(|id| !before.contains(id)).unwrap();
    format!("/photographs/{new}")
}

async fn with_photograph(owner: &mut Browser) -> (String, String) {
    let client = owner.enter_client("Ada", "Byron").await;
    let photograph = upload(owner, &client, &grey(), "front_left").await;
    (client, photograph)
}

async fn begin_design(browser: &mut Browser, client: &str) -> String {
    let form = [
        ("client", client.rsplit('/').next().unwrap()),
        ("name", "First design"),
        ("sex", "male"),
        ("skin", "III"),
        ("pattern", "norwood v"),
        ("preset", "mature_male_natural"),
        ("technique", "full_shaved_look"),
    ];
    browser.post("/designs", &form).await.to().to_owned()
}

async fn place(
    browser: &mut Browser,
    photograph: &str,
    revision: u64,
    landmarks: &Map<String, Value>,
) -> Value {
    let body = json!({ "revision": revision, "landmarks": landmarks });
    let answer = browser
        .json(Method::POST, &format!("{photograph}/landmarks/save"), body)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn clicks_from_a_known_camera_come_back_to_it() {
    let (_house, mut owner) = House::open().await;
    let (client, photograph) = with_photograph(&mut owner).await;
    let kept = place(&mut owner, &photograph, 1, &clicks()).await;
    assert_eq!(
        (kept["revision"].as_u64(), kept["fit"]["problem"].clone()),
        (Some(2), Value::Null)
    );
    let points = kept["fit"]["head"]["points"].as_array().unwrap();
    assert_eq!(points.len(), SEEN.len());
    for point in points {
        assert!(
            number(&point["off_mm"]) < 1.5 && point["doubtful"] == false,
            "{point}"
        );
    }
    let contour = kept["fit"]["head"]["contour"].as_str().unwrap();
    assert!(contour.starts_with('M') && contour.len() > 2000);
    let page = owner.get(&format!("{photograph}/landmarks")).await.text();
    assert!(page.contains("The head is found") && page.contains(&contour[..200]));
    // A design begun now lies on this head, and its camera is the one the clicks came from.
    let design = begin_design(&mut owner, &client).await;
    let cameras = owner.get(&format!("{design}/cameras")).await.json();
    assert_eq!(cameras["own_head"], true, "{cameras}");
    let id = photograph.rsplit('/').next().unwrap();
    let found = &cameras["cameras"][id];
    let eye = [0, 1, 2].map(|k| number(&found["eye"][k]));
    let true_eye = camera().position().to_vec().to_array();
    // The lens is not known: nearer and longer look much alike, so the direction is held, not the distance.
    let direction = |own: [f64; 3]| {
        Direction::of(
            (Point::new(own[0], own[1], own[2]) - Point::new(0.0, 76.0, 10.0)).normalize(),
        )
        .unwrap()
    };
    let cosine = direction(eye).to_vec().dot(direction(true_eye).to_vec());
    assert!(cosine > 0.999, "{eye:?} instead of {true_eye:?}");
    let scale = |focal: f64, eye: [f64; 3]| {
        focal / Point::new(eye[0], eye[1], eye[2]).distance(Point::new(0.0, 76.0, 10.0))
    };
    let found_scale = scale(number(&found["focal_px"]), eye);
    assert!(
        (found_scale / scale(camera().focal_px(), true_eye) - 1.0).abs() < 0.06,
        "{found_scale}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_click_shows_and_is_left_out() {
    let (_house, mut owner) = House::open().await;
    let (_, photograph) = with_photograph(&mut owner).await;
    let mut wrong = clicks();
    let own = wrong["tragion_left"].clone();
    wrong["tragion_left"] = json!([number(&own[0]) + 90.0, number(&own[1]) - 20.0]);
    let body = json!({ "revision": 1, "landmarks": wrong });
    let tried = owner
        .json(Method::POST, &format!("{photograph}/landmarks/try"), body)
        .await
        .json();
    let points = tried["head"]["points"].as_array().unwrap();
    let doubtful: Vec<_> = points
        .iter()
        .filter(|point| point["doubtful"] == true)
        .collect();
    assert_eq!(doubtful.len(), 1, "{tried}");
    assert_eq!(doubtful[0]["landmark"], "tragion_left");
    let words = doubtful[0]["words"].as_str().unwrap();
    assert!(
        words.starts_with("Left ear, notch in front: ")
            && words.contains(" mm from where the others put it"),
        "{words}"
    );
    // Trying keeps nothing.
    let page = owner.get(&format!("{photograph}/landmarks")).await;
    assert!(page.text().contains("0 placed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_click_is_a_form() {
    let (_house, mut owner) = House::open().await;
    let (_, photograph) = with_photograph(&mut owner).await;
    let path = format!("{photograph}/landmarks");
    let page = owner.get(&path).await.text();
    assert!(
        page.contains("type=\"image\" name=\"at\"")
            && page.contains("width=\"720\" height=\"900\""),
        "{page}"
    );
    assert!(page.contains("value=\"exocanthion_right\" form=\"place\" checked"));
    for (revision, (name, at)) in (1_u64..).zip(clicks()) {
        // 1200 pixels of the picture are 720 of the page.
        let pixel = |k: usize| ((number(&at[k]) * 0.6) as u32).to_string();
        let (x, y, revision) = (pixel(0), pixel(1), revision.to_string());
        let form = [
            ("revision", revision.as_str()),
            ("landmark", &name),
            ("at.x", &x),
            ("at.y", &y),
        ];
        assert_eq!(owner.post(&path, &form).await.to(), path);
    }
    let page = owner.get(&path).await.text();
    assert!(page.contains("9 placed") && page.contains("The head is found"));
    let away = [("revision", "10"), ("remove", "pronasale")];
    assert_eq!(owner.post(&path, &away).await.to(), path);
    assert!(owner.get(&path).await.text().contains("8 placed"));
    let nothing = [("revision", "11"), ("at.x", "10"), ("at.y", "10")];
    let answer = owner.post(&path, &nothing).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text().contains("choose which point you click on"),
        "{}",
        answer.text()
    );
    let beside = [
        ("revision", "11"),
        ("landmark", "pronasale"),
        ("at.x", "721"),
        ("at.y", "10"),
    ];
    assert_eq!(
        owner.post(&path, &beside).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_landmark_is_refused_and_nothing_is_kept() {
    let (house, mut owner) = House::open().await;
    let (_, photograph) = with_photograph(&mut owner).await;
    let save = format!("{photograph}/landmarks/save");
    let hostile = [
        (json!({ "nose": [1, 2] }), StatusCode::UNPROCESSABLE_ENTITY),
        (
            json!({ "glabella": [-1, 2] }),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            json!({ "glabella": [1e300, 2] }),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            json!({ "glabella": [1, 1500.5] }),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (json!({ "glabella": [1] }), StatusCode::BAD_REQUEST),
        (json!({ "glabella": "here" }), StatusCode::BAD_REQUEST),
        (json!([1, 2]), StatusCode::BAD_REQUEST),
    ];
    for (landmarks, status) in hostile {
        let body = json!({ "revision": 1, "landmarks": landmarks });
        let answer = owner.json(Method::POST, &save, body).await;
        assert_eq!(answer.status, status, "{landmarks}: {}", answer.text());
    }
    // All in one place: a head that no camera sees.
    let one: Map<String, Value> = SEEN
        .iter()
        .map(|own| (own.name().to_owned(), json!([600, 700])))
        .collect();
    let kept = place(&mut owner, &photograph, 1, &one).await;
    assert!(
        kept["fit"]["head"].is_null() && kept["fit"]["problem"].is_string(),
        "{kept}"
    );
    let late = owner
        .json(
            Method::POST,
            &save,
            json!({ "revision": 1, "landmarks": {} }),
        )
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let mut reader = house.person(Role::Reader).await;
    let page = reader.get(&format!("{photograph}/landmarks")).await;
    assert!(page.status == StatusCode::OK && !page.text().contains("form=\"take-away\""));
    let refused = reader
        .json(
            Method::POST,
            &save,
            json!({ "revision": 2, "landmarks": {} }),
        )
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photograph_of_somebody_else_is_not_shown_with_a_design() {
    let (_house, mut owner) = House::open().await;
    let (client, photograph) = with_photograph(&mut owner).await;
    let other = owner.enter_client("Jan", "Novák").await;
    let design = begin_design(&mut owner, &other).await;
    let id = photograph.rsplit('/').next().unwrap();
    for path in [
        format!("{design}/photographs/{id}"),
        format!("{design}/photographs/{id}/picture?age=42&light=noon"),
    ] {
        assert_eq!(
            owner.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let own = begin_design(&mut owner, &client).await;
    let picture = owner
        .get(&format!("{own}/photographs/{id}/picture?age=42&light=noon"))
        .await;
    assert_eq!(picture.status, StatusCode::CONFLICT);
    assert_eq!(
        owner
            .get(&format!(
                "{own}/photographs/{id}/picture?age=1e9&light=noon"
            ))
            .await
            .status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_reads_and_keeps_landmarks() {
    let (house, mut owner) = House::open().await;
    let (client, photograph) = with_photograph(&mut owner).await;
    let mut program = house.person(Role::Assistant).await;
    let path = format!("/api/v1{photograph}/landmarks");
    let empty = program.get(&path).await.json();
    assert_eq!(
        (empty["revision"].as_u64(), empty["landmarks"].clone()),
        (Some(1), json!({}))
    );
    let body = json!({ "revision": 1, "landmarks": clicks() });
    let kept = program.json(Method::PUT, &path, body.clone()).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
    assert_eq!(
        program.get(&path).await.json()["landmarks"],
        json!(clicks())
    );
    assert_eq!(
        program.json(Method::PUT, &path, body).await.status,
        StatusCode::CONFLICT
    );
    // They are part of what a client is handed, and of the line of events.
    let export = owner.post(&format!("{client}/export"), &[]).await;
    assert!(export.text().contains("superaurale_left"));
    assert!(
        owner
            .get(&client)
            .await
            .text()
            .contains("Photograph described")
    );
}

/// The photographs of a scanned head, or none (said once) where they are absent.
fn scanned() -> Option<(PathBuf, Value)> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/photos");
    let folder = PathBuf::from(std::env::var("POINTIL_PHOTOS").unwrap_or_else(|_| beside.into()));
    let Ok(text) = std::fs::read_to_string(folder.join("views.json")) else {
        println!("photographs absent, skipped");
        return None;
    };
    Some((folder, serde_json::from_str(&text).unwrap()))
}

/// The scan's photographs from the front, with the landmarks that are known of them; their paths.
async fn uploaded(owner: &mut Browser, client: &str, folder: &Path, truth: &Value) -> Vec<String> {
    let mut photographs = Vec::new();
    for (view, pose) in [("front", "front"), ("left-three-quarter", "front_left")] {
        let picture = std::fs::read(folder.join(format!("{view}.jpg"))).unwrap();
        let photograph = upload(owner, client, &picture, pose).await;
        let landmarks = truth["views"][view]["landmarks_px"].as_object().unwrap();
        let kept = place(owner, &photograph, 1, landmarks).await;
        let head = &kept["fit"]["head"];
        assert!(
            number(&head["uncertainty_mm"]) < 5.0,
            "{view}: {}",
            kept["fit"]["problem"]
        );
        assert!(
            head["points"]
                .as_array()
                .unwrap()
                .iter()
                .all(|own| own["doubtful"] == false)
        );
        photographs.push(photograph);
    }
    photographs
}

/// The mean of a part of a photograph, 0 to 255.
fn light(own: &Photograph, rows: &Range<i64>, columns: &Range<i64>) -> f64 {
    let pixels = rows
        .clone()
        .flat_map(|y| columns.clone().map(move |x| (x, y)));
    let sum: i64 = pixels
        .map(|(x, y)| own.pixel(x, y).iter().map(|c| i64::from(*c)).sum::<i64>())
        .sum();
    sum as f64 / ((rows.end - rows.start) * (columns.end - columns.start) * 3) as f64
}

#[tokio::test(flavor = "multi_thread")]
async fn a_design_lies_on_the_scalp_of_a_real_photograph() {
    let Some((folder, truth)) = scanned() else {
        return;
    };
    let (_house, mut owner) = House::open().await;
    let client = owner.enter_client("Lee", "Scanned").await;
    let design = begin_design(&mut owner, &client).await;
    let photographs = uploaded(&mut owner, &client, &folder, &truth).await;
    // The design was begun before: it lies on another head until it is given this one.
    let cameras = format!("{design}/cameras");
    let before = owner.get(&cameras).await.json();
    assert_eq!(
        (
            before["own_head"].clone(),
            before["cameras"].as_object().unwrap().len()
        ),
        (json!(false), 2)
    );
    let taken = owner
        .post(
            &format!("{design}/head-of-photographs"),
            &[("revision", "1")],
        )
        .await;
    assert!(taken.to().starts_with(&design));
    assert_eq!(owner.get(&cameras).await.json()["own_head"], true);
    let id = photographs[0].rsplit('/').next().unwrap();
    let path = format!("{design}/photographs/{id}/picture?age=42&light=noon");
    let after = owner.get(&path).await;
    assert_eq!(after.status, StatusCode::OK, "{}", after.text());
    let [before, after] = [
        owner.get(&format!("{}/screen", photographs[0])).await,
        after,
    ]
    .map(|own| decode(&own.bytes).unwrap());
    assert_eq!(before.size(), after.size());
    // Rows of the forehead's top and crown darken; the face and the wall stay.
    let darker = |rows, columns| light(&before, &rows, &columns) - light(&after, &rows, &columns);
    let (scalp, face, wall) = (
        darker(400..480, 480..680),
        darker(800..1100, 450..700),
        darker(100..300, 20..200),
    );
    assert!(
        scalp > 1.0 && face.abs() < 0.5 && wall.abs() < 0.5,
        "{scalp} {face} {wall}"
    );
    let page = owner.get(&design).await.text();
    assert!(page.contains("data-strip") && page.contains(id));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_photograph_is_taken_within_the_outline_of_the_last() {
    let (house, mut owner) = House::open().await;
    let (client, photograph) = with_photograph(&mut owner).await;
    place(&mut owner, &photograph, 1, &clicks()).await;
    let page = owner
        .get(&format!("{client}/photographs/new?pose=front_left"))
        .await
        .text();
    assert!(
        page.contains("viewBox=\"0 0 1200 1500\"") && page.contains("<path d=\"M"),
        "{page}"
    );
    let other = owner
        .get(&format!("{client}/photographs/new?pose=top"))
        .await
        .text();
    assert!(!other.contains("<path d=\"M") && other.contains("name=\"pose\" value=\"top\""));
    let mut reader = house.person(Role::Reader).await;
    assert_eq!(
        reader
            .get(&format!("{client}/photographs/new"))
            .await
            .status,
        StatusCode::FORBIDDEN
    );
}

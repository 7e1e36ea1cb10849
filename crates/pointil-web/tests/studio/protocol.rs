//! The studio's protocol by pages without a script: shown with its sources, changed by versions.

use axum::http::StatusCode;
use pointil_storage::Role;

use crate::house::House;

const PAGE: &str = "/studio/protocol";

#[tokio::test]
async fn a_change_makes_a_version_and_supersedes_the_former() {
    let (house, mut owner) = House::open().await;
    let page = owner.get(PAGE).await.text();
    assert!(
        page.contains("Nobody has changed one yet") && page.contains("Sources contradict"),
        "{page}"
    );
    let first = [
        ("first_wash_day", "4"),
        ("remark", "Our pigment asks for it"),
    ];
    owner.post(PAGE, &first).await.to();
    let page = owner.get(PAGE).await.text();
    assert!(
        page.contains("Our pigment asks for it") && page.matches("in force</span>").count() == 1,
        "{page}"
    );
    let second = [("cooling_off", "48"), ("first_wash_day", "4")];
    owner.post(PAGE, &second).await.to();
    let page = owner.get(PAGE).await.text();
    assert!(
        page.contains("Cooling off: 24 became 48") && !page.contains("First wash day: "),
        "{page}"
    );
    assert_eq!(page.matches("in force</span>").count(), 1, "{page}");
    assert_eq!(page.matches("<li>Version ").count(), 2, "{page}");
    // The same again is no new version.
    let page = owner.post(PAGE, &second).await.text();
    assert!(page.contains("Nothing is changed"), "{page}");
    let mut practitioner = house.person(Role::Practitioner).await;
    assert!(
        !practitioner
            .get(PAGE)
            .await
            .text()
            .contains("Make the new version")
    );
    let refused = practitioner.post(PAGE, &first).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_value_that_is_not_safe_is_refused_at_its_field() {
    let (_house, mut owner) = House::open().await;
    for wrong in ["1", "many", "NaN", ""] {
        let fields = [("patch_test_read_after", wrong), ("remark", "Quicker")];
        let page = owner.post(PAGE, &fields).await.text();
        assert!(
            page.contains("id=\"f-patch_test_read_after-error\"") && page.contains("Quicker"),
            "{wrong}: {page}"
        );
    }
    let crossed = [("least_interval", "14"), ("usual_interval", "10")];
    let page = owner.post(PAGE, &crossed).await.text();
    assert!(page.contains("protocol.value"), "{page}");
    let page = owner.get(PAGE).await.text();
    assert!(page.contains("Nobody has changed one yet"), "{page}");
}

#[tokio::test]
async fn the_law_of_a_protocol_is_chosen() {
    let (_house, mut owner) = House::open().await;
    let wales = [("jurisdiction", "GB-WLS")];
    owner.post(PAGE, &wales).await.to();
    let page = owner.get(PAGE).await.text();
    assert!(page.contains("value=\"GB-WLS\" selected"), "{page}");
}

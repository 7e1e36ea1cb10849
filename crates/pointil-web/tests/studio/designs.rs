//! The design table, asked as a page and as the page's script asks it.

use axum::http::{Method, StatusCode};
use pointil_storage::Role;
use serde_json::{Value, json};

use crate::house::{Browser, House};

/// Begins a design for a new client; answers with its path.
pub async fn begun(browser: &mut Browser) -> String {
    let record = browser.enter_client("Jan", "Novák").await;
    let path = begun_for(browser, record.rsplit('/').next().unwrap()).await;
    assert!(browser.get(&record).await.text().contains(&path));
    path
}

/// Begins a design for a client.
pub async fn begun_for(browser: &mut Browser, client: &str) -> String {
    let page = browser.get(&format!("/designs/new?client={client}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let form = [
        ("client", client),
        ("name", "First design"),
        ("sex", "male"),
        ("age_years", "45"),
        ("skin", "III"),
        ("pattern", "norwood v"),
        ("preset", "mature_male_natural"),
        ("technique", "full_shaved_look"),
        ("circumference_cm", "57,5"),
    ];
    browser.post("/designs", &form).await.to().to_owned()
}

async fn state(browser: &mut Browser, design: &str) -> Value {
    browser.get(&format!("{design}/state")).await.json()
}

/// Four letters and the numbers after them.
fn head(bytes: &[u8]) -> (String, Vec<u32>) {
    let numbers = bytes[4..].chunks_exact(4).take(4);
    let read = |own: &[u8]| u32::from_le_bytes(own.try_into().unwrap());
    let letters = String::from_utf8_lossy(&bytes[..4]).into_owned();
    (letters, numbers.map(read).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_design_is_begun_drawn_on_and_taken_back() {
    let (_house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let page = owner.get(&design).await.text();
    for part in [
        "First design",
        "Appointments",
        "transition zone",
        "Densities",
        "data-design-table",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let before = state(&mut owner, &design).await;
    assert_eq!(
        (before["revision"].as_u64(), before["undo_steps"].as_u64()),
        (Some(1), Some(0))
    );
    let edit = json!({ "revision": 1, "edits": [{ "edit": "zone_density", "zone": "crown", "dots_per_cm2": 120.0 }] });
    let answer = owner
        .json(Method::POST, &format!("{design}/edits"), edit.clone())
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.json()["zones"]["crown"], 120.0);
    assert_eq!(answer.json()["revision"], 2);
    // Somebody who still looks at revision 1 overwrites nothing.
    let late = owner
        .json(Method::POST, &format!("{design}/edits"), edit)
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let undo = [("change", "undo"), ("revision", "2")];
    assert_eq!(
        owner.post(&format!("{design}/change"), &undo).await.to(),
        design
    );
    let after = state(&mut owner, &design).await;
    assert_eq!(after["zones"], before["zones"]);
    assert_eq!(
        (after["undo_steps"].as_u64(), after["redo_steps"].as_u64()),
        (Some(0), Some(1))
    );
    assert_eq!(after["hash"], before["hash"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_does_not_fit_comes_back_as_it_was_filled_in() {
    let (_house, mut owner) = House::open().await;
    let record = owner.enter_client("Jan", "Novák").await;
    let client = record.rsplit('/').next().unwrap();
    let mut form = vec![
        ("client", client),
        ("name", "Low and \"soft\""),
        ("pattern", "Norwood VI"),
        ("circumference_cm", "30"),
    ];
    let answer = owner.post("/designs", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    for part in [
        "30 cm is no head&#39;s",
        "46 to 69 cm",
        "Low and &#34;soft&#34;",
        "<option value=\"Norwood VI\" selected",
        "f-circumference_cm-error",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    for (name, value, said) in [
        ("age_years", "250", "f-age_years-error"),
        ("name", " ", "f-name-error"),
        ("skin", "VII", "f-skin-error"),
    ] {
        form.retain(|(own, _)| *own != "circumference_cm" && *own != name);
        form.push((name, value));
        let answer = owner.post("/designs", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(answer.text().contains(said), "{name}: {}", answer.text());
        form.retain(|(own, _)| *own != name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_changed_is_sent_again() {
    let (_house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let (letters, all) = head(&owner.get(&format!("{design}/preview")).await.bytes);
    assert_eq!((letters.as_str(), all[0]), ("PTP1", 1));
    let (letters, whole) = head(&owner.get(&format!("{design}/final")).await.bytes);
    assert_eq!(letters, "PTF1");
    assert!(
        whole[2] > 15_000 && whole[2].abs_diff(all[2]) < 100,
        "{whole:?} {all:?}"
    );
    let nothing = owner.get(&format!("{design}/preview?has=1")).await;
    assert_eq!(head(&nothing.bytes).1[1..3], [0, 0]);
    let file = owner
        .get(&format!("{design}/design.pointil.json"))
        .await
        .json();
    let mut at = file["design"]["hairline"]["points"][5]["at"].clone();
    at[1] = json!(at[1].as_f64().unwrap() - 0.02);
    let drag = owner
        .json(
            Method::POST,
            &format!("{design}/follow"),
            json!({ "index": 5, "at": at }),
        )
        .await;
    assert_eq!(drag.status, StatusCode::OK, "{}", drag.text());
    let (_, followed) = head(&drag.bytes);
    assert!(
        followed[1] > 0 && followed[1] < all[1] / 2,
        "{followed:?} of {all:?}"
    );
    let edits = json!({ "revision": 1, "edits": [{ "edit": "move_point", "index": 5, "at": at }] });
    assert_eq!(
        owner
            .json(Method::POST, &format!("{design}/edits"), edits)
            .await
            .status,
        StatusCode::OK
    );
    let (_, changed) = head(&owner.get(&format!("{design}/preview?has=1")).await.bytes);
    assert!(
        changed[0] == 2 && changed[1] > 0 && changed[1] < all[1],
        "{changed:?}"
    );
    let universe = owner.get(&format!("{design}/universe")).await;
    assert_eq!(head(&universe.bytes).0, "PTU1");
    assert_eq!(
        head(&owner.get(&format!("{design}/head")).await.bytes).0,
        "PTH1"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_and_nothing_is_kept() {
    let (_house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let before = state(&mut owner, &design).await;
    let edits = format!("{design}/edits");
    let refused = [
        json!({ "edit": "zone_density", "zone": "crown", "dots_per_cm2": 900.0 }),
        json!({ "edit": "move_point", "index": 99, "at": [0.0, 1.0, 0.0] }),
        json!({ "edit": "layers", "layers": [0.9, 0.2] }),
        json!({ "edit": "use_preset", "preset": "very_low" }),
    ];
    for edit in refused {
        let asked = json!({ "revision": 1, "edits": [edit] });
        let answer = owner.json(Method::POST, &edits, asked).await;
        assert!(answer.status.is_client_error(), "{edit} {}", answer.text());
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "a script is told what to say: {edit}"
        );
        assert_eq!(state(&mut owner, &design).await, before, "{edit}");
    }
    let malformed = owner
        .json(
            Method::POST,
            &edits,
            json!({ "revision": 1, "edits": [{ "edit": "melt" }] }),
        )
        .await;
    assert!(malformed.status.is_client_error());
    let looks = owner
        .get(&format!("{design}/looks?age=-3&light=noon"))
        .await;
    assert_eq!(looks.status, StatusCode::UNPROCESSABLE_ENTITY);
    let looks = owner
        .get(&format!("{design}/looks?age=42&light=noon"))
        .await
        .json();
    let lost = looks["settings"][0]["disc"][0].as_f64().unwrap();
    assert!(lost > 0.05 && lost < 1.5, "{lost}");
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_look_and_strangers_do_not() {
    let (house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let mut reader = house.person(Role::Reader).await;
    let page = reader.get(&design).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("Set densities"));
    let edit = json!({ "revision": 1, "edits": [] });
    let answer = reader
        .json(Method::POST, &format!("{design}/edits"), edit)
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let mut stranger = house.browser();
    for part in [
        "",
        "/state",
        "/preview",
        "/final",
        "/head",
        "/universe",
        "/facts",
        "/looks?age=0&light=noon",
    ] {
        let answer = stranger.get(&format!("{design}{part}")).await;
        assert!(
            answer.status == StatusCode::SEE_OTHER || answer.status.is_client_error(),
            "{part} {}",
            answer.status
        );
    }
    let nobody = owner
        .get("/designs/0190a8f0-0000-7000-8000-000000000000")
        .await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

/// The value of a field of the table's page.
fn field_of(page: &str, name: &str) -> String {
    let from = page.find(&format!("name=\"{name}\"")).unwrap();
    let value = page[from..].split("value=\"").nth(1).unwrap();
    value.split('"').next().unwrap().to_owned()
}

/// A change by every form but that of a point.
const CHANGES: [&[(&str, &str)]; 13] = [
    &[
        ("change", "zoned_technique"),
        ("technique", "after_transplant"),
        ("grafts_per_cm2", "25"),
        ("on.crown", "yes"),
        ("on.mid_scalp", "yes"),
    ],
    &[("change", "add_point"), ("index", "3")],
    &[("change", "mirror"), ("keep", "left")],
    &[
        ("change", "line_edge"),
        ("waves_mm", "1,5"),
        ("jags_mm", "0.4"),
        ("asymmetry", "0.7"),
        ("sentinels", "9"),
        ("transition_zone_mm", "8"),
    ],
    &[("change", "softness"), ("softness", "0.4")],
    &[
        ("change", "hair"),
        ("pattern", "norwood iv"),
        ("length_mm", "1.2"),
    ],
    &[("change", "hair_zones"), ("hair.crown", "35")],
    &[
        ("change", "dot"),
        ("needle", "0.25 mm 1RL"),
        ("diameter_mm", "0.2"),
        ("depth_mm", "0.1"),
    ],
    &[("change", "permanence"), ("permanence", "resorbable")],
    &[("change", "sessions"), ("sessions", "40, 75 100%")],
    &[("change", "technique"), ("technique", "crown")],
    &[("change", "seed")],
    &[
        ("change", "client"),
        ("skin", "V"),
        ("hair_lab", "22 1,5 2"),
        ("sebum", "oily"),
        ("sun", ""),
        ("swims", "yes"),
        ("age_years", "51"),
    ],
];

#[tokio::test(flavor = "multi_thread")]
async fn every_control_changes_the_design_by_its_form_alone() {
    let (_house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let page = owner.get(&design).await.text();
    let up: f64 = field_of(&page, "up_mm").parse().unwrap();
    let (left, forward) = (field_of(&page, "left_mm"), field_of(&page, "forward_mm"));
    let up = format!("{:.1}", up + 2.0);
    let point: &[(&str, &str)] = &[
        ("change", "point"),
        ("index", "0"),
        ("left_mm", &left),
        ("up_mm", &up),
        ("forward_mm", &forward),
    ];
    let changes = [point].into_iter().chain(CHANGES);
    for (k, change) in changes.enumerate() {
        let revision = (k + 1).to_string();
        let mut fields = change.to_vec();
        fields.push(("revision", &revision));
        let answer = owner.post(&format!("{design}/change"), &fields).await;
        assert_eq!(answer.to(), design, "{change:?}: {}", answer.text());
    }
    let file = format!("{design}/design.pointil.json");
    let file = owner.get(&file).await.json();
    let (own, client) = (&file["design"], &file["client"]);
    assert_eq!(own["hairline"]["parameters"]["asymmetry"], 0.7);
    assert_eq!(own["edge"]["softness"], 0.4);
    assert_eq!(own["hair"]["zones"]["crown"], 0.35);
    assert_eq!(own["hair"]["worn"]["shaved"]["length_mm"], 1.2);
    assert_eq!(own["dot"]["needle"]["diameter_mm"], 0.25);
    assert_eq!(own["layers"], json!([0.4, 0.75, 1.0]));
    assert_eq!(client["skin"]["fitzpatrick"], "V");
    assert_eq!(client["hair_lab"], json!([22.0, 1.5, 2.0]));
    assert_eq!(
        (client["sebum"].as_str(), client["swims"].as_bool()),
        (Some("oily"), Some(true))
    );
    let undo = [("change", "undo"), ("revision", "15")];
    owner.post(&format!("{design}/change"), &undo).await;
    let file = owner.get(&format!("{design}/design.pointil.json")).await;
    assert_eq!(file.json()["client"]["skin"]["fitzpatrick"], "III");
    let shades = owner.get(&format!("{design}/shades")).await;
    assert_eq!(shades.status, StatusCode::OK, "{}", shades.text());
    assert!(shades.text().contains("Use<span"));
}

#[tokio::test(flavor = "multi_thread")]
async fn brushes_change_density_hair_and_places() {
    let (_house, mut owner) = House::open().await;
    let design = begun(&mut owner).await;
    let along = json!([[0.0, 1.0, -0.2], [0.1, 1.0, -0.5]]);
    let oval = json!({ "shape": "oval", "centre": [0.0, 1.0, 0.1], "length_mm": 20.0, "breadth_mm": 20.0, "turn_deg": 0.0 });
    let corners = json!([[0.0, 0.5, -1.0], [0.1, 0.5, -1.0], [0.1, 0.6, -1.0]]);
    let outline = json!({ "shape": "polygon", "corners": corners });
    let edits = [
        json!({ "edit": "add_technique", "technique": { "kind": "punch_scars", "centres": [[0.1, 0.2, -1.0]], "diameter_mm": 3.0, "density_share": 0.7, "blend_mm": 1.0 } }),
        json!({ "edit": "brush_density", "stroke": { "along": along, "width_mm": 20.0, "times": 0.5, "blend_mm": 10.0 } }),
        json!({ "edit": "brush_hair", "stroke": { "place": { "outline": oval }, "share": 0.9, "blend_mm": 10.0 } }),
        json!({ "edit": "brush_hair", "stroke": { "place": { "band": { "along": along, "width_mm": 20.0 } }, "share": 0.4, "blend_mm": 10.0 } }),
        json!({ "edit": "add_technique", "technique": { "kind": "areata_patch", "outline": outline, "dots_per_cm2": 120.0, "blend_mm": 3.0 } }),
        json!({ "edit": "add_technique", "technique": { "kind": "strip_scar", "along": [[0.6, 0.1, -0.8], [0.0, 0.1, -1.0]], "width_mm": 3.0, "density_share": 0.7, "blend_mm": 2.0 } }),
    ];
    let path = format!("{design}/edits");
    for (k, edit) in edits.into_iter().enumerate() {
        let asked = json!({ "revision": k + 1, "edits": [edit] });
        let answer = owner.json(Method::POST, &path, asked).await;
        assert_eq!(answer.status, StatusCode::OK, "{edit} {}", answer.text());
    }
    let page = owner.get(&format!("{design}/controls")).await.text();
    assert!(page.contains("Take back all 2 brushed places"), "{page}");
    assert!(page.contains("Take back all 1 brushed places") && page.contains("strip scar"));
    let clear = [
        ("change", "clear_strokes"),
        ("of", "hair"),
        ("revision", "7"),
    ];
    owner.post(&format!("{design}/change"), &clear).await;
    let page = owner.get(&design).await.text();
    assert!(!page.contains("Take back all 2"));
}

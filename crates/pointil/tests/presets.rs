//! `pointil presets` as a person runs it, and cases that start from what it lists.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its files should stop"
)]

mod program;

use std::fs;

use program::{folder, pointil, said};
use serde_json::Value;

#[test]
fn every_preset_and_pattern_is_listed_with_its_source() {
    let text = said(&["presets"]);
    for name in [
        "mature_male_east_asian",
        "senior_female",
        "soft_broken",
        "edge_up",
        "Norwood III-vertex",
        "Ludwig II",
        "Sinclair 5",
        "universalis",
        "Shapiro 2013",
    ] {
        assert!(text.contains(name), "{name} in\n{text}");
    }
    let summary: Value = serde_json::from_str(&said(&["presets", "--json"])).unwrap();
    let list = |name: &str| summary["summary"][name].as_array().unwrap().clone();
    assert_eq!((list("shapes").len(), list("edges").len()), (18, 4));
    assert!(
        list("shapes")
            .iter()
            .chain(&list("edges"))
            .all(|own| own["source"].as_str().unwrap().len() > 10)
    );
    let v = list("patterns")
        .into_iter()
        .find(|own| own["name"] == "Norwood V")
        .unwrap();
    assert_eq!(v["usual_area_cm2"], serde_json::json!([100.0, 150.0]));
    assert_eq!(v["later"], serde_json::json!(["Norwood VI", "Norwood VII"]));
    assert!(summary["summary"]["suggested"].is_null());
}

#[test]
fn a_client_gets_a_suggestion_and_what_is_common_at_that_age() {
    let text = said(&[
        "presets",
        "--sex",
        "male",
        "--age",
        "52",
        "--ancestry",
        "african",
        "--taste",
        "defined",
    ]);
    assert!(
        text.starts_with("suggested: preset = \"late_male_african_defined\""),
        "{text}"
    );
    assert!(
        text.contains("about 50 % of men at 50 have pattern hair loss"),
        "{text}"
    );
    for (option, value, way_on) in [
        ("--sex", "x", "female or male"),
        ("--ancestry", "x", "east_asian"),
        ("--taste", "x", "soft_broken"),
    ] {
        let output = pointil(&["presets", "--age", "30", option, value]);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{message}");
        assert!(
            message.contains(&format!("{option} x")) && message.contains(way_on),
            "{message}"
        );
    }
}

/// The design of a case with this text.
fn design(name: &str, text: &str) -> Value {
    let folder = folder(name);
    let (case, out) = (folder.join("case.toml"), folder.join("out"));
    fs::write(&case, text).unwrap();
    said(&[
        "design",
        case.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    let mut files = fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let file = files
        .find(|path| path.to_string_lossy().ends_with(".pointil.json"))
        .unwrap();
    let design = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    fs::remove_dir_all(folder).unwrap();
    design
}

#[test]
fn a_case_starts_from_a_preset_and_edited_hair() {
    let text = "seed = 4\n[client]\nsex = 'female'\n[hairline]\npreset = 'mature_female_defined'\n[treatment]\nhair = 'Ludwig II'\n\
                hair_zones = { nape = 0.9 }\n[[treatment.hair_edits]]\nat = { left = 50, forward = -40 }\nlength = 30\nshare = 0.0\n";
    let file = design("edited", text);
    let text = file.to_string();
    for part in [
        r#"{"ludwig":"II"}"#,
        r#""nape":0.9"#,
        r#""softness":0.6"#,
        r#""shape":"oval""#,
    ] {
        assert!(
            text.contains(part),
            "{part} in {}",
            &text[..text.len().min(4000)]
        );
    }
}

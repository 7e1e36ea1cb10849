//! `pointil simulate` at other ages, in other light, on other skin.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its files should stop"
)]

mod program;

use std::fs;
use std::path::Path;
use std::process::Output;

use program::{folder, pointil};
use serde_json::Value;

/// A bald patch on a head known by its sex alone: quick to draw.
const CASE: &str = r#"
seed = 5

[client]
sex = "male"
skin = "III"

[treatment]
hair = "none"

[[treatment.patches]]
at = { left = 20, forward = 70 }
length = 30
dots_per_cm2 = 120

[pigment]
shade = "black"
water = 1
dot_diameter = 0.15
"#;

fn simulate(folder: &Path, case: &str, arguments: &[&str]) -> Output {
    let file = folder.join("case.toml");
    fs::write(&file, case).unwrap();
    let out = folder.join("out");
    let paths = [
        "simulate",
        file.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    pointil(&[&paths, arguments].concat())
}

/// The summary of a run that works.
fn seen(name: &str, arguments: &[&str]) -> Value {
    let folder = folder(name);
    let arguments = [arguments, &["--json"]].concat();
    let result = simulate(&folder, CASE, &arguments);
    let text = String::from_utf8(result.stdout).unwrap();
    assert!(result.status.success(), "{text}");
    let strip = folder.join("out").join("time-strip.png");
    assert!(fs::metadata(strip).unwrap().len() > 10_000);
    let report: Value = serde_json::from_str(&text).unwrap();
    fs::remove_dir_all(folder).unwrap();
    report["summary"].clone()
}

/// The sentence that a run is refused with.
fn refused(name: &str, code: i32, case: &str, arguments: &[&str]) -> String {
    let folder = folder(name);
    let result = simulate(&folder, case, arguments);
    let message = String::from_utf8(result.stderr).unwrap();
    assert_eq!(result.status.code(), Some(code), "{message}");
    assert!(!folder.join("out").exists(), "{message}");
    fs::remove_dir_all(folder).unwrap();
    message
}

#[test]
fn the_years_are_seen_and_told_with_their_band() {
    let healed = seen("healed", &[]);
    let light = |summary: &Value| summary["seen"]["treated_skin_lab"][0].as_f64().unwrap();
    let bare = |summary: &Value| summary["seen"]["bare_skin_lab"][0].as_f64().unwrap();
    assert_eq!(healed["seen"]["age"], "healed");
    assert_eq!(healed["seen"]["shade"], "black");
    assert!(light(&healed) < bare(&healed) - 1.0, "{healed}");
    let years = &healed["forecast"]["years_to_touch_up"];
    let of = |band: &Value, end: &str| band[end].as_f64().unwrap();
    assert!(of(years, "low") < of(years, "middle") && of(years, "middle") < of(years, "high"));
    assert!((3.0..9.0).contains(&of(years, "middle")), "{years}");
    let ages = healed["forecast"]["ages"].as_array().unwrap();
    let share = |k: usize| of(&ages[k]["share_of_healed_darkness"], "middle");
    assert!(share(0) > 1.05 && (share(2) - 1.0).abs() < 1e-9);
    assert!(share(4) > share(5) && share(5) > share(6), "{ages:?}");
    let old = seen(
        "old",
        &["--age", "6y", "--light", "stage", "--distance", "0.7"],
    );
    assert_eq!(old["seen"]["light"], "stage");
    assert_eq!(old["seen"]["distance_m"], 0.7);
    assert!(bare(&old) - light(&old) < 0.7 * (bare(&healed) - light(&healed)));
    // Under tungsten skin looks redder and yellower.
    let chroma = |summary: &Value| summary["seen"]["bare_skin_lab"][1].as_f64().unwrap();
    assert!(chroma(&old) > chroma(&healed) + 2.0);
}

#[test]
fn another_skin_and_another_shade_take_the_cases_place() {
    let other = seen(
        "other",
        &["--skin", "40,10,14", "--pigment", "soft_black:0.5"],
    );
    let lab = other["seen"]["bare_skin_lab"].as_array().unwrap();
    assert!((lab[0].as_f64().unwrap() - 40.0).abs() < 0.5, "{lab:?}");
    assert_eq!(other["seen"]["shade"], "soft_black");
    assert!((other["seen"]["water_parts"].as_f64().unwrap() - 0.5).abs() < 1e-9);
}

#[test]
fn a_wrong_command_line_says_what_is_right() {
    for (name, arguments, wanted) in [
        ("late", ["--age", "99y"], "up to 30y"),
        ("early", ["--age", "-1y"], "up to 30y"),
        ("soon", ["--age", "soon"], "fresh, healed"),
        ("near", ["--distance", "0"], "0.1 to 20 m"),
        ("dark", ["--light", "moon"], "bathroom"),
        ("green", ["--skin", "green"], "I to VI"),
        ("dry", ["--pigment", "black:-1"], "parts of pigment"),
        ("wet", ["--pigment", "black:wet"], "black:5"),
    ] {
        let message = refused(name, 2, CASE, &arguments);
        assert!(message.contains(wanted), "{message}");
    }
}

#[test]
fn what_no_skin_and_no_ink_has_is_named_with_its_range() {
    let white = refused("white", 3, CASE, &["--skin", "97,0,0"]);
    assert!(
        white.contains("--skin") && white.contains("15 to 85"),
        "{white}"
    );
    let purple = refused("purple", 3, CASE, &["--pigment", "purple"]);
    assert!(
        purple.contains("--pigment") && purple.contains("dark_brown"),
        "{purple}"
    );
}

/// What stands in the case, what is put there instead, and what the refusal says.
const WRONG: [(&str, &str, [&str; 2]); 9] = [
    ("\"black\"", "\"purple\"", ["pigment.shade", "dark_brown"]),
    ("water = 1", "water = -1", ["pigment.water", "0 to 200"]),
    (
        "water = 1",
        "depth = -0.1",
        ["depth is -0.1 mm", "0 to 2 mm"],
    ),
    ("water = 1", "length = 9", ["length is 9 mm", "0.02 to 2"]),
    (
        "water = 1",
        "permanence = \"ever\"",
        ["pigment.permanence", "resorbable"],
    ),
    (
        "water = 1",
        "shades = \"none.csv\"",
        ["pigment.shades", "none.csv"],
    ),
    (
        "water = 1",
        "fading = \"none.csv\"",
        ["pigment.fading", "none.csv"],
    ),
    (
        "skin = \"III\"",
        "sebum = \"greasy\"",
        ["client.sebum", "oily"],
    ),
    (
        "skin = \"III\"",
        "sun = \"much\"",
        ["client.sun", "unprotected"],
    ),
];

#[test]
fn wrong_lines_of_a_case_are_named_with_what_may_stand_there() {
    for (k, (from, to, wanted)) in WRONG.into_iter().enumerate() {
        let message = refused(&format!("wrong-{k}"), 3, &CASE.replace(from, to), &[]);
        let told = wanted.iter().all(|word| message.contains(word));
        assert!(told, "{to}: {message}");
    }
}

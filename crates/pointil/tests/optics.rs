//! `pointil optics`, `pointil forecast` and `pointil removal` as a person runs them.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run the program should stop"
)]

mod program;

use std::fs;

use program::{file, json, pointil, refused};
use serde_json::Value;

#[test]
fn known_cases_pass_and_a_wrong_name_is_refused() {
    let only = ["optics", "validate", "--photons", "40000", "--only", "MCML"];
    let object = json(&only);
    assert_eq!(object["ok"], true, "{object}");
    let cases = object["summary"]["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 10);
    let (exact, sampled) = (&cases[0], &cases[1]);
    assert!((number(&exact["truth"]) - 0.097_394_6).abs() < 1e-9);
    assert!((number(&exact["ours"]) - 0.097_394_6).abs() < 2e-7);
    assert!(exact["monte_carlo_error"].is_null());
    assert!(number(&sampled["monte_carlo_error"]) > 0.0 && number(&sampled["sigmas"]) < 4.0);
    let words = String::from_utf8(pointil(&only).stdout).unwrap();
    assert!(words.contains("10 of 10 numbers pass"), "{words}");
    assert_eq!(words.lines().filter(|l| l.ends_with("passes")).count(), 10);
    let said = refused(3, &["optics", "validate", "--only", "snow"]);
    assert!(
        said.contains("no case has that in its name; there are CIEDE2000"),
        "{said}"
    );
    refused(2, &["optics", "validate", "--photons", "3"]);
}

/// Colour, skin and the fast model are in the same table; a gate missed is exit code 5 and all rows are there all the same.
#[test]
fn one_table_holds_every_kind_and_a_miss_is_code_five() {
    let of = |only: &str, more: &[&str]| {
        json(&[&["optics", "validate", "--only", only], more].concat())["summary"].clone()
    };
    let pairs = of("CIEDE2000", &[]);
    assert_eq!(pairs["kinds"][0]["passed"], 35);
    assert!((number(&pairs["cases"][0]["truth"]) - 2.0425).abs() < 1e-9);
    let dots = of("random dots", &["--dots", "10"]);
    assert_eq!(dots["dots"], 10);
    assert_eq!(dots["cases"][0]["by"], "dot table");
    assert!(number(&dots["cases"][0]["monte_carlo_error"]) > 0.0);
    // So few photons see nothing of angles near grazing: noise is told too small, and numbers miss.
    let few = [
        "optics",
        "validate",
        "--only",
        "slab by angle",
        "--photons",
        "1000",
    ];
    let missed = pointil(&few);
    assert_eq!(missed.status.code(), Some(5));
    let words = String::from_utf8(missed.stdout).unwrap();
    assert!(words.contains("MISSED") && words.contains("passes"));
    let object = json(&few);
    assert_eq!(object["ok"], false);
    assert_eq!(object["kind"], "gate");
    assert!(
        object["error"]
            .as_str()
            .unwrap()
            .contains("miss their gate")
    );
}

#[test]
fn a_dot_is_shown_by_both_models_in_both_skins() {
    let dot = [
        "optics",
        "dot",
        "--skin",
        "III",
        "--photons",
        "400",
        "--depth",
        "0.15",
    ];
    let object = json(&dot);
    let skins = object["summary"]["skins"].as_array().unwrap();
    let scattering = |k: usize| skins[k]["reduced_scattering_per_mm"].as_f64().unwrap();
    assert!((scattering(0) - 3.0).abs() < 1e-12 && (scattering(1) - 4.5).abs() < 1e-12);
    for skin in skins {
        let middle = &skin["middle"];
        assert!(middle["difference"].as_f64().unwrap() < 2.0, "{middle}");
        let lightness = |own: &Value| own[0].as_f64().unwrap();
        assert!(lightness(&middle["reference"]) < lightness(&skin["bare"]) - 2.0);
        assert!(lightness(&skin["halo"]["fast"]) > lightness(&middle["fast"]));
    }
    let of = |change: &[&str]| refused(3, &[&dot[..2], change].concat());
    assert!(of(&["--skin", "60,-20,10"]).contains("no skin has L* 60.0, a* -20.0"));
    let deep = of(&["--skin", "III", "--depth", "-0.2"]);
    assert!(
        deep.contains("a dot's depth of -0.2 mm; it is 0 to 2 mm"),
        "{deep}"
    );
    assert!(of(&["--skin", "III", "--water", "-1"]).contains("water 0 to 200 times"));
    assert!(of(&["--skin", "III", "--shade", "pink"]).contains("pink"));
    assert!(of(&["--skin", "III", "--halo", "-1"]).contains("--halo -1; it is 0 to 5"));
}

#[test]
fn a_measured_spectrum_is_taken_and_a_hole_in_it_named() {
    let rows = |skip: std::ops::Range<u32>| {
        let all = (400..=700_u32)
            .step_by(10)
            .filter(move |nm| !skip.contains(nm));
        let rows = all.map(|nm| format!("{nm},{}\n", 0.2 + 0.001 * f64::from(nm - 400)));
        format!("wavelength_nm,reflectance\n{}", rows.collect::<String>())
    };
    let whole = file("whole.csv", &rows(0..1));
    let object = json(&[
        "optics",
        "dot",
        "--spectrum",
        whole.to_str().unwrap(),
        "--photons",
        "100",
    ]);
    assert_eq!(object["ok"], true, "{object}");
    let hole = file("hole.csv", &rows(520..560));
    let said = refused(3, &["optics", "dot", "--spectrum", hole.to_str().unwrap()]);
    assert!(said.contains("nothing between 510 and 560 nm"), "{said}");
    for path in [whole, hole] {
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn blue_begins_deeper_on_light_skin() {
    let out = program::folder("depth");
    let object = json(&["optics", "depth", "--out", out.to_str().unwrap()]);
    let series = object["summary"]["series"].as_array().unwrap();
    assert_eq!(series.len(), 12);
    let begins = |k: usize| series[k]["blue_from_mm"].as_f64().unwrap();
    let ends = |k: usize| series[k]["blue_to_mm"].as_f64().unwrap();
    for k in 0..12 {
        assert!(begins(k) > 0.0 && begins(k) < ends(k) && ends(k) < 0.5);
    }
    assert!(begins(0) > 2.0 * begins(5));
    let csv = fs::read_to_string(out.join("depth.csv")).unwrap();
    let rows = csv.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(rows.count(), 1 + 12 * 201);
    let png = fs::read(out.join("depth.png")).unwrap();
    assert!(png.starts_with(b"\x89PNG") && png.len() < 1 << 20);
    fs::remove_dir_all(out).unwrap();
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn the_years_fade_work_and_photographs_correct_the_forecast() {
    let forecast = [
        "forecast",
        "--skin",
        "III",
        "--clients",
        "16",
        "--years",
        "1,5",
    ];
    let before = &json(&forecast)["summary"];
    let ages = before["ages"].as_array().unwrap();
    assert_eq!(ages.len(), 4);
    for pair in ages.windows(2) {
        let left = |k: usize| number(&pair[k]["pigment_left"]["middle"]);
        assert!(left(1) < left(0));
    }
    for age in ages {
        let darkness = &age["darkness"];
        assert!(number(&darkness["low"]) <= number(&darkness["high"]));
    }
    let photographs = file(
        "photographs.csv",
        "client,days,darkness,relative_error,skin,swims\nA,42,0.10,0.05,II,yes\nA,400,0.05,0.05,,\nA,800,0.02,0.05,,\n",
    );
    let path = photographs.to_str().unwrap();
    let learnt = json(&[&forecast[..], &["--photographs", path]].concat());
    let after = &learnt["summary"];
    let due = |summary: &Value| number(&summary["touch_up_due_years"]["middle"]);
    assert!(
        due(after) < 0.8 * due(before),
        "{} {}",
        due(after),
        due(before)
    );
    assert_eq!(after["learnt"]["photographs"], 3);
    let whose = refused(
        3,
        &[&forecast[..], &["--photographs", path, "--client", "B"]].concat(),
    );
    assert!(whose.contains("--client \"B\": not in"), "{whose}");
    fs::write(
        &photographs,
        "client,days,darkness,relative_error\nA,42,0.1,0.05\nA,400,0,0.05\n",
    )
    .unwrap();
    let none = refused(3, &[&forecast[..], &["--photographs", path]].concat());
    assert!(
        none.contains("client \"A\", photograph 2: darkness 0; it must be above"),
        "{none}"
    );
    fs::write(&photographs, "client,days,darkness\nA,42,0.1\n").unwrap();
    let short = refused(3, &[&forecast[..], &["--photographs", path]].concat());
    assert!(short.contains("no column \"relative_error\""), "{short}");
    fs::remove_file(photographs).unwrap();
    assert!(refused(3, &["forecast", "--skin", "III", "--density", "0"]).contains("--density 0"));
}

#[test]
fn removal_lightens_and_warns_of_iron_oxide() {
    let removal = |shade: &str| json(&["removal", "--skin", "II", "--shade", shade]);
    let black = removal("black");
    let summary = &black["summary"];
    assert_eq!(summary["sessions"]["floor"], serde_json::json!([1.0, 3.0]));
    // Type II on the head, minimal black ink: 2 + 1 + 2 + 1.
    assert_eq!(summary["kirby_desai_points"], 6);
    assert_eq!(summary["may_darken"].as_array().unwrap().len(), 0);
    let passes = summary["passes"].as_array().unwrap();
    assert_eq!(passes.len(), 7);
    for pair in passes.windows(2) {
        assert!(number(&pair[1]["mean"][0]) > number(&pair[0]["mean"][0]));
        assert!(
            number(&pair[1]["darkness_left"]["middle"])
                < number(&pair[0]["darkness_left"]["middle"])
        );
    }
    let brown = removal("dark_brown");
    let summary = &brown["summary"];
    assert!(!summary["may_darken"].as_array().unwrap().is_empty());
    let worst = number(&summary["worst_when_darkened"][0]);
    assert!(worst < number(&summary["passes"][0]["mean"][0]));
    let said = refused(3, &["removal", "--skin", "II", "--years", "-1"]);
    assert!(
        said.contains("--years -1; give years since the work healed"),
        "{said}"
    );
}

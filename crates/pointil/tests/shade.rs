//! `pointil shade` as a person runs it.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run the program should stop"
)]

mod program;

use std::process::Output;

fn shade(arguments: &[&str]) -> Output {
    program::pointil(&[&["shade"], arguments].concat())
}

fn refused(code: i32, arguments: &[&str]) -> String {
    let result = shade(arguments);
    let message = String::from_utf8(result.stderr).unwrap();
    assert_eq!(result.status.code(), Some(code), "{arguments:?}: {message}");
    assert!(result.stdout.is_empty());
    message
}

#[test]
fn a_table_for_people_and_an_object_for_machines_say_the_same() {
    let question = [
        "--skin",
        "II",
        "--hair",
        "18.4,-0.05,-0.84",
        "--hairs",
        "130",
    ];
    let table = shade(&question);
    assert!(table.status.success());
    let table = String::from_utf8(table.stdout).unwrap();
    println!("{table}");
    let machine = shade(&[&question[..], &["--json"]].concat());
    let object: serde_json::Value = serde_json::from_slice(&machine.stdout).unwrap();
    assert_eq!(object["ok"], true);
    let ranked = object["summary"]["ranked"].as_array().unwrap();
    assert_eq!(ranked.len(), 12);
    let best = &ranked[0];
    let line = table.lines().nth(3).unwrap();
    assert!(line.starts_with(best["shade"].as_str().unwrap()), "{line}");
    let healed = best["healed"]["difference"].as_f64().unwrap();
    assert!(line.contains(&format!(" {healed:.1} ")), "{line}");
    let lightness = |look: &str| best[look]["mean"][0].as_f64().unwrap();
    assert!(lightness("today") < lightness("healed"));
    let again = shade(&[&question[..], &["--json"]].concat());
    assert_eq!(machine.stdout, again.stdout, "two runs differ");
}

#[test]
fn a_measured_skin_and_patch_are_taken() {
    let result = shade(&[
        "--skin",
        "61.5,10.1,17.0",
        "--stubble",
        "57,8,14",
        "--most",
        "3",
    ]);
    let table = String::from_utf8(result.stdout).unwrap();
    assert!(
        table.starts_with("skin L*a*b* 61.5 10.1 17.0, stubble 57.0 8.0 14.0"),
        "{table}"
    );
}

#[test]
fn what_cannot_be_is_named_with_its_range() {
    for (arguments, code, words) in [
        (
            vec!["--skin", "VII"],
            2,
            "\"VII\" is no colour; give L*,a*,b* as 61,12,15, or a Fitzpatrick type",
        ),
        (vec!["--skin", "97,0,0"], 3, "--skin: no skin has L* 97.0"),
        (
            vec!["--skin", "II", "--depth", "-0.1"],
            3,
            "a dot's depth of -0.1 mm; it is 0 to 2 mm",
        ),
        (
            vec!["--skin", "II", "--diameter", "3"],
            3,
            "diameter of 3 mm; it is 0.05 to 1 mm",
        ),
        (
            vec!["--skin", "II", "--water", "500"],
            3,
            "--water: 1 parts of pigment to 500 of water",
        ),
        (
            vec!["--skin", "II", "--density", "5000"],
            3,
            "5000 dots per cm²; it is 0 to 1000",
        ),
        (
            vec!["--skin", "II", "--distance", "90"],
            3,
            "--distance: a viewing distance of 90 m",
        ),
        (
            vec!["--skin", "II", "--stubble", "80,5,5"],
            3,
            "darker than it",
        ),
        (vec!["--skin", "II", "--stubble", "80,5"], 2, "is no colour"),
        (
            vec!["--skin", "II", "--shades", "/nowhere.csv"],
            3,
            "/nowhere.csv: ",
        ),
    ] {
        let said = refused(code, &arguments);
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

#[test]
fn a_studios_own_tables_are_read_and_their_faults_named() {
    let folder = program::folder("shade");
    let shades = folder.join("shades.csv");
    let of = |text: &str| std::fs::write(&shades, text).unwrap();
    let path = shades.to_str().unwrap().to_owned();
    of("shade,material,diameter_nm,mg_per_ml\nours,carbon_black,100,90\n");
    let result = shade(&["--skin", "III", "--shades", &path, "--water", "0,1"]);
    let table = String::from_utf8(result.stdout).unwrap();
    assert_eq!(
        table
            .lines()
            .filter(|line| line.starts_with("ours"))
            .count(),
        3,
        "{table}"
    );
    of("shade,material,diameter_nm,mg_per_ml\nours,soot,100,90\n");
    let said = refused(3, &["--skin", "III", "--shades", &path]);
    assert!(
        said.contains("shades.csv: shade \"ours\": no pigment \"soot\""),
        "{said}"
    );
    of("shade,material,diameter_nm,mg_per_ml\n");
    assert!(refused(3, &["--skin", "III", "--shades", &path]).contains("no shade in it"));
    of("parameter,typical\n");
    assert!(refused(3, &["--skin", "III", "--fading", &path]).contains("no column"));
    std::fs::remove_dir_all(folder).unwrap();
}

//! What no skin, dot, spectrum or ink has, as a person types it: every refusal names the value and its range.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run the program should stop"
)]

mod program;

use std::fs;

use program::{file, refused};

/// What `simulate` says to a case of these lines, with more arguments; it leaves nothing behind.
fn simulate(name: &str, code: i32, lines: &str, more: &[&str]) -> String {
    let case = file(
        &format!("{name}.toml"),
        &format!("seed = 1\n[treatment]\ndots_per_cm2 = 20\n{lines}"),
    );
    let out = case.with_extension("out");
    let paths = [
        "simulate",
        case.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let message = refused(code, &[&paths, more].concat());
    assert!(!out.exists(), "something was left behind after: {message}");
    fs::remove_file(case).unwrap();
    message
}

fn says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "no {part:?} in: {message}");
    }
}

#[test]
fn a_colour_of_no_skin() {
    let parts = ["no skin has L* 97.0, a* 0.0, b* 0.0", "L* is 15 to 85"];
    for command in ["shade", "forecast", "removal"] {
        says(&refused(3, &[command, "--skin", "97,0,0"]), &parts);
    }
    says(&refused(3, &["optics", "dot", "--skin", "97,0,0"]), &parts);
    let case = simulate("lab", 3, "[client]\nskin = \"97,0,0\"\n", &[]);
    says(&case, &["client.skin", parts[0], parts[1]]);
    let instead = simulate("lab-instead", 3, "", &["--skin", "97,0,0"]);
    says(&instead, &["--skin", parts[0], parts[1]]);
}

#[test]
fn a_negative_depth() {
    let parts = ["a dot's depth of -0.1 mm", "0 to 2 mm"];
    for command in ["shade", "forecast", "removal"] {
        says(
            &refused(3, &[command, "--skin", "II", "--depth", "-0.1"]),
            &parts,
        );
    }
    let dot = ["optics", "dot", "--skin", "II", "--depth", "-0.1"];
    says(&refused(3, &dot), &parts);
    says(
        &simulate("depth", 3, "[pigment]\ndepth = -0.1\n", &[]),
        &["-0.1", "0 to 2"],
    );
}

/// A measured spectrum, 400 to 700 nm, of which some rows are left out and each value is scaled.
fn spectrum(name: &str, without: std::ops::Range<u32>, scale: f64) -> String {
    let kept = (400..=700_u32)
        .step_by(10)
        .filter(|nm| !without.contains(nm));
    let rows = kept.map(|nm| format!("{nm},{}\n", scale * (0.2 + 0.001 * f64::from(nm - 400))));
    let text = format!("wavelength_nm,reflectance\n{}", rows.collect::<String>());
    let path = file(name, &text);
    let said = refused(3, &["optics", "dot", "--spectrum", path.to_str().unwrap()]);
    fs::remove_file(path).unwrap();
    said
}

#[test]
fn a_spectrum_with_a_hole() {
    says(
        &spectrum("hole.csv", 520..560, 1.0),
        &["nothing between 510 and 560 nm", "20 nm"],
    );
}

#[test]
fn a_spectrum_in_per_cent() {
    says(
        &spectrum("percent.csv", 0..1, 100.0),
        &["a reflectance of 20 at 400 nm", "0.01 to 0.95"],
    );
}

/// Nothing of the pigment, or less than no water; no water at all is the pure shade and is fine.
#[test]
fn a_dilution_of_zero() {
    let none = ["0 parts of pigment to 5 of water", "pigment is above 0"];
    says(&simulate("none", 2, "", &["--pigment", "black:0:5"]), &none);
    let parts = [
        "1 parts of pigment to -1 of water",
        "water 0 to 200 times as much",
    ];
    says(
        &simulate("water", 2, "", &["--pigment", "black:-1"]),
        &parts,
    );
    says(
        &simulate("case-water", 3, "[pigment]\nwater = -1\n", &[]),
        &["pigment.water", parts[0], parts[1]],
    );
    for command in ["shade", "forecast", "removal"] {
        says(
            &refused(3, &[command, "--skin", "II", "--water", "-1"]),
            &["--water", parts[0], parts[1]],
        );
    }
    let much = refused(3, &["forecast", "--skin", "II", "--water", "500"]);
    says(&much, &["1 parts of pigment to 500 of water", parts[1]]);
    let neither = simulate("word", 2, "", &["--pigment", "black:some"]);
    says(&neither, &["black:5", "black:1:5"]);
}

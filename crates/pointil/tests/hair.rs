//! The hair that is there in pictures, and where its loss may go, as a person runs the program.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run the program should stop"
)]

mod program;

use std::path::Path;
use std::process::Output;

use program::{folder, pointil};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/cases");

fn simulate(case: &str, out: &Path, more: &[&str]) -> Output {
    let case = format!("{CASES}/{case}.toml");
    let paths = ["simulate", &case, "--out", out.to_str().unwrap()];
    pointil(&[&paths, more].concat())
}

#[test]
fn a_stage_that_does_not_follow_is_refused() {
    for (case, stage, why) in [
        (
            "norwood-v",
            "Norwood III",
            "--stage: Norwood III comes before Norwood V",
        ),
        (
            "norwood-v",
            "norwood v",
            "the hair is at Norwood V already; what may follow Norwood V is Norwood VI, Norwood VII",
        ),
        (
            "norwood-v",
            "Ludwig III",
            "Ludwig III is of another scale than Norwood V",
        ),
        ("ludwig-ii", "Ludwig I", "Ludwig I comes before Ludwig II"),
        (
            "universalis",
            "Norwood VII",
            "nobody can say what follows universalis",
        ),
    ] {
        let out = folder("refused").join("out");
        let run = simulate(case, &out, &["--stage", stage]);
        let said = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(3), "{said}");
        assert!(said.contains(why), "{said}");
        assert!(!out.exists());
    }
    let run = simulate(
        "norwood-v",
        &folder("none").join("out"),
        &["--stage", "Norwood IX"],
    );
    let said = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(
        said.contains("`Norwood IX` is no pattern of hair"),
        "{said}"
    );
}

/// The light of a picture: the mean of its bytes.
fn light(folder: &Path, name: &str) -> f64 {
    let file = std::fs::read(folder.join(name)).unwrap();
    let picture = pointil_photo::decode(&file).unwrap();
    let sum: f64 = picture.rgb8().iter().map(|own| f64::from(*own)).sum();
    sum / picture.rgb8().len() as f64
}

/// Less hair leaves a lighter head, work a darker one.
#[test]
fn a_later_stage_is_drawn_with_less_hair() {
    let (now, later) = (folder("now"), folder("later"));
    let run = simulate("norwood-v", &now, &["--quiet"]);
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let run = simulate("norwood-v", &later, &["--quiet", "--stage", "norwood vii"]);
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    for name in [
        "practice-head-before.png",
        "practice-head.png",
        "time-strip.png",
    ] {
        let (now, later) = (light(&now, name), light(&later, name));
        println!("{name}: {now:.2} today, {later:.2} later");
        assert!(later > now + 0.05, "{name}: {now} {later}");
    }
    assert!(light(&now, "practice-head-before.png") > light(&now, "practice-head.png"));
}

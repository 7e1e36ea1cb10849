//! Designs as files: what writes them, what reads them, and what is said of a file that is none.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its files should stop"
)]

mod program;

use std::fs;

use program::Folder;
use serde_json::Value;

/// A bald patch on a head known by its sex alone, in two sessions: quick to lay out.
const CASE: &str = r#"
seed = 5

[client]
sex = "male"
skin = "III"
age = 40

[treatment]
hair = "none"

[[treatment.patches]]
at = { left = 20, forward = 70 }
length = 30
dots_per_cm2 = 120

[pigment]
shade = "black"
water = 3
dot_diameter = 0.15

[sessions]
cumulative = [0.5, 1.0]
"#;

const DESIGN: &str = "design.pointil.json";

fn prices(name: &str) -> String {
    format!(
        "{}/../../examples/price-lists/{name}.toml",
        env!("CARGO_MANIFEST_DIR")
    )
}

/// A folder with the case and the design that follows from it.
fn designed(name: &str, case: &str) -> Folder {
    let folder = Folder::new(name).with("case.toml", case);
    folder.said(&["design", "case.toml", "--out", "."]);
    folder
}

/// A command on `file`, writing to a folder if it writes.
fn commands(file: &str) -> Vec<Vec<String>> {
    let list = prices("packages");
    let all: [&[&str]; 9] = [
        &["design", file, "--out", "out"],
        &["check", file],
        &["diff", file, file],
        &["plan", file],
        &["quote", file, "--prices", &list],
        &["export", "head", file, "--out", "out"],
        &["export", "dots", file, "--out", "out"],
        &["export", "stencil", file, "--out", "out"],
        &["simulate", file, "--out", "out"],
    ];
    let owned = |words: &&[&str]| words.iter().map(|own| (*own).to_owned()).collect();
    all.iter().map(owned).collect()
}

#[test]
fn every_command_reads_a_design_and_finds_the_case_in_it() {
    let folder = designed("reads", CASE);
    let written = folder.read(DESIGN);
    for command in commands(DESIGN) {
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let of_design = folder.json(&command);
        if command[0] == "diff" {
            assert_eq!(of_design["before"], of_design["after"]);
            assert_eq!(of_design["changes"], Value::Array(Vec::new()));
            continue;
        }
        let of_case: Vec<&str> = command
            .iter()
            .map(|own| if *own == DESIGN { "case.toml" } else { own })
            .collect();
        let of_case = folder.json(&of_case);
        for same in [
            "design",
            "dots",
            "treated_cm2",
            "sessions",
            "triangles",
            "total",
            "sheets",
        ] {
            assert_eq!(of_design[same], of_case[same], "{command:?}: {same}");
        }
    }
    folder.said(&["design", DESIGN, "--out", "again"]);
    assert_eq!(folder.read(&format!("again/{DESIGN}")), written);
}

#[test]
fn a_case_is_prepared_whole_from_its_design() {
    let folder = designed("prepared", CASE);
    let list = prices("packages");
    let arguments = ["prepare", DESIGN, "--out", "out", "--prices", &list];
    let summary = folder.json(&arguments);
    for name in [
        "plan.txt",
        "review.txt",
        "quote.txt",
        "pictures.txt",
        DESIGN,
    ] {
        assert!(!folder.read(&format!("out/{name}")).is_empty(), "{name}");
    }
    for name in ["stencil", "quote", "design-sheet", "session-1", "session-2"] {
        let paper = fs::read(folder.path().join(format!("out/{name}.pdf"))).unwrap();
        assert!(paper.starts_with(b"%PDF-1.7"), "{name}");
    }
    assert_eq!(folder.read(&format!("out/{DESIGN}")), folder.read(DESIGN));
    assert_eq!(summary["plan"]["sessions"], 2);
    assert!(folder.read("out/quote.txt").contains("total"));
}

#[test]
fn a_file_of_a_newer_format_is_refused_kindly_by_every_command() {
    let folder = designed("newer", CASE);
    let newer = folder
        .read(DESIGN)
        .replacen("\"pointil\": 4", "\"pointil\": 5", 1);
    assert!(newer.contains("\"pointil\": 5"));
    let folder = folder.with("newer.pointil.json", &newer);
    for command in commands("newer.pointil.json") {
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        let said = folder.refused(3, &command);
        for part in ["newer.pointil.json", "is of format 5", "a newer Pointil"] {
            assert!(said.contains(part), "{command:?}: {said}");
        }
    }
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_file_that_is_cut_off_names_the_line_where_it_ends() {
    let folder = designed("cut", CASE);
    let whole = folder.read(DESIGN);
    for share in [0.0, 0.3, 0.99] {
        let end = (whole.len() as f64 * share) as usize;
        let cut = &whole[..end];
        let folder = Folder::new("cut-off").with("cut.pointil.json", cut);
        let said = folder.refused(3, &["plan", "cut.pointil.json"]);
        let line = format!("line {}", cut.lines().count().max(1));
        assert!(said.contains("cut.pointil.json"), "{said}");
        assert!(said.contains(&line) || share == 0.0, "{said}");
    }
    let strange = Folder::new("strange").with("b.pointil.json", "{}");
    let said = strange.refused(3, &["check", "b.pointil.json"]);
    assert!(said.contains("says no version"), "{said}");
    let half = whole.replacen("\"seed\"", "\"sead\"", 1);
    let strange = Folder::new("misspelt").with("b.pointil.json", &half);
    let said = strange.refused(3, &["check", "b.pointil.json"]);
    assert!(said.contains("sead"), "{said}");
}

#[test]
fn a_file_of_hostile_size_is_not_read_to_its_end() {
    let folder = Folder::new("hostile");
    // A file without content takes no room on the disk, however long it says it is.
    let file = fs::File::create(folder.path().join("huge.pointil.json")).unwrap();
    file.set_len(1 << 40).unwrap();
    let said = folder.refused(3, &["plan", "huge.pointil.json"]);
    assert!(said.contains("larger than 64 MiB"), "{said}");
    // Brackets within brackets would take the program's stack.
    let folder = folder.with("deep.pointil.json", &"[".repeat(1 << 20));
    let said = folder.refused(3, &["plan", "deep.pointil.json"]);
    assert!(said.contains("deep.pointil.json"), "{said}");
}

#[test]
fn what_changed_is_said_in_words_and_in_dots() {
    let folder = designed("changed", CASE).with("thinner.toml", &CASE.replace("= 120", "= 90"));
    let summary = folder.json(&["diff", DESIGN, "thinner.toml"]);
    let changes = summary["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{summary}");
    assert!(changes[0]["field"].as_str().unwrap().contains("techniques"));
    let removed = summary["dots"]["removed"].as_u64().unwrap();
    assert!(removed > 20, "{summary}");
    let words = folder.said(&["diff", DESIGN, "thinner.toml"]);
    assert!(words.contains(&format!("{removed} removed")), "{words}");
}

#[test]
fn the_schema_that_is_written_is_the_one_in_the_docs() {
    let folder = Folder::new("schema");
    folder.said(&["schema", "--out", "."]);
    let docs = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/pointil.schema.json"
    );
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let written = parsed(&folder.read("pointil.schema.json"));
    assert_eq!(written, parsed(&fs::read_to_string(docs).unwrap()));
}

/// A man of Norwood III who has his line brought back: what lies behind it may be lost.
const RECEDING: &str = r#"
seed = 5

[client]
sex = "male"
skin = "III"
age = 30

[treatment]
techniques = ["receding_line"]
hair = "III"
dots_per_cm2 = 60

[pigment]
shade = "soft_black"
water = 2
dot_diameter = 0.15
"#;

#[test]
fn what_a_later_stage_bares_is_put_right_on_request() {
    let folder = Folder::new("later").with("case.toml", RECEDING);
    let found = |summary: &Value| -> Vec<String> {
        let findings = summary["findings"].as_array().unwrap();
        let code = |own: &Value| own["code"].as_str().unwrap().to_owned();
        findings.iter().map(code).collect()
    };
    let before = folder.json(&["check", "case.toml"]);
    assert!(found(&before).contains(&"H113".to_owned()), "{before}");
    let fixed = ["check", "case.toml", "--fix", "H113", "--out", "out"];
    let after = folder.json(&fixed);
    let applied = after["applied"][0].as_str().unwrap();
    assert!(applied.starts_with("H113: treat "), "{applied}");
    let left = found(&after);
    assert!(
        left.iter().all(|code| found(&before).contains(code)),
        "{left:?}"
    );
    assert!(!left.contains(&"H113".to_owned()));
    let written = folder.json(&["check", &format!("out/{DESIGN}")]);
    assert_eq!(found(&written), left);
}

#[test]
fn a_code_that_no_rule_has_is_refused_before_anything_is_laid_out() {
    let folder = Folder::new("codes").with("case.toml", RECEDING);
    for codes in ["XYZ", "H101,h113", "H113,"] {
        let said = folder.refused(3, &["check", "case.toml", "--fix", codes, "--out", "out"]);
        assert!(
            said.contains("H101, H102") && said.contains("H113"),
            "{said}"
        );
        assert!(
            said.contains("and all") && !said.contains("laying out"),
            "{said}"
        );
    }
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_design_whose_last_session_is_done_has_nothing_left_to_do() {
    let folder = Folder::new("finished").with("case.toml", CASE);
    folder.said(&["export", "dots", "case.toml", "--out", "."]);
    let rows = folder.read("dots.csv").lines().count() - 1;
    let done = CASE.replace("[sessions]", "[sessions]\ndone = 2\ndots = \"dots.csv\"");
    let folder = folder.with("done.toml", &done);
    let seen = folder.json(&["simulate", "done.toml", "--age", "2y", "--out", "out"]);
    assert_eq!(seen["dots"], rows as u64);
    assert_eq!(seen["dots_in_skin"], rows as u64);
    let plan = folder.json(&["plan", "done.toml"]);
    assert_eq!(
        (&plan["finished"], &plan["dots"]),
        (&Value::Bool(true), &Value::from(0))
    );
    assert_eq!(plan["findings"][0]["code"], "P104");
    let words = folder.said(&["plan", "done.toml"]);
    assert!(words.contains("nothing is left to place"), "{words}");
    for list in ["fixed", "packages", "per-area", "per-hour", "per-session"] {
        let quote = folder.json(&["quote", "done.toml", "--prices", &prices(list)]);
        let total: f64 = quote["total"].as_str().unwrap().parse().unwrap();
        assert!(total.abs() < 1e-9, "{list}: {quote}");
        let line = quote["lines"][0]["text"].as_str().unwrap();
        assert!(line.contains("no session is left"), "{line}");
    }
    let same = folder.json(&["diff", "case.toml", "done.toml"]);
    assert_eq!(same["dots"]["kept"], rows as u64, "{same}");
    let more = CASE.replace("[sessions]", "[sessions]\ndone = 3\ndots = \"dots.csv\"");
    let said = folder
        .with("more.toml", &more)
        .refused(3, &["plan", "more.toml"]);
    assert!(said.contains("sessions.done is 3 of 2"), "{said}");
}

#[test]
fn the_papers_of_a_finished_design_have_no_session_sheet() {
    let folder = Folder::new("finished-papers").with("case.toml", CASE);
    folder.said(&["export", "dots", "case.toml", "--out", "."]);
    let done = CASE.replace("[sessions]", "[sessions]\ndone = 2\ndots = \"dots.csv\"");
    let folder = folder.with("done.toml", &done);
    let summary = folder.json(&[
        "papers",
        "done.toml",
        "--out",
        "out",
        "--prices",
        &prices("fixed"),
    ]);
    let names = summary["papers"].as_array().unwrap();
    assert!(
        names.contains(&Value::from("design-sheet.pdf")),
        "{summary}"
    );
    assert!(
        names
            .iter()
            .all(|own| !own.as_str().unwrap().starts_with("session-")),
        "{summary}"
    );
}

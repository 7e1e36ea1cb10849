//! The program as a person runs it: on the sample case, and on everything that can be wrong with one.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its files should stop"
)]

mod program;

use std::fs;
use std::path::{Path, PathBuf};

use program::{command, folder, pointil};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/practice-head");

/// The sample case with `change` made to its text, beside its photographs.
fn changed(folder: &Path, change: impl Fn(String) -> String) -> String {
    for entry in fs::read_dir(SAMPLE).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    let case = folder.join("case.toml");
    let text = change(fs::read_to_string(&case).unwrap());
    fs::write(&case, text).unwrap();
    case.to_str().unwrap().to_owned()
}

/// Runs `simulate` on a case that must be refused; the sentence it was refused with.
fn refused(name: &str, code: i32, change: impl Fn(String) -> String) -> String {
    let folder = folder(name);
    let case = changed(&folder, change);
    let out = folder.join("out");
    let result = pointil(&["simulate", &case, "--out", out.to_str().unwrap()]);
    let message = String::from_utf8(result.stderr).unwrap();
    assert_eq!(result.status.code(), Some(code), "{message}");
    assert!(!out.exists(), "something was left behind after: {message}");
    let refusal = message
        .lines()
        .find(|line| line.starts_with("error: "))
        .unwrap_or_default()
        .to_owned();
    println!("{name}: {refusal}");
    fs::remove_dir_all(folder).unwrap();
    refusal
}

/// Puts `line` right after the header `section` of a case, or at the end with the header where there is none.
fn with(section: &'static str, line: &'static str) -> impl Fn(String) -> String {
    move |text| {
        let header = format!("[{section}]");
        let key = line.split('=').next().unwrap_or_default();
        let rest: Vec<&str> = text.lines().filter(|own| !own.starts_with(key)).collect();
        let text = rest.join("\n");
        if text.contains(&header) {
            text.replacen(&header, &format!("{header}\n{line}"), 1)
        } else {
            text.replacen("\n[client]", &format!("\n{header}\n{line}\n\n[client]"), 1)
        }
    }
}

#[test]
fn the_sample_becomes_pictures() {
    let folder = folder("sample");
    let out = folder.join("out");
    let case = format!("{SAMPLE}/case.toml");
    let result = pointil(&["simulate", &case, "--out", out.to_str().unwrap(), "--json"]);
    let text = String::from_utf8(result.stdout).unwrap();
    assert!(result.status.success(), "{text}");
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let summary = &report["summary"];
    println!("{summary}");
    // The practice head's own measurements, from pictures of it and its sex alone.
    assert!((summary["head_length_mm"].as_f64().unwrap() - 199.7).abs() < 4.0);
    assert!(summary["dots"].as_u64().unwrap() > 15_000);
    for view in summary["photographs"].as_array().unwrap() {
        assert!(view["residual_px"].as_f64().unwrap() < 4.0, "{view}");
        assert!(view["suspects"].as_array().unwrap().is_empty(), "{view}");
    }
    for name in [
        "front-before-after.png",
        "top-after.png",
        "practice-head.png",
        "report.json",
    ] {
        assert!(fs::metadata(out.join(name)).unwrap().len() > 500, "{name}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_same_case_gives_the_same_dots_on_one_thread_and_on_many() {
    let folder = folder("twice");
    let case = format!("{SAMPLE}/case.toml");
    let dots = |name: &str, threads: &str| {
        let out = folder.join(name);
        let result = command()
            .args([
                "export",
                "dots",
                &case,
                "--out",
                out.to_str().unwrap(),
                "--quiet",
            ])
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .unwrap();
        assert!(result.status.success());
        (
            fs::read(out.join("dots.csv")).unwrap(),
            fs::read(out.join("scalp.obj")).unwrap(),
        )
    };
    let (one, two) = (dots("one", "1"), dots("two", "2"));
    assert!(one == two);
    let text = String::from_utf8(one.0).unwrap();
    assert!(text.starts_with("x,y,z,session,density,nx,ny,nz,rank,diameter\n"));
    fs::remove_dir_all(folder).unwrap();
}

/// The rows of an exported table: left, up, forward and session.
fn rows(folder: &Path) -> Vec<[f64; 4]> {
    let text = fs::read_to_string(folder.join("dots.csv")).unwrap();
    let row = |line: &str| {
        let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        [cells[0], cells[1], cells[2], cells[3]]
    };
    text.lines().skip(1).map(row).collect()
}

#[test]
fn dots_of_a_done_session_stay_when_the_rest_is_designed_anew() {
    let folder = folder("done");
    let export = |case: &str, name: &str| {
        let out = folder.join(name);
        let result = pointil(&[
            "export",
            "dots",
            case,
            "--out",
            out.to_str().unwrap(),
            "--quiet",
        ]);
        assert!(
            result.status.success(),
            "{}",
            String::from_utf8_lossy(&result.stderr)
        );
        rows(&out)
    };
    let first = export(&changed(&folder, |text| text), "first");
    // After the first session the client asks for a lighter look.
    let lighter = changed(&folder, |text| {
        let lighter = text.replace("dots_per_cm2 = 180", "dots_per_cm2 = 140");
        lighter.replace(
            "[sessions]",
            "[sessions]\ndone = 1\ndots = \"first/dots.csv\"",
        )
    });
    let second = export(&lighter, "second");
    let of_first = |rows: &[[f64; 4]]| -> Vec<[f64; 4]> {
        let mut own: Vec<[f64; 4]> = rows.iter().copied().filter(|row| row[3] < 1.5).collect();
        own.sort_by(|a, b| a[0].total_cmp(&b[0]));
        own
    };
    let (before, after) = (of_first(&first), of_first(&second));
    assert!(before.len() > 5_000 && second.len() < first.len());
    assert_eq!(before.len(), after.len());
    let near = |a: &[f64; 4], b: &[f64; 4]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 2e-4);
    for dot in &before {
        let from = after.partition_point(|other| other[0] < dot[0] - 2e-4);
        let candidates = after[from..]
            .iter()
            .take_while(|other| other[0] < dot[0] + 2e-4);
        assert!(candidates.clone().any(|other| near(dot, other)), "{dot:?}");
    }
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_exact_number_of_dots_is_had_exactly() {
    let folder = folder("exact");
    let case = changed(&folder, with("treatment", "dots = 12345"));
    let out = folder.join("out");
    let result = pointil(&[
        "export",
        "dots",
        &case,
        "--out",
        out.to_str().unwrap(),
        "--quiet",
    ]);
    assert!(result.status.success());
    // Sentinels stand ahead of the line and are not of the pattern.
    let sentinels = rows(&out).len() - 12_345;
    assert!(sentinels < 60, "{sentinels}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn head_and_stencil_are_written_in_their_formats() {
    let folder = folder("export");
    let case = folder.join("case.toml");
    fs::write(&case, "seed = 1\n[head]\nhead_length = 195\n").unwrap();
    let (case, out) = (case.to_str().unwrap(), folder.join("out"));
    let out_text = out.to_str().unwrap();
    let result = pointil(&[
        "export",
        "head",
        case,
        "--out",
        out_text,
        "--format",
        "ply,obj,glb",
    ]);
    assert!(result.status.success());
    assert!(
        fs::read(out.join("head.ply"))
            .unwrap()
            .starts_with(b"ply\n")
    );
    assert!(fs::read(out.join("head.glb")).unwrap().starts_with(b"glTF"));
    assert!(
        fs::read(out.join("head.obj"))
            .unwrap()
            .starts_with(b"# millimetres")
    );
    assert!(
        pointil(&["export", "stencil", case, "--out", out_text])
            .status
            .success()
    );
    let svg = fs::read_to_string(out.join("stencil-hairline.svg")).unwrap();
    assert!(svg.contains("50 mm long") && svg.contains("midline"));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn papers_are_written_for_every_appointment_and_quote() {
    let folder = folder("papers");
    let case = folder.join("case.toml");
    let treatment = "[treatment]\ntechniques = [\"crown\"]\ndots_per_cm2 = 40\n";
    fs::write(
        &case,
        format!("seed = 1\n[sessions]\ncumulative = [1.0]\n{treatment}"),
    )
    .unwrap();
    let prices = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/price-lists/per-area.toml"
    );
    let (case, out) = (case.to_str().unwrap(), folder.join("out"));
    let out_text = out.to_str().unwrap();
    let run = |name: &str| {
        pointil(&[
            "papers",
            case,
            "--out",
            out_text,
            "--paper",
            "letter",
            "--prices",
            prices,
            "--date",
            "2026-11-21",
            "--client-name",
            name,
            "--quiet",
        ])
    };
    let result = run("#panic() $x$ A. Client");
    assert!(
        result.status.success(),
        "{}",
        String::from_utf8_lossy(&result.stderr)
    );
    for name in [
        "stencil.pdf",
        "quote.pdf",
        "design-sheet.pdf",
        "session-1.pdf",
    ] {
        assert!(
            fs::read(out.join(name)).unwrap().starts_with(b"%PDF-1.7"),
            "{name}"
        );
    }
    let refused = run("李");
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("U+674E"));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn every_wrong_value_is_named_with_its_field_and_what_to_do() {
    for (name, section, line, wanted) in [
        (
            "inches",
            "head",
            "head_length = 7.8",
            ["head.head_length", "inches"],
        ),
        (
            "sparse",
            "treatment",
            "dots_per_cm2 = -3",
            ["treatment.dots_per_cm2", "-3"],
        ),
        (
            "dense",
            "treatment",
            "dots_per_cm2 = 5000",
            ["treatment.dots_per_cm2", "0 to 250"],
        ),
        (
            "low",
            "hairline",
            "mid_frontal_height = 12",
            ["mid_frontal_height", "12"],
        ),
        (
            "behind",
            "hairline",
            "recession = 400",
            ["recession", "400"],
        ),
        (
            "kind",
            "hairline",
            "kind = \"moon\"",
            ["hairline.kind", "mature_male"],
        ),
        ("skin", "client", "skin = \"IX\"", ["client.skin", "VI"]),
        ("misspelt", "client", "skinn = \"II\"", ["skinn", "line"]),
    ] {
        let message = refused(name, 3, with(section, line));
        assert!(
            wanted.iter().all(|word| message.contains(word)),
            "{message}"
        );
    }
}

#[test]
fn a_point_moved_off_its_place_is_refused() {
    let moves = "moves = [{ point = \"mid_frontal_point\", up = 41 }]";
    let message = refused("moved", 3, |text| {
        text.replacen("[hairline]", &format!("[hairline]\n{moves}"), 1)
    });
    assert!(
        message.contains("hairline.moves[0].up is 41 mm"),
        "{message}"
    );
    let moves = "moves = [{ point = \"mid_frontal_point\", up = -39 }]";
    let message = refused("at-the-brow", 3, |text| {
        text.replacen("[hairline]", &format!("[hairline]\n{moves}"), 1)
    });
    assert!(message.contains("hairline: "), "{message}");
}

#[test]
fn a_photograph_that_is_a_text_file_is_refused() {
    let folder = folder("text");
    let case = changed(&folder, |text| text);
    fs::write(folder.join("front.jpg"), "this is no picture").unwrap();
    let out = folder.join("out");
    let result = pointil(&["simulate", &case, "--out", out.to_str().unwrap()]);
    let message = String::from_utf8(result.stderr).unwrap();
    assert_eq!(result.status.code(), Some(3), "{message}");
    assert!(message.contains("front.jpg"), "{message}");
    assert!(!out.exists());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn five_landmarks_in_one_photograph_are_too_few() {
    let message = refused("five", 3, |text| {
        let first = text.find("[[photographs]]").unwrap();
        let second = first + 3 + text[first + 3..].find("[[photographs]]").unwrap();
        let lines: Vec<&str> = text[..second].lines().collect();
        let marks = lines
            .iter()
            .position(|line| *line == "[photographs.landmarks]")
            .unwrap();
        lines[..marks + 6].join("\n")
    });
    assert!(
        message.contains("5 landmarks") && message.contains('6'),
        "{message}"
    );
}

#[test]
fn an_output_folder_that_is_a_file_is_refused() {
    let folder = folder("out");
    let out = folder.join("file");
    fs::write(&out, "mine").unwrap();
    let case = format!("{SAMPLE}/case.toml");
    let result = pointil(&[
        "export",
        "head",
        &case,
        "--out",
        out.to_str().unwrap(),
        "--json",
    ]);
    assert_eq!(result.status.code(), Some(4));
    let report: serde_json::Value = serde_json::from_slice(&result.stdout).unwrap();
    assert_eq!(report["kind"], "output");
    assert_eq!(fs::read_to_string(&out).unwrap(), "mine");
    fs::remove_dir_all(folder).unwrap();
}

/// The committed sample is what the program draws today: a reference picture of the practice head, whole and bit for bit.
#[test]
fn the_committed_sample_is_what_is_drawn() {
    let out = folder("redrawn").join("out");
    let result = pointil(&["sample", "--out", out.to_str().unwrap()]);
    assert!(result.status.success());
    for name in [
        "front.jpg",
        "left-three-quarter.jpg",
        "left.jpg",
        "top.jpg",
        "case.toml",
    ] {
        let (drawn, committed) = (
            fs::read(out.join(name)).unwrap(),
            fs::read(Path::new(SAMPLE).join(name)).unwrap(),
        );
        assert!(
            drawn == committed,
            "{name} differs; look at it, then run `pointil sample --out examples/practice-head`"
        );
    }
    fs::remove_dir_all(out.parent().unwrap()).unwrap();
}

#[test]
fn a_mask_keeps_dots_off_what_it_covers_and_must_fit() {
    let masked = |text: String| {
        text.replacen(
            "file = \"front.jpg\"",
            "file = \"front.jpg\"\nmask = \"mask.png\"",
            1,
        )
    };
    let folder = folder("mask");
    let case = changed(&folder, masked);
    let out = folder.join("out");
    let run = || pointil(&["simulate", &case, "--out", out.to_str().unwrap(), "--quiet"]);
    let paint = |size| {
        let black = pointil_render::Picture::filled(size, [0; 3]).unwrap();
        fs::write(folder.join("mask.png"), black.to_png().unwrap()).unwrap();
    };
    let read = |path: PathBuf| pointil_photo::decode(&fs::read(path).unwrap()).unwrap();
    let front = read(folder.join("front.jpg"));
    paint(pointil_scalp::PictureSize {
        width: 40,
        height: 30,
    });
    let refused = run();
    let message = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(3));
    assert!(
        message.contains("mask.png is 40 × 30 pixels, its photograph 960 × 1200"),
        "{message}"
    );
    paint(front.size());
    assert!(run().status.success());
    assert_eq!(read(out.join("front-after.png")).rgb8(), front.rgb8());
    let left = read(out.join("left-after.png"));
    assert_ne!(left.rgb8(), read(folder.join("left.jpg")).rgb8());
    fs::remove_dir_all(folder).unwrap();
}

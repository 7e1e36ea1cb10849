//! Poses from landmarks, held against the true cameras of seven photographs of a scanned head.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "photographs that cannot be read should stop the test; its tables are to be read"
)]

mod photographs;

use std::time::Instant;

use photographs::{Noise, Truth, View, male, measured, truth};
use pointil_photo::{FitSettings, HeadFit, MarkedPhotograph, fit};
use pointil_scalp::HeadMeasurements;

/// One view of a fit against the truth.
struct Row<'a> {
    view: &'a View,
    error_mm: f64,
    predicted_mm: f64,
}

fn fitted(measurements: &HeadMeasurements, photographs: &[MarkedPhotograph]) -> HeadFit {
    fit(measurements, photographs, &FitSettings::default()).unwrap()
}

/// Prints a fit and gives its errors.
fn table<'a>(truth: &'a Truth, label: &str, fitted: &HeadFit) -> Vec<Row<'a>> {
    let motion = truth.motion_to(&fitted.head);
    println!(
        "\n{label}: size {:+.1} % (predicted ±{:.1} %), shape {:.2} mm, focal length {:.0} px",
        (truth.scale_of(&fitted.head) - 1.0) * 100.0,
        fitted.scale_uncertainty * 100.0,
        truth.shape_mm(&fitted.head),
        fitted.poses[0].camera.focal_px(),
    );
    println!(
        "| view | landmarks | rim points | residual px | RMS mm | worst mm | predicted mm | design mm |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    fitted
        .poses
        .iter()
        .map(|pose| {
            let view = truth
                .views
                .iter()
                .find(|v| v.name == pose.photograph)
                .unwrap();
            let (error_mm, worst) = truth.error_mm(view, &pose.camera, &motion);
            let design = truth.design_error_mm(view, &pose.camera, &fitted.head);
            assert!(pose.suspects.is_empty(), "{:?}", pose.suspects);
            println!(
                "| {} | {} | {} | {:.1} | {error_mm:.2} | {worst:.2} | {:.2} | {design:.2} |",
                view.name,
                view.marks.len(),
                pose.rim_points,
                pose.residual_px,
                pose.uncertainty.mm(),
            );
            Row {
                view,
                error_mm,
                predicted_mm: pose.uncertainty.mm(),
            }
        })
        .collect()
}

fn marked(truth: &Truth, known: bool) -> Vec<MarkedPhotograph> {
    truth.views.iter().map(|view| view.marked(known)).collect()
}

fn outlined(truth: &Truth, known: bool) -> Vec<MarkedPhotograph> {
    let views = truth.views.iter();
    views.map(|view| truth.outlined(view, known)).collect()
}

/// 2.5 mm for views with ten landmarks or more, 4 mm for the others.
fn assert_limits(rows: &[Row<'_>]) {
    for row in rows {
        let limit = if row.view.marks.len() >= 10 { 2.5 } else { 4.0 };
        assert!(row.error_mm <= limit, "{} {}", row.view.name, row.error_mm);
        assert!(row.error_mm < 3.0 * row.predicted_mm, "{}", row.view.name);
    }
}

#[test]
fn landmarks_alone_give_one_head_and_seven_cameras() {
    let Some(truth) = truth() else { return };
    let unstated = HeadMeasurements::default();
    let start = Instant::now();
    let alone = fitted(&unstated, &marked(&truth, false));
    println!("seven photographs in {:?}", start.elapsed());
    assert!(start.elapsed().as_secs() < 10);
    assert_limits(&table(&truth, "landmarks alone", &alone));
    let man = fitted(&male(), &marked(&truth, false));
    assert_limits(&table(&truth, "a man", &man));
    // The lens is found.
    let focal = man.poses[0].camera.focal_px() / truth.views[0].camera.focal_px();
    assert!((focal - 1.0).abs() < 0.02, "{focal}");
    // A length that no landmark shows (the back of the head hides behind the ears) helps little.
    let length = fitted(&measured(), &marked(&truth, true));
    for row in table(&truth, "a man, 199 mm long, lens known", &length) {
        assert!(row.error_mm < 3.0 && row.error_mm < row.predicted_mm);
    }
}

#[test]
fn outlines_add_shape_and_with_a_length_the_size() {
    let Some(truth) = truth() else { return };
    let man = fitted(&male(), &outlined(&truth, false));
    assert_limits(&table(&truth, "a man, with outlines", &man));
    let start = Instant::now();
    let photographs = outlined(&truth, true);
    let found = start.elapsed();
    let length = fitted(&measured(), &photographs);
    println!("outlines found in {found:?}, all in {:?}", start.elapsed());
    let label = "a man, 199 mm long, lens known, with outlines";
    for row in table(&truth, label, &length) {
        assert!(row.error_mm < 1.2, "{} {}", row.view.name, row.error_mm);
    }
    let without = fitted(&measured(), &marked(&truth, true));
    let (shape, before) = (truth.shape_mm(&length.head), truth.shape_mm(&without.head));
    assert!(shape < 2.0 && shape < before, "{shape} {before}");
    assert!((truth.scale_of(&length.head) - 1.0).abs() < 0.015);
}

#[test]
fn single_photographs_give_what_their_landmarks_hold() {
    let Some(truth) = truth() else { return };
    println!(
        "| one photograph, 199 mm, lens known | landmarks | RMS mm | predicted mm | with outline: RMS mm | predicted mm |"
    );
    println!("|---|---|---|---|---|---|");
    for view in &truth.views {
        let count = view.marks.len();
        let alone = fit(&measured(), &[view.marked(true)], &FitSettings::default());
        if count < MarkedPhotograph::LEAST_ALONE {
            assert!(alone.unwrap_err().to_string().contains("at least 6"));
            continue;
        }
        let [bare, edged] = [
            alone.unwrap(),
            fitted(&measured(), &[truth.outlined(view, true)]),
        ]
        .map(|fitted| {
            let motion = truth.motion_to(&fitted.head);
            let pose = &fitted.poses[0];
            assert!(pose.suspects.is_empty(), "{:?}", pose.suspects);
            let error = truth.error_mm(view, &pose.camera, &motion).0;
            (error, pose.uncertainty.mm())
        });
        println!(
            "| {} | {count} | {:.2} | {:.2} | {:.2} | {:.2} |",
            view.name, bare.0, bare.1, edged.0, edged.1
        );
        for (error, predicted) in [bare, edged] {
            assert!(error < 2.5 * predicted, "{} {error} {predicted}", view.name);
        }
        assert!(edged.0 < 4.5, "{} {}", view.name, edged.0);
    }
}

#[test]
fn predicted_uncertainty_is_honest() {
    let Some(truth) = truth() else { return };
    let mut noise = Noise(0x9E37_79B9_7F4A_7C15);
    let draws = 12;
    let mut squares = vec![(0.0, 0.0); truth.views.len()];
    let (mut named, mut marks) = (0, 0);
    for _ in 0..draws {
        let mut photographs = marked(&truth, false);
        for mark in photographs.iter_mut().flat_map(|p| &mut p.marks) {
            mark.pixel.x += 3.0 * noise.normal();
            mark.pixel.y += 3.0 * noise.normal();
            marks += 1;
        }
        let found = fitted(&male(), &photographs);
        let motion = truth.motion_to(&found.head);
        for (i, pose) in found.poses.iter().enumerate() {
            let error = truth.error_mm(&truth.views[i], &pose.camera, &motion).0;
            squares[i].0 += error * error;
            squares[i].1 += pose.uncertainty.mm().powi(2);
            named += pose.suspects.len();
        }
    }
    println!(
        "clicks strayed by 3 px, {draws} times: {named} of {marks} good marks were called wrong"
    );
    println!("| view | RMS mm | predicted mm |\n|---|---|---|");
    for (view, (error, predicted)) in truth.views.iter().zip(squares) {
        let [error, predicted] = [error, predicted].map(|sum: f64| (sum / f64::from(draws)).sqrt());
        println!("| {} | {error:.2} | {predicted:.2} |", view.name);
        assert!((0.3..3.0).contains(&(error / predicted)), "{}", view.name);
    }
    assert!(named * 200 <= marks, "{named} of {marks}");
}

//! Heads from measurements, held against the people of ANSUR II.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its table should stop"
)]

use pointil_scalp::{Head, HeadMeasurements, Mm, Sex};

/// (sex, length, breadth, circumference, tragion to top) of each subject.
fn subjects() -> Vec<(Sex, [f64; 4])> {
    include_str!("../../../data/ansur2_heads.csv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let sex = if cells[0] == "female" {
                Sex::Female
            } else {
                Sex::Male
            };
            (sex, [1, 2, 3, 4].map(|k| cells[k].parse().unwrap()))
        })
        .collect()
}

/// Bias and standard deviation of `errors`.
fn spread(errors: &[f64]) -> (f64, f64) {
    let n = errors.len() as f64;
    let bias = errors.iter().sum::<f64>() / n;
    (
        bias,
        (errors.iter().map(|e| (e - bias).powi(2)).sum::<f64>() / n).sqrt(),
    )
}

#[test]
fn circumference_follows_from_length_and_breadth() {
    let mut errors = Vec::new();
    let mut with_sex = Vec::new();
    for (sex, [length, breadth, circumference, _]) in subjects() {
        for (sex, list) in [(Sex::Unstated, &mut errors), (sex, &mut with_sex)] {
            let head = Head::from_measurements(&HeadMeasurements {
                sex,
                head_length: Some(Mm::new(length)),
                head_breadth: Some(Mm::new(breadth)),
                ..Default::default()
            })
            .unwrap();
            list.push(head.head_circumference().mm() - circumference);
        }
    }
    let ((bias, sd), (bias_sex, sd_sex)) = (spread(&errors), spread(&with_sex));
    println!(
        "circumference from length and breadth: bias {bias:.2} mm, sd {sd:.2} mm; with sex {bias_sex:.2}, {sd_sex:.2}"
    );
    assert!(bias.abs() <= 1.0 && sd <= 9.3, "{bias} {sd}");
    assert!(bias_sex.abs() <= 1.0 && sd_sex <= sd);
}

#[test]
fn given_measurements_are_met_on_the_surface() {
    let mut worst = [0.0_f64; 4];
    for (sex, [length, breadth, circumference, height]) in subjects().into_iter().step_by(11) {
        let head = Head::from_measurements(&HeadMeasurements {
            sex,
            head_length: Some(Mm::new(length)),
            head_breadth: Some(Mm::new(breadth)),
            head_circumference: Some(Mm::new(circumference)),
            tragion_to_top: Some(Mm::new(height)),
        })
        .unwrap();
        let made = [
            head.head_length(),
            head.head_breadth(),
            head.head_circumference(),
            head.tragion_to_top(),
        ];
        for (k, want) in [length, breadth, circumference, height]
            .into_iter()
            .enumerate()
        {
            worst[k] = worst[k].max((made[k].mm() - want).abs());
        }
    }
    println!("worst miss of length, breadth, circumference, height: {worst:.3?} mm");
    assert!(
        worst[0] < 0.1 && worst[1] < 0.1 && worst[2] <= 1.0 && worst[3] < 0.1,
        "{worst:?}"
    );
}

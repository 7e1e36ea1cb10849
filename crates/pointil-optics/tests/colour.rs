//! Published numbers of colour, printed beside ours.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

use pointil_optics::{FitzpatrickType, Lab, Skin, TypologyClass};

/// The numbers of the rows of a table of `data/optics/`.
fn rows(text: &str) -> Vec<Vec<f64>> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect())
        .collect()
}

#[test]
fn ciede2000_of_all_pairs() {
    let pairs = rows(include_str!("../../../data/optics/ciede2000_pairs.csv"));
    assert_eq!(pairs.len(), 34);
    let mut worst: f64 = 0.0;
    for row in pairs {
        let (one, other) = (
            Lab::new(row[1], row[2], row[3]),
            Lab::new(row[4], row[5], row[6]),
        );
        let got = one.difference(other);
        let back = other.difference(one);
        println!(
            "pair {:2}: published {:8.4}, ours {got:9.5}",
            row[0], row[7]
        );
        assert!((got - back).abs() < 1e-9, "not the same both ways");
        worst = worst.max((got - row[7]).abs());
    }
    println!("worst difference {worst:.2e}");
    assert!(worst <= 1e-4);
}

#[test]
fn fitzpatrick_types_and_their_usual_classes() {
    for (fitzpatrick, class) in FitzpatrickType::ALL.into_iter().zip(TypologyClass::ALL) {
        let angle = Skin::of_type(fitzpatrick).typology_angle();
        println!(
            "{fitzpatrick:?}: individual typology angle {:6.1}°, {}",
            angle.degrees(),
            angle.class().name()
        );
        assert_eq!(angle.class(), class);
    }
}

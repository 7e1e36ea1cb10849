//! How old the wearer of a man's hairline is taken for.

/// Heights of the mid-frontal point over the glabella and depths of the recession behind the corner that men of an age have, in
/// millimetres. Grade D: drawn by Pointil between a boy's line in the crease of the brow (6 to 6.5 cm, no recession), the mature
/// line of 7 to 8 cm (Shapiro 2013; Garg 2017) and a conservative line of 9 to 10 cm.
const LINES: [(f64, f64, f64); 6] = [
    (16.0, 60.0, -4.0),
    (20.0, 65.0, 0.0),
    (30.0, 70.0, 5.0),
    (45.0, 75.0, 10.0),
    (60.0, 84.0, 15.0),
    (75.0, 95.0, 22.0),
];

/// The age of a line in years, from its height and recession in millimetres: the mean of what either says.
pub(super) fn line_age(height_mm: f64, recession_mm: f64) -> f64 {
    let by_height = between(height_mm, |own| own.1);
    let by_recession = between(recession_mm, |own| own.2);
    (by_height + by_recession) / 2.0
}

/// The height at which a line is of `age` when its recession is `recession_mm`.
pub(super) fn height_of_age(age: f64, recession_mm: f64) -> f64 {
    let (mut low, mut high) = (LINES[0].1, LINES[LINES.len() - 1].1);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if line_age(middle, recession_mm) < age {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

fn between(value: f64, of: impl Fn(&(f64, f64, f64)) -> f64) -> f64 {
    let above = LINES.iter().position(|own| of(own) >= value);
    match above {
        None => LINES[LINES.len() - 1].0,
        Some(0) => LINES[0].0,
        Some(k) => {
            let (a, b) = (&LINES[k - 1], &LINES[k]);
            let t = (value - of(a)) / (of(b) - of(a));
            a.0 + t * (b.0 - a.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn higher_and_deeper_lines_are_older() {
        assert!((line_age(75.0, 10.0) - 45.0).abs() < 1e-9);
        assert!(line_age(62.0, -3.0) < 20.0 && line_age(92.0, 20.0) > 65.0);
        for height in 55..100 {
            let height = f64::from(height);
            assert!(line_age(height + 1.0, 8.0) >= line_age(height, 8.0));
            assert!(line_age(height, 9.0) >= line_age(height, 8.0));
        }
        let height = height_of_age(40.0, 9.0);
        assert!((line_age(height, 9.0) - 40.0).abs() < 1e-6, "{height}");
    }
}

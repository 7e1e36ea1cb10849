//! Upright columns of pigment and how far a straight piece of a walk runs inside one.

/// An upright cylinder of pigment in the skin, as optical coherence tomography shows black tattoos (Morsy 2007, Skin Research
/// and Technology 13:444). It absorbs and does not scatter: carbon grains below 100 nm hardly do. Where columns overlap, their
/// absorption adds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    x: f64,
    y: f64,
    radius: f64,
    top: f64,
    bottom: f64,
}

/// A column that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a column's {field} is {value} mm; it must be {allowed}")]
pub struct ImplausibleColumn {
    /// Which value.
    pub field: &'static str,
    /// The value given, in millimetres.
    pub value: f64,
    /// What is allowed, in words.
    pub allowed: &'static str,
}

impl Column {
    /// The column around (`x_mm`, `y_mm`) whose upper end lies `top_mm` under the surface.
    ///
    /// # Errors
    /// A radius or length that is not above 0, a top above the surface, or a value that is not finite.
    pub fn new(
        [x_mm, y_mm]: [f64; 2],
        radius_mm: f64,
        top_mm: f64,
        length_mm: f64,
    ) -> Result<Self, ImplausibleColumn> {
        let positive = |value: f64| value > 0.0 && value.is_finite();
        let checks = [
            ("x", x_mm, x_mm.is_finite(), "finite"),
            ("y", y_mm, y_mm.is_finite(), "finite"),
            (
                "radius",
                radius_mm,
                positive(radius_mm),
                "above 0, and finite",
            ),
            (
                "top",
                top_mm,
                (0.0..f64::INFINITY).contains(&top_mm),
                "0 (the surface) or more, and finite",
            ),
            (
                "length",
                length_mm,
                positive(length_mm),
                "above 0, and finite",
            ),
        ];
        match checks.into_iter().find(|(_, _, sound, _)| !sound) {
            None => Ok(Self {
                x: x_mm,
                y: y_mm,
                radius: radius_mm,
                top: top_mm,
                bottom: top_mm + length_mm,
            }),
            Some((field, value, _, allowed)) => Err(ImplausibleColumn {
                field,
                value,
                allowed,
            }),
        }
    }

    /// How much of the piece of `length` from `start` along the unit vector `along` lies inside.
    #[inline]
    pub(super) fn chord(&self, start: [f64; 3], along: [f64; 3], length: f64) -> f64 {
        let end = start[2] + along[2] * length;
        if start[2].min(end) >= self.bottom || start[2].max(end) <= self.top {
            return 0.0;
        }
        let (dx, dy) = (start[0] - self.x, start[1] - self.y);
        let across = along[0] * along[0] + along[1] * along[1];
        let towards = dx * along[0] + dy * along[1];
        let outside = dx * dx + dy * dy - self.radius * self.radius;
        let (mut enter, mut leave) = (0.0, length);
        // A piece as good as upright stays on its side of the wall.
        if across < 1e-18 {
            if outside >= 0.0 {
                return 0.0;
            }
        } else {
            let square = towards * towards - across * outside;
            if square <= 0.0 {
                return 0.0;
            }
            let root = square.sqrt();
            enter = f64::max(0.0, (-towards - root) / across);
            leave = f64::min(length, (root - towards) / across);
        }
        if along[2] != 0.0 {
            let (a, b) = (
                (self.top - start[2]) / along[2],
                (self.bottom - start[2]) / along[2],
            );
            enter = enter.max(a.min(b));
            leave = leave.min(a.max(b));
        }
        (leave - enter).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_through_a_known_cylinder() {
        let column = Column::new([1.0, 0.0], 0.5, 0.2, 0.4).unwrap();
        let near = |start, along, length, expected: f64| {
            let got = column.chord(start, along, length);
            assert!((got - expected).abs() < 1e-12, "{got} for {expected}");
        };
        let down = [0.0, 0.0, 1.0];
        near([1.2, 0.3, 0.0], down, 10.0, 0.4);
        near([1.2, 0.3, 0.0], down, 0.3, 0.1);
        near([1.2, 0.3, 0.5], down, 9.0, 0.1);
        near([1.6, 0.0, 0.0], down, 9.0, 0.0);
        let sideways = [1.0, 0.0, 0.0];
        near([0.0, 0.0, 0.3], sideways, 10.0, 1.0);
        near([0.0, 0.3, 0.3], sideways, 10.0, 0.8);
        near([1.0, 0.0, 0.3], sideways, 10.0, 0.5);
        near([0.0, 0.0, 0.7], sideways, 10.0, 0.0);
        near([0.0, 0.0, 0.3], [-1.0, 0.0, 0.0], 10.0, 0.0);
        // Through the upper end and out of the side, at 45 degrees.
        let half = 0.5_f64.sqrt();
        near([1.1, 0.0, 0.0], [half, 0.0, half], 10.0, 0.2 / half);
        near([1.1, 0.0, 1.0], [half, 0.0, -half], 10.0, 0.0);
    }

    #[test]
    fn a_mean_chord_is_four_volumes_over_surface() {
        // Cauchy: for pieces in random directions through random points, the length inside adds up to the volume's share.
        let column = Column::new([0.1, -0.2], 0.3, 0.4, 0.5).unwrap();
        let mut random = super::super::random::Random::new(4, 0);
        let (mut inside, rays) = (0.0, 400_000);
        for _ in 0..rays {
            let z = 2.0 * random.uniform() - 1.0;
            let (cos, sin) = random.azimuth();
            let across = (1.0 - z * z).sqrt();
            let along = [across * cos, across * sin, z];
            let start = core::array::from_fn(|_| 4.0 * random.uniform() - 2.0);
            inside += column.chord(start, along, 0.7);
        }
        let volume = core::f64::consts::PI * 0.09 * 0.5;
        let expected = 0.7 * volume / 64.0;
        let mean = inside / f64::from(rays);
        assert!((mean / expected - 1.0).abs() < 0.05, "{mean} {expected}");
    }

    #[test]
    fn a_column_that_cannot_be_is_refused() {
        let message = |radius, top, length| {
            Column::new([0.0, 0.0], radius, top, length)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            message(0.1, -0.2, 0.3),
            "a column's top is -0.2 mm; it must be 0 (the surface) or more, and finite"
        );
        assert!(message(0.0, 0.1, 0.3).contains("radius"));
        assert!(message(0.1, 0.1, f64::NAN).contains("length"));
        assert!(Column::new([f64::NAN, 0.0], 0.1, 0.1, 0.1).is_err());
    }
}

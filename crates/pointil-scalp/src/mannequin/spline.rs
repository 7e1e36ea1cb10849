//! Smooth curves through a table: natural cubic splines.

/// A curve with two continuous derivatives through given knots; level beyond its ends.
#[derive(Clone, Debug)]
pub struct Spline {
    knots: Vec<Knot>,
}

#[derive(Clone, Copy, Debug)]
struct Knot {
    x: f64,
    y: f64,
    /// The second derivative.
    bend: f64,
}

impl Spline {
    /// The natural cubic spline through `points` in ascending order of x.
    pub fn through(points: &[(f64, f64)]) -> Self {
        let n = points.len();
        let mut knots: Vec<Knot> = points
            .iter()
            .map(|(x, y)| Knot {
                x: *x,
                y: *y,
                bend: 0.0,
            })
            .collect();
        // The tridiagonal system for the second derivatives, forward and back.
        let mut carried = vec![(0.0, 0.0); n];
        for i in 1..n.saturating_sub(1) {
            let (a, b, c) = (knots[i - 1], knots[i], knots[i + 1]);
            let (left, right) = (b.x - a.x, c.x - b.x);
            let (upper, value) = carried[i - 1];
            let pivot = 2.0 * (left + right) - left * upper;
            let jump = 6.0 * ((c.y - b.y) / right - (b.y - a.y) / left);
            carried[i] = (right / pivot, (jump - left * value) / pivot);
        }
        for i in (1..n.saturating_sub(1)).rev() {
            knots[i].bend = carried[i].1 - carried[i].0 * knots[i + 1].bend;
        }
        Self { knots }
    }

    /// The closed curve through `points` over one turn of `x` from the first point on, evenly continued.
    pub fn around(points: &[(f64, f64)], turn: f64) -> Self {
        // Three rounds: the ends' freedom dies out long before the middle one.
        let rounds: Vec<(f64, f64)> = (-1..=1)
            .flat_map(|k| {
                points
                    .iter()
                    .map(move |(x, y)| (x + f64::from(k) * turn, *y))
            })
            .collect();
        Self::through(&rounds)
    }

    /// The curve's height at `x`.
    pub fn at(&self, x: f64) -> f64 {
        let above = self.knots.partition_point(|knot| knot.x <= x);
        match (
            above.checked_sub(1).and_then(|i| self.knots.get(i)),
            self.knots.get(above),
        ) {
            (Some(a), Some(b)) => {
                let width = b.x - a.x;
                let (s, t) = ((b.x - x) / width, (x - a.x) / width);
                a.y * s
                    + b.y * t
                    + ((s * s * s - s) * a.bend + (t * t * t - t) * b.bend) * width * width / 6.0
            }
            (Some(end), None) | (None, Some(end)) => end.y,
            (None, None) => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spline_meets_its_knots_and_follows_a_sine() {
        let points: Vec<(f64, f64)> = (0..12)
            .map(|k| f64::from(k) * core::f64::consts::TAU / 12.0)
            .map(|x| (x, libm::sin(x)))
            .collect();
        let spline = Spline::around(&points, core::f64::consts::TAU);
        for k in 0..100 {
            let x = f64::from(k) * core::f64::consts::TAU / 100.0;
            assert!((spline.at(x) - libm::sin(x)).abs() < 1e-3, "{x}");
        }
        for (x, y) in points {
            assert!((spline.at(x) - y).abs() < 1e-12);
        }
    }
}

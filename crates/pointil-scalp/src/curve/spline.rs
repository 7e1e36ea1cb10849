//! A smooth line through given points, bent only by its neighbours.

use glam::DVec3;

/// The longest step between two samples of a line, in millimetres.
pub const STEP_MM: f64 = 0.5;

/// Points along the smooth line through `control`, at most [`STEP_MM`] apart, and the index among them of each control
/// point. Between two control points the line blends the two parabolas through them and one neighbour each. The weight
/// leaves each parabola with slope zero, so the line has continuous curvature, and a control point moves no more of it
/// than two stretches to either side. Centripetal knots keep it from overshooting or looping at uneven spacing.
pub fn through(control: &[DVec3]) -> (Vec<DVec3>, Vec<usize>) {
    let mut knots = vec![0.0];
    for pair in control.windows(2) {
        knots.push(knots[knots.len() - 1] + pair[0].distance(pair[1]).sqrt());
    }
    let mut line = Vec::new();
    let mut places = Vec::new();
    for i in 0..control.len().saturating_sub(1) {
        places.push(line.len());
        let at = |u: f64| {
            let t = knots[i] + (knots[i + 1] - knots[i]) * u;
            let before = parabola(control, &knots, i, t);
            let after = parabola(control, &knots, i + 1, t);
            before.lerp(after, u * u * (3.0 - 2.0 * u))
        };
        let count = steps(at);
        line.extend((0..count).map(|k| at(k as f64 / count as f64)));
    }
    places.push(line.len());
    line.extend(control.last());
    (line, places)
}

/// The parabola through control point `middle` and its neighbours (the straight line where there are only two), at `t`.
fn parabola(control: &[DVec3], knots: &[f64], middle: usize, t: f64) -> DVec3 {
    if control.len() < 3 {
        return control[0].lerp(control[1], (t - knots[0]) / (knots[1] - knots[0]));
    }
    let m = middle.clamp(1, control.len() - 2);
    let (a, b, c) = (control[m - 1], control[m], control[m + 1]);
    let (ta, tb, tc) = (knots[m - 1], knots[m], knots[m + 1]);
    a * ((t - tb) * (t - tc) / ((ta - tb) * (ta - tc)))
        + b * ((t - ta) * (t - tc) / ((tb - ta) * (tb - tc)))
        + c * ((t - ta) * (t - tb) / ((tc - ta) * (tc - tb)))
}

/// How many equal steps of the parameter keep the samples within [`STEP_MM`].
fn steps(at: impl Fn(f64) -> DVec3) -> usize {
    const PROBES: usize = 16;
    let probe = |k: usize| at(k as f64 / PROBES as f64);
    let longest = (0..PROBES)
        .map(|k| probe(k).distance(probe(k + 1)))
        .fold(0.0, f64::max);
    // Within a probe the speed still varies, by less than a tenth.
    (longest * 1.1 / STEP_MM * PROBES as f64).ceil().max(1.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_met_between_its_points_and_every_point_is_passed() {
        let circle: Vec<DVec3> = (0..=6)
            .map(|k| {
                let (s, c) = libm::sincos(f64::from(k) * 0.4);
                DVec3::new(60.0 * s, 60.0 * c, 0.0)
            })
            .collect();
        let (line, places) = through(&circle);
        for (place, point) in places.iter().zip(&circle) {
            assert!(line[*place].distance(*point) < 1e-9);
        }
        assert!(line.windows(2).all(|p| p[0].distance(p[1]) <= STEP_MM));
        let off = |p: &DVec3| (p.length() - 60.0).abs();
        let worst = line.iter().map(off).fold(0.0, f64::max);
        assert!(worst < 0.15, "{worst}");
    }

    #[test]
    fn a_sharp_bend_beside_a_long_stretch_does_not_loop() {
        let control = [
            (0.0, 0.0),
            (50.0, 0.0),
            (54.0, 3.0),
            (50.0, 6.0),
            (0.0, 6.0),
        ]
        .map(|(x, y)| DVec3::new(x, y, 0.0));
        let (line, _) = through(&control);
        let (low, high) = line
            .iter()
            .fold((0.0_f64, 0.0_f64), |(l, h), p| (l.min(p.y), h.max(p.y)));
        assert!(low > -2.0 && high < 8.0, "{low} {high}");
        assert!(line.iter().all(|p| p.x < 54.5));
    }
}

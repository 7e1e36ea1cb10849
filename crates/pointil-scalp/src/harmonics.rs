//! Real spherical harmonics up to degree 8 with unit mean square, as polynomials with gradients.
//!
//! The pole axis is up, azimuth 0 is forward, positive orders are symmetric left to right and negative orders are not.

use std::sync::LazyLock;

use glam::DVec3;

/// The highest degree in use. Eight resolves features of about 4 cm on a head: brow, temples, parietal bosses, inion.
pub const DEGREE: usize = 8;

/// The number of functions up to [`DEGREE`].
pub const COUNT: usize = (DEGREE + 1) * (DEGREE + 1);

/// The position of `(degree, order)` in a coefficient array; `order` runs from `-degree` to `degree`.
pub const fn index(degree: usize, order: isize) -> usize {
    (degree * degree + degree).wrapping_add_signed(order)
}

/// How the Legendre polynomial of one degree and order follows from the two before it: `a · up · p1 - b · p2`, all with
/// the factors that give every function unit mean square, (2l+1) (l-m)!/(l+m)! (2 - [m=0]) under the root.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    a: f64,
    b: f64,
}

struct Recurrence {
    /// The polynomials of equal degree and order, which are constants, by order.
    diagonal: [f64; DEGREE + 1],
    /// By order, then by degree.
    steps: [[Step; DEGREE + 1]; DEGREE + 1],
}

static RECURRENCE: LazyLock<Recurrence> = LazyLock::new(|| {
    let norm = |l: usize, m: usize| {
        let falling: f64 = (l - m + 1..=l + m).map(|k| k as f64).product();
        let sides = if m == 0 { 1.0 } else { 2.0 };
        (sides * (2 * l + 1) as f64 / falling).sqrt()
    };
    let mut recurrence = Recurrence {
        diagonal: [0.0; DEGREE + 1],
        steps: [[Step::default(); DEGREE + 1]; DEGREE + 1],
    };
    let mut odd_product = 1.0;
    for m in 0..=DEGREE {
        recurrence.diagonal[m] = norm(m, m) * odd_product;
        odd_product *= (2 * m + 1) as f64;
        for l in m + 1..=DEGREE {
            let below = (l - m) as f64;
            let step = &mut recurrence.steps[m][l];
            step.a = (2 * l - 1) as f64 / below * norm(l, m) / norm(l - 1, m);
            if l > m + 1 {
                step.b = (l + m - 1) as f64 / below * norm(l, m) / norm(l - 2, m);
            }
        }
    }
    recurrence
});

impl Recurrence {
    /// Shows `visit` the degree, value and derivative (along the pole axis) of each polynomial of order `m`, without the
    /// sine factor.
    #[inline]
    fn climb(&self, m: usize, up: f64, mut visit: impl FnMut(usize, f64, f64)) {
        let (mut p2, mut d2) = (0.0, 0.0);
        let (mut p1, mut d1) = (self.diagonal[m], 0.0);
        visit(m, p1, d1);
        for (l, step) in self.steps[m].iter().enumerate().skip(m + 1) {
            let p = step.a * (up * p1) - step.b * p2;
            let d = step.a * (p1 + up * d1) - step.b * d2;
            visit(l, p, d);
            ((p2, d2), (p1, d1)) = ((p1, d1), (p, d));
        }
    }
}

/// The values of all functions at the unit vector `d`, by [`index`].
pub fn evaluate(d: DVec3) -> [f64; COUNT] {
    let recurrence = &*RECURRENCE;
    let mut values = [0.0; COUNT];
    for (m, turn) in turns(d).into_iter().enumerate() {
        recurrence.climb(m, d.y, |l, p, _| {
            values[l * l + l - m] = p * turn.sin;
            values[l * l + l + m] = p * turn.cos;
        });
    }
    values
}

/// The sum of all functions times `coefficients` at the unit vector `d`, and its gradient along the sphere.
pub fn series(coefficients: &[f64; COUNT], d: DVec3) -> (f64, DVec3) {
    let recurrence = &*RECURRENCE;
    let mut value = 0.0;
    let mut g = DVec3::ZERO;
    for (m, turn) in turns(d).into_iter().enumerate() {
        let (mut even, mut odd, mut d_even, mut d_odd) = (0.0, 0.0, 0.0, 0.0);
        recurrence.climb(m, d.y, |l, p, dp| {
            let (a, b) = (coefficients[l * l + l + m], coefficients[l * l + l - m]);
            even += a * p;
            d_even += a * dp;
            odd += b * p;
            d_odd += b * dp;
        });
        if m == 0 {
            (odd, d_odd) = (0.0, 0.0);
        }
        value += even * turn.cos + odd * turn.sin;
        g.x += odd * turn.d_cos - even * turn.d_sin;
        g.y += d_even * turn.cos + d_odd * turn.sin;
        g.z += even * turn.d_cos + odd * turn.d_sin;
    }
    (value, g - d * g.dot(d))
}

/// The power of `forward + i left` for one order, and its derivative by `forward` (that by `left` is i times it).
#[derive(Clone, Copy)]
struct Turn {
    cos: f64,
    sin: f64,
    d_cos: f64,
    d_sin: f64,
}

fn turns(d: DVec3) -> [Turn; DEGREE + 1] {
    let mut all = [Turn {
        cos: 1.0,
        sin: 0.0,
        d_cos: 0.0,
        d_sin: 0.0,
    }; DEGREE + 1];
    for m in 1..=DEGREE {
        let Turn { cos, sin, .. } = all[m - 1];
        all[m] = Turn {
            cos: d.z * cos - d.x * sin,
            sin: d.z * sin + d.x * cos,
            d_cos: m as f64 * cos,
            d_sin: m as f64 * sin,
        };
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_orthonormal_over_the_sphere() {
        // Gauss–Legendre is overkill: a fine midpoint rule in height (exactly area-true) and azimuth.
        let (n, a) = (400, 40);
        let mut gram = vec![[0.0; COUNT]; COUNT];
        for i in 0..n {
            let up = -1.0 + (2 * i + 1) as f64 / f64::from(n);
            for j in 0..a {
                let (s, c) = libm::sincos(f64::from(j) / f64::from(a) * core::f64::consts::TAU);
                let r = (1.0 - up * up).sqrt();
                let h = evaluate(DVec3::new(r * s, up, r * c));
                for (x, row) in gram.iter_mut().enumerate() {
                    for (y, cell) in row.iter_mut().enumerate() {
                        *cell += h[x] * h[y] / f64::from(n * a);
                    }
                }
            }
        }
        for (x, row) in gram.iter().enumerate() {
            for (y, cell) in row.iter().enumerate() {
                let want = if x == y { 1.0 } else { 0.0 };
                assert!((cell - want).abs() < 2e-3, "{x} {y} {cell}");
            }
        }
    }

    #[test]
    fn series_sums_the_functions_and_its_gradient_matches_differences() {
        let coefficients = core::array::from_fn(|i| 0.1 * i as f64 - 3.0);
        let d = DVec3::new(0.3, 0.5, -0.7).normalize();
        let (value, slope) = series(&coefficients, d);
        let sum: f64 = evaluate(d)
            .iter()
            .zip(&coefficients)
            .map(|(y, c)| y * c)
            .sum();
        assert!((value - sum).abs() < 1e-9);
        for t in [DVec3::X, DVec3::Y, DVec3::Z] {
            let t = (t - d * t.dot(d)).normalize();
            let e = 1e-6;
            let at = |s: f64| series(&coefficients, (d + t * s).normalize()).0;
            assert!(((at(e) - at(-e)) / (2.0 * e) - slope.dot(t)).abs() < 1e-5);
        }
    }
}

//! Real spherical harmonics up to degree 8 with unit mean square, as polynomials with gradients.
//!
//! The pole axis is up, azimuth 0 is forward, positive orders are symmetric left to right and negative orders are not.

use glam::DVec3;

/// The highest degree in use. Eight resolves features of about 4 cm on a head: brow, temples, parietal bosses, inion.
pub const DEGREE: usize = 8;

/// The number of functions up to [`DEGREE`].
pub const COUNT: usize = (DEGREE + 1) * (DEGREE + 1);

/// The position of `(degree, order)` in a coefficient array; `order` runs from `-degree` to `degree`.
pub const fn index(degree: usize, order: isize) -> usize {
    (degree * degree + degree).wrapping_add_signed(order)
}

/// Values and gradients of all functions at a unit vector (left, up, forward).
pub struct Harmonics {
    /// The values, by [`index`].
    pub values: [f64; COUNT],
    /// The gradients along the sphere (tangent vectors), by [`index`].
    pub gradients: [DVec3; COUNT],
}

const fn norms() -> [[f64; DEGREE + 1]; DEGREE + 1] {
    // Squares of the factors: (2l+1) (l-m)!/(l+m)! (2 - [m=0]); the root is taken at run time (not const).
    let mut out = [[0.0; DEGREE + 1]; DEGREE + 1];
    let mut l = 0;
    while l <= DEGREE {
        let mut m = 0;
        while m <= l {
            let mut v = (2 * l + 1) as f64;
            let mut k = l - m + 1;
            while k <= l + m {
                v /= k as f64;
                k += 1;
            }
            out[l][m] = if m == 0 { v } else { 2.0 * v };
            m += 1;
        }
        l += 1;
    }
    out
}

const NORM_SQUARED: [[f64; DEGREE + 1]; DEGREE + 1] = norms();

/// Legendre polynomials P̃(degree, order) without the sine factor, and their derivatives along the pole axis.
fn legendre(up: f64) -> [[(f64, f64); DEGREE + 1]; DEGREE + 1] {
    let mut p = [[(0.0, 0.0); DEGREE + 1]; DEGREE + 1];
    let mut diagonal = 1.0;
    for m in 0..=DEGREE {
        if m > 0 {
            diagonal *= (2 * m - 1) as f64;
        }
        p[m][m] = (diagonal, 0.0);
        if m < DEGREE {
            let k = (2 * m + 1) as f64 * diagonal;
            p[m + 1][m] = (k * up, k);
        }
        for l in m + 2..=DEGREE {
            let (a, b, c) = ((2 * l - 1) as f64, (l + m - 1) as f64, (l - m) as f64);
            let (p1, d1) = p[l - 1][m];
            let (p2, d2) = p[l - 2][m];
            p[l][m] = (
                (a * up * p1 - b * p2) / c,
                (a * (p1 + up * d1) - b * d2) / c,
            );
        }
    }
    p
}

/// Evaluates all functions at the unit vector `d`.
pub fn evaluate(d: DVec3) -> Harmonics {
    let (fwd, left, up) = (d.z, d.x, d.y);
    let p = legendre(up);
    let mut values = [0.0; COUNT];
    let mut gradients = [DVec3::ZERO; COUNT];
    // Powers of forward + i left: (re, im) of order m and of order m - 1.
    let (mut re, mut im, mut re1, mut im1) = (1.0, 0.0, 0.0, 0.0);
    for m in 0..=DEGREE {
        let mf = m as f64;
        for l in m..=DEGREE {
            let k = NORM_SQUARED[l][m].sqrt();
            let (pl, dp) = p[l][m];
            let mut put = |order: isize, trig: f64, d_fwd: f64, d_left: f64| {
                let g = DVec3::new(pl * d_left, dp * trig, pl * d_fwd) * k;
                let i = index(l, order);
                values[i] = k * pl * trig;
                gradients[i] = g - d * g.dot(d);
            };
            put(m as isize, re, mf * re1, -mf * im1);
            if m > 0 {
                put(-(m as isize), im, mf * im1, mf * re1);
            }
        }
        (re1, im1) = (re, im);
        (re, im) = (fwd * re1 - left * im1, fwd * im1 + left * re1);
    }
    Harmonics { values, gradients }
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
                        *cell += h.values[x] * h.values[y] / f64::from(n * a);
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
    fn gradients_match_differences() {
        let d = DVec3::new(0.3, 0.5, -0.7).normalize();
        let h = evaluate(d);
        for t in [DVec3::X, DVec3::Y, DVec3::Z] {
            let t = (t - d * t.dot(d)).normalize();
            let e = 1e-6;
            let (a, b) = (
                evaluate((d + t * e).normalize()),
                evaluate((d - t * e).normalize()),
            );
            for i in 0..COUNT {
                let slope = (a.values[i] - b.values[i]) / (2.0 * e);
                assert!((slope - h.gradients[i].dot(t)).abs() < 1e-6, "{i}");
            }
        }
    }
}

//! Eigenvalues and eigenvectors of symmetric matrices: Householder's reduction to three diagonals, then QL with implicit
//! shifts (Wilkinson and Reinsch 1971, as in EISPACK's tred2 and tql2), turned round so that vectors are rows.

use super::matrix::{Matrix, add_multiple, diagonal, dot};

/// More turns for one eigenvalue than any symmetric matrix takes.
const MOST_TURNS: usize = 60;

/// Eigenvalues of a symmetric matrix, and each one's unit eigenvector as a row. None if a value is not finite.
pub fn symmetric<const N: usize>(matrix: Matrix<N>) -> Option<([f64; N], Matrix<N>)> {
    let (mut main, mut beside, mut rows) = tridiagonal(matrix);
    ql(&mut main, &mut beside, &mut rows).then_some((main, rows))
}

/// The three diagonals T = Qᵀ A Q (main, beside) and Qᵀ.
fn tridiagonal<const N: usize>(mut a: Matrix<N>) -> ([f64; N], [f64; N], Matrix<N>) {
    let mut beside = [0.0; N];
    let mut rows = diagonal(&[1.0; N]);
    for k in 0..N.saturating_sub(1) {
        let mut v = a[k];
        v[..=k].fill(0.0);
        let rest: f64 = v[k + 2..].iter().map(|x| x * x).sum();
        if rest <= 0.0 {
            beside[k] = v[k + 1];
            continue;
        }
        let norm = (v[k + 1] * v[k + 1] + rest).sqrt();
        beside[k] = if v[k + 1] > 0.0 { -norm } else { norm };
        v[k + 1] -= beside[k];
        let scale = 2.0 / (v[k + 1] * v[k + 1] + rest);
        let (mut w, mut y) = ([0.0; N], [0.0; N]);
        for j in k + 1..N {
            add_multiple(&mut w, scale * v[j], &a[j]);
            add_multiple(&mut y, scale * v[j], &rows[j]);
        }
        let along = 0.5 * scale * dot(&w, &v);
        add_multiple(&mut w, -along, &v);
        for i in k + 1..N {
            add_multiple(&mut a[i], -v[i], &w);
            add_multiple(&mut a[i], -w[i], &v);
            add_multiple(&mut rows[i], -v[i], &y);
        }
    }
    (core::array::from_fn(|k| a[k][k]), beside, rows)
}

/// Turns a matrix of three diagonals, `main` and `beside` (whose last entry is not used), into its eigenvalues in
/// `main`; `rows` are turned along. False if that does not end, which only values that are not finite do.
pub fn ql<const W: usize>(main: &mut [f64], beside: &mut [f64], rows: &mut [[f64; W]]) -> bool {
    let count = main.len();
    for l in 0..count {
        let mut turns = 0;
        loop {
            let m = decoupled(main, beside, l);
            if m == l {
                break;
            }
            turns += 1;
            if turns > MOST_TURNS {
                return false;
            }
            turn(main, beside, rows, l, m);
        }
    }
    main.iter().all(|value| value.is_finite())
}

/// The first place from `l` on after which the matrix falls apart.
fn decoupled(main: &[f64], beside: &[f64], l: usize) -> usize {
    (l..main.len() - 1)
        .find(|&m| beside[m].abs() <= f64::EPSILON * (main[m].abs() + main[m + 1].abs()))
        .unwrap_or(main.len() - 1)
}

/// One sweep of rotations from `m` up to `l`, shifted by the eigenvalue of the first two that is nearer the first.
fn turn<const W: usize>(
    main: &mut [f64],
    beside: &mut [f64],
    rows: &mut [[f64; W]],
    l: usize,
    m: usize,
) {
    let half = (main[l + 1] - main[l]) / (2.0 * beside[l]);
    let root = (half * half + 1.0).sqrt();
    let shift = half + if half < 0.0 { -root } else { root };
    let mut g = main[m] - main[l] + beside[l] / shift;
    let (mut sine, mut cosine, mut p) = (1.0, 1.0, 0.0);
    for i in (l..m).rev() {
        let f = sine * beside[i];
        let b = cosine * beside[i];
        let r = (f * f + g * g).sqrt();
        beside[i + 1] = r;
        if r <= 0.0 {
            main[i + 1] -= p;
            beside[m] = 0.0;
            return;
        }
        (sine, cosine) = (f / r, g / r);
        g = main[i + 1] - p;
        let s = (main[i] - g) * sine + 2.0 * cosine * b;
        p = sine * s;
        main[i + 1] = g + p;
        g = cosine * s - b;
        let (upper, lower) = rows.split_at_mut(i + 1);
        rotate(&mut upper[i], &mut lower[0], sine, cosine);
    }
    main[l] -= p;
    beside[l] = g;
    beside[m] = 0.0;
}

#[inline]
fn rotate<const W: usize>(upper: &mut [f64; W], lower: &mut [f64; W], sine: f64, cosine: f64) {
    for (u, l) in upper.iter_mut().zip(lower) {
        let (a, b) = (*u, *l);
        *l = sine * a + cosine * b;
        *u = cosine * a - sine * b;
    }
}

#[cfg(test)]
mod tests {
    use super::super::matrix::symmetric_times;
    use super::*;

    /// The second difference matrix has eigenvalues 2 - 2 cos(k π / (N + 1)).
    #[test]
    fn eigenvalues_of_the_second_difference() {
        const N: usize = 12;
        let mut matrix = diagonal(&[2.0; N]);
        for k in 1..N {
            matrix[k][k - 1] = -1.0;
            matrix[k - 1][k] = -1.0;
        }
        let (mut values, _) = symmetric(matrix).unwrap();
        values.sort_by(f64::total_cmp);
        for (k, value) in values.into_iter().enumerate() {
            let want = 2.0 - 2.0 * ((k + 1) as f64 * core::f64::consts::PI / (N + 1) as f64).cos();
            assert!((value - want).abs() < 1e-14, "{value} {want}");
        }
    }

    #[test]
    fn vectors_are_unit_and_stay_on_their_line() {
        const N: usize = 9;
        let matrix: Matrix<N> = (0..N)
            .map(|i| core::array::from_fn(|j| 1.0 / (1.0 + i as f64 + j as f64)))
            .collect();
        let (values, rows) = symmetric(matrix.clone()).unwrap();
        for (value, row) in values.iter().zip(&rows) {
            assert!((dot(row, row) - 1.0).abs() < 1e-13);
            let image = symmetric_times(&matrix, row);
            assert!(
                image
                    .iter()
                    .zip(row)
                    .all(|(a, b)| (a - value * b).abs() < 1e-14)
            );
        }
        assert!(symmetric(diagonal(&[1.0, f64::NAN])).is_none());
    }
}

//! Small dense matrices whose size the compiler knows. Every sum is written as a multiple of one row added to another,
//! which the compiler turns into wide instructions without changing the order of additions: the same bits on every machine.

/// A square matrix by rows.
pub type Matrix<const N: usize> = Vec<[f64; N]>;

/// All zeros.
pub fn zero<const N: usize>() -> Matrix<N> {
    vec![[0.0; N]; N]
}

/// `values` on the diagonal.
pub fn diagonal<const N: usize>(values: &[f64; N]) -> Matrix<N> {
    let mut matrix = zero();
    for (k, (row, value)) in matrix.iter_mut().zip(values).enumerate() {
        row[k] = *value;
    }
    matrix
}

/// `y` plus `factor` times `x`.
#[inline]
pub fn add_multiple<const N: usize>(y: &mut [f64; N], factor: f64, x: &[f64; N]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += factor * x;
    }
}

/// The sum of products.
pub fn dot<const N: usize>(x: &[f64; N], y: &[f64; N]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// Adds to `matrix` the sum over k of `weights[k]` times the outer product of `rows[k]` with itself.
pub fn add_outer<const N: usize>(matrix: &mut Matrix<N>, rows: &[[f64; N]], weights: &[f64]) {
    for (i, out) in matrix.iter_mut().enumerate() {
        for (row, weight) in rows.iter().zip(weights) {
            add_multiple(out, weight * row[i], row);
        }
    }
}

/// The transpose.
pub fn transpose<const N: usize>(matrix: &Matrix<N>) -> Matrix<N> {
    let mut out = zero();
    for (i, row) in matrix.iter().enumerate() {
        for (out, value) in out.iter_mut().zip(row) {
            out[i] = *value;
        }
    }
    out
}

/// `left` times `right`.
pub fn product<const N: usize>(left: &Matrix<N>, right: &Matrix<N>) -> Matrix<N> {
    let mut out = zero();
    for (out, row) in out.iter_mut().zip(left) {
        for (factor, right) in row.iter().zip(right) {
            add_multiple(out, *factor, right);
        }
    }
    out
}

/// `matrix` times a vector; the matrix is symmetric.
pub fn symmetric_times<const N: usize>(matrix: &Matrix<N>, vector: &[f64; N]) -> [f64; N] {
    let mut out = [0.0; N];
    for (row, factor) in matrix.iter().zip(vector) {
        add_multiple(&mut out, *factor, row);
    }
    out
}

/// Upper triangle U with UᵀU the symmetric positive `matrix`.
pub struct Cholesky<const N: usize> {
    upper: Matrix<N>,
}

impl<const N: usize> Cholesky<N> {
    /// Of a symmetric matrix; none if it is not positive.
    pub fn of(mut matrix: Matrix<N>) -> Option<Self> {
        for k in 0..N {
            let (done, rest) = matrix.split_at_mut(k + 1);
            let row = &mut done[k];
            row[..k].fill(0.0);
            let pivot = row[k];
            if pivot.is_nan() || pivot <= 0.0 {
                return None;
            }
            let scale = 1.0 / pivot.sqrt();
            for value in &mut row[k..] {
                *value *= scale;
            }
            for (other, factor) in rest.iter_mut().zip(row[k + 1..].to_owned()) {
                add_multiple(other, -factor, row);
            }
        }
        Some(Self { upper: matrix })
    }

    /// U by rows.
    pub fn upper(&self) -> &Matrix<N> {
        &self.upper
    }

    /// Uᵀ⁻¹ times `matrix`.
    pub fn forward(&self, mut matrix: Matrix<N>) -> Matrix<N> {
        for k in 0..N {
            let (done, rest) = matrix.split_at_mut(k + 1);
            let row = &mut done[k];
            let scale = 1.0 / self.upper[k][k];
            for value in row.iter_mut() {
                *value *= scale;
            }
            for (other, factor) in rest.iter_mut().zip(&self.upper[k][k + 1..]) {
                add_multiple(other, -factor, row);
            }
        }
        matrix
    }

    /// Uᵀ⁻¹ times a vector.
    pub fn forward_vector(&self, mut vector: [f64; N]) -> [f64; N] {
        for k in 0..N {
            let value = vector[k] / self.upper[k][k];
            vector[k] = value;
            for (other, factor) in vector[k + 1..].iter_mut().zip(&self.upper[k][k + 1..]) {
                *other -= value * factor;
            }
        }
        vector
    }

    /// U⁻¹ times a vector.
    pub fn backward_vector(&self, mut vector: [f64; N]) -> [f64; N] {
        for k in (0..N).rev() {
            let known: f64 = self.upper[k][k + 1..]
                .iter()
                .zip(&vector[k + 1..])
                .map(|(u, x)| u * x)
                .sum();
            vector[k] = (vector[k] - known) / self.upper[k][k];
        }
        vector
    }

    /// U⁻¹ times each row taken as a column; `lower` is the transpose of U.
    pub fn backward_rows(&self, lower: &Matrix<N>, rows: &mut Matrix<N>) {
        for row in rows {
            for k in (0..N).rev() {
                let value = row[k] / self.upper[k][k];
                add_multiple(row, -value, &lower[k]);
                row[k] = value;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Matrix<5> {
        let mut matrix = diagonal(&[3.0, 2.0, 5.0, 1.0, 4.0]);
        let rows = [[1.0, 0.5, -0.2, 0.3, 0.1], [0.2, -0.4, 0.7, 0.1, 0.9]];
        add_outer(&mut matrix, &rows, &[1.0, 2.0]);
        matrix
    }

    #[test]
    fn cholesky_undoes_itself() {
        let matrix = sample();
        let cholesky = Cholesky::of(matrix.clone()).unwrap();
        let again = product(&transpose(cholesky.upper()), cholesky.upper());
        for (row, want) in again.iter().zip(&matrix) {
            for (a, b) in row.iter().zip(want) {
                assert!((a - b).abs() < 1e-14);
            }
        }
        let b = [1.0, -2.0, 0.5, 3.0, 1.5];
        let x = cholesky.backward_vector(cholesky.forward_vector(b));
        let back = symmetric_times(&matrix, &x);
        assert!(back.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-13));
        let mut rows = vec![b; 5];
        cholesky.backward_rows(&transpose(cholesky.upper()), &mut rows);
        let want = cholesky.backward_vector(b);
        assert!(rows[3].iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-14));
        assert!(Cholesky::of(diagonal(&[1.0, -1.0])).is_none());
    }
}

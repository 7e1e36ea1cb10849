//! A table over many axes as a chain of small ones. Neighbouring axes of a smooth table tell much the same, so a chain of three-way
//! tables whose links carry a few numbers holds it: a few thousand values in place of millions (Oseledets, SIAM Journal on
//! Scientific Computing 33:2295, 2011).

use nalgebra::{DMatrix, SymmetricEigen};

/// One link: `before` × `nodes` × `after` numbers, the last running fastest.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Core {
    pub(super) before: usize,
    pub(super) nodes: usize,
    pub(super) after: usize,
    pub(super) values: Vec<f32>,
}

/// `sum` plus `factor` times `row`, place by place.
#[inline]
pub(super) fn add_scaled(sum: &mut [f32], factor: f32, row: &[f32]) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += factor * value;
    }
}

impl Core {
    /// Passes `carried` (one number per `before`) along the chain, at the axis' `weights`.
    pub(super) fn forward(&self, carried: &[f32], weights: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; self.after];
        let blocks = self.values.chunks_exact(self.nodes * self.after);
        for (block, carried) in blocks.zip(carried) {
            for (row, weight) in block.chunks_exact(self.after).zip(weights) {
                if *weight != 0.0 {
                    add_scaled(&mut out, carried * weight, row);
                }
            }
        }
        out
    }

    /// What the chain before has carried at the nodes from `first` on, kept apart for each: so many nodes × after.
    pub(super) fn rows(&self, carried: &[f32], first: usize) -> Vec<f32> {
        let mut out = vec![0.0; (self.nodes - first) * self.after];
        let blocks = self.values.chunks_exact(self.nodes * self.after);
        for (block, carried) in blocks.zip(carried) {
            add_scaled(&mut out, *carried, &block[first * self.after..]);
        }
        out
    }

    /// The link at the axis' `weights`: before × after.
    pub(super) fn at(&self, weights: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; self.before * self.after];
        let blocks = self.values.chunks_exact(self.nodes * self.after);
        for (out, block) in out.chunks_exact_mut(self.after).zip(blocks) {
            for (row, weight) in block.chunks_exact(self.after).zip(weights) {
                add_scaled(out, *weight, row);
            }
        }
        out
    }

    /// Multiplies what each node holds.
    pub(super) fn scale(&mut self, factor: impl Fn(usize) -> f64) {
        for (place, value) in self.values.iter_mut().enumerate() {
            *value = (f64::from(*value) * factor(place / self.after % self.nodes)) as f32;
        }
    }

    /// The same link read from its end: after × nodes × before.
    pub(super) fn reversed(&self) -> Self {
        let (before, nodes, after) = (self.before, self.nodes, self.after);
        let from = |place: usize| {
            let (a, n, b) = (
                place / before / nodes,
                place / before % nodes,
                place % before,
            );
            self.values[(b * nodes + n) * after + a]
        };
        Self {
            before: after,
            nodes,
            after: before,
            values: (0..self.values.len()).map(from).collect(),
        }
    }
}

/// The chain of a table with axes of `shape`, the last running fastest, so that the root of the mean squared error stays near
/// `error` of the values' own.
pub(super) fn decompose(shape: &[usize], table: Vec<f64>, error: f64) -> Vec<Core> {
    let total: f64 = table.iter().map(|v| v * v).sum();
    let links = shape.len().saturating_sub(1).max(1) as f64;
    let allowed = total * error * error / links;
    let mut cores = Vec::with_capacity(shape.len());
    let (mut rest, mut before) = (table, 1);
    for &nodes in &shape[..shape.len() - 1] {
        let rows = before * nodes;
        let (basis, after) = principal(&rest, rows, allowed);
        rest = projected(&rest, rows, &basis, after);
        cores.push(Core {
            before,
            nodes,
            after,
            values: basis.iter().map(|v| *v as f32).collect(),
        });
        before = after;
    }
    cores.push(Core {
        before,
        nodes: shape[shape.len() - 1],
        after: 1,
        values: rest.iter().map(|v| *v as f32).collect(),
    });
    cores
}

/// The fewest directions (rows × count, count running fastest) outside which the squares of `matrix`' columns add up to no more
/// than `allowed`.
fn principal(matrix: &[f64], rows: usize, allowed: f64) -> (Vec<f64>, usize) {
    let columns = matrix.len() / rows;
    let mut gram = DMatrix::<f64>::zeros(rows, rows);
    // In slices that stay in the processor's cache.
    for start in (0..columns).step_by(512) {
        let end = (start + 512).min(columns);
        for i in 0..rows {
            let a = &matrix[i * columns + start..i * columns + end];
            for j in 0..=i {
                let b = &matrix[j * columns + start..j * columns + end];
                let dot: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
                gram[(i, j)] += dot;
            }
        }
    }
    gram.fill_upper_triangle_with_lower_triangle();
    let eigen = SymmetricEigen::new(gram);
    let mut order: Vec<usize> = (0..rows).collect();
    order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
    let mut left = 0.0;
    while order.len() > 1 {
        left += eigen.eigenvalues[order[order.len() - 1]].max(0.0);
        if left > allowed {
            break;
        }
        order.pop();
    }
    let basis = (0..rows)
        .flat_map(|row| order.iter().map(move |k| (row, *k)))
        .map(|place| eigen.eigenvectors[place])
        .collect();
    (basis, order.len())
}

/// The matrix in the directions of `basis`: count × columns.
fn projected(matrix: &[f64], rows: usize, basis: &[f64], count: usize) -> Vec<f64> {
    let columns = matrix.len() / rows;
    let mut out = vec![0.0; count * columns];
    for (row, values) in matrix.chunks_exact(columns).enumerate() {
        for (k, out) in out.chunks_exact_mut(columns).enumerate() {
            let factor = basis[row * count + k];
            for (sum, value) in out.iter_mut().zip(values) {
                *sum += factor * value;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_smooth_table_is_held_by_a_short_chain() {
        let shape = [5, 4, 6, 3];
        let of = |i: usize, j: usize, k: usize, l: usize| {
            let x = i as f64 + 0.7 * j as f64 + 0.2 * (k * l) as f64;
            libm::exp(-0.3 * x) + 0.1 * (x - l as f64)
        };
        let mut table = Vec::new();
        for i in 0..5 {
            for j in 0..4 {
                for k in 0..6 {
                    table.extend((0..3).map(|l| of(i, j, k, l)));
                }
            }
        }
        let cores = decompose(&shape, table, 1e-6);
        let unit = |k: usize| core::array::from_fn::<f32, 6, _>(|j| f32::from(u8::from(j == k)));
        for place in [[0, 0, 0, 0], [4, 3, 5, 2], [2, 1, 3, 0]] {
            let [i, j, k, l] = place;
            let mut forth = vec![1.0];
            for (core, k) in cores.iter().zip(place) {
                forth = core.forward(&forth, &unit(k));
            }
            let mut back = vec![1.0];
            for (core, k) in cores.iter().zip(place).rev() {
                back = core.reversed().forward(&back, &unit(k));
            }
            assert!(
                (f64::from(forth[0]) - of(i, j, k, l)).abs() < 1e-5,
                "{forth:?}"
            );
            assert!((back[0] - forth[0]).abs() < 1e-5);
            let rows = cores[1].rows(&cores[0].forward(&[1.0], &unit(i)), 2);
            let along = cores[1].forward(&cores[0].forward(&[1.0], &unit(i)), &unit(3));
            assert_eq!(rows[cores[1].after..], along);
            assert_eq!(cores[0].at(&unit(i)), cores[0].forward(&[1.0], &unit(i)));
        }
        assert!(cores.iter().all(|core| core.after <= 6), "{cores:?}");
    }
}

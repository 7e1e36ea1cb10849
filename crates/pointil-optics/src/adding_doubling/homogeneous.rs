//! One homogeneous layer, in closed form.

use super::matrix::{
    Cholesky, Matrix, add_outer, diagonal, product, symmetric_times, transpose, zero,
};
use super::quadrature::Quadrature;
use super::{add, eigen};
use crate::layers::Layer;

/// What all layers share: directions, and Legendre polynomials in them.
pub struct Modes<const N: usize> {
    /// 1 / cosine.
    inverse_cosines: [f64; N],
    /// P_l(cosine) times the root of weight over cosine, for l = 0 up.
    polynomials: Vec<[f64; N]>,
    /// Root of cosine times weight: radiance that is the same in all directions, scaled.
    even_light: [f64; N],
}

/// A homogeneous layer of some thickness: above and below it d = P s - Q s' and d' = Q s - P s'.
pub struct Slab<const N: usize> {
    pub thickness_mm: f64,
    matrices: Matrices<N>,
}

enum Matrices<const N: usize> {
    /// Nothing in it.
    Clear,
    /// P alone: nothing gets through.
    Infinite(Matrix<N>),
    /// P and Q.
    Finite(Matrix<N>, Matrix<N>),
}

/// Optical thicknesses below this change nothing that can be seen.
const THINNEST: f64 = 1e-9;

impl<const N: usize> Modes<N> {
    pub fn new(quadrature: &Quadrature<N>) -> Self {
        // An odd number: the first polynomial left out is then even, whose flux through a plane is zero. In two ranges
        // of N / 2 points more polynomials than N + 1 would be summed wrongly.
        let count = if quadrature.whole {
            2 * N - 1
        } else {
            N + 1 - N % 2
        };
        let scale: [f64; N] =
            core::array::from_fn(|k| (quadrature.weights[k] / quadrature.cosines[k]).sqrt());
        let mut legendre = [[1.0; N], quadrature.cosines];
        let mut polynomials = Vec::with_capacity(count);
        for degree in 0..count {
            polynomials.push(core::array::from_fn(|k| legendre[0][k] * scale[k]));
            let l = degree as f64 + 1.0;
            let next = core::array::from_fn(|k| {
                ((2.0 * l + 1.0) * quadrature.cosines[k] * legendre[1][k] - l * legendre[0][k])
                    / (l + 1.0)
            });
            legendre = [legendre[1], next];
        }
        Self {
            inverse_cosines: quadrature.cosines.map(|cosine| 1.0 / cosine),
            polynomials,
            even_light: core::array::from_fn(|k| quadrature.cosines[k] * scale[k]),
        }
    }

    /// The layer in parts of these thicknesses in millimetres; none if its numbers are beyond the possible.
    pub fn slabs(&self, layer: &Layer, parts_mm: &[f64]) -> Option<Vec<Slab<N>>> {
        let cut = powi(layer.g, self.polynomials.len());
        let albedo = layer.albedo();
        let scaled_albedo = albedo * (1.0 - cut) / (1.0 - albedo * cut);
        let extinction = layer.extinction() * (1.0 - albedo * cut);
        let clear = |part: f64| extinction * part < THINNEST || extinction <= 0.0;
        let solved = if parts_mm.iter().all(|part| clear(*part)) {
            None
        } else {
            Some(self.solve(layer.g, cut, scaled_albedo)?)
        };
        let slab = |&part: &f64| Slab {
            thickness_mm: part,
            matrices: match &solved {
                Some(solved) if !clear(part) => solved.matrices(extinction * part),
                _ => Matrices::Clear,
            },
        };
        Some(parts_mm.iter().map(slab).collect())
    }

    /// Puts what the sum over directions has lost of scattered light back into its own direction, so that even light
    /// loses exactly what is absorbed.
    fn conserve(&self, x: &mut Matrix<N>, albedo: f64) {
        let lost = symmetric_times(x, &self.even_light);
        for (k, row) in x.iter_mut().enumerate() {
            row[k] -= lost[k] / self.even_light[k] - (1.0 - albedo) * self.inverse_cosines[k];
        }
    }

    /// Decay rates per optical thickness and their shapes.
    fn solve(&self, g: f64, cut: f64, albedo: f64) -> Option<Solved<N>> {
        let (mut x, mut y) = (
            diagonal(&self.inverse_cosines),
            diagonal(&self.inverse_cosines),
        );
        let mut power = 1.0;
        let moments: Vec<f64> = (0..self.polynomials.len())
            .map(|l| {
                let moment = (2.0 * l as f64 + 1.0) * (power - cut) / (1.0 - cut);
                power *= g;
                -albedo * moment
            })
            .collect();
        let every_other = |from: usize| -> (Vec<[f64; N]>, Vec<f64>) {
            (
                self.polynomials[from..]
                    .iter()
                    .step_by(2)
                    .copied()
                    .collect(),
                moments[from..].iter().step_by(2).copied().collect(),
            )
        };
        let (even, odd) = (every_other(0), every_other(1));
        add_outer(&mut x, &even.0, &even.1);
        add_outer(&mut y, &odd.0, &odd.1);
        self.conserve(&mut x, albedo);
        let cholesky = Cholesky::of(y)?;
        let lower = transpose(cholesky.upper());
        let squared = product(cholesky.upper(), &product(&x, &lower));
        let (squares, mut shapes) = eigen::symmetric(squared)?;
        cholesky.backward_rows(&lower, &mut shapes);
        Some(Solved {
            rates: squares.map(|square| square.max(0.0).sqrt()),
            shapes,
        })
    }
}

struct Solved<const N: usize> {
    rates: [f64; N],
    shapes: Matrix<N>,
}

impl<const N: usize> Solved<N> {
    fn matrices(&self, thickness: f64) -> Matrices<N> {
        let with = |weight: fn(f64, f64) -> f64| {
            let weights = self.rates.map(|rate| weight(rate, thickness));
            let mut out = zero();
            add_outer(&mut out, &self.shapes, &weights);
            out
        };
        if thickness.is_infinite() {
            Matrices::Infinite(with(|rate, _| rate))
        } else {
            Matrices::Finite(with(rate_coth), with(rate_csch))
        }
    }
}

/// `rate` times coth(`rate` `thickness`).
fn rate_coth(rate: f64, thickness: f64) -> f64 {
    let x = rate * thickness;
    if x < 1e-4 {
        (1.0 + x * x / 3.0) / thickness
    } else {
        let lost = -libm::expm1(-2.0 * x);
        rate * (2.0 - lost) / lost
    }
}

/// `rate` over sinh(`rate` `thickness`).
fn rate_csch(rate: f64, thickness: f64) -> f64 {
    let x = rate * thickness;
    if x < 1e-4 {
        (1.0 - x * x / 6.0) / thickness
    } else {
        2.0 * rate * libm::exp(-x) / -libm::expm1(-2.0 * x)
    }
}

/// A way through a layer on something that answers `z`.
type Passage<const N: usize> = Option<(Cholesky<N>, Matrix<N>)>;

impl<const N: usize> Slab<N> {
    /// What the layer on top of something that answers `z` answers, and the way through.
    pub fn over(&self, z: &Matrix<N>) -> Option<(Matrix<N>, Passage<N>)> {
        match &self.matrices {
            Matrices::Infinite(p) => Some((p.clone(), None)),
            Matrices::Finite(p, q) => {
                let (out, passage) = add(p.clone(), q.clone(), z)?;
                Some((out, Some(passage)))
            }
            Matrices::Clear => {
                let unit = Cholesky::of(diagonal(&[1.0; N]))?;
                Some((z.clone(), Some((unit, diagonal(&[1.0; N])))))
            }
        }
    }
}

/// `base` to a whole power, by multiplication alone.
fn powi(base: f64, power: usize) -> f64 {
    (0..power).fold(1.0, |product, _| product * base)
}

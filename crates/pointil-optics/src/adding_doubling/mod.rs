//! Light in flat layers, exactly for wide light: the adding–doubling method with the doubling done in closed form.
//!
//! Radiance is kept in N directions down and N up. With s the sum of both and d the difference, each scaled by the root of
//! cosine times weight so that everything is symmetric, a homogeneous layer obeys s' = -Y d and d' = -X s, X and Y positive.
//! What lies below a depth answers d = Z s. Layers are added from the bottom; Z at the surface gives all that comes back.

mod boundary;
mod eigen;
mod homogeneous;
mod indices;
mod matrix;
mod quadrature;

use core::f64::consts::PI;

use crate::layers::LayerStack;
use boundary::Boundary;
use homogeneous::{Modes, Slab};
use matrix::{Cholesky, Matrix, add_outer, diagonal, dot, symmetric_times};
use quadrature::Quadrature;

pub use indices::{Indices, TransportError};

/// Solves stacks of layers of one refractive index between two media; N directions, 16 for errors below 2e-4.
pub struct AddingDoubling<const N: usize = 16> {
    indices: Indices,
    modes: Modes<N>,
    above: Boundary<N>,
    below: Boundary<N>,
    /// Root of cosine times weight: turns scaled radiance into flux.
    to_flux: [f64; N],
    /// Root of weight over cosine: turns scaled radiance into fluence.
    to_fluence: [f64; N],
}

/// Where light that falls straight onto a stack ends, as shares of it; they sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Totals {
    /// What comes back, with the share that the surface mirrors ([`LayerStack::specular`]).
    pub reflectance: f64,
    /// What leaves below, with unscattered light; 0 under an infinite layer.
    pub transmittance: f64,
    /// What each layer absorbs, from the surface down.
    pub absorbed: Vec<f64>,
}

/// What one depth's downward and upward radiance are, scaled.
struct Field<const N: usize> {
    sum: [f64; N],
    difference: [f64; N],
}

/// One layer and what lies under it, as needed on the way down.
struct Step<const N: usize> {
    /// (U, Uᵀ⁻¹ Q) with UᵀU = P + Z of below; none where nothing passes.
    passage: Option<(Cholesky<N>, Matrix<N>)>,
    /// Z at the layer's lower side.
    under: Matrix<N>,
}

impl<const N: usize> AddingDoubling<N> {
    /// For layers of index `inside`; the index below an infinite last layer does not matter.
    ///
    /// # Errors
    /// None for indices that a [`LayerStack`] accepts.
    pub fn new(indices: Indices) -> Result<Self, TransportError> {
        const { assert!(N >= 4, "at least four directions") };
        let Indices {
            above,
            inside,
            below,
        } = indices;
        let quadrature =
            Quadrature::<N>::new(inside, [above, below]).ok_or(TransportError::OutOfNumbers)?;
        let pair = |f: fn(f64) -> f64| -> [f64; N] {
            core::array::from_fn(|k| f(quadrature.cosines[k]) * quadrature.weights[k].sqrt())
        };
        Ok(Self {
            indices,
            above: Boundary::new(&quadrature.cosines, inside, above),
            below: Boundary::new(&quadrature.cosines, inside, below),
            to_flux: pair(f64::sqrt),
            to_fluence: pair(|cosine| 1.0 / cosine.sqrt()),
            modes: Modes::new(&quadrature),
        })
    }

    /// For the indices of `stack`.
    ///
    /// # Errors
    /// Layers of different refractive index.
    pub fn for_stack(stack: &LayerStack) -> Result<Self, TransportError> {
        Self::new(Indices::of(stack)?)
    }

    /// Where light that falls straight onto `stack` ends.
    ///
    /// # Errors
    /// Layers of other refractive indices than this was prepared for.
    pub fn totals(&self, stack: &LayerStack) -> Result<Totals, TransportError> {
        let slabs = self.slabs(stack, None)?;
        let (surface, steps) = self.climb(&slabs)?;
        let top = self.illuminated(&surface)?;
        let mut fields = vec![top];
        for step in &steps {
            let above = &fields[fields.len() - 1];
            fields.push(step.descend(above));
        }
        let net = |field: &Field<N>| dot(&self.to_flux, &field.difference);
        let absorbed = fields.windows(2).map(|w| net(&w[0]) - net(&w[1])).collect();
        let transmittance = fields.last().map_or(0.0, net);
        Ok(Totals {
            reflectance: self.returned(stack, &fields[0]),
            transmittance,
            absorbed,
        })
    }

    /// The share of light straight onto `stack` that comes back, the mirrored share included: [`Totals::reflectance`]
    /// alone, quicker.
    ///
    /// # Errors
    /// As [`Self::totals`].
    pub fn reflectance(&self, stack: &LayerStack) -> Result<f64, TransportError> {
        let slabs = self.slabs(stack, None)?;
        let (surface, _) = self.climb(&slabs)?;
        Ok(self.returned(stack, &self.illuminated(&surface)?))
    }

    /// Radiance that comes back for irradiance 1 straight onto `stack`, without what the surface mirrors: pairs of the
    /// cosine of the angle outside and radiance per steradian, for each direction that leaves. A white surface that
    /// spreads evenly has 1 / π everywhere.
    ///
    /// # Errors
    /// As [`Self::totals`].
    pub fn returned_radiance(&self, stack: &LayerStack) -> Result<Vec<(f64, f64)>, TransportError> {
        let slabs = self.slabs(stack, None)?;
        let (surface, _) = self.climb(&slabs)?;
        let top = self.illuminated(&surface)?;
        let ratio = self.indices.inside / self.indices.above;
        let leaving = (0..N).filter_map(|k| {
            let cosine = self.to_flux[k] / self.to_fluence[k];
            let sine = ratio * (1.0 - cosine * cosine).max(0.0).sqrt();
            // Scaled radiance over the root of cosine times weight is 2π times radiance inside.
            let inside = 0.5 * (top.sum[k] - top.difference[k]) / self.to_flux[k];
            let outside = inside * self.above.through[k] / (2.0 * PI * ratio * ratio);
            (sine < 1.0).then(|| ((1.0 - sine * sine).sqrt(), outside))
        });
        Ok(leaving.collect())
    }

    /// Fluence rate at a depth for irradiance 1 straight onto `stack`: how much light passes there from all directions,
    /// 1 in free space.
    ///
    /// # Errors
    /// As [`Self::totals`], or a depth outside the layers.
    pub fn fluence(&self, stack: &LayerStack, depth_mm: f64) -> Result<f64, TransportError> {
        let bottom_mm: f64 = stack.layers().iter().map(|layer| layer.thickness).sum();
        if !(depth_mm >= 0.0 && depth_mm <= bottom_mm) {
            return Err(TransportError::Depth {
                depth_mm,
                bottom_mm,
            });
        }
        let slabs = self.slabs(stack, Some(depth_mm))?;
        let (surface, steps) = self.climb(&slabs)?;
        let mut field = self.illuminated(&surface)?;
        let mut depth = 0.0;
        for (slab, step) in slabs.iter().zip(&steps) {
            if depth >= depth_mm {
                break;
            }
            depth += slab.thickness_mm;
            field = step.descend(&field);
        }
        Ok(dot(&self.to_fluence, &field.sum))
    }

    /// The stack's layers solved, one of them cut at a depth.
    fn slabs(
        &self,
        stack: &LayerStack,
        cut_mm: Option<f64>,
    ) -> Result<Vec<Slab<N>>, TransportError> {
        let given = Indices::of(stack)?;
        if given != self.indices {
            return Err(TransportError::OtherIndices {
                prepared: self.indices,
                given,
            });
        }
        let mut slabs = Vec::with_capacity(stack.layers().len() + 1);
        let mut top = 0.0;
        for layer in stack.layers() {
            let mut parts = vec![layer.thickness];
            if let Some(cut) = cut_mm.map(|cut| cut - top)
                && cut > 0.0
                && cut < layer.thickness
            {
                parts = vec![cut, layer.thickness - cut];
            }
            top += layer.thickness;
            slabs.extend(
                self.modes
                    .slabs(layer, &parts)
                    .ok_or(TransportError::OutOfNumbers)?,
            );
        }
        Ok(slabs)
    }

    /// Adds layers from the bottom: Z at the surface, and the steps from the surface down.
    fn climb(&self, slabs: &[Slab<N>]) -> Result<(Matrix<N>, Vec<Step<N>>), TransportError> {
        let mut z = diagonal(&self.below.impedance);
        let mut steps = Vec::with_capacity(slabs.len());
        for slab in slabs.iter().rev() {
            let (above, passage) = slab.over(&z).ok_or(TransportError::OutOfNumbers)?;
            steps.push(Step { passage, under: z });
            z = above;
        }
        steps.reverse();
        Ok((z, steps))
    }

    /// The field just under a surface that answers `surface`, light of 1 falling straight onto it.
    fn illuminated(&self, surface: &Matrix<N>) -> Result<Field<N>, TransportError> {
        let mut system = surface.clone();
        for (k, row) in system.iter_mut().enumerate() {
            row[k] += self.above.impedance[k];
        }
        let straight = N - 1;
        let entering = self.above.through[straight] / self.to_flux[straight];
        let mut right = [0.0; N];
        // 2 / (1 + r) = 1 + (1 - r) / (1 + r).
        right[straight] = entering * (1.0 + self.above.impedance[straight]);
        let cholesky = Cholesky::of(system).ok_or(TransportError::OutOfNumbers)?;
        let sum = cholesky.backward_vector(cholesky.forward_vector(right));
        Ok(Field {
            difference: symmetric_times(surface, &sum),
            sum,
        })
    }

    /// What leaves upward of the field under the surface, and what the surface mirrors.
    fn returned(&self, stack: &LayerStack, top: &Field<N>) -> f64 {
        let up: [f64; N] = core::array::from_fn(|k| {
            self.above.through[k] * 0.5 * (top.sum[k] - top.difference[k])
        });
        stack.specular() + dot(&self.to_flux, &up)
    }
}

impl<const N: usize> Step<N> {
    /// The field under the layer from that above it.
    fn descend(&self, above: &Field<N>) -> Field<N> {
        let Some((cholesky, middle)) = &self.passage else {
            return Field {
                sum: [0.0; N],
                difference: [0.0; N],
            };
        };
        let image: [f64; N] = core::array::from_fn(|k| dot(&middle[k], &above.sum));
        let sum = cholesky.backward_vector(image);
        Field {
            difference: symmetric_times(&self.under, &sum),
            sum,
        }
    }
}

/// Z of something under a layer whose d = P s1 - Q s2 above and Q s1 - P s2 below: P - Q (P + Z)⁻¹ Q, with (U, Uᵀ⁻¹ Q).
fn add<const N: usize>(
    p: Matrix<N>,
    q: Matrix<N>,
    z: &Matrix<N>,
) -> Option<(Matrix<N>, (Cholesky<N>, Matrix<N>))> {
    let mut system = p.clone();
    for (row, other) in system.iter_mut().zip(z) {
        matrix::add_multiple(row, 1.0, other);
    }
    let cholesky = Cholesky::of(system)?;
    let middle = cholesky.forward(q);
    let mut out = p;
    add_outer(&mut out, &middle, &[-1.0; N]);
    Some((out, (cholesky, middle)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::Layer;

    /// Light that goes from one direction into another goes as well the other way: what a stack answers is symmetric. And
    /// it takes more than it gives: for any light the net flux is downward.
    #[test]
    fn directions_are_reciprocal() {
        let layer = |mu_a, g, thickness| Layer {
            mu_a,
            mu_s: 12.0,
            g,
            refractive_index: 1.4,
            thickness,
        };
        let layers = vec![
            layer(0.8, 0.8, 0.08),
            layer(0.1, 0.3, 1.0),
            layer(3.0, 0.9, 0.2),
        ];
        let stack = LayerStack::new(1.0, layers, 1.33).unwrap();
        let solver = AddingDoubling::<16>::for_stack(&stack).unwrap();
        let (surface, _) = solver.climb(&solver.slabs(&stack, None).unwrap()).unwrap();
        for (i, row) in surface.iter().enumerate() {
            for (j, value) in row.iter().enumerate() {
                let scale = (surface[i][i] * surface[j][j]).sqrt();
                assert!((value - surface[j][i]).abs() < 1e-12 * scale);
            }
        }
        assert!(Cholesky::of(surface).is_some(), "net flux upward");
    }
}

//! Which stacks the method takes.

use crate::layers::LayerStack;

/// Refractive indices of a stack: above, in all its layers, below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indices {
    /// Of the medium light comes from.
    pub above: f64,
    /// Of every layer.
    pub inside: f64,
    /// Of the medium under the last layer.
    pub below: f64,
}

/// A stack that this method cannot solve.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TransportError {
    /// Layers of different refractive index.
    #[error(
        "layer {layer} has refractive index {index}, the first {first}: adding–doubling takes one index for all layers; use the Monte Carlo or make them equal"
    )]
    DifferentIndices {
        /// The layer's place from the surface, from 1.
        layer: usize,
        /// Its index.
        index: f64,
        /// The first layer's index.
        first: f64,
    },
    /// A solver prepared for other refractive indices.
    #[error(
        "prepared for refractive indices {prepared:?} and given {given:?}; prepare one for these"
    )]
    OtherIndices {
        /// Those of the solver.
        prepared: Indices,
        /// Those of the stack.
        given: Indices,
    },
    /// A depth that is not in the stack.
    #[error("a depth of {depth_mm} mm; the layers reach from 0 to {bottom_mm} mm")]
    Depth {
        /// The depth asked for.
        depth_mm: f64,
        /// Where the layers end.
        bottom_mm: f64,
    },
    /// Numbers ran out of range: an optical thickness or index beyond anything real.
    #[error(
        "the layers' optical properties are beyond what numbers hold; check the units (per mm and mm)"
    )]
    OutOfNumbers,
}

impl Indices {
    /// Those of a stack.
    ///
    /// # Errors
    /// Layers of different refractive index.
    pub fn of(stack: &LayerStack) -> Result<Self, TransportError> {
        let inside = stack.layers()[0].refractive_index;
        let other = stack
            .layers()
            .iter()
            .position(|layer| (layer.refractive_index - inside).abs() > 1e-12);
        if let Some(k) = other {
            return Err(TransportError::DifferentIndices {
                layer: k + 1,
                index: stack.layers()[k].refractive_index,
                first: inside,
            });
        }
        let infinite = stack
            .layers()
            .iter()
            .any(|layer| layer.thickness.is_infinite());
        Ok(Self {
            above: stack.above(),
            inside,
            // Nothing gets there; matched, so that no direction is spent on it.
            below: if infinite { inside } else { stack.below() },
        })
    }
}

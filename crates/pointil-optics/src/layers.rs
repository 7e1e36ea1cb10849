//! Flat layers of skin as transport sees them at one wavelength: what every model of light here starts from.

/// One homogeneous layer at one wavelength. Plain data; [`LayerStack::new`] checks it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layer {
    /// Absorption coefficient μa per millimetre, 0 or more.
    pub mu_a: f64,
    /// Scattering coefficient μs per millimetre, 0 or more.
    pub mu_s: f64,
    /// Mean cosine of the scattering angle (Henyey–Greenstein), above -1 and below 1.
    pub g: f64,
    /// Refractive index, 1 to 3.
    pub refractive_index: f64,
    /// Thickness in millimetres, above 0; only the last layer's may be infinite.
    pub thickness: f64,
}

impl Layer {
    /// The layer with scattering `mu_s_reduced` = μs (1 - g), per millimetre.
    #[must_use]
    pub fn with_reduced_scattering(self, mu_s_reduced: f64) -> Self {
        Self {
            mu_s: mu_s_reduced / (1.0 - self.g),
            ..self
        }
    }

    /// Reduced scattering μs′ = μs (1 - g) per millimetre.
    pub fn reduced_scattering(&self) -> f64 {
        self.mu_s * (1.0 - self.g)
    }

    /// Absorption and scattering together, μa + μs per millimetre.
    pub fn extinction(&self) -> f64 {
        self.mu_a + self.mu_s
    }

    /// The share of extinction that scatters, 0 to 1; 0 for a clear layer.
    pub fn albedo(&self) -> f64 {
        if self.mu_s > 0.0 {
            self.mu_s / self.extinction()
        } else {
            0.0
        }
    }
}

/// Layers from the surface down, between two clear media. Always sound: it cannot be made from values out of range.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerStack {
    above: f64,
    layers: Vec<Layer>,
    below: f64,
}

/// A stack of layers that cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ImplausibleLayers {
    /// There is none.
    #[error("a stack of no layers; give at least one")]
    Empty,
    /// A value of one layer is out of range.
    #[error(
        "layer {layer}, counted from the surface from 1: {field} is {value}; it must be {allowed}"
    )]
    OutOfRange {
        /// The layer's place from the surface, from 1.
        layer: usize,
        /// Which of its values.
        field: &'static str,
        /// The value given.
        value: f64,
        /// What is allowed, in words.
        allowed: &'static str,
    },
    /// A medium outside has no possible refractive index.
    #[error("the refractive index {side} the layers is {value}; it must be 1 to 3 (air 1)")]
    Outside {
        /// "above" or "below".
        side: &'static str,
        /// The value given.
        value: f64,
    },
}

impl LayerStack {
    /// Layers from the surface down, with the refractive indices of the media above and below. Below an infinite layer
    /// nothing is reached; give that layer's own index.
    ///
    /// # Errors
    /// No layer, or a value out of its range (see [`Layer`]).
    pub fn new(above: f64, layers: Vec<Layer>, below: f64) -> Result<Self, ImplausibleLayers> {
        for (side, value) in [("above", above), ("below", below)] {
            if !(1.0..=3.0).contains(&value) {
                return Err(ImplausibleLayers::Outside { side, value });
            }
        }
        let last = layers
            .len()
            .checked_sub(1)
            .ok_or(ImplausibleLayers::Empty)?;
        for (k, layer) in layers.iter().enumerate() {
            check(k + 1, layer, k == last)?;
        }
        Ok(Self {
            above,
            layers,
            below,
        })
    }

    /// Refractive index of the medium light comes from.
    pub fn above(&self) -> f64 {
        self.above
    }

    /// The layers from the surface down, at least one.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// Refractive index of the medium under the last layer.
    pub fn below(&self) -> f64 {
        self.below
    }

    /// Share of light that falls straight onto the surface and returns from it without entering (Fresnel).
    pub fn specular(&self) -> f64 {
        let inside = self.layers[0].refractive_index;
        let ratio = (self.above - inside) / (self.above + inside);
        ratio * ratio
    }
}

/// The value of `layer` that is out of range, if any.
fn check(number: usize, layer: &Layer, last: bool) -> Result<(), ImplausibleLayers> {
    let coefficient = |value: f64| (0.0..f64::INFINITY).contains(&value);
    let thick = layer.thickness > 0.0 && (layer.thickness.is_finite() || last);
    let checks = [
        (
            "absorption mu_a",
            layer.mu_a,
            coefficient(layer.mu_a),
            "0 per mm or more, and finite",
        ),
        (
            "scattering mu_s",
            layer.mu_s,
            coefficient(layer.mu_s),
            "0 per mm or more, and finite",
        ),
        (
            "anisotropy g",
            layer.g,
            layer.g.abs() < 1.0,
            "above -1 and below 1",
        ),
        (
            "refractive index",
            layer.refractive_index,
            (1.0..=3.0).contains(&layer.refractive_index),
            "1 to 3",
        ),
        (
            "thickness",
            layer.thickness,
            thick,
            "above 0 mm, and finite in all layers but the last",
        ),
    ];
    match checks.into_iter().find(|(_, _, sound, _)| !sound) {
        None => Ok(()),
        Some((field, value, _, allowed)) => Err(ImplausibleLayers::OutOfRange {
            layer: number,
            field,
            value,
            allowed,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SKIN: Layer = Layer {
        mu_a: 0.1,
        mu_s: 20.0,
        g: 0.8,
        refractive_index: 1.4,
        thickness: 1.0,
    };

    #[test]
    fn a_sound_stack_is_made() {
        let deep = Layer {
            thickness: f64::INFINITY,
            ..SKIN
        };
        let stack = LayerStack::new(1.0, vec![SKIN, deep], 1.4).unwrap();
        assert_eq!(stack.layers().len(), 2);
        assert!((stack.specular() - 0.027_777_8).abs() < 1e-6);
        assert!((SKIN.reduced_scattering() - 4.0).abs() < 1e-12);
        let other = SKIN.with_reduced_scattering(3.0);
        assert!((other.mu_s - 15.0).abs() < 1e-12);
        let clear = Layer {
            mu_a: 0.0,
            mu_s: 0.0,
            ..SKIN
        };
        assert!(clear.albedo().abs() < 1e-15);
    }

    #[test]
    fn what_cannot_be_is_named() {
        let wrong = |layer: Layer| {
            let stack = LayerStack::new(1.0, vec![SKIN, layer, SKIN], 1.0);
            stack.unwrap_err().to_string()
        };
        for (layer, words) in [
            (
                Layer { mu_a: -0.1, ..SKIN },
                "layer 2, counted from the surface from 1: absorption mu_a is -0.1",
            ),
            (
                Layer {
                    mu_s: f64::NAN,
                    ..SKIN
                },
                "scattering mu_s is NaN",
            ),
            (Layer { g: 1.0, ..SKIN }, "anisotropy g is 1"),
            (
                Layer {
                    refractive_index: 0.9,
                    ..SKIN
                },
                "refractive index is 0.9",
            ),
            (
                Layer {
                    thickness: f64::INFINITY,
                    ..SKIN
                },
                "thickness is inf",
            ),
            (
                Layer {
                    thickness: 0.0,
                    ..SKIN
                },
                "thickness is 0",
            ),
        ] {
            let message = wrong(layer);
            assert!(message.contains(words), "{message}");
        }
        assert_eq!(
            LayerStack::new(1.0, vec![], 1.0),
            Err(ImplausibleLayers::Empty)
        );
        assert!(LayerStack::new(0.0, vec![SKIN], 1.0).is_err());
    }
}

//! What one dot takes of the light of one skin, over all wavelengths.

use super::axes::{
    self, DERMIS, EPIDERMIS, Geometry, LENGTH, MELANIN, PIGMENT, PLACES, RADIUS, RATIO, TOP,
};
use super::profile::Profile;
use super::tensor_train::Core;
use super::{DotTable, SizeError};
use crate::spectrum::Spectrum;

/// Skin around a dot as the table takes it: an epidermis over a dermis.
#[derive(Clone, Debug, PartialEq)]
pub struct DotSkin {
    /// Thickness of the epidermis in millimetres, above 0.
    pub epidermis_mm: f64,
    /// Absorption of the epidermis per millimetre.
    pub epidermis_absorption: Spectrum,
    /// Reduced scattering μs′ of the epidermis per millimetre.
    pub epidermis_scattering: Spectrum,
    /// Absorption of the dermis per millimetre.
    pub dermis_absorption: Spectrum,
    /// Reduced scattering μs′ of the dermis per millimetre.
    pub dermis_scattering: Spectrum,
}

/// An upright column of pigment: its size and place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DotColumn {
    /// Radius in millimetres, above 0.
    pub radius_mm: f64,
    /// From the skin's surface to its top in millimetres, 0 or more.
    pub top_mm: f64,
    /// Length in millimetres, above 0.
    pub length_mm: f64,
}

/// What a dot takes of the light that its skin would return, as shares of that light (without what the surface mirrors).
#[derive(Clone, Debug, PartialEq)]
pub struct DotLoss {
    /// Per wavelength: the dermis' scattering per millimetre, and the loss over distances times that.
    profiles: Vec<(f64, Profile)>,
    area_mm2: Spectrum,
}

/// Wavelengths (places in a spectrum) at which a dot's geometry is worked out; between them it runs smoothly, as scattering does.
const KNOTS: [usize; 9] = [0, 3, 12, 25, 40, 55, 68, 77, 80];

/// What each knot counts at place `at` of a spectrum (Lagrange).
fn knot_weights(at: usize) -> [f64; KNOTS.len()] {
    core::array::from_fn(|k| {
        let own = KNOTS[k] as f64;
        let others = KNOTS.iter().enumerate().filter(|(j, _)| *j != k);
        others
            .map(|(_, other)| (at as f64 - *other as f64) / (own - *other as f64))
            .product()
    })
}

/// One wavelength of a skin with a column in it, in units of the dermis' scattering.
struct Situation {
    epidermis: f64,
    ratio: f64,
    top: f64,
    radius: f64,
    length: f64,
}

impl Situation {
    fn new(skin: &DotSkin, column: &DotColumn, at: usize) -> Self {
        let unit = skin.dermis_scattering.values()[at];
        let scattering = skin.epidermis_scattering.values()[at];
        let epidermis = skin.epidermis_mm * scattering;
        let under = column.top_mm - skin.epidermis_mm;
        Self {
            epidermis,
            ratio: scattering / unit,
            top: if under < 0.0 {
                column.top_mm * scattering
            } else {
                epidermis + under * unit
            },
            radius: column.radius_mm * unit,
            length: column.length_mm * unit,
        }
    }

    fn geometry(&self) -> Geometry {
        Geometry::new(self.epidermis, self.ratio, self.top, self.radius)
    }
}

impl DotTable {
    /// What `column` of a pigment that absorbs so much per millimetre takes of the light of `skin`. Sizes beyond the table's ranges
    /// are taken at their ends.
    ///
    /// # Errors
    /// A size that is not possible, or scattering that is not above 0.
    pub fn loss(
        &self,
        skin: &DotSkin,
        column: &DotColumn,
        pigment: &Spectrum,
    ) -> Result<DotLoss, SizeError> {
        check(skin, column)?;
        let knots: Vec<Core> = KNOTS
            .iter()
            .map(|at| self.geometry(&Situation::new(skin, column, *at)))
            .collect();
        let chord = axes::mean_chord(column.radius_mm, column.length_mm);
        let mut profiles = Vec::with_capacity(Spectrum::COUNT);
        let mut area_mm2 = [0.0; Spectrum::COUNT];
        for (at, area_mm2) in area_mm2.iter_mut().enumerate() {
            let unit = skin.dermis_scattering.values()[at];
            let dose = pigment.values()[at].max(0.0) * chord;
            let dermis = skin.dermis_absorption.values()[at] / unit;
            let melanin = skin.epidermis_absorption.values()[at] * skin.epidermis_mm;
            let carried = self.absorption(dose, dermis, melanin);
            let mut values = [0.0; axes::VALUES];
            for (knot, weight) in knots.iter().zip(knot_weights(at)) {
                for (value, more) in values.iter_mut().zip(knot.backward(&carried, &[1.0])) {
                    *value += weight * more;
                }
            }
            let full = axes::saturation(dose);
            let geometry = Situation::new(skin, column, at).geometry();
            let shares = core::array::from_fn(|k: usize| (values[k] * full).clamp(0.0, 1.0));
            *area_mm2 = values[PLACES].max(0.0) * full * geometry.disc() / (unit * unit);
            profiles.push((unit, Profile::new(geometry.places(), shares)));
        }
        Ok(DotLoss {
            profiles,
            area_mm2: Spectrum::from_values(area_mm2),
        })
    }

    /// The chain up to the pigment for one geometry: one row per value around the column.
    fn geometry(&self, s: &Situation) -> Core {
        let mut forth = vec![1.0];
        let weights = [
            EPIDERMIS.weights(s.epidermis),
            RATIO.weights(s.ratio),
            TOP.weights(s.top, s.epidermis),
            RADIUS.weights(s.radius),
        ];
        for (core, weights) in self.chain.iter().zip(&weights) {
            forth = core.forward(&forth, weights);
        }
        let length = &self.chain[5];
        let rows = self.chain[4].rows(&forth);
        let along = LENGTH.weights(s.length);
        let values: Vec<f32> = rows
            .chunks_exact(length.before)
            .flat_map(|row| length.forward(row, &along))
            .map(|value| value as f32)
            .collect();
        Core {
            before: axes::VALUES,
            nodes: 1,
            after: length.after,
            values,
        }
    }

    /// The chain from the pigment on.
    fn absorption(&self, dose: f64, dermis: f64, melanin: f64) -> Vec<f64> {
        let weights = [
            PIGMENT.weights(dose),
            DERMIS.weights(dermis),
            MELANIN.weights(melanin),
        ];
        let mut back = vec![1.0];
        for (core, weights) in self.chain[6..].iter().zip(&weights).rev() {
            back = core.backward(&back, weights);
        }
        back
    }
}

fn check(skin: &DotSkin, column: &DotColumn) -> Result<(), SizeError> {
    let least = |s: &Spectrum| s.values().iter().fold(f64::INFINITY, |a, b| a.min(*b));
    let positive = |value: f64| value > 0.0 && value < f64::INFINITY;
    let sizes = [
        ("epidermis thickness", skin.epidermis_mm, true),
        (
            "least scattering of the epidermis",
            least(&skin.epidermis_scattering),
            true,
        ),
        (
            "least scattering of the dermis",
            least(&skin.dermis_scattering),
            true,
        ),
        ("dot radius", column.radius_mm, true),
        ("dot depth", column.top_mm, false),
        ("dot length", column.length_mm, true),
    ];
    for (field, value, above) in sizes {
        let sound = positive(value) || (!above && value.abs() < f64::MIN_POSITIVE);
        if !sound {
            return Err(SizeError { field, value });
        }
    }
    Ok(())
}

impl DotLoss {
    /// The share of the skin's light that is missing `away_mm` from the dot's axis, per wavelength.
    pub fn at(&self, away_mm: f64) -> Spectrum {
        let mut values = [0.0; Spectrum::COUNT];
        for (value, (unit, profile)) in values.iter_mut().zip(&self.profiles) {
            *value = profile.at(away_mm * unit);
        }
        Spectrum::from_values(values)
    }

    /// The share summed over the skin, in square millimetres of wholly black skin: `n` dots per square millimetre take the share
    /// `n` times this of the skin's light, as long as that is small.
    pub fn area_mm2(&self) -> &Spectrum {
        &self.area_mm2
    }
}

//! Modelled skin fitted to measured skin.

use super::{CaseKind, Comparison, Method, ValidationCase, ValidationError};
use crate::colour::{Illuminant, Lab, Viewing};
use crate::spectrum::{Beyond, Spectrum};
use crate::table::Table;
use crate::tissue::{Gloss, SkinModel, SkinTissue, TissueParameters};

const CLASSES: &str = include_str!("../../../../data/optics/skin_reflectance_by_class.csv");
const PERCENTILES: &str = include_str!("../../../../data/optics/skin_reflectance_percentiles.csv");

const CLASS_COLUMNS: [&str; 6] = [
    "very_light",
    "light",
    "intermediate",
    "tan",
    "brown",
    "dark",
];
const PERCENTILE_COLUMNS: [&str; 6] = ["p2.5", "p25", "p50", "p75", "p97.5", "mean"];

/// How far a fit to the mean of a class may be off: reflectance (root mean square) and CIELAB (1976).
const CLASS_ALLOWED: [f64; 2] = [0.006, 0.8];

/// The same for a percentile of 100 people, which is no one person's spectrum.
const PERCENTILE_ALLOWED: [f64; 2] = [0.01, 1.5];

/// Shares of the epidermis that melanosomes take in anyone's skin.
const MELANOSOMES: [f64; 2] = [0.003, 0.25];

/// Skin as it was measured, the mirrored light included.
pub(super) struct MeasuredSkin {
    name: &'static str,
    /// Wavelength in nanometres and reflectance.
    samples: Vec<(f64, f64)>,
}

impl MeasuredSkin {
    /// As a spectrum of the whole range, held beyond the ends of what was measured.
    pub(super) fn resampled(&self) -> Result<Spectrum, ValidationError> {
        Ok(Spectrum::from_samples(&self.samples, Beyond::Hold)?)
    }
}

fn measured(
    table: &'static str,
    text: &'static str,
    columns: &[&'static str],
) -> Result<Vec<MeasuredSkin>, ValidationError> {
    let table = Table::parse(table, text)?;
    let read = columns.iter().map(|name| {
        Ok(MeasuredSkin {
            name,
            samples: table.samples(name, |_| true)?,
        })
    });
    read.collect()
}

/// Mean spectra of the six classes (International Skin Spectra Archive), from light to dark.
pub(super) fn classes() -> Result<Vec<MeasuredSkin>, ValidationError> {
    measured("skin_reflectance_by_class.csv", CLASSES, &CLASS_COLUMNS)
}

/// Modelled skin fitted to measured skin.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedSkin {
    /// The column of the table that was fitted.
    pub name: &'static str,
    /// Reduced scattering of the dermis at 500 nm per millimetre that the fit took as given.
    pub dermal_scattering: f64,
    /// The skin found.
    pub tissue: SkinTissue,
    /// The colour measured.
    pub measured: Lab,
    /// Root mean square of what the reflectance is off, over the samples.
    pub rms: f64,
    /// How far the colour is off (CIE 1976).
    pub distance: f64,
}

fn fitted(
    model: &SkinModel,
    skin: &MeasuredSkin,
    dermal_scattering: f64,
) -> Result<FittedSkin, ValidationError> {
    let viewing = Viewing::under(Illuminant::D65)?;
    let tissue = model.fitted_to_reflectance(&skin.samples, dermal_scattering)?;
    let modelled = model.reflectance(&tissue, Gloss::Included)?;
    let (mut ours, mut squares) = (Vec::with_capacity(skin.samples.len()), 0.0);
    for (nm, value) in &skin.samples {
        let own = modelled.at(*nm)?;
        squares += (own - value) * (own - value);
        ours.push((*nm, own));
    }
    let measured = viewing.lab(&skin.resampled()?);
    // As the measurement: what lies beyond its ends is held, not modelled.
    let seen = viewing.lab(&Spectrum::from_samples(&ours, Beyond::Hold)?);
    Ok(FittedSkin {
        name: skin.name,
        dermal_scattering,
        tissue,
        measured,
        rms: libm::sqrt(squares / skin.samples.len() as f64),
        distance: seen.distance(measured),
    })
}

/// Skin fitted to the mean spectrum of each class, once with the scattering of living dermis and once with that of excised.
///
/// # Errors
/// A table compiled in that cannot be read or fitted.
pub fn fitted_classes() -> Result<Vec<FittedSkin>, ValidationError> {
    let model = SkinModel::new()?;
    let mut out = Vec::new();
    for scattering in [
        TissueParameters::LIVING_SCATTERING,
        TissueParameters::EXCISED_SCATTERING,
    ] {
        for skin in classes()? {
            out.push(fitted(&model, &skin, scattering)?);
        }
    }
    Ok(out)
}

pub(super) fn cases() -> Vec<ValidationCase> {
    vec![
        ValidationCase::new(CaseKind::Skin, "fit to class means", |_| {
            let fits = fitted_classes()?.into_iter().flat_map(|fit| {
                let name = fit.name.replace('_', " ");
                let scattering = fit.dermal_scattering;
                let what = format!("fit to mean of {name} skin, scattering {scattering:.1} per mm");
                compared(&fit, &what, CLASS_ALLOWED)
            });
            Ok(fits.collect())
        }),
        ValidationCase::new(CaseKind::Skin, "fit to percentiles of people", |_| {
            percentiles()
        }),
    ]
}

fn compared(fit: &FittedSkin, what: &str, allowed: [f64; 2]) -> [Comparison; 2] {
    let error =
        |of, ours, allowed| Comparison::error(format!("{what}: {of}"), Method::Fit, ours, allowed);
    [
        error("reflectance, rms", fit.rms, allowed[0]),
        error("ΔE76", fit.distance, allowed[1]),
    ]
}

/// Percentiles of the skin of 100 people (NIST), 380 to 780 nm: each is reached, with melanin that skin has.
fn percentiles() -> Result<Vec<Comparison>, ValidationError> {
    let model = SkinModel::new()?;
    let table = "skin_reflectance_percentiles.csv";
    let mut out = Vec::new();
    for skin in measured(table, PERCENTILES, &PERCENTILE_COLUMNS)? {
        let fit = fitted(&model, &skin, TissueParameters::LIVING_SCATTERING)?;
        let what = format!("fit to {} of 100 people", skin.name);
        out.extend(compared(&fit, &what, PERCENTILE_ALLOWED));
        let melanosomes = fit.tissue.parameters().melanosomes;
        let [low, high] = MELANOSOMES;
        let beyond = (low - melanosomes).max(melanosomes - high).max(0.0);
        let percent = 100.0 * melanosomes;
        let what = format!("{what}: {percent:.1} % of melanosomes, beyond 0.3 to 25 %");
        out.push(Comparison::error(what, Method::Fit, beyond, 0.0));
    }
    Ok(out)
}

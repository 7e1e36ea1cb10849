//! Skin found from how it looks.

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::storage::Owned;
use nalgebra::{DMatrix, DVector, Dyn};

use super::free::FREE;
use super::model::{Gloss, SkinModel, SkinModelError};
use super::parameters::{SkinTissue, TissueParameters};
use crate::colour::{Illuminant, Lab, TypologyAngle, Viewing};
use crate::skin::Skin;
use crate::spectrum::{Beyond, Spectrum};

/// How skin looked.
struct Target {
    /// Where its reflectance is computed, in nanometres.
    wavelengths: Vec<f64>,
    /// Its reflectance there, if measured.
    reflectance: Option<Vec<f64>>,
    lab: Lab,
    /// How much its colour may be missed, per coordinate.
    lab_tolerance: f64,
}

/// How much a measured reflectance may be missed.
const REFLECTANCE_TOLERANCE: f64 = 0.004;

/// How far a fitted colour may lie from the one asked for before no skin has it (CIE 1976).
const FARTHEST: f64 = 1.5;

impl SkinModel {
    /// Skin of a colour measured under D65 with the mirrored light included. Melanin follows lightness and blood redness;
    /// the other parameters stray from those of the colour's class only as far as they must. `dermal_scattering` at 500 nm
    /// per millimetre is the caller's: colour cannot tell it ([`TissueParameters::LIVING_SCATTERING`]).
    ///
    /// # Errors
    /// A colour that no skin has, or scattering out of range.
    pub fn fitted_to_lab(
        &self,
        lab: Lab,
        dermal_scattering: f64,
    ) -> Result<SkinTissue, SkinModelError> {
        Skin::from_lab(lab)?;
        let target = Target {
            wavelengths: grid(400.0, 700.0),
            reflectance: None,
            lab,
            lab_tolerance: 0.05,
        };
        let expected = self.of_angle(TypologyAngle::of(lab), dermal_scattering)?;
        self.fitted(&target, *expected.parameters())
    }

    /// Skin of a measured reflectance, samples (wavelength in nanometres, 0 to 1) with the mirrored light included, which
    /// reach at least from 400 to 700 nm. `dermal_scattering` as for [`Self::fitted_to_lab`].
    ///
    /// # Errors
    /// Samples with a hole or out of range, a colour that no skin has, or scattering out of range.
    pub fn fitted_to_reflectance(
        &self,
        samples: &[(f64, f64)],
        dermal_scattering: f64,
    ) -> Result<SkinTissue, SkinModelError> {
        let measured = Spectrum::from_samples(samples, Beyond::Hold)?;
        let odd = samples
            .iter()
            .find(|(_, value)| !(0.01..=0.95).contains(value));
        if let Some(&(wavelength_nm, value)) = odd {
            return Err(SkinModelError::Reflectance {
                wavelength_nm,
                value,
            });
        }
        let lab = Viewing::under(Illuminant::D65)?.lab(&measured);
        Skin::from_lab(lab)?;
        let first = samples.first().map_or(400.0, |sample| sample.0);
        let last = samples.last().map_or(700.0, |sample| sample.0);
        let wavelengths = grid(first, last);
        let values = wavelengths.iter().map(|nm| measured.at(*nm));
        let target = Target {
            reflectance: Some(values.collect::<Result<_, _>>()?),
            wavelengths,
            lab,
            lab_tolerance: 0.3,
        };
        self.fitted(&target, rough(TypologyAngle::of(lab), dermal_scattering))
    }

    /// The skin nearest to `target` and to what is `expected`.
    fn fitted(
        &self,
        target: &Target,
        expected: TissueParameters,
    ) -> Result<SkinTissue, SkinModelError> {
        SkinTissue::new(expected)?;
        let problem = Problem::new(self, target, expected)?;
        let (solved, _) = LevenbergMarquardt::new()
            .with_patience(12)
            .with_ftol(1e-7)
            .with_xtol(1e-5)
            .minimize(problem);
        let tissue = SkinTissue::new(solved.tissue_parameters())?;
        let nearest = solved.seen(&tissue)?.1;
        let distance = nearest.distance(target.lab);
        if distance <= FARTHEST {
            return Ok(tissue);
        }
        let numbers = |lab: Lab| [lab.l, lab.a, lab.b];
        Err(SkinModelError::NoSuchSkin {
            wanted: numbers(target.lab),
            nearest: numbers(nearest),
            distance,
        })
    }
}

/// What to expect of skin of an angle before its spectrum is fitted: melanin 0.6 % in the lightest, 16 % in the darkest
/// (classes of the International Skin Spectra Archive), more scattering with it.
fn rough(angle: TypologyAngle, dermal_scattering: f64) -> TissueParameters {
    let dark = ((58.0 - angle.degrees()) / 108.0).clamp(0.0, 1.0);
    TissueParameters {
        melanosomes: 0.006 * libm::exp(3.3 * dark),
        epidermal_scattering: 4.0 + 10.0 * dark,
        dermal_scattering,
        ..TissueParameters::SCALP
    }
}

/// Every 10 nm of 380 to 780 nm from `first` to `last`.
fn grid(first: f64, last: f64) -> Vec<f64> {
    (0..=40)
        .map(|k| 380.0 + 10.0 * f64::from(k))
        .filter(|nm| (first..=last).contains(nm))
        .collect()
}

struct Problem<'a> {
    model: &'a SkinModel,
    viewing: Viewing,
    target: &'a Target,
    expected: TissueParameters,
    at: DVector<f64>,
}

impl<'a> Problem<'a> {
    fn new(
        model: &'a SkinModel,
        target: &'a Target,
        expected: TissueParameters,
    ) -> Result<Self, SkinModelError> {
        let coordinates = FREE
            .iter()
            .map(|free| free.coordinate((free.get)(&expected)));
        Ok(Self {
            model,
            viewing: Viewing::under(Illuminant::D65)?,
            target,
            expected,
            at: DVector::from_iterator(FREE.len(), coordinates),
        })
    }

    fn tissue_parameters(&self) -> TissueParameters {
        self.parameters_at(&self.at)
    }

    fn parameters_at(&self, at: &DVector<f64>) -> TissueParameters {
        let mut parameters = self.expected;
        for (free, coordinate) in FREE.iter().zip(at.iter()) {
            (free.set)(&mut parameters, free.value(*coordinate));
        }
        parameters
    }

    /// Reflectance at the target's wavelengths, and the colour.
    fn seen(&self, tissue: &SkinTissue) -> Result<(Vec<f64>, Lab), SkinModelError> {
        let wavelengths = &self.target.wavelengths;
        let values = wavelengths
            .iter()
            .map(|nm| self.model.reflectance_at(tissue, *nm, Gloss::Included))
            .collect::<Result<Vec<_>, _>>()?;
        let samples: Vec<_> = wavelengths
            .iter()
            .copied()
            .zip(values.iter().copied())
            .collect();
        let lab = self
            .viewing
            .lab(&Spectrum::from_samples(&samples, Beyond::Hold)?);
        Ok((values, lab))
    }

    fn residuals_at(&self, at: &DVector<f64>) -> Option<DVector<f64>> {
        let parameters = self.parameters_at(at);
        let tissue = SkinTissue::new(parameters).ok()?;
        let (values, lab) = self.seen(&tissue).ok()?;
        let target = self.target;
        let mut out: Vec<f64> = [
            lab.l - target.lab.l,
            lab.a - target.lab.a,
            lab.b - target.lab.b,
        ]
        .map(|miss| miss / target.lab_tolerance)
        .to_vec();
        for free in &FREE {
            let (now, before) = ((free.get)(&parameters), (free.get)(&self.expected));
            out.push((free.scale(now) - free.scale(before)) / free.strays);
        }
        if let Some(measured) = &target.reflectance {
            let misses = values.iter().zip(measured);
            out.extend(misses.map(|(got, want)| (got - want) / REFLECTANCE_TOLERANCE));
        }
        Some(DVector::from_vec(out))
    }
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for Problem<'_> {
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Dyn>;
    type ParameterStorage = Owned<f64, Dyn>;

    fn set_params(&mut self, at: &DVector<f64>) {
        self.at.copy_from(at);
    }

    fn params(&self) -> DVector<f64> {
        self.at.clone()
    }

    fn residuals(&self) -> Option<DVector<f64>> {
        self.residuals_at(&self.at)
    }

    fn jacobian(&self) -> Option<DMatrix<f64>> {
        const STEP: f64 = 1e-4;
        let here = self.residuals()?;
        let mut columns = Vec::with_capacity(FREE.len());
        for k in 0..FREE.len() {
            let mut at = self.at.clone();
            at[k] += STEP;
            columns.push((self.residuals_at(&at)? - &here) / STEP);
        }
        Some(DMatrix::from_columns(&columns))
    }
}

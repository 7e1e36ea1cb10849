//! Skin typical for a colour class, from fits to the classes' mean spectra.

use std::sync::OnceLock;

use super::model::{SkinModel, SkinModelError};
use super::parameters::{ImplausibleTissue, SkinTissue, TissueParameters};
use crate::colour::TypologyAngle;
use crate::skin::FitzpatrickType;
use crate::table::{Table, TableError};

/// One class at one scattering.
#[derive(Clone, Copy)]
struct Class {
    dermal_scattering: f64,
    angle_deg: f64,
    /// Logarithm of the share of melanosomes, their power, logarithm of epidermal scattering, logarithm of the share of
    /// blood, logarithm of bloodless absorption, oxygenation, scattering power.
    fitted: [f64; 7],
}

/// The classes from light to dark, at one scattering after the other.
fn classes() -> Result<&'static [Class], TableError> {
    static CLASSES: OnceLock<Result<Vec<Class>, TableError>> = OnceLock::new();
    let read = CLASSES.get_or_init(read).as_ref();
    read.map(Vec::as_slice).map_err(Clone::clone)
}

fn read() -> Result<Vec<Class>, TableError> {
    let table = Table::parse(
        "skin_tissue_by_class.csv",
        include_str!("../../../../data/optics/skin_tissue_by_class.csv"),
    )?;
    let scattering = table.numbers("dermal_scattering")?;
    let angles = table.numbers("angle_deg")?;
    let logarithms = |column| -> Result<Vec<f64>, TableError> {
        Ok(table.numbers(column)?.into_iter().map(libm::log).collect())
    };
    let columns = [
        logarithms("melanosomes")?,
        table.numbers("melanin_power")?,
        logarithms("epidermal_scattering")?,
        logarithms("blood")?,
        logarithms("bloodless")?,
        table.numbers("oxygenation")?,
        table.numbers("scattering_power")?,
    ];
    Ok((0..angles.len())
        .map(|k| Class {
            dermal_scattering: scattering[k],
            angle_deg: angles[k],
            fitted: core::array::from_fn(|column| columns[column][k]),
        })
        .collect())
}

impl SkinModel {
    /// Skin typical for an individual typology angle: between fits to the mean spectra of the six classes, darker than
    /// the darkest and lighter than the lightest by melanin alone. `dermal_scattering` at 500 nm per millimetre, 2 to 6.
    ///
    /// # Errors
    /// Scattering out of range.
    pub fn of_angle(
        &self,
        angle: TypologyAngle,
        dermal_scattering: f64,
    ) -> Result<SkinTissue, SkinModelError> {
        let (low, high) = (2.0, 6.0);
        if !(low..=high).contains(&dermal_scattering) {
            return Err(SkinModelError::Tissue(ImplausibleTissue {
                field: "dermal scattering",
                value: dermal_scattering,
                low,
                high,
                unit: "per mm at 500 nm",
            }));
        }
        let living = TissueParameters::LIVING_SCATTERING;
        let excised = TissueParameters::EXCISED_SCATTERING;
        let share = (dermal_scattering - living) / (excised - living);
        let (at_living, at_excised) = (typical(angle, living)?, typical(angle, excised)?);
        let fitted: [f64; 7] =
            core::array::from_fn(|k| at_living[k] + share * (at_excised[k] - at_living[k]));
        let [
            melanosomes,
            melanin_power,
            scattering,
            blood,
            bloodless,
            oxygenation,
            scattering_power,
        ] = fitted;
        let blood = libm::exp(blood);
        Ok(SkinTissue::new(TissueParameters {
            melanosomes: libm::exp(melanosomes).clamp(0.001, 0.45),
            melanin_power,
            epidermal_scattering: libm::exp(scattering),
            papillary_blood: blood,
            reticular_blood: blood,
            bloodless: libm::exp(bloodless),
            oxygenation,
            scattering_power,
            dermal_scattering,
            ..TissueParameters::SCALP
        })?)
    }

    /// Skin typical for a Fitzpatrick type: that of the class of colour that goes with it by habit
    /// ([`FitzpatrickType::mean_lab`]).
    ///
    /// # Errors
    /// Scattering out of range, as for [`Self::of_angle`].
    pub fn of_type(
        &self,
        fitzpatrick: FitzpatrickType,
        dermal_scattering: f64,
    ) -> Result<SkinTissue, SkinModelError> {
        let angle = TypologyAngle::of(fitzpatrick.mean_lab());
        self.of_angle(angle, dermal_scattering)
    }
}

/// The fitted parameters at an angle, from the classes fitted at one scattering.
fn typical(angle: TypologyAngle, scattering: f64) -> Result<[f64; 7], TableError> {
    let at = angle.degrees();
    let own: Vec<&Class> = classes()?
        .iter()
        .filter(|class| (class.dermal_scattering - scattering).abs() < 1e-6)
        .collect();
    // The pair of classes around the angle, or the last pair on its side.
    let right = own
        .iter()
        .position(|class| class.angle_deg < at)
        .unwrap_or(own.len())
        .clamp(1, own.len() - 1);
    let (light, dark) = (own[right - 1], own[right]);
    let share = (light.angle_deg - at) / (light.angle_deg - dark.angle_deg);
    let within = share.clamp(0.0, 1.0);
    Ok(core::array::from_fn(|k| {
        let share = if k == 0 { share } else { within };
        light.fitted[k] + share * (dark.fitted[k] - light.fitted[k])
    }))
}

//! What absorbs in skin.

use std::sync::OnceLock;

use crate::spectrum::{Beyond, Spectrum, SpectrumError};
use crate::table::{Table, TableError};

/// Grams of haemoglobin in a litre of whole blood.
const HAEMOGLOBIN_PER_LITRE: f64 = 150.0;

/// Grams of haemoglobin per mole.
const HAEMOGLOBIN_MOLAR_MASS: f64 = 64_500.0;

/// Whole blood's absorption per millimetre, by the oxygen it carries.
pub struct Blood {
    oxygenated: Spectrum,
    deoxygenated: Spectrum,
}

impl Blood {
    /// From its table, read once.
    pub fn load() -> Result<&'static Self, TableError> {
        static BLOOD: OnceLock<Result<Blood, TableError>> = OnceLock::new();
        BLOOD.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    /// Absorption of blood inside vessels per millimetre, averaged over the vessels' width: where blood absorbs much,
    /// a vessel's middle stays in the dark.
    pub fn absorption(
        &self,
        wavelength_nm: f64,
        oxygenation: f64,
        vessel_radius_mm: f64,
    ) -> Result<f64, SpectrumError> {
        let full = oxygenation * self.oxygenated.at(wavelength_nm)?
            + (1.0 - oxygenation) * self.deoxygenated.at(wavelength_nm)?;
        Ok(full * packaging(full, vessel_radius_mm))
    }
}

fn read() -> Result<Blood, TableError> {
    let table = Table::parse(
        "haemoglobin.csv",
        include_str!("../../../../data/optics/haemoglobin.csv"),
    )?;
    // Molar extinction to base 10 per centimetre; absorption to base e per millimetre.
    let factor = core::f64::consts::LN_10 * HAEMOGLOBIN_PER_LITRE / HAEMOGLOBIN_MOLAR_MASS / 10.0;
    let of = |column| Ok(table.spectrum(column, Beyond::Refuse)? * factor);
    Ok(Blood {
        oxygenated: of("oxygenated")?,
        deoxygenated: of("deoxygenated")?,
    })
}

/// The share of its absorption that an absorber keeps when packed into cylinders of a radius (van Veen; Svaasand).
fn packaging(absorption_per_mm: f64, radius_mm: f64) -> f64 {
    let depth = 2.0 * absorption_per_mm * radius_mm;
    if depth > 1e-6 {
        -libm::expm1(-depth) / depth
    } else {
        1.0
    }
}

/// Absorption of a melanosome's inside per millimetre: 49.4 at 550 nm (Jacques and McAuliffe 1991).
pub fn melanosome(wavelength_nm: f64, power: f64) -> f64 {
    49.4 * libm::pow(550.0 / wavelength_nm, power)
}

/// Absorption per millimetre of skin without melanin and blood (Jacques 1998).
pub fn bloodless(wavelength_nm: f64) -> f64 {
    0.0244 + 8.53 * libm::exp(-(wavelength_nm - 154.0) / 66.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prahl's whole blood at wavelengths where the two kinds differ most, and where they do not.
    #[test]
    fn blood_absorbs_as_tabulated() {
        let blood = Blood::load().unwrap();
        for (nm, oxygenation, want) in [
            (450.0, 1.0, 33.6431),
            (450.0, 0.0, 55.3213),
            (500.0, 1.0, 20_932.8 * 5.3557e-4),
            (650.0, 0.0, 3750.1 * 5.3557e-4),
        ] {
            let got = blood.absorption(nm, oxygenation, 0.0).unwrap();
            assert!((got / want - 1.0).abs() < 1e-3, "{nm} {got} {want}");
        }
        let packed = blood.absorption(415.0, 1.0, 0.01).unwrap();
        let full = blood.absorption(415.0, 1.0, 0.0).unwrap();
        assert!(
            packed < 0.2 * full && packed > 0.1 * full,
            "{packed} {full}"
        );
        assert!(blood.absorption(900.0, 1.0, 0.0).is_err());
    }

    #[test]
    fn melanin_and_rest_absorb_as_published() {
        assert!((melanosome(500.0, 3.33) - 6.6e10 * 500_f64.powf(-3.33)).abs() < 0.5);
        assert!((bloodless(400.0) - 0.2319).abs() < 1e-3);
    }
}

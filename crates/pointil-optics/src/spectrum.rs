//! Numbers over wavelength, 380 to 780 nm every 5 nm.

use core::ops::{Add, Mul};

/// A value at each wavelength from 380 to 780 nm every 5 nm: a reflectance, an absorption, a light's power. The unit is
/// that of the place it is used in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spectrum([f64; Spectrum::COUNT]);

/// What to do where samples end before the spectrum does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// Refuse.
    Refuse,
    /// Take the nearest sample's value, as CIE 15 advises for what was not measured; the samples must reach from 400 to
    /// 700 nm.
    Hold,
}

/// Samples that make no spectrum.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SpectrumError {
    /// A wavelength or a value is not a finite number.
    #[error("the value at {wavelength_nm} nm is {value}; both must be finite numbers")]
    NotFinite {
        /// Its wavelength in nanometres.
        wavelength_nm: f64,
        /// The value.
        value: f64,
    },
    /// Wavelengths do not rise.
    #[error("{after} nm follows {before} nm; wavelengths must rise from sample to sample")]
    Unordered {
        /// A wavelength in nanometres.
        before: f64,
        /// The next one.
        after: f64,
    },
    /// Two neighbours are too far apart.
    #[error(
        "nothing between {from} and {to} nm; samples may lie at most {} nm apart: measure there or leave the spectrum out",
        Spectrum::WIDEST_GAP_NM
    )]
    Hole {
        /// Last wavelength before the hole.
        from: f64,
        /// First one after it.
        to: f64,
    },
    /// The samples do not reach far enough.
    #[error(
        "samples from {first} to {last} nm; they must reach from {needed_first} to {needed_last} nm"
    )]
    Short {
        /// First wavelength given.
        first: f64,
        /// Last one.
        last: f64,
        /// First one needed.
        needed_first: f64,
        /// Last one needed.
        needed_last: f64,
    },
    /// No sample at all.
    #[error("no sample; give values over wavelengths from 380 to 780 nm")]
    Empty,
    /// A wavelength asked for that no spectrum has.
    #[error("{wavelength_nm} nm is outside 380 to 780 nm")]
    Unreached {
        /// The wavelength in nanometres.
        wavelength_nm: f64,
    },
}

impl Spectrum {
    /// How many wavelengths.
    pub const COUNT: usize = 81;
    /// The first wavelength in nanometres.
    pub const FIRST_NM: f64 = 380.0;
    /// The last wavelength in nanometres.
    pub const LAST_NM: f64 = 780.0;
    /// From one to the next in nanometres.
    pub const STEP_NM: f64 = 5.0;
    /// Samples further apart than this leave a hole (nanometres). Skin's finest features, the bands of haemoglobin, are
    /// about as wide.
    pub const WIDEST_GAP_NM: f64 = 20.0;

    /// The wavelengths in nanometres.
    pub fn wavelengths() -> impl ExactSizeIterator<Item = f64> {
        (0..Self::COUNT).map(Self::wavelength)
    }

    fn wavelength(index: usize) -> f64 {
        Self::FIRST_NM + Self::STEP_NM * index as f64
    }

    /// The same value everywhere.
    pub const fn constant(value: f64) -> Self {
        Self([value; Self::COUNT])
    }

    /// The value that `f` gives for each wavelength in nanometres.
    pub fn from_fn(mut f: impl FnMut(f64) -> f64) -> Self {
        Self(core::array::from_fn(|k| f(Self::wavelength(k))))
    }

    /// The spectrum of these values, from 380 nm on.
    pub const fn from_values(values: [f64; Self::COUNT]) -> Self {
        Self(values)
    }

    /// Samples (wavelength in nanometres, value), read between by straight lines.
    ///
    /// # Errors
    /// Samples out of order, not finite, with a hole wider than 20 nm, or that do not reach far enough.
    pub fn from_samples(samples: &[(f64, f64)], beyond: Beyond) -> Result<Self, SpectrumError> {
        check(samples, beyond)?;
        Ok(Self::from_fn(|nm| between(samples, nm)))
    }

    /// The values, from 380 nm on.
    pub const fn values(&self) -> &[f64; Self::COUNT] {
        &self.0
    }

    /// The value at `wavelength_nm`, between two wavelengths by a straight line.
    ///
    /// # Errors
    /// A wavelength outside 380 to 780 nm.
    pub fn at(&self, wavelength_nm: f64) -> Result<f64, SpectrumError> {
        if !(Self::FIRST_NM..=Self::LAST_NM).contains(&wavelength_nm) {
            return Err(SpectrumError::Unreached { wavelength_nm });
        }
        let place = (wavelength_nm - Self::FIRST_NM) / Self::STEP_NM;
        let left = (place as usize).min(Self::COUNT - 2);
        let share = place - left as f64;
        Ok(self.0[left] + share * (self.0[left + 1] - self.0[left]))
    }

    /// Each value mapped by `f`.
    #[must_use]
    pub fn map(&self, f: impl Fn(f64) -> f64) -> Self {
        Self(self.0.map(f))
    }

    /// Values of the same wavelength of two spectra put together by `f`.
    #[must_use]
    pub fn zip(&self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self(core::array::from_fn(|k| f(self.0[k], other.0[k])))
    }

    /// The sum over all wavelengths of the products with another spectrum's values.
    pub fn dot(&self, other: &Self) -> f64 {
        self.0.iter().zip(&other.0).map(|(a, b)| a * b).sum()
    }
}

impl Add for Spectrum {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.zip(&other, |a, b| a + b)
    }
}

impl Mul<f64> for Spectrum {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        self.map(|value| value * factor)
    }
}

fn check(samples: &[(f64, f64)], beyond: Beyond) -> Result<(), SpectrumError> {
    let (Some(&(first, _)), Some(&(last, _))) = (samples.first(), samples.last()) else {
        return Err(SpectrumError::Empty);
    };
    for &(wavelength_nm, value) in samples {
        if !(wavelength_nm.is_finite() && value.is_finite()) {
            return Err(SpectrumError::NotFinite {
                wavelength_nm,
                value,
            });
        }
    }
    for pair in samples.windows(2) {
        let (from, to) = (pair[0].0, pair[1].0);
        if to <= from {
            return Err(SpectrumError::Unordered {
                before: from,
                after: to,
            });
        }
        if to - from > Spectrum::WIDEST_GAP_NM {
            return Err(SpectrumError::Hole { from, to });
        }
    }
    let (needed_first, needed_last) = match beyond {
        Beyond::Refuse => (Spectrum::FIRST_NM, Spectrum::LAST_NM),
        Beyond::Hold => (400.0, 700.0),
    };
    if first > needed_first || last < needed_last {
        return Err(SpectrumError::Short {
            first,
            last,
            needed_first,
            needed_last,
        });
    }
    Ok(())
}

/// The value at `nm` of checked samples; before the first and after the last theirs.
fn between(samples: &[(f64, f64)], nm: f64) -> f64 {
    let right = samples.partition_point(|&(wavelength, _)| wavelength < nm);
    let Some(left) = right.checked_sub(1) else {
        return samples[0].1;
    };
    let (from, low) = samples[left];
    match samples.get(right) {
        Some(&(to, high)) => low + (nm - from) / (to - from) * (high - low),
        None => low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(step: f64, first: f64, last: f64) -> Vec<(f64, f64)> {
        let count = ((last - first) / step).round() as usize;
        (0..=count)
            .map(|k| first + step * k as f64)
            .map(|nm| (nm, 2.0 * nm))
            .collect()
    }

    #[test]
    fn samples_of_any_step_are_read_between() {
        for step in [1.0, 7.0, 10.0, 20.0] {
            let spectrum = Spectrum::from_samples(&ramp(step, 380.0, 780.0 + step), Beyond::Refuse);
            let spectrum = spectrum.unwrap();
            for (nm, value) in Spectrum::wavelengths().zip(spectrum.values()) {
                assert!((value - 2.0 * nm).abs() < 1e-9, "{step} {nm} {value}");
            }
            assert!((spectrum.at(551.3).unwrap() - 1102.6).abs() < 1e-9);
            assert!((spectrum.at(780.0).unwrap() - 1560.0).abs() < 1e-9);
        }
    }

    #[test]
    fn ends_are_held_or_refused() {
        let held = Spectrum::from_samples(&ramp(10.0, 400.0, 700.0), Beyond::Hold).unwrap();
        assert!((held.values()[0] - 800.0).abs() < 1e-9);
        assert!((held.values()[80] - 1400.0).abs() < 1e-9);
        let short = Spectrum::from_samples(&ramp(10.0, 400.0, 700.0), Beyond::Refuse);
        assert!(
            short
                .unwrap_err()
                .to_string()
                .contains("400 to 700 nm; they must reach from 380 to 780")
        );
    }

    #[test]
    fn faults_are_named() {
        let with = |change: fn(&mut Vec<(f64, f64)>)| {
            let mut samples = ramp(10.0, 380.0, 780.0);
            change(&mut samples);
            let made = Spectrum::from_samples(&samples, Beyond::Hold);
            made.unwrap_err().to_string()
        };
        let hole = with(|s| drop(s.drain(10..13)));
        assert!(hole.starts_with("nothing between 470 and 510 nm"), "{hole}");
        assert!(with(|s| s.swap(3, 4)).contains("410 nm follows 420 nm"));
        assert!(with(|s| s[5].1 = f64::NAN).contains("430 nm is NaN"));
        assert!(with(Vec::clear).starts_with("no sample"));
        let flat = Spectrum::constant(1.0);
        assert!(
            flat.at(379.9)
                .unwrap_err()
                .to_string()
                .starts_with("379.9 nm")
        );
    }
}

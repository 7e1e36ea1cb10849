//! What is known about fading, with its uncertainty: a normal distribution over all parameters, each on its own scale.

use nalgebra::{DMatrix, DVector};

use super::draws;
use super::parameter::{FadingParameter, FadingParameters};
use super::priors::FadingPriors;

/// Parameters on their scales.
const COUNT: usize = FadingParameter::COUNT;

/// What is known about the fading of one studio's work: where its typical client lies, how surely, and how clients differ.
#[derive(Clone, Debug, PartialEq)]
pub struct FadingBelief {
    pub(super) middle: DVector<f64>,
    /// Uncertainty of the middle.
    pub(super) studio: DMatrix<f64>,
    /// Variance between clients around it.
    pub(super) clients: DVector<f64>,
}

/// A value with the range that holds nine of ten.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// One in twenty lies below.
    pub low: f64,
    /// Half lie below.
    pub middle: f64,
    /// One in twenty lies above.
    pub high: f64,
}

impl Band {
    /// Of these values (5th, 50th and 95th percentile, interpolated between neighbours); none for none.
    pub fn of(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        let at = |share: f64| {
            let place = share * last as f64;
            let below = place as usize;
            let above = (below + 1).min(last);
            sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
        };
        Some(Self {
            low: at(0.05),
            middle: at(0.5),
            high: at(0.95),
        })
    }

    /// Whether it holds a value.
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// Standard deviations from the middle of a normal distribution to its 95th percentile.
const TO_95TH: f64 = 1.644_853_626_951_472_7;

impl FadingBelief {
    /// What is known before a studio has photographs.
    pub fn from_priors(priors: &FadingPriors) -> Self {
        let normals: Vec<(f64, f64, f64)> = priors
            .records()
            .iter()
            .map(|prior| {
                let (middle, variance) = prior.normal();
                (middle, variance, prior.between_clients)
            })
            .collect();
        let of =
            |f: fn(&(f64, f64, f64)) -> f64| DVector::from_iterator(COUNT, normals.iter().map(f));
        Self {
            middle: of(|n| n.0),
            studio: DMatrix::from_diagonal(&of(|n| n.1 * (1.0 - n.2))),
            clients: of(|n| n.1 * n.2),
        }
    }

    /// The studio's typical client.
    pub fn typical(&self) -> FadingParameters {
        parameters(&self.middle)
    }

    /// Where a parameter of the studio's typical client lies.
    pub fn studio_band(&self, parameter: FadingParameter) -> Band {
        self.band(
            parameter,
            self.studio[(parameter as usize, parameter as usize)],
        )
    }

    /// Where a parameter of a new client of the studio lies.
    pub fn client_band(&self, parameter: FadingParameter) -> Band {
        let k = parameter as usize;
        self.band(parameter, self.studio[(k, k)] + self.clients[k])
    }

    fn band(&self, parameter: FadingParameter, variance: f64) -> Band {
        let (scale, middle) = (parameter.scale(), self.middle[parameter as usize]);
        let reach = TO_95TH * variance.max(0.0).sqrt();
        Band {
            low: scale.value(middle - reach),
            middle: scale.value(middle),
            high: scale.value(middle + reach),
        }
    }

    /// Clients of the studio as they may be: `count` of them, spread evenly over what is not known, the same for the same seed.
    pub fn draws(&self, count: usize, seed: u64) -> Vec<FadingParameters> {
        let total = &self.studio + DMatrix::from_diagonal(&self.clients);
        let root = root(&total);
        let place = |z: &Vec<f64>| &self.middle + &root * DVector::from_column_slice(z);
        let normal = draws::standard_normal(count, COUNT, seed);
        normal.iter().map(|z| parameters(&place(z))).collect()
    }
}

/// The values at places on the parameters' scales.
pub(super) fn parameters(places: &DVector<f64>) -> FadingParameters {
    FadingParameters::from_fn(|parameter| parameter.scale().value(places[parameter as usize]))
}

/// The triangular L with L Lᵀ = `covariance`. What the covariance lacks to be positive by rounding is taken as zero.
fn root(covariance: &DMatrix<f64>) -> DMatrix<f64> {
    let mut root = DMatrix::zeros(COUNT, COUNT);
    for column in 0..COUNT {
        for row in column..COUNT {
            let known: f64 = (0..column)
                .map(|k| root[(row, k)] * root[(column, k)])
                .sum();
            let left = covariance[(row, column)] - known;
            let pivot: f64 = root[(column, column)];
            root[(row, column)] = if row == column {
                left.max(0.0).sqrt()
            } else if pivot > 0.0 {
                left / pivot
            } else {
                0.0
            };
        }
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_of_draws_are_those_of_the_priors() {
        let priors = FadingPriors::built_in().unwrap();
        let belief = FadingBelief::from_priors(&priors);
        let draws = belief.draws(2000, 1);
        for prior in priors.records() {
            let values: Vec<f64> = draws.iter().map(|d| d.get(prior.parameter)).collect();
            let band = Band::of(&values).unwrap();
            let told = belief.client_band(prior.parameter);
            assert!(
                (band.middle / prior.typical - 1.0).abs() < 0.02,
                "{prior:?} {band:?}"
            );
            assert!(
                (band.low / told.low - 1.0).abs() < 0.05,
                "{prior:?} {band:?}"
            );
            assert!(
                (band.high / told.high - 1.0).abs() < 0.05,
                "{prior:?} {band:?}"
            );
            let studio = belief.studio_band(prior.parameter);
            assert!(told.low <= studio.low && studio.high <= told.high);
        }
    }

    #[test]
    fn percentiles() {
        let values: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        let band = Band::of(&values).unwrap();
        assert_eq!((band.low, band.middle, band.high), (5.0, 50.0, 95.0));
        assert!(Band::of(&[]).is_none());
        assert!(band.holds(5.0) && !band.holds(96.0));
    }

    #[test]
    fn roots_square_to_the_covariance() {
        let covariance = DMatrix::from_fn(COUNT, COUNT, |r, c| {
            if r == c {
                2.0
            } else {
                1.0 / (1.0 + r.abs_diff(c) as f64) / 4.0
            }
        });
        let root = root(&covariance);
        assert!((&root * root.transpose() - covariance).norm() < 1e-12);
    }
}

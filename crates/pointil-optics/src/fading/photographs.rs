//! Learning from healed photographs: Bayes' rule on the parameters' scales.
//!
//! Clients differ, so a photograph tells of its client and, through it, of the studio. Both are found together by Gauss and
//! Newton: the course is made a straight line around the most probable values, where the normal distributions of studio,
//! clients and measurements combine exactly (mixed effects, first order around conditional modes).

use nalgebra::{DMatrix, DVector};

use super::belief::{FadingBelief, parameters};
use super::circumstances::{Circumstances, DotPlacement};
use super::course::FadingCourse;
use super::parameter::FadingParameter;

/// One client's work measured on photographs.
pub struct HealedSeries<'a> {
    /// Who carries it.
    pub circumstances: Circumstances,
    /// How the dots were set.
    pub placement: DotPlacement,
    /// What was measured, in any order; at least two for a [`DarknessScale::Relative`] series.
    pub measured: Vec<MeasuredDarkness>,
    /// Whether only their ratios count.
    pub scale: DarknessScale,
    /// The darkness that a course has so many days after the session: [`MeasuredDarkness::darkness`] as it should be.
    pub darkness: &'a dyn Fn(&FadingCourse, f64) -> f64,
}

/// One photograph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeasuredDarkness {
    /// Days since the session.
    pub days: f64,
    /// How dark the work is: the share of the bare skin's light that is missing, above 0.
    pub darkness: f64,
    /// Standard error of the darkness relative to it, as 0.05 for 5 %; 0.001 to 1.
    pub relative_error: f64,
}

/// What of a series counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DarknessScale {
    /// Ratios alone: how many dots there are does not matter.
    Relative,
    /// The values: the dots were counted, and the darkness is of so many.
    Absolute,
}

/// What was learnt.
#[derive(Clone, Debug, PartialEq)]
pub struct LearntFading {
    /// What is known now.
    pub belief: FadingBelief,
    /// How the photographs fit: mean square of their distance from what was expected in standard deviations. About 1 is
    /// right; far above it errors are larger than stated or something unknown is at work.
    pub misfit: f64,
}

/// Photographs that tell nothing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PhotographError {
    /// Too few to compare.
    #[error("series {series} has {count} photographs; give {needed} or more")]
    Few {
        /// Which, from 1.
        series: usize,
        /// How many it has.
        count: usize,
        /// How many it needs.
        needed: usize,
    },
    /// A number out of range.
    #[error("series {series}, photograph {photograph}: {field} {value}; it must be {allowed}")]
    Value {
        /// Which series, from 1.
        series: usize,
        /// Which photograph, from 1.
        photograph: usize,
        /// Which of its numbers.
        field: &'static str,
        /// The value given.
        value: f64,
        /// What is allowed.
        allowed: &'static str,
    },
    /// The expected darkness is no positive number.
    #[error(
        "series {series}: the darkness expected {days} days after the session is {value}; the ink must be visible in the skin"
    )]
    Unseen {
        /// Which series, from 1.
        series: usize,
        /// When.
        days: f64,
        /// What is expected.
        value: f64,
    },
    /// The numbers do not lead anywhere.
    #[error("the photographs contradict each other beyond numbers; check their errors")]
    Singular,
}

/// Most rounds of Gauss and Newton.
const ROUNDS: usize = 30;

/// Farthest step of a parameter in one round on its scale.
const FARTHEST_STEP: f64 = 1.0;

/// Step on a parameter's scale by which its slope is found.
const SLOPE_STEP: f64 = 1e-4;

/// Parameters on their scales.
const COUNT: usize = FadingParameter::COUNT;

/// One client while the search goes on.
struct Client {
    /// Logarithms measured, relative to the first or not.
    measured: DVector<f64>,
    errors: DMatrix<f64>,
    /// How the client differs from the studio's typical one.
    differs: DVector<f64>,
}

/// A client's course as a straight line: what is measured is slopes times the studio's middle, within the covariance.
struct Line {
    slopes: DMatrix<f64>,
    target: DVector<f64>,
    precision: DMatrix<f64>,
}

impl FadingBelief {
    /// What is known after a studio's photographs. The same photographs must not be given twice.
    ///
    /// # Errors
    /// A series without photographs to compare, or a number out of range.
    pub fn learn(&self, series: &[HealedSeries<'_>]) -> Result<LearntFading, PhotographError> {
        let mut clients: Vec<Client> = Vec::with_capacity(series.len());
        for (k, own) in series.iter().enumerate() {
            check(k + 1, own)?;
            clients.push(client(own));
        }
        let prior = inverse(self.studio.clone())?;
        let mut middle = self.middle.clone();
        let mut posterior = self.studio.clone();
        for _ in 0..ROUNDS {
            let mut information = prior.clone();
            let mut pull = &prior * &self.middle;
            let mut lines = Vec::with_capacity(series.len());
            for (k, (own, client)) in series.iter().zip(&clients).enumerate() {
                let line = self.line(k + 1, own, client, &middle)?;
                let weighed = line.slopes.transpose() * &line.precision;
                information += &weighed * &line.slopes;
                pull += weighed * &line.target;
                lines.push(line);
            }
            posterior = inverse(information)?;
            let step =
                (&posterior * pull - &middle).map(|s| s.clamp(-FARTHEST_STEP, FARTHEST_STEP));
            middle += &step;
            let mut moved = step.amax();
            for (line, client) in lines.iter().zip(&mut clients) {
                moved = moved.max(self.settle(line, client, &middle));
            }
            if moved < 1e-7 {
                break;
            }
        }
        let belief = Self {
            middle,
            studio: (&posterior + posterior.transpose()) * 0.5,
            clients: self.clients.clone(),
        };
        let misfit = misfit(self, &belief, series, &clients)?;
        Ok(LearntFading { belief, misfit })
    }

    /// What is known about one client of the studio after photographs of theirs: the belief's clients are then all like this
    /// one.
    ///
    /// # Errors
    /// As for [`Self::learn`].
    pub fn learn_client(
        &self,
        series: &[HealedSeries<'_>],
    ) -> Result<LearntFading, PhotographError> {
        let one = Self {
            middle: self.middle.clone(),
            studio: &self.studio + DMatrix::from_diagonal(&self.clients),
            clients: DVector::zeros(COUNT),
        };
        one.learn(series)
    }

    /// The client's course around the studio's middle and how the client differs from it.
    fn line(
        &self,
        number: usize,
        series: &HealedSeries<'_>,
        client: &Client,
        middle: &DVector<f64>,
    ) -> Result<Line, PhotographError> {
        let place = middle + &client.differs;
        let expected = expected(number, series, &place)?;
        let mut slopes = DMatrix::zeros(expected.len(), COUNT);
        for k in 0..COUNT {
            let mut moved = place.clone();
            moved[k] += SLOPE_STEP;
            let above = self::expected(number, series, &moved)?;
            moved[k] -= 2.0 * SLOPE_STEP;
            let below = self::expected(number, series, &moved)?;
            slopes.set_column(k, &((above - below) / (2.0 * SLOPE_STEP)));
        }
        let between = &slopes * DMatrix::from_diagonal(&self.clients) * slopes.transpose();
        Ok(Line {
            target: &client.measured - expected + &slopes * place,
            precision: inverse(between + &client.errors)?,
            slopes,
        })
    }

    /// Moves the client to where studio and photographs together put them; how far it went.
    fn settle(&self, line: &Line, client: &mut Client, middle: &DVector<f64>) -> f64 {
        let left = &line.target - &line.slopes * middle;
        let pull = line.slopes.transpose() * (&line.precision * left);
        let wanted = self.clients.component_mul(&pull);
        let step = (wanted - &client.differs).map(|s| s.clamp(-FARTHEST_STEP, FARTHEST_STEP));
        client.differs += &step;
        step.amax()
    }
}

/// Mean square of the distance of all photographs from what `before` expected around what is known now.
fn misfit(
    before: &FadingBelief,
    now: &FadingBelief,
    series: &[HealedSeries<'_>],
    clients: &[Client],
) -> Result<f64, PhotographError> {
    let (mut sum, mut count) = (0.0, 0);
    for (k, (own, client)) in series.iter().zip(clients).enumerate() {
        let line = before.line(k + 1, own, client, &now.middle)?;
        let left = &line.target - &line.slopes * &now.middle;
        sum += left.dot(&(&line.precision * &left));
        count += left.len();
    }
    Ok(if count > 0 { sum / count as f64 } else { 0.0 })
}

fn inverse(matrix: DMatrix<f64>) -> Result<DMatrix<f64>, PhotographError> {
    let symmetric = (&matrix + matrix.transpose()) * 0.5;
    let cholesky = symmetric.cholesky().ok_or(PhotographError::Singular)?;
    Ok(cholesky.inverse())
}

fn client(series: &HealedSeries<'_>) -> Client {
    let logarithms: Vec<f64> = series
        .measured
        .iter()
        .map(|m| libm::log(m.darkness))
        .collect();
    let variance = |k: usize| series.measured[k].relative_error * series.measured[k].relative_error;
    let measured = relative(series.scale, &logarithms);
    let count = measured.len();
    let errors = match series.scale {
        DarknessScale::Absolute => {
            DMatrix::from_fn(count, count, |r, c| if r == c { variance(r) } else { 0.0 })
        }
        // All are compared with the first, whose error they share.
        DarknessScale::Relative => DMatrix::from_fn(count, count, |r, c| {
            variance(0) + if r == c { variance(r + 1) } else { 0.0 }
        }),
    };
    Client {
        measured,
        errors,
        differs: DVector::zeros(COUNT),
    }
}

fn relative(scale: DarknessScale, logarithms: &[f64]) -> DVector<f64> {
    match scale {
        DarknessScale::Absolute => DVector::from_column_slice(logarithms),
        DarknessScale::Relative => {
            let later = logarithms[1..].iter().map(|value| value - logarithms[0]);
            DVector::from_iterator(logarithms.len() - 1, later)
        }
    }
}

/// Logarithms of the darkness that a client at `place` should have.
fn expected(
    number: usize,
    series: &HealedSeries<'_>,
    place: &DVector<f64>,
) -> Result<DVector<f64>, PhotographError> {
    let course = FadingCourse::new(&parameters(place), &series.circumstances, &series.placement);
    let mut logarithms = Vec::with_capacity(series.measured.len());
    for photograph in &series.measured {
        let value = (series.darkness)(&course, photograph.days);
        if !(value > 0.0 && value.is_finite()) {
            let days = photograph.days;
            return Err(PhotographError::Unseen {
                series: number,
                days,
                value,
            });
        }
        logarithms.push(libm::log(value));
    }
    Ok(relative(series.scale, &logarithms))
}

fn check(series: usize, own: &HealedSeries<'_>) -> Result<(), PhotographError> {
    let needed = match own.scale {
        DarknessScale::Relative => 2,
        DarknessScale::Absolute => 1,
    };
    let count = own.measured.len();
    if count < needed {
        return Err(PhotographError::Few {
            series,
            count,
            needed,
        });
    }
    for (k, m) in own.measured.iter().enumerate() {
        let checks = [
            (
                "days",
                m.days,
                (0.0..=36_525.0).contains(&m.days),
                "0 to 36525",
            ),
            (
                "darkness",
                m.darkness,
                m.darkness > 1e-6 && m.darkness <= 1.0,
                "above 0.000001 and at most 1",
            ),
            (
                "relative error",
                m.relative_error,
                (0.001..=1.0).contains(&m.relative_error),
                "0.001 to 1",
            ),
        ];
        if let Some((field, value, _, allowed)) = checks.into_iter().find(|(_, _, sound, _)| !sound)
        {
            let photograph = k + 1;
            return Err(PhotographError::Value {
                series,
                photograph,
                field,
                value,
                allowed,
            });
        }
    }
    Ok(())
}

//! What a practitioner measures with tape and calliper, and the most likely value of what was not measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::table;
use crate::units::Mm;

/// Which population's means stand in for what was not measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// ANSUR II women.
    Female,
    /// ANSUR II men.
    Male,
    /// All of ANSUR II (two men to one woman), with the wider spread that follows.
    #[default]
    Unstated,
}

/// A head measurement by its anthropometric name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadMeasurement {
    /// Glabella to opisthocranion, by calliper.
    HeadLength,
    /// The greatest breadth above the ears, by calliper.
    HeadBreadth,
    /// Around the head over the glabella and the back of the head, by tape.
    HeadCircumference,
    /// Tragion to the top of the head, vertically.
    TragionToTop,
}

impl HeadMeasurement {
    /// All four, in the order of [`CompleteMeasurements`].
    pub const ALL: [Self; 4] = [
        Self::HeadLength,
        Self::HeadBreadth,
        Self::HeadCircumference,
        Self::TragionToTop,
    ];

    /// The name used in case files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HeadLength => "head_length",
            Self::HeadBreadth => "head_breadth",
            Self::HeadCircumference => "head_circumference",
            Self::TragionToTop => "tragion_to_top",
        }
    }

    /// The values accepted, in millimetres: beyond every adult in ANSUR II by a margin of about 15 mm (40 mm around).
    pub const fn range(self) -> (Mm, Mm) {
        let (low, high) = match self {
            Self::HeadLength => (150.0, 245.0),
            Self::HeadBreadth => (115.0, 195.0),
            Self::HeadCircumference => (460.0, 690.0),
            Self::TragionToTop => (90.0, 170.0),
        };
        (Mm::new(low), Mm::new(high))
    }
}

/// The measurements taken; any subset.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HeadMeasurements {
    /// The population for the rest.
    pub sex: Sex,
    /// Glabella to opisthocranion.
    pub head_length: Option<Mm>,
    /// Greatest breadth above the ears.
    pub head_breadth: Option<Mm>,
    /// Around the head over glabella and opisthocranion.
    pub head_circumference: Option<Mm>,
    /// Tragion to the top of the head, vertically.
    pub tragion_to_top: Option<Mm>,
}

/// All four measurements of one head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CompleteMeasurements {
    /// Glabella to opisthocranion.
    pub head_length: Mm,
    /// Greatest breadth above the ears.
    pub head_breadth: Mm,
    /// Around the head over glabella and opisthocranion.
    pub head_circumference: Mm,
    /// Tragion to the top of the head, vertically.
    pub tragion_to_top: Mm,
    /// One standard deviation of each value, zero where it was measured.
    pub uncertainty: [Mm; 4],
}

/// A measurement that no adult head has.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{} is {value}, but a head has {} to {}{}", measurement.name(), measurement.range().0.mm(), measurement.range().1, hint(*measurement, *value))]
pub struct ImplausibleMeasurement {
    /// What was measured.
    pub measurement: HeadMeasurement,
    /// The value given.
    pub value: Mm,
}

/// Says so where the number would fit in another unit.
fn hint(measurement: HeadMeasurement, value: Mm) -> String {
    let (low, high) = measurement.range();
    let fits = |mm: f64| mm >= low.mm() && mm <= high.mm();
    let v = value.mm();
    if fits(v * 25.4) {
        format!("; {v} looks like inches, {:.0} mm", v * 25.4)
    } else if fits(v * 10.0) {
        format!("; {v} looks like centimetres, {:.0} mm", v * 10.0)
    } else {
        String::from("; measure again, in millimetres")
    }
}

impl HeadMeasurements {
    fn given(&self) -> [Option<Mm>; 4] {
        [
            self.head_length,
            self.head_breadth,
            self.head_circumference,
            self.tragion_to_top,
        ]
    }

    /// Fills in what was not measured by its expectation given what was, over ANSUR II adults of this sex, and says
    /// how uncertain that is.
    ///
    /// # Errors
    /// A measurement outside [`HeadMeasurement::range`].
    pub fn complete(&self) -> Result<CompleteMeasurements, ImplausibleMeasurement> {
        let given = self.given();
        for (measurement, value) in HeadMeasurement::ALL.into_iter().zip(given) {
            let (low, high) = measurement.range();
            if let Some(value) = value
                && !(value >= low && value <= high)
            {
                return Err(ImplausibleMeasurement { measurement, value });
            }
        }
        let (mut mean, mut covariance) = population(self.sex);
        for (i, value) in given.iter().enumerate() {
            if let Some(value) = value {
                condition(&mut mean, &mut covariance, i, value.mm());
            }
        }
        let [
            head_length,
            head_breadth,
            head_circumference,
            tragion_to_top,
        ] = mean.map(Mm::new);
        let spread = |i: usize| Mm::new(covariance[i][i].max(0.0).sqrt());
        let uncertainty = [spread(0), spread(1), spread(2), spread(3)];
        Ok(CompleteMeasurements {
            head_length,
            head_breadth,
            head_circumference,
            tragion_to_top,
            uncertainty,
        })
    }
}

/// Means and covariances of the four measurements, from `data/ansur2_head_statistics.csv`.
fn population(sex: Sex) -> ([f64; 4], [[f64; 4]; 4]) {
    let name = match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Unstated => "any",
    };
    let mut mean = [0.0; 4];
    let mut covariance = [[0.0; 4]; 4];
    let table = include_str!("../../../data/ansur2_head_statistics.csv");
    for (k, cells) in table::rows(table)
        .filter(|cells| cells.first() == Some(&name))
        .enumerate()
    {
        let values = [2, 3, 4, 5].map(|column| table::number(&cells, column));
        match k {
            0 => mean = values,
            1..=4 => covariance[k - 1] = values,
            _ => {}
        }
    }
    (mean, covariance)
}

/// Conditions a normal distribution on its variable `i` having `value`.
fn condition(mean: &mut [f64; 4], covariance: &mut [[f64; 4]; 4], i: usize, value: f64) {
    let variance = covariance[i][i];
    if variance > 1e-9 {
        let column = covariance.map(|row| row[i]);
        let excess = (value - mean[i]) / variance;
        for r in 0..4 {
            mean[r] += column[r] * excess;
            for c in 0..4 {
                covariance[r][c] -= column[r] * column[c] / variance;
            }
        }
    }
    mean[i] = value;
}

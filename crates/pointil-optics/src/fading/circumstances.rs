//! Who carries the dots and how they were set: what a course of fading starts from.

use crate::skin::FitzpatrickType;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What hastens or slows the fading of one person's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// How the skin takes the sun: dark epidermis keeps ultraviolet from the dermis.
    pub fitzpatrick: FitzpatrickType,
    /// How oily the scalp is.
    pub sebum: Sebum,
    /// How much sun it gets.
    pub sun: SunExposure,
    /// Whether they swim often.
    pub swims: bool,
    /// Whether the work is on a scar.
    pub scar: bool,
    /// What the pigment was sold as.
    pub permanence: Permanence,
}

impl Circumstances {
    /// Type II, normal skin, usual sun, no swimming, no scar, permanent pigment.
    pub const TYPICAL: Self = Self {
        fitzpatrick: FitzpatrickType::II,
        sebum: Sebum::Normal,
        sun: SunExposure::Usual,
        swims: false,
        scar: false,
        permanence: Permanence::Permanent,
    };
}

/// How oily a scalp is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sebum {
    /// Dry.
    Dry,
    /// Neither.
    Normal,
    /// Oily.
    Oily,
}

/// How much sun a scalp gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SunExposure {
    /// Hat or sun cream outdoors.
    Protected,
    /// Some of each.
    Usual,
    /// Outdoors daily without either.
    Unprotected,
}

/// How long a pigment is meant to stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Permanence {
    /// For years: carbon black, iron oxides.
    Permanent,
    /// Sold to fade in one to three years.
    SemiPermanent,
    /// Sold to be taken up by the body in two to three years.
    Resorbable,
}

/// How a healed dot lies in the skin: an upright column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DotPlacement {
    diameter_mm: f64,
    depth_mm: f64,
    length_mm: f64,
    blow_out_mm: f64,
}

/// A placement that no dot has.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{field} of {value} mm; it is {low} to {high} mm ({usual})")]
pub struct ImplausiblePlacement {
    /// Which size.
    pub field: &'static str,
    /// The value given in millimetres.
    pub value: f64,
    /// Least possible.
    pub low: f64,
    /// Greatest possible.
    pub high: f64,
    /// What is usual.
    pub usual: &'static str,
}

impl DotPlacement {
    /// 0.13 mm wide, from 0.1 mm under the surface 0.3 mm down: what practitioners aim at.
    pub const USUAL: Self = Self {
        diameter_mm: 0.13,
        depth_mm: 0.1,
        length_mm: 0.3,
        blow_out_mm: 0.0,
    };

    /// A column of this healed diameter (0.05 to 1), with its top at this depth under the surface (0 to 2) and of this length
    /// (0.02 to 2), all in millimetres.
    ///
    /// # Errors
    /// A size out of its range.
    pub fn new(
        diameter_mm: f64,
        depth_mm: f64,
        length_mm: f64,
    ) -> Result<Self, ImplausiblePlacement> {
        check(
            "a healed dot's diameter",
            diameter_mm,
            (0.05, 1.0),
            "0.1 to 0.2",
        )?;
        check("a dot's depth", depth_mm, (0.0, 2.0), "0.1 to 0.3")?;
        check(
            "a dot's length downward",
            length_mm,
            (0.02, 2.0),
            "0.2 to 0.4",
        )?;
        Ok(Self {
            diameter_mm,
            depth_mm,
            length_mm,
            blow_out_mm: 0.0,
        })
    }

    /// The same blown out: pigment set too deep that ran sideways within days, by a standard deviation of 0 to 1 mm.
    ///
    /// # Errors
    /// A distance out of range.
    pub fn blown_out(self, blow_out_mm: f64) -> Result<Self, ImplausiblePlacement> {
        check(
            "a blow-out",
            blow_out_mm,
            (0.0, 1.0),
            "0; 0.2 where it shows",
        )?;
        Ok(Self {
            blow_out_mm,
            ..self
        })
    }

    /// Diameter when healed in millimetres, a blow-out left out.
    pub const fn diameter_mm(&self) -> f64 {
        self.diameter_mm
    }

    /// From the surface to the column's top in millimetres.
    pub const fn depth_mm(&self) -> f64 {
        self.depth_mm
    }

    /// From the column's top to its end in millimetres.
    pub const fn length_mm(&self) -> f64 {
        self.length_mm
    }

    /// How far pigment ran sideways, as a standard deviation in millimetres.
    pub const fn blow_out_mm(&self) -> f64 {
        self.blow_out_mm
    }
}

fn check(
    field: &'static str,
    value: f64,
    (low, high): (f64, f64),
    usual: &'static str,
) -> Result<(), ImplausiblePlacement> {
    if (low..=high).contains(&value) {
        Ok(())
    } else {
        Err(ImplausiblePlacement {
            field,
            value,
            low,
            high,
            usual,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_no_dot_are_refused() {
        let said = |made: Result<DotPlacement, ImplausiblePlacement>| made.unwrap_err().to_string();
        assert!(
            said(DotPlacement::new(0.0, 0.1, 0.3)).starts_with("a healed dot's diameter of 0 mm")
        );
        assert!(said(DotPlacement::new(0.13, -0.1, 0.3)).contains("-0.1 mm; it is 0 to 2 mm"));
        assert!(said(DotPlacement::new(0.13, 0.1, f64::NAN)).contains("NaN"));
        assert!(said(DotPlacement::USUAL.blown_out(2.0)).contains("a blow-out of 2 mm"));
        assert_eq!(DotPlacement::new(0.13, 0.1, 0.3), Ok(DotPlacement::USUAL));
    }
}

//! The individual typology angle and its classes.

use super::lab::Lab;

/// The individual typology angle, ITA = atan2(L* - 50, b*) in degrees: how light a skin is (Chardon, Cretois, Hourseau
/// 1991, Int. J. Cosmet. Sci. 13:191).
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct TypologyAngle(f64);

/// An angle that no skin has.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("an individual typology angle of {angle_deg}°; skin has -90° (darkest) to 90° (lightest)")]
pub struct ImplausibleAngle {
    /// The angle given, in degrees.
    pub angle_deg: f64,
}

/// Classes of the angle (Chardon 1991; Del Bino and Bernerd 2013, Br. J. Dermatol. 169(S3):33).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TypologyClass {
    /// Above 55°.
    VeryLight,
    /// Above 41° to 55°.
    Light,
    /// Above 28° to 41°.
    Intermediate,
    /// Above 10° to 28°.
    Tan,
    /// Above -30° to 10°.
    Brown,
    /// -30° and below.
    Dark,
}

impl TypologyAngle {
    /// The angle in degrees.
    ///
    /// # Errors
    /// An angle outside -90° to 90°.
    pub fn new(angle_deg: f64) -> Result<Self, ImplausibleAngle> {
        if (-90.0..=90.0).contains(&angle_deg) {
            Ok(Self(angle_deg))
        } else {
            Err(ImplausibleAngle { angle_deg })
        }
    }

    /// The angle of a colour (D65, 2° observer). A bluish colour, which is no skin's, can lie beyond ±90°.
    pub fn of(colour: Lab) -> Self {
        Self(libm::atan2(colour.l - 50.0, colour.b).to_degrees())
    }

    /// In degrees.
    pub const fn degrees(self) -> f64 {
        self.0
    }

    /// Its class.
    pub fn class(self) -> TypologyClass {
        let border = TypologyClass::ALL
            .into_iter()
            .find(|class| self.0 > class.above_deg());
        border.unwrap_or(TypologyClass::Dark)
    }
}

impl TypologyClass {
    /// All six, from light to dark.
    pub const ALL: [Self; 6] = [
        Self::VeryLight,
        Self::Light,
        Self::Intermediate,
        Self::Tan,
        Self::Brown,
        Self::Dark,
    ];

    /// The angle in degrees that every skin of the class is above.
    pub const fn above_deg(self) -> f64 {
        match self {
            Self::VeryLight => 55.0,
            Self::Light => 41.0,
            Self::Intermediate => 28.0,
            Self::Tan => 10.0,
            Self::Brown => -30.0,
            Self::Dark => -90.0,
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::VeryLight => "very light",
            Self::Light => "light",
            Self::Intermediate => "intermediate",
            Self::Tan => "tan",
            Self::Brown => "brown",
            Self::Dark => "dark",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Class means of the International Skin Spectra Archive lie in their class; borders belong to the darker one.
    #[test]
    fn colours_fall_into_their_class() {
        let means = [
            (68.9, 11.6),
            (65.4, 14.7),
            (61.5, 17.0),
            (56.8, 18.8),
            (48.9, 18.9),
            (35.8, 12.1),
        ];
        for (class, (l, b)) in TypologyClass::ALL.into_iter().zip(means) {
            let angle = TypologyAngle::of(Lab::new(l, 10.0, b));
            assert_eq!(angle.class(), class, "{angle:?}");
        }
        for (degrees, class) in [
            (55.0, TypologyClass::Light),
            (41.0, TypologyClass::Intermediate),
            (28.0, TypologyClass::Tan),
            (10.0, TypologyClass::Brown),
            (-30.0, TypologyClass::Dark),
            (-90.0, TypologyClass::Dark),
        ] {
            assert_eq!(TypologyAngle::new(degrees).unwrap().class(), class);
        }
        assert!(TypologyAngle::new(91.0).is_err() && TypologyAngle::new(f64::NAN).is_err());
    }
}

//! What the course of fading depends on.

/// One number of the model of healing and fading. What each means, with its unit, is in `data/optics/fading_priors.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FadingParameter {
    /// Share of the implanted pigment that leaves with scab and epidermis.
    ShedShare,
    /// Days over which it leaves.
    ShedDays,
    /// Share of the rest that lymph carries off early.
    CarriedShare,
    /// Days over which it is carried off.
    CarriedDays,
    /// Yearly loss of permanent pigment from normal skin without sun.
    LossPermanent,
    /// The same for pigment sold as semi-permanent.
    LossSemiPermanent,
    /// The same for pigment that the body takes up.
    LossResorbable,
    /// Yearly loss of carbon black by daily unprotected sun, beside the loss without sun.
    SunLossCarbon,
    /// The same for browns of iron oxide.
    SunLossIronOxide,
    /// Sun of one who wears a hat or sun cream, relative to daily unprotected sun.
    SunProtected,
    /// Sun of most people.
    SunUsual,
    /// Sun of one who works outdoors without protection.
    SunUnprotected,
    /// Ultraviolet that passes the epidermis of skin type VI relative to type I.
    SunThroughDarkSkin,
    /// Loss from dry skin relative to normal.
    DrySkin,
    /// Loss from oily skin relative to normal.
    OilySkin,
    /// Loss of one who swims often relative to one who does not.
    Swimming,
    /// Loss from a scar relative to other skin.
    Scar,
    /// Odds of being carried off early in a scar relative to other skin.
    ScarCarried,
    /// How fast pigment spreads, in square millimetres per year.
    Spreading,
    /// How fast it sinks, in millimetres per year.
    Sinking,
    /// Thickness that the healing epidermis gains for a while, in millimetres.
    Regrowth,
    /// How far a scab reaches beyond its dot, in millimetres.
    ScabMargin,
    /// A scab's optical density to base 10.
    ScabDensity,
    /// Days until it falls.
    ScabDays,
    /// Blood beyond that at rest right after a session, relative to it.
    BloodExcess,
    /// Days over which it goes.
    BloodDays,
    /// Share of the pigment that a laser session clears.
    LaserClearance,
    /// Concentration in the fresh dot relative to the ink.
    ImplantedShare,
}

/// The scale on which a parameter is believed to be normally distributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// A positive number: its logarithm.
    Logarithm,
    /// A share between 0 and 1: the logarithm of its odds.
    Odds,
}

use FadingParameter as P;

impl FadingParameter {
    /// How many there are.
    pub const COUNT: usize = 28;

    /// All of them.
    pub const ALL: [Self; Self::COUNT] = [
        P::ShedShare,
        P::ShedDays,
        P::CarriedShare,
        P::CarriedDays,
        P::LossPermanent,
        P::LossSemiPermanent,
        P::LossResorbable,
        P::SunLossCarbon,
        P::SunLossIronOxide,
        P::SunProtected,
        P::SunUsual,
        P::SunUnprotected,
        P::SunThroughDarkSkin,
        P::DrySkin,
        P::OilySkin,
        P::Swimming,
        P::Scar,
        P::ScarCarried,
        P::Spreading,
        P::Sinking,
        P::Regrowth,
        P::ScabMargin,
        P::ScabDensity,
        P::ScabDays,
        P::BloodExcess,
        P::BloodDays,
        P::LaserClearance,
        P::ImplantedShare,
    ];

    /// Its name in tables.
    pub const fn key(self) -> &'static str {
        match self {
            P::ShedShare => "shed_share",
            P::ShedDays => "shed_days",
            P::CarriedShare => "carried_share",
            P::CarriedDays => "carried_days",
            P::LossPermanent => "loss_permanent",
            P::LossSemiPermanent => "loss_semi_permanent",
            P::LossResorbable => "loss_resorbable",
            P::SunLossCarbon => "sun_loss_carbon",
            P::SunLossIronOxide => "sun_loss_iron_oxide",
            P::SunProtected => "sun_protected",
            P::SunUsual => "sun_usual",
            P::SunUnprotected => "sun_unprotected",
            P::SunThroughDarkSkin => "sun_through_dark_skin",
            P::DrySkin => "dry_skin",
            P::OilySkin => "oily_skin",
            P::Swimming => "swimming",
            P::Scar => "scar",
            P::ScarCarried => "scar_carried",
            P::Spreading => "spreading",
            P::Sinking => "sinking",
            P::Regrowth => "regrowth",
            P::ScabMargin => "scab_margin",
            P::ScabDensity => "scab_density",
            P::ScabDays => "scab_days",
            P::BloodExcess => "blood_excess",
            P::BloodDays => "blood_days",
            P::LaserClearance => "laser_clearance",
            P::ImplantedShare => "implanted_share",
        }
    }

    /// The parameter of this name.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.key() == key)
    }

    pub(super) const fn scale(self) -> Scale {
        match self {
            P::ShedShare | P::CarriedShare | P::LaserClearance | P::ImplantedShare => Scale::Odds,
            _ => Scale::Logarithm,
        }
    }
}

impl Scale {
    /// Where the value lies on this scale.
    pub(super) fn coordinate(self, value: f64) -> f64 {
        match self {
            Self::Logarithm => libm::log(value),
            Self::Odds => libm::log(value / (1.0 - value)),
        }
    }

    /// The value there.
    pub(super) fn value(self, coordinate: f64) -> f64 {
        match self {
            Self::Logarithm => libm::exp(coordinate),
            Self::Odds => 1.0 / (1.0 + libm::exp(-coordinate)),
        }
    }

    /// Whether a value has a place on it.
    pub(super) fn holds(self, value: f64) -> bool {
        match self {
            Self::Logarithm => value > 0.0 && value < 1e6,
            Self::Odds => value > 0.0 && value < 1.0,
        }
    }

    pub(super) const fn allowed(self) -> &'static str {
        match self {
            Self::Logarithm => "above 0 and finite",
            Self::Odds => "a share above 0 and below 1",
        }
    }
}

/// A value for each parameter: one person's course.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FadingParameters([f64; FadingParameter::COUNT]);

impl FadingParameters {
    /// From a value for each.
    pub(super) fn from_fn(value: impl FnMut(FadingParameter) -> f64) -> Self {
        Self(FadingParameter::ALL.map(value))
    }

    /// The value of one.
    pub const fn get(&self, parameter: FadingParameter) -> f64 {
        self.0[parameter as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_places_agree() {
        for (k, parameter) in FadingParameter::ALL.into_iter().enumerate() {
            assert_eq!(parameter as usize, k);
            assert_eq!(FadingParameter::of_key(parameter.key()), Some(parameter));
            let scale = parameter.scale();
            assert!((scale.value(scale.coordinate(0.3)) - 0.3).abs() < 1e-12);
            assert!(!scale.holds(0.0) && !scale.holds(f64::NAN));
        }
    }
}

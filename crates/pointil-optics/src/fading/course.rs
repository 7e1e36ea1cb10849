//! The course of one dot: fresh, healed, and the years after.

use super::circumstances::{Circumstances, DotPlacement, Permanence, Sebum, SunExposure};
use super::parameter::{FadingParameter as P, FadingParameters};
use crate::ink::PigmentMaterial;
use crate::skin::FitzpatrickType;
use crate::tissue::{Inflammation, TissueParameters};

/// Days in a year.
pub const DAYS_PER_YEAR: f64 = 365.25;

/// Days after which work counts as healed: six weeks.
pub const HEALED_DAYS: f64 = 42.0;

/// Days after which the healing epidermis is thickest.
const REGROWN_DAYS: f64 = 10.0;

/// Days within which most scabs of a treatment fall.
const SCABS_FALL_WITHIN_DAYS: f64 = 1.0;

/// Swelling right after a session, as a share of the dermis' thickness (grade D).
const FRESH_SWELLING: f64 = 0.1;

/// The course of dots set in one way in one person. Ages are days since they were set; less than none is taken as none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FadingCourse {
    parameters: FadingParameters,
    placement: DotPlacement,
    /// Share of the implanted pigment that leaves with scab and epidermis.
    shed: f64,
    /// Share of the rest that is carried off early.
    carried: f64,
    /// Yearly losses of carbon and mineral white, and of iron oxides.
    losses: [f64; 2],
    /// Share of the pigment that laser sessions left.
    uncleared: f64,
}

/// A dot's column at one age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AgedColumn {
    /// Its diameter in millimetres.
    pub diameter_mm: f64,
    /// From the surface to its top in millimetres.
    pub depth_mm: f64,
    /// From its top to its end in millimetres.
    pub length_mm: f64,
}

/// The scab over a dot: a grey filter on the skin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scab {
    /// Its diameter in millimetres.
    pub diameter_mm: f64,
    /// The share of the skin's light that is left under it.
    pub transmission: f64,
}

impl FadingCourse {
    /// The course under these circumstances.
    pub fn new(
        parameters: &FadingParameters,
        circumstances: &Circumstances,
        placement: &DotPlacement,
    ) -> Self {
        let of = |parameter| parameters.get(parameter);
        let epidermal =
            (TissueParameters::SCALP.epidermis_mm - placement.depth_mm()) / placement.length_mm();
        let epidermal = epidermal.clamp(0.0, 1.0);
        let odds = of(P::CarriedShare) / (1.0 - of(P::CarriedShare));
        let odds = if circumstances.scar {
            odds * of(P::ScarCarried)
        } else {
            odds
        };
        let sun = sun(parameters, circumstances);
        let body = loss_without_sun(parameters, circumstances);
        Self {
            parameters: *parameters,
            placement: *placement,
            shed: epidermal + (1.0 - epidermal) * of(P::ShedShare),
            carried: odds / (1.0 + odds),
            losses: [
                body + of(P::SunLossCarbon) * sun,
                body + of(P::SunLossIronOxide) * sun,
            ],
            uncleared: 1.0,
        }
    }

    /// The course once so many laser sessions have cleared their share of all pigment, wherever they lay in time.
    #[must_use]
    pub fn after_laser(&self, sessions: u32) -> Self {
        let left = 1.0 - self.parameters.get(P::LaserClearance);
        Self {
            uncleared: libm::pow(left, f64::from(sessions)),
            ..*self
        }
    }

    /// The parameters it follows.
    pub const fn parameters(&self) -> &FadingParameters {
        &self.parameters
    }

    /// How the dots lie when healed.
    pub const fn placement(&self) -> &DotPlacement {
        &self.placement
    }

    /// Yearly loss of a pigment once healed, as a rate: in a year exp(-rate) of it stays.
    pub const fn yearly_loss(&self, material: PigmentMaterial) -> f64 {
        match material {
            PigmentMaterial::CarbonBlack | PigmentMaterial::Rutile => self.losses[0],
            PigmentMaterial::Hematite | PigmentMaterial::Magnetite => self.losses[1],
        }
    }

    /// Share of a pigment's implanted mass that is still in the skin.
    pub fn remaining(&self, material: PigmentMaterial, days: f64) -> f64 {
        let days = days.max(0.0);
        let of = |parameter| self.parameters.get(parameter);
        let left = |over: f64| libm::exp(-days / over);
        let lasting = libm::exp(-self.yearly_loss(material) * days / DAYS_PER_YEAR);
        let deep = self.carried * left(of(P::CarriedDays)) + (1.0 - self.carried) * lasting;
        self.uncleared * (self.shed * left(of(P::ShedDays)) + (1.0 - self.shed) * deep)
    }

    /// The dot's column. It spreads once it is healed; upward the closed basement membrane holds it, so it grows to the sides
    /// and down. While the epidermis heals it lies a little deeper.
    pub fn column(&self, days: f64) -> AgedColumn {
        let of = |parameter| self.parameters.get(parameter);
        let years = (days - HEALED_DAYS).max(0.0) / DAYS_PER_YEAR;
        let spread = 16.0 * of(P::Spreading) * years;
        let blown = self.placement.blow_out_mm();
        let (diameter, length) = (self.placement.diameter_mm(), self.placement.length_mm());
        let healing = days.max(0.0) / REGROWN_DAYS;
        let regrown = of(P::Regrowth) * healing * libm::exp(1.0 - healing);
        AgedColumn {
            diameter_mm: libm::sqrt(diameter * diameter + 8.0 * blown * blown + spread),
            depth_mm: self.placement.depth_mm() + regrown + of(P::Sinking) * years,
            length_mm: libm::sqrt(length * length + spread),
        }
    }

    /// How concentrated a pigment is in the column relative to the ink: what is left of it, thinned by how far it spread.
    pub fn concentration(&self, material: PigmentMaterial, days: f64) -> f64 {
        let column = self.column(days);
        let (diameter, length) = (self.placement.diameter_mm(), self.placement.length_mm());
        let thinned = diameter * diameter * length
            / (column.diameter_mm * column.diameter_mm * column.length_mm);
        self.parameters.get(P::ImplantedShare) * self.remaining(material, days) * thinned
    }

    /// The scab over the dot, while there is one.
    pub fn scab(&self, days: f64) -> Scab {
        let of = |parameter| self.parameters.get(parameter);
        let late = (days.max(0.0) - of(P::ScabDays)) / SCABS_FALL_WITHIN_DAYS;
        let there = 1.0 / (1.0 + libm::exp(late));
        Scab {
            diameter_mm: self.column(days).diameter_mm + 2.0 * of(P::ScabMargin),
            transmission: libm::exp(-core::f64::consts::LN_10 * of(P::ScabDensity) * there),
        }
    }

    /// Redness and swelling of the skin around it.
    pub fn inflammation(&self, days: f64) -> Inflammation {
        let of = |parameter| self.parameters.get(parameter);
        let left = libm::exp(-days.max(0.0) / of(P::BloodDays));
        Inflammation {
            blood_factor: (1.0 + of(P::BloodExcess) * left).min(6.0),
            swelling: FRESH_SWELLING * left,
        }
    }
}

/// Yearly loss without sun.
fn loss_without_sun(parameters: &FadingParameters, circumstances: &Circumstances) -> f64 {
    let of = |parameter| parameters.get(parameter);
    let loss = of(match circumstances.permanence {
        Permanence::Permanent => P::LossPermanent,
        Permanence::SemiPermanent => P::LossSemiPermanent,
        Permanence::Resorbable => P::LossResorbable,
    });
    let sebum = match circumstances.sebum {
        Sebum::Dry => of(P::DrySkin),
        Sebum::Normal => 1.0,
        Sebum::Oily => of(P::OilySkin),
    };
    let when = |holds: bool, parameter| if holds { of(parameter) } else { 1.0 };
    loss * sebum * when(circumstances.swims, P::Swimming) * when(circumstances.scar, P::Scar)
}

/// Ultraviolet in the dermis relative to type I in daily unprotected sun.
fn sun(parameters: &FadingParameters, circumstances: &Circumstances) -> f64 {
    let of = |parameter| parameters.get(parameter);
    let outside = of(match circumstances.sun {
        SunExposure::Protected => P::SunProtected,
        SunExposure::Usual => P::SunUsual,
        SunExposure::Unprotected => P::SunUnprotected,
    });
    let steps = circumstances.fitzpatrick as u8 - FitzpatrickType::I as u8;
    let darker = f64::from(steps) / 5.0;
    outside * libm::exp(darker * libm::log(of(P::SunThroughDarkSkin)))
}

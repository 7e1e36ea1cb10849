//! What the client's own shaved hair looks like: what dots are to match.

use super::ShadeMatchError;
use crate::colour::{Lab, Viewing, Xyz};
use crate::dot::DotAppearance;
use crate::fading::AgedColumn;
use crate::spectrum::Spectrum;
use crate::treated_skin::{RadialLoss, TreatedSkin, ViewingDistance};

/// Colour of black hair measured with the mirrored light included (J. Cosmet. Sci. 51:293, 2000).
pub const BLACK_HAIR: Lab = Lab::new(18.4, -0.05, -0.84);

/// The client's stubble, as it was measured under daylight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stubble {
    /// Mean colour of a patch of shaved hair on the client's skin, as of a photograph.
    Patch(Lab),
    /// Its hairs.
    Hairs(ShavedHair),
}

/// Hair shaved to stubble.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShavedHair {
    /// Colour of a bundle of the hair.
    pub colour: Lab,
    /// Diameter of a shaft in millimetres, 0.02 to 0.15; 0.077 ± 0.012 (Park 2023).
    pub shaft_mm: f64,
    /// Length that shows from above in millimetres, 0.02 to 3; a close shave leaves about 0.3 (grade D).
    pub length_mm: f64,
    /// Terminal hairs (not follicular units) per square centimetre, 10 to 400; 175 to 300, mean 223 (Barman 1965).
    pub hairs_per_cm2: f64,
}

impl ShavedHair {
    /// Hair of this colour, shaved close, as thick and dense as most people's.
    pub const fn typical(colour: Lab) -> Self {
        Self {
            colour,
            shaft_mm: 0.077,
            length_mm: 0.3,
            hairs_per_cm2: 223.0,
        }
    }
}

/// Stubble that nobody has.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ImplausibleStubble {
    /// A colour out of range.
    #[error("{what} of L* {:.1}, a* {:.1}, b* {:.1}; L* is 3 to 90, a* -10 to 35, b* -15 to 50: measure again in even light", lab.l, lab.a, lab.b)]
    Colour {
        /// Whose.
        what: &'static str,
        /// The colour given.
        lab: Lab,
    },
    /// A patch that is lighter than the skin.
    #[error(
        "stubble of L* {stubble:.1} on skin of L* {skin:.1}; shaved hair makes skin darker: match work to the skin only where hair is darker than it"
    )]
    Lighter {
        /// Lightness of the patch.
        stubble: f64,
        /// Lightness of the skin.
        skin: f64,
    },
    /// A size or number out of range.
    #[error("{field} {value}; it is {low} to {high}")]
    Size {
        /// Which.
        field: &'static str,
        /// The value given.
        value: f64,
        /// Least possible.
        low: f64,
        /// Greatest possible.
        high: f64,
    },
}

/// How stubble looks on one skin under daylight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StubbleLook {
    /// On average.
    pub mean: Lab,
    /// On a hair, at the distance asked for.
    pub on_hair: Lab,
}

/// Absorption of black hair's shaft at 694 nm per millimetre, as models of laser epilation take it (10 to 20; grade D), and the
/// power by which eumelanin's absorption falls with wavelength.
const BLACK_SHAFT_PER_MM: f64 = 15.0;
const EUMELANIN_POWER: f64 = 3.3;

/// How far down light meets a shaft under the surface, in millimetres; hair roots reach 3 to 5 mm.
const ROOT_MM: f64 = 1.5;

impl Stubble {
    /// How it looks on this skin.
    ///
    /// # Errors
    /// Stubble that nobody has on this skin, or a shaft that the model of dots has no answer for.
    pub(super) fn look(
        &self,
        skin: &TreatedSkin<'_>,
        viewing: &Viewing,
        from: ViewingDistance,
    ) -> Result<StubbleLook, ShadeMatchError> {
        let (bare, white) = (viewing.xyz(&skin.bare()), viewing.white());
        let hair = match *self {
            Self::Patch(_) => ShavedHair::typical(BLACK_HAIR),
            Self::Hairs(hair) => hair,
        };
        hair.check()?;
        let profile = hair.profile(skin, viewing, bare)?;
        let each = profile.all();
        let (mean, per_mm2) = match *self {
            Self::Patch(mean) => {
                check_colour("stubble", mean)?;
                let (lightness, stubble) = (Lab::relative_to(bare, white).l, mean.l);
                if stubble >= lightness {
                    return Err(ImplausibleStubble::Lighter {
                        stubble,
                        skin: lightness,
                    }
                    .into());
                }
                // As many black hairs as take the light that the patch lacks.
                let mean = mean.xyz(white);
                (mean, libm::log(bare.y / mean.y) * bare.y / each.y)
            }
            Self::Hairs(hair) => {
                let per_mm2 = hair.hairs_per_cm2 / 100.0;
                let left = |bare: f64, lost: f64| bare * libm::exp(-per_mm2 * lost / bare);
                (combine(bare, each, left), per_mm2)
            }
        };
        let [on, _, sum] = profile.seen(per_mm2, from);
        let share = (bare.y - mean.y) / sum.y;
        let on_hair = combine(bare, on, |bare, on| (bare - share * on).max(0.0));
        Ok(StubbleLook {
            mean: Lab::relative_to(mean, white),
            on_hair: Lab::relative_to(on_hair, white),
        })
    }
}

impl ShavedHair {
    /// What one hair takes of the skin's light: its shaft under the surface as a black column does, so much less as its
    /// colour is lighter; and what shows of it above, as the area it covers.
    fn profile(
        &self,
        skin: &TreatedSkin<'_>,
        viewing: &Viewing,
        bare: Xyz,
    ) -> Result<RadialLoss, ShadeMatchError> {
        let (shaft, absorption) = self.root();
        let mut profile = skin.column_profile(&shaft, &absorption, viewing)?;
        let dark = self.darkness(viewing, bare);
        for lost in &mut profile.lost {
            *lost = dark.as_dark(*lost);
        }
        profile.add_disc(self.above_mm2(), dark.own);
        Ok(profile)
    }

    /// The shaft under the surface, and how a black one absorbs.
    fn root(&self) -> (AgedColumn, Spectrum) {
        let shaft = AgedColumn {
            diameter_mm: self.shaft_mm,
            depth_mm: 0.0,
            length_mm: ROOT_MM,
        };
        let absorption =
            Spectrum::from_fn(|nm| BLACK_SHAFT_PER_MM * libm::pow(694.0 / nm, EUMELANIN_POWER));
        (shaft, absorption)
    }

    /// What the hair covers beyond its own section.
    fn above_mm2(&self) -> f64 {
        let disc = core::f64::consts::PI / 4.0 * self.shaft_mm * self.shaft_mm;
        (self.shaft_mm * self.length_mm - disc).max(0.0)
    }

    fn darkness(&self, viewing: &Viewing, bare: Xyz) -> Darkness {
        let than = |hair: Lab| {
            let hair = hair.xyz(viewing.white());
            move |least: f64| combine(bare, hair, |bare, hair| (bare - hair).max(least))
        };
        Darkness {
            own: than(self.colour)(0.0),
            black: than(BLACK_HAIR)(1e-3),
        }
    }

    fn check(&self) -> Result<(), ImplausibleStubble> {
        check_colour("hair", self.colour)?;
        let sizes = [
            ("a hair's diameter in mm of", self.shaft_mm, 0.02, 0.15),
            ("a length of stubble in mm of", self.length_mm, 0.02, 3.0),
            ("hairs per cm²:", self.hairs_per_cm2, 10.0, 400.0),
        ];
        let odd = sizes
            .into_iter()
            .find(|(_, value, low, high)| !(*low..=*high).contains(value));
        match odd {
            None => Ok(()),
            Some((field, value, low, high)) => Err(ImplausibleStubble::Size {
                field,
                value,
                low,
                high,
            }),
        }
    }
}

/// How much darker than the skin a hair is, and how much darker black hair is.
#[derive(Clone, Copy)]
struct Darkness {
    own: Xyz,
    black: Xyz,
}

impl Darkness {
    /// What black hair takes, as this hair does.
    fn as_dark(self, lost: Xyz) -> Xyz {
        let blacker = combine(lost, self.own, |lost, dark| lost * dark);
        combine(blacker, self.black, |lost, dark| (lost / dark).max(0.0))
    }
}

impl TreatedSkin<'_> {
    /// How one shaved hair looks to an eye used to the light of `viewing`, as a dot does: its shaft under the skin with what it
    /// takes of the light around, and what shows of it above as a disc of the area it covers. Hair that is lighter than the skin
    /// takes nothing.
    ///
    /// # Errors
    /// Hair that nobody has, or a shaft that the model of dots has no answer for.
    pub fn hair_appearance(
        &self,
        hair: &ShavedHair,
        viewing: &Viewing,
    ) -> Result<DotAppearance, ShadeMatchError> {
        hair.check()?;
        let bare = viewing.xyz(&self.bare());
        let all = hair.profile(self, viewing, bare)?.all();
        let (shaft, absorption) = hair.root();
        let dark = hair.darkness(viewing, bare);
        let disc = core::f64::consts::PI / 4.0 * hair.shaft_mm * hair.shaft_mm;
        let covered = disc + hair.above_mm2();
        let diameter_mm = libm::sqrt(4.0 / core::f64::consts::PI * covered);
        let lost_at = |away_mm: &[f64]| {
            let lost = self.column_losses(&shaft, &absorption, viewing, away_mm)?;
            let with_stub = lost.into_iter().zip(away_mm).map(|(lost, away)| {
                let root = dark.as_dark(lost);
                if *away < diameter_mm / 2.0 {
                    combine(root, dark.own, f64::max)
                } else {
                    root
                }
            });
            Ok::<_, ShadeMatchError>(with_stub.collect())
        };
        self.appearance_by(diameter_mm, viewing, lost_at, all)
    }
}

fn check_colour(what: &'static str, lab: Lab) -> Result<(), ImplausibleStubble> {
    let sound = (3.0..=90.0).contains(&lab.l)
        && (-10.0..=35.0).contains(&lab.a)
        && (-15.0..=50.0).contains(&lab.b);
    if sound {
        Ok(())
    } else {
        Err(ImplausibleStubble::Colour { what, lab })
    }
}

fn combine(a: Xyz, b: Xyz, f: impl Fn(f64, f64) -> f64) -> Xyz {
    Xyz::new(f(a.x, b.x), f(a.y, b.y), f(a.z, b.z))
}

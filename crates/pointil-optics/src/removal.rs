//! Removal by laser: how many sessions, what each leaves, and which pigments darken.

use crate::fading::{Band, DAYS_PER_YEAR, FadingCourse, HEALED_DAYS, Measure};
use crate::ink::{Ink, InkComponent, InkError, Particles, PigmentMaterial};
use crate::skin::FitzpatrickType;

/// Days between two passes of a laser: six weeks (grade C, clinics).
pub const DAYS_BETWEEN_PASSES: f64 = 42.0;

/// Days after a laser pass before the skin may be worked on again (grade C, clinics).
pub const DAYS_TO_NEW_WORK: f64 = 90.0;

/// Where a tattoo is: the farther from the heart, the slower it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TattooSite {
    /// Head and neck: scalp micropigmentation.
    HeadOrNeck,
    /// Chest and upper back.
    UpperTrunk,
    /// Belly and lower back.
    LowerTrunk,
    /// Upper arm and thigh.
    ProximalExtremity,
    /// Forearm, hand, lower leg, foot.
    DistalExtremity,
}

/// How much ink there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InkAmount {
    /// An amateur's, thin: light scalp micropigmentation.
    Amateur,
    /// Minimal: dense scalp micropigmentation.
    Minimal,
    /// Moderate.
    Moderate,
    /// Significant.
    Significant,
}

/// Scars and changes of the tissue in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TissueChange {
    /// None.
    None,
    /// Minimal.
    Minimal,
    /// Moderate.
    Moderate,
    /// Significant.
    Significant,
}

/// Its colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InkColours {
    /// Black alone.
    Black,
    /// Mostly black, some red.
    BlackSomeRed,
    /// Mostly black and red, some other.
    BlackRedSomeOther,
    /// Many.
    Multiple,
}

/// What the scale of Kirby and Desai asks (J Clin Aesthet Dermatol 2009;2(3):32, 100 patients, Q-switched lasers, r = 0.757).
/// The paper's abstract, one worked example and the least and greatest sums were read; the points of single cells were not
/// (grade D for those).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KirbyDesai {
    /// Skin type.
    pub fitzpatrick: FitzpatrickType,
    /// Where it is.
    pub site: TattooSite,
    /// How much ink.
    pub amount: InkAmount,
    /// Whether it lies over older work.
    pub layered: bool,
    /// Scars in it.
    pub tissue_change: TissueChange,
    /// Its colours.
    pub colours: InkColours,
}

impl KirbyDesai {
    /// The sum of points, 4 to 26: about as many sessions, give or take [`Self::SESSIONS_EITHER_WAY`].
    pub const fn points(&self) -> u32 {
        let skin = self.fitzpatrick as u32 + 1;
        let site = self.site as u32 + 1;
        let amount = self.amount as u32 + 1;
        let layered = if self.layered { 2 } else { 0 };
        let change = match self.tissue_change {
            TissueChange::None => 0,
            TissueChange::Minimal => 1,
            TissueChange::Moderate => 3,
            TissueChange::Significant => 5,
        };
        skin + site + amount + layered + change + self.colours as u32 + 1
    }

    /// Sessions by which the points miss, either way.
    pub const SESSIONS_EITHER_WAY: f64 = 2.5;
}

/// How many laser sessions clear scalp micropigmentation, from the least to the most that sources give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LaserSessions {
    /// The published series of scalp micropigmentation: all four cleared in 1 to 3 picosecond sessions at 1064 nm (Wu 2020).
    pub floor: (f64, f64),
    /// The scale of Kirby and Desai, made for tattoos and older lasers: points less and more 2.5. With modern lasers tattoos
    /// took 5.1 sessions where it said 9.9 (2024).
    pub ceiling: (f64, f64),
}

impl LaserSessions {
    /// By the scale's answers.
    pub fn of(scale: &KirbyDesai) -> Self {
        let points = f64::from(scale.points());
        let miss = KirbyDesai::SESSIONS_EITHER_WAY;
        Self {
            floor: (1.0, 3.0),
            ceiling: ((points - miss).max(1.0), points + miss),
        }
    }
}

/// Of each of these courses after 0, 1, … `passes` laser sessions six weeks apart, the first so many years after healing:
/// bands of what `measure` says, relative to before the first.
///
/// # Errors
/// Those of the measure.
pub fn lightening<E>(
    courses: &[FadingCourse],
    years: f64,
    passes: u32,
    measure: &Measure<'_, E>,
) -> Result<Vec<Band>, E> {
    let first = HEALED_DAYS + DAYS_PER_YEAR * years.max(0.0);
    let before: Result<Vec<f64>, E> = courses.iter().map(|c| measure(c, first)).collect();
    let before = before?;
    let mut bands = Vec::with_capacity(passes as usize + 1);
    for pass in 0..=passes {
        let days = first + DAYS_BETWEEN_PASSES * f64::from(pass);
        let mut left = Vec::with_capacity(courses.len());
        for (course, before) in courses.iter().zip(&before) {
            let now = measure(&course.after_laser(pass), days)?;
            left.push(if *before > 0.0 { now / before } else { 0.0 });
        }
        bands.extend(Band::of(&left));
    }
    Ok(bands)
}

impl PigmentMaterial {
    /// Whether a laser may darken it: iron oxide loses oxygen and turns black, titanium white turns grey (clinical reports;
    /// rats: Lasers Med Sci 2015;30:303). A test shot first; such work may need other means.
    pub const fn darkens_under_laser(self) -> bool {
        match self {
            Self::CarbonBlack => false,
            Self::Hematite | Self::Magnetite | Self::Rutile => true,
        }
    }
}

impl Ink {
    /// Its pigments that a laser may darken.
    pub fn darkened_by_laser(&self) -> Vec<PigmentMaterial> {
        let mut found: Vec<PigmentMaterial> = Vec::new();
        for component in self.components() {
            let material = component.particles.material;
            if material.darkens_under_laser()
                && component.mg_per_ml > 0.0
                && !found.contains(&material)
            {
                found.push(material);
            }
        }
        found
    }

    /// The same after the worst that a laser may do to it: all its iron oxide and titanium white black as black iron oxide
    /// (grade D).
    ///
    /// # Errors
    /// None for an ink that could be made.
    pub fn laser_darkened(&self) -> Result<Self, InkError> {
        let turned = self.components().iter().map(|component| {
            let particles = match component.particles.material {
                PigmentMaterial::Hematite => Particles {
                    material: PigmentMaterial::Magnetite,
                    ..component.particles
                },
                PigmentMaterial::Rutile => Particles {
                    material: PigmentMaterial::Magnetite,
                    diameter_nm: 200,
                },
                _ => component.particles,
            };
            InkComponent {
                particles,
                ..*component
            }
        });
        Self::new(turned.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIGHT_WORK: KirbyDesai = KirbyDesai {
        fitzpatrick: FitzpatrickType::III,
        site: TattooSite::HeadOrNeck,
        amount: InkAmount::Amateur,
        layered: false,
        tissue_change: TissueChange::None,
        colours: InkColours::Black,
    };

    /// A worked example (type III, face, amateur, black: 6), the least and the greatest sum, and dots on a scalp: 4 to 10.
    #[test]
    fn the_scale_adds_up() {
        assert_eq!(LIGHT_WORK.points(), 6);
        let worst = KirbyDesai {
            fitzpatrick: FitzpatrickType::VI,
            site: TattooSite::DistalExtremity,
            amount: InkAmount::Significant,
            layered: true,
            tissue_change: TissueChange::Significant,
            colours: InkColours::Multiple,
        };
        assert_eq!(worst.points(), 26);
        let dots = |fitzpatrick, amount| {
            KirbyDesai {
                fitzpatrick,
                amount,
                ..LIGHT_WORK
            }
            .points()
        };
        assert_eq!(dots(FitzpatrickType::I, InkAmount::Amateur), 4);
        assert_eq!(dots(FitzpatrickType::VI, InkAmount::Minimal), 10);
        let sessions = LaserSessions::of(&LIGHT_WORK);
        assert_eq!(sessions.ceiling, (3.5, 8.5));
        assert!(sessions.floor.1 < sessions.ceiling.1);
    }

    #[test]
    fn iron_oxide_and_titanium_white_are_warned_of() {
        let component = |material, diameter_nm, mg_per_ml| InkComponent {
            particles: Particles {
                material,
                diameter_nm,
            },
            mg_per_ml,
        };
        let brown = Ink::new(vec![
            component(PigmentMaterial::CarbonBlack, 100, 20.0),
            component(PigmentMaterial::Hematite, 100, 90.0),
            component(PigmentMaterial::Rutile, 250, 10.0),
        ]);
        let brown = brown.unwrap();
        let warned = [PigmentMaterial::Hematite, PigmentMaterial::Rutile];
        assert_eq!(brown.darkened_by_laser(), warned);
        let red = |ink: &Ink| ink.absorption().unwrap().at(650.0).unwrap();
        assert!(red(&brown.laser_darkened().unwrap()) > 1.5 * red(&brown));
        let black = Ink::new(vec![component(PigmentMaterial::CarbonBlack, 30, 20.0)]).unwrap();
        assert!(black.darkened_by_laser().is_empty());
        assert_eq!(black.laser_darkened().unwrap(), black);
    }
}

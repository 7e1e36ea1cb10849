//! Which shade, how thinned, heals to the client's own stubble; and what has to be set today for it.

mod blue;
mod stubble;

pub use blue::BlueTint;
pub use stubble::{BLACK_HAIR, ImplausibleStubble, ShavedHair, Stubble, StubbleLook};

use crate::colour::{Illuminant, Lab, Viewing};
use crate::fading::{Band, DAYS_PER_YEAR, FadingCourse, HEALED_DAYS};
use crate::ink::{Dilution, Ink, PigmentMaterial, Shade, ShadeCatalogue};
use crate::spectrum::Spectrum;
use crate::treated_skin::{DotField, SeenSkin, TreatedSkin, TreatedSkinError, ViewingDistance};

/// What a shade is looked for: dots of one density on one client's skin beside the client's stubble, in daylight.
pub struct ShadeQuestion<'a> {
    skin: &'a TreatedSkin<'a>,
    viewing: Viewing,
    from: ViewingDistance,
    course: FadingCourse,
    per_cm2: f64,
    /// Light from inside the skin right after the session.
    red: Spectrum,
    bare: Lab,
    stubble: StubbleLook,
    blue: BlueTint,
}

/// A shade at a dilution as it will be.
#[derive(Clone, Debug, PartialEq)]
pub struct ShadeMatch {
    /// The shade's key.
    pub shade: String,
    /// How thinned.
    pub dilution: Dilution,
    /// Right after the session, red and with scabs: what must look too dark today.
    pub today: ShadeLook,
    /// Healed, at six weeks. Matches are ranked by its difference.
    pub healed: ShadeLook,
    /// Three years after healing.
    pub three_years: ShadeLook,
    /// Five years after healing.
    pub five_years: ShadeLook,
    /// Its pigments that a laser may darken, should it ever be removed.
    pub darkened_by_laser: Vec<PigmentMaterial>,
}

/// A shade in this skin at one age.
#[derive(Clone, Debug, PartialEq)]
pub struct ShadeLook {
    /// Mean colour of the work.
    pub mean: Lab,
    /// Colour on a dot, at the distance asked for.
    pub on_dot: Lab,
    /// How far the mean is from the stubble's (CIEDE2000).
    pub difference: f64,
    /// How far dots stand out from what is between them (CIEDE2000), at the distance asked for.
    pub dots_stand_out: f64,
    /// What to be warned of; right after the session nothing is.
    pub warnings: Vec<ShadeWarning>,
}

/// What is wrong with a shade in this skin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ShadeWarning {
    /// Dots look blue-grey beside the skin: pigment too deep, or black where brown belongs.
    TendsToBlue,
    /// Dots are redder than the skin.
    TendsToRed,
    /// A dot is darker than a hair of the stubble.
    TooDarkAtTheSpot,
    /// The work is darker than the stubble by more than a just noticeable step.
    TooDark,
    /// The work is paler than the stubble by more than a just noticeable step.
    TooPale,
}

impl ShadeWarning {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::TendsToBlue => "tends to blue",
            Self::TendsToRed => "tends to red",
            Self::TooDarkAtTheSpot => "a dot darker than a hair",
            Self::TooDark => "too dark",
            Self::TooPale => "too pale",
        }
    }
}

/// How a shade can be thinned to heal as dark as the stubble.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HealsTo {
    /// By this.
    Dilution(Dilution),
    /// Undiluted it is still too pale; with so many dots per square centimetre instead it would do.
    MoreDots {
        /// Dots per square centimetre.
        per_cm2: f64,
    },
    /// Not at all: undiluted and as dense as dots may be it is still too pale; larger dots are needed.
    TooPale,
    /// Not at all: thinned 1 to 199 it is still too dark.
    TooDark,
}

/// A question that has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ShadeMatchError {
    /// The skin with its dots.
    #[error(transparent)]
    Skin(#[from] TreatedSkinError),
    /// The stubble.
    #[error(transparent)]
    Stubble(#[from] ImplausibleStubble),
    /// No dilution to try.
    #[error("no dilution to try; give at least one, as 1 part of pigment to 5 of water")]
    NoDilution,
}

/// A dot redder than the skin by more than this is seen to be (grade D).
const RED_BESIDE_SKIN: f64 = 0.5;

/// Lightness apart that is just noticed.
const NOTICED_LIGHTNESS: f64 = 1.0;

/// Steps of the search for a dilution or density: to less than a thousandth.
const SEARCH_STEPS: usize = 24;

impl<'a> ShadeQuestion<'a> {
    /// For dots of this course, so many per square centimetre, beside this stubble, seen from so far. Colours are of
    /// daylight and relate to the skin as `skin` does: with the mirrored light or without.
    ///
    /// # Errors
    /// Stubble that nobody has on this skin.
    pub fn new(
        skin: &'a TreatedSkin<'a>,
        course: &FadingCourse,
        per_cm2: f64,
        stubble: &Stubble,
        from: ViewingDistance,
    ) -> Result<Self, ShadeMatchError> {
        let viewing = Viewing::under(Illuminant::D65).map_err(TreatedSkinError::Table)?;
        let (light, white) = (viewing.xyz(&skin.bare()), viewing.white());
        let bare = Lab::relative_to(light, white);
        let stubble = stubble.look(skin, &viewing, from)?;
        Ok(Self {
            skin,
            viewing,
            from,
            course: *course,
            per_cm2,
            red: skin.around(course, 0.0)?,
            bare,
            stubble,
            blue: BlueTint::beside(bare, stubble.mean),
        })
    }

    /// How the stubble looks.
    pub const fn stubble(&self) -> StubbleLook {
        self.stubble
    }

    /// When dots look blue beside the stubble.
    pub const fn blue(&self) -> BlueTint {
        self.blue
    }

    /// Colour of the bare skin.
    pub const fn bare(&self) -> Lab {
        self.bare
    }

    /// All shades at all dilutions, the nearest when healed first.
    ///
    /// # Errors
    /// No dilution, or a density out of range.
    pub fn ranked(
        &self,
        catalogue: &ShadeCatalogue,
        dilutions: &[Dilution],
    ) -> Result<Vec<ShadeMatch>, ShadeMatchError> {
        if dilutions.is_empty() {
            return Err(ShadeMatchError::NoDilution);
        }
        let mut matches = Vec::with_capacity(catalogue.shades().len() * dilutions.len());
        for shade in catalogue.shades() {
            for dilution in dilutions {
                matches.push(self.at(shade, *dilution)?);
            }
        }
        matches.sort_by(|a, b| a.healed.difference.total_cmp(&b.healed.difference));
        Ok(matches)
    }

    /// One shade at one dilution.
    ///
    /// # Errors
    /// A density out of range.
    pub fn at(&self, shade: &Shade, dilution: Dilution) -> Result<ShadeMatch, ShadeMatchError> {
        let ink = shade.ink.diluted(dilution);
        let after = |years: f64| self.look(&ink, HEALED_DAYS + DAYS_PER_YEAR * years);
        Ok(ShadeMatch {
            shade: shade.key.clone(),
            dilution,
            today: self.today(&ink)?,
            healed: after(0.0)?,
            three_years: after(3.0)?,
            five_years: after(5.0)?,
            darkened_by_laser: ink.darkened_by_laser(),
        })
    }

    /// One shade at one dilution, so many days after the session.
    ///
    /// # Errors
    /// A density out of range.
    pub fn aged(
        &self,
        shade: &Shade,
        dilution: Dilution,
        days: f64,
    ) -> Result<ShadeLook, ShadeMatchError> {
        self.look(&shade.ink.diluted(dilution), days)
    }

    /// The dilution at which a shade heals as dark as the stubble: what has to be set today is then the look right after the
    /// session of [`Self::at`] with it.
    ///
    /// # Errors
    /// A density out of range.
    pub fn heals_to_stubble(&self, shade: &Shade) -> Result<HealsTo, ShadeMatchError> {
        let wanted = self.stubble.mean.l;
        let paler = |share: f64, per_cm2: f64| -> Result<bool, ShadeMatchError> {
            let dilution = Dilution::of_share(share).unwrap_or(Dilution::UNDILUTED);
            let ink = shade.ink.diluted(dilution);
            let dots = DotField {
                per_cm2,
                ..self.dots(&self.course, &ink)
            };
            let area = self.skin.area(&dots, HEALED_DAYS)?;
            Ok(self.viewing.lab(&area).l > wanted)
        };
        if paler(1.0, self.per_cm2)? {
            let densest = MOST_PER_CM2.max(self.per_cm2);
            if paler(1.0, densest)? {
                return Ok(HealsTo::TooPale);
            }
            let per_cm2 = turning_point(self.per_cm2.max(1.0), densest, |at| paler(1.0, at))?;
            return Ok(HealsTo::MoreDots { per_cm2 });
        }
        if !paler(THINNEST, self.per_cm2)? {
            return Ok(HealsTo::TooDark);
        }
        let share = turning_point(THINNEST, 1.0, |at| paler(at, self.per_cm2))?;
        Ok(Dilution::of_share(share).map_or(HealsTo::TooDark, HealsTo::Dilution))
    }

    /// How sure the lightness of a match is when healed: a band over courses that the work may take.
    ///
    /// # Errors
    /// A density out of range.
    pub fn healed_lightness(
        &self,
        shade: &Shade,
        dilution: Dilution,
        courses: &[FadingCourse],
    ) -> Result<Option<Band>, ShadeMatchError> {
        let ink = shade.ink.diluted(dilution);
        let mut all = Vec::with_capacity(courses.len());
        for course in courses {
            let area = self.skin.area(&self.dots(course, &ink), HEALED_DAYS)?;
            all.push(self.viewing.lab(&area).l);
        }
        Ok(Band::of(&all))
    }

    fn dots<'b>(&self, course: &'b FadingCourse, ink: &'b Ink) -> DotField<'b> {
        DotField {
            course,
            ink,
            per_cm2: self.per_cm2,
        }
    }

    fn today(&self, ink: &Ink) -> Result<ShadeLook, ShadeMatchError> {
        let dots = self.dots(&self.course, ink);
        let seen = self
            .skin
            .seen_within(&self.red, &dots, 0.0, &self.viewing, self.from)?;
        Ok(self.seen_as(&seen, Vec::new()))
    }

    fn look(&self, ink: &Ink, days: f64) -> Result<ShadeLook, ShadeMatchError> {
        let dots = self.dots(&self.course, ink);
        let seen = self.skin.seen(&dots, days, &self.viewing, self.from)?;
        let warnings = self.warnings(seen.mean_lab(), seen.on_dot_lab());
        Ok(self.seen_as(&seen, warnings))
    }

    fn seen_as(&self, seen: &SeenSkin, warnings: Vec<ShadeWarning>) -> ShadeLook {
        let mean = seen.mean_lab();
        ShadeLook {
            mean,
            on_dot: seen.on_dot_lab(),
            difference: mean.difference(self.stubble.mean),
            dots_stand_out: seen.dots_stand_out(),
            warnings,
        }
    }

    /// What to be warned of where the work has this mean colour and a dot this one, at the distance asked for.
    fn warnings(&self, mean: Lab, on_dot: Lab) -> Vec<ShadeWarning> {
        let bare = self.bare;
        let blue = self.blue.is_in(mean, on_dot);
        let red = on_dot.a - bare.a > RED_BESIDE_SKIN;
        let darker = self.stubble.mean.l - mean.l;
        let found = [
            (ShadeWarning::TendsToBlue, blue),
            (ShadeWarning::TendsToRed, red),
            (
                ShadeWarning::TooDarkAtTheSpot,
                self.stubble.on_hair.l - on_dot.l > NOTICED_LIGHTNESS,
            ),
            (ShadeWarning::TooDark, darker > NOTICED_LIGHTNESS),
            (ShadeWarning::TooPale, -darker > NOTICED_LIGHTNESS),
        ];
        let found = found.into_iter().filter(|(_, holds)| *holds);
        found.map(|(warning, _)| warning).collect()
    }
}

/// The most an ink is thinned: 1 part to 199.
const THINNEST: f64 = 0.005;

/// Denser than this, healed dots touch.
const MOST_PER_CM2: f64 = 250.0;

/// Where `paler` turns from true to false between `low` and `high`, by halving their ratio.
fn turning_point(
    mut low: f64,
    mut high: f64,
    paler: impl Fn(f64) -> Result<bool, ShadeMatchError>,
) -> Result<f64, ShadeMatchError> {
    for _ in 0..SEARCH_STEPS {
        let middle = libm::sqrt(low * high);
        if paler(middle)? {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(libm::sqrt(low * high))
}

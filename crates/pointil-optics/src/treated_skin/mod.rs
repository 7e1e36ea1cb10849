//! Skin with dots in it as an eye sees it: from close and from afar, today and years from now.

mod appearance;
mod dot_optics;
mod eye;
mod pattern;

pub use dot_optics::{DotOptics, UnknownColumn};
pub use eye::{ImplausibleDistance, ViewingDistance};

use core::f64::consts::PI;

use crate::colour::{Illuminant, Lab, Viewing, Xyz};
use crate::fading::{AgedColumn, FadingCourse};
use crate::ink::{Ink, InkError};
use crate::layers::LayerStack;
use crate::spectrum::Spectrum;
use crate::table::TableError;
use crate::tissue::{Gloss, SkinModel, SkinModelError, SkinTissue};
pub(crate) use pattern::RadialLoss;

/// One skin, ready for dots.
pub struct TreatedSkin<'a> {
    model: &'a SkinModel,
    tissue: SkinTissue,
    optics: Box<dyn DotOptics + 'a>,
    daylight: Viewing,
    /// Light that comes back from inside the bare skin.
    bare: Spectrum,
    /// Light that its surface mirrors and that counts.
    mirrored: f64,
}

/// Dots of one kind, evenly spread.
#[derive(Clone, Copy, Debug)]
pub struct DotField<'a> {
    /// Their course.
    pub course: &'a FadingCourse,
    /// The ink as it was set: thinned, not yet in the skin.
    pub ink: &'a Ink,
    /// Dots per square centimetre, 0 to 1000.
    pub per_cm2: f64,
}

/// Treated skin as an eye at a distance sees it: light, not colours, so that it may be averaged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeenSkin {
    /// On a dot.
    pub on_dot: Xyz,
    /// Midway between three dots.
    pub between: Xyz,
    /// On average.
    pub mean: Xyz,
    /// Of the bare skin, as red as it is.
    pub bare: Xyz,
    /// White under this light.
    pub white: Xyz,
}

/// Dots that cannot be in this skin.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TreatedSkinError {
    /// The skin.
    #[error(transparent)]
    Skin(#[from] SkinModelError),
    /// The ink.
    #[error(transparent)]
    Ink(#[from] InkError),
    /// A table compiled in.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The dot.
    #[error(transparent)]
    Column(#[from] UnknownColumn),
    /// So many dots.
    #[error(
        "{per_cm2} dots per cm²; it is 0 to 1000 (60 to 200 in all for scalp micropigmentation)"
    )]
    Density {
        /// Dots per square centimetre given.
        per_cm2: f64,
    },
}

/// Redness below this share of blood beyond that at rest is not seen.
const UNSEEN_REDNESS: f64 = 0.01;

/// Scabs that take less light than this are not seen.
const UNSEEN_SCAB: f64 = 1e-3;

/// Of the dots' loss, what is taken at one place.
struct Loss {
    /// Of the dots alone, summed over the skin, in square millimetres.
    dots_mm2: Spectrum,
    /// Of scabs on top of it.
    scabs_mm2: Spectrum,
}

impl<'a> TreatedSkin<'a> {
    /// For dots in `tissue`, each of which looks as `optics` (made for the same skin) says. With [`Gloss::Included`] colours are
    /// those an instrument in contact measures, as of the skin that was measured.
    ///
    /// # Errors
    /// None for tissue that could be made.
    pub fn new(
        model: &'a SkinModel,
        tissue: &SkinTissue,
        optics: Box<dyn DotOptics + 'a>,
        gloss: Gloss,
    ) -> Result<Self, TreatedSkinError> {
        let stack = model.layers(tissue, Spectrum::FIRST_NM)?;
        Ok(Self {
            model,
            tissue: *tissue,
            optics,
            daylight: Viewing::under(Illuminant::D65)?,
            bare: model.reflectance(tissue, Gloss::Excluded)?,
            mirrored: mirrored(&stack, gloss),
        })
    }

    /// Reflectance of the bare skin at rest.
    pub fn bare(&self) -> Spectrum {
        self.bare.map(|value| value + self.mirrored)
    }

    /// Mean reflectance of skin with these dots, so many days after they were set.
    ///
    /// # Errors
    /// A density out of range.
    pub fn area(&self, dots: &DotField<'_>, days: f64) -> Result<Spectrum, TreatedSkinError> {
        self.area_within(&self.around(dots.course, days)?, dots, days)
    }

    /// The same in skin that is as red as [`Self::around`] says.
    fn area_within(
        &self,
        inner: &Spectrum,
        dots: &DotField<'_>,
        days: f64,
    ) -> Result<Spectrum, TreatedSkinError> {
        let per_mm2 = per_mm2(dots)?;
        let loss = self.loss(dots, days)?;
        let all = loss.dots_mm2 + loss.scabs_mm2;
        let mirrored = self.mirrored;
        Ok(inner.zip(&all, |skin, loss| {
            skin * libm::exp(-per_mm2 * loss) + mirrored
        }))
    }

    /// How dark these dots are in daylight, with their scabs: the share of the bare skin's light that they take. What a photograph of healed work is measured for ([`crate::MeasuredDarkness`]).
    ///
    /// # Errors
    /// A density out of range.
    pub fn darkness(&self, dots: &DotField<'_>, days: f64) -> Result<f64, TreatedSkinError> {
        let per_mm2 = per_mm2(dots)?;
        let loss = self.loss(dots, days)?;
        let all = loss.dots_mm2 + loss.scabs_mm2;
        let taken = all.zip(&self.bare, |loss, skin| {
            -libm::expm1(-per_mm2 * loss) * skin
        });
        Ok(self.daylight.xyz(&taken).y / self.daylight.xyz(&self.bare).y)
    }

    /// What an eye sees of these dots, so many days after they were set.
    ///
    /// # Errors
    /// A density out of range.
    pub fn seen(
        &self,
        dots: &DotField<'_>,
        days: f64,
        viewing: &Viewing,
        from: ViewingDistance,
    ) -> Result<SeenSkin, TreatedSkinError> {
        self.seen_within(&self.around(dots.course, days)?, dots, days, viewing, from)
    }

    /// The same in skin that is as red as [`Self::around`] says.
    pub(crate) fn seen_within(
        &self,
        inner: &Spectrum,
        dots: &DotField<'_>,
        days: f64,
        viewing: &Viewing,
        from: ViewingDistance,
    ) -> Result<SeenSkin, TreatedSkinError> {
        let per_mm2 = per_mm2(dots)?;
        let bare = inner.map(|value| value + self.mirrored);
        let mean = viewing.xyz(&self.area_within(inner, dots, days)?);
        let profile = self.profile(dots, days, viewing, inner)?;
        let [on, between, sum] = profile.seen(per_mm2, from);
        let bare = viewing.xyz(&bare);
        // Dots lie over each other where they are many: all is brought to the mean that follows from that.
        let lit = |lost: Xyz| {
            let own = |bare: f64, mean: f64, sum: f64, lost: f64| {
                let share = if sum > 0.0 { (bare - mean) / sum } else { 1.0 };
                (bare - share * lost).max(0.0)
            };
            Xyz::new(
                own(bare.x, mean.x, sum.x, lost.x),
                own(bare.y, mean.y, sum.y, lost.y),
                own(bare.z, mean.z, sum.z, lost.z),
            )
        };
        Ok(SeenSkin {
            on_dot: lit(on),
            between: lit(between),
            mean,
            bare,
            white: viewing.white(),
        })
    }

    /// Light from inside the skin around dots of this course, as red and swollen as it is then.
    ///
    /// # Errors
    /// None for tissue that could be made.
    pub(crate) fn around(
        &self,
        course: &FadingCourse,
        days: f64,
    ) -> Result<Spectrum, TreatedSkinError> {
        let inflammation = course.inflammation(days);
        if inflammation.blood_factor < 1.0 + UNSEEN_REDNESS {
            return Ok(self.bare);
        }
        let red = self.tissue.inflamed(inflammation);
        let red = red.map_err(SkinModelError::Tissue)?;
        Ok(self.model.reflectance(&red, Gloss::Excluded)?)
    }

    fn dots_loss(&self, dots: &DotField<'_>, days: f64) -> Result<Spectrum, TreatedSkinError> {
        let column = dots.course.column(days);
        let absorption = dots.ink.aged(dots.course, days).absorption()?;
        Ok(self.optics.area_loss(&column, &absorption)?)
    }

    fn loss(&self, dots: &DotField<'_>, days: f64) -> Result<Loss, TreatedSkinError> {
        let dots_mm2 = self.dots_loss(dots, days)?;
        let scab = dots.course.scab(days);
        let taken = 1.0 - scab.transmission;
        if taken < UNSEEN_SCAB {
            let scabs_mm2 = Spectrum::constant(0.0);
            return Ok(Loss {
                dots_mm2,
                scabs_mm2,
            });
        }
        let radius = scab.diameter_mm / 2.0;
        let column = dots.course.column(days);
        let absorption = dots.ink.aged(dots.course, days).absorption()?;
        // Rings of equal area under the scab.
        let rings: Vec<f64> = (0..UNDER_SCAB)
            .map(|k| radius * libm::sqrt((k as f64 + 0.5) / UNDER_SCAB as f64))
            .collect();
        let under = self.optics.loss_at(&column, &absorption, &rings)?;
        let share = 1.0 / UNDER_SCAB as f64;
        let mean = under
            .iter()
            .fold(Spectrum::constant(0.0), |sum, own| sum + *own * share);
        let area = PI * radius * radius;
        Ok(Loss {
            dots_mm2,
            scabs_mm2: mean.map(|lost| taken * (1.0 - lost.min(1.0)) * area),
        })
    }

    /// What a column of this absorption per millimetre takes of the bare skin's light around it.
    pub(crate) fn column_profile(
        &self,
        column: &AgedColumn,
        absorption: &Spectrum,
        viewing: &Viewing,
    ) -> Result<RadialLoss, TreatedSkinError> {
        let (away_mm, area_mm2) = RadialLoss::rings(column.diameter_mm / 2.0);
        let lost = self.column_losses(column, absorption, viewing, &away_mm)?;
        Ok(RadialLoss {
            away_mm,
            area_mm2,
            lost,
        })
    }

    /// The same at these distances from its axis.
    pub(crate) fn column_losses(
        &self,
        column: &AgedColumn,
        absorption: &Spectrum,
        viewing: &Viewing,
        away_mm: &[f64],
    ) -> Result<Vec<Xyz>, TreatedSkinError> {
        let losses = self.optics.loss_at(column, absorption, away_mm)?;
        let light = |loss: &Spectrum| viewing.xyz(&self.bare.zip(loss, |skin, loss| skin * loss));
        Ok(losses.iter().map(light).collect())
    }

    fn profile(
        &self,
        dots: &DotField<'_>,
        days: f64,
        viewing: &Viewing,
        inner: &Spectrum,
    ) -> Result<RadialLoss, TreatedSkinError> {
        let column = dots.course.column(days);
        let absorption = dots.ink.aged(dots.course, days).absorption()?;
        let (away_mm, area_mm2) = RadialLoss::rings(column.diameter_mm / 2.0);
        let losses = self.optics.loss_at(&column, &absorption, &away_mm)?;
        let scab = dots.course.scab(days);
        let lost = away_mm.iter().zip(&losses).map(|(away, loss)| {
            let over = if *away < scab.diameter_mm / 2.0 {
                scab.transmission
            } else {
                1.0
            };
            viewing.xyz(&inner.zip(loss, |skin, loss| {
                skin * (1.0 - over * (1.0 - loss.min(1.0)))
            }))
        });
        let lost = lost.collect();
        Ok(RadialLoss {
            away_mm,
            area_mm2,
            lost,
        })
    }
}

/// Rings under a scab.
const UNDER_SCAB: usize = 8;

fn mirrored(stack: &LayerStack, gloss: Gloss) -> f64 {
    match gloss {
        Gloss::Included => stack.specular(),
        Gloss::Excluded => 0.0,
    }
}

fn per_mm2(dots: &DotField<'_>) -> Result<f64, TreatedSkinError> {
    let per_cm2 = dots.per_cm2;
    if (0.0..=1000.0).contains(&per_cm2) {
        Ok(per_cm2 / 100.0)
    } else {
        Err(TreatedSkinError::Density { per_cm2 })
    }
}

impl SeenSkin {
    /// Colour on a dot.
    pub fn on_dot_lab(&self) -> Lab {
        Lab::relative_to(self.on_dot, self.white)
    }

    /// Colour midway between three dots.
    pub fn between_lab(&self) -> Lab {
        Lab::relative_to(self.between, self.white)
    }

    /// Mean colour.
    pub fn mean_lab(&self) -> Lab {
        Lab::relative_to(self.mean, self.white)
    }

    /// Colour of the bare skin.
    pub fn bare_lab(&self) -> Lab {
        Lab::relative_to(self.bare, self.white)
    }

    /// How far dots stand out from what is between them (CIEDE2000): below 1 they have melted into a tone.
    pub fn dots_stand_out(&self) -> f64 {
        self.on_dot_lab().difference(self.between_lab())
    }
}

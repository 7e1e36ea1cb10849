//! A client's skin with a design's dots in it, as an eye sees it.

use pointil_optics::{
    BLACK_HAIR, Band, DotAppearance, FadingBelief, FadingPriors, Gloss, HEALED_DAYS, Illuminant,
    Lab, ShadeWarning, ShavedHair, Skin, SkinModel, SkinTissue, Stubble, TabulatedDots,
    TreatedSkin, Viewing, ViewingDistance,
};
use pointil_treatment::forecast::{Forecast, LedgerYear, draws};
use pointil_treatment::{Client, Design, Layout, OpenCase};

use super::{DesignPictureError, input};
use crate::redness::Redness;

/// What is seen: a client with a design, and in which light.
pub struct Subject {
    /// The client.
    pub client: Client,
    /// The design.
    pub design: Design,
    model: SkinModel,
    tissue: SkinTissue,
    belief: FadingBelief,
    viewing: Viewing,
}

impl Subject {
    /// The case in this light, fading as `priors` say.
    ///
    /// # Errors
    /// A skin that nobody has.
    pub fn new(
        case: OpenCase,
        priors: &FadingPriors,
        light: Illuminant,
    ) -> Result<Self, DesignPictureError> {
        let model = SkinModel::new().map_err(input)?;
        let tissue = case.client.tissue(&model);
        Ok(Self {
            tissue: tissue.map_err(input)?,
            model,
            belief: FadingBelief::from_priors(priors),
            viewing: Viewing::under(light).map_err(input)?,
            client: case.client,
            design: case.design,
        })
    }

    /// The skin ready for dots, in colours as an instrument in contact measures them.
    fn skin(&self) -> Result<TreatedSkin<'_>, DesignPictureError> {
        let dots = TabulatedDots::new(&self.model, &self.tissue).map_err(input)?;
        TreatedSkin::new(&self.model, &self.tissue, Box::new(dots), Gloss::Included).map_err(input)
    }
}

/// The subject's skin, treated.
pub struct Treated<'a> {
    subject: &'a Subject,
    forecast: Forecast<'a>,
}

impl<'a> Treated<'a> {
    /// With the dots of `layout`.
    ///
    /// # Errors
    /// A skin, a shade or a dot beyond what the tables hold.
    pub fn new(subject: &'a Subject, layout: &Layout) -> Result<Self, DesignPictureError> {
        let draws = draws(&subject.design);
        let skin = subject.skin()?;
        let (client, design, belief) = (&subject.client, &subject.design, &subject.belief);
        let forecast = Forecast::new(skin, client, design, layout, belief, draws);
        Ok(Self {
            subject,
            forecast: forecast.map_err(input)?,
        })
    }

    /// The bare skin as the light shows it to an eye used to it.
    ///
    /// # Errors
    /// A skin, a shade or a dot beyond what the tables hold.
    pub fn bare(&self) -> Result<Skin, DesignPictureError> {
        let seen = self.subject.viewing.rgb(&self.forecast.skin().bare());
        Skin::from_lab(Lab::from(seen)).map_err(input)
    }

    /// A dot of the typical client's, for each setting.
    ///
    /// # Errors
    /// A skin, a shade or a dot beyond what the tables hold.
    pub fn dots(
        &self,
        days: f64,
        settings: usize,
    ) -> Result<Vec<DotAppearance>, DesignPictureError> {
        let dot = |k| self.forecast.dot(k, days, &self.subject.viewing);
        (0..settings).map(|k| dot(k).map_err(input)).collect()
    }

    /// A shaved hair in this skin.
    ///
    /// # Errors
    /// A skin, a shade or a dot beyond what the tables hold.
    pub fn shaved_hair(&self, hair: &ShavedHair) -> Result<DotAppearance, DesignPictureError> {
        let skin = self.forecast.skin();
        skin.hair_appearance(hair, &self.subject.viewing)
            .map_err(input)
    }

    /// How the setting that most dots have is set.
    pub fn main_setting(&self) -> usize {
        self.forecast.main_setting()
    }

    /// Redness around the dots; none once nothing of it is seen.
    ///
    /// # Errors
    /// A skin, a shade or a dot beyond what the tables hold.
    pub fn redness(&self, days: f64) -> Result<Option<Redness>, DesignPictureError> {
        let left = self.forecast.redness(days, &self.subject.viewing);
        Ok(left.map_err(input)?.map(Redness::flare))
    }

    /// How dark the work is at these ages, as a share of when it has healed, in nine of ten clients.
    ///
    /// # Errors
    /// A skin, a shade or a dot beyond what the tables hold.
    pub fn shares(&self, days: &[f64]) -> Result<Vec<Band>, DesignPictureError> {
        self.forecast.shares(days).map_err(input)
    }

    /// Years since healing until a touch-up is due, in nine of ten clients.
    ///
    /// # Errors
    /// A skin, a shade or a dot beyond what the tables hold.
    pub fn touch_up_years(&self) -> Result<Option<Band>, DesignPictureError> {
        self.forecast.touch_up_years().map_err(input)
    }

    /// What is in the skin after each of so many touch-ups.
    ///
    /// # Errors
    /// A skin, a shade or a dot beyond what the tables hold.
    pub fn lifetime(&self, touch_ups: u32) -> Result<Vec<LedgerYear>, DesignPictureError> {
        self.forecast.lifetime(touch_ups).map_err(input)
    }

    /// Mean colour of the treated skin and colour of the bare skin to an eye used to the light.
    ///
    /// # Errors
    /// A skin, a shade or a dot beyond what the tables hold.
    pub fn colours(&self, days: f64) -> Result<[Lab; 2], DesignPictureError> {
        self.forecast
            .colours(days, &self.subject.viewing)
            .map_err(input)
    }

    /// What to be warned of in daylight: work that tends to blue or red beside black stubble. Nothing before it has healed.
    ///
    /// # Errors
    /// A skin, a shade or a dot beyond what the tables hold.
    pub fn warnings(
        &self,
        days: f64,
        from: ViewingDistance,
    ) -> Result<Vec<ShadeWarning>, DesignPictureError> {
        if days < HEALED_DAYS {
            return Ok(Vec::new());
        }
        let stubble = Stubble::Hairs(ShavedHair::typical(BLACK_HAIR));
        let look = self
            .forecast
            .beside(self.main_setting(), days, &stubble, from);
        let mut warnings = look.map_err(input)?.warnings;
        warnings.retain(|own| matches!(own, ShadeWarning::TendsToBlue | ShadeWarning::TendsToRed));
        Ok(warnings)
    }
}

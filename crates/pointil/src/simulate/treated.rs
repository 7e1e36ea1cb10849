//! The client's skin with the design's dots in it, as a command line wants it seen.

use pointil_optics::{
    BLACK_HAIR, Band, DotAppearance, FadingBelief, HEALED_DAYS, Lab, ShadeWarning, ShavedHair,
    Skin, SkinModel, SkinTissue, Stubble, Viewing, ViewingDistance,
};
use pointil_render::Redness;
use pointil_treatment::design::{DotSetting, ShadeRecipe};
use pointil_treatment::forecast::{Forecast, LedgerYear};
use pointil_treatment::{Client, Design, Layout, OpenCase, SkinReading};

use crate::arguments::SimulateArguments;
use crate::colour_arguments::{LightName, SkinColour};
use crate::colour_input::{input, named};
use crate::failure::Failure;
use crate::opened::Opened;
use crate::work;

/// What is seen: the case as the command line has it otherwise, and the light.
pub struct Subject {
    /// The client.
    pub client: Client,
    /// The design.
    pub design: Design,
    model: SkinModel,
    tissue: SkinTissue,
    belief: FadingBelief,
    viewing: Viewing,
    /// The light.
    pub light: LightName,
}

impl Subject {
    /// The case with the command line's skin and pigment.
    pub fn of(
        opened: &Opened,
        mut open: OpenCase,
        arguments: &SimulateArguments,
    ) -> Result<Self, Failure> {
        let mut field = "client.skin";
        if let Some(skin) = arguments.skin {
            field = "--skin";
            open.client.skin = Some(match skin {
                SkinColour::Type(own) => SkinReading::Fitzpatrick(own),
                SkinColour::Measured(Lab { l, a, b }) => SkinReading::Lab([l, a, b]),
            });
        }
        if let Some(instead) = &arguments.pigment {
            let catalogue = opened.shades()?;
            let shade = catalogue.shade(&instead.shade);
            let shade = shade.map_err(|e| named("--pigment", &e))?;
            let own = |setting: &DotSetting| DotSetting {
                shade: shade.key.clone(),
                water: instead.dilution.water_parts(),
                ..setting.clone()
            };
            open.design.shades.retain(|own| own.key != shade.key);
            open.design.shades.push(ShadeRecipe::of(shade));
            open.design.set_every_dot(own);
        }
        let model = SkinModel::new().map_err(input)?;
        let tissue = open.client.tissue(&model);
        Ok(Self {
            tissue: tissue.map_err(|e| named(field, &e))?,
            model,
            belief: FadingBelief::from_priors(&opened.fading()?),
            viewing: Viewing::under(arguments.light.into()).map_err(input)?,
            light: arguments.light,
            client: open.client,
            design: open.design,
        })
    }
}

/// The subject's skin, treated.
pub struct Treated<'a> {
    subject: &'a Subject,
    forecast: Forecast<'a>,
}

impl<'a> Treated<'a> {
    /// With the dots of `layout`.
    pub fn new(subject: &'a Subject, layout: &Layout) -> Result<Self, Failure> {
        let draws = work::draws(&subject.design);
        let skin = work::treated(&subject.model, &subject.tissue)?;
        let (client, design, belief) = (&subject.client, &subject.design, &subject.belief);
        let forecast = Forecast::new(skin, client, design, layout, belief, draws);
        Ok(Self {
            subject,
            forecast: forecast.map_err(input)?,
        })
    }

    /// The bare skin as the light shows it to an eye used to it.
    pub fn bare(&self) -> Result<Skin, Failure> {
        let seen = self.subject.viewing.rgb(&self.forecast.skin().bare());
        Skin::from_lab(Lab::from(seen)).map_err(input)
    }

    /// A dot of the typical client's, for each setting.
    pub fn dots(&self, days: f64, settings: usize) -> Result<Vec<DotAppearance>, Failure> {
        let dot = |k| self.forecast.dot(k, days, &self.subject.viewing);
        (0..settings).map(|k| dot(k).map_err(input)).collect()
    }

    /// A shaved hair in this skin.
    pub fn shaved_hair(&self, hair: &ShavedHair) -> Result<DotAppearance, Failure> {
        let skin = self.forecast.skin();
        skin.hair_appearance(hair, &self.subject.viewing)
            .map_err(input)
    }

    /// How the setting that most dots have is set.
    pub fn main_setting(&self) -> usize {
        self.forecast.main_setting()
    }

    /// Redness around the dots; none once nothing of it is seen.
    pub fn redness(&self, days: f64) -> Result<Option<Redness>, Failure> {
        let left = self.forecast.redness(days, &self.subject.viewing);
        Ok(left.map_err(input)?.map(Redness::flare))
    }

    /// How dark the work is at these ages, as a share of when it has healed, in nine of ten clients.
    pub fn shares(&self, days: &[f64]) -> Result<Vec<Band>, Failure> {
        self.forecast.shares(days).map_err(input)
    }

    /// Years since healing until a touch-up is due, in nine of ten clients.
    pub fn touch_up_years(&self) -> Result<Option<Band>, Failure> {
        self.forecast.touch_up_years().map_err(input)
    }

    /// What is in the skin after each of so many touch-ups.
    pub fn lifetime(&self, touch_ups: u32) -> Result<Vec<LedgerYear>, Failure> {
        self.forecast.lifetime(touch_ups).map_err(input)
    }

    /// Mean colour of the treated skin and colour of the bare skin to an eye used to the light.
    pub fn colours(&self, days: f64) -> Result<[Lab; 2], Failure> {
        self.forecast
            .colours(days, &self.subject.viewing)
            .map_err(input)
    }

    /// What to be warned of in daylight: work that tends to blue or red beside black stubble. Nothing before it has healed.
    pub fn warnings(&self, days: f64, from: ViewingDistance) -> Result<Vec<ShadeWarning>, Failure> {
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

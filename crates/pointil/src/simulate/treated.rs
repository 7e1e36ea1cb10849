//! The client's skin with the case's dots in it: how a dot looks at any age, and how sure that is.

use pointil_optics::{
    BLACK_HAIR, Band, Circumstances, DotAppearance, DotField, DotPlacement, FadingBelief,
    FadingCourse, ForecastDraws, HEALED_DAYS, Ink, Lab, LinearRgb, ShadeQuestion, ShadeWarning,
    ShavedHair, Skin, SkinModel, SkinTissue, Stubble, TissueParameters, TreatedSkin, Viewing,
    ViewingDistance, forecast, lasting_years,
};
use pointil_render::Redness;

use crate::arguments::SimulateArguments;
use crate::case::{Case, CaseInk, circumstances, placement, skin};
use crate::colour_arguments::{LightName, SkinColour};
use crate::colour_input::{self, input, named, read_priors};
use crate::failure::Failure;
use crate::work::{self, DUE_SHARE};

/// Clients drawn for a band.
const DRAWN: usize = 64;

/// How far a fresh dot reddens the skin: the flare around a needle's prick is a few millimetres wide (grade D).
const REDNESS_REACH_MM: f64 = 1.5;

/// Redness that leaves more than this of every primary is not drawn.
const UNSEEN_REDNESS: f64 = 0.995;

/// What the case says of skin, dots and client, and the light they are seen under.
pub struct Client {
    model: SkinModel,
    tissue: SkinTissue,
    placement: DotPlacement,
    /// What is set.
    pub ink: CaseInk,
    belief: FadingBelief,
    circumstances: Circumstances,
    viewing: Viewing,
    /// The light.
    pub light: LightName,
    seed: u64,
}

impl Client {
    /// The case's client, as the command line has it otherwise.
    pub fn of(case: &Case, arguments: &SimulateArguments) -> Result<Self, Failure> {
        let (field, skin) = match arguments.skin {
            Some(skin) => ("--skin", skin),
            None => ("client.skin", skin(case)?),
        };
        let model = SkinModel::new().map_err(input)?;
        let scattering = TissueParameters::LIVING_SCATTERING;
        let tissue = match skin {
            SkinColour::Type(fitzpatrick) => model.of_type(fitzpatrick, scattering),
            SkinColour::Measured(lab) => model.fitted_to_lab(lab, scattering),
        };
        let tissue = tissue.map_err(|e| named(field, &e))?;
        let section = &case.file.pigment;
        let fading = section.fading.as_deref().map(|name| case.beside(name));
        let priors = read_priors(fading.as_deref()).map_err(|e| e.at("pigment.fading"))?;
        let instead = arguments.pigment.as_ref();
        Ok(Self {
            tissue,
            model,
            placement: placement(section)?,
            ink: CaseInk::of(case, instead.map(|own| (own.shade.as_str(), own.dilution)))?,
            belief: FadingBelief::from_priors(&priors),
            circumstances: colour_input::circumstances(skin, &circumstances(case)?),
            viewing: Viewing::under(arguments.light.into()).map_err(input)?,
            light: arguments.light,
            seed: case.file.seed,
        })
    }
}

/// The client's skin, treated with so many dots per square centimetre.
pub struct Treated<'a> {
    client: &'a Client,
    skin: TreatedSkin<'a>,
    ink: Ink,
    /// The course of the typical client.
    course: FadingCourse,
    /// Courses that this client's work may take.
    courses: Vec<FadingCourse>,
    per_cm2: f64,
}

impl<'a> Treated<'a> {
    /// With `per_cm2` dots per square centimetre on average.
    pub fn new(client: &'a Client, per_cm2: f64) -> Result<Self, Failure> {
        let (who, how) = (&client.circumstances, &client.placement);
        let draws = ForecastDraws {
            count: DRAWN,
            seed: client.seed,
        };
        Ok(Self {
            client,
            skin: work::treated(&client.model, &client.tissue)?,
            ink: client.ink.shade.ink.diluted(client.ink.dilution),
            course: FadingCourse::new(&client.belief.typical(), who, how),
            courses: client.belief.courses(who, how, draws),
            per_cm2,
        })
    }

    /// The bare skin as the light shows it to an eye used to it.
    pub fn bare(&self) -> Result<Skin, Failure> {
        let seen = self.client.viewing.rgb(&self.skin.bare());
        Skin::from_lab(Lab::from(seen)).map_err(input)
    }

    /// A dot of the typical client's.
    pub fn dot(&self, days: f64) -> Result<DotAppearance, Failure> {
        let viewing = &self.client.viewing;
        let seen = self
            .skin
            .dot_appearance(&self.course, &self.ink, days, viewing);
        seen.map_err(input)
    }

    /// Redness around the dots; none once nothing of it is seen.
    pub fn redness(&self, days: f64) -> Result<Option<Redness>, Failure> {
        let left = self
            .skin
            .redness(&self.course, days, &self.client.viewing)
            .map_err(input)?;
        let LinearRgb { red, green, blue } = left;
        Ok(
            (red.min(green).min(blue) < UNSEEN_REDNESS).then_some(Redness {
                transmission: left,
                reach_mm: REDNESS_REACH_MM,
            }),
        )
    }

    /// How dark the work is at these ages, as a share of when it has healed, in nine of ten clients.
    pub fn shares(&self, days: &[f64]) -> Result<Vec<Band>, Failure> {
        forecast(&self.courses, days, &|course, days| {
            Ok(self.darkness(course, days)? / self.darkness(course, HEALED_DAYS)?)
        })
    }

    /// Years since healing until a touch-up is due, in nine of ten clients.
    pub fn touch_up_years(&self) -> Result<Option<Band>, Failure> {
        lasting_years(&self.courses, DUE_SHARE, &|course, days| {
            self.darkness(course, days)
        })
    }

    fn darkness(&self, course: &FadingCourse, days: f64) -> Result<f64, Failure> {
        let dots = DotField {
            course,
            ink: &self.ink,
            per_cm2: self.per_cm2,
        };
        self.skin.darkness(&dots, days).map_err(input)
    }

    /// Mean colour of the treated skin and colour of the bare skin to an eye used to the light.
    pub fn colours(&self, days: f64) -> Result<[Lab; 2], Failure> {
        let dots = DotField {
            course: &self.course,
            ink: &self.ink,
            per_cm2: self.per_cm2,
        };
        let area = self.skin.area(&dots, days).map_err(input)?;
        let viewing = &self.client.viewing;
        Ok([viewing.lab(&area), viewing.lab(&self.skin.bare())])
    }

    /// What to be warned of in daylight: work that tends to blue or red beside black stubble. Nothing before it has healed.
    pub fn warnings(&self, days: f64, from: ViewingDistance) -> Result<Vec<ShadeWarning>, Failure> {
        if days < HEALED_DAYS {
            return Ok(Vec::new());
        }
        let stubble = Stubble::Hairs(ShavedHair::typical(BLACK_HAIR));
        let question = ShadeQuestion::new(&self.skin, &self.course, self.per_cm2, &stubble, from);
        let CaseInk { shade, dilution } = &self.client.ink;
        let look = question.and_then(|question| question.aged(shade, *dilution, days));
        let mut warnings = look.map_err(input)?.warnings;
        warnings.retain(|own| matches!(own, ShadeWarning::TendsToBlue | ShadeWarning::TendsToRed));
        Ok(warnings)
    }
}

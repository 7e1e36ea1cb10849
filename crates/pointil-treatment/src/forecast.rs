//! What becomes of a design on its client: how dark it is at any age, when a touch-up falls due, what that adds to the skin.

use core::f64::consts::PI;

use pointil_optics::{
    Band, Circumstances, DAYS_PER_YEAR, Dilution, DotAppearance, DotField, FadingBelief,
    FadingCourse, ForecastDraws, HEALED_DAYS, HealsTo, Ink, InkError, Lab, LinearRgb, Shade,
    ShadeCatalogue, ShadeLook, ShadeMatch, ShadeMatchError, ShadeQuestion, Stubble, StubbleLook,
    TreatedSkin, TreatedSkinError, Viewing, ViewingDistance, forecast, lasting_years,
};

use crate::client::Client;
use crate::design::{Design, DotSetting, Technique};
use crate::layout::Layout;

/// The share of the healed darkness at which a touch-up is due. No source says so (grade D): from it 5 to 8 years follow.
pub const DUE_SHARE: f64 = 1.0 / 3.0;

/// Clients drawn for what is forecast of a design: as many for its pictures, its review and its papers, so that all say the same.
const DRAWN: usize = 64;

/// The clients drawn for what is forecast of `design`.
pub fn draws(design: &Design) -> ForecastDraws {
    ForecastDraws {
        count: DRAWN,
        seed: design.seed,
    }
}

/// Parts of water that shades are tried with.
const WATERS: [f64; 8] = [0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0];

/// A design in its client's skin, with the courses that it may take.
pub struct Forecast<'a> {
    skin: TreatedSkin<'a>,
    settings: Vec<SettingCourse>,
    /// The drawn clients: of each, one course for every setting.
    clients: Vec<Vec<FadingCourse>>,
    per_cm2: f64,
}

/// Dots that are set in one way, and what becomes of them in a typical client.
struct SettingCourse {
    shade: Shade,
    dilution: Dilution,
    /// The shade as thinned.
    ink: Ink,
    typical: FadingCourse,
    /// The share of the design's dots that are set so.
    share: f64,
}

/// A forecast that cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ForecastError {
    /// The skin with its dots.
    #[error(transparent)]
    Skin(#[from] TreatedSkinError),
    /// The look beside stubble.
    #[error(transparent)]
    Look(#[from] ShadeMatchError),
    /// A shade that cannot be.
    #[error("shade {shade:?}: {why}")]
    Shade {
        /// Its key.
        shade: String,
        /// Why not.
        why: String,
    },
    /// A size that no dot has.
    #[error("dots: {0}")]
    Dot(String),
    /// A design without a dot.
    #[error("the design asks for no dot at all; raise its densities")]
    NoDot,
}

/// What is in the skin once a touch-up is done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LedgerYear {
    /// Years after the work first healed.
    pub years: f64,
    /// Dots per square centimetre of treated skin, old and new.
    pub dots_per_cm2: f64,
    /// The share of the treated skin that they cover: dots grow with the years, so more of them touch.
    pub coverage: f64,
}

impl<'a> Forecast<'a> {
    /// Of `layout` in `skin`, with courses drawn from what is believed.
    ///
    /// # Errors
    /// A shade or dot that cannot be, or no dot at all.
    pub fn new(
        skin: TreatedSkin<'a>,
        client: &Client,
        design: &Design,
        layout: &Layout,
        belief: &FadingBelief,
        draws: ForecastDraws,
    ) -> Result<Self, ForecastError> {
        let count = layout.dots.len();
        if count == 0 {
            return Err(ForecastError::NoDot);
        }
        let mut settings = Vec::new();
        let mut by_setting = Vec::new();
        for (k, setting) in layout.settings.iter().enumerate() {
            let who = circumstances(client, design, setting);
            let placement = setting.placement();
            let how = placement.map_err(|e| ForecastError::Dot(e.to_string()))?;
            let own = layout.dots.iter().filter(|dot| dot.setting == k).count();
            let (shade, dilution) = shade(design, setting)?;
            settings.push(SettingCourse {
                ink: shade.ink.diluted(dilution),
                shade,
                dilution,
                typical: FadingCourse::new(&belief.typical(), &who, &how),
                share: own as f64 / count as f64,
            });
            by_setting.push(belief.courses(&who, &how, draws));
        }
        // The same draws for every setting: a client is one person all over the head.
        let drawn = by_setting.iter().map(Vec::len).min().unwrap_or(0);
        let clients = (0..drawn).map(|k| by_setting.iter().map(|own| own[k]).collect());
        Ok(Self {
            skin,
            clients: clients.collect(),
            settings,
            per_cm2: layout.typical_density().per_square_cm(),
        })
    }

    /// The skin.
    pub const fn skin(&self) -> &TreatedSkin<'a> {
        &self.skin
    }

    /// Dots per square centimetre of the work where it is not faded out.
    pub const fn dots_per_cm2(&self) -> f64 {
        self.per_cm2
    }

    /// The setting that most dots have.
    pub fn main_setting(&self) -> usize {
        let numbered = self.settings.iter().enumerate();
        let most = numbered.max_by(|(_, a), (_, b)| a.share.total_cmp(&b.share));
        most.map_or(0, |(k, _)| k)
    }

    /// The typical client's course of dots set so.
    pub fn typical(&self, setting: usize) -> &FadingCourse {
        &self.settings[setting].typical
    }

    /// A dot of the typical client's, so many days after it was set.
    ///
    /// # Errors
    /// Dots beyond the table of dots.
    pub fn dot(
        &self,
        setting: usize,
        days: f64,
        viewing: &Viewing,
    ) -> Result<DotAppearance, ForecastError> {
        let own = &self.settings[setting];
        let seen = self
            .skin
            .dot_appearance(&own.typical, &own.ink, days, viewing);
        Ok(seen?)
    }

    /// What reddened skin around the dots returns of the light that calm skin returns, so many days after they were set; `None` once
    /// nothing of it is seen.
    ///
    /// # Errors
    /// As for [`TreatedSkin::redness`].
    pub fn redness(
        &self,
        days: f64,
        viewing: &Viewing,
    ) -> Result<Option<LinearRgb>, ForecastError> {
        /// Redness that leaves more than this of every primary is not seen.
        const UNSEEN: f64 = 0.995;
        let course = self.typical(self.main_setting());
        let left = self.skin.redness(course, days, viewing)?;
        let least = left.red.min(left.green).min(left.blue);
        Ok((least < UNSEEN).then_some(left))
    }

    /// How dark the work is at these ages, as a share of when it has healed, in nine of ten clients.
    ///
    /// # Errors
    /// Dots beyond the table of dots.
    pub fn shares(&self, days: &[f64]) -> Result<Vec<Band>, ForecastError> {
        forecast(&self.clients, days, &|client: &Vec<FadingCourse>, days| {
            Ok(self.darkness(client, days)? / self.darkness(client, HEALED_DAYS)?)
        })
    }

    /// Years since healing until a touch-up is due, in nine of ten clients.
    ///
    /// # Errors
    /// Dots beyond the table of dots.
    pub fn touch_up_years(&self) -> Result<Option<Band>, ForecastError> {
        lasting_years(&self.clients, DUE_SHARE, &|client, days| {
            self.darkness(client, days)
        })
    }

    /// Mean colour of skin with the main setting's dots in a typical client, and colour of the bare skin, to an eye used to the light.
    ///
    /// # Errors
    /// Dots beyond the table of dots.
    pub fn colours(&self, days: f64, viewing: &Viewing) -> Result<[Lab; 2], ForecastError> {
        let own = &self.settings[self.main_setting()];
        let dots = self.field(own, &own.typical);
        let area = self.skin.area(&dots, days)?;
        Ok([viewing.lab(&area), viewing.lab(&self.skin.bare())])
    }

    /// How dots of a setting look in daylight beside stubble from so far, in a typical client, with what to be warned of.
    ///
    /// # Errors
    /// Dots beyond the table of dots, or stubble that nobody has on this skin.
    pub fn beside(
        &self,
        setting: usize,
        days: f64,
        stubble: &Stubble,
        from: ViewingDistance,
    ) -> Result<ShadeLook, ForecastError> {
        let own = &self.settings[setting];
        let question = self.question(setting, stubble, from)?;
        Ok(question.aged(&own.shade, own.dilution, days)?)
    }

    /// How the stubble that dots of a setting are to match looks from so far.
    ///
    /// # Errors
    /// Stubble that nobody has on this skin.
    pub fn stubble(
        &self,
        setting: usize,
        stubble: &Stubble,
        from: ViewingDistance,
    ) -> Result<StubbleLook, ForecastError> {
        Ok(self.question(setting, stubble, from)?.stubble())
    }

    /// How a setting's shade is thinned to heal as dark as the stubble.
    ///
    /// # Errors
    /// As for [`Self::beside`].
    pub fn heals_to(
        &self,
        setting: usize,
        stubble: &Stubble,
        from: ViewingDistance,
    ) -> Result<HealsTo, ForecastError> {
        let question = self.question(setting, stubble, from)?;
        Ok(question.heals_to_stubble(&self.settings[setting].shade)?)
    }

    /// Every shade of a catalogue at some dilutions in place of a setting's own, the nearest to the stubble when healed first.
    ///
    /// # Errors
    /// As for [`Self::beside`]; no dilution.
    pub fn ranked(
        &self,
        setting: usize,
        catalogue: &ShadeCatalogue,
        dilutions: &[Dilution],
        stubble: &Stubble,
        from: ViewingDistance,
    ) -> Result<Vec<ShadeMatch>, ForecastError> {
        let question = self.question(setting, stubble, from)?;
        Ok(question.ranked(catalogue, dilutions)?)
    }

    /// Every shade of a catalogue at the usual dilutions, the nearest to the stubble when healed first.
    ///
    /// # Errors
    /// As for [`Self::beside`].
    pub fn matched(
        &self,
        setting: usize,
        catalogue: &ShadeCatalogue,
        stubble: &Stubble,
        from: ViewingDistance,
    ) -> Result<Vec<ShadeMatch>, ForecastError> {
        let thinned = WATERS
            .iter()
            .filter_map(|water| Dilution::parts(1.0, *water).ok());
        let thinned: Vec<Dilution> = thinned.collect();
        self.ranked(setting, catalogue, &thinned, stubble, from)
    }

    fn question(
        &self,
        setting: usize,
        stubble: &Stubble,
        from: ViewingDistance,
    ) -> Result<ShadeQuestion<'_>, ForecastError> {
        let own = &self.settings[setting].typical;
        Ok(ShadeQuestion::new(
            &self.skin,
            own,
            self.per_cm2,
            stubble,
            from,
        )?)
    }

    /// The ledger of a typical client whose work is brought back to its healed darkness each time it is due, `touch_ups` times.
    ///
    /// # Errors
    /// Dots beyond the table of dots.
    pub fn lifetime(&self, touch_ups: u32) -> Result<Vec<LedgerYear>, ForecastError> {
        let Some(due) = self.touch_up_years()? else {
            return Ok(Vec::new());
        };
        let mut ledger = Vec::new();
        // Each generation of dots with its age in years since it healed.
        let mut generations: Vec<(f64, f64)> = vec![(self.per_cm2, 0.0)];
        for k in 0..=touch_ups {
            if k > 0 {
                generations
                    .iter_mut()
                    .for_each(|(_, age)| *age += due.middle);
                // What is left of the old dots need not be placed again.
                let left = generations.iter().map(|(dots, age)| {
                    let days = HEALED_DAYS + DAYS_PER_YEAR * age;
                    Ok(dots * self.typical_share(days)?)
                });
                let left: f64 = left.sum::<Result<f64, ForecastError>>()?;
                generations.push(((self.per_cm2 - left).max(0.0), 0.0));
            }
            let open = generations.iter().map(|(dots, age)| {
                let days = HEALED_DAYS + DAYS_PER_YEAR * age;
                let each = self.settings.iter();
                dots * each
                    .map(|own| covered_mm2(own, days) * own.share)
                    .sum::<f64>()
            });
            ledger.push(LedgerYear {
                years: f64::from(k) * due.middle,
                coverage: 1.0 - libm::exp(-open.sum::<f64>() / 100.0),
                dots_per_cm2: generations.iter().map(|(dots, _)| dots).sum(),
            });
        }
        Ok(ledger)
    }

    fn typical_share(&self, days: f64) -> Result<f64, ForecastError> {
        let client: Vec<FadingCourse> = self.settings.iter().map(|own| own.typical).collect();
        Ok(self.darkness(&client, days)? / self.darkness(&client, HEALED_DAYS)?)
    }

    fn darkness(&self, client: &[FadingCourse], days: f64) -> Result<f64, ForecastError> {
        let settings = self.settings.iter().zip(client);
        settings
            .filter(|(own, _)| own.share > 0.0)
            .map(|(own, course)| {
                let darkness = self.skin.darkness(&self.field(own, course), days)?;
                Ok(own.share * darkness)
            })
            .sum()
    }

    const fn field<'b>(&self, own: &'b SettingCourse, course: &'b FadingCourse) -> DotField<'b> {
        DotField {
            course,
            ink: &own.ink,
            per_cm2: self.per_cm2,
        }
    }
}

/// Square millimetres of skin over one dot.
fn covered_mm2(own: &SettingCourse, days: f64) -> f64 {
    let across = own.typical.column(days).diameter_mm;
    PI / 4.0 * across * across
}

fn shade(design: &Design, setting: &DotSetting) -> Result<(Shade, Dilution), ForecastError> {
    let refused = |why: String| ForecastError::Shade {
        shade: setting.shade.clone(),
        why,
    };
    let recipe = design.shade(&setting.shade);
    let recipe = recipe.ok_or_else(|| refused("is not among the design's shades".to_owned()))?;
    let shade = recipe
        .shade()
        .map_err(|e: InkError| refused(e.to_string()))?;
    let dilution = setting.dilution().map_err(|e| refused(e.to_string()))?;
    Ok((shade, dilution))
}

/// Who carries dots of this setting: on a scar where only scars have it.
fn circumstances(client: &Client, design: &Design, setting: &DotSetting) -> Circumstances {
    let scars = design.techniques.iter().filter(|own| own.on_scar());
    let of_a_scar = |technique: &Technique| match technique {
        Technique::StripScar { dot, .. } | Technique::PunchScars { dot, .. } => {
            dot.as_ref() == Some(setting)
        }
        _ => false,
    };
    let only_scars = design.techniques.iter().all(Technique::on_scar);
    let on_scar = only_scars || scars.into_iter().any(of_a_scar);
    client.circumstances(design.permanence, on_scar)
}

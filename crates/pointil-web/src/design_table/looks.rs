//! How each way of setting dots looks on this client at an age and in a light, for the page to draw.

use pointil_optics::{
    DotAppearance, FadingBelief, FadingPriors, Gloss, Illuminant, Lab, LinearRgb, ShadeCatalogue,
    ShadeMatch, ShavedHair, SkinModel, SkinTissue, TabulatedDots, TreatedSkin, Viewing,
    ViewingDistance,
};
use pointil_render::{Dot, Redness};
use pointil_treatment::design::{LEAST_STUBBLE_MM, WornHair};
use pointil_treatment::forecast::{Forecast, draws};
use pointil_treatment::review::{NaturalnessRules, Review};
use pointil_treatment::{Layout, LayoutDot, OpenCase};
use serde::Serialize;
use thiserror::Error;

/// Why there is no look.
#[derive(Debug, Error)]
#[error("{what}: {reason}")]
pub struct NoLook {
    what: &'static str,
    reason: String,
}

impl NoLook {
    fn of<E: core::fmt::Display>(what: &'static str) -> impl Fn(E) -> Self {
        move |error| Self {
            what,
            reason: error.to_string(),
        }
    }
}

/// The client's skin, ready for questions: what takes time is done once.
pub struct ClientSkin {
    model: SkinModel,
    tissue: SkinTissue,
    belief: FadingBelief,
}

/// How one way of setting dots looks: the share of light lost, for the three primaries.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Look {
    disc: [f64; 3],
    diameter_mm: f64,
    edge_mm: f64,
    halos: Vec<HaloLook>,
}

/// A halo of a look.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HaloLook {
    loss: [f64; 3],
    spread_mm: f64,
}

/// Dots in the skin, ready to be drawn into a photograph.
pub struct DrawnDots {
    /// The dots.
    pub dots: Vec<Dot>,
    /// The redness around them, while they are fresh.
    pub redness: Option<Redness>,
}

/// Shades beside a client's stubble.
pub struct Matches {
    /// The stubble's mean colour.
    pub stubble: Lab,
    /// The nearest first.
    pub ranked: Vec<ShadeMatch>,
}

/// Looks of all settings, and the bare skin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Looks {
    /// The share of light that bare skin returns.
    pub skin: [f64; 3],
    /// By setting.
    pub settings: Vec<Look>,
    /// A shaved hair of the client's.
    pub hair: Look,
}

/// A design at several ages.
pub struct Years {
    /// By age and setting.
    pub looks: Vec<Vec<Look>>,
    /// By age: the share of the healed darkness that is left, the least, the middle and the most in nine of ten clients.
    pub shares: Vec<[f64; 3]>,
    /// Years after healing until a touch-up is due, as above.
    pub touch_up: Option<[f64; 3]>,
}

fn primaries(colour: LinearRgb) -> [f64; 3] {
    [colour.red, colour.green, colour.blue]
}

impl From<DotAppearance> for Look {
    fn from(own: DotAppearance) -> Self {
        let halo = |halo: &pointil_optics::Halo| HaloLook {
            loss: primaries(halo.loss),
            spread_mm: halo.spread_mm,
        };
        Self {
            disc: primaries(own.disc),
            diameter_mm: own.diameter_mm,
            edge_mm: own.edge_mm,
            halos: own.halos.iter().map(halo).collect(),
        }
    }
}

/// A shaved hair of the client's on their skin.
fn hair_on(skin: &TreatedSkin<'_>, case: &OpenCase, viewing: &Viewing) -> Result<Look, NoLook> {
    let length_mm = case.design.worn_hair().length_mm();
    let hair = ShavedHair {
        length_mm: length_mm.clamp(LEAST_STUBBLE_MM, WornHair::MOST_SHAVED_MM),
        ..ShavedHair::typical(case.client.hair_colour())
    };
    let look = skin.hair_appearance(&hair, viewing);
    look.map(Look::from).map_err(NoLook::of("hair"))
}

impl ClientSkin {
    /// The skin of the case's client.
    ///
    /// # Errors
    /// A colour that no skin has.
    pub fn of(case: &OpenCase) -> Result<Self, NoLook> {
        let model = SkinModel::new().map_err(NoLook::of("skin"))?;
        let tissue = case.client.tissue(&model);
        let priors = FadingPriors::built_in().map_err(NoLook::of("fading"))?;
        Ok(Self {
            tissue: tissue.map_err(NoLook::of("client.skin"))?,
            belief: FadingBelief::from_priors(&priors),
            model,
        })
    }

    /// The colour of the bare skin in daylight.
    ///
    /// # Errors
    /// As for [`Self::of`].
    pub fn bare(&self) -> Result<Lab, NoLook> {
        let viewing = Viewing::under(Illuminant::D65).map_err(NoLook::of("light"))?;
        Ok(Lab::from(viewing.rgb(&self.treated()?.bare())))
    }

    fn treated(&self) -> Result<TreatedSkin<'_>, NoLook> {
        let dots = TabulatedDots::new(&self.model, &self.tissue).map_err(NoLook::of("dots"))?;
        let skin = TreatedSkin::new(&self.model, &self.tissue, Box::new(dots), Gloss::Included);
        skin.map_err(NoLook::of("skin"))
    }

    /// What becomes of the case's dots at some ages.
    ///
    /// # Errors
    /// Dots beyond the table of dots.
    pub fn years(
        &self,
        case: &OpenCase,
        layout: &Layout,
        days: &[f64],
        light: Illuminant,
    ) -> Result<Years, NoLook> {
        let viewing = Viewing::under(light).map_err(NoLook::of("light"))?;
        let forecast = self.forecast(case, layout)?;
        let at = |days: &f64| {
            let look = |k| {
                let dot = forecast.dot(k, *days, &viewing);
                dot.map(Look::from).map_err(NoLook::of("dots"))
            };
            (0..layout.settings.len()).map(look).collect()
        };
        let band = |own: pointil_optics::Band| [own.low, own.middle, own.high];
        let shares = forecast.shares(days).map_err(NoLook::of("forecast"))?;
        let due = forecast.touch_up_years().map_err(NoLook::of("forecast"))?;
        Ok(Years {
            looks: days.iter().map(at).collect::<Result<_, _>>()?,
            shares: shares.into_iter().map(band).collect(),
            touch_up: due.map(band),
        })
    }

    /// Years after healing at which a touch-up is due: early, middle and late of nine in ten clients; none when it never is.
    ///
    /// # Errors
    /// As for [`Self::years`].
    pub fn touch_up(&self, case: &OpenCase, layout: &Layout) -> Result<Option<[f64; 3]>, NoLook> {
        let due = self.forecast(case, layout)?.touch_up_years();
        let due = due.map_err(NoLook::of("forecast"))?;
        Ok(due.map(|own| [own.low, own.middle, own.high]))
    }

    fn forecast(&self, case: &OpenCase, layout: &Layout) -> Result<Forecast<'_>, NoLook> {
        let draws = draws(&case.design);
        let (skin, client) = (self.treated()?, &case.client);
        let forecast = Forecast::new(skin, client, &case.design, layout, &self.belief, draws);
        forecast.map_err(NoLook::of("forecast"))
    }

    /// The looks of the case's dots so many days after they were set.
    ///
    /// # Errors
    /// Dots beyond the table of dots.
    pub fn looks(
        &self,
        case: &OpenCase,
        layout: &Layout,
        days: f64,
        light: Illuminant,
    ) -> Result<Looks, NoLook> {
        let viewing = Viewing::under(light).map_err(NoLook::of("light"))?;
        let forecast = self.forecast(case, layout)?;
        let hair = hair_on(forecast.skin(), case, &viewing)?;
        let look = |k| {
            let dot = forecast.dot(k, days, &viewing);
            dot.map(Look::from).map_err(NoLook::of("dots"))
        };
        Ok(Looks {
            skin: primaries(viewing.rgb(&forecast.skin().bare())),
            hair,
            settings: (0..layout.settings.len())
                .map(look)
                .collect::<Result<_, _>>()?,
        })
    }

    /// The case's dots so many days after they were set, to be drawn into a photograph.
    ///
    /// # Errors
    /// Dots beyond the table of dots.
    pub fn drawn(
        &self,
        case: &OpenCase,
        layout: &Layout,
        days: f64,
        light: Illuminant,
    ) -> Result<DrawnDots, NoLook> {
        let viewing = Viewing::under(light).map_err(NoLook::of("light"))?;
        let forecast = self.forecast(case, layout)?;
        let look = |k| forecast.dot(k, days, &viewing);
        let looks = (0..layout.settings.len()).map(look);
        let looks = looks.collect::<Result<Vec<_>, _>>();
        let looks = looks.map_err(NoLook::of("dots"))?;
        let redness = forecast.redness(days, &viewing);
        let dot = |own: &LayoutDot| Dot {
            position: own.point,
            normal: own.normal,
            appearance: looks[own.setting],
        };
        Ok(DrawnDots {
            dots: layout.dots.iter().map(dot).collect(),
            redness: redness.map_err(NoLook::of("redness"))?.map(Redness::flare),
        })
    }

    /// Shades for the case's dots beside the client's stubble, seen from arm's length.
    ///
    /// # Errors
    /// Stubble that nobody has on this skin.
    pub fn matches(&self, case: &OpenCase, layout: &Layout) -> Result<Matches, NoLook> {
        let catalogue = ShadeCatalogue::built_in().map_err(NoLook::of("shades"))?;
        let forecast = self.forecast(case, layout)?;
        let (main, stubble) = (forecast.main_setting(), case.client.stubble());
        let near = ViewingDistance::ARMS_LENGTH;
        let ranked = forecast.matched(main, &catalogue, &stubble, near);
        let own = forecast.stubble(main, &stubble, near);
        Ok(Matches {
            stubble: own.map_err(NoLook::of("stubble"))?.mean,
            ranked: ranked.map_err(NoLook::of("shades"))?,
        })
    }

    /// A shaved hair of the client's in a light.
    ///
    /// # Errors
    /// A colour that no hair has.
    pub fn hair(&self, case: &OpenCase, light: Illuminant) -> Result<Look, NoLook> {
        let viewing = Viewing::under(light).map_err(NoLook::of("light"))?;
        hair_on(&self.treated()?, case, &viewing)
    }

    /// The naturalness review of the case.
    ///
    /// # Errors
    /// Rules or a design that cannot be reviewed.
    pub fn review(&self, case: &OpenCase, layout: &Layout) -> Result<Review, NoLook> {
        let rules = NaturalnessRules::built_in().map_err(NoLook::of("rules"))?;
        let forecast = self.forecast(case, layout)?;
        let review = Review::of(&case.client, &case.design, layout, &forecast, &rules);
        review.map_err(NoLook::of("review"))
    }
}

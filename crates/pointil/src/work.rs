//! Work on one client's skin, as commands about its years to come are told of it.

use pointil_optics::{
    Circumstances, Dilution, DotField, DotPlacement, FadingCourse, Gloss, Ink, SkinModel,
    SkinTissue, TabulatedDots, TreatedSkin,
};
use serde_json::{Value, json};

use crate::colour_arguments::{
    CircumstanceArguments, PlacementArguments, SkinArguments, TableArguments,
};
use crate::colour_input::{circumstances, input, named, placement, read_catalogue, tissue};
use crate::failure::Failure;

/// Which work on whom.
#[derive(Debug, clap::Args)]
pub struct WorkArguments {
    /// The bare skin.
    #[command(flatten)]
    pub skin: SkinArguments,
    /// The dots.
    #[command(flatten)]
    pub placement: PlacementArguments,
    /// Shade of the ink.
    #[arg(long, default_value = "black")]
    pub shade: String,
    /// Parts of water to one part of pigment.
    #[arg(long, default_value_t = 1.0, allow_negative_numbers = true)]
    pub water: f64,
    /// Dots per cm² when all sessions are done.
    #[arg(long, default_value_t = 150.0, allow_negative_numbers = true)]
    pub density: f64,
    /// The client.
    #[command(flatten)]
    pub circumstances: CircumstanceArguments,
    /// A studio's own tables.
    #[command(flatten)]
    pub tables: TableArguments,
}

/// The work.
#[derive(Clone, Debug)]
pub struct Work {
    /// The bare skin.
    pub tissue: SkinTissue,
    /// How the dots lie.
    pub placement: DotPlacement,
    /// Key of the shade.
    pub shade: String,
    /// How it was thinned.
    pub dilution: Dilution,
    /// The ink as it was set.
    pub ink: Ink,
    /// Dots per square centimetre.
    pub per_cm2: f64,
    /// Who carries it.
    pub circumstances: Circumstances,
}

impl Work {
    /// The work that was asked for.
    pub fn read(model: &SkinModel, arguments: &WorkArguments) -> Result<Self, Failure> {
        let catalogue = read_catalogue(arguments.tables.shades.as_deref())?;
        let shade = catalogue.shade(&arguments.shade);
        let shade = shade.map_err(|e| named("--shade", &e))?;
        let dilution = Dilution::parts(1.0, arguments.water).map_err(|e| named("--water", &e))?;
        let per_cm2 = arguments.density;
        if !(per_cm2 > 0.0 && per_cm2 <= 1000.0) {
            return Err(Failure::input(format!(
                "--density {per_cm2}; it is above 0 and at most 1000 dots per cm² (60 to 200 in all for scalp micropigmentation)"
            )));
        }
        Ok(Self {
            tissue: tissue(model, &arguments.skin)?,
            placement: placement(&arguments.placement)?,
            shade: shade.key.clone(),
            dilution,
            ink: shade.ink.diluted(dilution),
            per_cm2,
            circumstances: circumstances(arguments.skin.skin, &arguments.circumstances),
        })
    }

    /// Its dots on this course.
    pub fn dots<'a>(&'a self, course: &'a FadingCourse) -> DotField<'a> {
        DotField {
            course,
            ink: &self.ink,
            per_cm2: self.per_cm2,
        }
    }

    /// The share of all pigment set that is still in the skin.
    pub fn pigment_left(&self, course: &FadingCourse, days: f64) -> f64 {
        let components = self.ink.components().iter();
        let (left, all) = components.fold((0.0, 0.0), |(left, all), own| {
            let remains = course.remaining(own.particles.material, days);
            (left + own.mg_per_ml * remains, all + own.mg_per_ml)
        });
        if all > 0.0 { left / all } else { 0.0 }
    }

    /// In words.
    pub fn words(&self) -> String {
        format!(
            "{} 1:{}, {} dots/cm² {} mm wide from {} mm down over {} mm",
            self.shade,
            (100.0 * self.dilution.water_parts()).round() / 100.0,
            self.per_cm2,
            self.placement.diameter_mm(),
            self.placement.depth_mm(),
            self.placement.length_mm()
        )
    }

    /// For machines.
    pub fn json(&self) -> Value {
        json!({
            "shade": self.shade,
            "water_parts": self.dilution.water_parts(),
            "dots_per_cm2": self.per_cm2,
            "diameter_mm": self.placement.diameter_mm(),
            "depth_mm": self.placement.depth_mm(),
            "length_mm": self.placement.length_mm(),
        })
    }
}

/// The skin ready for dots, in colours as an instrument in contact measures them.
pub fn treated<'a>(model: &'a SkinModel, tissue: &SkinTissue) -> Result<TreatedSkin<'a>, Failure> {
    let dots = TabulatedDots::new(model, tissue).map_err(input)?;
    TreatedSkin::new(model, tissue, Box::new(dots), Gloss::Included).map_err(input)
}

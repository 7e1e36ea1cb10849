//! The changes that a practitioner makes to a design, one at a time and each with its name.

use pointil_optics::Permanence;
use pointil_scalp::{
    DotDensity, Hairline, HairlineParameters, HairlinePoint, HairlinePreset, Zone,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::DesignError;
use super::density_stroke::DensityStroke;
use super::dot_setting::{DotSetting, ShadeRecipe};
use super::hairline::{HairlineDesign, LinePoint};
use super::place::Place;
use super::present_hair::{PresentHair, PresentHairEdit};
use super::technique::Technique;
use super::{Design, EdgeDesign};

/// A side of the head, the client's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeadSide {
    /// The client's left.
    Left,
    /// The client's right.
    Right,
}

/// What a brush works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Brush {
    /// The hair that is there.
    Hair,
    /// The density of dots.
    Density,
}

/// One change to a design. It says what is to be, not what was, so that the same edit made twice changes nothing more; adding and
/// taking away excepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "edit", deny_unknown_fields)]
pub enum EditDesign {
    /// A point of the hairline lies elsewhere.
    MovePoint {
        /// Which, from the client's right, 0 first.
        index: usize,
        /// Where.
        at: Place,
    },
    /// The hairline passes one more place.
    AddPoint {
        /// The point before it, from the client's right.
        after: usize,
        /// Where.
        at: Place,
    },
    /// A point without a name is taken away.
    RemovePoint {
        /// Which.
        index: usize,
    },
    /// One side of the hairline becomes the mirror image of the other.
    MirrorLine {
        /// The side that stays.
        keep: HeadSide,
    },
    /// The hairline is drawn anew from a preset, with its softness.
    UsePreset {
        /// Its key, such as `mature_male_natural`.
        preset: String,
    },
    /// The hairline is drawn anew from its measures.
    DrawLine {
        /// The measures.
        parameters: HairlineParameters,
    },
    /// How the hairline's edge departs from its smooth line. The line stays where it is.
    LineEdge {
        /// Of these, those hold that are not places: amplitudes, period, transition zone, sentinels, asymmetry, seed.
        parameters: HairlineParameters,
    },
    /// Dots per square centimetre of a zone.
    ZoneDensity {
        /// The zone.
        zone: Zone,
        /// The density, 0 to 250.
        dots_per_cm2: DotDensity,
    },
    /// A zone's own dots; none for the design's.
    ZoneDot {
        /// The zone.
        zone: Zone,
        /// How they are set.
        dot: Option<DotSetting>,
    },
    /// The design's dots.
    Dot {
        /// How they are set.
        dot: DotSetting,
    },
    /// A shade and its dilution for every dot, wherever it lies.
    Shade {
        /// Its recipe.
        recipe: ShadeRecipe,
        /// Parts of water to one of it.
        water: f64,
    },
    /// How treatment begins and ends.
    Edge {
        /// All of it.
        edge: EdgeDesign,
    },
    /// The hair that is there.
    Hair {
        /// All of it.
        hair: PresentHair,
    },
    /// A stroke of the hair brush.
    BrushHair {
        /// What it says of one place.
        stroke: PresentHairEdit,
    },
    /// A stroke of the density brush.
    BrushDensity {
        /// Where, and how many times the density.
        stroke: DensityStroke,
    },
    /// One kind of stroke is taken away, all of them.
    ClearStrokes {
        /// Which kind.
        of: Brush,
    },
    /// One technique more.
    AddTechnique {
        /// Which.
        technique: Technique,
    },
    /// A technique otherwise.
    ChangeTechnique {
        /// Its place in the list, 0 first.
        index: usize,
        /// What it is now.
        technique: Technique,
    },
    /// One technique less.
    RemoveTechnique {
        /// Its place in the list.
        index: usize,
    },
    /// The share of all dots that is in the skin after each session.
    Layers {
        /// Shares that rise to 1.
        layers: Vec<f64>,
    },
    /// What the pigment is sold as.
    Permanence {
        /// The kind.
        permanence: Permanence,
    },
    /// Exactly so many dots; none for as many as the densities ask for.
    Dots {
        /// How many.
        dots: Option<u32>,
    },
    /// Another of the equally good patterns.
    Seed {
        /// Its number.
        seed: u64,
    },
}

impl EditDesign {
    /// The design with the change made; nothing else changes. What the whole design may not be is refused by [`Design::check`] and when
    /// it is laid out.
    ///
    /// # Errors
    /// A point, zone, technique or preset that there is not, a line that no head has.
    pub fn apply(&self, design: &Design) -> Result<Design, DesignError> {
        let mut own = design.clone();
        match self {
            Self::MovePoint { .. }
            | Self::AddPoint { .. }
            | Self::RemovePoint { .. }
            | Self::MirrorLine { .. } => self.reshape(&mut own.hairline)?,
            Self::UsePreset { preset } => use_preset(&mut own, preset)?,
            Self::DrawLine { parameters } => draw(&mut own, parameters.clone())?,
            Self::LineEdge { parameters } => set_edge(&mut own.hairline.parameters, parameters),
            Self::ZoneDensity { zone, dots_per_cm2 } => {
                zone_of(&mut own, *zone)?.dots_per_cm2 = *dots_per_cm2;
            }
            Self::ZoneDot { zone, dot } => zone_of(&mut own, *zone)?.dot.clone_from(dot),
            Self::Dot { dot } => own.dot = dot.clone(),
            Self::Shade { recipe, water } => set_shade(&mut own, recipe, *water),
            Self::Edge { edge } => own.edge = *edge,
            Self::Hair { hair } => own.hair = hair.clone(),
            Self::BrushHair { stroke } => own.hair.edits.push(stroke.clone()),
            Self::BrushDensity { stroke } => own.density_strokes.push(stroke.clone()),
            Self::ClearStrokes { of: Brush::Hair } => own.hair.edits.clear(),
            Self::ClearStrokes { of: Brush::Density } => own.density_strokes.clear(),
            Self::AddTechnique { technique } => own.techniques.push(technique.clone()),
            Self::ChangeTechnique { index, technique } => {
                let count = own.techniques.len();
                let slot = own.techniques.get_mut(*index);
                *slot.ok_or_else(|| no_such("techniques", *index, count))? = technique.clone();
            }
            Self::RemoveTechnique { index } => {
                let count = own.techniques.len();
                if *index >= count {
                    return Err(no_such("techniques", *index, count));
                }
                own.techniques.remove(*index);
            }
            Self::Layers { layers } => own.layers.clone_from(layers),
            Self::Permanence { permanence } => own.permanence = *permanence,
            Self::Dots { dots } => own.dots = *dots,
            Self::Seed { seed } => own.seed = *seed,
        }
        Ok(own)
    }

    /// Changes the points of the line.
    fn reshape(&self, line: &mut HairlineDesign) -> Result<(), DesignError> {
        let count = line.points.len();
        let exists = |index: usize| {
            if index < count {
                Ok(index)
            } else {
                Err(no_such("hairline.points", index, count))
            }
        };
        match self {
            Self::MovePoint { index, at } => line.points[exists(*index)?].at = *at,
            Self::AddPoint { after, at } => {
                let point = LinePoint {
                    name: None,
                    at: *at,
                };
                line.points.insert(exists(*after)? + 1, point);
            }
            Self::RemovePoint { index } => {
                if let Some(name) = line.points[exists(*index)?].name {
                    return Err(DesignError::new(
                        &format!("hairline.points[{index}]"),
                        name,
                        "every line has this point; move it, or take away one without a name",
                    ));
                }
                line.points.remove(*index);
            }
            Self::MirrorLine { keep } => mirror(line, *keep)?,
            _ => {}
        }
        Ok(())
    }

    /// What was done, as a history tells it.
    pub fn words(&self) -> String {
        match self {
            Self::MovePoint { index, .. } => format!("moved point {} of the line", index + 1),
            Self::AddPoint { after, .. } => format!("added a point after point {}", after + 1),
            Self::RemovePoint { index } => format!("took away point {} of the line", index + 1),
            Self::MirrorLine {
                keep: HeadSide::Left,
            } => "mirrored the line from the left".to_owned(),
            Self::MirrorLine {
                keep: HeadSide::Right,
            } => "mirrored the line from the right".to_owned(),
            Self::UsePreset { preset } => format!("drew the line as {}", preset.replace('_', " ")),
            Self::DrawLine { .. } => "drew the line from its measures".to_owned(),
            Self::LineEdge { .. } => "changed the line's edge".to_owned(),
            Self::ZoneDensity { zone, dots_per_cm2 } => format!("{zone}: {dots_per_cm2}"),
            Self::ZoneDot { zone, dot: None } => format!("{zone}: the design's dots"),
            Self::ZoneDot { zone, .. } => format!("{zone}: dots of its own"),
            Self::Dot { .. } => "changed the dots".to_owned(),
            Self::Shade { recipe, water } => {
                format!(
                    "{} with {water} parts of water",
                    recipe.key.replace('_', " ")
                )
            }
            Self::Edge { .. } => "changed how treatment begins and ends".to_owned(),
            Self::Hair { hair } => format!("present hair: {}", hair.pattern),
            Self::BrushHair { .. } => "brushed present hair".to_owned(),
            Self::BrushDensity { stroke } => {
                format!("brushed density to {:.0} %", 100.0 * stroke.times)
            }
            Self::ClearStrokes { of: Brush::Hair } => {
                "took back what was brushed of hair".to_owned()
            }
            Self::ClearStrokes { of: Brush::Density } => {
                "took back what was brushed of density".to_owned()
            }
            Self::AddTechnique { technique } => format!("added {}", spoken(technique)),
            Self::ChangeTechnique { technique, .. } => format!("changed {}", spoken(technique)),
            Self::RemoveTechnique { .. } => "took away a technique".to_owned(),
            Self::Layers { layers } => format!("{} sessions", layers.len()),
            Self::Permanence { .. } => "changed the kind of pigment".to_owned(),
            Self::Dots { dots: Some(dots) } => format!("exactly {dots} dots"),
            Self::Dots { dots: None } => "as many dots as densities ask for".to_owned(),
            Self::Seed { .. } => "another pattern".to_owned(),
        }
    }
}

fn spoken(technique: &Technique) -> String {
    technique.name().replace('_', " ")
}

fn no_such(list: &str, index: usize, count: usize) -> DesignError {
    let allowed = format!("there are {count}; count from 0");
    DesignError::new(&format!("{list}[{index}]"), "missing", allowed)
}

fn zone_of(design: &mut Design, zone: Zone) -> Result<&mut super::ZoneDesign, DesignError> {
    let missing = || {
        let allowed = "give every zone its density and dots";
        DesignError::new(&format!("zones.{zone}"), "missing", allowed)
    };
    design.zones.get_mut(&zone).ok_or_else(missing)
}

fn set_shade(design: &mut Design, recipe: &ShadeRecipe, water: f64) {
    design.shades.retain(|own| own.key != recipe.key);
    design.shades.push(recipe.clone());
    design.set_every_dot(|dot| DotSetting {
        shade: recipe.key.clone(),
        water,
        ..dot.clone()
    });
}

/// Takes of `edge` what does not place points.
fn set_edge(line: &mut HairlineParameters, edge: &HairlineParameters) {
    line.transition_zone_depth = edge.transition_zone_depth;
    line.macro_amplitude = edge.macro_amplitude;
    line.macro_period = edge.macro_period;
    line.micro_amplitude = edge.micro_amplitude;
    line.sentinels = edge.sentinels;
    line.asymmetry = edge.asymmetry;
    line.seed = edge.seed;
}

fn use_preset(design: &mut Design, key: &str) -> Result<(), DesignError> {
    let preset: HairlinePreset = key
        .parse()
        .map_err(|error| DesignError::new("preset", key, format!("{error}")))?;
    let head = whole_head(design)?;
    draw(design, preset.parameters(&head))?;
    design.edge.softness = preset.softness();
    Ok(())
}

fn draw(design: &mut Design, parameters: HairlineParameters) -> Result<(), DesignError> {
    let head = whole_head(design)?;
    let line = Hairline::new(&head, parameters)
        .map_err(|error| DesignError::new("hairline", "no line", error.to_string()))?;
    design.hairline = HairlineDesign::of(&line);
    Ok(())
}

fn whole_head(design: &Design) -> Result<pointil_scalp::Head, DesignError> {
    let refused = |error: pointil_scalp::HeadPartsError| {
        DesignError::new("head", "not a head's", error.to_string())
    };
    design.head.head().map_err(refused)
}

/// Points run from the client's right to the left, so the kept half and its mirror image make the whole.
fn mirror(line: &mut HairlineDesign, keep: HeadSide) -> Result<(), DesignError> {
    let middle = line
        .points
        .iter()
        .position(|point| point.name == Some(HairlinePoint::MidFrontalPoint));
    let middle = middle.ok_or_else(|| {
        let name = HairlinePoint::MidFrontalPoint;
        DesignError::new("hairline.points", "without it", format!("give the {name}"))
    })?;
    let [_, up, forward] = line.points[middle].at.0;
    let centre = LinePoint {
        at: Place([0.0, up, forward]),
        ..line.points[middle]
    };
    let other = |own: &LinePoint| LinePoint {
        name: own.name.map(HairlinePoint::mirrored),
        at: Place([0.0 - own.at.0[0], own.at.0[1], own.at.0[2]]),
    };
    let right: Vec<LinePoint> = match keep {
        HeadSide::Right => line.points[..middle].to_vec(),
        HeadSide::Left => line.points[middle + 1..].iter().rev().map(other).collect(),
    };
    let left: Vec<LinePoint> = right.iter().rev().map(other).collect();
    line.points = right.into_iter().chain([centre]).chain(left).collect();
    Ok(())
}

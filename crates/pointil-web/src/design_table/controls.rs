//! The table's controls with the values that the design has: every edit as a form, so that none needs a script.

use askama::Template;
use pointil_optics::{Sebum, ShadeCatalogue, SunExposure};
use pointil_scalp::{HairPattern, HairlineParameters, HairlinePreset, Head, Zone};
use pointil_storage::DesignId;
use pointil_treatment::design::Technique;
use pointil_treatment::{Client, Design, OpenCase, SkinReading};

use super::begin::SKIN_TYPES;
use super::change::{NEEDLES, PERMANENCES};
use super::client_change::{SEBUM, SUN};
use super::point_numbers::AXES;
use super::state::points;
use super::technique_change::{PLAIN_TECHNIQUES, ZONED_TECHNIQUES};
use crate::fault::Fault;

/// A choice of a list.
pub struct Choice {
    key: String,
    words: String,
    chosen: bool,
}

/// Choices by their keys; the key in words is what is shown.
fn choices(keys: impl IntoIterator<Item = String>, chosen: &str) -> Vec<Choice> {
    let choice = |key: String| Choice {
        words: key.replace('_', " "),
        chosen: key == chosen,
        key,
    };
    keys.into_iter().map(choice).collect()
}

/// The same with a choice for what is not known.
fn known<T: Copy + PartialEq>(list: &[(&str, T)], own: Option<T>) -> Vec<Choice> {
    let chosen = list.iter().find(|(_, value)| Some(*value) == own);
    let chosen = chosen.map_or("", |(key, _)| key);
    let mut all = vec![Choice {
        key: String::new(),
        words: "not known".to_owned(),
        chosen: chosen.is_empty(),
    }];
    all.extend(choices(
        list.iter().map(|(key, _)| (*key).to_owned()),
        chosen,
    ));
    all
}

/// A zone's row.
struct ZoneRow {
    key: String,
    words: String,
    dots_per_cm2: String,
    treated: bool,
    /// The hair that is there where it is not the pattern's, in per cent of a full head.
    hair: String,
}

/// One of a point's three numbers.
struct PointNumber {
    name: &'static str,
    label: &'static str,
    value: String,
    follows: bool,
}

/// A point of the line.
struct PointRow {
    name: String,
    numbers: Vec<PointNumber>,
    may_go: bool,
    may_grow: bool,
}

/// One of the line's measures that place no point.
struct EdgeNumber {
    name: &'static str,
    label: &'static str,
    value: f64,
    least: f64,
    most: f64,
    step: &'static str,
}

/// What is known of the client.
struct ClientRow {
    skin: Vec<Choice>,
    skin_lab: String,
    hair_lab: String,
    age_years: String,
    sebum: Vec<Choice>,
    sun: Vec<Choice>,
    swims: Vec<Choice>,
}

/// The controls as a part of the page.
#[derive(Template)]
#[template(path = "design-controls.html")]
pub struct Controls {
    csrf: String,
    design: DesignId,
    revision: u64,
    points: Vec<PointRow>,
    edge: Vec<EdgeNumber>,
    presets: Vec<Choice>,
    patterns: Vec<Choice>,
    hair_length_mm: f64,
    hair_strokes: usize,
    density_strokes: usize,
    zones: Vec<ZoneRow>,
    techniques: Vec<String>,
    more_techniques: Vec<Choice>,
    zoned_techniques: Vec<Choice>,
    shades: Vec<Choice>,
    water: f64,
    needles: Vec<Choice>,
    diameter_mm: f64,
    depth_mm: f64,
    softness: f64,
    sessions: String,
    permanences: Vec<Choice>,
    client: ClientRow,
}

impl Controls {
    /// Of a case on its head, for a form of this revision; `treated` are the zones in which dots are asked for.
    ///
    /// # Errors
    /// A catalogue that cannot be read.
    pub fn of(
        (design, revision, csrf): (DesignId, u64, &str),
        case: &OpenCase,
        head: &Head,
        treated: &[Zone],
    ) -> Result<Self, Fault> {
        let own = &case.design;
        let catalogue = ShadeCatalogue::built_in().map_err(Fault::internal)?;
        let shades = catalogue.shades().iter().map(|shade| shade.key.clone());
        let presets = HairlinePreset::all();
        let presets = presets.iter().map(HairlinePreset::name);
        let patterns = HairPattern::named();
        let patterns = patterns.iter().map(ToString::to_string);
        let plain = PLAIN_TECHNIQUES.map(|(name, _)| name.to_owned());
        let permanences = PERMANENCES.iter().map(|(name, _)| (*name).to_owned());
        let permanence = PERMANENCES.iter().find(|(_, kind)| *kind == own.permanence);
        Ok(Self {
            csrf: csrf.to_owned(),
            design,
            revision,
            points: point_rows(head, own),
            edge: edge_numbers(own),
            presets: choices(presets, ""),
            patterns: choices(patterns, &own.hair.pattern.to_string()),
            hair_length_mm: own.worn_hair().length_mm(),
            hair_strokes: own.hair.edits.len(),
            density_strokes: own.density_strokes.len(),
            zones: zone_rows(own, treated),
            techniques: own.techniques.iter().map(spoken).collect(),
            more_techniques: choices(plain, ""),
            zoned_techniques: choices(ZONED_TECHNIQUES.map(str::to_owned), ""),
            shades: choices(shades, &own.dot.shade),
            water: own.dot.water,
            needles: needles(own),
            diameter_mm: own.dot.diameter_mm,
            depth_mm: own.dot.depth_mm,
            softness: own.edge.softness,
            sessions: percentages(&own.layers),
            permanences: choices(permanences, permanence.map_or("", |(name, _)| name)),
            client: ClientRow::of(&case.client),
        })
    }
}

fn spoken(technique: &Technique) -> String {
    technique.name().replace('_', " ")
}

fn percentages(shares: &[f64]) -> String {
    let shares = shares.iter().map(|own| (own * 1000.0).round() / 10.0);
    shares
        .map(|own| own.to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Every cartridge of the list, and the design's own where it is none of them.
fn needles(design: &Design) -> Vec<Choice> {
    let own = design.dot.needle.to_string();
    let mut keys: Vec<String> = NEEDLES.iter().map(ToString::to_string).collect();
    if !keys.contains(&own) {
        keys.push(own.clone());
    }
    choices(keys, &own)
}

fn point_rows(head: &Head, design: &Design) -> Vec<PointRow> {
    let points = points(head, design);
    let last = points.len().saturating_sub(1);
    let row = |(k, own): (usize, super::state::LineState)| {
        let number = |axis: usize| PointNumber {
            name: AXES[axis],
            label: ["to the left", "up", "forward"][axis],
            value: format!("{:.1}", own.point[axis]),
            follows: own.follows == axis,
        };
        PointRow {
            numbers: (0..3).map(number).collect(),
            name: own.name,
            may_go: !own.named,
            may_grow: k < last,
        }
    };
    points.into_iter().enumerate().map(row).collect()
}

fn zone_rows(design: &Design, treated: &[Zone]) -> Vec<ZoneRow> {
    let row = |(zone, asked): (&Zone, &pointil_treatment::design::ZoneDesign)| {
        let hair = design.hair.zones.get(zone);
        ZoneRow {
            key: zone.to_string(),
            words: zone.to_string().replace('_', " "),
            dots_per_cm2: format!("{:.1}", asked.dots_per_cm2.per_square_cm()),
            treated: treated.contains(zone),
            hair: hair.map_or_else(String::new, |share| format!("{:.0}", 100.0 * share)),
        }
    };
    design.zones.iter().map(row).collect()
}

fn edge_numbers(design: &Design) -> Vec<EdgeNumber> {
    let own = &design.hairline.parameters;
    let number = |name, range: &str, label, value: f64, step| {
        let (least, most) = HairlineParameters::range(range).unwrap_or_default();
        EdgeNumber {
            name,
            label,
            value: (value * 100.0).round() / 100.0,
            least,
            most,
            step,
        }
    };
    vec![
        number(
            "waves_mm",
            "macro_amplitude",
            "Large waves, mm",
            own.macro_amplitude.mm(),
            "0.05",
        ),
        number(
            "jags_mm",
            "micro_amplitude",
            "Fine jaggedness, mm",
            own.micro_amplitude.mm(),
            "0.05",
        ),
        number(
            "asymmetry",
            "asymmetry",
            "Asymmetry, 0 to 1",
            own.asymmetry,
            "0.05",
        ),
        number(
            "sentinels",
            "sentinels",
            "Single dots ahead of the line",
            f64::from(own.sentinels),
            "1",
        ),
        number(
            "transition_zone_mm",
            "transition_zone_depth",
            "Depth of the transition zone, mm",
            own.transition_zone_depth.mm(),
            "0.5",
        ),
    ]
}

fn lab(own: Option<[f64; 3]>) -> String {
    own.map_or_else(String::new, |own| {
        own.map(|part| part.to_string()).join(" ")
    })
}

impl ClientRow {
    fn of(client: &Client) -> Self {
        let measured = match client.skin {
            Some(SkinReading::Lab(own)) => Some(own),
            _ => None,
        };
        let types = SKIN_TYPES.iter().copied();
        let types: Vec<_> = types.zip(pointil_optics::FitzpatrickType::ALL).collect();
        let own: (Option<Sebum>, Option<SunExposure>) = (client.sebum, client.sun);
        Self {
            skin: known(&types, client.skin.map(SkinReading::fitzpatrick)),
            skin_lab: lab(measured),
            hair_lab: lab(client.hair_lab),
            age_years: client
                .age_years
                .map_or_else(String::new, |age| age.to_string()),
            sebum: known(&SEBUM, own.0),
            sun: known(&SUN, own.1),
            swims: known(&[("yes", true), ("no", false)], client.swims),
        }
    }
}

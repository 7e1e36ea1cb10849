//! `pointil presets`: the hairlines to start from and the patterns of present hair, with what they rest on.

use pointil_scalp::{
    Ancestry, HairLossPrevalence, HairPattern, HairlineEdge, HairlinePreset, HairlineShape,
    HairlineTaste, NorwoodClass, Sex,
};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::report::Report;

/// Whom a preset is wanted for.
#[derive(Debug, clap::Args)]
pub struct PresetArguments {
    /// Suggest a preset for a client of this age in years.
    #[arg(long)]
    pub age: Option<u32>,
    /// The client's sex: female or male.
    #[arg(long, requires = "age")]
    pub sex: Option<String>,
    /// The client's ancestry, where hairlines are told apart by it: european, east_asian or african.
    #[arg(long, requires = "age")]
    pub ancestry: Option<String>,
    /// The client's taste: soft_broken, natural, defined or edge_up.
    #[arg(long, requires = "age", default_value = "natural")]
    pub taste: String,
}

/// Prints the tables, and the preset suggested.
pub fn presets(arguments: &PresetArguments, report: &Report) -> Result<(), Failure> {
    let sex = sex(arguments.sex.as_deref())?;
    let suggested = suggested(arguments, sex)?;
    let summary = json!({
        "suggested": suggested.map(|own| own.name()),
        "shapes": HairlineShape::all().iter().map(shape_json).collect::<Vec<_>>(),
        "edges": HairlineEdge::all().iter().map(edge_json).collect::<Vec<_>>(),
        "patterns": HairPattern::named().into_iter().map(pattern_json).collect::<Vec<_>>(),
        "prevalence": prevalence(sex),
    });
    let mut lines = Vec::new();
    if let Some(preset) = suggested {
        lines.push(format!(
            "suggested: preset = \"{}\", a start to move points from",
            preset.name()
        ));
        lines.push(String::new());
    }
    lines.extend(shape_lines());
    lines.push(String::new());
    lines.extend(edge_lines());
    lines.push(String::new());
    lines.extend(pattern_lines());
    let prevalence = prevalence(sex);
    if !prevalence.is_empty() {
        lines.push(String::new());
        lines.extend(prevalence);
    }
    report.done(&summary, &lines, &[]);
    Ok(())
}

fn sex(name: Option<&str>) -> Result<Sex, Failure> {
    match name {
        None => Ok(Sex::Unstated),
        Some("female") => Ok(Sex::Female),
        Some("male") => Ok(Sex::Male),
        Some(other) => Err(Failure::input(format!(
            "--sex {other}; write female or male"
        ))),
    }
}

fn suggested(arguments: &PresetArguments, sex: Sex) -> Result<Option<HairlinePreset>, Failure> {
    let ancestry = arguments.ancestry.as_deref().map(|name| {
        let known = Ancestry::ALL.iter().find(|own| own.name() == name);
        known.copied().ok_or_else(|| {
            Failure::input(format!(
                "--ancestry {name}; write european, east_asian or african, or leave it out"
            ))
        })
    });
    let taste = HairlineTaste::ALL
        .iter()
        .find(|own| own.name() == arguments.taste);
    let taste = taste.copied().ok_or_else(|| {
        Failure::input(format!(
            "--taste {}; write soft_broken, natural, defined or edge_up",
            arguments.taste
        ))
    })?;
    let ancestry = ancestry.transpose()?;
    Ok(arguments
        .age
        .map(|age| HairlinePreset::suggest(sex, age, ancestry, taste)))
}

/// Whom a shape is for.
fn whom(shape: &HairlineShape) -> String {
    let who = if shape.sex == Sex::Female {
        "women"
    } else {
        "men"
    };
    let ages = match shape.ages {
        (from, to) if to >= 100 => format!("{from} and older"),
        (from, to) => format!("{from} to {to}"),
    };
    format!("{who}, {ages}, {}", shape.ancestry.name().replace('_', " "))
}

fn shape_lines() -> Vec<String> {
    let mut lines = vec![
        "hairline presets are a shape, an underscore and an edge, such as mature_male_natural"
            .to_owned(),
        String::new(),
        format!(
            "{:<26}{:<32}{:>8}{:>12}{:>11}  source (lengths in mm on a face 143 mm wide)",
            "shape", "for", "height", "recession", "roundness"
        ),
    ];
    lines.extend(HairlineShape::all().iter().map(|own| {
        let (height, recession) = (own.mid_frontal_height.mm(), own.recession.mm());
        format!(
            "{:<26}{:<32}{height:>8}{recession:>12}{:>11}  {}: {}",
            own.name,
            whom(own),
            own.roundness,
            own.grade,
            own.source
        )
    }));
    lines
}

fn edge_lines() -> Vec<String> {
    let mut lines = vec![format!(
        "{:<14}{:>9}{:>12}{:>7}{:>9}{:>11}{:>11}  source (lengths in mm; - as usual for the sex)",
        "edge", "softness", "transition", "waves", "jagged", "sentinels", "asymmetry"
    )];
    let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |own| own.to_string());
    lines.extend(HairlineEdge::all().iter().map(|own| {
        let mm = |value: Option<pointil_scalp::Mm>| shown(value.map(pointil_scalp::Mm::mm));
        format!(
            "{:<14}{:>9}{:>12}{:>7}{:>9}{:>11}{:>11}  {}: {}",
            own.taste.name(),
            own.softness,
            mm(own.transition_zone_depth),
            mm(own.macro_amplitude),
            mm(own.micro_amplitude),
            shown(own.sentinels.map(f64::from)),
            shown(own.asymmetry),
            own.grade,
            own.source
        )
    }));
    lines
}

fn pattern_lines() -> Vec<String> {
    let mut lines = vec![format!(
        "{:<20}{:<18}{:<14}meaning",
        "present hair", "bald area, cm²", "next"
    )];
    lines.extend(HairPattern::named().into_iter().map(|own| {
        let area =
            usual_area(own).map_or_else(String::new, |[low, high]| format!("{low} to {high}"));
        let next = own
            .later()
            .first()
            .map_or_else(String::new, HairPattern::to_string);
        format!(
            "{:<20}{area:<18}{next:<14}{}",
            own.to_string(),
            own.meaning()
        )
    }));
    lines.push(format!(
        "{:<20}{:<18}{:<14}Evenly thin hair, any share of a full head, on the top or everywhere.",
        "diffuse top 0.6", "", ""
    ));
    lines
}

fn usual_area(pattern: HairPattern) -> Option<[f64; 2]> {
    let HairPattern::Norwood(class) = pattern else {
        return None;
    };
    let (low, high) = NorwoodClass::usual_area(class)?;
    Some([low.square_cm(), high.square_cm()])
}

/// How common loss is, with its source.
fn prevalence(sex: Sex) -> Vec<String> {
    let among = HairLossPrevalence::among(sex);
    among
        .iter()
        .map(|own| format!("{own} ({}, grade {})", own.source, own.grade))
        .collect()
}

fn shape_json(own: &HairlineShape) -> Value {
    json!({
        "name": own.name,
        "sex": if own.sex == Sex::Female { "female" } else { "male" },
        "ages": own.ages,
        "ancestry": own.ancestry.name(),
        "mid_frontal_height_mm": own.mid_frontal_height.mm(),
        "least_height_mm": own.heights.0.mm(),
        "most_height_mm": own.heights.1.mm(),
        "recession_mm": own.recession.mm(),
        "roundness": own.roundness,
        "temporal_point_projection_mm": own.temporal_point_projection.mm(),
        "grade": own.grade,
        "source": own.source,
    })
}

fn edge_json(own: &HairlineEdge) -> Value {
    json!({
        "name": own.taste.name(),
        "softness": own.softness,
        "transition_zone_depth_mm": own.transition_zone_depth.map(pointil_scalp::Mm::mm),
        "macro_amplitude_mm": own.macro_amplitude.map(pointil_scalp::Mm::mm),
        "macro_period_mm": own.macro_period.map(pointil_scalp::Mm::mm),
        "micro_amplitude_mm": own.micro_amplitude.map(pointil_scalp::Mm::mm),
        "sentinels": own.sentinels,
        "asymmetry": own.asymmetry,
        "grade": own.grade,
        "source": own.source,
    })
}

fn pattern_json(own: HairPattern) -> Value {
    let later = own.later();
    json!({
        "name": own.to_string(),
        "meaning": own.meaning(),
        "usual_area_cm2": usual_area(own),
        "later": later.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

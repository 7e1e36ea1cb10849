//! `pointil shade`: which shade, how thinned, heals to the client's own stubble.

use pointil_optics::{
    Dilution, FadingBelief, FadingCourse, ForecastDraws, Gloss, HealsTo, Shade, ShadeLook,
    ShadeMatch, ShadeQuestion, ShadeWarning, ShavedHair, SkinModel, Stubble, TabulatedDots,
    TreatedSkin, ViewingDistance,
};
use serde_json::{Value, json};

use crate::arguments::ShadeArguments;
use crate::colour_input::{
    circumstances, input, lab, named, placement, read_catalogue, read_priors, three, tissue,
};
use crate::failure::Failure;
use crate::report::Report;

/// Clients drawn for a band of lightness.
const DRAWS: ForecastDraws = ForecastDraws { count: 64, seed: 1 };

/// Ranks the shades and prints them.
pub fn shade(arguments: &ShadeArguments, report: &Report) -> Result<(), Failure> {
    report.begin(3);
    report.step("reading the skin");
    let catalogue = read_catalogue(arguments.tables.shades.as_deref())?;
    let priors = read_priors(arguments.tables.fading.as_deref())?;
    let model = SkinModel::new().map_err(input)?;
    let tissue = tissue(&model, &arguments.skin)?;
    let dots = TabulatedDots::new(&model, &tissue).map_err(input)?;
    let skin = TreatedSkin::new(&model, &tissue, Box::new(dots), Gloss::Included).map_err(input)?;
    let belief = FadingBelief::from_priors(&priors);
    let circumstances = circumstances(arguments.skin.skin, &arguments.circumstances);
    let placement = placement(&arguments.placement)?;
    let course = FadingCourse::new(&belief.typical(), &circumstances, &placement);
    let from = ViewingDistance::new(arguments.distance).map_err(|e| named("--distance", &e))?;
    let question = ShadeQuestion::new(&skin, &course, arguments.density, &stubble(arguments), from)
        .map_err(input)?;
    report.step("trying shades");
    let ranked = question
        .ranked(&catalogue, &dilutions(arguments)?)
        .map_err(input)?;
    report.step("thinning each to the stubble");
    let courses = belief.courses(&circumstances, &placement, DRAWS);
    let mut thinned = Vec::new();
    for shade in catalogue.shades() {
        thinned.push(thin(&question, shade, &courses)?);
    }
    let shown = &ranked[..ranked.len().min(arguments.most)];
    report.done(
        &summary(&question, shown, &thinned),
        &lines(&question, shown, &thinned),
        &[],
    );
    Ok(())
}

fn stubble(arguments: &ShadeArguments) -> Stubble {
    match (arguments.stubble, arguments.hair) {
        (Some(patch), _) => Stubble::Patch(patch),
        (None, hair) => Stubble::Hairs(ShavedHair {
            shaft_mm: arguments.shaft,
            length_mm: arguments.stubble_length,
            hairs_per_cm2: arguments.hairs,
            ..ShavedHair::typical(hair.unwrap_or(pointil_optics::BLACK_HAIR))
        }),
    }
}

fn dilutions(arguments: &ShadeArguments) -> Result<Vec<Dilution>, Failure> {
    let parts = arguments.water.iter();
    parts
        .map(|water| Dilution::parts(1.0, *water).map_err(|e| named("--water", &e)))
        .collect()
}

/// A shade thinned so that it heals as dark as the stubble.
struct Thinned {
    shade: String,
    /// With the band of its lightness when healed.
    found: Result<(ShadeMatch, (f64, f64)), String>,
}

fn thin(
    question: &ShadeQuestion<'_>,
    shade: &Shade,
    courses: &[FadingCourse],
) -> Result<Thinned, Failure> {
    let found = match question.heals_to_stubble(shade).map_err(input)? {
        HealsTo::MoreDots { per_cm2 } => Err(format!(
            "too pale even undiluted; with {per_cm2:.0} dots/cm² it would do"
        )),
        HealsTo::TooPale => Err("too pale even undiluted and dense: larger dots".to_owned()),
        HealsTo::TooDark => Err("too dark even at 1:199: fewer or smaller dots".to_owned()),
        HealsTo::Dilution(dilution) => {
            let found = question.at(shade, dilution).map_err(input)?;
            let band = question.healed_lightness(shade, dilution, courses);
            let band = band.map_err(input)?;
            let band = band.map_or((found.healed.mean.l, found.healed.mean.l), |b| {
                (b.low, b.high)
            });
            Ok((found, band))
        }
    };
    Ok(Thinned {
        shade: shade.key.clone(),
        found,
    })
}

fn words(warnings: &[ShadeWarning]) -> String {
    let words: Vec<&str> = warnings.iter().map(|warning| warning.words()).collect();
    words.join(", ")
}

fn lines(question: &ShadeQuestion<'_>, ranked: &[ShadeMatch], thinned: &[Thinned]) -> Vec<String> {
    let stubble = question.stubble();
    let mut lines = vec![
        format!(
            "skin L*a*b* {}, stubble {} (on a hair {})",
            three(question.bare()),
            three(stubble.mean),
            three(stubble.on_hair)
        ),
        String::new(),
        format!(
            "{:<14}{:>7}{:>9}{:>9}{:>9}{:>9}  {:<18}{}",
            "shade",
            "water",
            "today",
            "healed",
            "3 years",
            "5 years",
            "healed L*a*b*",
            "when healed"
        ),
    ];
    for found in ranked {
        lines.push(format!(
            "{:<14}{:>7}{:>9.1}{:>9.1}{:>9.1}{:>9.1}  {:<18}{}",
            found.shade,
            format!("1:{:.1}", found.dilution.water_parts()),
            found.today.difference,
            found.healed.difference,
            found.three_years.difference,
            found.five_years.difference,
            three(found.healed.mean),
            words(&found.healed.warnings)
        ));
    }
    lines.push("(CIEDE2000 of the work's mean colour from the stubble's)".to_owned());
    lines.push(String::new());
    lines.push("to heal as dark as the stubble, today must look:".to_owned());
    for own in thinned {
        lines.push(match &own.found {
            Err(why) => format!("{:<14} {why}", own.shade),
            Ok((found, (low, high))) => format!(
                "{:<14} 1:{:<6.1} L* {:.1} today, {:.1} healed ({low:.1} to {high:.1} in nine of ten clients), {:.1} in 5 years",
                own.shade,
                found.dilution.water_parts(),
                found.today.mean.l,
                found.healed.mean.l,
                found.five_years.mean.l,
            ),
        });
    }
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

fn look(look: &ShadeLook) -> Value {
    json!({
        "mean": lab(look.mean),
        "on_dot": lab(look.on_dot),
        "difference": look.difference,
        "dots_stand_out": look.dots_stand_out,
        "warnings": look.warnings.iter().map(|w| w.words()).collect::<Vec<_>>(),
    })
}

fn found(found: &ShadeMatch) -> Value {
    let darkened = found
        .darkened_by_laser
        .iter()
        .map(|material| material.name());
    json!({
        "shade": found.shade,
        "water_parts": found.dilution.water_parts(),
        "today": look(&found.today),
        "healed": look(&found.healed),
        "three_years": look(&found.three_years),
        "five_years": look(&found.five_years),
        "darkened_by_laser": darkened.collect::<Vec<_>>(),
    })
}

fn summary(question: &ShadeQuestion<'_>, ranked: &[ShadeMatch], thinned: &[Thinned]) -> Value {
    let stubble = question.stubble();
    let thinned = thinned.iter().map(|own| match &own.found {
        Err(why) => json!({ "shade": own.shade, "reason": why }),
        Ok((matched, (low, high))) => json!({
            "shade": own.shade,
            "match": found(matched),
            "healed_lightness": { "low": low, "high": high },
        }),
    });
    json!({
        "skin": lab(question.bare()),
        "stubble": { "mean": lab(stubble.mean), "on_hair": lab(stubble.on_hair) },
        "ranked": ranked.iter().map(found).collect::<Vec<_>>(),
        "heals_to_stubble": thinned.collect::<Vec<_>>(),
    })
}

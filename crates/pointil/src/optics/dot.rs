//! `pointil optics dot`: one dot by the fast model beside the reference.

use pointil_optics::monte_carlo::Photons;
use pointil_optics::{
    Circumstances, Dilution, DotColumn, FadingBelief, FadingCourse, FadingPriors, Gloss, Ink,
    SkinModel, SkinTissue, Spectrum, Trial, TrialDot,
};
use serde_json::{Value, json};

use super::arguments::DotArguments;
use crate::colour_arguments::{Scattering, SkinArguments};
use crate::colour_input::{input, lab, named, placement, read_catalogue, text, three, tissue};
use crate::failure::Failure;
use crate::report::Report;

/// The dot in one skin.
struct Found {
    scattering: Scattering,
    trial: Trial,
}

/// Judges the dot and prints what was found.
pub fn dot(arguments: &DotArguments, report: &Report) -> Result<(), Failure> {
    let (column, absorption) = aged(arguments)?;
    check(arguments)?;
    report.begin(2);
    let model = SkinModel::new().map_err(input)?;
    let mut found = Vec::new();
    for scattering in [Scattering::Living, Scattering::Excised] {
        report.step(scattering_words(scattering));
        let dot = TrialDot {
            tissue: skin(arguments, &model, scattering)?,
            column,
            absorption,
            away_mm: column.radius_mm + arguments.halo,
            per_mm2: arguments.density / 100.0,
        };
        let photons = Photons {
            count: arguments.photons,
            seed: 1,
        };
        let trial = dot.judge(&model, Gloss::Included, photons);
        found.push(Found {
            scattering,
            trial: trial.map_err(input)?,
        });
    }
    report.done(
        &summary(arguments, &column, &absorption, &found),
        &lines(arguments, &column, &absorption, &found),
        &[],
    );
    Ok(())
}

/// The skin asked for, as it scatters so.
fn skin(
    arguments: &DotArguments,
    model: &SkinModel,
    scattering: Scattering,
) -> Result<SkinTissue, Failure> {
    match (&arguments.spectrum, arguments.skin) {
        (Some(path), _) => {
            let name = path.display().to_string();
            let samples = samples(&text(path, MOST_BYTES)?).map_err(|e| e.at(&name))?;
            let made = model.fitted_to_reflectance(&samples, scattering.per_mm());
            made.map_err(|e| named(&name, &e))
        }
        (None, Some(skin)) => tissue(model, &SkinArguments { skin, scattering }),
        (None, None) => Err(Failure::input("--skin or --spectrum is needed")),
    }
}

/// The longest spectrum read.
const MOST_BYTES: usize = 1 << 18;

/// Rows of wavelength and reflectance under a header.
fn samples(text: &str) -> Result<Vec<(f64, f64)>, Failure> {
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let header = lines.next().map_or("", |(_, line)| line.trim());
    if header != "wavelength_nm,reflectance" {
        return Err(Failure::input(format!(
            "the header is {header:?}; it must be wavelength_nm,reflectance"
        )));
    }
    lines
        .map(|(number, line)| {
            let pair = line.split_once(',').and_then(|(nm, value)| {
                Some((nm.trim().parse().ok()?, value.trim().parse().ok()?))
            });
            pair.ok_or_else(|| {
                Failure::input(format!(
                    "line {}: {line:?} is no wavelength and reflectance",
                    number + 1
                ))
            })
        })
        .collect()
}

/// The dot's column and what its pigment absorbs at the age asked for.
fn aged(arguments: &DotArguments) -> Result<(DotColumn, Spectrum), Failure> {
    let placement = placement(&arguments.placement)?;
    let catalogue = read_catalogue(arguments.shades.as_deref())?;
    let shade = catalogue.shade(&arguments.shade);
    let shade = shade.map_err(|e| named("--shade", &e))?;
    let dilution = Dilution::parts(1.0, arguments.water).map_err(|e| named("--water", &e))?;
    let ink: Ink = shade.ink.diluted(dilution);
    let belief = FadingBelief::from_priors(&FadingPriors::built_in().map_err(input)?);
    let course = FadingCourse::new(&belief.typical(), &Circumstances::TYPICAL, &placement);
    let absorption = ink.aged(&course, arguments.days).absorption();
    let column = course.column(arguments.days);
    Ok((
        DotColumn {
            radius_mm: 0.5 * column.diameter_mm,
            top_mm: column.depth_mm,
            length_mm: column.length_mm,
        },
        absorption.map_err(input)?,
    ))
}

fn check(arguments: &DotArguments) -> Result<(), Failure> {
    let ranges = [
        ("--days", arguments.days, 0.0, 36_525.0, "42 is healed"),
        ("--halo", arguments.halo, 0.0, 5.0, "mm from the dot's edge"),
        (
            "--density",
            arguments.density,
            0.0,
            1000.0,
            "dots per cm², 60 to 200 in all for scalp micropigmentation",
        ),
    ];
    match ranges
        .into_iter()
        .find(|(_, value, low, high, _)| !(*low..=*high).contains(value))
    {
        None => Ok(()),
        Some((field, value, low, high, usual)) => Err(Failure::input(format!(
            "{field} {value}; it is {low} to {high} ({usual})"
        ))),
    }
}

const fn scattering_words(scattering: Scattering) -> &'static str {
    match scattering {
        Scattering::Living => "dermis as in living skin",
        Scattering::Excised => "dermis as in excised skin",
    }
}

const PLACES: [&str; 3] = ["in its middle", "in its halo", "many, from afar"];

fn lines(
    arguments: &DotArguments,
    column: &DotColumn,
    absorption: &Spectrum,
    found: &[Found],
) -> Vec<String> {
    let mut lines = vec![format!(
        "a dot {:.3} mm wide, {:.3} mm long, {:.3} mm deep, that absorbs {:.2} per mm at 550 nm; halo {} mm from its edge, {} dots/cm²",
        2.0 * column.radius_mm,
        column.length_mm,
        column.top_mm,
        at_550(absorption),
        arguments.halo,
        arguments.density,
    )];
    for own in found {
        let trial = &own.trial;
        lines.push(String::new());
        lines.push(format!(
            "{} (reduced scattering {:.1} per mm at 500 nm), bare skin L*a*b* {}",
            scattering_words(own.scattering),
            own.scattering.per_mm(),
            three(trial.bare)
        ));
        lines.push(format!(
            "{:<18}{:<20}{:<20}{:>12}{:>8}{:>12}",
            "", "fast model", "reference", "difference", "noise", "from skin"
        ));
        let differences = trial.differences();
        let fast = [trial.table.middle, trial.table.beside, trial.table.afar];
        let slow = [
            trial.reference.middle,
            trial.reference.beside,
            trial.reference.afar,
        ];
        for (k, place) in PLACES.into_iter().enumerate() {
            lines.push(format!(
                "{place:<18}{:<20}{:<20}{:>12.2}{:>8.2}{:>12.1}",
                three(fast[k]),
                three(slow[k]),
                differences[k],
                trial.noise[k],
                slow[k].difference(trial.bare)
            ));
        }
    }
    lines.push(String::new());
    lines.push(format!(
        "(L*a*b* in daylight; differences in CIEDE2000; {} photons at each of 41 wavelengths, whose noise is in the differences)",
        arguments.photons
    ));
    lines
}

fn at_550(absorption: &Spectrum) -> f64 {
    absorption.at(550.0).unwrap_or(0.0)
}

fn summary(
    arguments: &DotArguments,
    column: &DotColumn,
    absorption: &Spectrum,
    found: &[Found],
) -> Value {
    let skins = found.iter().map(|own| {
        let trial = &own.trial;
        let differences = trial.differences();
        let place = |k: usize, fast, reference| {
            json!({
                "fast": lab(fast),
                "reference": lab(reference),
                "difference": differences[k],
                "noise": trial.noise[k],
            })
        };
        json!({
            "reduced_scattering_per_mm": own.scattering.per_mm(),
            "bare": lab(trial.bare),
            "middle": place(0, trial.table.middle, trial.reference.middle),
            "halo": place(1, trial.table.beside, trial.reference.beside),
            "afar": place(2, trial.table.afar, trial.reference.afar),
        })
    });
    json!({
        "diameter_mm": 2.0 * column.radius_mm,
        "depth_mm": column.top_mm,
        "length_mm": column.length_mm,
        "absorption_per_mm_at_550_nm": at_550(absorption),
        "halo_mm": arguments.halo,
        "dots_per_cm2": arguments.density,
        "photons": arguments.photons,
        "skins": skins.collect::<Vec<_>>(),
    })
}

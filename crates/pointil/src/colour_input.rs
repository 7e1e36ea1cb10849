//! Skin, dots, clients and tables of a colour command, read from its arguments.

use std::path::Path;

use pointil_optics::{
    Circumstances, DotPlacement, FadingPriors, FitzpatrickType, Lab, ShadeCatalogue, SkinModel,
    SkinTissue,
};
use serde_json::{Value, json};

use crate::colour_arguments::{
    CircumstanceArguments, PlacementArguments, SkinArguments, SkinColour,
};
use crate::failure::Failure;

/// A failure of what was given.
pub fn input(error: impl std::fmt::Display) -> Failure {
    Failure::input(error.to_string())
}

/// The same, of this field.
pub fn named(field: &str, error: &impl std::fmt::Display) -> Failure {
    Failure::input(format!("{field}: {error}"))
}

/// Reads a table that a studio edited, refusing what is too long before it is read.
pub fn text(path: &Path, most: usize) -> Result<String, Failure> {
    let failed = |error: std::io::Error| Failure::input(format!("{}: {error}", path.display()));
    let bytes = std::fs::metadata(path).map_err(failed)?.len();
    if bytes > most as u64 {
        return Err(Failure::input(format!(
            "{}: {bytes} bytes; at most {most} are read",
            path.display()
        )));
    }
    std::fs::read_to_string(path).map_err(failed)
}

/// The studio's shades, or those built in.
pub fn read_catalogue(path: Option<&Path>) -> Result<ShadeCatalogue, Failure> {
    let Some(path) = path else {
        return ShadeCatalogue::built_in().map_err(input);
    };
    let read = ShadeCatalogue::parse(&text(path, ShadeCatalogue::MOST_BYTES)?);
    let catalogue = read.map_err(|e| named(&path.display().to_string(), &e))?;
    if catalogue.shades().is_empty() {
        return Err(Failure::input(format!(
            "{}: no shade in it",
            path.display()
        )));
    }
    Ok(catalogue)
}

/// The studio's ranges of fading, or those built in.
pub fn read_priors(path: Option<&Path>) -> Result<FadingPriors, Failure> {
    let Some(path) = path else {
        return FadingPriors::built_in().map_err(input);
    };
    let read = FadingPriors::parse(&text(path, FadingPriors::MOST_BYTES)?);
    read.map_err(|e| named(&path.display().to_string(), &e))
}

/// The skin, fitted where it was measured.
pub fn tissue(model: &SkinModel, arguments: &SkinArguments) -> Result<SkinTissue, Failure> {
    let scattering = arguments.scattering.per_mm();
    let made = match arguments.skin {
        SkinColour::Type(fitzpatrick) => model.of_type(fitzpatrick, scattering),
        SkinColour::Measured(lab) => model.fitted_to_lab(lab, scattering),
    };
    made.map_err(|e| named("--skin", &e))
}

/// Who carries the dots.
pub fn circumstances(skin: SkinColour, arguments: &CircumstanceArguments) -> Circumstances {
    let fitzpatrick = match skin {
        SkinColour::Type(fitzpatrick) => fitzpatrick,
        SkinColour::Measured(lab) => nearest_type(lab),
    };
    Circumstances {
        fitzpatrick,
        sebum: arguments.sebum.into(),
        sun: arguments.sun.into(),
        swims: arguments.swims,
        scar: arguments.scar,
        permanence: arguments.permanence.into(),
    }
}

/// The type whose usual colour is nearest: for how much sun passes the epidermis, which follows its colour.
fn nearest_type(lab: Lab) -> FitzpatrickType {
    let away = |own: &FitzpatrickType| own.mean_lab().difference(lab);
    let all = FitzpatrickType::ALL.into_iter();
    all.min_by(|a, b| away(a).total_cmp(&away(b)))
        .unwrap_or(FitzpatrickType::III)
}

/// How the dots lie when healed.
pub fn placement(arguments: &PlacementArguments) -> Result<DotPlacement, Failure> {
    DotPlacement::new(arguments.diameter, arguments.depth, arguments.length).map_err(input)
}

/// A colour in words.
pub fn three(lab: Lab) -> String {
    format!("{:.1} {:.1} {:.1}", lab.l, lab.a, lab.b)
}

/// A colour for machines.
pub fn lab(lab: Lab) -> Value {
    json!([lab.l, lab.a, lab.b])
}

//! What a form on the table says of the client: skin, hair and what hastens fading.

use pointil_optics::{FitzpatrickType, Sebum, SunExposure};
use pointil_treatment::{Client, SkinReading};

use super::begin::SKIN_TYPES;
use super::change::{Fields, field};
use crate::fault::Fault;

/// How oily a scalp is, as the form names it.
pub const SEBUM: [(&str, Sebum); 3] = [
    ("dry", Sebum::Dry),
    ("normal", Sebum::Normal),
    ("oily", Sebum::Oily),
];

/// How much sun it gets, as the form names it.
pub const SUN: [(&str, SunExposure); 3] = [
    ("protected", SunExposure::Protected),
    ("usual", SunExposure::Usual),
    ("unprotected", SunExposure::Unprotected),
];

/// The client with what the form says; a field that is not sent stays as it is, an empty one is not known.
///
/// # Errors
/// A field that does not fit. Ranges are those of an open case, which are checked when it is kept.
pub fn of(fields: &Fields, was: &Client) -> Result<Client, Fault> {
    let mut client = was.clone();
    if let Some(own) = entered(fields, "skin_lab") {
        client.skin = match own {
            "" => client
                .skin
                .filter(|skin| matches!(skin, SkinReading::Fitzpatrick(_))),
            own => Some(SkinReading::Lab(lab("skin_lab", own)?)),
        };
    }
    if let Some(own) = entered(fields, "skin")
        && !matches!(client.skin, Some(SkinReading::Lab(_)))
    {
        client.skin = fitzpatrick(own)?.map(SkinReading::Fitzpatrick);
    }
    if let Some(own) = entered(fields, "hair_lab") {
        client.hair_lab = if own.is_empty() {
            None
        } else {
            Some(lab("hair_lab", own)?)
        };
    }
    if let Some(own) = entered(fields, "age_years") {
        let age = (!own.is_empty()).then(|| own.parse());
        let age = age.transpose();
        client.age_years =
            age.map_err(|_| field("age_years", format!("{own} is no age in years")))?;
    }
    if let Some(own) = entered(fields, "sebum") {
        client.sebum = among("sebum", own, &SEBUM)?;
    }
    if let Some(own) = entered(fields, "sun") {
        client.sun = among("sun", own, &SUN)?;
    }
    if let Some(own) = entered(fields, "swims") {
        client.swims = among("swims", own, &[("yes", true), ("no", false)])?;
    }
    Ok(client)
}

fn entered<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name).map(|own| own.trim())
}

fn among<T: Copy>(name: &str, own: &str, choices: &[(&str, T)]) -> Result<Option<T>, Fault> {
    if own.is_empty() {
        return Ok(None);
    }
    let found = choices.iter().find(|(key, _)| *key == own);
    let (_, value) = found.ok_or_else(|| field(name, format!("{own} is not among the choices")))?;
    Ok(Some(*value))
}

/// A Fitzpatrick type by its name; none for an empty one.
fn fitzpatrick(own: &str) -> Result<Option<FitzpatrickType>, Fault> {
    let types = SKIN_TYPES.iter().copied().zip(FitzpatrickType::ALL);
    among("skin", own, &types.collect::<Vec<_>>())
}

/// Three numbers: L*, a*, b*.
fn lab(name: &str, own: &str) -> Result<[f64; 3], Fault> {
    let numbers = own.split([' ', ';', '/']).filter(|part| !part.is_empty());
    let numbers: Option<Vec<f64>> = numbers
        .map(|part| part.replace(',', ".").parse().ok())
        .collect();
    let read = numbers.and_then(|own| <[f64; 3]>::try_from(own).ok());
    read.ok_or_else(|| {
        field(
            name,
            format!(
                "{own} is no colour; write L*, a* and b* with spaces between, such as 62 11 17"
            ),
        )
    })
}

//! Shades against the client's skin and hair, healed and in the years after.

use pointil_optics::{
    DAYS_PER_YEAR, Dilution, HEALED_DAYS, HealsTo, Lab, ShadeCatalogue, ShadeLook, ShadeWarning,
    Stubble, ViewingDistance,
};

use super::remedy::Remedy;
use super::{Finding, Subject};
use crate::design::ShadeRecipe;
use crate::forecast::ForecastError;

/// Years after healing at which tints are looked for.
const YEARS: [f64; 3] = [0.0, 3.0, 5.0];

/// From this depth on it is the depth that makes black blue, in millimetres: it begins at 0.13 to 0.17 (docs/measured.md).
const DEEP_MM: f64 = 0.2;

pub(super) fn review(
    subject: &Subject<'_>,
    findings: &mut Vec<Finding>,
) -> Result<(), ForecastError> {
    let stubble = subject.client.stubble();
    let (forecast, main) = (subject.forecast, subject.forecast.main_setting());
    let near = ViewingDistance::ARMS_LENGTH;
    let mut looks = Vec::new();
    for years in YEARS {
        let days = HEALED_DAYS + DAYS_PER_YEAR * years;
        looks.push((years, forecast.beside(main, days, &stubble, near)?));
    }
    let Some((_, healed)) = looks.first() else {
        return Ok(());
    };
    let target = forecast.stubble(main, &stubble, near)?;
    let darker = target.mean.l - healed.mean.l;
    let thinned = || -> Result<Option<Remedy>, ForecastError> {
        Ok(match forecast.heals_to(main, &stubble, near)? {
            HealsTo::Dilution(own) => Some(Remedy::Dilute {
                water: rounded_up(own),
            }),
            _ => None,
        })
    };
    let shade = &subject.layout.settings[main].shade;
    if subject.judged("C301", darker, "", None).is_some() {
        let words = format!(
            "{shade} heals {darker:.1} L* darker than the client\'s own stubble on this skin"
        );
        findings.extend(subject.judged("C301", darker, words, thinned()?));
    }
    let tinted = |warning: ShadeWarning| {
        let mut own = looks.iter();
        own.find(|(_, look)| look.warnings.contains(&warning))
    };
    let when = |years: f64| match years {
        0.0 => "when healed".to_owned(),
        years => format!("after {years:.0} years"),
    };
    if let Some((years, look)) = tinted(ShadeWarning::TendsToBlue) {
        let depth = subject.layout.settings[main].depth_mm;
        let remedy = if depth >= DEEP_MM {
            Some(Remedy::Shallower { depth_mm: 0.1 })
        } else {
            untinted(subject, &stubble)?
        };
        let words = format!("{shade} {depth} mm deep looks blue-grey {}", when(*years));
        findings.extend(subject.judged("C302", chroma_lost(look, target.mean), words, remedy));
    }
    if let Some((years, look)) = tinted(ShadeWarning::TendsToRed) {
        let words = format!("{shade} looks redder than the skin {}", when(*years));
        let redder = (look.on_dot.a - target.mean.a).max(0.01);
        findings.extend(subject.judged("C303", redder, words, untinted(subject, &stubble)?));
    }
    Ok(())
}

/// The shade and dilution that heal nearest to the stubble without a tint then or in the years after.
fn untinted(subject: &Subject<'_>, stubble: &Stubble) -> Result<Option<Remedy>, ForecastError> {
    let (forecast, main) = (subject.forecast, subject.forecast.main_setting());
    // The table compiled in is whole, which a test of its own sees to.
    let Ok(catalogue) = ShadeCatalogue::built_in() else {
        return Ok(None);
    };
    let ranked = forecast.matched(main, &catalogue, stubble, ViewingDistance::ARMS_LENGTH)?;
    let sound = |look: &ShadeLook| {
        use ShadeWarning as W;
        let mut warnings = look.warnings.iter();
        !warnings.any(|own| matches!(own, W::TendsToBlue | W::TendsToRed | W::TooDark))
    };
    let best = ranked.into_iter().find(|own| {
        [&own.healed, &own.three_years, &own.five_years]
            .into_iter()
            .all(sound)
    });
    Ok(best.and_then(|own| {
        Some(Remedy::ChangeShade {
            recipe: ShadeRecipe::of(catalogue.shade(&own.shade).ok()?),
            water: own.dilution.water_parts(),
        })
    }))
}

/// How much less yellow the work is than the stubble; never nothing where a tint was seen.
fn chroma_lost(look: &ShadeLook, stubble: Lab) -> f64 {
    (stubble.b - look.mean.b)
        .max(stubble.b - look.on_dot.b)
        .max(0.01)
}

/// To the next half part of water, so that it can be poured.
fn rounded_up(dilution: Dilution) -> f64 {
    ((dilution.water_parts() * 2.0).ceil() / 2.0).min(199.0)
}

//! Dots and black layers in light skin as an eye sees them by the Monte Carlo reference, against computations that share no code with it.

use rayon::prelude::*;

use super::{CaseKind, Comparison, Effort, Method, ValidationCase, ValidationError, black_layers};
use crate::colour::{Illuminant, Lab, Viewing};
use crate::monte_carlo::{Beam, Column, MonteCarlo, Photons};
use crate::spectrum::{Beyond, Spectrum};
use crate::tissue::{Gloss, SkinModel, SkinModelError, SkinTissue, TissueParameters};

/// Absorption per millimetre at 550 nm of the doses of one dot.
const DOSES: [f64; 4] = [0.5, 2.0, 8.0, 32.0];

/// By another Monte Carlo: for each depth of the top of a dot of 0.30 × 0.30 mm in light skin, CIEDE2000 and ΔL* of its middle at each dose.
const RESPONSES: [(f64, [(f64, f64); 4]); 2] = [
    (
        0.085,
        [(2.5, -2.9), (9.1, -10.0), (25.6, -24.8), (34.1, -32.6)],
    ),
    (
        0.20,
        [(1.7, -1.8), (5.4, -5.8), (14.1, -13.8), (19.9, -18.4)],
    ),
];

/// Its noise and ours: so much, and this share more.
const NOISE: (f64, f64) = (0.2, 0.04);

/// Bare light skin by an independent computation, which has no fat under the dermis; what that is worth (CIE 1976).
const LIGHT_SKIN: Lab = Lab::new(63.47, 6.72, 16.00);
const FAT_ALLOWED: f64 = 0.7;

/// Tops in millimetres up to which that fat does not matter, and what noise is worth (CIEDE2000).
const DEEPEST_MM: f64 = 1.2;
const LAYER_ALLOWED: f64 = 1.0;

pub(super) fn cases() -> Vec<ValidationCase> {
    let case = |name, work: fn(Photons) -> Result<Vec<Comparison>, ValidationError>| {
        ValidationCase::new(CaseKind::OneDot, name, move |effort| work(photons(effort)))
    };
    vec![
        case("dose and response of a dot", doses),
        case("wide column in light skin", wide_column),
    ]
}

/// A share of the photons at each of 41 wavelengths, and at least as many as keep noise below what is allowed.
fn photons(effort: Effort) -> Photons {
    let few = effort.one_in(250);
    Photons {
        count: few.count.max(4000),
        ..few
    }
}

/// Light skin with scattering of living dermis throughout.
fn light_skin() -> Result<SkinTissue, SkinModelError> {
    let tissue = SkinTissue::new(TissueParameters {
        melanosomes: 0.0186,
        melanin_power: 3.33,
        epidermal_scattering: 3.0,
        papillary_blood: 0.0045,
        reticular_blood: 0.0045,
        bloodless: 1.0,
        oxygenation: 0.75,
        vessel_radius_mm: 0.01,
        scattering_power: 1.5,
        ..TissueParameters::SCALP
    });
    tissue.map_err(SkinModelError::Tissue)
}

/// Light skin from straight above: bare, and the axis of each column of carbon at each dose.
struct Seen {
    bare: Lab,
    dosed: Vec<Vec<Lab>>,
}

fn seen(columns: &[Column], doses: &[f64], photons: Photons) -> Result<Seen, ValidationError> {
    let model = SkinModel::new()?;
    let tissue = light_skin()?;
    let bare = model.reflectance(&tissue, Gloss::Included)?;
    let inner = model.reflectance(&tissue, Gloss::Excluded)?;
    let lost = (0..41_u32)
        .into_par_iter()
        .map(|k| lost_at(k, &model, &tissue, columns, doses, photons))
        .collect::<Result<Vec<_>, _>>()?;
    let viewing = Viewing::under(Illuminant::D65)?;
    let colour = |column: usize, dose: usize| {
        let samples: Vec<(f64, f64)> = lost
            .iter()
            .map(|(nm, shares)| (*nm, shares[column * doses.len() + dose]))
            .collect();
        let lost = Spectrum::from_samples(&samples, Beyond::Refuse)?;
        let lost = lost.zip(&inner, |share, inner| share * inner);
        Ok(viewing.lab(&bare.zip(&lost, |bare, lost| bare - lost)))
    };
    let dosed = (0..columns.len()).map(|column| {
        let own = (0..doses.len()).map(|dose| colour(column, dose));
        own.collect::<Result<Vec<_>, ValidationError>>()
    });
    Ok(Seen {
        bare: viewing.lab(&bare),
        dosed: dosed.collect::<Result<_, _>>()?,
    })
}

/// The `k`-th wavelength in nanometres, and the share of the skin's light that each column takes at each dose.
fn lost_at(
    k: u32,
    model: &SkinModel,
    tissue: &SkinTissue,
    columns: &[Column],
    doses: &[f64],
    photons: Photons,
) -> Result<(f64, Vec<f64>), ValidationError> {
    let nm = 380.0 + 10.0 * f64::from(k);
    let stack = model.layers(tissue, nm)?;
    let absorption: Vec<f64> = stack.layers().iter().map(|layer| layer.mu_a).collect();
    let photons = Photons {
        seed: photons.seed.wrapping_mul(41).wrapping_add(k.into()),
        ..photons
    };
    let run = MonteCarlo::new(stack)?.escapes(Beam::pencil(0.0, 0.0), columns, photons);
    let bare = run.reflectance(&absorption, &[]).mean;
    let mut shares = Vec::with_capacity(columns.len() * doses.len());
    for column in 0..columns.len() {
        for dose in doses {
            let mut mu_a = vec![0.0; columns.len()];
            mu_a[column] = dose * 550.0 / nm;
            shares.push(run.loss(&absorption, &mu_a).mean / bare);
        }
    }
    Ok((nm, shares))
}

fn doses(photons: Photons) -> Result<Vec<Comparison>, ValidationError> {
    let columns = RESPONSES.map(|(top_mm, _)| Column::new([0.0, 0.0], 0.15, top_mm, 0.30));
    let columns = columns.into_iter().collect::<Result<Vec<_>, _>>()?;
    let seen = seen(&columns, &DOSES, photons)?;
    let by = Method::MonteCarlo;
    let what = "bare light skin: ΔE76".to_owned();
    let apart = seen.bare.distance(LIGHT_SKIN);
    let mut out = vec![Comparison::error(what, by, apart, FAT_ALLOWED)];
    for ((top_mm, published), ours) in RESPONSES.iter().zip(&seen.dosed) {
        for ((dose, lab), (difference, darker)) in DOSES.iter().zip(ours).zip(published) {
            let what = format!("dot of {dose} per mm, top {top_mm} mm");
            let allowed = |truth: &f64| NOISE.0 + NOISE.1 * truth.abs();
            out.push(Comparison::within(
                format!("{what}: CIEDE2000 from the skin"),
                by,
                *difference,
                seen.bare.difference(*lab),
                allowed(difference),
            ));
            out.push(Comparison::within(
                format!("{what}: L* from the skin"),
                by,
                *darker,
                lab.l - seen.bare.l,
                allowed(darker),
            ));
        }
    }
    Ok(out)
}

/// A column as wide as a coin is a black layer: colours by an independent solution for flat layers.
fn wide_column(photons: Photons) -> Result<Vec<Comparison>, ValidationError> {
    let (layers, dose) = black_layers::in_living_light_skin()?;
    let shallow = layers.into_iter().filter(|layer| layer.0 <= DEEPEST_MM);
    let layers: Vec<(f64, Lab)> = shallow.collect();
    let columns = layers.iter().map(|(top, _)| black_layers::column(*top));
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let seen = seen(&columns, &[dose], photons)?;
    let compared = layers.iter().zip(&seen.dosed).map(|((top, truth), ours)| {
        let what = format!("column 60 mm wide, top {top} mm: CIEDE2000");
        let apart = ours[0].difference(*truth);
        Comparison::error(what, Method::MonteCarlo, apart, LAYER_ALLOWED)
    });
    Ok(compared.collect())
}

//! What light obeys, held by the reference and by the dot table: energy, reciprocity, and what a clear and a darker dot do.

use super::{CaseKind, Comparison, Effort, Method, ValidationCase, ValidationError, random_stacks};
use crate::adding_doubling::AddingDoubling;
use crate::dot_table::{DotColumn, DotTable};
use crate::layers::{Layer, LayerStack};
use crate::monte_carlo::{Beam, Column, Estimate, MonteCarlo, Photons};
use crate::skin::FitzpatrickType;
use crate::spectrum::Spectrum;
use crate::tissue::{SkinModel, TissueParameters};

pub(super) fn cases() -> Vec<ValidationCase> {
    let law = |name, work: fn(Effort) -> Result<Vec<Comparison>, ValidationError>| {
        ValidationCase::new(CaseKind::Laws, name, work)
    };
    vec![
        law("energy closure", energy),
        law("random stacks", |_| random_stacks::run()),
        law("one run for every absorption", other_absorption),
        law("reciprocity", reciprocity),
        law("clear and darker dots by the reference", darker_dots),
        law("clear and darker dots by the table", |_| tabulated_dots()),
    ]
}

/// What MCML prints as absorbed in each of its three layers, one run of a million photons, and how far that may be off.
const ABSORBED: [f64; 3] = [0.2612, 0.1488, 0.2316];
const ABSORBED_ALLOWED: f64 = 2e-3;

/// Fewest photons that show what the survivors of a roulette gain.
const FEWEST: u64 = 400_000;

fn energy(effort: Effort) -> Result<Vec<Comparison>, ValidationError> {
    let layer = |mu_a, mu_s, g, thickness| Layer {
        mu_a,
        mu_s,
        g,
        refractive_index: 1.37,
        thickness,
    };
    let layers = vec![
        layer(0.1, 10.0, 0.9, 1.0),
        layer(0.1, 1.0, 0.0, 1.0),
        layer(0.2, 1.0, 0.7, 2.0),
    ];
    let stack = LayerStack::new(1.0, layers, 1.0)?;
    let exact = AddingDoubling::<16>::for_stack(&stack)?.totals(&stack)?;
    let photons = Photons {
        count: effort.photons.count.max(FEWEST),
        ..effort.photons
    };
    let balance = MonteCarlo::new(stack)?.energy_balance(photons);
    let what = "three layers: light given up and not gained back".to_owned();
    let given_up = balance.given_up.abs();
    let mut out = vec![Comparison::error(what, Method::MonteCarlo, given_up, 2e-5)];
    let both = balance.absorbed.into_iter().zip(exact.absorbed);
    for (k, (truth, (sampled, exact))) in ABSORBED.into_iter().zip(both).enumerate() {
        let what = format!("three layers: absorbed in layer {} (MCML)", k + 1);
        for (by, ours) in [
            (Method::AddingDoubling, exact),
            (Method::MonteCarlo, sampled),
        ] {
            let what = what.clone();
            out.push(Comparison::within(what, by, truth, ours, ABSORBED_ALLOWED));
        }
    }
    Ok(out)
}

/// Epidermis over endless dermis at one wavelength, absorbing so much per millimetre.
fn skin(mu_a: [f64; 2]) -> Result<MonteCarlo, ValidationError> {
    let layer = |mu_a, thickness| Layer {
        mu_a,
        mu_s: 15.0,
        g: 0.8,
        refractive_index: 1.4,
        thickness,
    };
    let layers = vec![layer(mu_a[0], 0.08), layer(mu_a[1], f64::INFINITY)];
    Ok(MonteCarlo::new(LayerStack::new(1.0, layers, 1.4)?)?)
}

const SKIN_MU_A: [f64; 2] = [0.6, 0.15];

fn dot(x_mm: f64) -> Result<Column, ValidationError> {
    Ok(Column::new([x_mm, 0.0], 0.15, 0.1, 0.3)?)
}

/// A run's walks weighed for another absorption give what a run with that absorption gives.
fn other_absorption(effort: Effort) -> Result<Vec<Comparison>, ValidationError> {
    const OTHER: [f64; 2] = [2.5, 0.8];
    let photons = effort.one_in(5);
    let escapes = skin(SKIN_MU_A)?.escapes(Beam::pencil(0.0, 0.0), &[], photons);
    let own = skin(OTHER)?.totals(Photons {
        seed: photons.seed.wrapping_add(1),
        ..photons
    });
    let truth = own.diffuse_reflectance;
    Ok(vec![Comparison::sampled(
        "walks weighed for another absorption, R".to_owned(),
        truth.mean,
        truth.standard_error,
        escapes.reflectance(&OTHER, &[]),
    )])
}

/// From an evenly lit wide disc into a narrow cone over a spot at the dot's edge passes as much light as from the spot, lit within
/// that cone, out of the wide disc: the law by which sending light in straight and counting it wherever it leaves tells how bright a
/// place looks.
fn reciprocity(effort: Effort) -> Result<Vec<Comparison>, ValidationError> {
    let sky = Beam {
        radius_mm: 0.4,
        least_cosine: 0.0,
        ..Beam::pencil(0.0, 0.0)
    };
    let spot = Beam {
        radius_mm: 0.1,
        least_cosine: 0.8,
        ..Beam::pencil(0.15, 0.0)
    };
    let mut out = Vec::with_capacity(2);
    for mu_a in [0.0, 8.0] {
        let there = passes(sky, spot, mu_a, effort.one_in(5))?;
        let back = passes(spot, sky, mu_a, effort.one_in(25))?;
        let what = format!("reciprocity past a dot of {mu_a} per mm, mm²");
        out.push(Comparison::sampled(
            what,
            back.mean,
            back.standard_error,
            there,
        ));
    }
    Ok(out)
}

/// Light of one beam that leaves within the disc and cone of another, with a dot in the way; the light sent in is proportional to area
/// and to the projected solid angle.
fn passes(
    from: Beam,
    to: Beam,
    dot_mu_a: f64,
    photons: Photons,
) -> Result<Estimate, ValidationError> {
    let escapes = skin(SKIN_MU_A)?.escapes(from, &[dot(0.0)?], photons);
    let share = escapes.mean(|escape| {
        let (dx, dy) = (escape.x_mm - to.x_mm, escape.y_mm - to.y_mm);
        let inside = dx * dx + dy * dy < to.radius_mm * to.radius_mm;
        let seen = f64::from(u8::from(inside && escape.cosine > to.least_cosine));
        seen * escape.kept(&SKIN_MU_A) * escape.passed(&[dot_mu_a])
    });
    let sent = from.radius_mm.powi(2) * (1.0 - from.least_cosine.powi(2));
    Ok(Estimate {
        mean: share.mean * sent,
        standard_error: share.standard_error * sent,
    })
}

/// What stands in for nothing where numbers are rounded.
const ROUNDING: f64 = 1e-12;

/// Reference: a clear dot is bare skin, and what a darker dot takes is taken from what comes back.
fn darker_dots(effort: Effort) -> Result<Vec<Comparison>, ValidationError> {
    let photons = effort.one_in(20);
    let beam = Beam::pencil(0.0, 0.0);
    let with = skin(SKIN_MU_A)?.escapes(beam, &[dot(0.05)?], photons);
    let without = skin(SKIN_MU_A)?.escapes(beam, &[], photons);
    let bare = without.reflectance(&SKIN_MU_A, &[]).mean;
    let doses = [0.0, 0.1, 0.5, 2.0, 8.0, 30.0, 200.0];
    let returned = doses.map(|mu_a| with.reflectance(&SKIN_MU_A, &[mu_a]).mean);
    // The same random numbers: noise cancels.
    let gains = returned.windows(2).map(|pair| pair[1] - pair[0]);
    let lost = with.loss(&SKIN_MU_A, &[doses[4]]).mean;
    let error = |what: &str, ours, allowed| {
        Comparison::error(what.to_owned(), Method::MonteCarlo, ours, allowed)
    };
    Ok(vec![
        error(
            "clear dot against bare skin",
            (returned[0] - bare).abs(),
            ROUNDING,
        ),
        error(
            "light gained by a darker dot, seven doses, at most",
            gains.fold(0.0, f64::max),
            0.0,
        ),
        error(
            "light lost against light left",
            (returned[0] - returned[4] - lost).abs(),
            ROUNDING,
        ),
    ])
}

/// A dot of the table whose doses are compared, and what the polynomials between its nodes may waver by.
const TABULATED: DotColumn = DotColumn {
    radius_mm: 0.10,
    top_mm: 0.12,
    length_mm: 0.3,
};
const WAVER: f64 = 1e-3;

/// Dot table, all skin types: a clear dot is bare skin, and a darker dot takes more at every place and wavelength.
fn tabulated_dots() -> Result<Vec<Comparison>, ValidationError> {
    let model = SkinModel::new()?;
    let table = DotTable::load()?;
    let mut out = Vec::new();
    for fitzpatrick in FitzpatrickType::ALL {
        let tissue = model.of_type(fitzpatrick, TissueParameters::LIVING_SCATTERING)?;
        let skin = model.dot_skin(&tissue)?;
        let mut taken: Vec<[Spectrum; 3]> = Vec::new();
        for per_mm in [0.0, 0.2, 1.0, 4.0, 15.0, 60.0] {
            let carbon = Spectrum::from_fn(|nm| per_mm * 550.0 / nm);
            let loss = table.loss(&skin, &TABULATED, &carbon)?;
            taken.push([loss.at(0.0), loss.at(0.15), *loss.area_mm2()]);
        }
        let clear = taken[0].iter().flat_map(Spectrum::values);
        let clear = clear.fold(0.0, |most: f64, share| most.max(share.abs()));
        let mut gained = 0.0_f64;
        for pair in taken.windows(2) {
            for (before, after) in pair[0].iter().zip(&pair[1]) {
                let gains = before.zip(after, |before, after| before - after);
                gained = gains.values().iter().copied().fold(gained, f64::max);
            }
        }
        let error = |what: &str, ours, allowed| {
            let what = format!("{what}, type {fitzpatrick:?}");
            Comparison::error(what, Method::DotTable, ours, allowed)
        };
        out.push(error("clear dot takes at most", clear, ROUNDING));
        out.push(error(
            "darker dot takes less, six doses, by at most",
            gained,
            WAVER,
        ));
    }
    Ok(out)
}

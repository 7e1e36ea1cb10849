//! Dots and black layers in skin by the Monte Carlo reference, against computations that share no code with it.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use pointil_optics::monte_carlo::{Beam, Column, Escapes, MonteCarlo, Photons};
use pointil_optics::{
    Beyond, Gloss, Illuminant, Lab, SkinModel, SkinTissue, Spectrum, TissueParameters, Viewing,
};

/// Light skin with scattering of living dermis throughout: L* 63.47, a* 6.72, b* 16.00 by an independent computation.
fn light_skin() -> SkinTissue {
    SkinTissue::new(TissueParameters {
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
    })
    .unwrap()
}

/// Colours seen from straight above the axis of columns of carbon: of the bare skin, and with each column at each dose (absorption per
/// millimetre at 550 nm), light mirrored by the surface included.
fn colours(columns: &[Column], doses: &[f64], count: u64) -> (Lab, Vec<Vec<Lab>>) {
    let model = SkinModel::new().unwrap();
    let tissue = light_skin();
    let bare = model.reflectance(&tissue, Gloss::Included).unwrap();
    let inner = model.reflectance(&tissue, Gloss::Excluded).unwrap();
    let runs: Vec<(f64, Vec<f64>, Escapes)> = (0..41_u32)
        .map(|k| {
            let nm = 380.0 + 10.0 * f64::from(k);
            let stack = model.layers(&tissue, nm).unwrap();
            let absorption = stack.layers().iter().map(|layer| layer.mu_a).collect();
            let photons = Photons {
                count,
                seed: u64::from(k),
            };
            let run = MonteCarlo::new(stack).unwrap();
            let escapes = run.escapes(Beam::pencil(0.0, 0.0), columns, photons);
            (nm, absorption, escapes)
        })
        .collect();
    let viewing = Viewing::under(Illuminant::D65).unwrap();
    let seen = |column: usize, dose: f64| {
        let losses: Vec<(f64, f64)> = runs
            .iter()
            .map(|(nm, absorption, escapes)| {
                let mut mu_a = vec![0.0; columns.len()];
                mu_a[column] = dose * 550.0 / nm;
                let share = escapes.loss(absorption, &mu_a).mean
                    / escapes.reflectance(absorption, &[]).mean;
                (*nm, share)
            })
            .collect();
        let loss = Spectrum::from_samples(&losses, Beyond::Refuse).unwrap();
        let lost = inner.zip(&loss, |inner, loss| inner * loss);
        viewing.lab(&bare.zip(&lost, |bare, lost| bare - lost))
    };
    let dosed = (0..columns.len())
        .map(|column| doses.iter().map(|dose| seen(column, *dose)).collect())
        .collect();
    (viewing.lab(&bare), dosed)
}

/// Dose and response of one dot of 0.30 × 0.30 mm whose top lies 0.085 and 0.20 mm deep, by another Monte Carlo: CIEDE2000 and ΔL* of
/// its middle for 0.5, 2, 8 and 32 per mm at 550 nm.
#[test]
fn dose_and_response() {
    let column = |top| Column::new([0.0, 0.0], 0.15, top, 0.30).unwrap();
    let columns = [column(0.085), column(0.20)];
    let (bare, seen) = colours(&columns, &[0.5, 2.0, 8.0, 32.0], 4000);
    // That computation had no fat under the dermis.
    let apart = bare.distance(Lab::new(63.47, 6.72, 16.00));
    assert!(apart < 0.7, "{bare:?}");
    let published = [
        [(2.5, -2.9), (9.1, -10.0), (25.6, -24.8), (34.1, -32.6)],
        [(1.7, -1.8), (5.4, -5.8), (14.1, -13.8), (19.9, -18.4)],
    ];
    for (seen, published) in seen.iter().zip(published) {
        for (lab, (difference, darker)) in seen.iter().zip(published) {
            let got = bare.difference(*lab);
            println!(
                "{got:.2} for {difference}, {:.2} for {darker}",
                lab.l - bare.l
            );
            assert!(
                (got - difference).abs() < 0.2 + 0.04 * difference,
                "{got} for {difference}"
            );
            assert!(
                (lab.l - bare.l - darker).abs() < 0.2 - 0.04 * darker,
                "{lab:?} for {darker}"
            );
        }
    }
}

/// A column as wide as a coin is a black layer: colours by an independent solution for flat layers.
#[test]
#[expect(clippy::approx_constant, reason = "a b* of 3.14 is not pi")]
fn a_wide_column_is_a_layer() {
    let tops = [0.081, 0.15, 0.2, 0.3, 0.5, 0.8, 1.2];
    let columns = tops.map(|top| Column::new([0.0, 0.0], 30.0, top, 0.4).unwrap());
    let (_, seen) = colours(&columns, &[10.0], 4000);
    let published = [
        [27.62, -0.64, -2.17],
        [32.96, -1.23, -2.37],
        [36.51, -1.57, -2.02],
        [42.39, -1.97, -0.54],
        [50.16, -1.89, 3.14],
        [56.23, -0.82, 7.58],
        [59.91, 0.94, 11.22],
    ];
    for (seen, [l, a, b]) in seen.iter().zip(published) {
        let distance = seen[0].difference(Lab::new(l, a, b));
        println!("{distance:.2}: {:?} for {l} {a} {b}", seen[0]);
        assert!(distance < 1.0, "{:?} for {l} {a} {b}", seen[0]);
    }
}

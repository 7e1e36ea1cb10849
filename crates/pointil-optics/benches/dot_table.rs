//! Dots by the table: `cargo bench -p pointil-optics --bench dot_table`.
#![expect(clippy::unwrap_used, reason = "a bench may fail")]

use std::hint::black_box;

use divan::Bencher;
use pointil_optics::{
    DotClasses, DotColumn, DotTable, FitzpatrickType, Gloss, Illuminant, LinearRgb, SkinModel,
    Spectrum, TissueParameters, Viewing,
};

fn main() {
    DotTable::load().unwrap();
    divan::main();
}

const DOT: DotColumn = DotColumn {
    radius_mm: 0.07,
    top_mm: 0.12,
    length_mm: 0.3,
};

fn carbon(per_mm: f64) -> Spectrum {
    Spectrum::from_fn(|nm| per_mm * 550.0 / nm)
}

/// One dot's spectrum in its middle and summed over the skin, and both colours.
#[divan::bench]
fn one_dot(bencher: Bencher) {
    let model = SkinModel::new().unwrap();
    let tissue = model
        .of_type(FitzpatrickType::III, TissueParameters::LIVING_SCATTERING)
        .unwrap();
    let bare = model.reflectance(&tissue, Gloss::Excluded).unwrap();
    let skin = model.dot_skin(&tissue).unwrap();
    let viewing = Viewing::under(Illuminant::D65).unwrap();
    let (table, pigment) = (DotTable::load().unwrap(), carbon(20.0));
    bencher.bench_local(|| {
        let loss = table.loss(&skin, black_box(&DOT), &pigment).unwrap();
        let seen = |lost: &Spectrum| viewing.rgb(&bare.zip(lost, |bare, lost| bare * (1.0 - lost)));
        (seen(&loss.at(0.0)), seen(loss.area_mm2()))
    });
}

/// Colours of 50,000 dots for five shades at seven ages, once each class of dots has its own.
#[divan::bench]
fn whole_design(bencher: Bencher) {
    let dots = (0..50_000_u32).map(|k| DotColumn {
        radius_mm: 0.06 + 0.001 * f64::from(k / 97 % 30),
        top_mm: 0.10 + 0.005 * f64::from(k / 13 % 10),
        ..DOT
    });
    let classes = DotClasses::gather(dots);
    let palettes: Vec<Vec<LinearRgb>> = (0..35)
        .map(|look| {
            let colour = |k| LinearRgb::grey(f64::from(look) + k as f64);
            (0..classes.columns().len()).map(colour).collect()
        })
        .collect();
    let mut seen = vec![LinearRgb::default(); 50_000];
    bencher.bench_local(|| {
        for palette in &palettes {
            for (seen, colour) in seen.iter_mut().zip(classes.spread(palette)) {
                *seen = *colour;
            }
            black_box(&seen);
        }
    });
}

/// Gathering the dots of a design into classes.
#[divan::bench]
fn classes_of_a_design(bencher: Bencher) {
    let dots: Vec<DotColumn> = (0..50_000_u32)
        .map(|k| DotColumn {
            radius_mm: 0.06 + 0.001 * f64::from(k / 97 % 30),
            top_mm: 0.10 + 0.005 * f64::from(k / 13 % 10),
            ..DOT
        })
        .collect();
    bencher.bench_local(|| DotClasses::gather(black_box(&dots).iter().copied()));
}

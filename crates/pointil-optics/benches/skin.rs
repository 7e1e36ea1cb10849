//! Skin: its spectrum, a patch of ink, a fit to a colour, one thread: `cargo bench -p pointil-optics --bench skin`.
#![expect(clippy::unwrap_used, reason = "a bench may fail by panic")]

use divan::Bencher;
use divan::counter::ItemsCount;
use pointil_optics::{
    DEPOSITED_SHARE, FitzpatrickType, Gloss, InkSheet, Lab, ShadeCatalogue, SkinModel,
    TissueParameters,
};

const LIVING: f64 = TissueParameters::LIVING_SCATTERING;

fn main() {
    divan::main();
}

#[divan::bench]
fn spectrum_of_skin(bencher: Bencher) {
    let model = SkinModel::new().unwrap();
    let tissue = model.of_type(FitzpatrickType::III, LIVING).unwrap();
    bencher.bench_local(|| {
        model
            .reflectance(divan::black_box(&tissue), Gloss::Excluded)
            .unwrap()
    });
}

#[divan::bench]
fn spectrum_of_a_patch_of_ink(bencher: Bencher) {
    let model = SkinModel::new().unwrap();
    let tissue = model.of_type(FitzpatrickType::III, LIVING).unwrap();
    let catalogue = ShadeCatalogue::built_in().unwrap();
    let ink = catalogue
        .shade("black")
        .unwrap()
        .ink
        .deposited(DEPOSITED_SHARE)
        .unwrap();
    let sheet = InkSheet::new(&ink, 0.2, 0.3).unwrap();
    bencher.bench_local(|| {
        model
            .reflectance_of_sheet(&tissue, divan::black_box(&sheet), Gloss::Excluded)
            .unwrap()
    });
}

#[divan::bench(sample_count = 20)]
fn skin_fitted_to_a_colour(bencher: Bencher) {
    let model = SkinModel::new().unwrap();
    let lab = Lab::new(57.9, 11.8, 17.2);
    bencher.bench_local(|| model.fitted_to_lab(divan::black_box(lab), LIVING).unwrap());
}

#[divan::bench]
fn thousand_colour_differences(bencher: Bencher) {
    let colours: Vec<Lab> = (0..1000)
        .map(|k| f64::from(k) / 10.0)
        .map(|k| Lab::new(k, k - 50.0, 20.0 - 0.3 * k))
        .collect();
    let base = Lab::new(60.0, 10.0, 15.0);
    bencher
        .counter(ItemsCount::new(colours.len()))
        .bench_local(|| {
            colours
                .iter()
                .map(|lab| divan::black_box(base).difference(*lab))
                .sum::<f64>()
        });
}

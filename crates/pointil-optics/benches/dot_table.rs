//! Dots by the table: `cargo bench -p pointil-optics --bench dot_table`.
#![expect(clippy::unwrap_used, reason = "a bench may fail")]

use std::hint::black_box;

use divan::Bencher;
use pointil_optics::{
    Circumstances, DAYS_PER_YEAR, DotClasses, DotColumn, DotPlacement, DotTable, FadingBelief,
    FadingCourse, FadingPriors, FitzpatrickType, Gloss, HEALED_DAYS, Illuminant, LinearRgb,
    PreparedSkin, ShadeCatalogue, SkinModel, Spectrum, TissueParameters, Viewing,
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

/// Type III with its bare reflectance and an eye.
struct Setting {
    skin: PreparedSkin<'static>,
    bare: Spectrum,
    viewing: Viewing,
}

impl Setting {
    fn new() -> Self {
        let model = SkinModel::new().unwrap();
        let tissue = model
            .of_type(FitzpatrickType::III, TissueParameters::LIVING_SCATTERING)
            .unwrap();
        Self {
            skin: DotTable::load()
                .unwrap()
                .prepare(&model.dot_skin(&tissue).unwrap())
                .unwrap(),
            bare: model.reflectance(&tissue, Gloss::Excluded).unwrap(),
            viewing: Viewing::under(Illuminant::D65).unwrap(),
        }
    }

    fn seen(&self, lost: &Spectrum) -> LinearRgb {
        let left = self.bare.zip(lost, |bare, lost| bare * (1.0 - lost));
        self.viewing.rgb(&left)
    }

    fn middle(&self, column: &DotColumn, pigment: &Spectrum) -> LinearRgb {
        self.seen(&self.skin.loss(column, pigment).unwrap().at(0.0))
    }
}

fn carbon(per_mm: f64) -> Spectrum {
    Spectrum::from_fn(|nm| per_mm * 550.0 / nm)
}

/// One dot's spectrum in its middle and summed over the skin, and both colours.
#[divan::bench]
fn one_dot(bencher: Bencher) {
    let (setting, pigment) = (Setting::new(), carbon(20.0));
    bencher.bench_local(|| {
        let loss = setting.skin.loss(black_box(&DOT), &pigment).unwrap();
        (setting.seen(&loss.at(0.0)), setting.seen(loss.area_mm2()))
    });
}

/// What one dot takes of the skin seen from afar.
#[divan::bench]
fn area_of_one_dot(bencher: Bencher) {
    let (setting, pigment) = (Setting::new(), carbon(20.0));
    bencher.bench_local(|| setting.skin.area_mm2(black_box(&DOT), &pigment).unwrap());
}

/// 50,000 dots in thirty sizes and depths.
fn design() -> Vec<DotColumn> {
    let dots = (0..50_000_u32).map(|k| DotColumn {
        radius_mm: 0.06 + 0.003 * f64::from(k / 97 % 5),
        top_mm: 0.10 + 0.01 * f64::from(k / 13 % 6),
        ..DOT
    });
    dots.collect()
}

/// Fresh, healed, one, two, three, five and eight years.
fn ages() -> [f64; 7] {
    let years = |years: f64| HEALED_DAYS + DAYS_PER_YEAR * years;
    [
        0.0,
        HEALED_DAYS,
        years(1.0),
        years(2.0),
        years(3.0),
        years(5.0),
        years(8.0),
    ]
}

/// The colour of every class of the design in five shades at seven ages.
fn palettes(setting: &Setting, classes: &DotClasses) -> Vec<Vec<LinearRgb>> {
    let belief = FadingBelief::from_priors(&FadingPriors::built_in().unwrap());
    let catalogue = ShadeCatalogue::built_in().unwrap();
    let mut palettes = Vec::new();
    for days in ages() {
        let courses: Vec<FadingCourse> = classes
            .columns()
            .iter()
            .map(|c| DotPlacement::new(2.0 * c.radius_mm, c.top_mm, c.length_mm).unwrap())
            .map(|own| FadingCourse::new(&belief.typical(), &Circumstances::TYPICAL, &own))
            .collect();
        for shade in &catalogue.shades()[..5] {
            let colour = |course: &FadingCourse| {
                let column = course.column(days);
                let column = DotColumn {
                    radius_mm: 0.5 * column.diameter_mm,
                    top_mm: column.depth_mm,
                    length_mm: column.length_mm,
                };
                let absorption = shade.ink.aged(course, days).absorption().unwrap();
                setting.middle(&column, &absorption)
            };
            palettes.push(courses.iter().map(colour).collect());
        }
    }
    palettes
}

/// Colours of 50,000 dots for five shades at seven ages, once each class of dots has its own.
#[divan::bench]
fn whole_design(bencher: Bencher) {
    let classes = DotClasses::gather(design());
    let palettes = palettes(&Setting::new(), &classes);
    assert_eq!((palettes.len(), classes.columns().len()), (35, 30));
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

/// What goes before it, once for a skin: the colours of thirty classes of dots in five shades at seven ages.
#[divan::bench(sample_count = 10)]
fn classes_in_all_shades_and_ages(bencher: Bencher) {
    let classes = DotClasses::gather(design());
    let setting = Setting::new();
    bencher.bench_local(|| palettes(&setting, black_box(&classes)));
}

/// Gathering the dots of a design into classes.
#[divan::bench]
fn classes_of_a_design(bencher: Bencher) {
    let dots = design();
    bencher.bench_local(|| DotClasses::gather(black_box(&dots).iter().copied()));
}

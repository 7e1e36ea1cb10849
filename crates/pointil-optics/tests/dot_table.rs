//! The dot table: that it is the one the code makes, and that it agrees with the Monte Carlo reference.

use pointil_optics::monte_carlo::Photons;
use pointil_optics::{
    AgedColumn, DotColumn, DotOptics, DotTable, FitzpatrickType, Gloss, RandomDots, SkinModel,
    Spectrum, TabulatedDots, TissueParameters, Trial,
};

const DOT: DotColumn = DotColumn {
    radius_mm: 0.10,
    top_mm: 0.12,
    length_mm: 0.3,
};

fn carbon(per_mm: f64) -> Spectrum {
    Spectrum::from_fn(|nm| per_mm * 550.0 / nm)
}

#[test]
fn the_table_is_the_one_that_the_code_makes() {
    let table = DotTable::load().unwrap();
    let message =
        "the Monte Carlo or the axes changed: make the table anew with the example `dot_table`";
    assert_eq!(
        table.fingerprint(),
        DotTable::computation().unwrap(),
        "{message}"
    );
}

/// A few of the dots of `pointil optics accuracy`, with few photons.
#[test]
fn the_table_agrees_with_the_reference() {
    let model = SkinModel::new().unwrap();
    let mut dots = RandomDots::new(2);
    let trials: Vec<Trial> = (0..12)
        .map(|seed| {
            let dot = dots.draw(&model).unwrap();
            let photons = Photons { count: 1500, seed };
            dot.judge(&model, Gloss::Excluded, photons).unwrap()
        })
        .collect();
    for (k, place) in ["middle", "beside", "afar"].into_iter().enumerate() {
        let at = |share| percentile(trials.iter().map(|t| t.differences()[k]), share);
        println!(
            "{place}: median {:.2}, 95th percentile {:.2}",
            at(0.5),
            at(0.95)
        );
        assert!(at(0.5) < 0.5 && at(0.95) < 1.5, "{trials:#.2?}");
    }
    let contrast = percentile(trials.iter().map(Trial::contrast), 0.9);
    assert!(
        contrast > 5.0,
        "dots that nobody sees prove nothing: {contrast}"
    );
    let noise = percentile(trials.iter().map(|t| t.noise[0]), 0.5);
    assert!(noise > 0.01 && noise < 0.5, "the reference's noise {noise}");
}

/// The value below which the share of all lie.
fn percentile(values: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

#[test]
fn more_pigment_takes_more_and_none_takes_nothing() {
    let model = SkinModel::new().unwrap();
    let table = DotTable::load().unwrap();
    for fitzpatrick in FitzpatrickType::ALL {
        let tissue = model
            .of_type(fitzpatrick, TissueParameters::LIVING_SCATTERING)
            .unwrap();
        let skin = model.dot_skin(&tissue).unwrap();
        let loss = |per_mm, column: &DotColumn| table.loss(&skin, column, &carbon(per_mm)).unwrap();
        let none = loss(0.0, &DOT);
        assert!(
            none.at(0.0)
                .values()
                .iter()
                .all(|share| share.abs() < 1e-12)
        );
        let mut last = none;
        for per_mm in [0.2, 1.0, 4.0, 15.0, 60.0] {
            let more = loss(per_mm, &DOT);
            for (before, after) in [
                (last.at(0.0), more.at(0.0)),
                (last.at(0.15), more.at(0.15)),
                (*last.area_mm2(), *more.area_mm2()),
            ] {
                let pairs = before.values().iter().zip(after.values());
                for (before, after) in pairs {
                    assert!(
                        after > &(before - 1e-3),
                        "{fitzpatrick:?} {per_mm}: {before} {after}"
                    );
                }
            }
            last = more;
        }
        let deep = loss(15.0, &DotColumn { top_mm: 0.4, ..DOT });
        let shallow = loss(15.0, &DOT);
        let red = |s: &Spectrum| s.at(620.0).unwrap();
        assert!(red(&deep.at(0.0)) < 0.8 * red(&shallow.at(0.0)));
        assert!(red(&shallow.at(0.0)) > red(&shallow.at(0.1)));
        assert!(red(&shallow.at(0.2)) > red(&shallow.at(0.4)));
        assert!(red(&shallow.at(30.0)) < 1e-3);
    }
}

/// The loss summed over the surface is that of the profile, within what the places between the tabulated ones are worth.
#[test]
fn profile_and_area_agree() {
    let model = SkinModel::new().unwrap();
    let table = DotTable::load().unwrap();
    let tissue = model
        .of_type(FitzpatrickType::II, TissueParameters::LIVING_SCATTERING)
        .unwrap();
    let skin = model.dot_skin(&tissue).unwrap();
    for (radius_mm, top_mm) in [(0.05, 0.10), (0.15, 0.15), (0.3, 0.3)] {
        let column = DotColumn {
            radius_mm,
            top_mm,
            length_mm: 0.3,
        };
        let loss = table.loss(&skin, &column, &carbon(15.0)).unwrap();
        for nm in [450.0, 550.0, 650.0] {
            let mut sum = 0.0;
            let mut away = 0.0;
            while away < 15.0 {
                let step = 0.002 + 0.02 * away;
                let middle = away + 0.5 * step;
                let ring = std::f64::consts::TAU * middle * step;
                sum += ring * loss.at(middle).at(nm).unwrap();
                away += step;
            }
            let area = loss.area_mm2().at(nm).unwrap();
            assert!(
                (sum / area - 1.0).abs() < 0.08,
                "{column:?} {nm}: {sum} {area}"
            );
        }
    }
}

#[test]
fn sizes_that_cannot_be_are_named() {
    let model = SkinModel::new().unwrap();
    let table = DotTable::load().unwrap();
    let tissue = model
        .of_type(FitzpatrickType::II, TissueParameters::LIVING_SCATTERING)
        .unwrap();
    let skin = model.dot_skin(&tissue).unwrap();
    let refused = |column: DotColumn| {
        table
            .loss(&skin, &column, &carbon(1.0))
            .unwrap_err()
            .to_string()
    };
    let message = refused(DotColumn {
        top_mm: -0.2,
        ..DOT
    });
    assert_eq!(
        message,
        "the dot depth is -0.2; it must be finite and above 0 (a depth may be 0)"
    );
    assert!(
        refused(DotColumn {
            radius_mm: 0.0,
            ..DOT
        })
        .contains("dot radius is 0")
    );
    assert!(
        refused(DotColumn {
            length_mm: f64::NAN,
            ..DOT
        })
        .contains("dot length is NaN")
    );
}

/// The same dots through the interface that treated skin asks.
#[test]
fn treated_skin_is_told_the_same() {
    let model = SkinModel::new().unwrap();
    let tissue = model
        .of_type(FitzpatrickType::IV, TissueParameters::LIVING_SCATTERING)
        .unwrap();
    let direct = DotTable::load()
        .unwrap()
        .loss(&model.dot_skin(&tissue).unwrap(), &DOT, &carbon(9.0))
        .unwrap();
    let dots = TabulatedDots::new(&model, &tissue).unwrap();
    let column = |depth_mm| AgedColumn {
        diameter_mm: 2.0 * DOT.radius_mm,
        depth_mm,
        length_mm: DOT.length_mm,
    };
    let area = dots.area_loss(&column(DOT.top_mm), &carbon(9.0)).unwrap();
    assert_eq!(&area, direct.area_mm2());
    let seen = dots
        .loss_at(&column(DOT.top_mm), &carbon(9.0), &[0.0, 0.3])
        .unwrap();
    assert_eq!(seen, [direct.at(0.0), direct.at(0.3)]);
    let refused = dots.area_loss(&column(-0.1), &carbon(9.0)).unwrap_err();
    assert!(refused.to_string().contains("dot depth is -0.1"));
}

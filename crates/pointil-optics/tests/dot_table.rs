//! The dot table: that it is the one the code makes, and what it tells. That it agrees with the Monte Carlo reference is in `validation.rs`.

use pointil_optics::{
    AgedColumn, DotColumn, DotOptics, DotTable, FitzpatrickType, RandomDots, SkinModel, Spectrum,
    TabulatedDots, TissueParameters,
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

/// Random dots that nobody sees would prove nothing: many of those that `pointil optics validate` draws stand out.
#[test]
fn random_dots_are_seen() {
    let model = SkinModel::new().unwrap();
    let table = DotTable::load().unwrap();
    let mut dots = RandomDots::new(1);
    let seen = (0..100).filter(|_| {
        let dot = dots.draw(&model).unwrap();
        let skin = model.dot_skin(&dot.tissue).unwrap();
        let loss = table.loss(&skin, &dot.column, &dot.absorption).unwrap();
        loss.at(0.0).at(550.0).unwrap() > 0.1
    });
    let seen = seen.count();
    assert!((25..75).contains(&seen), "{seen} of 100");
}

#[test]
fn deeper_and_farther_takes_less() {
    let model = SkinModel::new().unwrap();
    let table = DotTable::load().unwrap();
    for fitzpatrick in FitzpatrickType::ALL {
        let tissue = model
            .of_type(fitzpatrick, TissueParameters::LIVING_SCATTERING)
            .unwrap();
        let skin = model.dot_skin(&tissue).unwrap();
        let loss = |column: &DotColumn| table.loss(&skin, column, &carbon(15.0)).unwrap();
        let deep = loss(&DotColumn { top_mm: 0.4, ..DOT });
        let shallow = loss(&DOT);
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

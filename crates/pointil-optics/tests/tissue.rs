//! Skin against measured skin. Fits to measured spectra are in `validation.rs`.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

use pointil_optics::validation::fitted_classes;
use pointil_optics::{
    FitzpatrickType, Gloss, Illuminant, Inflammation, Lab, SkinModel, SkinTissue, TissueParameters,
    TypologyAngle, Viewing,
};

const LIVING: f64 = TissueParameters::LIVING_SCATTERING;
const EXCISED: f64 = TissueParameters::EXCISED_SCATTERING;

/// The header's names and the rows of a table.
fn table(text: &'static str) -> (Vec<&'static str>, Vec<Vec<&'static str>>) {
    let mut lines = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(',').collect());
    (lines.next().unwrap(), lines.collect())
}

fn number(row: &[&str], k: usize) -> f64 {
    row[k].parse().unwrap()
}

/// The table of typical skins is what the fits of `validation.rs` give.
#[test]
fn typical_skins_are_those_fitted_to_each_class() {
    let (_, rows) = table(include_str!(
        "../../../data/optics/skin_tissue_by_class.csv"
    ));
    let fits = fitted_classes().unwrap();
    assert_eq!(fits.len(), rows.len());
    let (mut generated, mut close) = (String::new(), true);
    for (fit, row) in fits.iter().zip(rows) {
        let p = fit.tissue.parameters();
        let numbers = [
            TypologyAngle::of(fit.measured).degrees(),
            p.melanosomes,
            p.melanin_power,
            p.epidermal_scattering,
            p.papillary_blood,
            p.bloodless,
            p.oxygenation,
            p.scattering_power,
        ];
        let cells = numbers.map(|number| format!("{number:.5}")).join(",");
        let (scattering, name) = (fit.dermal_scattering, fit.name);
        generated.push_str(&format!("{scattering:.1},{name},{cells}\n"));
        assert_eq!(row[1], name);
        for (cell, number) in row[2..].iter().zip(numbers) {
            let kept: f64 = cell.parse().unwrap();
            close &= (kept - number).abs() < 1e-4 + 2e-3 * number.abs();
        }
    }
    assert!(close, "skin_tissue_by_class.csv should be\n{generated}");
}

fn lab_of(model: &SkinModel, tissue: &SkinTissue) -> Lab {
    let viewing = Viewing::under(Illuminant::D65).unwrap();
    viewing.lab(&model.reflectance(tissue, Gloss::Included).unwrap())
}

/// Mean colours of 45 groups and places of the body, and the palest, darkest and reddest of them by a standard
/// deviation more.
#[test]
fn measured_colours_are_met() {
    let model = SkinModel::new().unwrap();
    let (_, rows) = table(include_str!("../../../data/optics/skin_lab_by_group.csv"));
    let mean = |row: &[&str]| Lab::new(number(row, 3), number(row, 4), number(row, 5));
    let mut colours: Vec<Lab> = rows.iter().map(|row| mean(row)).collect();
    for (column, sign) in [(3, 1.0), (3, -1.0), (4, 1.0)] {
        let order = |row: &&Vec<&str>| (sign * 100.0 * number(row, column)) as i64;
        let far = rows.iter().max_by_key(order).unwrap();
        let mut lab = mean(far);
        let stray = sign * number(far, column + 3);
        if column == 3 {
            lab.l += stray;
        } else {
            lab.a += stray;
        }
        colours.push(lab);
    }
    // Darker still; chroma falls with lightness.
    colours.push(Lab::new(24.0, 7.0, 7.5));
    let mut distances = Vec::new();
    for lab in colours {
        let tissue = model.fitted_to_lab(lab, LIVING).unwrap();
        let distance = lab_of(&model, &tissue).distance(lab);
        assert!(distance < 0.5, "{lab:?} {distance} {tissue:?}");
        distances.push(distance);
    }
    distances.sort_by(f64::total_cmp);
    println!(
        "{} colours of skin: median ΔE76 {:.3}, worst {:.3}",
        distances.len(),
        distances[distances.len() / 2],
        distances[distances.len() - 1]
    );
}

#[test]
fn typical_skin_has_the_colour_of_its_class() {
    let model = SkinModel::new().unwrap();
    for scattering in [LIVING, 3.7, EXCISED] {
        for fitzpatrick in FitzpatrickType::ALL {
            let tissue = model.of_type(fitzpatrick, scattering).unwrap();
            let lab = lab_of(&model, &tissue);
            let distance = lab.distance(fitzpatrick.mean_lab());
            println!(
                "{fitzpatrick:?} at {scattering}: {lab:.1?}, {distance:.2} from the class mean"
            );
            assert!(distance < 1.5);
        }
    }
    let lightness = |degrees: f64| {
        let angle = TypologyAngle::new(degrees).unwrap();
        lab_of(&model, &model.of_angle(angle, LIVING).unwrap()).l
    };
    let all: Vec<f64> = (-8..=8).map(|k| lightness(10.0 * f64::from(k))).collect();
    assert!(all.windows(2).all(|w| w[0] < w[1]), "{all:?}");
}

/// More melanin is darker, more blood redder, less oxygen less red; scattering alone makes lighter.
#[test]
fn each_part_does_what_it_does() {
    let model = SkinModel::new().unwrap();
    let base = *model
        .of_type(FitzpatrickType::III, LIVING)
        .unwrap()
        .parameters();
    let seen = |change: fn(&mut TissueParameters)| {
        let mut parameters = base;
        change(&mut parameters);
        lab_of(&model, &SkinTissue::new(parameters).unwrap())
    };
    let here = seen(|_| ());
    let melanin = seen(|p| p.melanosomes *= 2.0);
    assert!(melanin.l < here.l - 3.0);
    let blood = seen(|p| {
        p.papillary_blood *= 2.0;
        p.reticular_blood *= 2.0;
    });
    assert!(blood.a > here.a + 2.0 && blood.l < here.l);
    assert!(seen(|p| p.oxygenation -= 0.3).a < here.a - 0.5);
    assert!(seen(|p| p.dermal_scattering *= 1.5).l > here.l + 2.0);
    let tissue = SkinTissue::new(base).unwrap();
    let fresh = lab_of(&model, &tissue.inflamed(Inflammation::FRESH).unwrap());
    println!("type III at rest {here:.1?}, right after a session {fresh:.1?}");
    assert!(fresh.a > here.a + 3.0 && fresh.a < here.a + 15.0);
    let bare = model
        .reflectance_at(&tissue, 550.0, Gloss::Excluded)
        .unwrap();
    let glossy = model
        .reflectance_at(&tissue, 550.0, Gloss::Included)
        .unwrap();
    assert!((glossy - bare - 0.027_777_8).abs() < 1e-6);
}

/// The mean spectrum of skin of the intermediate class.
fn intermediate_skin() -> Vec<(f64, f64)> {
    let (names, rows) = table(include_str!(
        "../../../data/optics/skin_reflectance_by_class.csv"
    ));
    let column = names.iter().position(|name| *name == "intermediate");
    rows.iter()
        .map(|row| (number(row, 0), number(row, column.unwrap())))
        .collect()
}

#[test]
fn what_no_skin_has_is_refused() {
    let model = SkinModel::new().unwrap();
    let said = |lab: Lab| model.fitted_to_lab(lab, LIVING).unwrap_err().to_string();
    let white = said(Lab::new(97.0, 0.0, 0.0));
    assert!(
        white.contains("no skin has L* 97.0") && white.contains("15 to 85"),
        "{white}"
    );
    let green = said(Lab::new(60.0, -1.0, 35.0));
    assert!(
        green.contains("a* -1.0") && green.contains("nearest"),
        "{green}"
    );
    let scattering = model
        .of_type(FitzpatrickType::I, 0.5)
        .unwrap_err()
        .to_string();
    assert!(
        scattering.contains("0.5; it is 2 to 6 per mm"),
        "{scattering}"
    );
    let samples = intermediate_skin();
    let holed: Vec<_> = samples
        .iter()
        .copied()
        .filter(|s| !(500.0..540.0).contains(&s.0))
        .collect();
    let hole = model
        .fitted_to_reflectance(&holed, LIVING)
        .unwrap_err()
        .to_string();
    assert!(hole.contains("nothing between 490 and 540 nm"), "{hole}");
    let percent: Vec<_> = samples.iter().map(|s| (s.0, 100.0 * s.1)).collect();
    let wrong = model
        .fitted_to_reflectance(&percent, LIVING)
        .unwrap_err()
        .to_string();
    assert!(wrong.contains("a reflectance of 13.4 at 400 nm"), "{wrong}");
    let base = TissueParameters::SCALP;
    let thin = SkinTissue::new(TissueParameters {
        epidermis_mm: -0.1,
        ..base
    });
    assert!(
        thin.unwrap_err()
            .to_string()
            .contains("an epidermis of -0.1; it is 0.03 to 0.4 mm")
    );
    let tissue = SkinTissue::new(base).unwrap();
    let burning = Inflammation {
        blood_factor: 20.0,
        swelling: 0.0,
    };
    assert!(
        tissue
            .inflamed(burning)
            .unwrap_err()
            .to_string()
            .contains("20; it is 1 to 6")
    );
    assert!(model.layers(&tissue, 900.0).is_err());
}

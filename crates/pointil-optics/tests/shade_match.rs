//! Shades matched to stubble.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

use pointil_optics::{
    BLACK_HAIR, Circumstances, Dilution, DotPlacement, FadingBelief, FadingCourse, FadingPriors,
    FitzpatrickType, ForecastDraws, Gloss, HealsTo, Lab, ShadeCatalogue, ShadeMatchError,
    ShadeQuestion, ShadeWarning, ShavedHair, SkinModel, Stubble, TabulatedDots, TissueParameters,
    TreatedSkin, ViewingDistance,
};

const WATER: [f64; 9] = [0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0];

fn dilutions() -> Vec<Dilution> {
    let parts = WATER.into_iter();
    parts
        .map(|water| Dilution::parts(1.0, water).unwrap())
        .collect()
}

struct Studio {
    model: SkinModel,
    catalogue: ShadeCatalogue,
    belief: FadingBelief,
}

impl Studio {
    fn new() -> Self {
        Self {
            model: SkinModel::new().unwrap(),
            catalogue: ShadeCatalogue::built_in().unwrap(),
            belief: FadingBelief::from_priors(&FadingPriors::built_in().unwrap()),
        }
    }

    fn skin(&self, fitzpatrick: FitzpatrickType) -> TreatedSkin<'_> {
        let scattering = TissueParameters::LIVING_SCATTERING;
        let tissue = self.model.of_type(fitzpatrick, scattering).unwrap();
        let dots = TabulatedDots::new(&self.model, &tissue).unwrap();
        TreatedSkin::new(&self.model, &tissue, Box::new(dots), Gloss::Included).unwrap()
    }

    fn course(&self, depth_mm: f64) -> FadingCourse {
        let placement = DotPlacement::new(0.15, depth_mm, 0.3).unwrap();
        FadingCourse::new(&self.belief.typical(), &Circumstances::TYPICAL, &placement)
    }
}

fn ask<'a>(
    skin: &'a TreatedSkin<'a>,
    course: &FadingCourse,
    stubble: Stubble,
) -> ShadeQuestion<'a> {
    let from = ViewingDistance::ARMS_LENGTH;
    ShadeQuestion::new(skin, course, 180.0, &stubble, from).unwrap()
}

/// Black hair that has thinned to somewhat more than half.
fn black_stubble() -> Stubble {
    Stubble::Hairs(ShavedHair {
        hairs_per_cm2: 130.0,
        ..ShavedHair::typical(BLACK_HAIR)
    })
}

/// More hair is darker, a hair is darker than the mean, a close shave of black hair takes several steps of lightness, and a
/// patch of the same mean colour has hairs about as dark.
#[test]
fn stubble_looks_like_stubble() {
    let studio = Studio::new();
    let course = studio.course(0.1);
    for fitzpatrick in FitzpatrickType::ALL {
        let skin = studio.skin(fitzpatrick);
        let of = |hairs_per_cm2: f64, colour: Lab| {
            let hair = ShavedHair {
                hairs_per_cm2,
                ..ShavedHair::typical(colour)
            };
            ask(&skin, &course, Stubble::Hairs(hair)).stubble()
        };
        let looks = [50.0, 100.0, 223.0, 300.0].map(|count| of(count, BLACK_HAIR));
        println!("{fitzpatrick:?}: black, 223 hairs/cm²: {:.1?}", looks[2]);
        assert!(looks.windows(2).all(|w| w[0].mean.l > w[1].mean.l));
        let bare = fitzpatrick.mean_lab().l;
        assert!(
            looks
                .iter()
                .all(|look| look.on_hair.l < look.mean.l && look.mean.l < bare)
        );
        assert!(looks[2].mean.l < bare - 1.5);
        assert!(of(223.0, Lab::new(34.0, 6.0, 12.0)).mean.l > looks[2].mean.l);
        let patch = ask(&skin, &course, Stubble::Patch(looks[2].mean)).stubble();
        assert!(patch.mean.distance(looks[2].mean) < 1e-9);
        assert!(
            (patch.on_hair.l - looks[2].on_hair.l).abs() < 2.0,
            "{patch:?}"
        );
    }
}

/// Stubble that looks just like a shade at a dilution when healed: that shade and dilution comes first, with no difference.
#[test]
fn a_shade_is_found_again() {
    let studio = Studio::new();
    for fitzpatrick in [
        FitzpatrickType::I,
        FitzpatrickType::III,
        FitzpatrickType::VI,
    ] {
        let skin = studio.skin(fitzpatrick);
        let course = studio.course(0.1);
        let question = ask(&skin, &course, black_stubble());
        for (shade, dilution) in [("dark_brown", 1.0), ("black", 3.0), ("grey", 0.5)] {
            let dilution = Dilution::parts(1.0, dilution).unwrap();
            let shade = studio.catalogue.shade(shade).unwrap();
            let healed = question.at(shade, dilution).unwrap().healed.mean;
            let again = ask(&skin, &course, Stubble::Patch(healed));
            let ranked = again.ranked(&studio.catalogue, &dilutions()).unwrap();
            assert_eq!(ranked.len(), studio.catalogue.shades().len() * WATER.len());
            assert_eq!(
                (&ranked[0].shade, ranked[0].dilution),
                (&shade.key, dilution)
            );
            assert!(ranked[0].healed.difference < 1e-9);
            let rising = ranked
                .windows(2)
                .all(|w| w[0].healed.difference <= w[1].healed.difference);
            assert!(rising);
        }
    }
}

/// What must look too dark today: set so that it heals as dark as the stubble, the work is darker than that right after the
/// session and paler years later.
#[test]
fn what_heals_right_is_too_dark_today() {
    let studio = Studio::new();
    for fitzpatrick in FitzpatrickType::ALL {
        let skin = studio.skin(fitzpatrick);
        let question = ask(&skin, &studio.course(0.1), black_stubble());
        let shade = studio.catalogue.shade("black").unwrap();
        let dilution = match question.heals_to_stubble(shade).unwrap() {
            HealsTo::Dilution(dilution) => dilution,
            HealsTo::MoreDots { per_cm2 } => {
                println!("{fitzpatrick:?}: undiluted, {per_cm2:.0} dots/cm²");
                assert!(per_cm2 > 180.0);
                let from = ViewingDistance::ARMS_LENGTH;
                let stubble = black_stubble();
                let course = studio.course(0.1);
                let denser = ShadeQuestion::new(&skin, &course, per_cm2, &stubble, from).unwrap();
                let found = denser.at(shade, Dilution::UNDILUTED).unwrap();
                assert!((found.healed.mean.l - denser.stubble().mean.l).abs() < 0.01);
                continue;
            }
            other => panic!("{fitzpatrick:?}: {other:?}"),
        };
        let found = question.at(shade, dilution).unwrap();
        let wanted = question.stubble().mean;
        println!(
            "{fitzpatrick:?}: stubble {wanted:.1?}, black 1:{:.2}: today L* {:.1}, healed {:.1?} ΔE00 {:.2} {:?}, 3 years {:.1}, 5 years {:.1}",
            dilution.water_parts(),
            found.today.mean.l,
            found.healed.mean,
            found.healed.difference,
            found.healed.warnings,
            found.three_years.mean.l,
            found.five_years.mean.l,
        );
        assert!((found.healed.mean.l - wanted.l).abs() < 0.01);
        assert!(found.today.mean.l < wanted.l - 0.5);
        assert!(found.five_years.mean.l > wanted.l);
        let draws = ForecastDraws { count: 40, seed: 2 };
        let placement = DotPlacement::new(0.15, 0.1, 0.3).unwrap();
        let courses = studio
            .belief
            .courses(&Circumstances::TYPICAL, &placement, draws);
        let band = question
            .healed_lightness(shade, dilution, &courses)
            .unwrap()
            .unwrap();
        assert!(
            band.holds(wanted.l) && band.low < band.high - 0.2,
            "{band:?}"
        );
    }
}

#[test]
fn warnings_say_what_is_wrong() {
    let studio = Studio::new();
    let light = studio.skin(FitzpatrickType::I);
    let warned = |skin: &TreatedSkin<'_>, shade: &str, water: f64, depth_mm: f64| {
        let question = ask(skin, &studio.course(depth_mm), black_stubble());
        let dilution = Dilution::parts(1.0, water).unwrap();
        let shade = studio.catalogue.shade(shade).unwrap();
        question.at(shade, dilution).unwrap().healed.warnings
    };
    let shallow = warned(&light, "black", 3.0, 0.08);
    assert!(!shallow.contains(&ShadeWarning::TendsToBlue), "{shallow:?}");
    for fitzpatrick in FitzpatrickType::ALL {
        let skin = studio.skin(fitzpatrick);
        let deep = warned(&skin, "black", 1.0, 0.3);
        // On dark skin black takes little yellow where it lies deep: it greys and pales before it turns blue.
        let dark = fitzpatrick == FitzpatrickType::VI;
        println!("{fitzpatrick:?}: black 0.3 mm deep {deep:?}");
        assert!(
            dark || deep.contains(&ShadeWarning::TendsToBlue),
            "{fitzpatrick:?}"
        );
    }
    let fair = Stubble::Hairs(ShavedHair {
        hairs_per_cm2: 60.0,
        ..ShavedHair::typical(Lab::new(45.0, 6.0, 18.0))
    });
    let large = DotPlacement::new(0.35, 0.08, 0.3).unwrap();
    let large = FadingCourse::new(&studio.belief.typical(), &Circumstances::TYPICAL, &large);
    let question = ask(&light, &large, fair);
    let black = studio.catalogue.shade("black").unwrap();
    let dark = question.at(black, Dilution::UNDILUTED).unwrap();
    assert!(dark.healed.warnings.contains(&ShadeWarning::TooDark));
    assert!(
        dark.healed
            .warnings
            .contains(&ShadeWarning::TooDarkAtTheSpot)
    );
    assert!(dark.darkened_by_laser.is_empty());
    let rusty =
        ShadeCatalogue::parse("shade,material,diameter_nm,mg_per_ml\nrust,hematite,200,900\n");
    let rusty = rusty.unwrap();
    let red = question
        .at(&rusty.shades()[0], Dilution::UNDILUTED)
        .unwrap();
    assert!(
        red.five_years.warnings.contains(&ShadeWarning::TendsToRed),
        "{red:?}"
    );
    assert_eq!(red.darkened_by_laser.len(), 1);
}

#[test]
fn questions_without_answer_are_refused() {
    let studio = Studio::new();
    let skin = studio.skin(FitzpatrickType::II);
    let course = studio.course(0.1);
    let question = ask(&skin, &course, black_stubble());
    let none = question.ranked(&studio.catalogue, &[]).unwrap_err();
    assert_eq!(none, ShadeMatchError::NoDilution);
    let from = ViewingDistance::CLOSE;
    let said = |stubble: Stubble| {
        let asked = ShadeQuestion::new(&skin, &course, 100.0, &stubble, from);
        asked.err().unwrap().to_string()
    };
    assert!(
        said(Stubble::Patch(Lab::new(80.0, 5.0, 5.0))).contains("where hair is darker than it")
    );
    assert!(said(Stubble::Patch(Lab::new(f64::NAN, 5.0, 5.0))).contains("stubble of L* NaN"));
    let thick = ShavedHair {
        shaft_mm: 0.5,
        ..ShavedHair::typical(BLACK_HAIR)
    };
    assert!(said(Stubble::Hairs(thick)).contains("diameter in mm of 0.5; it is 0.02 to 0.15"));
    let crowd = ShadeQuestion::new(&skin, &course, 5000.0, &black_stubble(), from).unwrap();
    let said = crowd
        .ranked(&studio.catalogue, &dilutions())
        .unwrap_err()
        .to_string();
    assert!(
        said.starts_with("5000 dots per cm²; it is 0 to 1000"),
        "{said}"
    );
}

/// Ranked shades for three skins, as a practitioner would read them.
#[test]
fn ranked_shades_of_three_skins() {
    let studio = Studio::new();
    for fitzpatrick in [
        FitzpatrickType::I,
        FitzpatrickType::III,
        FitzpatrickType::VI,
    ] {
        let skin = studio.skin(fitzpatrick);
        let question = ask(&skin, &studio.course(0.1), black_stubble());
        let ranked = question.ranked(&studio.catalogue, &dilutions()).unwrap();
        println!(
            "{fitzpatrick:?}: skin {:.1?}, stubble {:.1?}",
            question.bare(),
            question.stubble()
        );
        for found in ranked.iter().take(6) {
            println!(
                "  {:12} 1:{:<4.1} ΔE00 {:.2}, 3 years {:.2}, 5 years {:.2}, dots {:.1} {:?}",
                found.shade,
                found.dilution.water_parts(),
                found.healed.difference,
                found.three_years.difference,
                found.five_years.difference,
                found.healed.dots_stand_out,
                found.healed.warnings
            );
        }
        let best = &ranked[0];
        assert!(best.healed.difference < 2.0, "nothing near: {best:?}");
        assert!(best.healed.difference < best.five_years.difference);
        assert!(best.today.mean.l < best.healed.mean.l);
    }
}

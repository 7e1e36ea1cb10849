//! A dot as pictures take it against the dot table it is made from.

#![expect(
    clippy::unwrap_used,
    reason = "a table compiled in that cannot be read should stop the test"
)]

use pointil_optics::{
    Circumstances, Dilution, DotAppearance, DotField, DotOptics, DotPlacement, FadingBelief,
    FadingCourse, FadingPriors, FitzpatrickType, Gloss, Illuminant, Ink, Lab, LinearRgb,
    ShadeCatalogue, SkinModel, SkinTissue, TabulatedDots, TissueParameters, TreatedSkin, Viewing,
};

/// Fresh, a week, healed, three and eight years.
const AGES_DAYS: [f64; 5] = [0.0, 7.0, 42.0, 1138.0, 2964.0];

fn course(diameter_mm: f64, depth_mm: f64) -> FadingCourse {
    let belief = FadingBelief::from_priors(&FadingPriors::built_in().unwrap());
    let placement = DotPlacement::new(diameter_mm, depth_mm, 0.3).unwrap();
    FadingCourse::new(&belief.typical(), &Circumstances::TYPICAL, &placement)
}

fn ink(shade: &str) -> Ink {
    let catalogue = ShadeCatalogue::built_in().unwrap();
    catalogue.shade(shade).unwrap().ink.clone()
}

fn tissue(model: &SkinModel, fitzpatrick: FitzpatrickType) -> SkinTissue {
    model
        .of_type(fitzpatrick, TissueParameters::LIVING_SCATTERING)
        .unwrap()
}

fn treated<'a>(model: &'a SkinModel, tissue: &SkinTissue) -> TreatedSkin<'a> {
    let dots = TabulatedDots::new(model, tissue).unwrap();
    TreatedSkin::new(model, tissue, Box::new(dots), Gloss::Excluded).unwrap()
}

fn daylight() -> Viewing {
    Viewing::under(Illuminant::D65).unwrap()
}

/// The largest difference between a dot's appearance and the table with its scab, as a share of the peak. Around the edge of a
/// scab, which the model has sharp, is left out.
fn worst(
    table: &TabulatedDots,
    bare: &pointil_optics::Spectrum,
    course: &FadingCourse,
    days: f64,
    seen: &DotAppearance,
) -> f64 {
    let viewing = daylight();
    let away: Vec<f64> = (0..120).map(|k| 0.0004 * f64::from(k * k)).collect();
    let absorption = ink("black").aged(course, days).absorption().unwrap();
    let losses = table
        .loss_at(&course.column(days), &absorption, &away)
        .unwrap();
    let skin = viewing.rgb(bare).to_array();
    let scab = course.scab(days);
    let (mut peak, mut worst) = (0.0_f64, 0.0_f64);
    for (away, loss) in away.iter().zip(&losses) {
        let from_edge = scab.diameter_mm / 2.0 - away;
        let over = if from_edge > 0.0 {
            scab.transmission
        } else {
            1.0
        };
        let left = viewing.rgb(&bare.zip(loss, |skin, loss| skin * over * (1.0 - loss)));
        let got = seen.loss_at(*away).to_array();
        for (k, left) in left.to_array().into_iter().enumerate() {
            let wanted = 1.0 - left / skin[k];
            peak = peak.max(wanted);
            if from_edge.abs() > 0.06 || scab.transmission > 0.99 {
                worst = worst.max((wanted - got[k]).abs());
            }
        }
    }
    worst / peak
}

/// Profiles from the axis outward and the light of a whole patch: three skins, five ages, four diameters, five depths, black.
#[test]
fn disc_and_halos_meet_the_table() {
    let model = SkinModel::new().unwrap();
    let viewing = daylight();
    let (mut profiles, mut patches) = (Vec::new(), Vec::new());
    for fitzpatrick in [
        FitzpatrickType::I,
        FitzpatrickType::III,
        FitzpatrickType::VI,
    ] {
        let tissue = tissue(&model, fitzpatrick);
        let table = TabulatedDots::new(&model, &tissue).unwrap();
        let skin = treated(&model, &tissue);
        let bare = viewing.rgb(&skin.bare());
        for (diameter, depth) in [0.1, 0.15, 0.2, 0.3]
            .into_iter()
            .flat_map(|diameter| [0.0, 0.1, 0.2, 0.35, 0.5].map(|depth| (diameter, depth)))
        {
            let course = course(diameter, depth);
            for days in AGES_DAYS {
                let ink = ink("black");
                let seen = skin.dot_appearance(&course, &ink, days, &viewing).unwrap();
                profiles.push(worst(&table, &skin.bare(), &course, days, &seen));
                let field = DotField {
                    course: &course,
                    ink: &ink,
                    per_cm2: 150.0,
                };
                let mean = viewing.rgb(&skin.area(&field, days).unwrap()).to_array();
                let red = skin.redness(&course, days, &viewing).unwrap();
                let inner = bare.filtered(red).to_array();
                let area = seen.area_loss().to_array();
                let off = |k: usize| (libm::exp(-1.5 * area[k]) - mean[k] / inner[k]).abs();
                patches.push(off(0).max(off(1)).max(off(2)));
            }
        }
    }
    profiles.sort_by(f64::total_cmp);
    patches.sort_by(f64::total_cmp);
    let of = |all: &[f64], share: f64| all[(share * (all.len() - 1) as f64) as usize];
    let [median, most, all] = [0.5, 0.95, 1.0].map(|share| of(&profiles, share));
    println!(
        "{} dots: profile off by {median:.3} of its peak (median), {most:.3} (95 %), {all:.3} (worst)",
        profiles.len()
    );
    let (typical, worst) = (of(&patches, 0.5), of(&patches, 1.0));
    println!("light of 150 dots/cm² off by {typical:.4} (median), {worst:.4} (worst)");
    assert!(median < 0.04 && most < 0.12 && all < 0.15);
    assert!(typical < 0.001 && worst < 0.012);
}

#[test]
fn deeper_is_softer_paler_and_bluer() {
    let model = SkinModel::new().unwrap();
    let skin = treated(&model, &tissue(&model, FitzpatrickType::II));
    let at = |depth: f64| {
        let course = course(0.15, depth);
        skin.dot_appearance(&course, &ink("black"), 42.0, &daylight())
            .unwrap()
    };
    let (shallow, deep) = (at(0.1), at(0.35));
    assert!(deep.area_loss().luminance() < shallow.area_loss().luminance());
    let beside_blue = |seen: DotAppearance| seen.area_loss().red / seen.area_loss().blue;
    assert!(beside_blue(deep) > 1.4 * beside_blue(shallow));
    let middle = |seen: DotAppearance| seen.loss_at(0.0).green;
    assert!(middle(deep) < 0.5 * middle(shallow));
}

#[test]
fn dots_are_wide_and_dark_when_fresh_and_pale_with_the_years() {
    let model = SkinModel::new().unwrap();
    let skin = treated(&model, &tissue(&model, FitzpatrickType::III));
    let course = course(0.15, 0.12);
    let seen = AGES_DAYS.map(|days| {
        skin.dot_appearance(&course, &ink("dark_brown"), days, &daylight())
            .unwrap()
    });
    let dark = seen.map(|dot| dot.area_loss().luminance());
    let [fresh, _, healed, three, eight] = dark;
    assert!(
        fresh > healed && healed > three && three > eight,
        "{dark:?}"
    );
    assert!(seen[0].diameter_mm > 1.3 * seen[2].diameter_mm);
    assert!(seen[4].diameter_mm > seen[2].diameter_mm);
}

#[test]
fn water_alone_is_not_seen_and_the_light_turns_the_colour() {
    let model = SkinModel::new().unwrap();
    let skin = treated(&model, &tissue(&model, FitzpatrickType::III));
    let course = course(0.15, 0.1);
    let clear = Ink::new(Vec::new()).unwrap();
    let seen = skin
        .dot_appearance(&course, &clear, 60.0, &daylight())
        .unwrap();
    let scab = 1.0 - course.scab(60.0).transmission;
    assert!(
        seen.loss_at(0.0).luminance() <= 2.0 * scab + 1e-9,
        "{seen:?}"
    );
    let brown = ink("dark_brown").diluted(Dilution::parts(1.0, 1.0).unwrap());
    let under = |light: Illuminant| {
        let viewing = Viewing::under(light).unwrap();
        let loss = skin
            .dot_appearance(&course, &brown, 42.0, &viewing)
            .unwrap();
        Lab::from(
            viewing
                .rgb(&skin.bare())
                .filtered(loss.area_loss().map(|a| 1.0 - a)),
        )
    };
    assert!(under(Illuminant::D65).difference(under(Illuminant::A)) > 1.0);
}

#[test]
fn redness_takes_green_and_goes_within_days() {
    let model = SkinModel::new().unwrap();
    let skin = treated(&model, &tissue(&model, FitzpatrickType::II));
    let course = course(0.15, 0.1);
    let at = |days: f64| skin.redness(&course, days, &daylight()).unwrap();
    let LinearRgb { red, green, .. } = at(0.0);
    assert!(red <= 1.0 && green < 0.95 * red, "{red} {green}");
    assert!(at(3.0).green > green);
    assert_eq!(at(42.0), LinearRgb::grey(1.0));
}

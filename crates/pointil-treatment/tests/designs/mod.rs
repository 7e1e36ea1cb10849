//! Designs to test with.
#![allow(dead_code, reason = "each test program uses its own part of these")]

use std::sync::LazyLock;

use pointil_optics::{
    FadingBelief, FadingPriors, ForecastDraws, Gloss, ShadeCatalogue, SkinModel, TabulatedDots,
    TreatedSkin,
};
use pointil_scalp::{
    HairPattern, Hairline, HairlineParameters, Head, HeadMeasurements, NorwoodClass, Sex,
};
use pointil_treatment::design::Technique;
use pointil_treatment::forecast::Forecast;
use pointil_treatment::review::{NaturalnessRules, Review};
use pointil_treatment::{Client, Design, Layout};

pub fn head(sex: Sex) -> Head {
    let measurements = HeadMeasurements {
        sex,
        ..HeadMeasurements::default()
    };
    Head::from_measurements(&measurements).unwrap()
}

/// The full shaved look of a man of Norwood V, on the mean man's head, with dots and shade that suit type III.
pub fn shaved_look() -> Design {
    let head = head(Sex::Male);
    let hairline = Hairline::new(&head, HairlineParameters::mature_male(&head)).unwrap();
    let catalogue = ShadeCatalogue::built_in().unwrap();
    let mut design = Design::usual(
        &head,
        &hairline,
        HairPattern::Norwood(NorwoodClass::V),
        vec![Technique::FullShavedLook {}],
        catalogue.shade("soft_black").unwrap(),
    );
    design.dot.water = 2.0;
    design.dot.diameter_mm = 0.15;
    design
}

/// A design with other line parameters, drawn anew.
pub fn with_line(change: impl Fn(&mut HairlineParameters)) -> Design {
    let mut design = shaved_look();
    let head = head(Sex::Male);
    let mut parameters = HairlineParameters::mature_male(&head);
    change(&mut parameters);
    let hairline = Hairline::new(&head, parameters).unwrap();
    design.hairline = pointil_treatment::design::HairlineDesign::of(&hairline);
    design
}

pub fn man(age_years: u8) -> Client {
    Client {
        sex: Sex::Male,
        age_years: Some(age_years),
        ..Client::default()
    }
}

static MODEL: LazyLock<SkinModel> = LazyLock::new(|| SkinModel::new().unwrap());

/// Does something with a design, its layout and its forecast.
pub fn with_forecast<T>(
    client: &Client,
    design: &Design,
    then: impl FnOnce(&Layout, &Forecast<'_>) -> T,
) -> T {
    let layout = Layout::of(design).unwrap();
    let tissue = client.tissue(&MODEL).unwrap();
    let dots = TabulatedDots::new(&MODEL, &tissue).unwrap();
    let skin = TreatedSkin::new(&MODEL, &tissue, Box::new(dots), Gloss::Included).unwrap();
    let belief = FadingBelief::from_priors(&FadingPriors::built_in().unwrap());
    let draws = ForecastDraws { count: 8, seed: 1 };
    let forecast = Forecast::new(skin, client, design, &layout, &belief, draws).unwrap();
    then(&layout, &forecast)
}

pub fn review(client: &Client, design: &Design) -> Review {
    let rules = NaturalnessRules::built_in().unwrap();
    with_forecast(client, design, |layout, forecast| {
        Review::of(client, design, layout, forecast, &rules).unwrap()
    })
}

pub fn codes(client: &Client, design: &Design) -> Vec<String> {
    let review = review(client, design);
    review
        .findings
        .iter()
        .map(|own| own.rule.code.clone())
        .collect()
}

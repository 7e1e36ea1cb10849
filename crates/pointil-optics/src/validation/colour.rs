//! Colour: the formula of differences, and the classes of skin colour.

use super::{CaseKind, Comparison, Method, ValidationCase, ValidationError};
use crate::colour::{Illuminant, Lab, TypologyAngle, TypologyClass, Viewing};
use crate::skin::{FitzpatrickType, Skin};
use crate::table::Table;

const PAIRS: &str = include_str!("../../../../data/optics/ciede2000_pairs.csv");

/// The pairs' differences are printed with four digits.
const DIFFERENCE_ALLOWED: f64 = 1e-4;

pub(super) fn cases() -> Vec<ValidationCase> {
    vec![
        ValidationCase::new(CaseKind::Colour, "CIEDE2000", |_| differences()),
        ValidationCase::new(CaseKind::Colour, "class of skin colour", |_| classes()),
    ]
}

/// The 34 pairs of Sharma, Wu and Dalal 2005, and each the other way round.
fn differences() -> Result<Vec<Comparison>, ValidationError> {
    let table = Table::parse("ciede2000_pairs.csv", PAIRS)?;
    let column = |name| table.numbers(name);
    let one = [column("L1")?, column("a1")?, column("b1")?];
    let other = [column("L2")?, column("a2")?, column("b2")?];
    let lab = |of: &[Vec<f64>; 3], k: usize| Lab::new(of[0][k], of[1][k], of[2][k]);
    let (mut out, mut apart) = (Vec::new(), 0.0_f64);
    for (k, published) in column("dE00")?.into_iter().enumerate() {
        let (one, other) = (lab(&one, k), lab(&other, k));
        let ours = one.difference(other);
        apart = apart.max((ours - other.difference(one)).abs());
        let what = format!("CIEDE2000 of pair {}", k + 1);
        let by = Method::Formula;
        out.push(Comparison::within(
            what,
            by,
            published,
            ours,
            DIFFERENCE_ALLOWED,
        ));
    }
    let what = "CIEDE2000 there and back, worst".to_owned();
    out.push(Comparison::error(what, Method::Formula, apart, 1e-9));
    Ok(out)
}

/// A class by its number, 1 the lightest.
fn number(class: TypologyClass) -> f64 {
    let before = TypologyClass::ALL.into_iter().filter(|own| *own < class);
    (before.count() + 1) as f64
}

/// Classes by the individual typology angle: of the mean spectra of the International Skin Spectra Archive, of the colours that go with
/// the Fitzpatrick types, and at the borders, which belong to the darker class.
fn classes() -> Result<Vec<Comparison>, ValidationError> {
    let viewing = Viewing::under(Illuminant::D65)?;
    let compared = |what: String, angle: TypologyAngle, class: TypologyClass| {
        let what = format!("class number of {what}, {:.1}°", angle.degrees());
        let ours = number(angle.class());
        Comparison::within(what, Method::Formula, number(class), ours, 0.0)
    };
    let mut out = Vec::new();
    for (class, spectrum) in TypologyClass::ALL.into_iter().zip(super::skin::classes()?) {
        let angle = TypologyAngle::of(viewing.lab(&spectrum.resampled()?));
        out.push(compared(
            format!("{} skin's mean spectrum", class.name()),
            angle,
            class,
        ));
    }
    for (fitzpatrick, class) in FitzpatrickType::ALL.into_iter().zip(TypologyClass::ALL) {
        let angle = Skin::of_type(fitzpatrick).typology_angle();
        out.push(compared(
            format!("type {fitzpatrick:?}'s usual colour"),
            angle,
            class,
        ));
    }
    for pair in TypologyClass::ALL.windows(2) {
        let border = TypologyAngle::new(pair[0].above_deg())?;
        out.push(compared("the border itself".to_owned(), border, pair[1]));
    }
    Ok(out)
}

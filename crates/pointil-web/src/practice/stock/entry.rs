//! What is entered of a lot, as text and as the practice knows it.

use pointil_practice::List;
use pointil_practice::lot::{
    AnalysedValue, Certificate, CertificateKind, LotFacts, LotKind, MgPerKg, Unit, limits,
};

use super::{Fields, kind_heading, of};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form, entered};
use crate::practice::place::fitting;

const UNITS: [(Unit, &str, &str); 3] = [
    (Unit::Millilitres, "millilitres", "Millilitres"),
    (Unit::Grams, "grams", "Grams"),
    (Unit::Pieces, "pieces", "Pieces"),
];

const CERTIFICATES: [(CertificateKind, &str, &str); 4] = [
    (
        CertificateKind::Reach,
        "reach",
        "REACH: the maker's statement or analysis",
    ),
    (
        CertificateKind::MocraListing,
        "mocra_listing",
        "Listing under MoCRA",
    ),
    (
        CertificateKind::SafetyDataSheet,
        "safety_data_sheet",
        "Safety data sheet",
    ),
    (
        CertificateKind::Sterility,
        "sterility",
        "Proof of sterility",
    ),
];

/// What a certificate is, in words.
pub(super) fn certificate_words(kind: CertificateKind) -> &'static str {
    let found = CERTIFICATES.iter().find(|own| own.0 == kind);
    found.map_or("Certificate", |own| own.2)
}

/// One of a table, by the value that a form sends.
fn chosen<T: Copy>(table: &[(T, &str, &str)], name: &str, fields: &Fields) -> Result<T, Fault> {
    let found = table.iter().find(|own| own.1 == of(fields, name));
    found
        .map(|own| own.0)
        .ok_or_else(|| field(name, "choose one of the list"))
}

/// An amount in thousandths of its unit, of what somebody writes: 15, 0.5 or 0,5.
pub(in crate::practice) fn thousandths(name: &str, text: &str) -> Result<u64, Fault> {
    let wrong = || {
        field(
            name,
            &format!(
                "{text:?}: a number such as 15 or 0.5, with at most three digits after the point"
            ),
        )
    };
    let text = text.trim().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || part.len() > 3 {
        return Err(wrong());
    }
    if !is_number(whole) || !is_number(part) || text.ends_with('.') {
        return Err(wrong());
    }
    let number = format!("{whole}{part:0<3}");
    number.parse().map_err(|_| wrong())
}

/// The form for a delivery.
pub(super) fn receive_form(csrf: &str, fields: &Fields) -> Form {
    let kinds = LotKind::ALL.map(|kind| (kind.words().to_owned(), kind_heading(kind).to_owned()));
    let units = UNITS.map(|own| (own.1.to_owned(), own.2.to_owned()));
    let text = |name, label| {
        Field::new("text", name, label)
            .holding(of(fields, name))
            .filled("off")
    };
    Form::new(
        csrf,
        [
            Field::new("select", "kind", "What it is")
                .holding(of(fields, "kind"))
                .among(kinds),
            text("product", "Product").hinting("As it stands on the label, with its shade."),
            text("maker", "Maker"),
            text("number", "Lot number").hinting("A recall names it: copy it letter by letter."),
            Field::new("date", "expiry", "Last day on which it may be used")
                .holding(of(fields, "expiry")),
            text("maker_open_days", "Days that the maker allows once it is open")
                .optional()
                .hinting("Where the label says so. The studio's protocol has days of its own; the fewer count."),
            Field::new("select", "unit", "Counted in")
                .holding(of(fields, "unit"))
                .among(units),
            text("amount", "How much came"),
            text("reorder", "Order again when no more is left than"),
        ],
    )
}

/// A delivery, of what was entered.
///
/// # Errors
/// A field that does not fit.
pub(super) fn facts(fields: &Fields) -> Result<LotFacts, Fault> {
    let kind = LotKind::ALL
        .into_iter()
        .find(|kind| kind.words() == of(fields, "kind"));
    let days = entered(of(fields, "maker_open_days"));
    let days = days.map(|text| {
        let wrong = |_| {
            let reason = format!("{text:?}: whole days, 0 to 65535; or leave it empty");
            field("maker_open_days", &reason)
        };
        text.parse().map_err(wrong)
    });
    let received = thousandths("amount", of(fields, "amount"))?;
    if received == 0 {
        return Err(field(
            "amount",
            "nothing came: enter how much is in the delivery",
        ));
    }
    Ok(LotFacts {
        kind: kind.ok_or_else(|| field("kind", "choose one of the list"))?,
        maker: fitting("maker", of(fields, "maker"))?,
        product: fitting("product", of(fields, "product"))?,
        number: fitting("number", of(fields, "number"))?,
        expiry: fitting("expiry", of(fields, "expiry"))?,
        maker_open_days: days.transpose()?,
        unit: chosen(&UNITS, "unit", fields)?,
        received_thousandths: received,
        reorder_thousandths: thousandths("reorder", of(fields, "reorder"))?,
        certificates: List::default(),
    })
}

/// The form for a certificate: what it is, and the values of its analysis.
pub(super) fn certificate_form(csrf: &str, fields: &Fields) -> Form {
    let kinds = CERTIFICATES.map(|own| (own.1.to_owned(), own.2.to_owned()));
    let own = [
        Field::new("select", "kind", "What it is")
            .holding(of(fields, "kind"))
            .among(kinds),
        Field::new("text", "reference", "Its number, or where it is found")
            .holding(of(fields, "reference"))
            .filled("off"),
        Field::new("date", "on", "Its day").holding(of(fields, "on")),
    ];
    let values = limits().iter().map(|limit| {
        Field::new("text", &limit.substance, &limit.words)
            .optional()
            .filled("off")
            .holding(of(fields, &limit.substance))
            .hinting(format!(
                "mg/kg; from {} on it is too much",
                limit.limit_mg_per_kg
            ))
    });
    Form::new(csrf, own.into_iter().chain(values))
}

/// A certificate, of what was entered.
///
/// # Errors
/// A field that does not fit.
pub(super) fn certificate(fields: &Fields) -> Result<Certificate, Fault> {
    let mut values = Vec::new();
    for limit in limits() {
        let Some(text) = entered(of(fields, &limit.substance)) else {
            continue;
        };
        let number: f64 = text.replace(',', ".").parse().map_err(|_| {
            let reason = format!("{text:?}: a number of mg/kg; what lies below the limit of detection is entered with that limit");
            field(&limit.substance, &reason)
        })?;
        values.push(AnalysedValue {
            substance: fitting(&limit.substance, &limit.substance)?,
            mg_per_kg: MgPerKg::try_from(number)
                .map_err(|reason| field(&limit.substance, &reason))?,
        });
    }
    Ok(Certificate {
        kind: chosen(&CERTIFICATES, "kind", fields)?,
        reference: fitting("reference", of(fields, "reference"))?,
        on: fitting("on", of(fields, "on"))?,
        values: List::new(values).map_err(|error| field("reference", &error.to_string()))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_to_its_thousandths_and_no_further() {
        let read = |text: &str| thousandths("amount", text).ok();
        assert_eq!(read("15"), Some(15_000));
        assert_eq!(read(" 0,5 "), Some(500));
        assert_eq!(read("1.005"), Some(1005));
        for wrong in [
            "",
            "1.0005",
            "-1",
            "1e3",
            "1.",
            ".5",
            "1.-5",
            "9999999999",
            "١",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}

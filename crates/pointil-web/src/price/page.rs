//! The price list as a form.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use pointil_storage::Studio;
use pointil_treatment::quote::{
    DiscountText, ExtraText, LevelText, PriceListText, PriceTextError, TaxText,
};

use super::{with_price_list, written};
use crate::app::App;
use crate::fault::Fault;
use crate::form::{Field, Form, entered};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::studio::revision;

/// What a form sends, by field.
type Entries = BTreeMap<String, String>;

/// What is charged for: the key, and in words.
const MODELS: [(&str, &str); 5] = [
    ("per_session", "each session"),
    (
        "per_hour",
        "each hour of work, begun quarters counted whole",
    ),
    ("per_area", "each treated square centimetre"),
    ("fixed", "one price for all of it"),
    ("packages", "packages by what is ordered"),
];

/// Packages: the field, the key in the list, and in words.
const PACKAGES: [(&str, &str, &str); 6] = [
    (
        "package_hairline",
        "hairline_and_temples",
        "Hairline and temples",
    ),
    ("package_crown", "crown", "Crown"),
    ("package_top", "full_top", "Full top"),
    ("package_patches", "patches", "Patches"),
    ("package_scars", "scars", "Scars"),
    ("package_scalp", "full_scalp", "Full scalp"),
];

/// Factors by class of hair loss: the field, the class, and the one that a calculator of a Canadian studio works with (grade B).
const FACTORS: [(&str, &str, &str); 7] = [
    ("factor_ii", "II", "0.9"),
    ("factor_iii", "III", "1"),
    ("factor_iii_vertex", "III-vertex", "1.05"),
    ("factor_iv", "IV", "1.15"),
    ("factor_v", "V", "1.3"),
    ("factor_vi", "VI", "1.45"),
    ("factor_vii", "VII", "1.6"),
];

/// Extras that the form has room for: name, price, how often.
const EXTRAS: [[&str; 3]; 3] = [
    ["extra_1_name", "extra_1_price", "extra_1_charged"],
    ["extra_2_name", "extra_2_price", "extra_2_charged"],
    ["extra_3_name", "extra_3_price", "extra_3_charged"],
];

/// How often an extra is charged.
const CHARGED: [(&str, &str); 3] = [
    ("once", "once"),
    ("each_session", "with each session"),
    ("once_for_scars", "once, where scars are worked"),
];

#[derive(Template)]
#[template(path = "prices.html")]
struct PricesPage {
    frame: Frame,
    basis: Form,
    packages: Vec<Field>,
    factors: Vec<Field>,
    extras: Vec<[Field; 3]>,
    terms: Vec<Field>,
    currency: String,
    is_set: bool,
    may_edit: bool,
}

/// The entries of a list as it is kept; before there is one, what others work with.
fn entries_of(list: Option<&PriceListText>) -> Entries {
    let mut entries = Entries::new();
    let mut put = |name: &str, value: Option<&String>| {
        if let Some(value) = value {
            entries.insert(name.to_owned(), value.clone());
        }
    };
    let Some(list) = list else {
        put("model", Some(&"per_session".to_owned()));
        for (field, _, usual) in FACTORS {
            put(field, Some(&usual.to_owned()));
        }
        return entries;
    };
    put("model", Some(&list.model));
    put("price", list.price.as_ref());
    put("least", list.least.as_ref());
    for (field, key, _) in PACKAGES {
        put(field, list.packages.get(key));
    }
    for (field, class, _) in FACTORS {
        put(field, list.factors.get(class));
    }
    put("level_name", list.level.as_ref().map(|own| &own.name));
    put("level_factor", list.level.as_ref().map(|own| &own.factor));
    for ([name, price, charged], own) in EXTRAS.iter().zip(&list.extras) {
        put(name, Some(&own.name));
        put(price, Some(&own.price));
        put(charged, own.charged.as_ref());
    }
    let discount = list.discount.as_ref();
    put("discount_name", discount.map(|own| &own.name));
    put(
        "discount_percent",
        discount.and_then(|own| own.percent.as_ref()),
    );
    put(
        "discount_amount",
        discount.and_then(|own| own.amount.as_ref()),
    );
    let tax = list.tax.as_ref();
    put("tax_name", tax.map(|own| &own.name));
    put("tax_percent", tax.map(|own| &own.percent));
    put(
        "tax_included",
        tax.filter(|own| !own.included)
            .map(|_| "no".to_owned())
            .as_ref(),
    );
    put("deposit_percent", list.deposit_percent.as_ref());
    put(
        "instalments",
        list.instalments.map(|own| own.to_string()).as_ref(),
    );
    entries
}

fn of<'a>(entries: &'a Entries, name: &str) -> &'a str {
    entries.get(name).map_or("", String::as_str)
}

fn given(entries: &Entries, name: &str) -> Option<String> {
    entered(of(entries, name)).map(|own| own.replace(',', "."))
}

/// The list that a form's entries write.
fn list_of(entries: &Entries, currency: &str) -> Result<PriceListText, Fault> {
    let keyed = |fields: &[(&str, &str, &str)]| -> BTreeMap<String, String> {
        let own = fields.iter();
        own.filter_map(|(field, key, _)| Some(((*key).to_owned(), given(entries, field)?)))
            .collect()
    };
    let model = of(entries, "model").to_owned();
    let packages = model == "packages";
    let extras = EXTRAS.iter().filter_map(|[name, price, charged]| {
        let (name, price) = (entered(of(entries, name)), given(entries, price));
        (name.is_some() || price.is_some()).then(|| ExtraText {
            name: name.unwrap_or_default(),
            price: price.unwrap_or_default(),
            charged: given(entries, charged),
        })
    });
    let (percent, amount) = (
        given(entries, "discount_percent"),
        given(entries, "discount_amount"),
    );
    let instalments = given(entries, "instalments").map(|own| {
        own.parse().map_err(|_| Fault::Field {
            field: "instalments".to_owned(),
            reason: format!("{own:?}: a whole number, 1 to 60"),
        })
    });
    Ok(PriceListText {
        currency: currency.to_owned(),
        price: given(entries, "price").filter(|_| !packages),
        least: given(entries, "least").filter(|_| model == "per_area"),
        packages: if packages {
            keyed(&PACKAGES)
        } else {
            BTreeMap::new()
        },
        factors: if packages {
            keyed(&FACTORS)
        } else {
            BTreeMap::new()
        },
        model,
        level: given(entries, "level_factor").map(|factor| LevelText {
            name: of(entries, "level_name").trim().to_owned(),
            factor,
        }),
        extras: extras.collect(),
        discount: (percent.is_some() || amount.is_some()).then(|| DiscountText {
            name: of(entries, "discount_name").trim().to_owned(),
            percent,
            amount,
        }),
        tax: given(entries, "tax_percent").map(|percent| TaxText {
            name: of(entries, "tax_name").trim().to_owned(),
            percent,
            included: of(entries, "tax_included") != "no",
        }),
        deposit_percent: given(entries, "deposit_percent"),
        instalments: instalments.transpose()?,
    })
}

/// The form's field of an entry that cannot be.
fn misfit(error: PriceTextError) -> Fault {
    let own = error.field.as_str();
    let keyed = |fields: &'static [(&str, &str, &str)], prefix: &str| {
        let key = own.strip_prefix(prefix)?;
        let found = fields.iter().find(|(_, known, _)| *known == key);
        found.map(|(field, ..)| (*field).to_owned())
    };
    let extra = || {
        let rest = own.strip_prefix("extras[")?;
        let (index, part) = rest.split_once("].")?;
        let index: usize = index.parse().ok()?;
        let part = ["name", "price", "charged"]
            .iter()
            .position(|own| *own == part)?;
        EXTRAS.get(index).map(|fields| fields[part].to_owned())
    };
    let field = keyed(&PACKAGES, "packages.")
        .or_else(|| keyed(&FACTORS, "factors."))
        .or_else(extra)
        .unwrap_or_else(|| match own {
            "deposit" => "deposit_percent".to_owned(),
            "tax" => "tax_percent".to_owned(),
            "discount" => "discount_percent".to_owned(),
            other => other.replace('.', "_"),
        });
    Fault::Field {
        field,
        reason: error.reason,
    }
}

fn among(choices: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = choices.iter();
    own.map(|(key, words)| ((*key).to_owned(), (*words).to_owned()))
        .collect()
}

/// A field that may stay empty, with what was entered and what is wrong with it.
struct Entered<'a>(&'a Entries, Option<(&'a str, &'a str)>);

impl Entered<'_> {
    fn field(&self, kind: &'static str, name: &'static str, label: &'static str) -> Field {
        let field = Field::new(kind, name, label)
            .holding(of(self.0, name))
            .optional();
        match self.1 {
            Some((own, reason)) if own == name => field.objecting(reason),
            _ => field,
        }
    }
}

fn basis(own: &Entered<'_>, frame: &Frame, revision: u64) -> Form {
    let fields = [
        Field::hidden("revision", revision.to_string()),
        Field::new("select", "model", "What is charged for")
            .holding(of(own.0, "model"))
            .among(among(&MODELS)),
        own.field("text", "price", "Its price").hinting(
            "Studios publish 500 to 1,200 US dollars a session, and 400 to 2,500 pounds for all of it (their own pages, grade C). Not used by packages.",
        ),
        own.field("text", "least", "The least that is charged").hinting("For square centimetres."),
    ];
    Form::new(&frame.csrf, fields)
}

fn terms(own: &Entered<'_>) -> Vec<Field> {
    vec![
        own.field("text", "level_name", "Practitioner's level")
            .hinting("Such as senior practitioner."),
        own.field("text", "level_factor", "Factor of the level")
            .hinting("Such as 1.15: every price that much higher."),
        own.field("text", "discount_name", "Discount for everybody"),
        own.field("text", "discount_percent", "Discount in percent"),
        own.field("text", "discount_amount", "or as an amount"),
        own.field("text", "tax_name", "Tax").hinting("Such as VAT."),
        own.field("text", "tax_percent", "Tax in percent"),
        own.field("select", "tax_included", "Prices are")
            .among(among(&[("yes", "with the tax"), ("no", "without the tax")])),
        own.field("text", "deposit_percent", "To book, percent of the total"),
        own.field("text", "instalments", "The rest in so many parts"),
    ]
}

fn show(
    seat: &Seat,
    frame: Frame,
    studio: &Studio,
    entries: &Entries,
    fault: Option<Fault>,
) -> Result<Response, Fault> {
    let wrong = match &fault {
        Some(Fault::Field { field, reason }) => Some((field.as_str(), reason.as_str())),
        _ => None,
    };
    let own = Entered(entries, wrong);
    let basis = basis(&own, &frame, studio.revision);
    let status = if fault.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let basis = match fault.clone() {
        Some(fault) => basis.refused(fault)?,
        None => basis,
    };
    let keyed = |fields: &[(&'static str, &'static str, &'static str)], by: bool| {
        let row = |(name, class, words): &(&'static str, &'static str, &'static str)| {
            own.field("text", name, if by { class } else { words })
        };
        fields.iter().map(row).collect()
    };
    let extras = EXTRAS.map(|[name, price, charged]| {
        [
            own.field("text", name, "Extra"),
            own.field("text", price, "Its price"),
            own.field("select", charged, "Charged")
                .among(among(&CHARGED)),
        ]
    });
    let shown = page(&PricesPage {
        packages: keyed(&PACKAGES, false),
        factors: keyed(&FACTORS, true),
        extras: extras.to_vec(),
        terms: terms(&own),
        basis,
        currency: studio.fields.currency.clone(),
        is_set: written(studio)?.is_some(),
        may_edit: seat.can(Action::EditStudio),
        frame: frame.titled("Prices").at(Nav::Studio),
    })?;
    Ok((status, shown).into_response())
}

pub(crate) async fn show_prices(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
) -> Result<Response, Fault> {
    let studio = app.studio(seat.studio).await?;
    let entries = entries_of(written(&studio)?.as_ref());
    show(&seat, frame, &studio, &entries, None)
}

pub(crate) async fn edit_prices(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    axum::Form(entries): axum::Form<Entries>,
) -> Result<Response, Fault> {
    let studio = app.studio(seat.studio).await?;
    match keep(&app, &seat, &studio, &entries).await {
        Ok(()) => Ok(Redirect::to("/studio/prices?done=prices").into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            show(&seat, frame, &studio, &entries, Some(fault))
        }
        Err(other) => Err(other),
    }
}

async fn keep(app: &App, seat: &Seat, studio: &Studio, entries: &Entries) -> Result<(), Fault> {
    let list = list_of(entries, &studio.fields.currency)?;
    list.read().map_err(misfit)?;
    let fields = with_price_list(studio.fields.clone(), &list)?;
    let revision = revision(of(entries, "revision"))?;
    app.store()
        .edit_studio(&seat.act(), revision, &fields)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(pairs: &[(&str, &str)]) -> Entries {
        let own = pairs.iter();
        own.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_list_comes_back_as_it_was_entered() {
        let given = entries(&[
            ("model", "packages"),
            ("package_crown", "1500,50"),
            ("factor_vi", "1.45"),
            ("extra_1_name", "work on scars"),
            ("extra_1_price", "400"),
            ("extra_1_charged", "once_for_scars"),
            ("discount_name", "friends"),
            ("discount_percent", "5"),
            ("tax_name", "VAT"),
            ("tax_percent", "21"),
            ("tax_included", "no"),
            ("deposit_percent", "20"),
            ("instalments", "3"),
        ]);
        let list = list_of(&given, "EUR").unwrap();
        let read = list.read().unwrap();
        assert!(!read.tax.included && read.instalments == 3);
        let again = entries_of(Some(&list));
        for (name, value) in &given {
            assert_eq!(again.get(name), Some(&value.replace(',', ".")), "{name}");
        }
    }

    #[test]
    fn what_is_wrong_is_bound_to_its_field() {
        let wrong = |pairs: &[(&str, &str)]| {
            let list = list_of(&entries(pairs), "EUR");
            let fault = list
                .and_then(|list| list.read().map_err(misfit))
                .unwrap_err();
            match fault {
                Fault::Field { field, .. } => field,
                other => format!("{other:?}"),
            }
        };
        assert_eq!(wrong(&[("model", "per_session")]), "price");
        assert_eq!(
            wrong(&[("model", "packages"), ("package_crown", "much")]),
            "package_crown"
        );
        assert_eq!(
            wrong(&[("model", "packages"), ("factor_v", "70")]),
            "factor_v"
        );
        let session = [("model", "per_session"), ("price", "800")];
        let with = |name, value| [session[0], session[1], (name, value)];
        assert_eq!(wrong(&with("deposit_percent", "130")), "deposit_percent");
        assert_eq!(
            wrong(&with("extra_2_price", "x")),
            "extra_1_price",
            "empty rows are passed over"
        );
        assert_eq!(wrong(&with("instalments", "1.5")), "instalments");
        assert_eq!(wrong(&with("price", "8.005")), "price");
    }
}

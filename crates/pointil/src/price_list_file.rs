//! A price list as it is written. Amounts are text, so that no cent is lost in a float.

use std::collections::BTreeMap;
use std::path::Path;

use iso_currency::Currency;
use pointil_treatment::quote::{Charged, Discount, Extra, PriceList, PriceModel, Reduction, Tax};
use pointil_treatment::{Money, currency};
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::colour_input::{named, text};
use crate::failure::Failure;

/// A price list is a page of text.
const MOST_BYTES: usize = 1 << 16;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceListFile {
    /// A code of ISO 4217.
    currency: String,
    /// `per_session`, `per_hour`, `fixed`, `per_area` or `packages`.
    model: String,
    /// Of a session, an hour, all of it, or a square centimetre.
    price: Option<String>,
    /// The least charged by area.
    least: Option<String>,
    /// Price by order.
    #[serde(default)]
    packages: BTreeMap<String, String>,
    /// Factor by class of hair loss.
    #[serde(default)]
    factors: BTreeMap<String, String>,
    level: Option<LevelSection>,
    #[serde(default)]
    extras: Vec<ExtraSection>,
    discount: Option<DiscountSection>,
    tax: Option<TaxSection>,
    /// Percent of the total that is paid to book.
    deposit_percent: Option<String>,
    /// In how many parts the rest is paid.
    instalments: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelSection {
    name: String,
    factor: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExtraSection {
    name: String,
    price: String,
    /// `once`, `each_session` or `once_for_scars`.
    charged: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DiscountSection {
    name: String,
    percent: Option<String>,
    amount: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TaxSection {
    name: String,
    percent: String,
    included: bool,
}

/// The price list in the file at `path`.
pub fn read(path: &Path) -> Result<PriceList, Failure> {
    parse(&text(path, MOST_BYTES)?).map_err(|failure| failure.at(&path.display().to_string()))
}

fn parse(text: &str) -> Result<PriceList, Failure> {
    let file: PriceListFile = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = 1 + text[..start].matches('\n').count();
        let reason = error.message().trim().replace('\n', ", ");
        Failure::input(format!("line {line}: {reason}"))
    })?;
    let currency = currency(&file.currency).map_err(|e| named("currency", &e))?;
    let base = PriceList::of(currency, model(&file, currency)?);
    let list = PriceList {
        level: file
            .level
            .as_ref()
            .map(|own| Ok((own.name.clone(), decimal("level.factor", &own.factor)?)))
            .transpose()?,
        extras: extras(&file.extras, currency)?,
        discount: file
            .discount
            .as_ref()
            .map(|own| discount(own, currency))
            .transpose()?,
        tax: match &file.tax {
            None => base.tax,
            Some(own) => Tax {
                name: own.name.clone(),
                rate: percent("tax.percent", &own.percent)?,
                included: own.included,
            },
        },
        deposit: match &file.deposit_percent {
            None => Decimal::ZERO,
            Some(own) => percent("deposit_percent", own)?,
        },
        instalments: file.instalments.unwrap_or(1),
        ..base
    };
    list.check().map_err(|e| Failure::input(e.to_string()))?;
    Ok(list)
}

fn model(file: &PriceListFile, currency: Currency) -> Result<PriceModel, Failure> {
    let price = || match &file.price {
        Some(text) => money("price", text, currency),
        None => Err(Failure::input(format!(
            "price is missing; the model \"{}\" needs one",
            file.model
        ))),
    };
    Ok(match file.model.as_str() {
        "per_session" => PriceModel::PerSession { each: price()? },
        "per_hour" => PriceModel::PerHour { hour: price()? },
        "fixed" => PriceModel::Fixed { price: price()? },
        "per_area" => PriceModel::PerArea {
            square_cm: price()?,
            least: match &file.least {
                None => Money::none(currency),
                Some(text) => money("least", text, currency)?,
            },
        },
        "packages" => PriceModel::Packages {
            prices: keyed("packages", &file.packages, |field, text| {
                money(field, text, currency)
            })?,
            factors: keyed("factors", &file.factors, decimal)?,
        },
        other => {
            return Err(Failure::input(format!(
                "model is \"{other}\"; write \"per_session\", \"per_hour\", \"fixed\", \"per_area\" or \"packages\""
            )));
        }
    })
}

fn keyed<K: Ord + std::str::FromStr<Err: std::fmt::Display>, V>(
    field: &str,
    given: &BTreeMap<String, String>,
    read: impl Fn(&str, &str) -> Result<V, Failure>,
) -> Result<BTreeMap<K, V>, Failure> {
    let entry = |(key, text): (&String, &String)| {
        let parsed = key.parse().map_err(|e| named(field, &e))?;
        Ok((parsed, read(&format!("{field}.{key}"), text)?))
    };
    given.iter().map(entry).collect()
}

fn extras(sections: &[ExtraSection], currency: Currency) -> Result<Vec<Extra>, Failure> {
    let extra = |(k, own): (usize, &ExtraSection)| {
        let field = format!("extras[{k}]");
        Ok(Extra {
            name: own.name.clone(),
            price: money(&format!("{field}.price"), &own.price, currency)?,
            charged: match own.charged.as_deref().unwrap_or("once") {
                "once" => Charged::Once,
                "each_session" => Charged::EachSession,
                "once_for_scars" => Charged::OnceForScars,
                other => {
                    return Err(Failure::input(format!(
                        "{field}.charged is \"{other}\"; write \"once\", \"each_session\" or \"once_for_scars\""
                    )));
                }
            },
        })
    };
    sections.iter().enumerate().map(extra).collect()
}

fn discount(own: &DiscountSection, currency: Currency) -> Result<Discount, Failure> {
    let reduction = match (&own.percent, &own.amount) {
        (Some(text), None) => Reduction::Share(percent("discount.percent", text)?),
        (None, Some(text)) => Reduction::Amount(money("discount.amount", text, currency)?),
        _ => {
            return Err(Failure::input(
                "discount has both or neither of percent and amount; give one of them",
            ));
        }
    };
    Ok(Discount {
        name: own.name.clone(),
        reduction,
    })
}

fn decimal(field: &str, text: &str) -> Result<Decimal, Failure> {
    text.trim().parse().map_err(|_| {
        Failure::input(format!(
            "{field} is \"{text}\"; write a number such as \"1234.50\""
        ))
    })
}

fn percent(field: &str, text: &str) -> Result<Decimal, Failure> {
    Ok(decimal(field, text)? / Decimal::ONE_HUNDRED)
}

fn money(field: &str, text: &str, currency: Currency) -> Result<Money, Failure> {
    Money::exactly(decimal(field, text)?, currency).map_err(|e| named(field, &e))
}

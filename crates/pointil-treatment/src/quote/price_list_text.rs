//! A price list as it is written, in a file or a form. Amounts are text, so that no cent is lost in a float.

use std::collections::BTreeMap;

use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::price_list::{Charged, Discount, Extra, PriceList, PriceModel, Reduction, Tax};
use crate::money::{Money, currency};

/// A price list in words and digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PriceListText {
    /// A code of ISO 4217.
    pub currency: String,
    /// `per_session`, `per_hour`, `fixed`, `per_area` or `packages`.
    pub model: String,
    /// Of a session, an hour, all of it, or a square centimetre.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// The least charged by area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<String>,
    /// Price by order.
    #[serde(default)]
    pub packages: BTreeMap<String, String>,
    /// Factor by class of hair loss.
    #[serde(default)]
    pub factors: BTreeMap<String, String>,
    /// The practitioner's level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<LevelText>,
    /// What comes on top.
    #[serde(default)]
    pub extras: Vec<ExtraText>,
    /// What is taken off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<DiscountText>,
    /// Tax.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax: Option<TaxText>,
    /// Percent of the total that is paid to book.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deposit_percent: Option<String>,
    /// In how many parts the rest is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instalments: Option<u32>,
}

/// A practitioner's level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LevelText {
    /// What it is called.
    pub name: String,
    /// The factor on the price.
    pub factor: String,
}

/// Something that comes on top.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraText {
    /// What it is.
    pub name: String,
    /// Its price.
    pub price: String,
    /// `once`, `each_session` or `once_for_scars`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charged: Option<String>,
}

/// Something that is taken off: a share or an amount.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DiscountText {
    /// What for.
    pub name: String,
    /// Percent of the price.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<String>,
    /// An amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<String>,
}

/// Tax on the price.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TaxText {
    /// Its name, such as VAT.
    pub name: String,
    /// Its rate.
    pub percent: String,
    /// Whether prices are with it.
    pub included: bool,
}

/// A written price list that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}{}{reason}", joint(.reason))]
pub struct PriceTextError {
    /// Which entry.
    pub field: String,
    /// What is wrong with it and what to do.
    pub reason: String,
}

/// What stands between an entry and what is wrong with it: a verb follows at once, a sentence after a colon.
fn joint(reason: &str) -> &'static str {
    if reason.starts_with("is ") || reason.starts_with("has ") {
        " "
    } else {
        ": "
    }
}

impl PriceTextError {
    fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            reason: reason.into(),
        }
    }
}

impl PriceListText {
    /// The price list that is written here.
    ///
    /// # Errors
    /// The first entry that cannot be.
    pub fn read(&self) -> Result<PriceList, PriceTextError> {
        let currency =
            currency(&self.currency).map_err(|e| PriceTextError::new("currency", e.to_string()))?;
        let base = PriceList::of(currency, model(self, currency)?);
        let list = PriceList {
            level: self
                .level
                .as_ref()
                .map(|own| Ok((own.name.clone(), decimal("level.factor", &own.factor)?)))
                .transpose()?,
            extras: extras(&self.extras, currency)?,
            discount: self
                .discount
                .as_ref()
                .map(|own| discount(own, currency))
                .transpose()?,
            tax: match &self.tax {
                None => base.tax,
                Some(own) => Tax {
                    name: own.name.clone(),
                    rate: percent("tax.percent", &own.percent)?,
                    included: own.included,
                },
            },
            deposit: match &self.deposit_percent {
                None => Decimal::ZERO,
                Some(own) => percent("deposit_percent", own)?,
            },
            instalments: self.instalments.unwrap_or(1),
            ..base
        };
        list.check().map_err(|e| {
            PriceTextError::new(e.field, format!("is {}; give {}", e.value, e.allowed))
        })?;
        Ok(list)
    }
}

fn model(file: &PriceListText, currency: Currency) -> Result<PriceModel, PriceTextError> {
    let price = || match &file.price {
        Some(text) => money("price", text, currency),
        None => Err(PriceTextError::new(
            "price",
            format!("is missing; the model \"{}\" needs one", file.model),
        )),
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
            return Err(PriceTextError::new(
                "model",
                format!(
                    "is \"{other}\"; write \"per_session\", \"per_hour\", \"fixed\", \"per_area\" or \"packages\""
                ),
            ));
        }
    })
}

fn keyed<K: Ord + std::str::FromStr<Err: std::fmt::Display>, V>(
    field: &str,
    given: &BTreeMap<String, String>,
    read: impl Fn(&str, &str) -> Result<V, PriceTextError>,
) -> Result<BTreeMap<K, V>, PriceTextError> {
    let entry = |(key, text): (&String, &String)| {
        let parsed = key
            .parse()
            .map_err(|e: K::Err| PriceTextError::new(format!("{field}.{key}"), e.to_string()))?;
        Ok((parsed, read(&format!("{field}.{key}"), text)?))
    };
    given.iter().map(entry).collect()
}

fn extras(sections: &[ExtraText], currency: Currency) -> Result<Vec<Extra>, PriceTextError> {
    let extra = |(k, own): (usize, &ExtraText)| {
        let field = format!("extras[{k}]");
        Ok(Extra {
            name: own.name.clone(),
            price: money(&format!("{field}.price"), &own.price, currency)?,
            charged: match own.charged.as_deref().unwrap_or("once") {
                "once" => Charged::Once,
                "each_session" => Charged::EachSession,
                "once_for_scars" => Charged::OnceForScars,
                other => {
                    return Err(PriceTextError::new(
                        format!("{field}.charged"),
                        format!(
                            "is \"{other}\"; write \"once\", \"each_session\" or \"once_for_scars\""
                        ),
                    ));
                }
            },
        })
    };
    sections.iter().enumerate().map(extra).collect()
}

fn discount(own: &DiscountText, currency: Currency) -> Result<Discount, PriceTextError> {
    let reduction = match (&own.percent, &own.amount) {
        (Some(text), None) => Reduction::Share(percent("discount.percent", text)?),
        (None, Some(text)) => Reduction::Amount(money("discount.amount", text, currency)?),
        _ => {
            return Err(PriceTextError::new(
                "discount",
                "has both or neither of percent and amount; give one of them",
            ));
        }
    };
    Ok(Discount {
        name: own.name.clone(),
        reduction,
    })
}

fn decimal(field: &str, text: &str) -> Result<Decimal, PriceTextError> {
    text.trim().parse().map_err(|_| {
        PriceTextError::new(
            field,
            format!("is \"{text}\"; write a number such as \"1234.50\""),
        )
    })
}

fn percent(field: &str, text: &str) -> Result<Decimal, PriceTextError> {
    Ok(decimal(field, text)? / Decimal::ONE_HUNDRED)
}

fn money(field: &str, text: &str, currency: Currency) -> Result<Money, PriceTextError> {
    Money::exactly(decimal(field, text)?, currency)
        .map_err(|e| PriceTextError::new(field, e.to_string()))
}

//! A studio's prices.

use std::collections::BTreeMap;

use iso_currency::Currency;
use pointil_scalp::{NorwoodClass, WorkOrder};
use rust_decimal::Decimal;

use crate::money::Money;

/// What is charged for.
#[derive(Clone, Debug, PartialEq)]
pub enum PriceModel {
    /// Each session.
    PerSession {
        /// Its price.
        each: Money,
    },
    /// Work, by the hour; begun quarters count whole.
    PerHour {
        /// The price of an hour.
        hour: Money,
    },
    /// All of it together.
    Fixed {
        /// The price.
        price: Money,
    },
    /// The treated area; begun square centimetres count whole.
    PerArea {
        /// The price of a square centimetre.
        square_cm: Money,
        /// The least that is charged.
        least: Money,
    },
    /// What is ordered, more where more hair is lost.
    Packages {
        /// The price of each order.
        prices: BTreeMap<WorkOrder, Money>,
        /// Factors by class of hair loss; 1 for classes without one.
        factors: BTreeMap<NorwoodClass, Decimal>,
    },
}

/// Prices and terms, all in one currency.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceList {
    /// The currency of every amount.
    pub currency: Currency,
    /// What is charged for.
    pub model: PriceModel,
    /// The practitioner's level and the factor on the price, if levels differ.
    pub level: Option<(String, Decimal)>,
    /// What comes on top.
    pub extras: Vec<Extra>,
    /// What is taken off.
    pub discount: Option<Discount>,
    /// Tax.
    pub tax: Tax,
    /// Share of the total that is paid to book, 0 to 1.
    pub deposit: Decimal,
    /// In how many parts the rest is paid, at least one.
    pub instalments: u32,
}

/// Something that comes on top.
#[derive(Clone, Debug, PartialEq)]
pub struct Extra {
    /// What it is.
    pub name: String,
    /// Its price.
    pub price: Money,
    /// How often it is charged.
    pub charged: Charged,
}

/// How often something is charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charged {
    /// Once.
    Once,
    /// With each session.
    EachSession,
    /// Once if there is work on scars.
    OnceForScars,
}

/// Something that is taken off.
#[derive(Clone, Debug, PartialEq)]
pub struct Discount {
    /// What for.
    pub name: String,
    /// How much.
    pub reduction: Reduction,
}

/// How much is taken off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reduction {
    /// A share of the price, 0 to 1.
    Share(Decimal),
    /// An amount, at most the price.
    Amount(Money),
}

/// Tax on the price.
#[derive(Clone, Debug, PartialEq)]
pub struct Tax {
    /// Its name, such as VAT.
    pub name: String,
    /// Its rate, 0 to 1.
    pub rate: Decimal,
    /// Whether prices are with it.
    pub included: bool,
}

/// A price list that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} is {value}; give {allowed}")]
pub struct PriceListError {
    /// Which.
    pub field: String,
    /// As it was given.
    pub value: String,
    /// What is allowed.
    pub allowed: &'static str,
}

impl PriceList {
    /// A list with these prices and no terms: no extras, discount or tax, paid at once.
    pub fn of(currency: Currency, model: PriceModel) -> Self {
        Self {
            currency,
            model,
            level: None,
            extras: Vec::new(),
            discount: None,
            tax: Tax {
                name: String::new(),
                rate: Decimal::ZERO,
                included: true,
            },
            deposit: Decimal::ZERO,
            instalments: 1,
        }
    }

    /// Checks that shares are shares, no price is negative and all are in the list's currency.
    ///
    /// # Errors
    /// The first that is not, by its name.
    pub fn check(&self) -> Result<(), PriceListError> {
        for (field, money) in self.prices() {
            if money.currency() != self.currency {
                return Err(refused(
                    &field,
                    money.to_string(),
                    "every price in one currency",
                ));
            }
            if money.minor() < 0 {
                return Err(refused(&field, money.to_string(), "0 or more"));
            }
        }
        let shares = [("deposit", self.deposit), ("tax", self.tax.rate)];
        let discount = match &self.discount {
            Some(Discount {
                reduction: Reduction::Share(share),
                ..
            }) => Some(("discount", *share)),
            _ => None,
        };
        for (field, share) in shares.into_iter().chain(discount) {
            if share < Decimal::ZERO || share > Decimal::ONE {
                let percent = (share * Decimal::ONE_HUNDRED).normalize();
                return Err(refused(field, format!("{percent} %"), "0 to 100 %"));
            }
        }
        let (least, most) = (Decimal::new(1, 1), Decimal::TEN);
        for (field, factor) in self.factors() {
            if factor < least || factor > most {
                return Err(refused(&field, factor.to_string(), "0.1 to 10"));
            }
        }
        if !(1..=60).contains(&self.instalments) {
            return Err(refused(
                "instalments",
                self.instalments.to_string(),
                "1 to 60",
            ));
        }
        Ok(())
    }

    fn prices(&self) -> Vec<(String, Money)> {
        let named = |name: &str, money: Money| (name.to_owned(), money);
        let mut prices = match &self.model {
            PriceModel::PerSession { each: price }
            | PriceModel::PerHour { hour: price }
            | PriceModel::Fixed { price } => vec![named("price", *price)],
            PriceModel::PerArea { square_cm, least } => {
                vec![named("price", *square_cm), named("least", *least)]
            }
            PriceModel::Packages { prices, .. } => prices
                .iter()
                .map(|(order, price)| (format!("packages.{order}"), *price))
                .collect(),
        };
        prices.extend(
            self.extras
                .iter()
                .map(|extra| (format!("extras: {}", extra.name), extra.price)),
        );
        if let Some(Discount {
            reduction: Reduction::Amount(amount),
            ..
        }) = &self.discount
        {
            prices.push(named("discount", *amount));
        }
        prices
    }

    fn factors(&self) -> Vec<(String, Decimal)> {
        let level = self
            .level
            .iter()
            .map(|(name, factor)| (format!("level {name}"), *factor));
        let classes = match &self.model {
            PriceModel::Packages { factors, .. } => factors
                .iter()
                .map(|(class, factor)| (format!("factors.{class}"), *factor))
                .collect(),
            _ => Vec::new(),
        };
        level.chain(classes).collect()
    }
}

fn refused(field: &str, value: String, allowed: &'static str) -> PriceListError {
    PriceListError {
        field: field.to_owned(),
        value,
        allowed,
    }
}

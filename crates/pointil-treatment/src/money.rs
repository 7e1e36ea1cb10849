//! Money: whole minor units of one currency, never a float.

use core::fmt;

use iso_currency::Currency;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// An amount of money; in JSON `{"minor": 129900, "currency": "EUR"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenMoney", into = "WrittenMoney")]
pub struct Money {
    /// Cents, pence or yen: the currency's smallest unit (ISO 4217).
    minor: i64,
    currency: Currency,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenMoney {
    minor: i64,
    currency: String,
}

impl From<Money> for WrittenMoney {
    fn from(money: Money) -> Self {
        Self {
            minor: money.minor,
            currency: money.currency.code().to_owned(),
        }
    }
}

impl TryFrom<WrittenMoney> for Money {
    type Error = MoneyError;

    fn try_from(written: WrittenMoney) -> Result<Self, MoneyError> {
        if written.minor.unsigned_abs() > MOST_MINOR.unsigned_abs() {
            return Err(MoneyError::TooMuch);
        }
        Ok(Self {
            minor: written.minor,
            currency: currency(&written.currency)?,
        })
    }
}

/// The largest amount, so that every program reads it exactly.
const MOST_MINOR: i64 = 9_000_000_000_000_000;

/// Money that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Amounts of two currencies in one sum.
    #[error("{0} and {1} in one sum; give every price in one currency")]
    Currencies(&'static str, &'static str),
    /// A fraction of the smallest unit.
    #[error(
        "{amount} {currency} is no whole number of its smallest unit; give at most {digits} digits after the point"
    )]
    Fraction {
        /// The amount given.
        amount: Decimal,
        /// The currency's code.
        currency: &'static str,
        /// Digits that the currency has.
        digits: u32,
    },
    /// Too much.
    #[error("an amount beyond 90 million million; look for a slipped point")]
    TooMuch,
    /// A code that ISO 4217 does not have.
    #[error("{0:?} is no currency; give a code of ISO 4217 such as EUR, USD or GBP")]
    UnknownCurrency(String),
}

/// The currency of a code of ISO 4217.
///
/// # Errors
/// A code that does not exist.
pub fn currency(code: &str) -> Result<Currency, MoneyError> {
    Currency::from_code(&code.to_ascii_uppercase())
        .ok_or_else(|| MoneyError::UnknownCurrency(code.to_owned()))
}

/// Digits after the point that a currency has.
fn digits(currency: Currency) -> u32 {
    currency.exponent().map_or(2, u32::from)
}

impl Money {
    /// Nothing.
    pub const fn none(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// So many of the smallest unit.
    pub const fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Exactly this amount.
    ///
    /// # Errors
    /// More digits than the currency has, or too much.
    pub fn exactly(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let money = Self::rounded(amount, currency)?;
        if money.to_decimal() == amount {
            Ok(money)
        } else {
            Err(MoneyError::Fraction {
                amount,
                currency: currency.code(),
                digits: digits(currency),
            })
        }
    }

    /// The nearest amount to be had; halves away from nothing, as merchants round.
    ///
    /// # Errors
    /// Too much.
    pub fn rounded(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let unit = Decimal::from(10_i64.pow(digits(currency)));
        let minor = amount
            .checked_mul(unit)
            .map(|minor| minor.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
            .and_then(|minor| i64::try_from(minor).ok())
            .filter(|minor| minor.abs() <= MOST_MINOR)
            .ok_or(MoneyError::TooMuch)?;
        Ok(Self { minor, currency })
    }

    /// The number of the smallest unit.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The amount as a decimal number.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.minor, digits(self.currency))
    }

    /// Both together.
    ///
    /// # Errors
    /// Two currencies, or too much.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies(
                self.currency.code(),
                other.currency.code(),
            ));
        }
        let minor = self.minor.checked_add(other.minor);
        Ok(Self {
            minor: minor.ok_or(MoneyError::TooMuch)?,
            ..self
        })
    }

    /// One without the other.
    ///
    /// # Errors
    /// As [`Self::plus`].
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.plus(Self {
            minor: -other.minor,
            ..other
        })
    }

    /// So many times as much, rounded as merchants do.
    ///
    /// # Errors
    /// Too much.
    pub fn times(self, factor: Decimal) -> Result<Self, MoneyError> {
        let amount = self.to_decimal().checked_mul(factor);
        Self::rounded(amount.ok_or(MoneyError::TooMuch)?, self.currency)
    }

    /// In `parts` parts that differ by at most one smallest unit and sum to it exactly, the larger first; none of no parts.
    pub fn split(self, parts: u32) -> Vec<Self> {
        let parts = i64::from(parts);
        (0..parts)
            .map(|k| {
                let rest = i64::from(k < self.minor.rem_euclid(parts));
                Self {
                    minor: self.minor.div_euclid(parts) + rest,
                    ..self
                }
            })
            .collect()
    }
}

impl fmt::Display for Money {
    /// As `EUR 1,234.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = digits(self.currency);
        let unit = 10_u64.pow(digits);
        let (major, minor) = (
            self.minor.unsigned_abs() / unit,
            self.minor.unsigned_abs() % unit,
        );
        let plain = major.to_string();
        let grouped: Vec<&str> = plain
            .as_bytes()
            .rchunks(3)
            .rev()
            .filter_map(|group| core::str::from_utf8(group).ok())
            .collect();
        let sign = if self.minor < 0 { "-" } else { "" };
        write!(f, "{} {sign}{}", self.currency.code(), grouped.join(","))?;
        if digits > 0 {
            write!(f, ".{minor:0width$}", width = digits as usize)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn euro(text: &str) -> Money {
        Money::exactly(text.parse().unwrap(), Currency::EUR).unwrap()
    }

    #[test]
    fn amounts_read_as_people_write_them() {
        assert_eq!(euro("1234567.5").to_string(), "EUR 1,234,567.50");
        assert_eq!(euro("-0.05").to_string(), "EUR -0.05");
        assert_eq!(
            Money::from_minor(3400, Currency::JPY).to_string(),
            "JPY 3,400"
        );
        assert_eq!(
            Money::from_minor(1005, Currency::KWD).to_string(),
            "KWD 1.005"
        );
    }

    #[test]
    fn nothing_is_lost_in_parts() {
        for minor in [0, 1, 7, 100_001, -5, 999_999_999] {
            for parts in 1..13 {
                let whole = Money::from_minor(minor, Currency::GBP);
                let split = whole.split(parts);
                assert_eq!(split.len(), parts as usize);
                assert_eq!(split.iter().map(|part| part.minor()).sum::<i64>(), minor);
                assert!(split[0].minor() - split[split.len() - 1].minor() <= 1);
            }
        }
        assert!(euro("5").split(0).is_empty());
    }

    #[test]
    fn rounding_is_the_merchants_and_mixing_is_refused() {
        let third: Decimal = "0.335".parse().unwrap();
        assert_eq!(euro("1").times(third).unwrap(), euro("0.34"));
        assert_eq!(euro("-1").times(third).unwrap(), euro("-0.34"));
        assert!(
            Money::exactly(third, Currency::EUR)
                .unwrap_err()
                .to_string()
                .contains("at most 2 digits")
        );
        let mixed = euro("1").plus(Money::none(Currency::USD)).unwrap_err();
        assert_eq!(mixed, MoneyError::Currencies("EUR", "USD"));
        assert!(currency("eur").is_ok_and(|found| found == Currency::EUR));
        assert!(
            currency("EURO")
                .unwrap_err()
                .to_string()
                .contains("ISO 4217")
        );
        assert_eq!(
            Money::rounded(Decimal::MAX, Currency::EUR),
            Err(MoneyError::TooMuch)
        );
    }
}

//! What somebody wrote as an amount, and an invoice in parts.

use jiff::ToSpan;
use jiff::civil::Date;
use pointil_treatment::{Money, MoneyError, currency};
use rust_decimal::Decimal;

use super::Instalment;
use crate::bounded::{BoundError, List};

/// Letters that an amount has at most.
const MOST_LETTERS: usize = 24;

/// Text that is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Something else than digits and one point.
    #[error("{0:?} is no amount; write it as 1234.50")]
    Words(String),
    /// An amount that cannot be had.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// The amount that somebody wrote: digits with at most one point or comma, and a sign in front when it takes away. Points between thousands
/// are refused, since nobody can know which of the two was meant.
///
/// # Errors
/// No amount, more digits than the currency has, too much.
pub fn amount(text: &str, code: &str) -> Result<Money, AmountError> {
    let text = text.trim();
    let wrong = || AmountError::Words(text.chars().take(MOST_LETTERS).collect());
    let plain = text.replace(',', ".");
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let is_plain = digits.starts_with(|letter: char| letter.is_ascii_digit())
        && digits
            .bytes()
            .all(|own| own.is_ascii_digit() || own == b'.')
        && digits.matches('.').count() <= 1
        && plain.len() <= MOST_LETTERS;
    if !is_plain {
        return Err(wrong());
    }
    let amount: Decimal = plain.parse().map_err(|_| wrong())?;
    Ok(Money::exactly(amount, currency(code)?)?)
}

/// An amount in so many parts, the first due on a day and each a month after the one before: on the same day of the month, or on the month's
/// last where it has no such day. Parts differ by the smallest unit at most, the larger first.
///
/// # Errors
/// More parts than an invoice can have.
pub fn in_parts(whole: Money, parts: u32, first: Date) -> Result<List<Instalment, 36>, BoundError> {
    // Nobody splits an amount into more parts than are refused below.
    let amounts = whole.split(parts.clamp(1, 37));
    let due = |months: usize| first.saturating_add(i64::try_from(months).unwrap_or(0).months());
    let parts = amounts.into_iter().enumerate();
    let parts = parts.map(|(at, amount)| Instalment {
        due: due(at),
        amount,
    });
    List::new(parts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_amount_is_what_was_written_or_refused() {
        let minor = |text: &str| amount(text, "EUR").map(Money::minor);
        assert_eq!(minor(" 1234.5 "), Ok(123_450));
        assert_eq!(minor("1234,50"), Ok(123_450));
        assert_eq!(minor("-12"), Ok(-1_200));
        for bad in [
            "", "1,234.50", "1.234,50", "12 EUR", "1e3", "+1", ".5", "--1", "0.005",
        ] {
            assert!(minor(bad).is_err(), "{bad:?}");
        }
        // Three digits behind a comma are thousands to some and thousandths to others: refused where the currency has no thousandths.
        assert!(minor("1,234").is_err() && amount("1,234", "JPY").is_err());
        assert!(minor(&"9".repeat(23)).is_err());
    }

    #[test]
    fn parts_fall_on_the_same_day_of_each_month_or_its_last() {
        let whole = amount("100.00", "EUR").unwrap();
        let parts = in_parts(whole, 3, date(2028, 1, 31)).unwrap();
        let days: Vec<Date> = parts.iter().map(|part| part.due).collect();
        assert_eq!(
            days,
            [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]
        );
        let amounts: Vec<i64> = parts.iter().map(|part| part.amount.minor()).collect();
        assert_eq!(amounts, [3_334, 3_333, 3_333]);
        assert_eq!(in_parts(whole, 0, date(2028, 1, 1)).unwrap().len(), 1);
        assert!(in_parts(whole, 4_000_000_000, date(2028, 1, 1)).is_err());
    }
}

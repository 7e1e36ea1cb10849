//! A price range before anything is measured.

use super::derivation::{Quantities, Quote, QuoteError};
use super::price_list::PriceList;
use crate::money::Money;

/// The price range of the least and the most that may be needed.
///
/// # Errors
/// As [`Quote::of`].
pub fn price_range(
    least: &Quantities,
    most: &Quantities,
    list: &PriceList,
) -> Result<(Money, Money), QuoteError> {
    Ok((Quote::of(least, list)?.total, Quote::of(most, list)?.total))
}

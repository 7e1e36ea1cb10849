//! A price range before anything is measured.

use pointil_scalp::NorwoodClass;

use super::derivation::{Quantities, Quote, QuoteError};
use super::price_list::PriceList;
use crate::money::Money;

/// A class without an area in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no usual bald area is known for Norwood {class}; measure the head")]
pub struct AreaRangeError {
    /// The class.
    pub class: NorwoodClass,
}

/// The least and the greatest area in square centimetres that is usually bald in a class: `data/bald_area_by_norwood.csv`, grade D.
///
/// # Errors
/// A class in which nothing is bald.
pub fn bald_area(class: NorwoodClass) -> Result<(f64, f64), AreaRangeError> {
    let table = include_str!("../../../../data/bald_area_by_norwood.csv");
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let found = rows.into_iter().find_map(|line| {
        let mut cells = line.split(',').map(str::trim);
        (cells.next()? == class.name()).then_some(())?;
        Some((cells.next()?.parse().ok()?, cells.next()?.parse().ok()?))
    });
    found.ok_or(AreaRangeError { class })
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_grow_with_the_classes() {
        let mut last = (0.0, 0.0);
        for class in &NorwoodClass::ALL[1..] {
            let area = bald_area(*class).unwrap();
            assert!(area.0 > last.0 && area.1 > last.1, "{class}");
            last = area;
        }
        let said = bald_area(NorwoodClass::I).unwrap_err().to_string();
        assert!(said.contains("Norwood I;"), "{said}");
    }
}

//! Money as a paper's tables show it: the currency in the head of the column, the amount alone in its cells.

use pointil_treatment::Money;

/// The amount without its currency's code, with a true minus sign.
pub fn amount(money: Money) -> String {
    let words = money.to_string();
    let amount = words
        .split_once(' ')
        .map_or(words.as_str(), |(_, amount)| amount);
    amount.replace('-', "\u{2212}")
}

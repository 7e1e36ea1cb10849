//! What work costs: a price list, and a quote with its derivation.

mod derivation;
mod price_list;

pub use derivation::{Quantities, Quote, QuoteError, QuoteLine};
pub use price_list::{
    Charged, Discount, Extra, PriceList, PriceListError, PriceModel, Reduction, Tax,
};

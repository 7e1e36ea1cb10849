//! What work costs: a price list, and a quote with its derivation.

mod derivation;
mod price_list;
mod price_list_text;

pub use derivation::{Quantities, Quote, QuoteError, QuoteLine};
pub use price_list::{
    Charged, Discount, Extra, PriceList, PriceListError, PriceModel, Reduction, Tax,
};
pub use price_list_text::{
    DiscountText, ExtraText, LevelText, PriceListText, PriceTextError, TaxText,
};

//! The studio's price list: kept with its settings, entered on a page of its own, asked by whatever has a price.

pub(crate) mod page;

use std::sync::Arc;

use pointil_storage::{Studio, StudioFields};
use pointil_treatment::quote::{PriceList, PriceListText};
use serde_json::{Map, Value};

use crate::fault::Fault;

/// Where the list stands among the studio's settings.
const KEY: &str = "price_list";

fn settings(studio: &Studio) -> Result<Map<String, Value>, Fault> {
    serde_json::from_str(&studio.fields.settings).map_err(Fault::internal)
}

/// The list as the studio wrote it; `None` before it did.
///
/// # Errors
/// Settings that this program did not write.
pub(crate) fn written(studio: &Studio) -> Result<Option<PriceListText>, Fault> {
    let Some(own) = settings(studio)?.remove(KEY) else {
        return Ok(None);
    };
    serde_json::from_value(own)
        .map(Some)
        .map_err(Fault::internal)
}

/// A studio's fields with another price list.
///
/// # Errors
/// Settings that this program did not write.
pub fn with_price_list(fields: StudioFields, list: &PriceListText) -> Result<StudioFields, Fault> {
    let settings = serde_json::from_str(&fields.settings);
    let mut settings: Map<String, Value> = settings.map_err(Fault::internal)?;
    let own = serde_json::to_value(list).map_err(Fault::internal)?;
    settings.insert(KEY.to_owned(), own);
    Ok(StudioFields {
        settings: Value::Object(settings).to_string(),
        ..fields
    })
}

/// Prices as far as there are any.
#[derive(Clone, Debug)]
pub(crate) enum Prices {
    /// The studio has no list yet.
    Unset,
    /// The list.
    Set(Arc<PriceList>),
    /// A list that cannot be, with why: its currency was changed, for example.
    Wrong(String),
}

/// The studio's prices, in its currency.
///
/// # Errors
/// Settings that this program did not write.
pub(crate) fn prices(studio: &Studio) -> Result<Prices, Fault> {
    let Some(mut list) = written(studio)? else {
        return Ok(Prices::Unset);
    };
    list.currency.clone_from(&studio.fields.currency);
    Ok(match list.read() {
        Ok(list) => Prices::Set(Arc::new(list)),
        Err(error) => Prices::Wrong(error.to_string()),
    })
}

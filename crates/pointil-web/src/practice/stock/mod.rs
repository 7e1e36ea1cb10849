//! Stock: lots of pigment, diluent, needles and anaesthetic, from the delivery to the last drop; and who received one.

mod entry;
mod list;
mod lot;
mod received;

use std::collections::BTreeMap;

use axum::Router;
use axum::routing::{get, post};
use pointil_practice::lot::{Lot, LotKind, LotState, Unit};
use pointil_practice::protocol::StudioProtocol;

use crate::app::App;
use crate::words;

pub(super) use entry::thousandths;

/// What a form sends, by field.
type Fields = BTreeMap<String, String>;

/// The routes.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/stock", get(list::show).post(list::receive))
        .route("/stock/new", get(list::show_form))
        .route("/stock/{lot}", get(lot::show))
        .route("/stock/{lot}/received", get(received::show))
        .route("/stock/{lot}/open", post(lot::open))
        .route("/stock/{lot}/take", post(lot::take))
        .route("/stock/{lot}/quarantine", post(lot::quarantine))
        .route("/stock/{lot}/release", post(lot::release))
        .route("/stock/{lot}/recall", post(lot::recall))
        .route("/stock/{lot}/expire", post(lot::expire))
        .route("/stock/{lot}/discard", post(lot::discard))
        .route("/stock/{lot}/certificates", post(lot::certificate))
}

fn of<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map_or("", |own| own.trim())
}

/// A heading for lots of a kind.
fn kind_heading(kind: LotKind) -> &'static str {
    match kind {
        LotKind::Pigment => "Pigment",
        LotKind::Diluent => "Diluent",
        LotKind::Needles => "Needles",
        LotKind::Anaesthetic => "Anaesthetic",
        LotKind::Other => "Other",
    }
}

fn unit_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Millilitres => "ml",
        Unit::Grams => "g",
        Unit::Pieces => "pieces",
    }
}

/// An amount in thousandths of a unit, as people write it.
pub(super) fn amount(thousandths: u64, unit: Unit) -> String {
    let (whole, part) = (thousandths / 1000, thousandths % 1000);
    let part = match part {
        0 => String::new(),
        part => format!(".{part:03}").trim_end_matches('0').to_owned(),
    };
    format!("{whole}{part} {}", unit_words(unit))
}

/// Where a lot stands, and whether that keeps it from being used.
fn standing(state: &LotState) -> (&'static str, bool) {
    match state {
        LotState::Received => ("Sealed", false),
        LotState::Opened => ("In use", false),
        LotState::UsedUp => ("Used up", false),
        LotState::Expired => ("Out of date", true),
        LotState::Quarantined { .. } => ("Set aside", true),
        LotState::Recalled { .. } => ("Recalled", true),
        LotState::Discarded { .. } => ("Thrown away", false),
    }
}

/// What is known of the day on which lots are looked at.
struct Today {
    day: jiff::civil::Date,
    zone: jiff::tz::TimeZone,
    protocol: StudioProtocol,
}

impl Today {
    /// The last day on which a lot may be used: its own, or the last of its days once it is open.
    fn usable_until(&self, lot: &Lot) -> jiff::civil::Date {
        let Some(opened) = lot.opened() else {
            return lot.facts.expiry;
        };
        let opened_on = opened.at.to_zoned(self.zone.clone()).date();
        let studio_days = self.protocol.whole(lot.facts.kind.open_rule());
        lot.facts
            .expiry
            .min(lot.open_until(opened_on, studio_days).1)
    }

    fn instant(&self, at: jiff::Timestamp) -> String {
        words::instant(at, &self.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_without_needless_noughts() {
        assert_eq!(amount(12_500, Unit::Millilitres), "12.5 ml");
        assert_eq!(amount(20_000, Unit::Pieces), "20 pieces");
        assert_eq!(amount(5, Unit::Grams), "0.005 g");
    }
}

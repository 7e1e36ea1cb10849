//! The lots in stock, and a delivery.

use askama::Template;
use axum::extract::{Form as Entered, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use pointil_practice::lot::{Lot, LotKind, LotState};
use pointil_storage::RecordId;
use serde::Deserialize;

use super::{Fields, Today, amount, entry, kind_heading, standing};
use crate::app::App;
use crate::fault::Fault;
use crate::form::Form;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::practice::desk::{Changes, Desk, Kept, record};
use crate::seat::Seat;
use crate::words;

/// A lot in a list.
struct Row {
    id: RecordId,
    name: String,
    more: String,
    standing: &'static str,
    is_wrong: bool,
    warnings: Vec<&'static str>,
}

/// Lots under one heading.
struct Section {
    id: &'static str,
    heading: &'static str,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "practice/stock.html")]
struct StockPage {
    frame: Frame,
    sections: Vec<Section>,
    shows_gone: bool,
    may_prepare: bool,
}

#[derive(Template)]
#[template(path = "practice/lot-form.html")]
struct LotFormPage {
    frame: Frame,
    form: Form,
}

/// The states of lots that are there.
const HERE: [&str; 5] = ["received", "opened", "quarantined", "expired", "recalled"];
/// The states of lots that are gone.
const GONE: [&str; 2] = ["used_up", "discarded"];

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    gone: String,
}

impl Today {
    /// What must be known of a lot that can still be used.
    fn warnings(&self, lot: &Lot) -> Vec<&'static str> {
        let in_use = matches!(lot.standing(), LotState::Received | LotState::Opened);
        let warnings = [
            (lot.is_expired(self.day), "Out of date"),
            (
                !lot.is_expired(self.day) && self.usable_until(lot) < self.day,
                "Open too long",
            ),
            (lot.is_low(), "Order again"),
        ];
        let warnings = warnings.into_iter().filter(|own| own.0 && in_use);
        warnings.map(|own| own.1).collect()
    }

    /// What somebody must look at first comes first, then what can be used the fewest days.
    fn urgency(&self, lot: &Lot) -> (bool, Date) {
        (self.warnings(lot).is_empty(), self.usable_until(lot))
    }

    fn row(&self, kept: &Kept<Lot>) -> Row {
        let lot = &kept.says;
        let (standing, is_wrong) = standing(lot.standing());
        Row {
            id: kept.id,
            name: lot.name(),
            more: format!(
                "{} · {} left · until {}",
                lot.facts.maker,
                amount(lot.left_thousandths(), lot.facts.unit),
                words::day(self.usable_until(lot))
            ),
            standing,
            is_wrong,
            warnings: self.warnings(lot),
        }
    }

    fn sections(&self, mut lots: Vec<Kept<Lot>>) -> Vec<Section> {
        lots.sort_by_key(|kept| self.urgency(&kept.says));
        let is_recalled =
            |kept: &&Kept<Lot>| matches!(kept.says.standing(), LotState::Recalled { .. });
        let kinds = LotKind::ALL.map(|kind| Section {
            id: kind.words(),
            heading: kind_heading(kind),
            rows: lots
                .iter()
                .filter(|kept| kept.says.facts.kind == kind && !is_recalled(kept))
                .map(|kept| self.row(kept))
                .collect(),
        });
        let recalled = Section {
            id: "recalled",
            heading: "Recalled",
            rows: lots
                .iter()
                .filter(is_recalled)
                .map(|kept| self.row(kept))
                .collect(),
        };
        let all = kinds.into_iter().chain([recalled]);
        all.filter(|own| !own.rows.is_empty()).collect()
    }
}

/// The lots that are there, or those that are gone.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Query(Asked { gone }): Query<Asked>,
) -> Result<Response, Fault> {
    let shows_gone = gone == "yes";
    let desk = Desk::at(&app, &seat).await?;
    let states: &[&str] = if shows_gone { &GONE } else { &HERE };
    let mut lots = Vec::new();
    for state in states {
        lots.extend(desk.of_kind::<Lot>(Some(state)).await?);
    }
    let today = today(&app, &seat, &desk).await?;
    page(&StockPage {
        may_prepare: frame.can(Action::PreparePractice),
        frame: frame
            .titled(if shows_gone {
                "Used up and thrown away"
            } else {
                "Stock"
            })
            .at(Nav::Stock),
        sections: today.sections(lots),
        shows_gone,
    })
}

/// The day in the studio, and how it works now.
pub(super) async fn today(app: &App, seat: &Seat, desk: &Desk) -> Result<Today, Fault> {
    Ok(Today {
        day: desk.today().await?,
        zone: words::zone(&app.studio(seat.studio).await?.fields.time_zone),
        protocol: desk.protocol().await?,
    })
}

fn form_page(frame: Frame, form: Form) -> Result<Response, Fault> {
    page(&LotFormPage {
        frame: frame.titled("Receive a lot").at(Nav::Stock),
        form,
    })
}

/// The form for a delivery.
pub(super) async fn show_form(frame: Frame) -> Result<Response, Fault> {
    let usual = [
        ("kind", "pigment"),
        ("unit", "millilitres"),
        ("reorder", "0"),
    ];
    let usual = usual.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let form = entry::receive_form(&frame.csrf, &usual.into());
    form_page(frame, form)
}

/// Records a delivery.
pub(super) async fn receive(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let facts = match entry::facts(&fields) {
        Ok(facts) => facts,
        Err(fault) => {
            let form = entry::receive_form(&frame.csrf, &fields).refused(fault)?;
            return form_page(frame, form);
        }
    };
    let id = app
        .decide(seat.act(), |desk| {
            let facts = facts.clone();
            async move {
                let id = desk.new_id()?;
                let lot = Lot::receive(record(id), facts, desk.by()?);
                Ok((Changes::none().begin(id, None, &lot)?, id))
            }
        })
        .await?;
    Ok(Redirect::to(&format!("/stock/{id}?done=lot-received")).into_response())
}

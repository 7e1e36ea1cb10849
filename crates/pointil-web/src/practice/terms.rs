//! The studio's terms of booking: lengths, deposits, windows of cancellation, each within its range and with its source.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Form as Entered, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::appointment::{Term, Terms, TermsError};
use pointil_storage::{Studio, StudioFields};
use serde_json::{Map, Value};

use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form, entered};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::practice::booking::{Fields, of as text};
use crate::seat::Seat;
use crate::studio::revision;

/// Where the terms stand among the studio's settings.
const KEY: &str = "booking_terms";

#[derive(Template)]
#[template(path = "practice/terms.html")]
struct TermsPage {
    frame: Frame,
    form: Form,
    may_edit: bool,
    rows: Vec<(&'static str, String)>,
}

fn settings(studio: &Studio) -> Result<Map<String, Value>, Fault> {
    serde_json::from_str(&studio.fields.settings).map_err(Fault::internal)
}

/// The terms of a studio; the built-in ones before it has its own.
///
/// # Errors
/// Settings that this program did not write.
pub(super) fn of(studio: &Studio) -> Result<Terms, Fault> {
    match settings(studio)?.remove(KEY) {
        Some(own) => serde_json::from_value(own).map_err(Fault::internal),
        None => Ok(Terms::default()),
    }
}

/// A term in words.
const fn words(term: Term) -> &'static str {
    match term {
        Term::Hold => "A time is kept free",
        Term::SlotStep => "From one time offered to the next",
        Term::ConsultationLength => "A consultation",
        Term::PatchTestLength => "A patch test",
        Term::PatchTestReadingLength => "Its reading",
        Term::ReviewLength => "A review",
        Term::TouchUpLength => "A session or touch-up without a plan",
        Term::LongestAppointment => "The longest appointment",
        Term::Deposit => "The deposit",
        Term::FreeUntil => "Cancelled without cost until",
        Term::HalfUntil => "Cancelled at half cost until",
        Term::KeptBetween => "Kept between the two",
        Term::KeptLate => "Kept later, or when nobody comes",
        Term::NoShowsAllowed => "Missed appointments before an owner decides",
        Term::OfferLasts => "An offer from the waiting list stands",
        Term::AnswerEnquiry => "An enquiry is answered within",
    }
}

fn form(frame: &Frame, studio: &Studio, value: impl Fn(Term) -> String) -> Form {
    let row = |term: Term| {
        let field = Field::new("text", term.name(), words(term))
            .holding(value(term))
            .filled("off")
            .optional();
        match term.row() {
            Some(row) => field.hinting(format!(
                "{} to {} {}; {} when empty. Source: {} (grade {}).",
                row.low, row.high, row.unit, row.usual, row.source, row.grade
            )),
            None => field,
        }
    };
    let revision = Field::hidden("revision", studio.revision.to_string());
    let fields = std::iter::once(revision).chain(Term::ALL.iter().copied().map(row));
    Form::new(&frame.csrf, fields)
}

fn shown(frame: Frame, studio: &Studio, terms: &Terms, form: Form) -> Result<Response, Fault> {
    let row = |term: &Term| {
        let unit = term.row().map_or("", |row| row.unit.as_str());
        (words(*term), format!("{} {unit}", terms.value(*term)))
    };
    page(&TermsPage {
        form,
        may_edit: frame.can(Action::EditStudio),
        rows: Term::ALL.iter().map(row).collect(),
        frame: frame
            .titled(format!("Terms of booking of {}", studio.fields.name))
            .at(Nav::Studio),
    })
}

/// The terms.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
) -> Result<Response, Fault> {
    let studio = app.studio(seat.studio).await?;
    let terms = of(&studio)?;
    let form = form(&frame, &studio, |term| terms.value(term).to_string());
    shown(frame, &studio, &terms, form)
}

/// The terms that a form's fields write; what is as usual stays unsaid.
fn read(fields: &Fields) -> Result<Terms, Fault> {
    let mut own = BTreeMap::new();
    for term in Term::ALL {
        let Some(value) = entered(text(fields, term.name())) else {
            continue;
        };
        let value: u32 = value
            .parse()
            .map_err(|_| field(term.name(), "give a whole number"))?;
        if term.row().is_none_or(|row| row.usual != value) {
            own.insert(term.name().to_owned(), value);
        }
    }
    Terms::try_from(own).map_err(|error| {
        let name = match &error {
            TermsError::Value { term, .. } => term.name(),
            TermsError::Order { .. } => Term::HalfUntil.name(),
            _ => "",
        };
        field(name, &error.to_string())
    })
}

/// Changes them. What was booked or cancelled before stays as it was.
pub(super) async fn edit(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let studio = app.studio(seat.studio).await?;
    let terms = match read(&fields) {
        Ok(terms) => terms,
        Err(fault) => {
            let status = fault.status();
            let form = form(&frame, &studio, |term| {
                text(&fields, term.name()).to_owned()
            });
            let mut answer = shown(frame, &studio, &of(&studio)?, form.refused(fault)?)?;
            *answer.status_mut() = status;
            return Ok(answer);
        }
    };
    let mut settings = settings(&studio)?;
    let own = serde_json::to_value(&terms).map_err(Fault::internal)?;
    settings.insert(KEY.to_owned(), own);
    let fields_kept = StudioFields {
        settings: Value::Object(settings).to_string(),
        ..studio.fields
    };
    let revision = revision(text(&fields, "revision"))?;
    app.store()
        .edit_studio(&seat.act(), revision, &fields_kept)
        .await?;
    Ok(Redirect::to("/studio/terms?done=saved").into_response())
}

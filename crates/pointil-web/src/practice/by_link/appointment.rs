//! An appointment by the client's link: when and where, for the client's own calendar, and cancelled by the terms.

use askama::Template;
use axum::response::Response;
use pointil_practice::appointment::{
    Appointment, AppointmentState, Canceller, Feed, Term, Terms, feed,
};
use pointil_practice::premises::Premises;
use pointil_storage::RecordId;

use super::super::appointment::times;
use super::super::booking::{Fields, House, of, purpose_words};
use super::super::desk::{Changes, Desk};
use super::super::money::deposit;
use super::{At, Opened, Told, Tried, download};
use crate::app::App;
use crate::fault::Fault;
use crate::frame::{Frame, page};
use crate::words;

#[derive(Template)]
#[template(path = "look/appointment.html")]
struct AppointmentPage {
    frame: Frame,
    at: At,
    facts: Vec<(&'static str, String)>,
    standing: &'static str,
    follows: String,
    /// What cancelling now costs, where it can still be cancelled.
    cost: Option<String>,
    problem: Option<String>,
}

/// How it stands, in words for the client.
pub(super) const fn standing(state: &AppointmentState) -> &'static str {
    match state {
        AppointmentState::Requested { .. } => "Asked for, not agreed yet",
        AppointmentState::Held { .. } => "Kept free for you",
        AppointmentState::Confirmed { .. } => "Agreed",
        AppointmentState::Arrived { .. } => "You are here",
        AppointmentState::Kept { .. } => "It took place",
        AppointmentState::NoShow { .. } => "You could not come",
        AppointmentState::Cancelled { .. } => "Cancelled",
        AppointmentState::Moved { .. } => "Moved to another time",
        AppointmentState::Lapsed => "No longer kept free",
    }
}

const fn is_open(state: &AppointmentState) -> bool {
    matches!(
        state,
        AppointmentState::Requested { .. }
            | AppointmentState::Held { .. }
            | AppointmentState::Confirmed { .. }
    )
}

/// The day and the times at the place.
pub(super) fn when(own: &Appointment) -> String {
    format!("{}, {}", words::day(own.place.day()), times(own))
}

pub(super) fn told(own: &Appointment) -> Told {
    let more = format!("{} · {}", when(own), standing(own.stands()));
    super::told("Your appointment", more, false)
}

/// Where, with the address.
pub(super) async fn place(desk: &Desk, own: &Appointment) -> Result<String, Fault> {
    let id = RecordId::from_uuid(own.place.premises.0);
    let place = desk.one::<Premises>(id).await?.says;
    Ok(format!("{}, {}", place.name, place.address))
}

/// What it is, for the page.
pub(super) async fn facts(
    app: &App,
    desk: &Desk,
    own: &Appointment,
) -> Result<Vec<(&'static str, String)>, Fault> {
    let house = House::of(app, desk).await?;
    Ok(vec![
        ("What for", purpose_words(own.place.purpose)),
        ("Day", own.place.day().strftime("%A, %-d %B %Y").to_string()),
        ("Time", format!("{} ({})", times(own), own.place.zone)),
        ("With", house.name(own.place.practitioner)),
        ("Where", place(desk, own).await?),
    ])
}

/// What the client's cancelling would cost now, by the terms.
fn cost(own: &Appointment, terms: &Terms, now: jiff::Timestamp) -> String {
    let [free, half] = [Term::FreeUntil, Term::HalfUntil].map(|term| terms.value(term));
    let rule = format!(
        "Until {free} hours before the beginning it costs nothing; from then until {half} hours before, {} percent of a deposit may be kept, and after that {} percent.",
        terms.value(Term::KeptBetween),
        terms.value(Term::KeptLate)
    );
    match terms.kept_percent(own.place.span.from, now) {
        0 => format!("If you cancel now, it costs you nothing. {rule}"),
        percent => format!(
            "If you cancel now, the studio may keep {percent} percent of a deposit that you paid; without a deposit it costs nothing. {rule} If you are ill, call: do not come ill."
        ),
    }
}

fn follows(own: &Appointment) -> String {
    match own.stands() {
        AppointmentState::Requested { .. } => "The studio comes back to you.".to_owned(),
        AppointmentState::Held { until } => {
            let until = words::instant(*until, &own.place.zone.zone());
            format!("It is kept free until {until}.")
        }
        AppointmentState::Cancelled {
            kept_percent, by, ..
        } => match (by, kept_percent) {
            (Canceller::Studio(_), _) => {
                "The studio cancelled it. Nothing of a deposit is kept.".to_owned()
            }
            (_, 0) => "You cancelled it. It costs you nothing.".to_owned(),
            (_, percent) => {
                format!("You cancelled it. Of a deposit, {percent} percent may be kept.")
            }
        },
        AppointmentState::Moved { .. } => {
            "The studio tells you the new time; this one holds no more.".to_owned()
        }
        _ => String::new(),
    }
}

pub(super) async fn shown(
    app: &App,
    opened: &Opened,
    frame: Frame,
    tried: Option<Tried>,
) -> Result<Response, Fault> {
    let own = opened.kept::<Appointment>().await?.says;
    let now = opened.desk.now();
    let terms = opened.desk.terms().await?;
    let is_ahead = is_open(own.stands()) && now < own.place.span.from;
    page(&AppointmentPage {
        frame: frame.titled("Your appointment"),
        at: opened.at(),
        facts: facts(app, &opened.desk, &own).await?,
        standing: standing(own.stands()),
        follows: follows(&own),
        cost: is_ahead.then(|| cost(&own, &terms, now)),
        problem: tried.map(|own| own.fault.detail()),
    })
}

pub(super) async fn done(
    app: &App,
    opened: &Opened,
    fields: &Fields,
) -> Result<(RecordId, &'static str), Fault> {
    if of(fields, "do") != "cancel" {
        return Err(Fault::Malformed("it asks for nothing".to_owned()));
    }
    if let AppointmentState::Cancelled { .. } = opened.kept::<Appointment>().await?.says.stands() {
        // Sent twice: it is cancelled already.
        return Ok((opened.id, "you-cancelled"));
    }
    let cancelled = app.decide(opened.visit.act(app), |desk| cancelled(app, desk, opened));
    cancelled.await?;
    Ok((opened.id, "you-cancelled"))
}

/// Cancels by the studio's terms; what they let it keep of a deposit is posted in the same write.
async fn cancelled(app: &App, desk: Desk, opened: &Opened) -> Result<(Changes, ()), Fault> {
    let kept = desk.one::<Appointment>(opened.id).await?;
    let terms = desk.terms().await?;
    let own = kept.says.clone();
    let next = own.cancel(Canceller::Client, desk.now(), &terms)?;
    let changes = Changes::none().edit(&kept, &next)?;
    let of = (opened.client(), &next, &terms);
    Ok((deposit::keep(changes, app, &desk, of).await?, ()))
}

/// The appointment for the client's own calendar. Nothing of health stands in it.
pub(super) async fn calendar(app: &App, opened: &Opened) -> Result<Response, Fault> {
    let own = opened.kept::<Appointment>().await?.says;
    let address = app.config().public_address.as_deref();
    let host = address.and_then(|own| own.split("://").nth(1));
    let locations = [(own.place.premises, place(&opened.desk, &own).await?)].into();
    let (studio, id) = (opened.visit.link.studio, opened.id);
    let kept = app.store().record(studio, id).await?;
    let changed = kept.ok_or(Fault::NotFound)?.head.edited_at;
    let words = Feed {
        host: host.unwrap_or("pointil.invalid"),
        name: &opened.visit.studio.fields.name,
        summary: "Appointment",
        locations: &locations,
        changed,
    };
    let text = feed(&words, core::slice::from_ref(&own));
    Ok(download(
        text,
        "text/calendar; charset=utf-8",
        "appointment.ics",
    ))
}

//! The places where clients are treated: address, jurisdiction, clocks, rooms, and what the law there asks.

use std::str::FromStr;

use askama::Template;
use axum::extract::{Form as Entered, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::premises::{Premises, PremisesFacts};
use pointil_practice::{JurisdictionCode, List, Words, ZoneName};
use pointil_storage::RecordId;
use serde::Deserialize;

use super::desk::{Changes, Day, Desk, Kept, record};
use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;

/// A place as its page shows it.
struct ShownPlace {
    id: RecordId,
    name: String,
    address: String,
    law: String,
    zone: String,
    rooms: String,
    asked_of_people: String,
    asked_of_place: String,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "practice/places.html")]
struct PlacesPage {
    frame: Frame,
    places: Vec<ShownPlace>,
    form: Option<Form>,
}

/// What is entered of a place, as text.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entry {
    name: String,
    address: String,
    jurisdiction: String,
    zone: String,
    rooms: String,
}

impl Entry {
    fn form(&self, frame: &Frame) -> Form {
        let laws = JurisdictionCode::all().map(|code| {
            let own = code.jurisdiction();
            (own.code.clone(), own.name.clone())
        });
        let text =
            |name, label, value: &str| Field::new("text", name, label).holding(value).filled("off");
        Form::new(
            &frame.csrf,
            [
                text("name", "What the place is called", &self.name),
                Field::new("textarea", "address", "Address").holding(&self.address),
                Field::new("select", "jurisdiction", "Whose law holds there")
                    .holding(&self.jurisdiction)
                    .among(laws)
                    .hinting("Decides which licences, ages and waiting times are asked for."),
                text("zone", "Time zone", &self.zone)
                    .hinting("A name such as Europe/London or America/New_York."),
                Field::new("textarea", "rooms", "Rooms")
                    .holding(&self.rooms)
                    .hinting("One in a line. A room is booked by one client at a time."),
            ],
        )
    }

    fn read(&self) -> Result<PremisesFacts, Fault> {
        let rooms = self.rooms.lines().map(str::trim);
        let rooms: Result<Vec<Words<100>>, Fault> = rooms
            .filter(|room| !room.is_empty())
            .map(|room| fitting("rooms", room))
            .collect();
        let rooms = rooms?;
        if rooms.is_empty() {
            return Err(field("rooms", "name at least one room"));
        }
        Ok(PremisesFacts {
            name: fitting("name", &self.name)?,
            address: fitting("address", &self.address.replace("\r\n", "\n"))?,
            jurisdiction: fitting("jurisdiction", &self.jurisdiction)?,
            zone: fitting::<ZoneName>("zone", self.zone.trim())?,
            rooms: List::new(rooms).map_err(|error| field("rooms", &error.to_string()))?,
        })
    }
}

/// A value of a form's field, or what is wrong with it.
pub(super) fn fitting<T>(name: &str, text: &str) -> Result<T, Fault>
where
    T: FromStr,
    T::Err: std::fmt::Display,
{
    text.parse()
        .map_err(|error: T::Err| field(name, &error.to_string()))
}

fn shown(kept: Kept<Premises>) -> ShownPlace {
    let own = kept.says;
    let law = own.jurisdiction.jurisdiction();
    let words = |kinds: &[pointil_practice::credential::CredentialKind]| {
        let words: Vec<_> = kinds.iter().map(|kind| kind.words()).collect();
        words.join(", ")
    };
    ShownPlace {
        id: kept.id,
        name: own.name.to_string(),
        address: own.address.to_string(),
        law: law.name.clone(),
        zone: own.zone.as_str().to_owned(),
        rooms: own
            .rooms
            .iter()
            .map(Words::as_str)
            .collect::<Vec<_>>()
            .join(", "),
        asked_of_people: words(&law.person_credentials.value),
        asked_of_place: words(&law.premises_credentials.value),
        is_open: own.is_open(),
    }
}

async fn shown_with(app: &App, frame: Frame, seat: &Seat, form: Form) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let places = desk.of_kind::<Premises>(None).await?;
    page(&PlacesPage {
        form: frame.can(Action::EditStudio).then_some(form),
        frame: frame.titled("Places").at(Nav::Studio),
        places: places.into_iter().rev().map(shown).collect(),
    })
}

/// The studio's places.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
) -> Result<Response, Fault> {
    let entry = Entry {
        zone: app.studio(seat.studio).await?.fields.time_zone,
        rooms: "Treatment room".to_owned(),
        ..Entry::default()
    };
    let form = entry.form(&frame);
    shown_with(&app, frame, &seat, form).await
}

/// Records a place.
pub(super) async fn add(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Entered(entry): Entered<Entry>,
) -> Result<Response, Fault> {
    let facts = match entry.read() {
        Ok(facts) => facts,
        Err(fault) => {
            let form = entry.form(&frame).refused(fault)?;
            return shown_with(&app, frame, &seat, form).await;
        }
    };
    app.decide(seat.act(), |desk| {
        let facts = facts.clone();
        async move {
            let id = desk.new_id()?;
            let place = Premises::record(record(id), facts, desk.by()?);
            Ok((Changes::none().begin(id, None, &place)?, ()))
        }
    })
    .await?;
    Ok(Redirect::to("/studio/places?done=saved").into_response())
}

/// Nobody is treated there any more.
pub(super) async fn close(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    let close = |place: Premises, desk: &Desk, _: &Day| Ok(place.close(desk.by()?)?);
    app.alter(seat.act(), id, close).await?;
    Ok(Redirect::to("/studio/places?done=saved").into_response())
}

/// Clients are treated there again.
pub(super) async fn reopen(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    let reopen = |place: Premises, _: &Desk, _: &Day| Ok(place.reopen()?);
    app.alter(seat.act(), id, reopen).await?;
    Ok(Redirect::to("/studio/places?done=saved").into_response())
}

//! When a place is open: hours and breaks of each weekday, and days with hours of their own.

use askama::Template;
use axum::extract::{Form as Entered, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::List;
use pointil_practice::appointment::written_hours::{dated, weekday};
use pointil_practice::appointment::{DayOfWeek, Hours};
use pointil_practice::premises::Premises;
use pointil_storage::RecordId;

use super::booking::{Fields, of};
use super::desk::{Day, Desk};
use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;

/// A weekday: its number, the fields of its hours and breaks, and their labels.
type Weekday = (u8, [&'static str; 2], [&'static str; 2]);

const WEEK: [Weekday; 7] = [
    (1, ["open_1", "break_1"], ["Monday", "Breaks on Monday"]),
    (2, ["open_2", "break_2"], ["Tuesday", "Breaks on Tuesday"]),
    (
        3,
        ["open_3", "break_3"],
        ["Wednesday", "Breaks on Wednesday"],
    ),
    (4, ["open_4", "break_4"], ["Thursday", "Breaks on Thursday"]),
    (5, ["open_5", "break_5"], ["Friday", "Breaks on Friday"]),
    (6, ["open_6", "break_6"], ["Saturday", "Breaks on Saturday"]),
    (7, ["open_7", "break_7"], ["Sunday", "Breaks on Sunday"]),
];

#[derive(Template)]
#[template(path = "practice/hours.html")]
struct HoursPage {
    frame: Frame,
    id: RecordId,
    zone: String,
    is_said: bool,
    may_edit: bool,
    form: Form,
    rows: Vec<(&'static str, String)>,
    dated: String,
}

fn day_of(number: u8) -> Result<DayOfWeek, Fault> {
    number.try_into().map_err(Fault::internal)
}

/// Hours as a form's fields.
fn fields_of(hours: &Hours) -> Result<Fields, Fault> {
    let mut fields = Fields::new();
    for (number, [open, breaks], _) in WEEK {
        let [own, pauses] = hours.written_weekday(day_of(number)?);
        fields.insert(open.to_owned(), own);
        fields.insert(breaks.to_owned(), pauses);
    }
    fields.insert("dated".to_owned(), hours.written_dated());
    Ok(fields)
}

fn read(fields: &Fields) -> Result<Hours, Fault> {
    let (mut weekly, mut pauses) = (Vec::new(), Vec::new());
    for (number, [open, breaks], _) in WEEK {
        let day = day_of(number)?;
        let own = weekday(day, of(fields, open), "");
        let (own, _) = own.map_err(|error| field(open, &error.to_string()))?;
        let with = weekday(day, of(fields, open), of(fields, breaks));
        let (_, with) = with.map_err(|error| field(breaks, &error.to_string()))?;
        weekly.extend(own);
        pauses.extend(with);
    }
    let bounded = |error: pointil_practice::BoundError| field("open_1", &error.to_string());
    Ok(Hours {
        weekly: List::new(weekly).map_err(bounded)?,
        breaks: List::new(pauses).map_err(bounded)?,
        dated: dated(of(fields, "dated")).map_err(|error| field("dated", &error.to_string()))?,
    })
}

fn form(frame: &Frame, fields: &Fields) -> Form {
    let text = |name: &'static str, label: &'static str| {
        Field::new("text", name, label)
            .holding(of(fields, name))
            .filled("off")
            .optional()
    };
    let mut all = Vec::new();
    for (number, [open, breaks], [day, pause]) in WEEK {
        let (open, pause) = (text(open, day), text(breaks, pause));
        if number == 1 {
            all.push(open.hinting("Such as 09:00-13:00, 14:00-18:00. Empty is closed."));
            all.push(pause.hinting("Within the hours, such as 10:30-10:45."));
        } else {
            all.extend([open, pause]);
        }
    }
    all.push(
        Field::new("textarea", "dated", "Days with hours of their own")
            .holding(of(fields, "dated"))
            .hinting("One in a line: 2027-12-24 09:00-12:00 Christmas Eve, or 2027-12-25 closed Christmas Day.")
            .optional(),
    );
    Form::new(&frame.csrf, all)
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    refused: Option<(Fields, Fault)>,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let place = desk.one::<Premises>(id).await?.says;
    let hours = place.hours();
    let status = refused.as_ref().map(|own| own.1.status());
    let form = match refused {
        Some((fields, fault)) => form(&frame, &fields).refused(fault)?,
        None => form(&frame, &fields_of(&hours)?),
    };
    let mut rows = Vec::new();
    for (number, _, [day, _]) in WEEK {
        let [own, pauses] = hours.written_weekday(day_of(number)?);
        rows.push((
            day,
            match (own.is_empty(), pauses.is_empty()) {
                (true, _) => "closed".to_owned(),
                (false, true) => own,
                (false, false) => format!("{own}; break {pauses}"),
            },
        ));
    }
    let mut answer = page(&HoursPage {
        id,
        zone: place.zone.to_string(),
        is_said: place.says_hours(),
        may_edit: frame.can(Action::EditStudio),
        form,
        rows,
        dated: hours.written_dated(),
        frame: frame
            .titled(format!("Hours of {}", place.name))
            .at(Nav::Studio),
    })?;
    if let Some(status) = status {
        *answer.status_mut() = status;
    }
    Ok(answer)
}

/// A place's hours.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, id, None).await
}

/// Says when a place is open, from now on.
pub(super) async fn edit(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let hours = match read(&fields) {
        Ok(hours) => hours,
        Err(fault) => return shown(&app, frame, &seat, id, Some((fields, fault))).await,
    };
    let told = move |place: Premises, _: &Desk, _: &Day| Ok(place.with_hours(hours.clone()));
    app.alter(seat.act(), id, told).await?;
    Ok(Redirect::to(&format!("/studio/places/{id}/hours?done=saved")).into_response())
}

//! Private links to a client's records as the studio has them: made, handed over once, seen opened, closed.

use askama::Template;
use axum::extract::{Form as Entered, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use pointil_practice::RecordKind;
use pointil_practice::waiting::{Waiting, WaitingState};
use pointil_storage::{Act, ClientId, LinkContents, LinkId, PrivateLink, RecordId, Token};

use super::super::desk::Desk;
use super::told_of;
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::{Fault, sentence};
use crate::first_visit::field;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::version::{TERMS, link_address};
use crate::words;

/// Records that one link opens at most when it is made.
const MOST_RECORDS: usize = 12;
/// Records that are offered to be opened, newest first.
const MOST_CHOICES: usize = 40;
/// What clients are shown.
const KINDS: [RecordKind; 7] = [
    RecordKind::Screening,
    RecordKind::Agreement,
    RecordKind::Appointment,
    RecordKind::Waiting,
    RecordKind::Session,
    RecordKind::CheckIn,
    RecordKind::Review,
];

/// Makes a link to records of a client: one, when a message brings it.
///
/// # Errors
/// A record that is not the client's, or that clients are not shown.
pub(crate) async fn link_to_records(
    app: &App,
    act: &Act,
    client: ClientId,
    records: &[RecordId],
    ends: Timestamp,
) -> Result<(LinkId, Token), Fault> {
    let desk = Desk::of(app, *act).await?;
    let mut opened = Vec::new();
    for id in records {
        if told_of(&desk, *id, &TimeZone::UTC).await?.is_none() {
            return Err(field(
                "record",
                "clients are not shown this yet: put it before them first",
            ));
        }
        opened.push(*id);
        if desk.kind(*id).await? == Some(RecordKind::Waiting) {
            // Taking an offer agrees on the appointment that is kept free.
            let waiting = desk.one::<Waiting>(*id).await?.says;
            if let WaitingState::Offered { appointment, .. } = waiting.stands() {
                opened.push(RecordId::from_uuid(appointment.0));
            }
        }
    }
    opened.sort_unstable();
    opened.dedup();
    let contents = LinkContents::records(&opened);
    Ok(app
        .store()
        .create_link(act, client, &contents, ends)
        .await?)
}

/// A form on a record's page that makes a link to it.
#[derive(Template)]
#[template(path = "practice/make-link.html")]
pub(in crate::practice) struct MakeLink {
    client: ClientId,
    form: Form,
}

fn days_field(entered: &str) -> Field {
    let days = match entered {
        "" => "14",
        other => other,
    };
    Field::new("select", "days", "It works for")
        .holding(days)
        .among(TERMS.map(|(days, words)| (days.to_owned(), words.to_owned())))
}

/// The form on the page of a record that makes a link to it; none for who may not.
pub(in crate::practice) fn make_link(
    frame: &Frame,
    client: ClientId,
    record: RecordId,
) -> Option<MakeLink> {
    let fields = [Field::hidden("record", record.to_string()), days_field("")];
    frame.can(Action::PreparePractice).then(|| MakeLink {
        client,
        form: Form::new(&frame.csrf, fields),
    })
}

/// A record that a link can open.
struct Choice {
    id: RecordId,
    name: &'static str,
    more: String,
    is_chosen: bool,
}

/// A link as the page shows it.
struct ShownLink {
    id: LinkId,
    made: String,
    standing: String,
    opened: String,
    opens: Vec<String>,
    is_open: bool,
}

#[derive(Template)]
#[template(path = "practice/client-links.html")]
struct LinksPage {
    frame: Frame,
    client: ClientId,
    links: Vec<ShownLink>,
    choices: Vec<Choice>,
    form: Form,
    problem: Option<String>,
    may_prepare: bool,
}

#[derive(Template)]
#[template(path = "practice/client-link.html")]
struct LinkPage {
    frame: Frame,
    client: ClientId,
    name: String,
    link: String,
    until: String,
}

/// What a form says: the records, and for how long.
#[derive(Default)]
struct Making {
    records: Vec<RecordId>,
    days: String,
    problem: Option<String>,
}

impl Making {
    fn of(pairs: &[(String, String)]) -> Result<Self, Fault> {
        let mut own = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "record" => own
                    .records
                    .push(value.parse().map_err(|_| Fault::NotFound)?),
                "days" => own.days.clone_from(value),
                _ => {}
            }
        }
        Ok(own)
    }

    fn ends(&self, now: Timestamp) -> Result<Timestamp, Fault> {
        if !(1..=MOST_RECORDS).contains(&self.records.len()) {
            return Err(field(
                "record",
                "none or too many: choose what the link is to open, at most twelve",
            ));
        }
        let days = self.days.parse::<i64>().ok();
        let days = days.filter(|days| TERMS.iter().any(|own| own.0 == days.to_string()));
        let days = days.ok_or_else(|| field("days", "no time that is offered: choose one"))?;
        let ends = now.checked_add(SignedDuration::from_hours(24 * days));
        ends.map_err(Fault::internal)
    }
}

/// A client's links.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, client, Making::default()).await
}

async fn shown_link(desk: &Desk, link: PrivateLink, zone: &TimeZone) -> Result<ShownLink, Fault> {
    let at = |at: Timestamp| words::instant(at, zone);
    let mut opens = Vec::new();
    if !link.versions.is_empty() {
        opens.push(match link.versions.len() {
            1 => "a version of a design".to_owned(),
            many => format!("{many} versions of designs"),
        });
    }
    for id in &link.records {
        let told = told_of(desk, *id, zone).await?;
        opens.extend(told.map(|own| format!("{}: {}", own.name, own.more)));
    }
    let is_open = link.revoked_at.is_none() && desk.now() < link.ends_at;
    Ok(ShownLink {
        id: link.id,
        made: at(link.created_at),
        standing: match link.revoked_at {
            Some(when) => format!("closed on {}", at(when)),
            None if is_open => format!("open until {}", at(link.ends_at)),
            None => format!("over since {}", at(link.ends_at)),
        },
        opened: match (link.opened, link.last_opened_at) {
            (0, _) | (_, None) => "not opened yet".to_owned(),
            (1, Some(when)) => format!("opened on {}", at(when)),
            (times, Some(when)) => format!("opened {times} times, last on {}", at(when)),
        },
        opens,
        is_open,
    })
}

/// The client's records that a link can open, newest first.
async fn choices(
    app: &App,
    desk: &Desk,
    client: ClientId,
    (making, zone): (&Making, &TimeZone),
) -> Result<Vec<Choice>, Fault> {
    let kinds = KINDS.map(RecordKind::name);
    let records = app.store().client_records(desk.studio(), client, &kinds);
    let mut choices = Vec::new();
    for record in records.await?.into_iter().rev().take(MOST_CHOICES) {
        let id = record.head.id;
        let told = told_of(desk, id, zone).await?;
        choices.extend(told.map(|own| Choice {
            id,
            name: own.name,
            more: own.more,
            is_chosen: making.records.contains(&id),
        }));
    }
    Ok(choices)
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    client: ClientId,
    making: Making,
) -> Result<Response, Fault> {
    let person = find(app, seat, client).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let desk = Desk::at(app, seat).await?;
    let mut links = Vec::new();
    for link in app.store().links(seat.studio, client).await? {
        links.push(shown_link(&desk, link, &zone).await?);
    }
    let may_prepare = frame.can(Action::PreparePractice);
    page(&LinksPage {
        choices: match may_prepare {
            true => choices(app, &desk, client, (&making, &zone)).await?,
            false => Vec::new(),
        },
        form: Form::new(&frame.csrf, [days_field(&making.days)]),
        problem: making.problem,
        client,
        links,
        may_prepare,
        frame: frame
            .titled(format!("Private links of {}", full_name(&person.fields)))
            .at(Nav::Clients),
    })
}

/// Makes a link and shows it, this once.
pub(super) async fn make(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
    headers: HeaderMap,
    Entered(pairs): Entered<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let person = find(&app, &seat, client).await?;
    let making = Making::of(&pairs)?;
    let made = async {
        let ends = making.ends(seat.at)?;
        let (_, token) = link_to_records(&app, &seat.act(), client, &making.records, ends).await?;
        Ok((token, ends))
    };
    match made.await {
        Ok((token, ends)) => {
            let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
            page(&LinkPage {
                frame: frame
                    .titled("A private link")
                    .at(Nav::Clients)
                    .with_module("version/copy.js"),
                client,
                name: full_name(&person.fields),
                link: link_address(&app, &headers, &token),
                until: words::instant(ends, &zone),
            })
        }
        Err(Fault::Field { reason, .. }) => {
            let problem = Some(sentence(&reason));
            let making = Making { problem, ..making };
            let again = shown(&app, frame, &seat, client, making).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
        Err(other) => Err(other),
    }
}

/// Closes a link.
pub(super) async fn revoke(
    State(app): State<App>,
    seat: Seat,
    Path((client, link)): Path<(ClientId, LinkId)>,
) -> Result<Response, Fault> {
    let links = app.store().links(seat.studio, client).await?;
    if !links.iter().any(|own| own.id == link) {
        return Err(Fault::NotFound);
    }
    app.store().revoke_link(&seat.act(), link).await?;
    Ok(Redirect::to(&format!("/clients/{client}/links?done=link-closed")).into_response())
}

//! Who received a lot: every session and every patch test that has it, by client, to be called and to be printed.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use pointil_practice::RecordKind;
use pointil_practice::lot::{Lot, LotState};
use pointil_storage::{ClientId, RecordHead, RecordId, RecordKey};

use super::{Today, list};
use crate::app::App;
use crate::client::full_name;
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::practice::desk::Desk;
use crate::seat::Seat;
use crate::words;

/// A session or a patch test.
struct Event {
    what: &'static str,
    /// Its page, where there is one.
    to: Option<String>,
    state: String,
    day: String,
}

/// Somebody who received it.
struct Person {
    id: ClientId,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    events: Vec<Event>,
}

/// The notice of a recall.
struct Notice {
    from: String,
    words: String,
    when: String,
}

#[derive(Template)]
#[template(path = "practice/lot-received.html")]
struct ReceivedPage {
    frame: Frame,
    id: RecordId,
    name: String,
    maker: String,
    notice: Option<Notice>,
    people: Vec<Person>,
    events: usize,
    printed: String,
}

fn event(head: &RecordHead, client: ClientId, today: &Today) -> Event {
    let at = head.span.map_or(head.created_at, |span| span.from);
    let is_test = RecordKind::named(&head.kind) == Some(RecordKind::PatchTest);
    Event {
        what: if is_test { "Patch test" } else { "Session" },
        to: is_test.then(|| format!("/clients/{client}/patch-tests")),
        state: head.state.replace('_', " "),
        day: words::day(at.to_zoned(today.zone.clone()).date()),
    }
}

/// Everybody with a session or a patch test that has the lot, in the order in which they first received it.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    let desk = Desk::at(&app, &seat).await?;
    let kept = desk.one::<Lot>(id).await?;
    let today = list::today(&app, &seat, &desk).await?;
    let key = RecordKey::new("lot", id.to_string());
    let kinds = [RecordKind::Session, RecordKind::PatchTest];
    let heads = desk.heads_with(&kinds, &key).await?;
    let (mut people, mut places) = (Vec::<Person>::new(), BTreeMap::new());
    for head in &heads {
        let Some(client) = head.client else { continue };
        let place = match places.get(&client) {
            Some(place) => *place,
            None => {
                people.push(person(&app, &seat, client).await?);
                places.insert(client, people.len() - 1);
                people.len() - 1
            }
        };
        people[place].events.push(event(head, client, &today));
    }
    let notice = match kept.says.standing() {
        LotState::Recalled { act, from, notice } => Some(Notice {
            from: from.to_string(),
            words: notice.to_string(),
            when: today.instant(act.at),
        }),
        _ => None,
    };
    page(&ReceivedPage {
        frame: frame
            .titled(format!("Who received {}", kept.says.name()))
            .at(Nav::Stock),
        id,
        name: kept.says.name(),
        maker: kept.says.facts.maker.to_string(),
        notice,
        events: heads.len(),
        people,
        printed: today.instant(desk.now()),
    })
}

async fn person(app: &App, seat: &Seat, id: ClientId) -> Result<Person, Fault> {
    let client = app.store().client(seat.studio, id).await?;
    let client = client.ok_or(Fault::NotFound)?;
    Ok(Person {
        id,
        name: full_name(&client.fields),
        phone: client.fields.phone,
        email: client.fields.email,
        events: Vec::new(),
    })
}

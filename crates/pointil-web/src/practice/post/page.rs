//! The studio's view of its messages: what waits, what was sent, and what a person has to decide.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Form as Entered, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use pointil_practice::id;
use pointil_practice::reminder;
use pointil_storage::{ClientId, Message, MessageId, MessageState, NewMessage, Settlement};
use serde::Deserialize;

use super::{EMAIL, Parameters, words as own_words};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::practice::desk::Changes;
use crate::seat::Seat;
use crate::words;

/// Messages on one page.
const PAGE: u64 = 50;
/// A message to oneself is of use for so long.
const TEST_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// The parts of the list: the name in the address, the words, and the states.
const PARTS: [(&str, &str, &[MessageState]); 4] = [
    (
        "decide",
        "To decide",
        &[MessageState::Failed, MessageState::Uncertain],
    ),
    (
        "waiting",
        "Waiting",
        &[
            MessageState::Queued,
            MessageState::Claimed,
            MessageState::HandingOver,
        ],
    ),
    ("sent", "Sent", &[MessageState::Sent]),
    ("withdrawn", "Withdrawn", &[MessageState::Withdrawn]),
];

struct Tab {
    href: String,
    words: String,
    is_here: bool,
}

struct ShownMessage {
    id: MessageId,
    what: &'static str,
    to: String,
    client: Option<(ClientId, String)>,
    standing: &'static str,
    is_wrong: bool,
    times: Vec<(&'static str, String)>,
    fault: &'static str,
    may_settle: bool,
}

#[derive(Template)]
#[template(path = "practice/messages.html")]
struct MessagesPage {
    frame: Frame,
    tabs: Vec<Tab>,
    rows: Vec<ShownMessage>,
    here: &'static str,
    next: Option<String>,
    is_set: bool,
    may_prepare: bool,
    is_owner: bool,
}

#[derive(Template)]
#[template(path = "practice/client-messages.html")]
struct ClientMessagesPage {
    frame: Frame,
    client: ClientId,
    has_address: bool,
    is_set: bool,
    may_edit: bool,
    rows: Vec<ShownMessage>,
}

/// Which messages are listed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Which {
    part: String,
    before: Option<String>,
}

fn shown(message: Message, zone: &TimeZone, may: bool) -> ShownMessage {
    let at = |at: Timestamp| words::instant(at, zone);
    let mut times = vec![("Due", at(message.due))];
    let is_queued = message.state == MessageState::Queued;
    if is_queued && message.next_try > message.due {
        times.push(("Tried next", at(message.next_try)));
    }
    if !is_queued {
        times.push((own_words::state(message.state), at(message.changed_at)));
    }
    if message.attempts > 0 {
        times.push(("Tried", message.attempts.to_string()));
    }
    let is_open = matches!(
        message.state,
        MessageState::Failed | MessageState::Uncertain
    );
    ShownMessage {
        id: message.id,
        what: own_words::template(&message.template),
        client: message.client.map(|own| (own, String::new())),
        standing: own_words::state(message.state),
        is_wrong: is_open,
        times,
        fault: own_words::fault(&message),
        may_settle: is_open && may,
        to: message.recipient,
    }
}

/// One page of the messages in some states, the latest first, and where the next begins.
async fn some(
    app: &App,
    seat: &Seat,
    states: &[MessageState],
    before: Option<(Timestamp, MessageId)>,
) -> Result<(Vec<Message>, Option<(Timestamp, MessageId)>), Fault> {
    let mut all = Vec::new();
    for &state in states {
        let store = app.store();
        let found = store.messages_in(seat.studio, state, before, PAGE + 1);
        all.extend(found.await?.messages);
    }
    all.sort_by_key(|own| std::cmp::Reverse((own.next_try, own.id)));
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_more = all.len() > most;
    all.truncate(most);
    let last = all.last().map(|own| (own.next_try, own.id));
    Ok((all, last.filter(|_| has_more)))
}

/// Where a page begins, as it stands in an address.
fn place(text: &str) -> Option<(Timestamp, MessageId)> {
    let (at, id) = text.split_once('~')?;
    let at = Timestamp::from_millisecond(at.parse().ok()?).ok()?;
    Some((at, id.parse().ok()?))
}

/// The messages of one part of the list.
pub(super) async fn list(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Query(which): Query<Which>,
) -> Result<Response, Fault> {
    let counts = app.store().count_messages(seat.studio).await?;
    let count =
        |states: &[MessageState]| -> u64 { states.iter().filter_map(|own| counts.get(own)).sum() };
    let asked = PARTS.iter().find(|part| part.0 == which.part);
    // Whoever comes without a wish sees what needs them, if anything does.
    let first = usize::from(count(PARTS[0].2) == 0);
    let &(here, _, states) = asked.unwrap_or(&PARTS[first]);
    let before = which.before.as_deref().and_then(place);
    let (found, next) = some(&app, &seat, states, before).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let may_prepare = frame.can(Action::PreparePractice);
    let mut rows: Vec<ShownMessage> = found
        .into_iter()
        .map(|own| shown(own, &zone, may_prepare))
        .collect();
    name(&app, &seat, &mut rows).await?;
    page(&MessagesPage {
        tabs: PARTS
            .iter()
            .map(|(part, words, states)| Tab {
                href: format!("/studio/messages?part={part}"),
                words: format!("{words} ({})", count(states)),
                is_here: *part == here,
            })
            .collect(),
        rows,
        here,
        next: next.map(|(at, id)| {
            let at = at.as_millisecond();
            format!("/studio/messages?part={here}&before={at}~{id}")
        }),
        is_set: app.config().mail.is_some(),
        may_prepare,
        is_owner: frame.can(Action::EditStudio),
        frame: frame.titled("Messages").at(Nav::Studio),
    })
}

/// Adds the clients' names.
async fn name(app: &App, seat: &Seat, rows: &mut [ShownMessage]) -> Result<(), Fault> {
    let ids: Vec<ClientId> = rows
        .iter()
        .filter_map(|own| own.client.as_ref().map(|client| client.0))
        .collect();
    let clients = app.store().clients(seat.studio, &ids).await?;
    let names: BTreeMap<ClientId, String> = clients
        .into_iter()
        .map(|own| (own.id, full_name(&own.fields)))
        .collect();
    for (id, name) in rows.iter_mut().filter_map(|own| own.client.as_mut()) {
        *name = names.get(id).cloned().unwrap_or_default();
    }
    Ok(())
}

/// What was and will be written to a client.
pub(super) async fn of_client(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    let person = find(&app, &seat, client).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let mut found = app.store().messages(seat.studio, client).await?;
    found.sort_by_key(|own| std::cmp::Reverse((own.due, own.id)));
    let may = frame.can(Action::PreparePractice);
    page(&ClientMessagesPage {
        client,
        has_address: super::follow::address(&person).is_some(),
        is_set: app.config().mail.is_some(),
        may_edit: frame.can(Action::EditClients),
        rows: found
            .into_iter()
            .map(|own| ShownMessage {
                client: None,
                ..shown(own, &zone, may)
            })
            .collect(),
        frame: frame
            .titled(format!("Messages to {}", full_name(&person.fields)))
            .at(Nav::Clients),
    })
}

/// What somebody decides.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Decision {
    decide: String,
}

/// Somebody decides about a message that failed or is uncertain.
pub(super) async fn settle(
    State(app): State<App>,
    seat: Seat,
    Path(message): Path<MessageId>,
    Entered(entry): Entered<Decision>,
) -> Result<Response, Fault> {
    let settlement = match entry.decide.as_str() {
        "again" => Settlement::SendAgain,
        "sent" => Settlement::WasSent,
        "leave" => Settlement::Leave,
        _ => return Err(field("decide", "choose one of the buttons")),
    };
    let act = seat.act();
    app.store()
        .settle_message(&act, message, settlement)
        .await?;
    app.bell().notify_one();
    Ok(Redirect::to("/studio/messages?done=message-settled").into_response())
}

/// Somebody has a message sent to themselves, to see whether messages arrive.
pub(super) async fn test(State(app): State<App>, seat: Seat) -> Result<Response, Fault> {
    app.decide(seat.act(), |desk| {
        let account = &seat.account;
        async move {
            let lasts = desk.now().checked_add(TEST_LASTS);
            let parameters = Parameters {
                useless_from: lasts.map_err(Fault::internal)?,
                person: Some(id::PersonId(account.id.to_uuid())),
                link: None,
            };
            let message = NewMessage {
                client: None,
                record: None,
                cause: format!("test/{}", desk.new_id()?),
                channel: EMAIL.to_owned(),
                recipient: account.fields.email.clone(),
                template: reminder::Template::Test.name().to_owned(),
                parameters: parameters.text()?,
                due: desk.now(),
            };
            let mut changes = Changes::none();
            changes.whole().messages.push(message);
            Ok((changes, ()))
        }
    })
    .await?;
    Ok(Redirect::to("/studio/messages?part=waiting&done=test-queued").into_response())
}

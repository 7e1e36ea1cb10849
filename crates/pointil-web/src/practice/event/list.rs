//! The adverse events of a client, and those of the studio by lot, practitioner, kind and state.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use pointil_practice::PracticeRecord;
use pointil_practice::adverse_event::{AdverseEvent, EventKind};
use pointil_practice::lot::Lot;
use pointil_storage::{ClientId, RecordId};
use serde::Deserialize;

use super::super::desk::{Desk, Kept};
use super::{STATES, clock, kind_value, standing, title};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::form::Field;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::practice::check_in::named;
use crate::seat::Seat;
use crate::version::People;
use crate::words;

/// Events on one page.
const SHOWN: usize = 50;
/// Events that are read at a time.
const READ: u64 = 200;

/// An event in a list.
struct Row {
    id: RecordId,
    title: String,
    more: String,
    clock: Option<String>,
    standing: &'static str,
    is_wrong: bool,
}

#[derive(Template)]
#[template(path = "practice/events.html")]
struct EventsPage {
    frame: Frame,
    /// The client whose events they are; none for the studio's.
    client: Option<ClientId>,
    rows: Vec<Row>,
    filters: Vec<Field>,
    is_filtered: bool,
    /// Where older ones are.
    older: Option<String>,
    may_write: bool,
}

/// By what the studio's list is narrowed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filter {
    lot: String,
    practitioner: String,
    kind: String,
    state: String,
    before: String,
}

impl Filter {
    fn is_any(&self) -> bool {
        [&self.lot, &self.practitioner, &self.kind, &self.state]
            .iter()
            .any(|own| !own.is_empty())
    }

    fn takes(&self, own: &AdverseEvent) -> bool {
        let facts = &own.facts;
        let practitioner = facts.practitioner.map(|own| own.to_string());
        (self.lot.is_empty() || facts.lots.iter().any(|lot| lot.to_string() == self.lot))
            && (self.practitioner.is_empty() || practitioner.as_ref() == Some(&self.practitioner))
            && (self.kind.is_empty() || kind_value(facts.kind) == self.kind)
    }

    fn fields(&self, people: &[(String, String)], lots: &[(String, String)]) -> Vec<Field> {
        let any = |words: &str| vec![(String::new(), words.to_owned())];
        let kinds = EventKind::ALL.map(|kind| (kind_value(kind), title(kind).to_owned()));
        let states = STATES.map(|(value, words)| (value.to_owned(), words.to_owned()));
        let select = |name, label, value: &str, all: Vec<(String, String)>| {
            let own = Field::new("select", name, label).holding(value);
            own.among(all)
        };
        let with = |first: Vec<(String, String)>, rest: &[(String, String)]| {
            first.into_iter().chain(rest.iter().cloned()).collect()
        };
        vec![
            select("kind", "Kind", &self.kind, with(any("Every kind"), &kinds)),
            select(
                "state",
                "State",
                &self.state,
                with(any("Every state"), &states),
            ),
            select(
                "practitioner",
                "Who treated",
                &self.practitioner,
                with(any("Everybody"), people),
            ),
            select("lot", "Lot", &self.lot, with(any("Every lot"), lots)),
        ]
    }

    /// The address of the events before one.
    fn older(&self, before: RecordId) -> String {
        format!(
            "/events?lot={}&practitioner={}&kind={}&state={}&before={before}",
            self.lot, self.practitioner, self.kind, self.state
        )
    }
}

/// What is needed to word an event.
struct Words<'a> {
    app: &'a App,
    seat: &'a Seat,
    people: People,
}

impl Words<'_> {
    async fn row(&self, kept: &Kept<AdverseEvent>, with_name: bool) -> Result<Row, Fault> {
        let own = &kept.says;
        let (standing, is_wrong) = standing(own.stands());
        let today = own.facts.zone.day(self.seat.at);
        let clock = clock(own, today).map(|own| own.0);
        let name = match kept.client.filter(|_| with_name) {
            None => None,
            Some(client) => {
                let store = self.app.store();
                let client = store.client(self.seat.studio, client).await?;
                client.map(|own| full_name(&own.fields))
            }
        };
        let severity = own.assessment().map(|last| {
            let serious = if last.serious_for.is_empty() {
                ""
            } else {
                ", serious"
            };
            format!("grade {}{serious}", u8::from(last.severity))
        });
        let by = own.facts.practitioner.map(|own| named(&self.people, own));
        let since = words::day(own.facts.zone.day(own.reported.at));
        let more: Vec<String> = [Some(since), severity, by].into_iter().flatten().collect();
        Ok(Row {
            id: kept.id,
            title: match name {
                Some(name) => format!("{}: {name}", title(own.facts.kind)),
                None => title(own.facts.kind).to_owned(),
            },
            more: more.join(" · "),
            clock,
            standing,
            is_wrong,
        })
    }
}

/// A client's events.
pub(super) async fn of_client(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    let person = find(&app, &seat, client).await?;
    let desk = Desk::at(&app, &seat).await?;
    let mut all = desk.of_client::<AdverseEvent>(client).await?;
    all.sort_by_key(|own| core::cmp::Reverse(own.says.reported.at));
    let words = Words {
        people: People::of(&app, &seat).await?,
        app: &app,
        seat: &seat,
    };
    let mut rows = Vec::with_capacity(all.len());
    for own in &all {
        rows.push(words.row(own, false).await?);
    }
    page(&EventsPage {
        client: Some(client),
        rows,
        filters: Vec::new(),
        is_filtered: false,
        older: None,
        may_write: frame.can(Action::PreparePractice),
        frame: frame
            .titled(format!("Adverse events of {}", full_name(&person.fields)))
            .at(Nav::Clients),
    })
}

/// Events that a filter takes, newest first, and where older ones begin.
async fn found(
    desk: &Desk,
    filter: &Filter,
) -> Result<(Vec<Kept<AdverseEvent>>, Option<RecordId>), Fault> {
    let mut before: Option<RecordId> = filter.before.parse().ok();
    let state = Some(filter.state.as_str()).filter(|own| !own.is_empty());
    let state = state.filter(|own| STATES.iter().any(|(name, _)| name == own));
    let mut all = Vec::new();
    loop {
        let (some, next) = desk
            .some_of_kind::<AdverseEvent>(state, before, READ)
            .await?;
        for own in some {
            if all.len() == SHOWN {
                let last = all.last().map(|own: &Kept<AdverseEvent>| own.id);
                return Ok((all, last));
            }
            if filter.takes(&own.says) {
                all.push(own);
            }
        }
        if next.is_none() {
            return Ok((all, None));
        }
        before = next;
    }
}

/// The studio's events.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Query(filter): Query<Filter>,
) -> Result<Response, Fault> {
    let desk = Desk::at(&app, &seat).await?;
    let (all, older) = found(&desk, &filter).await?;
    let words = Words {
        people: People::of(&app, &seat).await?,
        app: &app,
        seat: &seat,
    };
    let mut rows = Vec::with_capacity(all.len());
    for own in &all {
        rows.push(words.row(own, true).await?);
    }
    let accounts = app.store().accounts(seat.studio).await?;
    let people = accounts
        .into_iter()
        .map(|own| (own.id.to_string(), own.fields.name));
    let people: Vec<_> = people.collect();
    let lots = desk.of_kind::<Lot>(None).await?;
    let lots: Vec<_> = (lots.iter())
        .map(|own| {
            (
                own.id.to_string(),
                format!("{} ({})", own.says.name(), own.says.state()),
            )
        })
        .collect();
    page(&EventsPage {
        client: None,
        rows,
        filters: filter.fields(&people, &lots),
        is_filtered: filter.is_any() || !filter.before.is_empty(),
        older: older.map(|before| filter.older(before)),
        may_write: false,
        frame: frame.titled("Adverse events").at(Nav::Alarms),
    })
}

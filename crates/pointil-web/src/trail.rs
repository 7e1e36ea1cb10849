//! The trail of events: who did what, when, on whom; and whether the chain of them is whole.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use pointil_storage::{
    AccountId, Action, Actor, AuditEvent, AuditHead, ClientId, TrailFilter, Verdict,
};

use crate::app::App;
use crate::client::full_name;
use crate::fault::Fault;
use crate::form::{Field, entered};
use crate::frame::{Frame, Nav, page};
use crate::seat::Seat;
use crate::words;

/// Events on one page.
const PAGE: u64 = 100;

/// What a query says, by field.
type Asked = BTreeMap<String, String>;

/// An event in the table.
struct Row {
    position: u64,
    when: String,
    who: String,
    what: &'static str,
    code: &'static str,
    client: Option<(ClientId, String)>,
}

/// What verifying found.
struct Verified {
    is_whole: bool,
    words: String,
}

#[derive(Template)]
#[template(path = "trail.html")]
struct TrailPage {
    frame: Frame,
    rows: Vec<Row>,
    fields: Vec<Field>,
    client: Option<(ClientId, String)>,
    head: Option<AuditHead>,
    verified: Option<Verified>,
    next: Option<String>,
}

fn of<'a>(asked: &'a Asked, name: &str) -> &'a str {
    asked.get(name).map_or("", String::as_str)
}

fn filter_of(asked: &Asked) -> TrailFilter {
    let action = of(asked, "action");
    let action = Action::ALL.iter().find(|own| own.as_str() == action);
    TrailFilter {
        client: of(asked, "client").parse().ok(),
        account: of(asked, "person").parse().ok(),
        action: action.copied(),
    }
}

fn fields_of(asked: &Asked, names: &BTreeMap<AccountId, String>) -> Vec<Field> {
    let people = names
        .iter()
        .map(|(id, name)| (id.to_string(), name.clone()));
    let anybody = std::iter::once((String::new(), "Anybody".to_owned()));
    let actions = Action::ALL.iter();
    let actions = actions.map(|own| {
        let (words, code) = (words::happened(*own), own.as_str());
        let shown = if words == code {
            code.to_owned()
        } else {
            format!("{words} ({code})")
        };
        (code.to_owned(), shown)
    });
    let anything = std::iter::once((String::new(), "Anything".to_owned()));
    vec![
        Field::new("select", "person", "Who")
            .holding(of(asked, "person"))
            .among(anybody.chain(people)),
        Field::new("select", "action", "What")
            .holding(of(asked, "action"))
            .among(anything.chain(actions)),
    ]
}

async fn verified(app: &App, seat: &Seat) -> Result<Verified, Fault> {
    Ok(match app.store().verify_audit(seat.studio, None).await? {
        Verdict::Whole(head) => Verified {
            is_whole: true,
            words: format!(
                "The chain is whole: each of its {} events follows from the one before it. The last has the hash {}.",
                head.events, head.hash
            ),
        },
        Verdict::Broken { position, reason } => Verified {
            is_whole: false,
            words: format!(
                "The chain is broken at event {position}: {reason}. Somebody or something changed the database past the program. Keep it as it is, and compare it with a backup."
            ),
        },
    })
}

/// Names of people and clients, for the rows.
struct Names {
    people: BTreeMap<AccountId, String>,
    clients: BTreeMap<ClientId, String>,
}

impl Names {
    async fn of(
        app: &App,
        seat: &Seat,
        events: &[AuditEvent],
        also: Option<ClientId>,
    ) -> Result<Self, Fault> {
        let accounts = app.store().accounts(seat.studio).await?;
        let mut ids: Vec<ClientId> = events.iter().filter_map(|own| own.client).collect();
        ids.extend(also);
        ids.sort_unstable();
        ids.dedup();
        let clients = app.store().clients(seat.studio, &ids).await?;
        Ok(Self {
            people: accounts
                .into_iter()
                .map(|own| (own.id, own.fields.name))
                .collect(),
            clients: clients
                .into_iter()
                .map(|own| (own.id, full_name(&own.fields)))
                .collect(),
        })
    }

    fn client(&self, id: Option<ClientId>) -> Option<(ClientId, String)> {
        let id = id?;
        Some((id, self.clients.get(&id).cloned()?))
    }

    fn actor(&self, actor: Actor) -> String {
        match actor {
            Actor::Account(id) => self.people.get(&id).cloned().unwrap_or_default(),
            Actor::Client(_) => "The client".to_owned(),
            Actor::Program => "The program".to_owned(),
        }
    }
}

/// A page of the trail.
pub(crate) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let filter = filter_of(&asked);
    let before = entered(of(&asked, "before")).and_then(|own| own.parse().ok());
    let store = app.store();
    let events = store.trail(seat.studio, &filter, before, PAGE).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let names = Names::of(&app, &seat, &events, filter.client).await?;
    let is_full = events.len() as u64 == PAGE;
    let last = events.last().filter(|_| is_full && events.len() > 1);
    let next = last.map(|own| {
        let client = filter
            .client
            .map_or_else(String::new, |own| own.to_string());
        format!(
            "/studio/trail?client={client}&person={}&action={}&before={}",
            filter
                .account
                .map_or_else(String::new, |own| own.to_string()),
            filter.action.map_or("", |own| own.as_str()),
            own.position
        )
    });
    let row = |own: &AuditEvent| Row {
        position: own.position,
        when: words::instant(own.at, &zone),
        who: names.actor(own.actor),
        what: words::happened(own.action),
        code: own.action.as_str(),
        client: names.client(own.client),
    };
    let verified = match of(&asked, "verify") {
        "yes" => Some(verified(&app, &seat).await?),
        _ => None,
    };
    page(&TrailPage {
        rows: events.iter().map(row).collect(),
        fields: fields_of(&asked, &names.people),
        client: names.client(filter.client),
        head: store.audit_head(seat.studio).await?,
        verified,
        next,
        frame: frame.titled("The trail of events").at(Nav::Studio),
    })
}

//! What came of the work: by whoever treats, by skin and by protocol, with how sure it is; adverse events, and the year's money.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use pointil_practice::adverse_event::AdverseEvent;
use pointil_practice::consultation::{Consultation, skin_name};
use pointil_practice::id::PersonId;
use pointil_practice::protocol::StudioProtocol;
use pointil_practice::review::{Review, ReviewTime, density_change, rosenberg_change};
use pointil_practice::session::Session;
use pointil_practice::today::{
    GroupBy, LEAST_SHOWN, Mean, OutcomeGroup, OutcomeRow, Shown, events, outcomes,
};
use pointil_practice::{ContentHash, PracticeRecord};
use pointil_storage::ClientId;

use super::booking::House;
use super::desk::{Desk, Kept};
use super::money::year_so_far;
use crate::app::App;
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::seat::Seat;
use crate::words;

/// Records read at a time.
const PAGE: u64 = 200;

/// A group of treatments.
struct Row {
    group: String,
    n: u32,
    again: String,
    events: String,
    density: String,
    self_esteem: String,
}

/// Groups of one sort.
struct Table {
    id: &'static str,
    heading: &'static str,
    column: &'static str,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "practice/outcomes.html")]
struct OutcomesPage {
    frame: Frame,
    tables: Vec<Table>,
    /// Kind, how many, how many are open.
    events: Vec<(&'static str, u32, u32)>,
    /// What, and how much.
    money: Vec<(String, String)>,
    least: u32,
}

/// The last treatment of a client.
struct Treated {
    at: Timestamp,
    practitioner: PersonId,
    protocol: ContentHash,
}

/// Reads every record of a kind page by page, keeping of each what is needed.
async fn each<R: PracticeRecord>(
    desk: &Desk,
    state: Option<&str>,
    mut keep: impl FnMut(Kept<R>),
) -> Result<(), Fault> {
    let mut before = None;
    loop {
        let (found, next) = desk.some_of_kind::<R>(state, before, PAGE).await?;
        found.into_iter().for_each(&mut keep);
        if next.is_none() {
            return Ok(());
        }
        before = next;
    }
}

async fn treated(desk: &Desk) -> Result<BTreeMap<ClientId, Treated>, Fault> {
    let mut found: BTreeMap<ClientId, Treated> = BTreeMap::new();
    for state in ["closed", "stopped"] {
        let keep = |kept: Kept<Session>| {
            let plan = &kept.says.plan;
            let own = Treated {
                at: plan.planned.from,
                practitioner: plan.practitioner,
                protocol: plan.protocol,
            };
            let Some(client) = kept.client else { return };
            match found.get(&client) {
                Some(later) if later.at >= own.at => {}
                _ => {
                    found.insert(client, own);
                }
            }
        };
        each::<Session>(desk, Some(state), keep).await?;
    }
    Ok(found)
}

/// The first and the last answered review of each client.
async fn reviews(desk: &Desk) -> Result<BTreeMap<ClientId, [Option<Review>; 2]>, Fault> {
    let mut found: BTreeMap<ClientId, [Option<Review>; 2]> = BTreeMap::new();
    for state in ["answered", "looked_at"] {
        let keep = |kept: Kept<Review>| {
            let (Some(client), own) = (kept.client, kept.says) else {
                return;
            };
            let [baseline, last] = found.entry(client).or_default();
            let place = match own.time {
                ReviewTime::Baseline => baseline,
                _ => last,
            };
            let is_later = place.as_ref().is_none_or(|kept| kept.ask_at < own.ask_at);
            if is_later {
                *place = Some(own);
            }
        };
        each::<Review>(desk, Some(state), keep).await?;
    }
    Ok(found)
}

/// The skin as the last consultation has it.
async fn skins(desk: &Desk) -> Result<BTreeMap<ClientId, &'static str>, Fault> {
    let mut found = BTreeMap::new();
    // The newest comes first.
    let keep = |kept: Kept<Consultation>| {
        if let (Some(client), Some(skin)) = (kept.client, kept.says.talk.facts.skin) {
            found.entry(client).or_insert(skin_name(skin));
        }
    };
    each::<Consultation>(desk, None, keep).await?;
    Ok(found)
}

/// Protocols by their hash, as they are named.
async fn protocols(
    desk: &Desk,
    zone: &jiff::tz::TimeZone,
) -> Result<BTreeMap<ContentHash, String>, Fault> {
    let mut found = BTreeMap::new();
    let keep = |kept: Kept<StudioProtocol>| {
        let (own, since) = (kept.says.version(), kept.says.made.at);
        let name = format!("since {} ({})", words::instant(since, zone), own.short());
        found.insert(own, name);
    };
    each::<StudioProtocol>(desk, None, keep).await?;
    Ok(found)
}

fn row(
    treated: &Treated,
    reviews: Option<&[Option<Review>; 2]>,
    (skin, protocol, event): (Option<&&'static str>, String, bool),
) -> OutcomeRow {
    let [baseline, last] = match reviews {
        Some([baseline, last]) => [baseline.as_ref(), last.as_ref()],
        None => [None, None],
    };
    let density = |own: Option<&Review>| own.and_then(Review::density);
    let scale = |own: Option<&Review>| own.and_then(Review::answers).and_then(|own| own.rosenberg);
    let density = density(baseline)
        .zip(density(last))
        .map(|(before, after)| f64::from(density_change(before, after).difference()));
    let esteem = scale(baseline)
        .zip(scale(last))
        .map(|(before, after)| f64::from(rosenberg_change(before, after).difference()));
    OutcomeRow {
        practitioner: treated.practitioner,
        skin_class: skin.map_or_else(|| "not said".to_owned(), |own| format!("Type {own}")),
        protocol,
        would_choose_again: last
            .and_then(Review::answers)
            .and_then(|own| own.would_choose_again),
        density_change: density,
        self_esteem_change: esteem,
        event,
    }
}

fn share_words(own: Shown) -> String {
    match own {
        Shown::Share(own) => format!(
            "{:.0} % ({:.0}–{:.0} %), {} of {}",
            own.share * 100.0,
            own.low * 100.0,
            own.high * 100.0,
            own.of,
            own.n
        ),
        Shown::TooFew { n } => format!("n = {n}"),
    }
}

fn mean_words(own: Option<Mean>) -> String {
    own.map_or_else(
        || "too few".to_owned(),
        |own| {
            format!(
                "{:+.1} ({:+.1} to {:+.1}), n = {}",
                own.mean, own.low, own.high, own.n
            )
        },
    )
}

fn shown(own: OutcomeGroup, name: impl Fn(&str) -> String) -> Row {
    Row {
        group: name(&own.group),
        n: own.n,
        again: share_words(own.would_choose_again),
        events: share_words(own.events),
        density: mean_words(own.density_change),
        self_esteem: mean_words(own.self_esteem_change),
    }
}

/// What came of the work.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
) -> Result<Response, Fault> {
    let desk = Desk::at(&app, &seat).await?;
    let house = House::of(&app, &desk).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let treated = treated(&desk).await?;
    let (reviews, skins) = (reviews(&desk).await?, skins(&desk).await?);
    let protocols = protocols(&desk, &zone).await?;
    let mut all_events: Vec<AdverseEvent> = Vec::new();
    let mut hurt: BTreeSet<ClientId> = BTreeSet::new();
    let keep = |kept: Kept<AdverseEvent>| {
        hurt.extend(kept.client);
        all_events.push(kept.says);
    };
    each::<AdverseEvent>(&desk, None, keep).await?;
    let rows: Vec<OutcomeRow> = treated
        .iter()
        .map(|(client, own)| {
            let protocol = protocols.get(&own.protocol);
            let protocol = protocol.cloned().unwrap_or_else(|| own.protocol.short());
            let facts = (skins.get(client), protocol, hurt.contains(client));
            row(own, reviews.get(client), facts)
        })
        .collect();
    let person = |id: &str| {
        let found = house.people.iter().find(|own| own.0.to_string() == id);
        found.map_or_else(|| "Somebody who left".to_owned(), |own| own.1.clone())
    };
    let table = |id, heading, column, by: GroupBy| Table {
        id,
        heading,
        column,
        rows: outcomes(&rows, by)
            .into_iter()
            .map(|own| match by {
                GroupBy::Practitioner => shown(own, person),
                _ => shown(own, str::to_owned),
            })
            .collect(),
    };
    page(&OutcomesPage {
        tables: vec![
            table("people", "By whoever treated", "Who", GroupBy::Practitioner),
            table("skin", "By skin", "Skin", GroupBy::SkinClass),
            table("protocol", "By protocol", "Protocol", GroupBy::Protocol),
        ],
        events: events(&all_events)
            .into_iter()
            .map(|(kind, all, open)| (kind.row().map_or("", |own| own.title.as_str()), all, open))
            .collect(),
        money: year_so_far(&app, &desk).await?,
        least: LEAST_SHOWN,
        frame: frame.titled("Outcomes").at(Nav::Studio),
    })
}

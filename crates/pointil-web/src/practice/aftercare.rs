//! After a session: the day-by-day plan as the client reads it, and how it heals, as the client says.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use pointil_practice::aftercare::{Advice, AdviceKind, AftercareDay, PLAN_DAYS, advice, plan};
use pointil_practice::check_in::CheckIn;
use pointil_practice::premises::Premises;
use pointil_practice::protocol::StudioProtocol;
use pointil_practice::session::Session;
use pointil_practice::{PracticeRecord, ZoneName, id};
use pointil_storage::{ClientId, RecordId};
use serde::Deserialize;

use super::check_in::answer::{self, AnswerEntry, CheckInFields};
use super::check_in::{photographs, standing};
use super::desk::{Desk, Kept};
use super::sent::Sent;
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::words;

/// A line of the plan.
struct Line {
    words: String,
    conflict: String,
    source: String,
}

/// Lines of one kind.
struct Group {
    heading: &'static str,
    is_alarm: bool,
    lines: Vec<Line>,
}

/// Days on which the same holds.
struct Stretch {
    days: String,
    dates: String,
    is_today: bool,
    groups: Vec<Group>,
}

/// The plan of a session, for the studio's page, for print and for the client.
#[derive(Template)]
#[template(path = "practice/aftercare_days.html")]
pub(crate) struct AftercareDays {
    stretches: Vec<Stretch>,
    today: String,
}

const KINDS: [(AdviceKind, &str); 5] = [
    (AdviceKind::NotNormal, "Not normal: act on it"),
    (AdviceKind::Avoid, "Please do not"),
    (AdviceKind::Allow, "You may"),
    (AdviceKind::Seen, "What you see"),
    (AdviceKind::Normal, "No reason to worry"),
];

fn groups(lines: &[&Advice]) -> Vec<Group> {
    let of = |(kind, heading): &(AdviceKind, &'static str)| Group {
        heading,
        is_alarm: *kind == AdviceKind::NotNormal,
        lines: (lines.iter().filter(|own| own.kind == *kind))
            .map(|own| Line {
                words: own.words.clone(),
                conflict: own.conflict.clone(),
                source: format!("{} (grade {:?})", own.source, own.grade),
            })
            .collect(),
    };
    let all = KINDS.iter().map(of);
    all.filter(|own| !own.lines.is_empty()).collect()
}

fn dates(first: Date, last: Date) -> String {
    match first == last {
        true => words::day(first),
        false => format!("{} to {}", words::day(first), words::day(last)),
    }
}

impl AftercareDays {
    /// The plan from the end of a session on, by the clocks of its place and the settings of its protocol; the stretch of today is marked.
    pub(crate) fn new(
        ended: Timestamp,
        zone: &ZoneName,
        protocol: &StudioProtocol,
        now: Timestamp,
    ) -> Self {
        let days = plan(advice(), ended, zone, |rule| protocol.usual(rule));
        let today = zone.day(now);
        let same = |a: &AftercareDay<'_>, b: &AftercareDay<'_>| a.advice == b.advice;
        let stretch = |own: &[AftercareDay<'_>]| {
            let (first, last) = (own.first()?, own.last()?);
            Some(Stretch {
                days: match first.day == last.day {
                    true => format!("Day {}", first.day),
                    false => format!("Days {} to {}", first.day, last.day),
                },
                dates: dates(first.date, last.date),
                is_today: first.date <= today && today <= last.date,
                groups: groups(&first.advice),
            })
        };
        let since = pointil_practice::local_time::days_between(zone.day(ended), today);
        Self {
            stretches: days.chunk_by(same).filter_map(stretch).collect(),
            today: match since {
                0 => "Today is the day of the session.".to_owned(),
                days if days < 0 => String::new(),
                days if days <= i64::from(PLAN_DAYS) => {
                    format!("Today is day {days}, {}.", words::day(today))
                }
                days => format!("The plan is over: the session was {days} days ago."),
            },
        }
    }
}

/// The protocol that a session was planned under; where it is not kept, the one in force, and `false`.
pub(crate) async fn protocol_of(
    desk: &Desk,
    session: &Session,
) -> Result<(StudioProtocol, bool), Fault> {
    let in_force = desk.protocol().await?;
    if in_force.version() == session.plan.protocol {
        return Ok((in_force, true));
    }
    let all = desk.of_kind::<StudioProtocol>(None).await?;
    let then = all.into_iter().map(|own| own.says);
    let mut then = then.filter(|own| own.version() == session.plan.protocol);
    Ok(then.next().map_or((in_force, false), |own| (own, true)))
}

/// The clocks of a session's place; the studio's where there is no session, or its place is not known.
pub(crate) async fn zone_of(desk: &Desk, session: Option<id::RecordId>) -> Result<ZoneName, Fault> {
    if let Some(session) = session {
        let session = desk.one::<Session>(RecordId::from_uuid(session.0)).await;
        if let Ok(session) = session {
            let place = RecordId::from_uuid(session.says.plan.premises.0);
            if let Ok(place) = desk.one::<Premises>(place).await {
                return Ok(place.says.zone);
            }
        }
    }
    desk.zone().await
}

/// A client's sessions that ended after needles had touched the skin, the last one first.
pub(super) async fn ended(desk: &Desk, client: ClientId) -> Result<Vec<Kept<Session>>, Fault> {
    let mut all = desk.of_client::<Session>(client).await?;
    all.retain(|own| own.says.ended_at().is_some());
    all.sort_by_key(|own| core::cmp::Reverse(own.says.ended_at()));
    Ok(all)
}

/// A check-in in the list.
struct Row {
    id: RecordId,
    title: String,
    more: String,
    standing: &'static str,
    is_wrong: bool,
}

/// A session to choose.
struct Choice {
    id: RecordId,
    words: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "practice/aftercare.html")]
struct AftercarePage {
    frame: Frame,
    client: ClientId,
    name: String,
    sessions: Vec<Choice>,
    when: String,
    version: String,
    is_of_then: bool,
    days: Option<AftercareDays>,
    rows: Vec<Row>,
    fields: Option<CheckInFields>,
    is_tried: bool,
}

/// Which session's plan is asked for.
#[derive(Default, Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    session: String,
}

/// A client's aftercare.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, client, (&chosen.session, None)).await
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    client: ClientId,
    (chosen, tried): (&str, Option<answer::Tried>),
) -> Result<Response, Fault> {
    let person = find(app, seat, client).await?;
    let desk = Desk::at(app, seat).await?;
    let sessions = ended(&desk, client).await?;
    let own = sessions.iter().find(|own| own.id.to_string() == chosen);
    let own = own.or(sessions.first());
    let zone = zone_of(&desk, own.map(|own| own.says.id)).await?;
    let mut shown_page = AftercarePage {
        client,
        name: full_name(&person.fields),
        sessions: sessions
            .iter()
            .map(|one| Choice {
                id: one.id,
                words: session_words(&one.says, &zone),
                is_chosen: own.is_some_and(|own| own.id == one.id),
            })
            .collect(),
        when: own.map_or_else(String::new, |own| session_words(&own.says, &zone)),
        version: String::new(),
        is_of_then: true,
        days: None,
        rows: rows(&desk, client, &zone).await?,
        fields: None,
        is_tried: tried.is_some(),
        frame: frame
            .titled(format!("Aftercare of {}", full_name(&person.fields)))
            .at(Nav::Clients),
    };
    if let Some((own, ended)) = own.and_then(|own| Some((own, own.says.ended_at()?))) {
        let (protocol, is_of_then) = protocol_of(&desk, &own.says).await?;
        shown_page.version = protocol.version().short();
        shown_page.is_of_then = is_of_then;
        shown_page.days = Some(AftercareDays::new(ended, &zone, &protocol, seat.at));
        if shown_page.frame.can(Action::PreparePractice) {
            let empty = AnswerEntry::default();
            let entry = tried.as_ref().map_or(&empty, |own| &own.entry);
            let photographs = photographs(app, seat, client, &entry.photographs).await?;
            let fault = tried.as_ref().map(|own| &own.fault);
            shown_page.fields = Some(CheckInFields::new(entry, photographs, fault));
        }
    }
    page(&shown_page)
}

fn session_words(session: &Session, zone: &ZoneName) -> String {
    let ended = session.ended_at().map(|at| words::day(zone.day(at)));
    format!(
        "Session {} of {}",
        session.plan.number,
        ended.unwrap_or_default()
    )
}

async fn rows(desk: &Desk, client: ClientId, zone: &ZoneName) -> Result<Vec<Row>, Fault> {
    let mut all = desk.of_client::<CheckIn>(client).await?;
    // What somebody must look at comes first, then what was asked last.
    all.sort_by_key(|own| {
        let waits = own.says.ask_at > desk.now();
        let open = own.says.due().is_some() && !waits;
        (!open, waits, core::cmp::Reverse(own.says.ask_at))
    });
    let row = |kept: Kept<CheckIn>| {
        let own = &kept.says;
        let (told, is_wrong) = standing(own.stands());
        let waits = own.state() == "due" && own.ask_at > desk.now();
        let asked = words::instant(own.ask_at, &zone.zone());
        Row {
            id: kept.id,
            title: match own.asked {
                true => format!("Day {}", own.day),
                false => format!("Day {}, told unasked", own.day),
            },
            more: match waits {
                true => format!("will be asked {asked}"),
                false => asked,
            },
            standing: if waits { "Later" } else { told },
            is_wrong,
        }
    };
    Ok(all.into_iter().map(row).collect())
}

/// The client tells of themselves, and somebody of the studio writes it down.
pub(super) async fn tell(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
    sent: Sent,
) -> Result<Response, Fault> {
    find(&app, &seat, client).await?;
    match answer::tell(&app, seat.act(), client, &sent).await {
        Ok((id, _)) => Ok(Redirect::to(&format!("/check-ins/{id}?done=saved")).into_response()),
        Err(tried) => match tried.fault {
            Fault::Field { .. } | Fault::Refused { .. } => {
                let status = tried.fault.status();
                let shown = shown(&app, frame, &seat, client, ("", Some(tried))).await?;
                Ok((status, shown).into_response())
            }
            fault => Err(fault),
        },
    }
}

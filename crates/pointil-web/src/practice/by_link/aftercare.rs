//! Care after a session by the client's link: day by day, today marked.

use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pointil_practice::ZoneName;
use pointil_practice::aftercare::{Advice, AdviceKind, AftercareDay, advice, plan};
use pointil_practice::premises::Premises;
use pointil_practice::session::{Session, SessionState};
use pointil_storage::RecordId;

use super::super::aftercare::protocol_of;
use super::super::check_in::answer::CheckInFields;
use super::super::desk::Desk;
use super::{At, Opened, Told, Tried, check_in};
use crate::fault::Fault;
use crate::frame::{Frame, page};
use crate::studio::phone;
use crate::words;

/// A line of advice.
pub(in crate::practice) struct Line {
    pub(in crate::practice) words: String,
    /// Where sources contradict each other.
    pub(in crate::practice) conflict: String,
}

/// Days on which the same holds.
pub(in crate::practice) struct Stretch {
    /// Which days, counted from the session.
    pub(in crate::practice) days: String,
    /// Which days of the calendar.
    pub(in crate::practice) dates: String,
    /// Whether today is one of them.
    pub(in crate::practice) is_now: bool,
    /// Headings with their lines.
    pub(in crate::practice) parts: Vec<(&'static str, Vec<Line>)>,
}

#[derive(Template)]
#[template(path = "look/aftercare.html")]
struct AftercarePage {
    frame: Frame,
    at: At,
    today: String,
    alarms: Vec<Line>,
    stretches: Vec<Stretch>,
    is_over: bool,
    /// What the client can tell at any time.
    fields: CheckInFields,
    is_telling: bool,
    phone: Option<String>,
}

const KINDS: [(AdviceKind, &str); 5] = [
    (AdviceKind::Seen, "What you see"),
    (AdviceKind::Avoid, "Please do not"),
    (AdviceKind::Allow, "You may"),
    (AdviceKind::Normal, "No reason to worry"),
    (AdviceKind::NotNormal, "A reason to call"),
];

fn lines(day: &AftercareDay<'_>, kind: AdviceKind) -> Vec<Line> {
    let of_kind = day.advice.iter().filter(|own| own.kind == kind);
    of_kind
        .map(|own: &&Advice| Line {
            words: own.words.clone(),
            conflict: own.conflict.clone(),
        })
        .collect()
}

fn stretch(days: &[AftercareDay<'_>], today: Date) -> Option<Stretch> {
    let (first, last) = (days.first()?, days.last()?);
    let parts = KINDS.map(|(kind, heading)| (heading, lines(first, kind)));
    Some(Stretch {
        days: match (first.day, last.day) {
            (0, 0) => "The day of the session".to_owned(),
            (a, b) if a == b => format!("Day {a}"),
            (a, b) => format!("Days {a} to {b}"),
        },
        dates: match first.date == last.date {
            true => words::day(first.date),
            false => format!("{} to {}", words::day(first.date), words::day(last.date)),
        },
        is_now: (first.date..=last.date).contains(&today),
        parts: parts
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .collect(),
    })
}

/// What is a reason to call on all days alike.
fn always(days: &[AftercareDay<'_>]) -> Vec<Line> {
    let mut always = days.first().map_or_else(Vec::new, |own| own.advice.clone());
    always.retain(|line| {
        line.kind == AdviceKind::NotNormal && days.iter().all(|day| day.advice.contains(line))
    });
    always
        .into_iter()
        .map(|own| Line {
            words: own.words.clone(),
            conflict: own.conflict.clone(),
        })
        .collect()
}

/// A session's plan of care, with the instant from which it counts and the clocks it counts by.
pub(in crate::practice) struct Care {
    pub(in crate::practice) stretches: Vec<Stretch>,
    /// What is a reason to call today.
    pub(in crate::practice) alarms: Vec<Line>,
    /// What is a reason to call on every day of the plan.
    pub(in crate::practice) always: Vec<Line>,
    /// The day of the session.
    pub(in crate::practice) session_day: Date,
    /// Today.
    pub(in crate::practice) today: Date,
    /// Whether the last day of the plan is over.
    pub(in crate::practice) is_over: bool,
}

impl Care {
    /// Of a session that is over, by the protocol that it was planned under.
    ///
    /// # Errors
    /// [`Fault::NotFound`] for a session that is not over.
    pub(in crate::practice) async fn of(desk: &Desk, session: &Session) -> Result<Self, Fault> {
        let end = match session.standing() {
            SessionState::Closed { at, .. } | SessionState::Stopped { at, .. } => *at,
            _ => return Err(Fault::NotFound),
        };
        let place = RecordId::from_uuid(session.plan.premises.0);
        let zone: ZoneName = desk.one::<Premises>(place).await?.says.zone;
        let (protocol, _) = protocol_of(desk, session).await?;
        let days = plan(advice(), end, &zone, |rule| protocol.usual(rule));
        let today = zone.day(desk.now());
        let same = |a: &AftercareDay<'_>, b: &AftercareDay<'_>| a.advice == b.advice && a.day > 0;
        let stretches = days.chunk_by(same);
        let now = days.iter().find(|own| own.date == today);
        let now = now.or_else(|| days.last());
        Ok(Self {
            stretches: stretches.filter_map(|own| stretch(own, today)).collect(),
            alarms: now.map_or_else(Vec::new, |own| lines(own, AdviceKind::NotNormal)),
            always: always(&days),
            session_day: zone.day(end),
            is_over: days.last().is_none_or(|own| own.date < today),
            today,
        })
    }
}

pub(super) fn told(own: &Session, zone: &TimeZone) -> Option<Told> {
    match own.standing() {
        SessionState::Closed { at, .. } | SessionState::Stopped { at, .. } => {
            let day = words::day(at.to_zoned(zone.clone()).date());
            let more = format!("day by day after your session of {day}");
            Some(super::told("Care at home", more, false))
        }
        _ => None,
    }
}

pub(super) async fn shown(
    opened: &Opened,
    frame: Frame,
    tried: Option<Tried>,
) -> Result<Response, Fault> {
    let own = opened.kept::<Session>().await?.says;
    let care = Care::of(&opened.desk, &own).await?;
    page(&AftercarePage {
        frame: frame.titled("Care at home"),
        at: opened.at(),
        today: words::day(care.today),
        alarms: care.alarms,
        stretches: care.stretches,
        is_over: care.is_over,
        is_telling: tried.is_some(),
        fields: check_in::fields(tried.as_ref()),
        phone: phone(&opened.visit.studio)?,
    })
}

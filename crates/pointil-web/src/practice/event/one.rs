//! An adverse event's page: what is known, how it was judged, the law's clock, and what can be done now.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::tz::TimeZone;
use pointil_practice::PracticeRecord;
use pointil_practice::adverse_event::{AdverseEvent, EventOutcome, EventState, Severity};
use pointil_practice::lot::Lot;
use pointil_storage::{ClientId, RecordId};

use super::super::check_in::named;
use super::super::desk::Desk;
use super::super::offer::{self, Offer, Tried, entered};
use super::{OUTCOMES, REASONS, clock, standing, title};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::{Fault, sentence};
use crate::form::Field;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::version::People;
use crate::words;

/// A choice with its words.
struct Choice {
    value: String,
    words: String,
    is_chosen: bool,
}

/// The form that judges.
struct AssessForm {
    severities: Vec<Choice>,
    reasons: Vec<Choice>,
    words: String,
    problem: Option<String>,
    counts_by_itself: bool,
}

/// A judgement, a report or a look, as the page shows it.
struct Happened {
    what: String,
    words: String,
    by: String,
}

#[derive(Template)]
#[template(path = "practice/event.html")]
struct EventPage {
    frame: Frame,
    id: RecordId,
    client: ClientId,
    standing: &'static str,
    is_wrong: bool,
    clock: Option<(String, bool)>,
    law: String,
    told: Vec<(&'static str, String)>,
    lots: Vec<(RecordId, String)>,
    session: Option<String>,
    check_in: Option<String>,
    photographs: Vec<String>,
    story: Vec<Happened>,
    assess: Option<AssessForm>,
    offers: Vec<Offer>,
    problem: Option<String>,
    may_report: bool,
}

/// An event's page.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, id, None).await
}

pub(super) async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    tried: Option<Tried>,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let kept = desk.one::<AdverseEvent>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    let person = find(app, seat, client).await?;
    let people = People::of(app, seat).await?;
    let own = &kept.says;
    let zone = own.facts.zone.zone();
    let (told, is_wrong) = standing(own.stands());
    let mut lots = Vec::new();
    for lot in own.facts.lots.iter() {
        let lot = desk.one::<Lot>(RecordId::from_uuid(lot.0)).await?;
        lots.push((lot.id, lot.says.name()));
    }
    let may_treat = frame.can(Action::TreatClients);
    let judges = matches!(own.state(), "reported" | "assessed" | "followed_up") && may_treat;
    let tried = tried.as_ref();
    let shows_tried = judges && tried.is_some_and(|own| own.step == "assess");
    let offers = match may_treat {
        true => offers(own, id, &frame.csrf, (seat.at, &zone), tried)?,
        false => Vec::new(),
    };
    page(&EventPage {
        id,
        client,
        standing: told,
        is_wrong,
        clock: clock(own, own.facts.zone.day(seat.at)),
        law: law(own),
        told: facts(own, &people),
        lots,
        session: own.facts.session.map(|own| own.to_string()),
        check_in: own.facts.check_in.map(|own| own.to_string()),
        photographs: own
            .facts
            .photographs
            .iter()
            .map(ToString::to_string)
            .collect(),
        story: story(own, &people, &zone),
        assess: judges.then(|| assess_form(own, tried)),
        problem: offer::refused(&offers, tried).filter(|_| !shows_tried),
        offers,
        may_report: own.assessment().is_some() && may_treat,
        frame: frame
            .titled(format!(
                "{}: {}",
                title(own.facts.kind),
                full_name(&person.fields)
            ))
            .at(Nav::Alarms),
    })
}

/// What the law of the place asks, with its source.
fn law(own: &AdverseEvent) -> String {
    let law = own.facts.jurisdiction.jurisdiction();
    let clock = &law.adverse_event;
    let asks = match (clock.value.days, clock.value.working_days) {
        (Some(days), true) => format!("a report within {days} working days where it is serious"),
        (Some(days), false) => format!("a report within {days} days where it is serious"),
        (None, _) => "no clock that is known here; ask the authority of the place".to_owned(),
    };
    format!(
        "{}: {asks}. {} (grade {:?})",
        law.name, clock.source, clock.grade
    )
}

fn facts(own: &AdverseEvent, people: &People) -> Vec<(&'static str, String)> {
    let facts = &own.facts;
    let zone = facts.zone.zone();
    let known = words::instant(own.reported.at, &zone);
    let mut told = vec![
        ("What happened", facts.words.to_string()),
        (
            "Known since",
            format!("{known}, {}", named(people, own.reported.by)),
        ),
    ];
    if let Some(day) = facts.noticed {
        told.push(("Noticed", words::day(day)));
    }
    if let Some(person) = facts.practitioner {
        told.push(("Treated by", named(people, person)));
    }
    if let Some(last) = own.assessment() {
        told.push((
            "Grade",
            format!(
                "{} of 5. {}",
                u8::from(last.severity),
                last.severity.words()
            ),
        ));
        told.push(("Serious", serious(&last.serious_for)));
    }
    told
}

fn serious(reasons: &[pointil_practice::adverse_event::SeriousFor]) -> String {
    match reasons {
        [] => "No".to_owned(),
        reasons => {
            let words: Vec<&str> = reasons.iter().map(|own| own.words()).collect();
            format!("Yes: {}", words.join("; "))
        }
    }
}

fn story(own: &AdverseEvent, people: &People, zone: &TimeZone) -> Vec<Happened> {
    let by = |act: &pointil_practice::Act| {
        format!(
            "{} · {}",
            named(people, act.by),
            words::instant(act.at, zone)
        )
    };
    let judged = own.assessments.iter().map(|last| {
        let what = format!(
            "Judged: grade {}. {}",
            u8::from(last.severity),
            serious(&last.serious_for)
        );
        (last.act.at, what, last.words.to_string(), by(&last.act))
    });
    let sent = own.reports.iter().map(|report| {
        let reference = report.reference.as_ref().map(|own| format!("Number {own}"));
        let what = format!("Reported to {}", report.to);
        (
            report.act.at,
            what,
            reference.unwrap_or_default(),
            by(&report.act),
        )
    });
    let mut all: Vec<_> = judged.chain(sent).collect();
    match own.stands() {
        EventState::FollowedUp {
            act,
            words: said,
            look_again,
        } => {
            let what = format!(
                "Followed up; looks again {}",
                words::instant(*look_again, zone)
            );
            all.push((act.at, what, said.to_string(), by(act)));
        }
        EventState::Closed {
            act,
            outcome,
            words,
        } => {
            let what = format!("Closed: {}", outcome_words(*outcome));
            all.push((act.at, what, words.to_string(), by(act)));
        }
        _ => {}
    }
    all.sort_by_key(|own| own.0);
    all.into_iter()
        .map(|(_, what, words, by)| Happened { what, words, by })
        .collect()
}

fn outcome_words(outcome: EventOutcome) -> &'static str {
    let own = OUTCOMES.iter().find(|own| own.2 == outcome);
    own.map_or("It is going", |own| own.1)
}

fn assess_form(own: &AdverseEvent, tried: Option<&Tried>) -> AssessForm {
    let tried = tried.filter(|own| own.step == "assess");
    let chosen = tried.map(|own| own.sent.all("reason")).unwrap_or_default();
    let severity = entered(tried, "severity");
    let grades = (1..=5).filter_map(|step: u8| Severity::try_from(step).ok());
    AssessForm {
        severities: grades
            .map(|grade| {
                let value = u8::from(grade).to_string();
                Choice {
                    is_chosen: value == severity,
                    words: format!("{value}. {}", grade.words()),
                    value,
                }
            })
            .collect(),
        reasons: REASONS
            .iter()
            .map(|(value, reason)| Choice {
                value: (*value).to_owned(),
                words: sentence(reason.words()),
                is_chosen: chosen.iter().any(|own| own == value),
            })
            .collect(),
        words: entered(tried, "assess_words").to_owned(),
        problem: tried.map(|own| own.fault.detail()),
        counts_by_itself: own.facts.kind.row().is_some_and(|row| row.serious),
    }
}

/// What can be done with an event as it stands, but for judging it.
fn offers(
    own: &AdverseEvent,
    id: RecordId,
    csrf: &str,
    (now, zone): (jiff::Timestamp, &TimeZone),
    tried: Option<&Tried>,
) -> Result<Vec<Offer>, Fault> {
    let to = |step: &str| format!("/events/{id}/{step}");
    let area = |name, label| Field::new("textarea", name, label).holding(entered(tried, name));
    let text = |name, label| {
        Field::new("text", name, label)
            .holding(entered(tried, name))
            .filled("off")
    };
    let mut offers = Vec::new();
    let state = own.state();
    if matches!(state, "report_due" | "report_sent") {
        let send = Offer::new(to("send"), "A report was sent", "Note the report")
            .saying("Print or download the report, send it, and note here to whom.")
            .asking(
                csrf,
                [
                    text("send_to", "To whom"),
                    text("reference", "Under which number it is kept there").optional(),
                ],
            );
        offers.push(if state == "report_due" {
            send.opened()
        } else {
            send
        });
    }
    if matches!(state, "assessed" | "report_sent" | "followed_up") {
        let follow = follow_offer(to("follow-up"), csrf, (now, zone), tried);
        offers.push(if state == "followed_up" {
            follow
        } else {
            follow.opened()
        });
    }
    if state == "followed_up" {
        let choose = [(String::new(), "Choose".to_owned())];
        let going = [("recovering".to_owned(), "It is still going".to_owned())];
        let all = OUTCOMES.map(|(value, words, _)| (value.to_owned(), words.to_owned()));
        let outcome = Field::new("select", "outcome", "What came of it")
            .holding(entered(tried, "outcome"))
            .among(choose.into_iter().chain(all).chain(going));
        let close = Offer::new(to("close"), "Close it", "Close it under my name")
            .saying("When it is known what came of it.");
        offers.push(close.asking(csrf, [outcome, area("close_words", "In words")]));
    }
    offers.into_iter().map(|own| own.tried(tried)).collect()
}

fn follow_offer(
    to: String,
    csrf: &str,
    (now, zone): (jiff::Timestamp, &TimeZone),
    tried: Option<&Tried>,
) -> Offer {
    let week = jiff::SignedDuration::from_hours(7 * 24);
    let later = now.saturating_add(week).unwrap_or(jiff::Timestamp::MAX);
    let day = match entered(tried, "look_day") {
        "" => later.to_zoned(zone.clone()).date().to_string(),
        entered => entered.to_owned(),
    };
    let time = match entered(tried, "look_time") {
        "" => "09:00",
        entered => entered,
    };
    let words = Field::new("textarea", "follow_words", "What was found and done");
    Offer::new(to, "Follow it up", "Write it down").asking(
        csrf,
        [
            words.holding(entered(tried, "follow_words")),
            Field::new("date", "look_day", "Somebody looks again on").holding(day),
            Field::new("time", "look_time", "At").holding(time),
        ],
    )
}

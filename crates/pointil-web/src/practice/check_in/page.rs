//! A check-in's page: what was asked, what was answered, what follows, and what somebody of the studio can do now.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use pointil_practice::PracticeRecord;
use pointil_practice::check_in::{
    Case, CheckIn, CheckInState, Closer, Contact, MOST_MISSES, Outcome,
};
use pointil_practice::id::PersonId;
use pointil_storage::{AccountId, Actor, ClientId, RecordId};

use super::super::aftercare::zone_of;
use super::super::by_link::{MakeLink, make_link};
use super::super::desk::{Desk, Kept};
use super::super::offer::{self, Offer, Tried, entered};
use super::super::sent::Sent;
use super::answer::{self, AnswerEntry, CheckInFields, ShownPhotograph};
use super::{RESOLUTIONS, outcome_words, standing};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::form::Field;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::version::People;
use crate::words;

/// What was refused: an answer, or a step.
#[derive(Default)]
pub(super) struct Refused {
    pub(super) answer: Option<answer::Tried>,
    pub(super) step: Option<Tried>,
}

/// What was answered, as the page shows it.
struct ShownCase {
    when: String,
    outcome: &'static str,
    is_wrong: bool,
    flags: Vec<(String, &'static str)>,
    said: Vec<String>,
    pain: u8,
    words: Option<String>,
    photographs: Vec<String>,
    told: Vec<String>,
}

#[derive(Template)]
#[template(path = "practice/check-in.html")]
struct CheckInPage {
    frame: Frame,
    id: RecordId,
    client: ClientId,
    phone: Option<String>,
    standing: &'static str,
    is_wrong: bool,
    told: Vec<(&'static str, String)>,
    session: String,
    case: Option<ShownCase>,
    contacts: Vec<(String, String, bool, String)>,
    end: Option<(String, String)>,
    fields: Option<CheckInFields>,
    offers: Vec<Offer>,
    problem: Option<String>,
    may_report: bool,
    make_link: Option<MakeLink>,
}

/// Who it was, by name.
pub(in crate::practice) fn named(people: &People, person: PersonId) -> String {
    people.name(Actor::Account(AccountId::from_uuid(person.0)))
}

/// A check-in's page.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, id, Refused::default()).await
}

/// Somebody of the studio enters what the client says, by telephone or at the studio.
pub(super) async fn answer(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    sent: Sent,
) -> Result<Response, Fault> {
    let kept = Desk::at(&app, &seat).await?.one::<CheckIn>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    match answer::take(&app, seat.act(), client, id, &sent).await {
        Ok(_) => Ok(Redirect::to(&format!("/check-ins/{id}?done=saved")).into_response()),
        Err(tried) => match tried.fault {
            Fault::Field { .. } | Fault::Refused { .. } => {
                let status = tried.fault.status();
                let refused = Refused {
                    answer: Some(tried),
                    ..Refused::default()
                };
                let shown = shown(&app, frame, &seat, id, refused).await?;
                Ok((status, shown).into_response())
            }
            fault => Err(fault),
        },
    }
}

/// A client's photographs, to choose from.
pub(in crate::practice) async fn photographs(
    app: &App,
    seat: &Seat,
    client: ClientId,
    chosen: &[String],
) -> Result<Vec<ShownPhotograph>, Fault> {
    let all = app.store().photographs(seat.studio, client).await?;
    let shown = |own: pointil_storage::Photograph| {
        let id = own.id.to_string();
        let day = own.fields.taken_on.map(words::day);
        ShownPhotograph {
            words: match day {
                Some(day) => format!("{}, {day}", words::pose(&own.fields.pose)),
                None => words::pose(&own.fields.pose).to_owned(),
            },
            thumbnail: Some(format!("/photographs/{id}/thumbnail")),
            is_chosen: chosen.contains(&id),
            id,
        }
    };
    Ok(all.into_iter().rev().map(shown).collect())
}

fn shown_case(case: &Case, zone: &TimeZone) -> ShownCase {
    let flag = |(symptom, outcome): &(pointil_practice::check_in::Symptom, Outcome)| {
        (symptom.row().question.clone(), outcome_words(*outcome))
    };
    let flagged: Vec<_> = case.triage.flags.iter().map(|own| own.0).collect();
    let also = case.answers.symptoms.iter();
    ShownCase {
        when: words::instant(case.answered, zone),
        outcome: outcome_words(case.triage.outcome),
        is_wrong: case.triage.outcome != Outcome::Normal,
        flags: case.triage.flags.iter().map(flag).collect(),
        said: also
            .filter(|own| !flagged.contains(own))
            .map(|own| own.row().question.clone())
            .collect(),
        pain: case.answers.pain.into(),
        words: case.answers.words.as_ref().map(ToString::to_string),
        photographs: (case.answers.photographs.iter())
            .map(ToString::to_string)
            .collect(),
        told: answer::told(&case.triage),
    }
}

fn contacts(state: &CheckInState) -> &[Contact] {
    match state {
        CheckInState::Contacted { contacts, .. } | CheckInState::Resolved { contacts, .. } => {
            contacts
        }
        _ => &[],
    }
}

/// How it ended: what, and who said so when.
fn end(state: &CheckInState, people: &People, zone: &TimeZone) -> Option<(String, String)> {
    let by = |act: &pointil_practice::Act| {
        let when = words::instant(act.at, zone);
        format!("{} · {when}", named(people, act.by))
    };
    match state {
        CheckInState::Called { act, words } => Some((words.to_string(), by(act))),
        CheckInState::Resolved {
            act,
            resolution,
            words,
            ..
        } => {
            let how = RESOLUTIONS.iter().find(|own| own.2 == *resolution);
            let how = how.map_or("", |own| own.1);
            Some((format!("{how}. {words}"), by(act)))
        }
        CheckInState::Closed { by: closer, at, .. } => {
            let when = words::instant(*at, zone);
            let who = match closer {
                Closer::Rules => "the rules".to_owned(),
                Closer::Person(person) => named(people, *person),
            };
            Some(("Nothing was found.".to_owned(), format!("{who} · {when}")))
        }
        _ => None,
    }
}

pub(super) async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    refused: Refused,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let kept = desk.one::<CheckIn>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    let person = find(app, seat, client).await?;
    let people = People::of(app, seat).await?;
    let own = &kept.says;
    let zone = zone_of(&desk, Some(own.session)).await?.zone();
    let (told, is_wrong) = standing(own.stands());
    let (tried_answer, tried_step) = (refused.answer, refused.step);
    let may_prepare = frame.can(Action::PreparePractice);
    let asks = matches!(own.state(), "due" | "missed" | "to_call") && may_prepare;
    let fields = match asks || tried_answer.is_some() {
        false => None,
        true => {
            let empty = AnswerEntry::default();
            let entry = tried_answer.as_ref().map_or(&empty, |own| &own.entry);
            let photographs = photographs(app, seat, client, &entry.photographs).await?;
            let fault = tried_answer.as_ref().map(|own| &own.fault);
            Some(CheckInFields::new(entry, photographs, fault))
        }
    };
    let contact = |own: &Contact| {
        (
            format!(
                "{} · {}",
                named(&people, own.act.by),
                words::instant(own.act.at, &zone)
            ),
            own.words.to_string(),
            own.reached,
            words::instant(own.look_again, &zone),
        )
    };
    let offers = offers(&kept, &frame, (seat.at, &zone), tried_step.as_ref())?;
    page(&CheckInPage {
        id,
        client,
        phone: person.fields.phone.clone(),
        standing: told,
        is_wrong,
        told: facts(own, &people, &zone),
        session: own.session.to_string(),
        case: own.case().map(|case| shown_case(case, &zone)),
        contacts: contacts(own.stands()).iter().map(contact).collect(),
        end: end(own.stands(), &people, &zone),
        fields,
        may_report: may_prepare,
        problem: offer::refused(&offers, tried_step.as_ref()),
        offers,
        make_link: make_link(&frame, client, id),
        frame: frame
            .titled(format!("Day {} of {}", own.day, full_name(&person.fields)))
            .at(Nav::Clients),
    })
}

fn facts(own: &CheckIn, people: &People, zone: &TimeZone) -> Vec<(&'static str, String)> {
    let days = match own.day {
        0 => "the day of the session".to_owned(),
        1 => "one day after the session".to_owned(),
        days => format!("{days} days after the session"),
    };
    let mut facts = vec![
        ("Of", days),
        ("Treated by", named(people, own.practitioner)),
    ];
    if own.asked {
        facts.push(("Asked", words::instant(own.ask_at, zone)));
        facts.push(("Answer until", words::instant(own.answer_by, zone)));
    } else {
        facts.push(("Told unasked", words::instant(own.ask_at, zone)));
    }
    if own.case().is_some() && own.judged_day() > own.day {
        facts.push((
            "Answered on",
            format!("day {}, by which it is judged", own.judged_day()),
        ));
    }
    if own.missed > 0 {
        facts.push(("Not answered in time", format!("{} times", own.missed)));
    }
    facts
}

/// What can be done with a check-in as it stands.
fn offers(
    kept: &Kept<CheckIn>,
    frame: &Frame,
    (now, zone): (jiff::Timestamp, &TimeZone),
    tried: Option<&Tried>,
) -> Result<Vec<Offer>, Fault> {
    let own = &kept.says;
    let to = |step: &str| format!("/check-ins/{}/{step}", kept.id);
    let may = |action| frame.can(action);
    let mut offers = Vec::new();
    let state = own.state();
    if may(Action::PreparePractice) {
        match state {
            "missed" => offers.extend(missed(own, &to, &frame.csrf)),
            "to_call" => offers.push(
                Offer::new(to("call"), "Called, and all is well", "All is well")
                    .saying("If it is not, enter what the client says instead: it is judged then.")
                    .asking(&frame.csrf, [area("call_words", "What was said", tried)]),
            ),
            "escalated" | "contacted" => offers.push(contact_offer(
                to("contact"),
                &frame.csrf,
                (now, zone),
                tried,
            )),
            "triaged" => offers.push(
                Offer::new(to("escalate"), "Somebody must act", "Pass it on")
                    .saying("You see more in it than the rules do. It stays open until a named person has resolved it.")
                    .asking(&frame.csrf, [])
                    .grave(),
            ),
            _ => {}
        }
    }
    if may(Action::TreatClients) && state == "triaged" {
        let close = Offer::new(to("close"), "I have read it, and all is well", "Close it")
            .saying("It is closed under your name.");
        offers.insert(0, close.asking(&frame.csrf, []).opened());
    }
    if may(Action::TreatClients) && state == "contacted" {
        offers.push(resolve_offer(to("resolve"), &frame.csrf, tried));
    }
    offers.into_iter().map(|own| own.tried(tried)).collect()
}

fn missed(own: &CheckIn, to: &impl Fn(&str) -> String, csrf: &str) -> Vec<Offer> {
    let hand_over = Offer::new(
        to("hand-over"),
        "Somebody calls",
        "It is on the list to call",
    )
    .asking(csrf, [])
    .opened();
    if own.missed >= MOST_MISSES {
        return vec![hand_over];
    }
    let again = Offer::new(to("ask-again"), "Ask again", "Ask once more")
        .saying("There are 24 hours more to answer. After that somebody calls.")
        .asking(csrf, []);
    vec![again, hand_over]
}

fn area(name: &'static str, label: &'static str, tried: Option<&Tried>) -> Field {
    Field::new("textarea", name, label).holding(entered(tried, name))
}

fn contact_offer(
    to: String,
    csrf: &str,
    (now, zone): (jiff::Timestamp, &TimeZone),
    tried: Option<&Tried>,
) -> Offer {
    let tomorrow = now.to_zoned(zone.clone()).date().tomorrow();
    let day = match entered(tried, "look_day") {
        "" => tomorrow.map_or_else(|_| String::new(), |day| day.to_string()),
        entered => entered.to_owned(),
    };
    let time = match entered(tried, "look_time") {
        "" => "09:00",
        entered => entered,
    };
    let reached = [("", "Choose"), ("yes", "Yes"), ("no", "No, I only tried")];
    let reached = reached.map(|(value, words)| (value.to_owned(), words.to_owned()));
    Offer::new(to, "In contact with the client", "Write it down")
        .saying("Every try counts, also one that reached nobody. It stays open.")
        .asking(
            csrf,
            [
                Field::new("select", "reached", "Was the client reached?")
                    .holding(entered(tried, "reached"))
                    .among(reached),
                area("contact_words", "What was said and done", tried),
                Field::new("date", "look_day", "Somebody looks again on").holding(day),
                Field::new("time", "look_time", "At").holding(time),
            ],
        )
        .opened()
}

fn resolve_offer(to: String, csrf: &str, tried: Option<&Tried>) -> Offer {
    let all = RESOLUTIONS.map(|(value, words, _)| (value.to_owned(), words.to_owned()));
    let choose = [(String::new(), "Choose".to_owned())];
    Offer::new(to, "Resolve it", "Resolve it under my name")
        .saying("From then on it keeps no session shut. A sign for a doctor is resolved when a doctor has looked, or the client declined to see one.")
        .asking(
            csrf,
            [
                Field::new("select", "resolution", "How")
                    .holding(entered(tried, "resolution"))
                    .among(choose.into_iter().chain(all)),
                area("resolve_words", "What was found", tried),
            ],
        )
}

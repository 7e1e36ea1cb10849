//! A review's page: what was answered, beside what was answered before the first session, and what the studio sees.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use pointil_practice::review::{
    Certainty, Change, Review, ReviewAnswers, ReviewState, VisualDensity, density_change,
    rosenberg_change, rosenberg_error,
};
use pointil_practice::{PracticeRecord, Words};
use pointil_storage::{ClientId, RecordId};

use super::super::asked::{Asked, Stepped};
use super::super::by_link::{MakeLink, make_link};
use super::super::check_in::{named, photographs};
use super::super::desk::{Day, Desk};
use super::super::offer::{self, Offer, Tried, entered};
use super::super::place::fitting;
use super::super::sent::Sent;
use super::answer::{self, ReviewEntry, ReviewFields, SATISFACTIONS};
use super::{standing, title};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::Field;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::version::People;
use crate::words;

/// A measure before and after, in words.
pub(super) struct ShownChange {
    pub(super) measure: &'static str,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) certainty: String,
}

#[derive(Template)]
#[template(path = "practice/review.html")]
struct ReviewPage {
    frame: Frame,
    client: ClientId,
    id: RecordId,
    standing: &'static str,
    is_wrong: bool,
    told: Vec<(&'static str, String)>,
    answered: Vec<(&'static str, String)>,
    photographs: Vec<String>,
    changes: Vec<ShownChange>,
    fields: Option<ReviewFields>,
    offers: Vec<Offer>,
    problem: Option<String>,
    make_link: Option<MakeLink>,
}

/// What was refused: answers, or the studio's look at them.
#[derive(Default)]
struct Refused {
    pub(super) answer: Option<answer::Tried>,
    pub(super) step: Option<Tried>,
}

/// A review's page.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, id, Refused::default()).await
}

/// Somebody of the studio enters what the client says.
pub(super) async fn answer(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    sent: Sent,
) -> Result<Response, Fault> {
    let kept = Desk::at(&app, &seat).await?.one::<Review>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    match answer::take(&app, seat.act(), client, id, &sent).await {
        Ok(()) => Ok(Redirect::to(&format!("/reviews/{id}?done=saved")).into_response()),
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

/// Somebody of the studio has looked at the answers and the photographs.
pub(super) async fn look(asked: Asked) -> Result<Response, Fault> {
    let look = |own: Review, desk: &Desk, _: &Day, sent: &Sent| {
        let density = match sent.one("density") {
            "" => None,
            text => Some(density(text)?),
        };
        let words: Option<Words<2000>> = match sent.one("look_words") {
            "" => None,
            text => Some(fitting("look_words", text)?),
        };
        Ok(own.look(desk.by()?, density, words)?)
    };
    match asked.change("/reviews", "look", look).await? {
        Stepped::Done(response) => Ok(response),
        Stepped::Refused(again) => {
            let status = again.tried.fault.status();
            let refused = Refused {
                step: Some(again.tried),
                ..Refused::default()
            };
            let shown = shown(&again.app, again.frame, &again.seat, again.id, refused).await?;
            Ok((status, shown).into_response())
        }
    }
}

fn density(text: &str) -> Result<VisualDensity, Fault> {
    let own: Option<VisualDensity> = text.parse().ok().and_then(|own: u8| own.try_into().ok());
    own.ok_or_else(|| field("density", "choose a number from 0 to 10"))
}

/// What was answered, in words.
fn answered(answers: &ReviewAnswers) -> Vec<(&'static str, String)> {
    let mut told = Vec::new();
    if let Some(satisfaction) = answers.satisfaction {
        let own = SATISFACTIONS.get(usize::from(u8::from(satisfaction)));
        told.push((
            "Satisfaction",
            own.map_or_else(String::new, |own| own.1.to_owned()),
        ));
    }
    if let Some(again) = answers.would_choose_again {
        let words = if again { "Yes" } else { "No" };
        told.push(("Would choose it again", words.to_owned()));
    }
    if let Some(esteem) = answers.rosenberg {
        told.push((
            "Self-esteem (Rosenberg)",
            format!("{} of 30", esteem.score()),
        ));
    }
    if let Some(words) = &answers.words {
        told.push(("In their own words", words.to_string()));
    }
    told
}

fn certainty(change: Change) -> String {
    match change.certainty {
        Certainty::BeyondError => format!(
            "A change beyond what asking the same person twice gives ({:.1} points).",
            rosenberg_error()
        ),
        Certainty::WithinError => format!(
            "Within what asking the same person twice gives ({:.1} points): it may be nothing.",
            rosenberg_error()
        ),
        Certainty::Unknown => {
            "Nobody has published what looking twice gives: read it as an impression.".to_owned()
        }
    }
}

/// The measures before the first session and in a review, where both are known.
pub(super) fn changes(baseline: Option<&Review>, own: &Review) -> Vec<ShownChange> {
    let Some(baseline) = baseline.filter(|baseline| baseline.id != own.id) else {
        return Vec::new();
    };
    let esteem = |review: &Review| review.answers().and_then(|own| own.rosenberg);
    let esteem = esteem(baseline).zip(esteem(own));
    let esteem = esteem.map(|(before, after)| {
        let change = rosenberg_change(before, after);
        ("Self-esteem (Rosenberg, 0 to 30)", change)
    });
    let density = baseline.density().zip(own.density());
    let density = density.map(|(before, after)| {
        let change = density_change(before, after);
        ("Density as the studio sees it (0 to 10)", change)
    });
    let shown = |(measure, change): (&'static str, Change)| ShownChange {
        measure,
        before: change.before.to_string(),
        after: format!("{} ({:+})", change.after, change.difference()),
        certainty: certainty(change),
    };
    esteem.into_iter().chain(density).map(shown).collect()
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    refused: Refused,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let kept = desk.one::<Review>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    let person = find(app, seat, client).await?;
    let people = People::of(app, seat).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let all = desk.of_client::<Review>(client).await?;
    let baseline = all.iter().map(|own| &own.says);
    let baseline = baseline
        .filter(|own| own.time == pointil_practice::review::ReviewTime::Baseline)
        .find(|own| own.answers().is_some());
    let own = &kept.says;
    let (told, is_wrong) = standing(own.stands());
    let (tried_answer, tried_step) = (refused.answer, refused.step);
    let asks = matches!(own.state(), "due" | "missed") && frame.can(Action::PreparePractice);
    let fields = match asks || tried_answer.is_some() {
        false => None,
        true => {
            let empty = ReviewEntry::default();
            let entry = tried_answer.as_ref().map_or(&empty, |own| &own.entry);
            let photographs = photographs(app, seat, client, &entry.photographs).await?;
            let fault = tried_answer.as_ref().map(|own| &own.fault);
            Some(ReviewFields::new(own.time, entry, photographs, fault))
        }
    };
    let answers = own.answers();
    let pictures = answers.into_iter().flat_map(|own| own.photographs.iter());
    let offers = offers(own, id, &frame, tried_step.as_ref())?;
    page(&ReviewPage {
        client,
        id,
        standing: told,
        is_wrong,
        told: facts(own, &people, &zone),
        answered: answers.map(answered).unwrap_or_default(),
        photographs: pictures.map(ToString::to_string).collect(),
        changes: changes(baseline, own),
        fields,
        problem: offer::refused(&offers, tried_step.as_ref()),
        offers,
        make_link: make_link(&frame, client, id),
        frame: frame
            .titled(format!(
                "{}: {}",
                full_name(&person.fields),
                title(own.time)
            ))
            .at(Nav::Clients),
    })
}

fn facts(own: &Review, people: &People, zone: &TimeZone) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("Treated by", named(people, own.practitioner)),
        ("Asked", words::instant(own.ask_at, zone)),
        ("Answer until", words::instant(own.answer_by, zone)),
    ];
    if let ReviewState::LookedAt {
        act,
        density,
        words: said,
        ..
    } = own.stands()
    {
        let when = words::instant(act.at, zone);
        facts.push(("Looked at by", format!("{}, {when}", named(people, act.by))));
        if let Some(density) = density {
            facts.push(("Density as seen", format!("{} of 10", u8::from(*density))));
        }
        if let Some(said) = said {
            facts.push(("What is to be done", said.to_string()));
        }
    }
    facts
}

fn offers(
    own: &Review,
    id: RecordId,
    frame: &Frame,
    tried: Option<&Tried>,
) -> Result<Vec<Offer>, Fault> {
    if own.state() != "answered" || !frame.can(Action::TreatClients) {
        return Ok(Vec::new());
    }
    let has_photographs = own.answers().is_some_and(|own| !own.photographs.is_empty());
    let none = [(String::new(), "Not judged".to_owned())];
    let scale = (0..=10).map(|own: u8| (own.to_string(), own.to_string()));
    let density = Field::new(
        "select",
        "density",
        "Density as you see it on the photographs",
    )
    .holding(entered(tried, "density"))
    .hinting("0 is bald, 10 is full hair.")
    .optional()
    .among(none.into_iter().chain(scale));
    let words = Field::new("textarea", "look_words", "What is to be done")
        .holding(entered(tried, "look_words"))
        .optional();
    let fields = has_photographs
        .then_some(density)
        .into_iter()
        .chain([words]);
    let look = Offer::new(
        format!("/reviews/{id}/look"),
        "Look at it",
        "I have looked at it",
    )
    .asking(&frame.csrf, fields)
    .opened();
    Ok(vec![look.tried(tried)?])
}

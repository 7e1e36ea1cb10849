//! The questionnaire on health, answered by the client on their own device: what came of it in kind words, and a change reported.

use askama::Template;
use axum::response::Response;
use pointil_practice::consent::Said;
use pointil_practice::screening::{Questionnaire, Screening, ScreeningState};
use pointil_storage::RecordId;

use super::super::answers::{self, ShownQuestion};
use super::super::booking::{Fields, of};
use super::super::desk::{Changes, Day, Desk, Kept, client as client_id, record};
use super::super::place::fitting;
use super::{At, Opened, Told, Tried};
use crate::app::App;
use crate::fault::Fault;
use crate::form::{Field, Form};
use crate::frame::{Frame, page};
use crate::words;

/// An answer that met a rule.
struct Met {
    asks: String,
    words: String,
    until: Option<String>,
}

#[derive(Template)]
#[template(path = "look/screening.html")]
struct ScreeningPage {
    frame: Frame,
    at: At,
    is_draft: bool,
    questions: Vec<ShownQuestion>,
    problem: Option<String>,
    outcome: &'static str,
    follows: String,
    met: Vec<Met>,
    changed: Option<String>,
    change_form: Option<Form>,
    /// Whether the questions can be answered anew.
    is_anew: bool,
}

fn questionnaire() -> Result<Questionnaire, Fault> {
    Questionnaire::built_in().map_err(Fault::internal)
}

/// What came of it and what follows, in words for the client.
fn outcome(own: &Screening) -> (&'static str, String) {
    let judged = own.judgement();
    let until = judged.map(|own| words::day(own.counts_until));
    let later = judged.and_then(|own| own.postponed_until()).map(words::day);
    let plain = |words: &str| words.to_owned();
    match own.standing() {
        ScreeningState::Draft => ("To be answered", String::new()),
        ScreeningState::Answered { .. } => (
            "Your answers are with the studio",
            plain("The studio comes back to you."),
        ),
        ScreeningState::Proceed { .. } => (
            "Nothing in your answers stands in the way",
            format!(
                "Your answers count until {}. Before each session we ask you whether anything has changed.",
                until.unwrap_or_default()
            ),
        ),
        ScreeningState::LetterNeeded { .. } => (
            "Please ask a doctor first",
            plain(
                "Show what stands below to your doctor, and bring us a letter that says whether this treatment is all right for you. We want to be on the safe side; we do not say what you have.",
            ),
        ),
        ScreeningState::LetterAccepted { .. } => (
            "Your doctor's letter is with us",
            format!(
                "Nothing stands in the way until {}. Before each session we ask you whether anything has changed.",
                until.unwrap_or_default()
            ),
        ),
        ScreeningState::Postponed { .. } => (
            "It is better to wait",
            match later {
                Some(day) => format!(
                    "From {day} on we ask these questions again. Waiting is the safe way; it costs you nothing with us."
                ),
                None => plain("The studio tells you when we ask these questions again."),
            },
        ),
        ScreeningState::Declined { .. } => (
            "We do not treat you",
            plain(
                "We are sorry. With what you answered we cannot do this treatment safely enough. This is no diagnosis; if you want to know more, talk with a doctor, and talk with us.",
            ),
        ),
        ScreeningState::Changed { .. } => (
            "You told us that something has changed",
            plain("Thank you. Please answer the questions again, so that we know how to go on."),
        ),
        ScreeningState::Expired { .. } => (
            "These answers are too old",
            plain("Please answer the questions again before the next session."),
        ),
        ScreeningState::Superseded { .. } => (
            "Later answers took the place of these",
            plain("There is nothing to do here."),
        ),
    }
}

pub(super) fn told(own: &Screening) -> Told {
    let is_asked = matches!(
        own.standing(),
        ScreeningState::Draft | ScreeningState::Changed { .. } | ScreeningState::Expired { .. }
    );
    super::told("Questions on your health", outcome(own).0, is_asked)
}

fn met(own: &Screening, asked: &Questionnaire) -> Vec<Met> {
    let judged = own.judgement().into_iter();
    let found = judged.flat_map(|judged| judged.findings.iter());
    let asks = |code: &str| {
        let mut all = asked.questions.iter();
        let question = all.find(|question| question.code == code);
        question.map_or_else(String::new, |question| question.asks.clone())
    };
    found
        .map(|finding| Met {
            asks: asks(finding.question.as_str()),
            words: finding.words.to_string(),
            until: finding.until.map(words::day),
        })
        .collect()
}

pub(super) async fn shown(
    opened: &Opened,
    frame: Frame,
    tried: Option<Tried>,
) -> Result<Response, Fault> {
    let own = opened.kept::<Screening>().await?.says;
    let asked = questionnaire()?;
    let state = own.standing();
    let opens = matches!(
        state,
        ScreeningState::Proceed { .. } | ScreeningState::LetterAccepted { .. }
    );
    let entered = tried.as_ref().map_or("", |own| of(&own.fields, "what"));
    let mut change_form = opens.then(|| {
        let what = Field::new("textarea", "what", "What has changed").holding(entered);
        Form::new(&frame.csrf, [what])
    });
    let mut problem = None;
    if let Some(Tried { fault, .. }) = tried {
        match &mut change_form {
            Some(form) => *form = core::mem::take(form).refused(fault)?,
            None => problem = Some(fault.detail()),
        }
    }
    let (outcome, follows) = outcome(&own);
    page(&ScreeningPage {
        at: opened.at(),
        is_draft: *state == ScreeningState::Draft,
        questions: answers::shown(&asked, own.answers()),
        problem,
        outcome,
        follows,
        met: met(&own, &asked),
        changed: match state {
            ScreeningState::Changed { what, .. } => Some(what.to_string()),
            _ => None,
        },
        change_form,
        is_anew: matches!(
            state,
            ScreeningState::Changed { .. } | ScreeningState::Expired { .. }
        ),
        frame: frame.titled("Questions on your health"),
    })
}

pub(super) async fn done(
    app: &App,
    opened: &Opened,
    fields: &Fields,
) -> Result<(RecordId, &'static str), Fault> {
    let (act, id) = (opened.visit.act(app), opened.id);
    match of(fields, "do") {
        "change" => {
            let report = |own: Screening, desk: &Desk, _: &Day| {
                let what = fitting("what", of(fields, "what"))?;
                Ok(own.report_change(desk.now(), what)?)
            };
            app.alter(act, id, report).await?;
            Ok((id, "you-changed"))
        }
        "anew" => Ok((anew(app, opened).await?, "you-anew")),
        todo => {
            let asked = questionnaire()?;
            let given = answers::read(&asked, fields)?;
            // What was answered is kept before it is judged, so that a question left out loses nothing.
            let keep =
                |own: Screening, _: &Desk, _: &Day| Ok(own.with_answers(given.iter().cloned())?);
            app.alter(act, id, keep).await?;
            if todo == "keep" {
                return Ok((id, "you-kept"));
            }
            let judge = |own: Screening, desk: &Desk, day: &Day| {
                let answered = own.answer(&asked, (desk.now(), Said::ByLink), day.date)?;
                Ok(answered.judge(&asked, &day.protocol, day.date)?)
            };
            app.alter(act, id, judge).await?;
            Ok((id, "you-answered"))
        }
    }
}

/// Begins the questions anew; where that was done by this link already, they are gone on with.
async fn anew(app: &App, opened: &Opened) -> Result<RecordId, Fault> {
    let (asked, client) = (questionnaire()?, opened.client());
    app.decide(opened.visit.act(app), |desk| {
        let asked = &asked;
        async move {
            let all = desk.of_client::<Screening>(client).await?;
            let goes_on = |own: &&Kept<Screening>| {
                *own.says.standing() == ScreeningState::Draft
                    && opened.visit.link.records.contains(&own.id)
            };
            if let Some(draft) = all.iter().find(goes_on) {
                return Ok((Changes::none(), draft.id));
            }
            let id = desk.new_id()?;
            let begun = Screening::begin(record(id), client_id(client), asked);
            Ok((Changes::none().begin(id, Some(client), &begun)?, id))
        }
    })
    .await
}

//! The page on which a stranger asks the studio: for a conversation, or for an answer.

use askama::Template;
use axum::extract::{Form as Entered, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use pointil_practice::appointment::Term;
use pointil_practice::enquiry::{Asked, Email, Enquiry, Phone, Reach, Wish};
use pointil_storage::{Act, Actor};
use serde::Deserialize;

use super::desk::{Changes, record};
use super::place::fitting;
use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form, entered};
use crate::frame::{Frame, page};
use crate::network::Address;

/// What can be asked for, by the name that forms send.
pub(super) const WISHES: [(Wish, &str, &str); 4] = [
    (Wish::Consultation, "consultation", "A conversation first"),
    (
        Wish::TouchUp,
        "touch_up",
        "A touch-up of work that is there",
    ),
    (
        Wish::Correction,
        "correction",
        "Correction or removal of work that is there",
    ),
    (Wish::Answer, "answer", "An answer to a question"),
];

#[derive(Template)]
#[template(path = "practice/ask.html")]
struct AskPage {
    frame: Frame,
    studio: String,
    form: Form,
}

#[derive(Template)]
#[template(path = "practice/asked.html")]
struct AskedPage {
    frame: Frame,
    studio: String,
    hours: u32,
}

/// What a stranger writes, as text.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entry {
    name: String,
    reach: String,
    wish: String,
    purpose: String,
    suits: String,
    hair_loss: String,
}

impl Entry {
    fn form(&self, frame: &Frame) -> Form {
        let wishes = WISHES.map(|(_, name, words)| (name.to_owned(), words.to_owned()));
        Form::new(
            &frame.csrf,
            [
                Field::new("text", "name", "Your name")
                    .holding(&self.name)
                    .filled("name"),
                Field::new("text", "reach", "E-mail address or telephone number")
                    .holding(&self.reach)
                    .filled("email")
                    .hinting("We answer there, and nowhere else."),
                Field::new("select", "wish", "What you ask for")
                    .holding(&self.wish)
                    .among(wishes),
                Field::new("textarea", "purpose", "What it is about")
                    .holding(&self.purpose)
                    .hinting("Please write nothing about illnesses or medicines here. We ask about them later, in private.")
                    .optional(),
                Field::new("text", "suits", "Times that suit you")
                    .holding(&self.suits)
                    .filled("off")
                    .optional(),
                Field::new("textarea", "hair_loss", "Your hair, in your own words")
                    .holding(&self.hair_loss)
                    .hinting("For example where it got thin, and since when.")
                    .optional(),
            ],
        )
    }

    fn read(&self) -> Result<Asked, Fault> {
        let wish = WISHES.iter().find(|(_, name, _)| *name == self.wish);
        let (wish, ..) = wish.ok_or_else(|| field("wish", "choose one of the list"))?;
        Ok(Asked {
            name: fitting("name", &self.name)?,
            reach: reach(&self.reach)?,
            wish: *wish,
            purpose: some("purpose", &self.purpose)?,
            suits: some("suits", &self.suits)?,
            hair_loss: some("hair_loss", &self.hair_loss)?,
        })
    }
}

fn reach(text: &str) -> Result<Reach, Fault> {
    let told = |error: pointil_practice::enquiry::ReachError| field("reach", &error.to_string());
    if text.contains('@') {
        return Ok(Reach::Email(Email::new(text).map_err(told)?));
    }
    Ok(Reach::Phone(Phone::new(text).map_err(told)?))
}

/// Words of a field that may stay empty.
pub(super) fn some<T>(name: &str, text: &str) -> Result<Option<T>, Fault>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let text = text.replace("\r\n", "\n");
    entered(&text).map(|own| fitting(name, &own)).transpose()
}

async fn shown(app: &App, frame: Frame, form: Form) -> Result<Response, Fault> {
    let studio = app.studio_id().await?.ok_or(Fault::NotFound)?;
    page(&AskPage {
        frame: frame.titled("Ask us"),
        studio: app.studio(studio).await?.fields.name,
        form,
    })
}

/// The form.
pub(super) async fn show(
    State(app): State<App>,
    from: Address,
    frame: Frame,
) -> Result<Response, Fault> {
    app.limits().look(from.ip, app.now())?;
    let form = Entry::default().form(&frame);
    shown(&app, frame, form).await
}

/// Keeps what was asked.
pub(super) async fn ask(
    State(app): State<App>,
    from: Address,
    frame: Frame,
    Entered(entry): Entered<Entry>,
) -> Result<Response, Fault> {
    let now = app.now();
    app.limits().look(from.ip, now)?;
    let studio = app.studio_id().await?.ok_or(Fault::NotFound)?;
    // What does not fit is not counted: whoever mistypes is no crowd.
    let read = entry.read().and_then(|asked| {
        app.limits().ask(from.ip, now)?;
        Ok(asked)
    });
    let asked = match read {
        Ok(asked) => asked,
        Err(fault) => {
            let status = fault.status();
            let form = entry.form(&frame).refused(fault)?;
            let mut answer = shown(&app, frame, form).await?;
            *answer.status_mut() = status;
            return Ok(answer);
        }
    };
    let act = Act {
        studio,
        actor: Actor::Program,
        at: now,
    };
    app.decide(act, |desk| {
        let asked = asked.clone();
        async move {
            let (id, terms) = (desk.new_id()?, desk.terms().await?);
            let hours = terms.value(Term::AnswerEnquiry);
            let by = now.saturating_add(SignedDuration::from_hours(i64::from(hours)));
            let by = by.map_err(Fault::internal)?;
            let enquiry = Enquiry::new(record(id), now, by, asked);
            Ok((Changes::none().begin(id, None, &enquiry)?, ()))
        }
    })
    .await?;
    Ok(Redirect::to("/ask/thanks").into_response())
}

/// Thanks for it.
pub(super) async fn thanks(
    State(app): State<App>,
    from: Address,
    frame: Frame,
) -> Result<Response, Fault> {
    app.limits().look(from.ip, app.now())?;
    let studio = app.studio_id().await?.ok_or(Fault::NotFound)?;
    let studio = app.studio(studio).await?;
    page(&AskedPage {
        frame: frame.titled("Thank you"),
        hours: super::terms::of(&studio)?.value(Term::AnswerEnquiry),
        studio: studio.fields.name,
    })
}

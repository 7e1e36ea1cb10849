//! The studio's settings, and its key.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_storage::{Studio, StudioFields};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::{checked_zone, field, studio_fields};
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::you::check_password;

#[derive(Template)]
#[template(path = "studio.html")]
struct StudioPage {
    frame: Frame,
    form: Form,
    key_form: Form,
    studio: Studio,
    key_file: String,
    may_edit: bool,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    studio_name: String,
    time_zone: String,
    currency: String,
    keeping_years: String,
    phone: String,
    revision: String,
}

/// Where the number stands among the studio's settings.
const PHONE: &str = "phone";

/// The number by which clients reach the studio; none before it was entered.
///
/// # Errors
/// Settings that this program did not write.
pub(crate) fn phone(studio: &Studio) -> Result<Option<String>, Fault> {
    let settings: Map<String, Value> =
        serde_json::from_str(&studio.fields.settings).map_err(Fault::internal)?;
    let own = settings.get(PHONE).and_then(Value::as_str);
    Ok(own.map(str::to_owned))
}

/// Settings with another number, or without one where none is entered.
fn with_phone(settings: &str, entered: &str) -> Result<String, Fault> {
    let mut settings: Map<String, Value> =
        serde_json::from_str(settings).map_err(Fault::internal)?;
    let number = entered.trim();
    let fits = |own: char| own.is_ascii_digit() || " +()-/.".contains(own);
    if !number.chars().all(fits) || number.len() > 40 {
        return Err(field(
            "phone",
            "digits, spaces and + ( ) - / . alone, at most 40: +44 20 7946 0018",
        ));
    }
    match number.chars().filter(char::is_ascii_digit).count() {
        0 => settings.remove(PHONE),
        1..3 => return Err(field("phone", "too short: enter it with its area code")),
        _ => settings.insert(PHONE.to_owned(), Value::from(number)),
    };
    Ok(Value::Object(settings).to_string())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct KeyRequest {
    password: String,
}

impl Settings {
    fn of(studio: &Studio) -> Result<Self, Fault> {
        let phone = phone(studio)?.unwrap_or_default();
        let fields = studio.fields.clone();
        Ok(Self {
            phone,
            studio_name: fields.name,
            time_zone: fields.time_zone,
            currency: fields.currency,
            keeping_years: fields.keeping_years.to_string(),
            revision: studio.revision.to_string(),
        })
    }

    fn form(&self, frame: &Frame) -> Form {
        let keeping = Field::new("number", "keeping_years", "Keeping time in years")
            .holding(&self.keeping_years)
            .hinting("So long what was agreed is kept after a client asked to be erased. Ask what your law wants.");
        let fields = studio_fields(&self.studio_name, &self.time_zone, &self.currency);
        let phone = Field::new("tel", "phone", "Telephone")
            .holding(&self.phone)
            .hinting("Clients read it where they are told to call, such as +44 20 7946 0018.")
            .optional();
        let hidden = Field::hidden("revision", &self.revision);
        Form::new(
            &frame.csrf,
            fields.into_iter().chain([phone, keeping, hidden]),
        )
    }

    fn read(&self, studio: &Studio) -> Result<(u64, StudioFields), Fault> {
        let years = self.keeping_years.trim();
        let fields = StudioFields {
            name: self.studio_name.trim().to_owned(),
            currency: self.currency.trim().to_uppercase(),
            time_zone: checked_zone(&self.time_zone)?,
            keeping_years: years.parse().map_err(|_| {
                field(
                    "keeping_years",
                    &format!("{years:?}: whole years, 0 to 100"),
                )
            })?,
            settings: with_phone(&studio.fields.settings, &self.phone)?,
        };
        if fields.name.is_empty() {
            return Err(field("studio_name", "empty: enter it"));
        }
        Ok((revision(&self.revision)?, fields))
    }
}

/// A revision out of a form.
pub(crate) fn revision(text: &str) -> Result<u64, Fault> {
    text.parse()
        .map_err(|_| Fault::Malformed("the form has no revision: open the page again".to_owned()))
}

fn key_form(frame: &Frame) -> Form {
    let password = Field::new("password", "password", "Your password").filled("current-password");
    Form::new(&frame.csrf, [password])
}

fn show(
    app: &App,
    seat: &Seat,
    frame: Frame,
    studio: Studio,
    forms: (Form, Form),
) -> Result<Response, Fault> {
    page(&StudioPage {
        frame: frame.titled(studio.fields.name.clone()).at(Nav::Studio),
        form: forms.0,
        key_form: forms.1,
        studio,
        key_file: app.key_file().display().to_string(),
        may_edit: seat.can(Action::EditStudio),
    })
}

pub(crate) async fn show_studio(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
) -> Result<Response, Fault> {
    let studio = app.studio(seat.studio).await?;
    let forms = (Settings::of(&studio)?.form(&frame), key_form(&frame));
    show(&app, &seat, frame, studio, forms)
}

pub(crate) async fn edit_studio(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    axum::Form(settings): axum::Form<Settings>,
) -> Result<Response, Fault> {
    let studio = app.studio(seat.studio).await?;
    let done = match settings.read(&studio) {
        Ok((revision, fields)) => {
            let edited = app
                .store()
                .edit_studio(&seat.act(), revision, &fields)
                .await;
            edited.map_err(Fault::from)
        }
        Err(fault) => Err(fault),
    };
    match done {
        Ok(_) => Ok(Redirect::to("/studio?done=saved").into_response()),
        Err(fault) => {
            let forms = (settings.form(&frame).refused(fault)?, key_form(&frame));
            show(&app, &seat, frame, studio, forms)
        }
    }
}

/// Hands out the studio key as a file, once the owner's password is entered again.
pub(crate) async fn save_key(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    axum::Form(request): axum::Form<KeyRequest>,
) -> Result<Response, Fault> {
    if let Err(fault) = check_password(&app, &seat, "password", request.password).await {
        let studio = app.studio(seat.studio).await?;
        let forms = (
            Settings::of(&studio)?.form(&frame),
            key_form(&frame).refused(fault)?,
        );
        return show(&app, &seat, frame, studio, forms);
    }
    let key = tokio::fs::read(app.key_file())
        .await
        .map_err(Fault::internal)?;
    let mut answer = key.into_response();
    let headers = answer.headers_mut();
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    let name = HeaderValue::from_static("attachment; filename=\"studio.key\"");
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(answer)
}

//! The first visit: a studio and its owner come into being.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz;
use pointil_storage::{AccountFields, NewAccount, Role, StudioFields};
use serde::Deserialize;

use crate::app::App;
use crate::fault::Fault;
use crate::form::{Field, Form};
use crate::frame::{Frame, page};
use crate::network::Address;
use crate::password;
use crate::sign_in::sign_in_device;

#[derive(Template)]
#[template(path = "first-visit.html")]
struct FirstVisitPage {
    frame: Frame,
    form: Form,
}

#[derive(Template)]
#[template(path = "first-visit-code.html")]
struct CodePage {
    frame: Frame,
}

/// What is entered on the first visit.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Opening {
    studio_name: String,
    time_zone: String,
    currency: String,
    name: String,
    email: String,
    password: String,
    code: String,
}

/// Currencies that are suggested; any code of ISO 4217 may be entered.
const CURRENCIES: [(&str, &str); 10] = [
    ("EUR", "Euro"),
    ("GBP", "Pound sterling"),
    ("USD", "US dollar"),
    ("AUD", "Australian dollar"),
    ("BRL", "Brazilian real"),
    ("CAD", "Canadian dollar"),
    ("CHF", "Swiss franc"),
    ("CZK", "Czech koruna"),
    ("PLN", "Polish złoty"),
    ("TRY", "Turkish lira"),
];

/// Fields that a studio's settings have, too.
pub(crate) fn studio_fields(name: &str, zone: &str, currency: &str) -> [Field; 3] {
    let zones = tz::db().available().filter_map(|name| {
        let name = name.as_str().to_owned();
        name.contains('/').then(|| (name.clone(), name))
    });
    let currencies = CURRENCIES.map(|(code, name)| (code.to_owned(), name.to_owned()));
    [
        Field::new("text", "studio_name", "Name of the studio").holding(name),
        Field::new("text", "time_zone", "Time zone")
            .holding(zone)
            .hinting("By the nearest large city, such as Europe/London.")
            .among(zones),
        Field::new("text", "currency", "Currency")
            .holding(currency)
            .hinting("Three letters, such as EUR.")
            .among(currencies),
    ]
}

fn form(frame: &Frame, given: &Opening) -> Form {
    let zone = match given.time_zone.as_str() {
        "" => tz::TimeZone::system()
            .iana_name()
            .unwrap_or("Europe/London")
            .to_owned(),
        given => given.to_owned(),
    };
    let currency = if given.currency.is_empty() {
        "EUR"
    } else {
        &given.currency
    };
    let own = [
        Field::new("text", "name", "Your name")
            .holding(&given.name)
            .filled("name"),
        Field::new("email", "email", "Your e-mail address")
            .holding(&given.email)
            .filled("username")
            .hinting("You sign in with it. Nothing is sent to it."),
        Field::new("password", "password", "A password")
            .filled("new-password")
            .hinting(format!(
                "At least {} characters; a few unrelated words do well.",
                password::FEWEST
            )),
        Field::hidden("code", &given.code),
    ];
    let studio = studio_fields(&given.studio_name, &zone, &currency.to_uppercase());
    Form::new(&frame.csrf, studio.into_iter().chain(own))
}

fn show(frame: Frame, form: Form) -> Result<Response, Fault> {
    page(&FirstVisitPage {
        frame: frame.titled("Open your studio"),
        form,
    })
}

/// Whether this visitor may become the owner: at the machine itself, or with the code that the program showed there.
fn is_invited(app: &App, address: &Address, code: &str) -> bool {
    address.is_local || code == app.setup_code()
}

#[derive(Deserialize)]
pub(crate) struct Code {
    #[serde(default)]
    code: String,
}

pub(crate) async fn show_form(
    State(app): State<App>,
    address: Address,
    Query(Code { code }): Query<Code>,
    frame: Frame,
) -> Result<Response, Fault> {
    if app.studio_id().await?.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    if !is_invited(&app, &address, &code) {
        return page(&CodePage {
            frame: frame.titled("Open the studio where it runs"),
        });
    }
    let given = Opening {
        code,
        ..Opening::default()
    };
    let form = form(&frame, &given);
    show(frame, form)
}

pub(crate) async fn open_studio(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    frame: Frame,
    axum::Form(given): axum::Form<Opening>,
) -> Result<Response, Fault> {
    if app.studio_id().await?.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    if !is_invited(&app, &address, &given.code) {
        return Err(Fault::Forbidden);
    }
    match create(&app, &given).await {
        Ok(account) => sign_in_device(&app, account, &headers, "/studio?done=opened#key").await,
        Err(fault) => {
            let form = form(&frame, &given).refused(fault)?;
            show(frame, form)
        }
    }
}

async fn create(app: &App, given: &Opening) -> Result<pointil_storage::AccountId, Fault> {
    let studio = StudioFields {
        name: given.studio_name.trim().to_owned(),
        currency: given.currency.trim().to_uppercase(),
        time_zone: checked_zone(&given.time_zone)?,
        ..StudioFields::default()
    };
    if studio.name.is_empty() {
        return Err(field("studio_name", "empty: enter it"));
    }
    if let Some(objection) = password::objection(&given.password) {
        return Err(field("password", &objection));
    }
    let owner = NewAccount {
        fields: AccountFields {
            name: given.name.trim().to_owned(),
            email: given.email.trim().to_owned(),
            role: Role::Owner,
        },
        password_hash: app.hasher().hash(given.password.clone()).await?,
    };
    // Two first visits at once: the second finds a studio.
    let _alone = app.opening().lock().await;
    if app.studio_id().await?.is_some() {
        return Err(Fault::Forbidden);
    }
    let (_, account) = app
        .store()
        .create_studio(&studio, &owner, app.now())
        .await?;
    app.studio_id().await?;
    Ok(account)
}

/// A fault in a field.
pub(crate) fn field(name: &str, reason: &str) -> Fault {
    Fault::Field {
        field: name.to_owned(),
        reason: reason.to_owned(),
    }
}

/// The name of a time zone that exists.
pub(crate) fn checked_zone(name: &str) -> Result<String, Fault> {
    let zone = tz::TimeZone::get(name.trim());
    let known = zone
        .ok()
        .and_then(|zone| zone.iana_name().map(str::to_owned));
    known.ok_or_else(|| {
        let reason =
            format!("{name:?} is no time zone: choose one of the list, such as Europe/London");
        field("time_zone", &reason)
    })
}

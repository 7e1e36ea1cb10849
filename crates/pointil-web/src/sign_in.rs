//! Signing in and out.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::{SignedDuration, Timestamp};
use pointil_storage::{Account, AccountId, Act, Actor, Attempts, LockRule, StudioId, Token};
use serde::Deserialize;

use crate::app::App;
use crate::door::{device_cookie, set_cookie};
use crate::fault::Fault;
use crate::form::{Field, Form};
use crate::frame::{Frame, page};
use crate::network::Address;
use crate::seat::Seat;
use crate::theme::local_path;
use crate::words;

const DAY_SECONDS: i64 = 24 * 3600;

/// Attempts from one network address, behind which a whole studio may be.
const ADDRESS_RULE: LockRule = LockRule {
    attempts: 50,
    within: SignedDuration::from_mins(15),
    lock: SignedDuration::from_mins(15),
};

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignInPage {
    frame: Frame,
    form: Form,
    studio: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entry {
    email: String,
    password: String,
    next: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Next {
    next: String,
}

fn form(frame: &Frame, entry: &Entry) -> Form {
    let fields = [
        Field::new("email", "email", "E-mail address")
            .holding(&entry.email)
            .filled("username"),
        Field::new("password", "password", "Password").filled("current-password"),
        Field::hidden("next", local_path(&entry.next)),
    ];
    Form::new(&frame.csrf, fields)
}

async fn show(app: &App, studio: StudioId, frame: Frame, form: Form) -> Result<Response, Fault> {
    page(&SignInPage {
        frame: frame.titled("Sign in"),
        form,
        studio: app.studio(studio).await?.fields.name,
    })
}

pub(crate) async fn show_form(
    State(app): State<App>,
    Query(Next { next }): Query<Next>,
    frame: Frame,
) -> Result<Response, Fault> {
    let Some(studio) = app.studio_id().await? else {
        return Ok(Redirect::to("/first-visit").into_response());
    };
    if frame.seat.is_some() {
        return Ok(Redirect::to(&local_path(&next)).into_response());
    }
    let entry = Entry {
        next,
        ..Entry::default()
    };
    let form = form(&frame, &entry);
    show(&app, studio, frame, form).await
}

pub(crate) async fn sign_in(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    frame: Frame,
    axum::Form(entry): axum::Form<Entry>,
) -> Result<Response, Fault> {
    let studio = app.studio_id().await?.ok_or(Fault::NotFound)?;
    match recognise(&app, studio, address, &entry.email, &entry.password).await {
        Ok(account) => sign_in_device(&app, account.id, &headers, &local_path(&entry.next)).await,
        Err(fault) => {
            let status = fault.status();
            let form = form(&frame, &entry).refused(fault)?;
            let mut answer = show(&app, studio, frame, form).await?;
            *answer.status_mut() = status;
            Ok(answer)
        }
    }
}

/// Whose password this is. The attempt is counted before the password is looked at, by e-mail address and by network address; an unknown e-mail address
/// takes the same time and answers the same.
pub(crate) async fn recognise(
    app: &App,
    studio: StudioId,
    address: Address,
    email: &str,
    password: &str,
) -> Result<Account, Fault> {
    let at = app.now();
    let ip = address.ip.to_string();
    let whose = [
        (Attempts::Email(email), LockRule::default()),
        (Attempts::Address(&ip), ADDRESS_RULE),
    ];
    if let Some(until) = app.store().begin_attempt(studio, &whose, at).await? {
        return Err(throttled(at, until));
    }
    let known = app.store().account_by_email(studio, email).await?;
    let (account, hash) = match known {
        Some((account, hash)) => (Some(account), Some(hash)),
        None => (None, None),
    };
    let fits = app.hasher().verify(password.to_owned(), hash).await?;
    match account.filter(|_| fits) {
        Some(account) => {
            app.store()
                .forget_attempts(studio, Attempts::Email(email))
                .await?;
            Ok(account)
        }
        None => Err(Fault::Field {
            field: "password".to_owned(),
            reason: "address and password do not belong together".to_owned(),
        }),
    }
}

pub(crate) fn throttled(at: Timestamp, until: Timestamp) -> Fault {
    let seconds = until.duration_since(at).as_secs().max(1);
    Fault::Throttled {
        seconds: u64::try_from(seconds).unwrap_or(1),
    }
}

/// A token for a device that is signed in from now on, and the seconds that it lasts.
pub(crate) async fn new_device(
    app: &App,
    account: AccountId,
    device: &str,
) -> Result<(Token, i64), Fault> {
    let studio = app.studio_id().await?.ok_or(Fault::NotFound)?;
    let seconds = i64::from(app.config().sign_in_days) * DAY_SECONDS;
    let at = app.now();
    let act = Act {
        studio,
        actor: Actor::Account(account),
        at,
    };
    let ends = at
        .checked_add(SignedDuration::from_secs(seconds))
        .map_err(Fault::internal)?;
    let (_, token) = app.store().sign_in(&act, account, device, ends).await?;
    Ok((token, seconds))
}

/// Signs this browser in with a new token and sends it on.
pub(crate) async fn sign_in_device(
    app: &App,
    account: AccountId,
    headers: &HeaderMap,
    next: &str,
) -> Result<Response, Fault> {
    let agent = headers.get(header::USER_AGENT);
    let device = words::device(
        agent
            .and_then(|agent| agent.to_str().ok())
            .unwrap_or_default(),
    );
    let (token, seconds) = new_device(app, account, &device).await?;
    let is_https = app.config().is_https();
    let name = device_cookie(is_https);
    let cookie = set_cookie(name, token.reveal(), seconds, is_https)
        .ok_or_else(|| Fault::internal("a token that fits no cookie"))?;
    let mut answer = Redirect::to(next).into_response();
    answer.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(answer)
}

pub(crate) async fn sign_out(State(app): State<App>, seat: Seat) -> Result<Response, Fault> {
    app.store().sign_out(&seat.act(), seat.device).await?;
    let mut answer = Redirect::to("/sign-in?done=signed-out").into_response();
    let is_https = app.config().is_https();
    if let Some(cookie) = set_cookie(device_cookie(is_https), "", 0, is_https) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

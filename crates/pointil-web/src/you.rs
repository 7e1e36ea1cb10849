//! One's own password and devices.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_storage::{Attempts, LockRule, SignInId};
use serde::Deserialize;

use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::password;
use crate::seat::Seat;
use crate::sign_in::throttled;
use crate::words;

struct ShownDevice {
    id: SignInId,
    name: String,
    last_seen: String,
    created: String,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "you.html")]
struct YouPage {
    frame: Frame,
    role: &'static str,
    devices: Vec<ShownDevice>,
    form: Form,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Change {
    current: String,
    password: String,
}

fn form(frame: &Frame) -> Form {
    let hint = format!("At least {} characters.", password::FEWEST);
    let fields = [
        Field::new("password", "current", "Your present password").filled("current-password"),
        Field::new("password", "password", "The new password")
            .filled("new-password")
            .hinting(hint),
    ];
    Form::new(&frame.csrf, fields)
}

async fn show(app: &App, seat: &Seat, frame: Frame, form: Form) -> Result<Response, Fault> {
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let devices = app
        .store()
        .devices(seat.studio, seat.account.id, seat.at)
        .await?;
    let devices = devices.into_iter().map(|device| ShownDevice {
        id: device.id,
        last_seen: words::instant(device.last_seen_at, &zone),
        created: words::instant(device.created_at, &zone),
        is_this: device.id == seat.device,
        name: device.device,
    });
    page(&YouPage {
        frame: frame.titled(seat.account.fields.name.clone()).at(Nav::You),
        role: words::role(seat.role()),
        devices: devices.collect(),
        form,
    })
}

pub(crate) async fn show_you(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
) -> Result<Response, Fault> {
    let form = form(&frame);
    show(&app, &seat, frame, form).await
}

pub(crate) async fn change_password(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    axum::Form(change): axum::Form<Change>,
) -> Result<Response, Fault> {
    match set_password(&app, &seat, change).await {
        Ok(()) => Ok(Redirect::to("/you?done=password").into_response()),
        Err(fault) => {
            let form = form(&frame).refused(fault)?;
            show(&app, &seat, frame, form).await
        }
    }
}

async fn set_password(app: &App, seat: &Seat, change: Change) -> Result<(), Fault> {
    check_password(app, seat, "current", change.current).await?;
    if let Some(objection) = password::objection(&change.password) {
        return Err(field("password", &objection));
    }
    let hash = app.hasher().hash(change.password).await?;
    let keep = Some(seat.device);
    app.store()
        .change_password(&seat.act(), seat.account.id, &hash, keep)
        .await?;
    Ok(())
}

/// Asks a signed-in person for their password once more; as many wrong ones lock as at signing in. `name` is the field that it was entered in.
pub(crate) async fn check_password(
    app: &App,
    seat: &Seat,
    name: &str,
    password: String,
) -> Result<(), Fault> {
    let store = app.store();
    let whose = Attempts::Email(&seat.account.fields.email);
    let attempt = [(whose, LockRule::default())];
    if let Some(until) = store.begin_attempt(seat.studio, &attempt, seat.at).await? {
        return Err(throttled(seat.at, until));
    }
    let hash = store.password_hash(seat.studio, seat.account.id).await?;
    if !app.hasher().verify(password, hash).await? {
        return Err(field(name, "this is not your present password"));
    }
    store.forget_attempts(seat.studio, whose).await?;
    Ok(())
}

pub(crate) async fn sign_out_device(
    State(app): State<App>,
    seat: Seat,
    Path(device): Path<SignInId>,
) -> Result<Response, Fault> {
    let own = app
        .store()
        .devices(seat.studio, seat.account.id, seat.at)
        .await?;
    if own.iter().all(|one| one.id != device) {
        return Err(Fault::NotFound);
    }
    app.store().sign_out(&seat.act(), device).await?;
    Ok(Redirect::to("/you?done=signed-out").into_response())
}

pub(crate) async fn sign_out_others(State(app): State<App>, seat: Seat) -> Result<Response, Fault> {
    let keep = Some(seat.device);
    app.store()
        .sign_out_everywhere(&seat.act(), seat.account.id, keep)
        .await?;
    Ok(Redirect::to("/you?done=signed-out").into_response())
}

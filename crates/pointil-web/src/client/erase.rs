//! Erasing a client: what goes, what stays and why, and their name typed to be sure.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_storage::{Client, ClientId, ClientState};
use serde::Deserialize;

use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::seat::Seat;

#[derive(Template)]
#[template(path = "erase.html")]
struct ErasePage {
    frame: Frame,
    client: Client,
    name: String,
    photographs: usize,
    keeping_years: u8,
    form: Form,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Confirmation {
    name: String,
}

fn form(frame: &Frame) -> Form {
    let name = Field::new("text", "name", "The client's name, to be sure").filled("off");
    Form::new(&frame.csrf, [name])
}

async fn show(
    app: &App,
    seat: &Seat,
    frame: Frame,
    client: Client,
    form: Form,
) -> Result<Response, Fault> {
    if client.state != ClientState::Active {
        return Err(Fault::NotFound);
    }
    page(&ErasePage {
        frame: frame.titled("Erase a client").at(Nav::Clients),
        name: full_name(&client.fields),
        photographs: app.store().photographs(seat.studio, client.id).await?.len(),
        keeping_years: app.studio(seat.studio).await?.fields.keeping_years,
        client,
        form,
    })
}

pub(crate) async fn show_erase(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(id): Path<ClientId>,
) -> Result<Response, Fault> {
    let client = find(&app, &seat, id).await?;
    let form = form(&frame);
    show(&app, &seat, frame, client, form).await
}

/// Names are the same when their words are, whatever their case.
fn is_same_name(a: &str, b: &str) -> bool {
    let words =
        |name: &str| -> Vec<String> { name.split_whitespace().map(str::to_lowercase).collect() };
    words(a) == words(b)
}

pub(crate) async fn erase(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(id): Path<ClientId>,
    axum::Form(confirmation): axum::Form<Confirmation>,
) -> Result<Response, Fault> {
    let client = find(&app, &seat, id).await?;
    let name = full_name(&client.fields);
    if !is_same_name(&name, &confirmation.name) {
        let reason = format!("this is not {name:?}: type the name as it is written above");
        let form = form(&frame).refused(field("name", &reason))?;
        return show(&app, &seat, frame, client, form).await;
    }
    app.store().erase_client(&seat.act(), id).await?;
    Ok(Redirect::to(&format!("/clients/{id}?done=erased")).into_response())
}

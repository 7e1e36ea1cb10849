//! The list of clients and the search in it.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use pointil_storage::ClientId;
use serde::Deserialize;

use crate::app::App;
use crate::client::Row;
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;

/// Clients on one page of the list.
const PAGE: u64 = 50;

/// What is looked for, and where the page begins.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Search {
    q: String,
    after: Option<ClientId>,
}

#[derive(Template)]
#[template(path = "client-rows.html")]
struct Rows {
    rows: Vec<Row>,
    /// The address of the next page.
    next: Option<String>,
    q: String,
    is_first_page: bool,
}

#[derive(Template)]
#[template(path = "clients.html")]
struct ListPage {
    frame: Frame,
    rows: Rows,
    count: u64,
    may_enter: bool,
    may_merge: bool,
}

async fn rows(app: &App, seat: &Seat, search: &Search) -> Result<Rows, Fault> {
    let q: String = search.q.trim().chars().take(200).collect();
    let found = app
        .store()
        .search_clients(seat.studio, &q, search.after, PAGE)
        .await?;
    let next = found
        .after
        .map(|after| format!("/clients?q={}&after={after}", encoded(&q)));
    Ok(Rows {
        rows: found.clients.iter().map(Row::of).collect(),
        next,
        q,
        is_first_page: search.after.is_none(),
    })
}

/// A text as a part of an address.
fn encoded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte);
    text.bytes()
        .map(|byte| match plain(&byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

/// The studio begins with its day.
pub(crate) async fn show_home(frame: Frame) -> Response {
    let to = match frame.done {
        Some(_) => "/today?done=welcome",
        None => "/today",
    };
    Redirect::to(to).into_response()
}

pub(crate) async fn show_list(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Query(search): Query<Search>,
) -> Result<Response, Fault> {
    page(&ListPage {
        frame: frame
            .titled("Clients")
            .at(Nav::Clients)
            .with_module("client-search.js"),
        rows: rows(&app, &seat, &search).await?,
        count: app.store().count_clients(seat.studio).await?,
        may_enter: seat.can(Action::EditClients),
        may_merge: seat.can(Action::MergeClients),
    })
}

/// The rows alone, for the page that searches as one types.
pub(crate) async fn show_rows(
    State(app): State<App>,
    seat: Seat,
    Query(search): Query<Search>,
) -> Result<Response, Fault> {
    let rows = rows(&app, &seat, &search).await?;
    Ok(Html(rows.render().map_err(Fault::internal)?).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_any_text() {
        assert_eq!(encoded("zoë & co"), "zo%C3%AB%20%26%20co");
    }
}

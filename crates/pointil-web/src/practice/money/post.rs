//! An entry posted: its form, and what becomes of it.

use askama::Template;
use axum::extract::{Form as Entered, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::account::{Account, AccountEntry, Draft, Posting};
use pointil_practice::appointment::{Appointment, AppointmentState};
use pointil_storage::{ClientId, RecordId};

use super::book::{Book, next_number};
use super::form::{Kind, Usual, fields_of, posting_of, preset};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::form::Form;
use crate::frame::{Frame, Nav, page};
use crate::practice::booking::{Fields, of};
use crate::practice::desk::{Changes, Desk, Kept, client as client_id, record};
use crate::price::written;
use crate::seat::Seat;

#[derive(Template)]
#[template(path = "practice/money/posting.html")]
struct PostingPage {
    frame: Frame,
    client: ClientId,
    name: String,
    action: String,
    lead: &'static str,
    button: &'static str,
    form: Form,
}

/// What forms are filled with, out of the price list.
async fn usual(app: &App, seat: &Seat) -> Result<Usual, Fault> {
    let list = written(&app.studio(seat.studio).await?)?;
    let tax = list.as_ref().and_then(|own| own.tax.as_ref());
    Ok(Usual {
        tax: tax.map(|own| (own.percent.clone(), own.included)),
        parts: list.as_ref().and_then(|own| own.instalments).unwrap_or(1),
    })
}

async fn form_page(
    app: &App,
    frame: Frame,
    seat: &Seat,
    (client, kind, corrects, name): (ClientId, Kind, bool, &str),
    (mut fields, fault): (Fields, Option<Fault>),
) -> Result<Response, Fault> {
    let person = find(app, seat, client).await?;
    let desk = Desk::at(app, seat).await?;
    let book = Book::of(app, &desk, client).await?;
    if fault.is_none() {
        fields.insert("entry".to_owned(), desk.new_id()?.to_string());
        preset(kind, &mut fields, &book, &usual(app, seat).await?);
    }
    let status = fault.as_ref().map(Fault::status);
    let mut form = Form::new(&frame.csrf, fields_of(kind, &fields, &book));
    if let Some(fault) = fault {
        form = form.refused(fault)?;
    }
    let part = if corrects { "corrections" } else { "account" };
    let [title, lead, button] = kind.words();
    let mut answer = page(&PostingPage {
        client,
        name: full_name(&person.fields),
        action: format!("/clients/{client}/{part}/{name}"),
        lead,
        button,
        form,
        frame: frame.titled(title).at(Nav::Clients),
    })?;
    if let Some(status) = status {
        *answer.status_mut() = status;
    }
    Ok(answer)
}

/// The form of an entry.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path((client, name)): Path<(ClientId, String)>,
    Query(fields): Query<Fields>,
) -> Result<Response, Fault> {
    let kind = Kind::named(&name, false)?;
    form_page(
        &app,
        frame,
        &seat,
        (client, kind, false, &name),
        (fields, None),
    )
    .await
}

/// The form of an entry that corrects another.
pub(super) async fn show_correction(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path((client, name)): Path<(ClientId, String)>,
    Query(fields): Query<Fields>,
) -> Result<Response, Fault> {
    let kind = Kind::named(&name, true)?;
    form_page(
        &app,
        frame,
        &seat,
        (client, kind, true, &name),
        (fields, None),
    )
    .await
}

/// Posts an entry.
pub(super) async fn post(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path((client, name)): Path<(ClientId, String)>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let kind = Kind::named(&name, false)?;
    answered(&app, frame, &seat, (client, kind, false, &name), fields).await
}

/// Posts an entry that corrects another.
pub(super) async fn correct(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path((client, name)): Path<(ClientId, String)>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let kind = Kind::named(&name, true)?;
    answered(&app, frame, &seat, (client, kind, true, &name), fields).await
}

async fn answered(
    app: &App,
    frame: Frame,
    seat: &Seat,
    asked: (ClientId, Kind, bool, &str),
    fields: Fields,
) -> Result<Response, Fault> {
    let (client, kind, ..) = asked;
    find(app, seat, client).await?;
    let made = app.decide(seat.act(), |desk| {
        posted(app, desk, (client, kind), &fields)
    });
    match made.await {
        Ok(()) => {
            Ok(Redirect::to(&format!("/clients/{client}/account?done=posted")).into_response())
        }
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            form_page(app, frame, seat, asked, (fields, Some(fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// Posts what was entered. The form names its entry, so that a form that is sent twice is posted once.
async fn posted(
    app: &App,
    desk: Desk,
    (client, kind): (ClientId, Kind),
    fields: &Fields,
) -> Result<(Changes, ()), Fault> {
    let book = Book::of(app, &desk, client).await?;
    let id: RecordId = match of(fields, "entry") {
        "" => desk.new_id()?,
        given => given
            .parse()
            .map_err(|_| Fault::Malformed("the form names no entry".to_owned()))?,
    };
    if book.entry(record(id)).is_some() {
        return Ok((Changes::none(), ()));
    }
    let (last, next) = next_number(&desk, book.today).await?;
    let draft = Draft {
        id: record(id),
        act: desk.by()?,
        day: book.today,
        posting: posting_of(kind, fields, &book, next)?,
    };
    let entry = book.account().post(draft, last)?;
    let changes = Changes::none().begin(id, Some(client), &entry)?;
    let changes = with_deposit(changes, &desk, &book, &entry).await?;
    Ok((changes, ()))
}

/// The appointment of which an entry pays the deposit, or gives it back, knows of it.
async fn with_deposit(
    changes: Changes,
    desk: &Desk,
    book: &Book,
    entry: &AccountEntry,
) -> Result<Changes, Fault> {
    let paid = match entry.posting() {
        Posting::Payment { .. } => Some(entry),
        Posting::Refund { of, .. } | Posting::Counter { of, .. } => book.entry(*of),
        _ => None,
    };
    let Some(Posting::Payment {
        appointment: Some(series),
        ..
    }) = paid.map(AccountEntry::posting)
    else {
        return Ok(changes);
    };
    let all = desk.of_client::<Appointment>(book.client).await?;
    let of_series = all.into_iter().filter(|own| own.says.series == *series);
    let last: Option<Kept<Appointment>> = of_series.max_by_key(|own| own.says.sequence);
    let Some(kept) = last else {
        return Err(Fault::Malformed(
            "this client has no such appointment".to_owned(),
        ));
    };
    let mut entries = book.entries.clone();
    entries.push(entry.clone());
    let account = Account::new(client_id(book.client), &entries);
    let held = account.deposit_of(*series).map_err(Fault::internal)?;
    let is_open = matches!(
        kept.says.stands(),
        AppointmentState::Requested { .. }
            | AppointmentState::Held { .. }
            | AppointmentState::Confirmed { .. }
    );
    if !is_open {
        return Ok(changes);
    }
    let next = kept.says.clone().with_deposit_paid(held.is_some());
    changes.edit(&kept, &next)
}

//! The studio's people: invited, given a role, closed.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use pointil_storage::{Account, AccountFields, AccountId, NewAccount, Role};
use serde::Deserialize;

use crate::app::App;
use crate::fault::Fault;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::invitation;
use crate::seat::Seat;
use crate::studio::revision;
use crate::words;

struct ShownAccount {
    id: AccountId,
    initials: String,
    name: String,
    email: String,
    role: &'static str,
    is_invited: bool,
    is_closed: bool,
}

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    frame: Frame,
    accounts: Vec<ShownAccount>,
    form: Form,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    account: Account,
    role: &'static str,
    form: Form,
}

#[derive(Template)]
#[template(path = "account-link.html")]
struct LinkPage {
    frame: Frame,
    account: Account,
    link: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Person {
    name: String,
    email: String,
    role: String,
    revision: String,
}

impl Person {
    fn form(&self, frame: &Frame) -> Form {
        let roles = Role::ALL.map(|role| {
            let name = format!("{} – {}", words::role(role), words::role_means(role));
            (role.as_str().to_owned(), name)
        });
        let role = if self.role.is_empty() {
            Role::Practitioner.as_str()
        } else {
            &self.role
        };
        let fields = [
            Field::new("text", "name", "Name")
                .holding(&self.name)
                .filled("off"),
            Field::new("email", "email", "E-mail address")
                .holding(&self.email)
                .filled("off"),
            Field::new("select", "role", "Role")
                .holding(role)
                .among(roles),
            Field::hidden("revision", &self.revision),
        ];
        Form::new(&frame.csrf, fields)
    }

    fn of(account: &Account) -> Self {
        Self {
            name: account.fields.name.clone(),
            email: account.fields.email.clone(),
            role: account.fields.role.as_str().to_owned(),
            revision: account.revision.to_string(),
        }
    }

    fn read(&self) -> Result<AccountFields, Fault> {
        let role = Role::ALL
            .into_iter()
            .find(|role| role.as_str() == self.role);
        Ok(AccountFields {
            name: self.name.trim().to_owned(),
            email: self.email.trim().to_owned(),
            role: role.ok_or_else(|| Fault::Field {
                field: "role".to_owned(),
                reason: "choose one of the list".to_owned(),
            })?,
        })
    }
}

async fn shown(app: &App, seat: &Seat) -> Result<Vec<ShownAccount>, Fault> {
    let mut shown = Vec::new();
    for account in app.store().accounts(seat.studio).await? {
        let hash = app.store().password_hash(seat.studio, account.id).await?;
        let (given, family) = account
            .fields
            .name
            .rsplit_once(' ')
            .unwrap_or((&account.fields.name, ""));
        shown.push(ShownAccount {
            id: account.id,
            initials: words::initials(given, family),
            role: words::role(account.fields.role),
            is_invited: hash.as_deref().is_some_and(invitation::is_unchosen),
            is_closed: account.closed_at.is_some(),
            name: account.fields.name,
            email: account.fields.email,
        });
    }
    Ok(shown)
}

async fn show_all(app: &App, seat: &Seat, frame: Frame, form: Form) -> Result<Response, Fault> {
    page(&AccountsPage {
        accounts: shown(app, seat).await?,
        frame: frame.titled("People").at(Nav::Accounts),
        form,
    })
}

pub(crate) async fn show_accounts(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
) -> Result<Response, Fault> {
    let form = Person::default().form(&frame);
    show_all(&app, &seat, frame, form).await
}

pub(crate) async fn invite(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    headers: HeaderMap,
    axum::Form(person): axum::Form<Person>,
) -> Result<Response, Fault> {
    match create(&app, &seat, &person).await {
        Ok(id) => show_link(&app, &seat, frame, &headers, id).await,
        Err(fault) => {
            let form = person.form(&frame).refused(fault)?;
            show_all(&app, &seat, frame, form).await
        }
    }
}

async fn create(app: &App, seat: &Seat, person: &Person) -> Result<AccountId, Fault> {
    let new = NewAccount {
        fields: person.read()?,
        password_hash: invitation::unchosen()?,
    };
    Ok(app.store().create_account(&seat.act(), &new).await?)
}

/// Shows the link to an account's password; it is not kept and not shown again.
async fn show_link(
    app: &App,
    seat: &Seat,
    frame: Frame,
    headers: &HeaderMap,
    id: AccountId,
) -> Result<Response, Fault> {
    let account = app
        .store()
        .account(seat.studio, id)
        .await?
        .ok_or(Fault::NotFound)?;
    let hash = app
        .store()
        .password_hash(seat.studio, id)
        .await?
        .ok_or(Fault::NotFound)?;
    let host = headers
        .get("host")
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    let origin = match &app.config().public_address {
        Some(address) => address.clone(),
        None => format!("http://{host}"),
    };
    let path = invitation::path(id, &hash, seat.at)?;
    page(&LinkPage {
        frame: frame.titled("A link to hand over").at(Nav::Accounts),
        account,
        link: origin + &path,
    })
}

async fn find(app: &App, seat: &Seat, id: AccountId) -> Result<Account, Fault> {
    app.store()
        .account(seat.studio, id)
        .await?
        .ok_or(Fault::NotFound)
}

fn show_one(frame: Frame, account: Account, form: Form) -> Result<Response, Fault> {
    page(&AccountPage {
        frame: frame.titled(account.fields.name.clone()).at(Nav::Accounts),
        role: words::role(account.fields.role),
        account,
        form,
    })
}

pub(crate) async fn show_account(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(id): Path<AccountId>,
) -> Result<Response, Fault> {
    let account = find(&app, &seat, id).await?;
    let form = Person::of(&account).form(&frame);
    show_one(frame, account, form)
}

pub(crate) async fn edit_account(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(id): Path<AccountId>,
    axum::Form(person): axum::Form<Person>,
) -> Result<Response, Fault> {
    let account = find(&app, &seat, id).await?;
    let edited = async {
        let fields = person.read()?;
        let revision = revision(&person.revision)?;
        Ok::<u64, Fault>(
            app.store()
                .edit_account(&seat.act(), id, revision, &fields)
                .await?,
        )
    };
    match edited.await {
        Ok(_) => Ok(Redirect::to("/accounts?done=saved").into_response()),
        Err(fault) => {
            let form = person.form(&frame).refused(fault)?;
            show_one(frame, account, form)
        }
    }
}

pub(crate) async fn close_account(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<AccountId>,
) -> Result<Response, Fault> {
    app.store().close_account(&seat.act(), id).await?;
    Ok(Redirect::to("/accounts?done=closed").into_response())
}

pub(crate) async fn renew_link(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    headers: HeaderMap,
    Path(id): Path<AccountId>,
) -> Result<Response, Fault> {
    show_link(&app, &seat, frame, &headers, id).await
}

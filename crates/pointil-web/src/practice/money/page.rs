//! A client's account: what is owed, what is open, every entry.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use pointil_practice::account::{AccountEntry, Posting};
use pointil_practice::agreement::{Agreement, AgreementState};
use pointil_storage::{ClientId, RecordId};

use super::book::{Book, more, name};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::practice::booking::kept_id;
use crate::practice::desk::{Desk, Kept};
use crate::seat::Seat;
use crate::words;

/// An entry in the table.
pub(super) struct Row {
    pub(super) day: String,
    pub(super) name: String,
    pub(super) more: String,
    pub(super) owed: String,
    pub(super) balance: String,
    pub(super) is_countered: bool,
    /// The paper of an invoice or a credit note.
    pub(super) paper: Option<RecordId>,
}

/// A part of an invoice that is open.
struct OpenRow {
    invoice: RecordId,
    number: String,
    due: String,
    open: String,
    is_overdue: bool,
}

/// An offer that stands, or was accepted and has no invoice.
struct QuoteRow {
    id: RecordId,
    amount: String,
    until: String,
    is_accepted: bool,
}

/// A price that was agreed on and not offered here yet.
struct Agreed {
    amount: String,
    /// The amount as a form takes it.
    plain: String,
}

#[derive(Template)]
#[template(path = "practice/money/account.html")]
struct AccountPage {
    frame: Frame,
    client: ClientId,
    standing: String,
    rows: Vec<Row>,
    open: Vec<OpenRow>,
    quotes: Vec<QuoteRow>,
    agreed: Option<Agreed>,
    may_prepare: bool,
    may_correct: bool,
    /// Whether a client can pay over the network.
    pays_online: bool,
}

/// What is owed, in a sentence.
fn standing(book: &Book) -> Result<String, Fault> {
    let balance = book.account().balance().map_err(Fault::internal)?;
    Ok(match balance {
        Some(own) if own.minor() > 0 => format!("{own} is owed."),
        Some(own) if own.minor() < 0 => {
            let credit = pointil_treatment::Money::from_minor(-own.minor(), own.currency());
            format!("The client has a credit of {credit}.")
        }
        _ => "Nothing is owed.".to_owned(),
    })
}

/// Every entry with what is owed after it.
pub(super) fn rows(book: &Book) -> Result<Vec<Row>, Fault> {
    let lines = book.account().statement().map_err(Fault::internal)?;
    let shown =
        |own: Option<pointil_treatment::Money>| own.map_or_else(String::new, |own| own.to_string());
    let row = |line: pointil_practice::account::StatementLine<'_>| {
        let posting = line.entry.posting();
        Ok(Row {
            day: words::day(line.entry.day()),
            name: name(posting),
            more: more(posting),
            owed: shown(line.owed),
            balance: shown(line.balance),
            is_countered: book.account().is_countered(line.entry.id()),
            paper: match posting.number() {
                Some(_) => Some(kept_id(line.entry.id())?),
                None => None,
            },
        })
    };
    lines.into_iter().map(row).collect()
}

fn open(book: &Book) -> Result<Vec<OpenRow>, Fault> {
    let items = book.account().open_items().map_err(Fault::internal)?;
    let row = |item: pointil_practice::account::OpenItem| {
        let invoice = book.entry(item.invoice);
        let number = invoice.and_then(|own| own.posting().number());
        Ok(OpenRow {
            invoice: kept_id(item.invoice)?,
            number: number.map_or_else(String::new, |own| own.to_string()),
            due: words::day(item.due),
            open: item.open.to_string(),
            is_overdue: item.due < book.today,
        })
    };
    items.into_iter().map(row).collect()
}

fn quotes(book: &Book) -> Result<Vec<QuoteRow>, Fault> {
    let invoiced = |id: pointil_practice::id::RecordId| {
        book.entries
            .iter()
            .any(|own| matches!(own.posting(), Posting::Invoice(own) if own.quote == Some(id)))
    };
    let mut found = Vec::new();
    for (entry, is_accepted) in book.account().quotes(book.today) {
        let Posting::Quote {
            amount,
            valid_until,
        } = entry.posting()
        else {
            continue;
        };
        if !invoiced(entry.id()) {
            found.push(QuoteRow {
                id: kept_id(entry.id())?,
                amount: amount.to_string(),
                until: words::day(*valid_until),
                is_accepted,
            });
        }
    }
    Ok(found)
}

/// The price of the newest agreement that is offered or signed, while no offer of it stands here.
fn agreed(book: &Book, agreements: &[Kept<Agreement>]) -> Option<Agreed> {
    let lives = |own: &&Kept<Agreement>| {
        matches!(
            own.says.standing(),
            AgreementState::Draft
                | AgreementState::Offered { .. }
                | AgreementState::SignedByClient { .. }
                | AgreementState::InForce { .. }
        )
    };
    let price = agreements.iter().rev().find(lives)?.says.terms().price;
    let is_offered = |own: &AccountEntry| matches!(own.posting(), Posting::Quote { amount, .. } if *amount == price);
    let is_new = price.minor() > 0 && !book.entries.iter().any(is_offered);
    is_new.then(|| Agreed {
        amount: price.to_string(),
        plain: price.to_decimal().to_string(),
    })
}

/// A client's account.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    let person = find(&app, &seat, client).await?;
    let desk = Desk::at(&app, &seat).await?;
    let book = Book::of(&app, &desk, client).await?;
    let agreements = desk.of_client::<Agreement>(client).await?;
    page(&AccountPage {
        client,
        standing: standing(&book)?,
        rows: rows(&book)?,
        open: open(&book)?,
        quotes: quotes(&book)?,
        agreed: agreed(&book, &agreements),
        may_prepare: frame.can(Action::PreparePractice),
        may_correct: frame.can(Action::TreatClients),
        pays_online: app.gateway().is_some() && frame.can(Action::PreparePractice),
        frame: frame
            .titled(format!("Account of {}", full_name(&person.fields)))
            .at(Nav::Clients),
    })
}

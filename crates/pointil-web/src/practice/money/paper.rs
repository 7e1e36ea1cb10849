//! Papers of an account, to be printed or read by other programs: an invoice or a credit note, and a statement.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use pointil_practice::account::{AccountEntry, Invoice, Posting, StatementLine, export_csv};
use pointil_storage::{ClientId, RecordId};
use serde::Deserialize;

use super::book::Book;
use super::page::{Row, rows};
use super::studio::heading;
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::frame::{Frame, Nav, page};
use crate::practice::desk::Desk;
use crate::seat::Seat;
use crate::words;

/// A part of an invoice and when it is due.
struct Part {
    due: String,
    amount: String,
}

#[derive(Template)]
#[template(path = "practice/money/invoice.html")]
struct InvoicePage {
    frame: Frame,
    client: (ClientId, String),
    studio: String,
    heading: String,
    day: String,
    lines: Vec<(String, String)>,
    /// Net, tax with its percent, gross; each in words.
    sums: Vec<(String, String)>,
    parts: Vec<Part>,
    note: Option<String>,
}

#[derive(Template)]
#[template(path = "practice/money/statement.html")]
struct StatementPage {
    frame: Frame,
    client: ClientId,
    studio: String,
    heading: String,
    from: Date,
    until: Date,
    span: String,
    before: Option<String>,
    rows: Vec<Row>,
    after: String,
    problem: Option<String>,
}

/// Percent of a tax in words: `19` or `8.25`.
fn percent(basis_points: u16) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    match rest {
        0 => whole.to_string(),
        rest => format!("{whole}.{rest:02}"),
    }
}

fn sums(invoice: &Invoice) -> Result<Vec<(String, String)>, Fault> {
    let Some(totals) = invoice.totals().map_err(Fault::internal)? else {
        return Ok(Vec::new());
    };
    let gross = ("Total".to_owned(), totals.gross.to_string());
    if invoice.tax.basis_points == 0 {
        return Ok(vec![gross]);
    }
    let tax = format!("Tax, {} percent", percent(invoice.tax.basis_points));
    Ok(vec![
        ("Without tax".to_owned(), totals.net.to_string()),
        (tax, totals.tax.to_string()),
        gross,
    ])
}

/// An invoice or a credit note.
pub(super) async fn invoice(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    let desk = Desk::at(&app, &seat).await?;
    let kept = desk.one::<AccountEntry>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    let book = Book::of(&app, &desk, client).await?;
    let studio = app.studio(seat.studio).await?;
    let (title, lines, sums, parts, note) = match kept.says.posting() {
        Posting::Invoice(own) => {
            let lines = own.lines.iter();
            let lines = lines.map(|line| (line.words.to_string(), line.amount.to_string()));
            let part = |part: &pointil_practice::account::Instalment| Part {
                due: words::day(part.due),
                amount: part.amount.to_string(),
            };
            let title = format!("Invoice {}", own.number);
            let parts = own.instalments.iter().map(part).collect();
            (title, lines.collect(), sums(own)?, parts, None)
        }
        Posting::CreditNote {
            number,
            invoice,
            amount,
            reason,
        } => {
            let of = book.entry(*invoice).and_then(|own| own.posting().number());
            let of = of.map_or_else(String::new, |own| own.to_string());
            let lines: Vec<(String, String)> = vec![(reason.to_string(), amount.to_string())];
            let sums = vec![("Not owed any more".to_owned(), amount.to_string())];
            let note = format!("To invoice {of}.");
            (
                format!("Credit note {number}"),
                lines,
                sums,
                Vec::new(),
                Some(note),
            )
        }
        _ => return Err(Fault::NotFound),
    };
    page(&InvoicePage {
        client: (client, full_name(&find(&app, &seat, client).await?.fields)),
        heading: heading(&studio)?,
        studio: studio.fields.name,
        day: words::day(kept.says.day()),
        lines,
        sums,
        parts,
        note,
        frame: frame.titled(title).at(Nav::Clients),
    })
}

/// From which day until which.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) from: String,
    pub(super) until: String,
}

impl Asked {
    /// The days asked for, both counted; of what is not said, this year so far.
    pub(super) fn read(&self, today: Date) -> Result<(Date, Date), Fault> {
        let day = |name: &str, text: &str, usual: Date| match text.trim() {
            "" => Ok(usual),
            text => text
                .parse()
                .map_err(|_| field(name, "is no day: write it as 2027-01-31")),
        };
        let from = day("from", &self.from, today.first_of_year())?;
        let until = day("until", &self.until, today)?;
        if from > until {
            return Err(field("until", "is before the first day: give a later one"));
        }
        Ok((from, until))
    }
}

/// A statement over a span of days.
pub(super) async fn statement(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let person = find(&app, &seat, client).await?;
    let desk = Desk::at(&app, &seat).await?;
    let book = Book::of(&app, &desk, client).await?;
    let studio = app.studio(seat.studio).await?;
    let (span, problem) = match asked.read(book.today) {
        Ok(span) => (span, None),
        Err(fault @ Fault::Field { .. }) => {
            let usual = (book.today.first_of_year(), book.today);
            (usual, Some(fault.detail()))
        }
        Err(fault) => return Err(fault),
    };
    let (from, until) = span;
    let days: Vec<Date> = book.entries.iter().map(AccountEntry::day).collect();
    let mut all = rows(&book)?;
    let end = days.partition_point(|day| *day <= until);
    all.truncate(end);
    let start = days.partition_point(|day| *day < from).min(all.len());
    let rows = all.split_off(start);
    let last = |rows: &[Row]| rows.last().map(|own| own.balance.clone());
    let before = last(&all);
    let after = last(&rows).or_else(|| before.clone());
    page(&StatementPage {
        client,
        heading: heading(&studio)?,
        studio: studio.fields.name,
        span: format!("{} to {}", words::day(from), words::day(until)),
        from,
        until,
        after: after
            .filter(|own| !own.is_empty())
            .unwrap_or_else(|| "nothing".to_owned()),
        before: before.filter(|own| !own.is_empty()),
        rows,
        problem,
        frame: frame
            .titled(format!("Statement for {}", full_name(&person.fields)))
            .at(Nav::Clients),
    })
}

/// A file to be kept.
pub(super) fn file(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, bytes).into_response()
}

/// A statement as a table for other programs.
pub(super) async fn export(
    State(app): State<App>,
    seat: Seat,
    Path(client): Path<ClientId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    find(&app, &seat, client).await?;
    let desk = Desk::at(&app, &seat).await?;
    let book = Book::of(&app, &desk, client).await?;
    let (from, until) = asked.read(book.today)?;
    let mut lines = book.account().statement().map_err(Fault::internal)?;
    lines.retain(|line: &StatementLine<'_>| (from..=until).contains(&line.entry.day()));
    let bytes = export_csv(&lines).map_err(Fault::internal)?;
    Ok(file(&format!("statement-{from}-{until}.csv"), bytes))
}

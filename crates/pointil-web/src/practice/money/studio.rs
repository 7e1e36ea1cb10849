//! The studio's money: by month, what is open, all of it as a table, and what stands on every invoice.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Form as Entered, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::ToSpan;
use jiff::civil::Date;
use pointil_practice::account::{Account, AccountEntry, export_studio_csv};
use pointil_practice::id;
use pointil_practice::today::{MoneyTotals, money};
use pointil_storage::{ClientId, RecordId, Studio, StudioFields};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::paper::{Asked, file};
use crate::app::App;
use crate::client::full_name;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::practice::booking::kept_id;
use crate::practice::desk::{Desk, Kept};
use crate::seat::Seat;
use crate::studio::revision;
use crate::words;

/// Where the heading of papers stands among the studio's settings.
const HEADING: &str = "invoice_heading";
/// Letters of it at most.
const MOST_HEADING: usize = 1000;
/// Open parts that the page shows; the export has all.
const MOST_OPEN: usize = 200;
/// Months that the page shows at most.
const MOST_MONTHS: usize = 36;

/// Totals of a stretch of days in one currency, as text.
struct Totals {
    what: String,
    currency: &'static str,
    invoiced: String,
    cash: String,
    card: String,
    transfer: String,
    written_off: String,
}

/// A part of an invoice that is open.
struct OpenRow {
    client: ClientId,
    name: String,
    invoice: RecordId,
    number: String,
    due: String,
    open: String,
    is_overdue: bool,
}

/// What is owed in one currency.
struct Owed {
    owed: String,
    overdue: String,
}

#[derive(Template)]
#[template(path = "practice/money/studio.html")]
struct MoneyPage {
    frame: Frame,
    from: Date,
    until: Date,
    span: String,
    months: Vec<Totals>,
    all: Vec<Totals>,
    owed: Vec<Owed>,
    open: Vec<OpenRow>,
    open_beyond: usize,
    heading: Form,
    may_edit: bool,
    problem: Option<String>,
}

fn settings(studio: &Studio) -> Result<Map<String, Value>, Fault> {
    serde_json::from_str(&studio.fields.settings).map_err(Fault::internal)
}

/// What stands on every invoice besides the studio's name: address, tax number, bank account.
pub(super) fn heading(studio: &Studio) -> Result<String, Fault> {
    let own = settings(studio)?.remove(HEADING);
    Ok(own
        .and_then(|own| own.as_str().map(str::to_owned))
        .unwrap_or_default())
}

fn heading_form(frame: &Frame, studio: &Studio, text: &str) -> Form {
    Form::new(
        &frame.csrf,
        [
            Field::hidden("revision", studio.revision.to_string()),
            Field::new("textarea", "heading", "What stands on every invoice")
                .holding(text)
                .hinting("Address, tax number, bank account, and whatever the law of the place asks of an invoice: Pointil does not know it.")
                .optional(),
        ],
    )
}

/// Everything that was ever posted, in the order in which it was, and the names of whom it concerns.
struct Books {
    entries: Vec<AccountEntry>,
    names: BTreeMap<id::ClientId, (ClientId, String)>,
}

impl Books {
    async fn of(app: &App, desk: &Desk) -> Result<Self, Fault> {
        let kept = desk.of_kind::<AccountEntry>(None).await?;
        let mut clients: Vec<ClientId> = kept.iter().filter_map(|own| own.client).collect();
        clients.sort_unstable();
        clients.dedup();
        let mut names = BTreeMap::new();
        for found in app.store().clients(desk.studio(), &clients).await? {
            let own = id::ClientId(found.id.to_uuid());
            names.insert(own, (found.id, full_name(&found.fields)));
        }
        let counting = |own: Kept<AccountEntry>| match own.client {
            Some(client) => own.says.counting_for(id::ClientId(client.to_uuid())),
            None => own.says,
        };
        let mut entries: Vec<AccountEntry> = kept.into_iter().map(counting).collect();
        entries.sort_by_key(|own| (own.act().at, own.id()));
        Ok(Self { entries, names })
    }

    fn by_client(&self) -> BTreeMap<id::ClientId, Vec<AccountEntry>> {
        let mut found: BTreeMap<_, Vec<AccountEntry>> = BTreeMap::new();
        for entry in &self.entries {
            found.entry(entry.client()).or_default().push(entry.clone());
        }
        found
    }

    fn name(&self, client: id::ClientId) -> &str {
        self.names.get(&client).map_or("", |own| own.1.as_str())
    }

    /// Every open part with whose it is, the oldest first.
    fn open(&self, today: Date) -> Result<Vec<OpenRow>, Fault> {
        let mut found = Vec::new();
        for (client, entries) in self.by_client() {
            let Some((kept, name)) = self.names.get(&client) else {
                continue;
            };
            let account = Account::new(client, &entries);
            for item in account.open_items().map_err(Fault::internal)? {
                let entry = entries.iter().find(|own| own.id() == item.invoice);
                let number = entry.and_then(|own| own.posting().number());
                let row = OpenRow {
                    client: *kept,
                    name: name.clone(),
                    invoice: kept_id(item.invoice)?,
                    number: number.map_or_else(String::new, |own| own.to_string()),
                    due: words::day(item.due),
                    open: item.open.to_string(),
                    is_overdue: item.due < today,
                };
                found.push((item.due, row));
            }
        }
        found.sort_by_key(|own| own.0);
        Ok(found.into_iter().map(|own| own.1).collect())
    }
}

/// This year's money so far, in words: what, and how much.
pub(in crate::practice) async fn year_so_far(
    app: &App,
    desk: &Desk,
) -> Result<Vec<(String, String)>, Fault> {
    let today = desk.today().await?;
    let books = Books::of(app, desk).await?;
    let found = money(&books.entries, today.first_of_year(), today).map_err(Fault::internal)?;
    let mut rows = Vec::new();
    for own in found.into_values() {
        rows.push(("Invoiced".to_owned(), own.invoiced.to_string()));
        for (method, amount) in &own.received {
            rows.push((format!("Received, {method}"), amount.to_string()));
        }
        rows.push(("Written off".to_owned(), own.written_off.to_string()));
        let owed = format!("{}, {} of it overdue", own.owed, own.overdue);
        rows.push(("Owed today".to_owned(), owed));
    }
    Ok(rows)
}

fn totals(what: &str, found: BTreeMap<&'static str, MoneyTotals>) -> Vec<Totals> {
    let row = |(currency, own): (&'static str, MoneyTotals)| {
        let by = |method: &str| own.received.get(method).map(ToString::to_string);
        Totals {
            what: what.to_owned(),
            currency,
            invoiced: own.invoiced.to_string(),
            cash: by("cash").unwrap_or_default(),
            card: by("card").unwrap_or_default(),
            transfer: by("transfer").unwrap_or_default(),
            written_off: own.written_off.to_string(),
        }
    };
    found.into_iter().map(row).collect()
}

/// The months that a span touches, each within it, the latest first.
fn months(from: Date, until: Date) -> Vec<(Date, Date)> {
    let mut found = Vec::new();
    let mut first = until.first_of_month();
    while found.len() < MOST_MONTHS {
        found.push((first.max(from), first.last_of_month().min(until)));
        if first <= from {
            break;
        }
        first = first.saturating_sub(1.month());
    }
    found
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    asked: &Asked,
    heading_form: Option<Form>,
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let studio = app.studio(seat.studio).await?;
    let today = desk.today().await?;
    let ((from, until), problem) = match asked.read(today) {
        Ok(span) => (span, None),
        Err(fault) => ((today.first_of_year(), today), Some(fault.detail())),
    };
    let books = Books::of(app, &desk).await?;
    let reckon = |from, until| money(&books.entries, from, until).map_err(Fault::internal);
    let mut by_month = Vec::new();
    for (first, last) in months(from, until) {
        let name = first.strftime("%B %Y").to_string();
        by_month.extend(totals(&name, reckon(first, last)?));
    }
    let all = reckon(from, until)?;
    let owed = reckon(today, today)?.into_values().map(|own| Owed {
        owed: own.owed.to_string(),
        overdue: own.overdue.to_string(),
    });
    let mut open = books.open(today)?;
    let open_beyond = open.len().saturating_sub(MOST_OPEN);
    open.truncate(MOST_OPEN);
    let heading_form = match heading_form {
        Some(form) => form,
        None => self::heading_form(&frame, &studio, &heading(&studio)?),
    };
    page(&MoneyPage {
        span: format!("{} to {}", words::day(from), words::day(until)),
        from,
        until,
        months: by_month,
        all: totals("All of it", all),
        owed: owed.collect(),
        open,
        open_beyond,
        heading: heading_form,
        may_edit: frame.can(Action::EditStudio),
        problem,
        frame: frame.titled("Money").at(Nav::Studio),
    })
}

/// The studio's money.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, &asked, None).await
}

/// What is entered as heading.
#[derive(Deserialize)]
pub(super) struct Heading {
    heading: String,
    revision: String,
}

/// Keeps what stands on every invoice.
pub(super) async fn edit_heading(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Entered(entry): Entered<Heading>,
) -> Result<Response, Fault> {
    let studio = app.studio(seat.studio).await?;
    let text = entry.heading.replace("\r\n", "\n").trim().to_owned();
    if text.chars().count() > MOST_HEADING {
        let fault = field("heading", "write at most 1000 characters");
        let form = heading_form(&frame, &studio, &text).refused(fault)?;
        return shown(&app, frame, &seat, &Asked::default(), Some(form)).await;
    }
    let mut settings = settings(&studio)?;
    settings.insert(HEADING.to_owned(), Value::String(text));
    let fields = StudioFields {
        settings: Value::Object(settings).to_string(),
        ..studio.fields
    };
    let revision = revision(&entry.revision)?;
    app.store()
        .edit_studio(&seat.act(), revision, &fields)
        .await?;
    Ok(Redirect::to("/studio/money?done=saved").into_response())
}

/// Everything posted in a span of days as a table for other programs.
pub(super) async fn export(
    State(app): State<App>,
    seat: Seat,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let desk = Desk::at(&app, &seat).await?;
    let (from, until) = asked.read(desk.today().await?)?;
    let books = Books::of(&app, &desk).await?;
    let by_client = books.by_client();
    let mut lines = Vec::new();
    for (client, entries) in &by_client {
        let account = Account::new(*client, entries);
        let own = account.statement().map_err(Fault::internal)?;
        let own = own
            .into_iter()
            .filter(|line| (from..=until).contains(&line.entry.day()));
        lines.extend(own.map(|line| (books.name(*client), line)));
    }
    lines.sort_by_key(|(_, line)| (line.entry.act().at, line.entry.id()));
    let bytes = export_studio_csv(&lines).map_err(Fault::internal)?;
    Ok(file(&format!("money-{from}-{until}.csv"), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_are_whole_within_the_span_and_the_latest_comes_first() {
        let found = months(date(2028, 1, 15), date(2028, 3, 10));
        assert_eq!(
            found,
            [
                (date(2028, 3, 1), date(2028, 3, 10)),
                (date(2028, 2, 1), date(2028, 2, 29)),
                (date(2028, 1, 15), date(2028, 1, 31)),
            ]
        );
        assert_eq!(
            months(date(1900, 1, 1), date(2028, 3, 10)).len(),
            MOST_MONTHS
        );
    }
}

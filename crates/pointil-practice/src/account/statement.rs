//! What is open and since when, a client's statement, and all of it as a table for other programs.

use jiff::civil::Date;
use pointil_treatment::{Money, MoneyError};

use super::{Account, AccountEntry, Invoice, Posting};
use crate::id::RecordId;

/// A part of an invoice that is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// The invoice.
    pub invoice: RecordId,
    /// The last day on which it is in time.
    pub due: Date,
    /// How much of it is open.
    pub open: Money,
}

/// A line of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementLine<'a> {
    /// The entry.
    pub entry: &'a AccountEntry,
    /// What it adds to what is owed; none when it moves no money or was countered.
    pub owed: Option<Money>,
    /// What is owed after it.
    pub balance: Option<Money>,
}

impl<'a> Account<'a> {
    /// Every entry in order, with what is owed after it.
    ///
    /// # Errors
    /// Two currencies or too much, which no posted entry has.
    pub fn statement(&self) -> Result<Vec<StatementLine<'a>>, MoneyError> {
        let mut balance: Option<Money> = None;
        let mut lines = Vec::new();
        for entry in self.entries() {
            let owed = if self.is_countered(entry.id) {
                None
            } else {
                Self::owed_by(entry)?
            };
            balance = match (balance, owed) {
                (Some(sum), Some(owed)) => Some(sum.plus(owed)?),
                (sum, owed) => sum.or(owed),
            };
            lines.push(StatementLine {
                entry,
                owed,
                balance,
            });
        }
        Ok(lines)
    }

    /// What is open, the oldest first. Payments cover the oldest part first; credit notes and write-offs take from the last part of their invoice.
    ///
    /// # Errors
    /// As [`Self::statement`].
    pub fn open_items(&self) -> Result<Vec<OpenItem>, MoneyError> {
        let mut items = Vec::new();
        let mut paid = 0_i64;
        for entry in self.counting() {
            match &entry.posting {
                Posting::Invoice(invoice) => items.extend(self.parts(entry.id, invoice)),
                Posting::Payment { amount, .. } => paid = paid.saturating_add(amount.minor()),
                Posting::Refund { amount, .. } => paid = paid.saturating_sub(amount.minor()),
                _ => {}
            }
        }
        items.sort_by_key(|item| (item.due, item.invoice));
        for item in &mut items {
            let covered = item.open.minor().min(paid.max(0));
            paid -= covered;
            let covered = Money::from_minor(covered, item.open.currency());
            item.open = item.open.minus(covered)?;
        }
        items.retain(|item| item.open.minor() > 0);
        Ok(items)
    }

    /// The parts of an invoice without what was credited or written off.
    fn parts(&self, id: RecordId, invoice: &Invoice) -> Vec<OpenItem> {
        let mut away = self.taken(id).unwrap_or(0);
        let mut parts: Vec<OpenItem> = Vec::new();
        for part in invoice.instalments.iter().rev() {
            let less = part.amount.minor().min(away);
            away -= less;
            let left = part.amount.minor() - less;
            parts.push(OpenItem {
                invoice: id,
                due: part.due,
                open: Money::from_minor(left, part.amount.currency()),
            });
        }
        parts.reverse();
        parts
    }

    /// How much of an invoice is open, in the smallest unit.
    pub(super) fn open_of(&self, invoice: RecordId) -> Result<i64, MoneyError> {
        let items = self.open_items()?;
        let of = items.iter().filter(|item| item.invoice == invoice);
        Ok(of.map(|item| item.open.minor()).sum())
    }

    /// What is overdue on a day.
    ///
    /// # Errors
    /// As [`Self::statement`].
    pub fn overdue(&self, today: Date) -> Result<Vec<OpenItem>, MoneyError> {
        let mut items = self.open_items()?;
        items.retain(|item| item.due < today);
        Ok(items)
    }
}

/// A cell that no spreadsheet takes for a formula (OWASP: what begins with =, +, -, @, a tab or a new line).
fn plain(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    if text.trim_start().starts_with([
        '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]) {
        format!("'{text}")
    } else {
        text
    }
}

fn words(posting: &Posting) -> String {
    match posting {
        Posting::Invoice(invoice) => {
            let lines: Vec<&str> = invoice
                .lines
                .iter()
                .map(|line| line.words.as_str())
                .collect();
            lines.join("; ")
        }
        Posting::Payment {
            method, reference, ..
        } => match reference {
            Some(reference) => format!("{} {reference}", method.name()),
            None => method.name().to_owned(),
        },
        Posting::Refund { reason, .. }
        | Posting::CreditNote { reason, .. }
        | Posting::WriteOff { reason, .. }
        | Posting::Counter { reason, .. } => reason.to_string(),
        Posting::Quote { valid_until, .. } => format!("valid until {valid_until}"),
        Posting::QuoteAccepted { .. } | Posting::QuoteDeclined { .. } => String::new(),
    }
}

/// The columns of an exported entry.
const COLUMNS: [&str; 11] = [
    "day", "entry", "what", "number", "words", "names", "net", "tax", "owed", "balance", "currency",
];

fn cells(line: &StatementLine<'_>) -> [String; 11] {
    let posting = &line.entry.posting;
    let amount = |money: Option<Money>| {
        money.map_or_else(String::new, |money| money.to_decimal().to_string())
    };
    let shown = |value: Option<String>| value.unwrap_or_default();
    let totals = match posting {
        Posting::Invoice(invoice) => invoice.totals().ok().flatten(),
        _ => None,
    };
    let currency = line.balance.map_or("", |balance| balance.currency().code());
    [
        line.entry.day.to_string(),
        line.entry.id.to_string(),
        posting.name().to_owned(),
        shown(posting.number().map(|number| number.to_string())),
        plain(&words(posting)),
        shown(posting.names().map(|names| names.to_string())),
        amount(totals.map(|totals| totals.net)),
        amount(totals.map(|totals| totals.tax)),
        amount(line.owed),
        amount(line.balance),
        currency.to_owned(),
    ]
}

fn finished(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, csv::Error> {
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// A statement as CSV (RFC 4180): day, entry, what, number, words, names, net and tax of an invoice, owed, balance, currency. Amounts are plain
/// decimal numbers.
///
/// # Errors
/// None for a statement that could be made.
pub fn export_csv(lines: &[StatementLine<'_>]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for line in lines {
        writer.write_record(cells(line))?;
    }
    finished(writer)
}

/// Lines of several clients as [`export_csv`] has them, with the client's name in front.
///
/// # Errors
/// None for statements that could be made.
pub fn export_studio_csv(lines: &[(&str, StatementLine<'_>)]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(core::iter::once("client").chain(COLUMNS))?;
    for (client, line) in lines {
        writer.write_record(core::iter::once(plain(client)).chain(cells(line)))?;
    }
    finished(writer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for bad in [
            "=1+1",
            "+1",
            "-1",
            "@a",
            "\t=1",
            "\n=1",
            "  =1",
            "\u{ff1d}1",
        ] {
            assert!(plain(bad).starts_with('\''), "{bad:?}");
        }
        assert_eq!(plain("card 12-3"), "card 12-3");
    }
}

//! A client's account as it is kept, and the next number of an invoice.

use jiff::civil::Date;
use pointil_practice::account::{Account, AccountEntry, InvoiceNumber, Posting};
use pointil_storage::{ClientId, RecordKey};
use pointil_treatment::Money;

use crate::app::App;
use crate::fault::Fault;
use crate::practice::desk::{Desk, client as client_id};

/// Entries among which the last number is looked for: they are the newest, and a form that was open for a while may be behind others.
const NEWEST: u64 = 200;

/// A client's account.
pub(in crate::practice) struct Book {
    pub(super) client: ClientId,
    pub(super) entries: Vec<AccountEntry>,
    /// The studio's currency, which an account without entries has.
    pub(super) currency: String,
    pub(super) today: Date,
}

impl Book {
    /// A client's account as it is now, in the order in which it was posted.
    pub(in crate::practice) async fn of(
        app: &App,
        desk: &Desk,
        client: ClientId,
    ) -> Result<Self, Fault> {
        let kept = desk.of_client::<AccountEntry>(client).await?;
        let mut entries: Vec<AccountEntry> = kept
            .into_iter()
            // Of a record that another was merged into, the other's entries count, too.
            .map(|own| own.says.counting_for(client_id(client)))
            .collect();
        entries.sort_by_key(|own| (own.act().at, own.id()));
        Ok(Self {
            client,
            entries,
            currency: app.studio(desk.studio()).await?.fields.currency,
            today: desk.today().await?,
        })
    }

    pub(in crate::practice) fn account(&self) -> Account<'_> {
        Account::new(client_id(self.client), &self.entries)
    }

    pub(super) fn entry(&self, id: pointil_practice::id::RecordId) -> Option<&AccountEntry> {
        self.entries.iter().find(|own| own.id() == id)
    }

    /// The currency of what is entered: that of the account, which has one only.
    pub(super) fn currency(&self) -> String {
        let moved = self.account().balance().ok().flatten();
        moved.map_or_else(
            || self.currency.clone(),
            |own| own.currency().code().to_owned(),
        )
    }

    /// What is open, all of it.
    pub(super) fn open(&self) -> Option<Money> {
        let balance = self.account().balance().ok().flatten();
        balance.filter(|own| own.minor() > 0)
    }
}

/// The last number of a year in the studio, 0 for none, and the next.
///
/// # Errors
/// The database.
pub(in crate::practice) async fn next_number(
    desk: &Desk,
    day: Date,
) -> Result<(u32, InvoiceNumber), Fault> {
    let key = RecordKey::new("number_year", day.year().to_string());
    let newest = desk.newest_with::<AccountEntry>(&key, NEWEST).await?;
    let numbers = newest.iter().filter_map(|own| own.says.posting().number());
    let last = numbers.map(|own| own.number).max().unwrap_or(0);
    let next = InvoiceNumber {
        year: day.year(),
        number: last.saturating_add(1),
    };
    Ok((last, next))
}

/// An entry in words.
pub(super) fn name(posting: &Posting) -> String {
    match posting {
        Posting::Quote { .. } => "Price offered".to_owned(),
        Posting::QuoteAccepted { .. } => "Price accepted".to_owned(),
        Posting::QuoteDeclined { .. } => "Price declined".to_owned(),
        Posting::Invoice(own) => format!("Invoice {}", own.number),
        Posting::Payment {
            paid_for: pointil_practice::account::PaidFor::Deposit,
            method,
            ..
        } => format!("Deposit, {}", super::form::method_words(*method)),
        Posting::Payment { method, .. } => {
            format!("Payment, {}", super::form::method_words(*method))
        }
        Posting::Refund { method, .. } => {
            format!("Given back, {}", super::form::method_words(*method))
        }
        Posting::CreditNote { number, .. } => format!("Credit note {number}"),
        Posting::WriteOff { .. } => "Written off".to_owned(),
        Posting::Counter { .. } => "Taken back as a slip".to_owned(),
    }
}

/// What is said to an entry: for what, why, until when.
pub(super) fn more(posting: &Posting) -> String {
    match posting {
        Posting::Quote {
            amount,
            valid_until,
        } => format!("{amount}, until {}", crate::words::day(*valid_until)),
        Posting::Invoice(own) => {
            let words: Vec<&str> = own.lines.iter().map(|line| line.words.as_str()).collect();
            words.join("; ")
        }
        Posting::Payment { reference, .. } => reference
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        Posting::Refund { reason, .. }
        | Posting::CreditNote { reason, .. }
        | Posting::WriteOff { reason, .. }
        | Posting::Counter { reason, .. } => reason.to_string(),
        Posting::QuoteAccepted { .. } | Posting::QuoteDeclined { .. } => String::new(),
    }
}

//! Entries of an account: written once, never edited; what was wrong is put right by another entry.

use core::fmt;

use jiff::civil::Date;
use pointil_treatment::{Money, MoneyError};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::bounded::{List, Words};
use crate::id::{ClientId, RecordId};
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::state::Machine;

/// The states of an entry: it is posted and stays.
pub const MACHINE: Machine = Machine {
    name: RecordKind::AccountEntry.name(),
    starts: &["posted"],
    arrows: &[],
};

/// The number of an invoice or a credit note: one row of numbers for each studio and year, without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceNumber {
    /// The year of the entry's day.
    pub year: i16,
    /// From 1.
    pub number: u32,
}

impl fmt::Display for InvoiceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:06}", self.year, self.number)
    }
}

/// How money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Coins and notes.
    Cash,
    /// A card at the studio's terminal.
    Card,
    /// A bank transfer.
    Transfer,
}

impl Method {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Card => "card",
            Self::Transfer => "transfer",
        }
    }
}

/// What a payment is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaidFor {
    /// A deposit before there is an invoice.
    Deposit,
    /// What is owed, the oldest first.
    Account,
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvoiceLine {
    /// What for; no health data.
    pub words: Words<200>,
    /// How much, with or without the tax as the invoice says; less than nothing for a discount.
    pub amount: Money,
}

/// The tax of an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// Hundredths of a percent: 1900 for 19 %.
    pub basis_points: u16,
    /// Whether the lines have it in them.
    pub included: bool,
}

/// What an invoice comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Without tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// With tax: what is owed.
    pub gross: Money,
}

/// A part of an invoice and when it is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instalment {
    /// The last day on which it is in time.
    pub due: Date,
    /// How much.
    pub amount: Money,
}

/// An invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    /// Its number.
    pub number: InvoiceNumber,
    /// The quote it comes of.
    pub quote: Option<RecordId>,
    /// Its lines.
    pub lines: List<InvoiceLine, 60>,
    /// Its tax.
    pub tax: Tax,
    /// When its parts are owed; together its total.
    pub instalments: List<Instalment, 36>,
}

impl Invoice {
    /// What it comes to; none without lines.
    ///
    /// # Errors
    /// Two currencies, or too much.
    pub fn totals(&self) -> Result<Option<Totals>, MoneyError> {
        let Some((first, rest)) = self.lines.split_first() else {
            return Ok(None);
        };
        let mut sum = first.amount;
        for line in rest {
            sum = sum.plus(line.amount)?;
        }
        let rate = Decimal::new(i64::from(self.tax.basis_points), 4);
        let (net, tax) = if self.tax.included {
            // The share of the tax in a price that has it: r / (1 + r).
            let share = rate.checked_div(Decimal::ONE + rate);
            let tax = sum.times(share.unwrap_or_default())?;
            (sum.minus(tax)?, tax)
        } else {
            (sum, sum.times(rate)?)
        };
        let gross = net.plus(tax)?;
        Ok(Some(Totals { net, tax, gross }))
    }
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Posting {
    /// A price is offered.
    Quote {
        /// How much, tax included.
        amount: Money,
        /// The last day on which it can be accepted.
        valid_until: Date,
    },
    /// A quote is accepted.
    QuoteAccepted {
        /// Which.
        quote: RecordId,
    },
    /// A quote is declined.
    QuoteDeclined {
        /// Which.
        quote: RecordId,
    },
    /// Money is owed.
    Invoice(Invoice),
    /// Money came in.
    Payment {
        /// How much.
        amount: Money,
        /// How.
        method: Method,
        /// What for.
        paid_for: PaidFor,
        /// The terminal's or bank's number.
        reference: Option<Words<120>>,
        /// The appointment (its series) of which it is the deposit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        appointment: Option<RecordId>,
    },
    /// Money of a payment goes back.
    Refund {
        /// Which payment.
        of: RecordId,
        /// How much.
        amount: Money,
        /// How.
        method: Method,
        /// Why.
        reason: Words<500>,
    },
    /// A part of an invoice is not owed.
    CreditNote {
        /// Its number, from the same row as invoices.
        number: InvoiceNumber,
        /// Which invoice.
        invoice: RecordId,
        /// How much.
        amount: Money,
        /// Why.
        reason: Words<500>,
    },
    /// A part of an invoice will not be paid.
    WriteOff {
        /// Which invoice.
        invoice: RecordId,
        /// How much.
        amount: Money,
        /// Why.
        reason: Words<500>,
    },
    /// A payment, refund or write-off that was entered by mistake counts no more.
    Counter {
        /// Which.
        of: RecordId,
        /// Why.
        reason: Words<500>,
    },
}

impl Posting {
    /// Its name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Quote { .. } => "quote",
            Self::QuoteAccepted { .. } => "quote_accepted",
            Self::QuoteDeclined { .. } => "quote_declined",
            Self::Invoice(_) => "invoice",
            Self::Payment { .. } => "payment",
            Self::Refund { .. } => "refund",
            Self::CreditNote { .. } => "credit_note",
            Self::WriteOff { .. } => "write_off",
            Self::Counter { .. } => "counter",
        }
    }

    /// The entry that it names.
    pub const fn names(&self) -> Option<RecordId> {
        match self {
            Self::QuoteAccepted { quote } | Self::QuoteDeclined { quote } => Some(*quote),
            Self::Refund { of, .. } | Self::Counter { of, .. } => Some(*of),
            Self::CreditNote { invoice, .. } | Self::WriteOff { invoice, .. } => Some(*invoice),
            Self::Quote { .. } | Self::Invoice(_) | Self::Payment { .. } => None,
        }
    }

    /// The number that it uses up.
    pub const fn number(&self) -> Option<InvoiceNumber> {
        match self {
            Self::Invoice(invoice) => Some(invoice.number),
            Self::CreditNote { number, .. } => Some(*number),
            _ => None,
        }
    }
}

/// An entry of a client's account. It is made by [`super::Account::post`] alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountEntry {
    pub(super) id: RecordId,
    pub(super) client: ClientId,
    pub(super) act: Act,
    pub(super) day: Date,
    pub(super) posting: Posting,
}

impl AccountEntry {
    /// The record.
    pub const fn id(&self) -> RecordId {
        self.id
    }

    /// Whose account.
    pub const fn client(&self) -> ClientId {
        self.client
    }

    /// The same entry as it counts for another record of the same person, once two records were made one. It stays kept as it was posted.
    #[must_use]
    pub fn counting_for(self, client: ClientId) -> Self {
        Self { client, ..self }
    }

    /// Who posted it, and when.
    pub const fn act(&self) -> Act {
        self.act
    }

    /// The day it counts for, by the studio's clocks.
    pub const fn day(&self) -> Date {
        self.day
    }

    /// What it is.
    pub const fn posting(&self) -> &Posting {
        &self.posting
    }
}

impl PracticeRecord for AccountEntry {
    const KIND: RecordKind = RecordKind::AccountEntry;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        "posted"
    }

    fn keys(&self) -> Vec<RecordKey> {
        let number = self.posting.number();
        let numbered = number.map(|number| RecordKey::new("number", number));
        let year = number.map(|number| RecordKey::new("number_year", number.year));
        let named = self.posting.names().map(|of| RecordKey::new("entry", of));
        let posting = RecordKey::new("posting", self.posting.name());
        [numbered, year, named, Some(posting)]
            .into_iter()
            .flatten()
            .collect()
    }

    fn kept_by_law(&self) -> bool {
        true
    }
}

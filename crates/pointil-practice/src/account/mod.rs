//! Money: what a client was quoted, owes, paid and got back, as entries that are never edited.

mod deposit;
mod entry;
mod statement;
mod written;

use jiff::civil::Date;
use pointil_treatment::{Money, MoneyError};

pub use entry::{
    AccountEntry, Instalment, Invoice, InvoiceLine, InvoiceNumber, MACHINE, Method, PaidFor,
    Posting, Tax, Totals,
};
pub use statement::{OpenItem, StatementLine, export_csv, export_studio_csv};
pub use written::{AmountError, amount, in_parts};

use crate::act::Act;
use crate::id::{ClientId, RecordId};
use crate::refusal::Refusal;
use crate::rule::RuleCode;

/// A client's account: every entry in the order in which it was posted.
#[derive(Clone, Debug)]
pub struct Account<'a> {
    client: ClientId,
    entries: &'a [AccountEntry],
}

/// What an entry is made of.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The record that it will be.
    pub id: RecordId,
    /// Who posts it, and when.
    pub act: Act,
    /// The day it counts for, by the studio's clocks.
    pub day: Date,
    /// What it is.
    pub posting: Posting,
}

fn wrong_money(error: MoneyError) -> Refusal {
    Refusal::new(RuleCode::MoneyCurrency, error.to_string())
}

impl<'a> Account<'a> {
    /// The account of a client; entries of others are looked past.
    pub const fn new(client: ClientId, entries: &'a [AccountEntry]) -> Self {
        Self { client, entries }
    }

    /// Its entries, in the order in which they were posted.
    pub fn entries(&self) -> impl Iterator<Item = &'a AccountEntry> + use<'a> {
        let client = self.client;
        self.entries
            .iter()
            .filter(move |entry| entry.client == client)
    }

    fn entry(&self, id: RecordId) -> Option<&'a AccountEntry> {
        self.entries().find(|entry| entry.id == id)
    }

    /// Whether an entry was countered, so that it counts no more.
    pub fn is_countered(&self, id: RecordId) -> bool {
        let counter =
            |entry: &AccountEntry| matches!(entry.posting, Posting::Counter { of, .. } if of == id);
        self.entries().any(counter)
    }

    /// The entries that count: without those that were countered.
    fn counting(&self) -> impl Iterator<Item = &'a AccountEntry> {
        self.entries().filter(|entry| !self.is_countered(entry.id))
    }

    /// What an entry adds to what the client owes; less than nothing when it takes away; none when it moves no money.
    fn owed_by(entry: &AccountEntry) -> Result<Option<Money>, MoneyError> {
        let less = |amount: Money| Money::none(amount.currency()).minus(amount).map(Some);
        match &entry.posting {
            Posting::Invoice(invoice) => Ok(invoice.totals()?.map(|totals| totals.gross)),
            Posting::Refund { amount, .. } => Ok(Some(*amount)),
            Posting::Payment { amount, .. }
            | Posting::CreditNote { amount, .. }
            | Posting::WriteOff { amount, .. } => less(*amount),
            Posting::Quote { .. }
            | Posting::QuoteAccepted { .. }
            | Posting::QuoteDeclined { .. }
            | Posting::Counter { .. } => Ok(None),
        }
    }

    /// What the client owes; less than nothing when they have a credit; none when nothing moved yet.
    ///
    /// # Errors
    /// Two currencies or too much, which no posted entry has.
    pub fn balance(&self) -> Result<Option<Money>, MoneyError> {
        let mut balance: Option<Money> = None;
        for entry in self.counting() {
            if let Some(owed) = Self::owed_by(entry)? {
                balance = Some(match balance {
                    Some(sum) => sum.plus(owed)?,
                    None => owed,
                });
            }
        }
        Ok(balance)
    }

    /// The sum of amounts that entries of a sort name for one entry.
    fn taken(&self, of: RecordId) -> Result<i64, Refusal> {
        let amounts = self.counting().filter_map(|entry| match &entry.posting {
            Posting::Refund {
                of: named, amount, ..
            } if *named == of => Some(amount.minor()),
            Posting::CreditNote {
                invoice, amount, ..
            }
            | Posting::WriteOff {
                invoice, amount, ..
            } if *invoice == of => Some(amount.minor()),
            _ => None,
        });
        amounts
            .into_iter()
            .try_fold(0_i64, i64::checked_add)
            .ok_or_else(|| wrong_money(MoneyError::TooMuch))
    }

    /// What can still be taken from an entry: given back of a payment, credited of an invoice; none when nothing is left or it does not count.
    ///
    /// # Errors
    /// Too much, which no posted entries are.
    pub fn left_of(&self, entry: &AccountEntry) -> Result<Option<Money>, Refusal> {
        let takes = matches!(entry.posting, Posting::Payment { .. } | Posting::Invoice(_));
        if !takes || self.is_countered(entry.id) {
            return Ok(None);
        }
        let Some(whole) = Self::owed_by(entry).map_err(wrong_money)? else {
            return Ok(None);
        };
        let left = whole.minor().saturating_abs() - self.taken(entry.id)?;
        Ok((left > 0).then(|| Money::from_minor(left, whole.currency())))
    }

    /// Quotes that nobody answered and that stand on a day, and those that were accepted, each with whether it was.
    pub fn quotes(&self, day: Date) -> Vec<(&'a AccountEntry, bool)> {
        let answer = |id: RecordId| {
            self.entries().find_map(|entry| match entry.posting {
                Posting::QuoteAccepted { quote } if quote == id => Some(true),
                Posting::QuoteDeclined { quote } if quote == id => Some(false),
                _ => None,
            })
        };
        let stands = |entry: &'a AccountEntry| match (&entry.posting, answer(entry.id)) {
            (Posting::Quote { .. }, Some(true)) => Some((entry, true)),
            (Posting::Quote { valid_until, .. }, None) if day <= *valid_until => {
                Some((entry, false))
            }
            _ => None,
        };
        self.entries().filter_map(stands).collect()
    }

    /// Posts an entry. `last_number` is the last number of the entry's year in the whole studio, 0 for none.
    ///
    /// # Errors
    /// An amount that is nothing or in another currency, one beyond what it takes from, an entry that is not there, a number that is not the
    /// next, instalments that do not add up, a quote that is over.
    pub fn post(&self, draft: Draft, last_number: u32) -> Result<AccountEntry, Refusal> {
        self.check_names(&draft.posting)?;
        self.check_amounts(&draft.posting)?;
        self.check_number(&draft, last_number)?;
        self.check_quote(&draft)?;
        if self.entry(draft.id).is_some() {
            let found = format!("There is an entry {} already.", draft.id);
            return Err(Refusal::new(RuleCode::MoneyNames, found));
        }
        Ok(AccountEntry {
            id: draft.id,
            client: self.client,
            act: draft.act,
            day: draft.day,
            posting: draft.posting,
        })
    }

    /// The entry named is there, of the right sort, and counts.
    fn check_names(&self, posting: &Posting) -> Result<(), Refusal> {
        let Some(named) = posting.names() else {
            return Ok(());
        };
        let refuse = |found: String| Err(Refusal::new(RuleCode::MoneyNames, found));
        let Some(entry) = self.entry(named) else {
            return refuse(format!(
                "There is no entry {named} in this client's account."
            ));
        };
        let fits = match posting {
            Posting::QuoteAccepted { .. } | Posting::QuoteDeclined { .. } => {
                matches!(entry.posting, Posting::Quote { .. })
            }
            Posting::Refund { .. } => matches!(entry.posting, Posting::Payment { .. }),
            Posting::CreditNote { .. } | Posting::WriteOff { .. } => {
                matches!(entry.posting, Posting::Invoice(_))
            }
            _ => matches!(
                entry.posting,
                Posting::Payment { .. } | Posting::Refund { .. } | Posting::WriteOff { .. }
            ),
        };
        let (name, sort) = (posting.name(), entry.posting.name());
        if !fits {
            return refuse(format!("A {name} does not go with a {sort}."));
        }
        if self.is_countered(named) {
            return refuse(format!("That {sort} was countered and counts no more."));
        }
        if matches!(posting, Posting::Counter { .. }) && self.taken(named)? != 0 {
            return refuse(format!(
                "Something of that {sort} was refunded; counter that first."
            ));
        }
        Ok(())
    }

    /// Amounts are more than nothing, in the account's currency, and not beyond what they take from.
    fn check_amounts(&self, posting: &Posting) -> Result<(), Refusal> {
        let amount = match posting {
            Posting::Invoice(invoice) => {
                let totals = invoice.totals().map_err(wrong_money)?;
                let gross = totals.map(|totals| totals.gross);
                self.check_instalments(invoice, gross)?;
                gross
            }
            Posting::Quote { amount, .. }
            | Posting::Payment { amount, .. }
            | Posting::Refund { amount, .. }
            | Posting::CreditNote { amount, .. }
            | Posting::WriteOff { amount, .. } => Some(*amount),
            _ => return Ok(()),
        };
        let Some(amount) = amount.filter(|amount| amount.minor() > 0) else {
            let found = format!("The {} is of no money.", posting.name());
            return Err(Refusal::new(RuleCode::MoneyAmount, found));
        };
        if let Some(balance) = self.balance().map_err(wrong_money)? {
            balance.plus(amount).map_err(wrong_money)?;
        }
        let Some(named) = posting.names() else {
            return Ok(());
        };
        let of = self.entry(named).map(Self::owed_by).transpose();
        let whole = of.map_err(wrong_money)?.flatten().map_or(0, Money::minor);
        let open = match posting {
            Posting::WriteOff { invoice, .. } => self.open_of(*invoice).map_err(wrong_money)?,
            _ => whole.saturating_abs() - self.taken(named)?,
        };
        if amount.minor() > open {
            let left = Money::from_minor(open, amount.currency());
            let found = format!("{amount} are more than {left}, which are left.");
            return Err(Refusal::new(RuleCode::MoneyTooMuch, found));
        }
        Ok(())
    }

    fn check_instalments(&self, invoice: &Invoice, gross: Option<Money>) -> Result<(), Refusal> {
        let Some(gross) = gross else {
            return Ok(());
        };
        let mut sum = Money::none(gross.currency());
        for part in invoice.instalments.iter() {
            if part.amount.minor() <= 0 {
                let found = format!("An instalment is {}.", part.amount);
                return Err(Refusal::new(RuleCode::MoneyInstalments, found));
            }
            sum = sum.plus(part.amount).map_err(wrong_money)?;
        }
        let sorted = invoice.instalments.is_sorted_by_key(|part| part.due);
        if sum != gross || !sorted {
            let found = format!(
                "The instalments come to {sum} and the invoice to {gross}; they stand in the order of their days."
            );
            return Err(Refusal::new(RuleCode::MoneyInstalments, found));
        }
        Ok(())
    }

    fn check_number(&self, draft: &Draft, last_number: u32) -> Result<(), Refusal> {
        let Some(given) = draft.posting.number() else {
            return Ok(());
        };
        let next = InvoiceNumber {
            year: draft.day.year(),
            number: last_number.saturating_add(1),
        };
        if given == next {
            return Ok(());
        }
        let found = format!("The number is {given} and the next is {next}.");
        Err(Refusal::new(RuleCode::MoneyNumber, found))
    }

    fn check_quote(&self, draft: &Draft) -> Result<(), Refusal> {
        let (Posting::QuoteAccepted { quote } | Posting::QuoteDeclined { quote }) = &draft.posting
        else {
            return Ok(());
        };
        let refuse = |found: String| Err(Refusal::new(RuleCode::MoneyQuote, found));
        let answered = |entry: &AccountEntry| matches!(&entry.posting, Posting::QuoteAccepted { quote: q } | Posting::QuoteDeclined { quote: q } if q == quote);
        if self.entries().any(answered) {
            return refuse("The quote was accepted or declined already.".to_owned());
        }
        let accepted = matches!(draft.posting, Posting::QuoteAccepted { .. });
        match self.entry(*quote).map(|entry| &entry.posting) {
            Some(Posting::Quote { valid_until, .. }) if accepted && draft.day > *valid_until => {
                refuse(format!(
                    "The quote stood until {valid_until}; it is {}.",
                    draft.day
                ))
            }
            _ => Ok(()),
        }
    }
}

/// The numbers of a year that are missing between the first and the last, which a studio can never have when every write goes through
/// [`Account::post`].
pub fn missing_numbers(year: i16, used: &[InvoiceNumber]) -> Vec<u32> {
    let mut of_year: Vec<u32> = used
        .iter()
        .filter(|number| number.year == year)
        .map(|number| number.number)
        .collect();
    of_year.sort_unstable();
    let last = of_year.last().copied().unwrap_or(0);
    (1..=last)
        .filter(|number| of_year.binary_search(number).is_err())
        .collect()
}

//! Money: entries add up, nothing is edited, nothing is given back twice.

#![expect(clippy::unwrap_used, reason = "a test")]

use jiff::civil::{Date, date};
use pointil_practice::account::{
    Account, AccountEntry, Draft, Instalment, Invoice, InvoiceLine, InvoiceNumber, Method, PaidFor,
    Posting, Tax, export_csv, missing_numbers,
};
use pointil_practice::id::{ClientId, PersonId, RecordId};
use pointil_practice::{Act, List, Refusal, RuleCode, Words, from_document, to_document};
use pointil_treatment::{Money, currency};
use proptest::prelude::*;
use uuid::Uuid;

const CLIENT: ClientId = ClientId(Uuid::from_u128(1));

fn euro(minor: i64) -> Money {
    Money::from_minor(minor, currency("EUR").unwrap())
}

fn id(number: u128) -> RecordId {
    RecordId(Uuid::from_u128(number))
}

/// A studio's book in the making.
#[derive(Default)]
struct Book {
    entries: Vec<AccountEntry>,
    last: u32,
}

impl Book {
    fn account(&self) -> Account<'_> {
        Account::new(CLIENT, &self.entries)
    }

    fn try_post(&mut self, posting: Posting, day: Date) -> Result<RecordId, Refusal> {
        let number = id(100 + self.entries.len() as u128);
        let draft = Draft {
            id: number,
            act: Act {
                at: "2026-03-01T12:00:00Z".parse().unwrap(),
                by: PersonId(Uuid::from_u128(2)),
            },
            day,
            posting,
        };
        let numbered = draft.posting.number().is_some();
        let entry = self.account().post(draft, self.last)?;
        self.last += u32::from(numbered);
        self.entries.push(entry);
        Ok(number)
    }

    fn post(&mut self, posting: Posting) -> Result<RecordId, Refusal> {
        self.try_post(posting, date(2026, 3, 1))
    }

    fn refused(&mut self, posting: Posting) -> RuleCode {
        self.post(posting).unwrap_err().code
    }

    fn next(&self) -> InvoiceNumber {
        InvoiceNumber {
            year: 2026,
            number: self.last + 1,
        }
    }

    fn invoice(&self, parts: &[i64]) -> Posting {
        let total = parts.iter().sum();
        let day = |k: usize| date(2026, 4, 1 + i8::try_from(k).unwrap());
        let parts = parts.iter().enumerate().map(|(k, part)| Instalment {
            due: day(k),
            amount: euro(*part),
        });
        Posting::Invoice(Invoice {
            number: self.next(),
            quote: None,
            lines: List::new(vec![InvoiceLine {
                words: Words::new("=Appointment").unwrap(),
                amount: euro(total),
            }])
            .unwrap(),
            tax: Tax {
                basis_points: 1900,
                included: true,
            },
            instalments: List::new(parts.collect()).unwrap(),
        })
    }

    fn owed(&self) -> i64 {
        self.account().balance().unwrap().map_or(0, Money::minor)
    }
}

fn payment(minor: i64) -> Posting {
    Posting::Payment {
        amount: euro(minor),
        method: Method::Card,
        paid_for: PaidFor::Account,
        reference: None,
        appointment: None,
    }
}

fn reason() -> Words<500> {
    Words::new("a slip").unwrap()
}

fn refund(of: RecordId, minor: i64) -> Posting {
    Posting::Refund {
        of,
        amount: euro(minor),
        method: Method::Cash,
        reason: reason(),
    }
}

fn counter(of: RecordId) -> Posting {
    Posting::Counter {
        of,
        reason: reason(),
    }
}

fn write_off(invoice: RecordId, minor: i64) -> Posting {
    Posting::WriteOff {
        invoice,
        amount: euro(minor),
        reason: reason(),
    }
}

#[test]
fn from_quote_to_paid_with_deposit_instalments_and_refund() {
    let mut book = Book::default();
    let quote = Posting::Quote {
        amount: euro(100_000),
        valid_until: date(2026, 3, 31),
    };
    let quote = book.post(quote).unwrap();
    book.post(Posting::QuoteAccepted { quote }).unwrap();
    let deposit = Posting::Payment {
        amount: euro(20_000),
        method: Method::Transfer,
        paid_for: PaidFor::Deposit,
        reference: Words::new("R 1").ok(),
        appointment: None,
    };
    let deposit = book.post(deposit).unwrap();
    assert_eq!(book.owed(), -20_000);
    let invoice = book.post(book.invoice(&[50_000, 50_000])).unwrap();
    assert_eq!(book.owed(), 80_000);
    let open = book.account().open_items().unwrap();
    let amounts: Vec<i64> = open.iter().map(|item| item.open.minor()).collect();
    assert_eq!(amounts, [30_000, 50_000]);
    assert_eq!(book.account().overdue(date(2026, 4, 2)).unwrap().len(), 1);
    assert_eq!(book.account().overdue(date(2026, 4, 1)).unwrap().len(), 0);
    book.post(payment(80_000)).unwrap();
    assert!(book.account().open_items().unwrap().is_empty());
    assert_eq!(book.refused(write_off(invoice, 1)), RuleCode::MoneyTooMuch);
    book.post(refund(deposit, 5_000)).unwrap();
    assert_eq!(book.owed(), 5_000);
    book.post(write_off(invoice, 5_000)).unwrap();
    assert_eq!(book.owed(), 0);
    for entry in &book.entries {
        let read: AccountEntry = from_document(&to_document(entry).unwrap()).unwrap();
        assert_eq!(read, *entry);
    }
}

#[test]
fn tax_is_in_the_price_or_on_top() {
    let book = Book::default();
    let Posting::Invoice(mut invoice) = book.invoice(&[11_900]) else {
        return;
    };
    let totals = invoice.totals().unwrap().unwrap();
    assert_eq!(
        (totals.net, totals.tax, totals.gross),
        (euro(10_000), euro(1_900), euro(11_900))
    );
    invoice.tax.included = false;
    let totals = invoice.totals().unwrap().unwrap();
    assert_eq!(
        (totals.net, totals.tax, totals.gross),
        (euro(11_900), euro(2_261), euro(14_161))
    );
}

#[test]
fn nothing_is_given_back_twice_or_taken_from_nothing() {
    let mut book = Book::default();
    let paid = book.post(payment(1_000)).unwrap();
    assert_eq!(book.refused(refund(paid, 1_001)), RuleCode::MoneyTooMuch);
    let back = book.post(refund(paid, 600)).unwrap();
    assert_eq!(book.refused(refund(paid, 401)), RuleCode::MoneyTooMuch);
    assert_eq!(book.refused(counter(paid)), RuleCode::MoneyNames);
    book.post(counter(back)).unwrap();
    assert_eq!(book.refused(counter(back)), RuleCode::MoneyNames);
    assert!(book.post(refund(paid, 401)).is_ok());
    assert_eq!(book.owed(), -599);
    assert_eq!(book.refused(refund(id(7), 1)), RuleCode::MoneyNames);
    assert_eq!(book.refused(refund(back, 1)), RuleCode::MoneyNames);
    assert_eq!(book.refused(payment(0)), RuleCode::MoneyAmount);
    assert_eq!(book.refused(payment(-5)), RuleCode::MoneyAmount);
}

#[test]
fn one_account_has_one_currency() {
    let mut book = Book::default();
    book.post(payment(1_000)).unwrap();
    let dollars = Posting::Payment {
        amount: Money::from_minor(5, currency("USD").unwrap()),
        method: Method::Cash,
        paid_for: PaidFor::Account,
        reference: None,
        appointment: None,
    };
    assert_eq!(book.refused(dollars), RuleCode::MoneyCurrency);
    assert!(book.post(payment(5)).is_ok());
}

#[test]
fn numbers_have_no_gap_and_begin_anew_each_year() {
    let mut book = Book::default();
    let first = book.invoice(&[100]);
    let invoice = book.post(first.clone()).unwrap();
    assert_eq!(book.refused(first), RuleCode::MoneyNumber);
    let credit = |number| Posting::CreditNote {
        number,
        invoice,
        amount: euro(40),
        reason: reason(),
    };
    let skipped = InvoiceNumber {
        year: 2026,
        number: 3,
    };
    assert_eq!(book.refused(credit(skipped)), RuleCode::MoneyNumber);
    book.post(credit(book.next())).unwrap();
    let more = Posting::CreditNote {
        number: book.next(),
        invoice,
        amount: euro(61),
        reason: reason(),
    };
    assert_eq!(book.refused(more), RuleCode::MoneyTooMuch);
    let numbered = book.invoice(&[100]);
    let next_year = book.try_post(numbered, date(2027, 1, 1)).unwrap_err();
    assert_eq!(next_year.code, RuleCode::MoneyNumber);
    let used: Vec<_> = book
        .entries
        .iter()
        .filter_map(|entry| entry.posting().number())
        .collect();
    assert!(missing_numbers(2026, &used).is_empty());
    assert_eq!(missing_numbers(2026, &[skipped]), [1, 2]);
    assert_eq!(skipped.to_string(), "2026-000003");
}

#[test]
fn instalments_add_up_and_stand_in_order() {
    let mut book = Book::default();
    let Posting::Invoice(whole) = book.invoice(&[60, 40]) else {
        return;
    };
    let with = |parts: Vec<Instalment>| {
        Posting::Invoice(Invoice {
            instalments: List::new(parts).unwrap(),
            ..whole.clone()
        })
    };
    let mut turned = whole.instalments.to_vec();
    turned.reverse();
    assert_eq!(book.refused(with(turned)), RuleCode::MoneyInstalments);
    assert_eq!(
        book.refused(with(whole.instalments[..1].to_vec())),
        RuleCode::MoneyInstalments
    );
    assert!(book.post(with(whole.instalments.to_vec())).is_ok());
}

#[test]
fn a_quote_is_answered_once_and_in_time() {
    let mut book = Book::default();
    let offer = |until| Posting::Quote {
        amount: euro(5),
        valid_until: until,
    };
    let late = book.post(offer(date(2026, 2, 28))).unwrap();
    assert_eq!(
        book.refused(Posting::QuoteAccepted { quote: late }),
        RuleCode::MoneyQuote
    );
    assert!(book.post(Posting::QuoteDeclined { quote: late }).is_ok());
    let quote = book.post(offer(date(2026, 3, 1))).unwrap();
    book.post(Posting::QuoteAccepted { quote }).unwrap();
    assert_eq!(
        book.refused(Posting::QuoteDeclined { quote }),
        RuleCode::MoneyQuote
    );
}

#[test]
fn a_statement_is_a_table_without_formulas() {
    let mut book = Book::default();
    book.post(book.invoice(&[100])).unwrap();
    book.post(payment(40)).unwrap();
    let text =
        String::from_utf8(export_csv(&book.account().statement().unwrap()).unwrap()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[1].contains("2026-000001,'=Appointment,,0.84,0.16,1.00,1.00,EUR"),
        "{text}"
    );
    assert!(lines[2].ends_with("card,,,,-0.40,0.60,EUR"), "{text}");
    let other = Account::new(ClientId(Uuid::from_u128(9)), &book.entries);
    assert_eq!(
        (other.entries().count(), other.balance().unwrap()),
        (0, None)
    );
}

#[test]
fn the_owner_sees_what_came_in_by_method_and_what_is_owed() {
    let mut book = Book::default();
    let invoice = book.post(book.invoice(&[600, 400])).unwrap();
    let paid = book.post(payment(700)).unwrap();
    book.post(refund(paid, 100)).unwrap();
    book.post(write_off(invoice, 50)).unwrap();
    let whole =
        |until| pointil_practice::today::money(&book.entries, date(2026, 3, 1), until).unwrap();
    let totals = &whole(date(2026, 4, 3))["EUR"];
    assert_eq!(
        (totals.invoiced, totals.written_off),
        (euro(1_000), euro(50))
    );
    assert_eq!(
        (totals.received["card"], totals.received["cash"]),
        (euro(700), euro(-100))
    );
    assert_eq!((totals.owed, totals.overdue), (euro(350), euro(350)));
    assert_eq!(whole(date(2026, 4, 1))["EUR"].overdue, euro(0));
    assert!(whole(date(2026, 2, 28)).is_empty());
    let later =
        pointil_practice::today::money(&book.entries, date(2026, 3, 2), date(2026, 4, 3)).unwrap();
    assert_eq!(
        (later["EUR"].invoiced, later["EUR"].owed),
        (euro(0), euro(350))
    );
}

proptest! {
    #[test]
    fn every_book_adds_up(steps in prop::collection::vec((0_u8..6, 0_usize..20, 1_i64..500), 1..40)) {
        let mut book = Book::default();
        for (what, which, minor) in steps {
            let named = book.entries.get(which).map_or(id(7), AccountEntry::id);
            let posting = match what {
                0 => book.invoice(&[minor, 7]),
                1 => payment(minor),
                2 => refund(named, minor),
                3 => write_off(named, minor),
                4 => counter(named),
                _ => Posting::CreditNote { number: book.next(), invoice: named, amount: euro(minor), reason: reason() },
            };
            let before = book.entries.clone();
            let _ = book.post(posting);
            prop_assert_eq!(&book.entries[..before.len()], &before[..]);
            let statement = book.account().statement().unwrap();
            let sum: i64 = statement.iter().filter_map(|line| line.owed).map(Money::minor).sum();
            prop_assert_eq!(sum, book.owed());
            prop_assert_eq!(statement.last().and_then(|line| line.balance).map_or(0, Money::minor), book.owed());
            let open: i64 = book.account().open_items().unwrap().iter().map(|item| item.open.minor()).sum();
            prop_assert!(open >= book.owed().max(0), "{open} {}", book.owed());
            let used: Vec<_> = book.entries.iter().filter_map(|entry| entry.posting().number()).collect();
            prop_assert!(missing_numbers(2026, &used).is_empty());
        }
    }
}

#[test]
fn a_quote_stands_until_it_is_answered_or_over() {
    let mut book = Book::default();
    let quote = book
        .post(Posting::Quote {
            amount: euro(1_000),
            valid_until: date(2026, 3, 31),
        })
        .unwrap();
    let stand = |book: &Book, day| {
        let quotes = book.account().quotes(day).into_iter();
        quotes
            .map(|(entry, yes)| (entry.id(), yes))
            .collect::<Vec<_>>()
    };
    assert_eq!(stand(&book, date(2026, 3, 31)), [(quote, false)]);
    assert_eq!(stand(&book, date(2026, 4, 1)), []);
    book.post(Posting::QuoteAccepted { quote }).unwrap();
    assert_eq!(stand(&book, date(2026, 4, 1)), [(quote, true)]);
}

#[test]
fn two_records_made_one_have_one_account() {
    let mut book = Book::default();
    book.post(book.invoice(&[100])).unwrap();
    book.post(payment(40)).unwrap();
    let other = ClientId(Uuid::from_u128(9));
    let moved: Vec<AccountEntry> = book
        .entries
        .iter()
        .map(|entry| entry.clone().counting_for(other))
        .collect();
    assert_eq!(Account::new(CLIENT, &moved).balance().unwrap(), None);
    let balance = Account::new(other, &moved).balance().unwrap();
    assert_eq!(balance, Some(euro(60)));
}

#[test]
fn of_a_payment_or_invoice_is_left_what_nobody_took() {
    let mut book = Book::default();
    let invoice = book.post(book.invoice(&[100])).unwrap();
    let paid = book.post(payment(40)).unwrap();
    book.post(refund(paid, 15)).unwrap();
    let left = |book: &Book, id: RecordId| {
        let account = book.account();
        let entry = account.entries().find(|entry| entry.id() == id).unwrap();
        account.left_of(entry).unwrap().map(Money::minor)
    };
    assert_eq!(
        (left(&book, invoice), left(&book, paid)),
        (Some(100), Some(25))
    );
    book.post(refund(paid, 25)).unwrap();
    assert_eq!(left(&book, paid), None);
}

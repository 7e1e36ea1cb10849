//! What is posted, as forms: their fields, and what was entered as an entry.

use pointil_practice::account::{
    AccountEntry, Invoice, InvoiceLine, InvoiceNumber, Method, PaidFor, Posting, Tax, amount,
    in_parts,
};
use pointil_practice::local_time::day_after;
use pointil_practice::{List, Words};
use pointil_treatment::Money;

use super::book::{Book, name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, entered};
use crate::practice::booking::{Fields, of};
use crate::practice::place::fitting;
use crate::words;

/// Lines of an invoice that the form has room for.
const LINES: [[&str; 2]; 4] = [
    ["line_1", "amount_1"],
    ["line_2", "amount_2"],
    ["line_3", "amount_3"],
    ["line_4", "amount_4"],
];

/// Days for which a price is offered, and until which an invoice is paid, where nobody says otherwise (grade D; usual in trade).
const QUOTE_DAYS: i64 = 30;
const DAYS_TO_PAY: i64 = 14;

/// What can be posted by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Quote,
    Accepted,
    Declined,
    Invoice,
    Payment,
    Refund,
    CreditNote,
    WriteOff,
    Counter,
}

impl Kind {
    /// The kind that an address names: what is posted every day, or corrects.
    pub(super) fn named(name: &str, corrects: bool) -> Result<Self, Fault> {
        Ok(match (name, corrects) {
            ("quote", false) => Self::Quote,
            ("accepted", false) => Self::Accepted,
            ("declined", false) => Self::Declined,
            ("invoice", false) => Self::Invoice,
            ("payment", false) => Self::Payment,
            ("refund", true) => Self::Refund,
            ("credit-note", true) => Self::CreditNote,
            ("write-off", true) => Self::WriteOff,
            ("counter", true) => Self::Counter,
            _ => return Err(Fault::NotFound),
        })
    }

    /// The page's title, its lead and its button.
    pub(super) const fn words(self) -> [&'static str; 3] {
        match self {
            Self::Quote => [
                "Offer a price",
                "Nothing is owed by it. The client accepts or declines it, and an invoice follows from what was accepted.",
                "Offer it",
            ],
            Self::Accepted => [
                "The client accepts a price",
                "Say which offer was accepted.",
                "Accepted",
            ],
            Self::Declined => [
                "The client declines a price",
                "Say which offer was declined.",
                "Declined",
            ],
            Self::Invoice => [
                "Write an invoice",
                "It gets the next number and is never edited: what is wrong in it is taken back by a credit note.",
                "Write the invoice",
            ],
            Self::Payment => [
                "Take a payment",
                "Write it down when the money is there: in the till, on the terminal's slip, on the account.",
                "Write it down",
            ],
            Self::Refund => [
                "Give money back",
                "Of one payment, at most what is left of it. Write it down when the money has gone back.",
                "Write it down",
            ],
            Self::CreditNote => [
                "Write a credit note",
                "A part of an invoice, or all of it, is not owed. It gets the next number.",
                "Write the credit note",
            ],
            Self::WriteOff => [
                "Write off",
                "A part of an invoice will not be paid, and you no longer ask for it.",
                "Write it off",
            ],
            Self::Counter => [
                "Take back a slip",
                "A payment, refund or write-off that was entered by mistake counts no more. Both entries stay readable.",
                "Take it back",
            ],
        }
    }
}

/// A method in words.
pub(super) const fn method_words(method: Method) -> &'static str {
    match method {
        Method::Cash => "cash",
        Method::Card => "card",
        Method::Transfer => "transfer",
    }
}

const METHODS: [(Method, &str); 3] = [
    (Method::Card, "Card, at the terminal"),
    (Method::Cash, "Cash"),
    (Method::Transfer, "Bank transfer"),
];

/// What the forms of an account are filled with.
pub(super) struct Usual {
    /// The tax of the price list: percent as text, and whether prices have it in them.
    pub(super) tax: Option<(String, bool)>,
    /// Parts of the price list.
    pub(super) parts: u32,
}

fn input(fields: &Fields, kind: &'static str, name: &'static str, label: &'static str) -> Field {
    Field::new(kind, name, label)
        .holding(of(fields, name))
        .filled("off")
}

fn money_field(fields: &Fields, book: &Book) -> Field {
    input(fields, "text", "amount", "Amount")
        .hinting(format!("In {}, such as 1234.50.", book.currency()))
}

fn methods(fields: &Fields) -> Field {
    let choices = METHODS.map(|(own, words)| (own.name().to_owned(), words.to_owned()));
    input(fields, "select", "method", "How").among(choices)
}

fn reason(fields: &Fields) -> Field {
    input(fields, "text", "reason", "Why").hinting("It stays with the entry. No health data.")
}

/// A choice among entries of the account.
fn choice(
    fields: &Fields,
    book: &Book,
    (field, label): (&'static str, &'static str),
    fits: impl Fn(&AccountEntry) -> Option<Money>,
) -> Field {
    let found = book.account();
    let choices = found.entries().filter_map(|own| {
        let left = fits(own)?;
        let words = format!("{}, {}: {left}", words::day(own.day()), name(own.posting()));
        Some((own.id().to_string(), words))
    });
    input(fields, "select", field, label).among(choices)
}

fn quotes(fields: &Fields, book: &Book, accepted: bool) -> Vec<(String, String)> {
    let none = (String::new(), "no offer".to_owned());
    let found = book.account().quotes(book.today);
    let fitting = found.into_iter().filter(|own| own.1 == accepted);
    let offers = fitting.filter_map(|(own, _)| match own.posting() {
        Posting::Quote { amount, .. } => {
            let words = format!("{amount}, offered {}", words::day(own.day()));
            Some((own.id().to_string(), words))
        }
        _ => None,
    });
    let first = (accepted && of(fields, "of").is_empty()).then_some(none);
    first.into_iter().chain(offers).collect()
}

/// The fields of a form, with what was entered.
pub(super) fn fields_of(kind: Kind, fields: &Fields, book: &Book) -> Vec<Field> {
    let account = book.account();
    let left = |own: &AccountEntry| account.left_of(own).ok().flatten();
    let of_payment =
        |own: &AccountEntry| left(own).filter(|_| matches!(own.posting(), Posting::Payment { .. }));
    let of_invoice =
        |own: &AccountEntry| left(own).filter(|_| matches!(own.posting(), Posting::Invoice(_)));
    let slip = |own: &AccountEntry| match own.posting() {
        Posting::Payment { amount, .. }
        | Posting::Refund { amount, .. }
        | Posting::WriteOff { amount, .. } => {
            Some(*amount).filter(|_| !account.is_countered(own.id()))
        }
        _ => None,
    };
    let mut all = vec![Field::hidden("entry", of(fields, "entry"))];
    all.extend(match kind {
        Kind::Quote => vec![
            money_field(fields, book).hinting("All of it, with tax."),
            input(fields, "date", "valid_until", "It stands until"),
        ],
        Kind::Accepted | Kind::Declined => {
            vec![input(fields, "select", "of", "Which offer").among(quotes(fields, book, false))]
        }
        Kind::Invoice => invoice_fields(fields, book),
        Kind::Payment => payment_fields(fields, book),
        Kind::Refund => vec![
            choice(fields, book, ("of", "Of which payment"), of_payment),
            money_field(fields, book),
            methods(fields),
            reason(fields),
        ],
        Kind::CreditNote | Kind::WriteOff => vec![
            choice(fields, book, ("of", "Of which invoice"), of_invoice),
            money_field(fields, book),
            reason(fields),
        ],
        Kind::Counter => vec![
            choice(fields, book, ("of", "Which entry"), slip),
            reason(fields),
        ],
    });
    all
}

fn invoice_fields(fields: &Fields, book: &Book) -> Vec<Field> {
    let mut all = vec![
        input(fields, "select", "of", "For which accepted offer")
            .among(quotes(fields, book, true))
            .optional(),
    ];
    for (at, [line, money]) in LINES.into_iter().enumerate() {
        let words = input(fields, "text", line, "What for");
        let amount = input(fields, "text", money, "Amount");
        let (words, amount) = match at {
            0 => (
                words.hinting("It is read by others than the client: no health data."),
                amount.hinting(format!(
                    "In {}; less than nothing for a discount.",
                    book.currency()
                )),
            ),
            _ => (words.optional(), amount.optional()),
        };
        all.extend([words, amount]);
    }
    let included = [("yes", "in the amounts"), ("no", "added to them")];
    let included = included.map(|(code, words)| (code.to_owned(), words.to_owned()));
    all.extend([
        input(fields, "text", "tax_percent", "Tax in percent")
            .hinting("Empty for none. Which tax is due is for the law of the place.")
            .optional(),
        input(fields, "select", "tax_included", "The tax is").among(included),
        input(fields, "number", "parts", "In how many parts")
            .hinting("1 for all at once; parts are a month apart, at most 36."),
        input(fields, "date", "due", "The first is due"),
    ]);
    all
}

fn payment_fields(fields: &Fields, book: &Book) -> Vec<Field> {
    let what = [
        ("account", "What is owed, the oldest first"),
        ("deposit", "A deposit"),
    ];
    let what = what.map(|(code, words)| (code.to_owned(), words.to_owned()));
    vec![
        Field::hidden("appointment", of(fields, "appointment")),
        money_field(fields, book),
        methods(fields),
        input(fields, "select", "paid_for", "What for").among(what),
        input(
            fields,
            "text",
            "reference",
            "Number on the slip or statement",
        )
        .hinting("Never a card's number.")
        .optional(),
    ]
}

/// Fills in what was not said.
pub(super) fn preset(kind: Kind, fields: &mut Fields, book: &Book, usual: &Usual) {
    let mut fill = |name: &str, value: String| {
        let own = fields.entry(name.to_owned()).or_default();
        if own.is_empty() {
            *own = value;
        }
    };
    let plain = |own: Money| own.to_decimal().to_string();
    match kind {
        Kind::Quote => {
            fill("valid_until", day_after(book.today, QUOTE_DAYS).to_string());
        }
        Kind::Payment => {
            fill("amount", book.open().map(plain).unwrap_or_default());
        }
        Kind::Invoice => {
            fill("parts", usual.parts.to_string());
            fill("due", day_after(book.today, DAYS_TO_PAY).to_string());
            if let Some((percent, included)) = &usual.tax {
                fill("tax_percent", percent.clone());
                fill(
                    "tax_included",
                    if *included { "yes" } else { "no" }.to_owned(),
                );
            }
            let quote = fields.get("of").cloned().unwrap_or_default();
            let found = book
                .entries
                .iter()
                .find(|own| own.id().to_string() == quote);
            if let Some(Posting::Quote { amount, .. }) = found.map(AccountEntry::posting) {
                let mut fill = |name: &str, value: String| {
                    fields.entry(name.to_owned()).or_insert(value);
                };
                fill("line_1", "Treatment as agreed".to_owned());
                fill("amount_1", plain(*amount));
                // What was offered has the tax in it.
                fields.insert("tax_included".to_owned(), "yes".to_owned());
            }
        }
        _ => {}
    }
}

fn money(fields: &Fields, name: &str, book: &Book) -> Result<Money, Fault> {
    let currency = book.currency();
    amount(of(fields, name), &currency).map_err(|error| field(name, &error.to_string()))
}

fn method(fields: &Fields) -> Result<Method, Fault> {
    let found = METHODS
        .iter()
        .find(|own| own.0.name() == of(fields, "method"));
    found
        .map(|own| own.0)
        .ok_or_else(|| field("method", "choose one of the list"))
}

fn named(fields: &Fields) -> Result<pointil_practice::id::RecordId, Fault> {
    let id: Result<pointil_storage::RecordId, _> = of(fields, "of").parse();
    let id = id.map_err(|_| field("of", "choose one of the list"))?;
    Ok(crate::practice::desk::record(id))
}

/// What was entered as an entry.
///
/// # Errors
/// A field that does not fit, by its name.
pub(super) fn posting_of(
    kind: Kind,
    fields: &Fields,
    book: &Book,
    number: InvoiceNumber,
) -> Result<Posting, Fault> {
    Ok(match kind {
        Kind::Quote => Posting::Quote {
            amount: money(fields, "amount", book)?,
            valid_until: day(fields, "valid_until")?,
        },
        Kind::Accepted => Posting::QuoteAccepted {
            quote: named(fields)?,
        },
        Kind::Declined => Posting::QuoteDeclined {
            quote: named(fields)?,
        },
        Kind::Invoice => Posting::Invoice(invoice_of(fields, book, number)?),
        Kind::Payment => {
            let appointment = entered(of(fields, "appointment"));
            let appointment =
                appointment.map(|own| fitting::<pointil_storage::RecordId>("appointment", &own));
            let reference = entered(of(fields, "reference"));
            let reference = reference.map(|own| fitting("reference", &own));
            Posting::Payment {
                amount: money(fields, "amount", book)?,
                method: method(fields)?,
                paid_for: match of(fields, "paid_for") {
                    "deposit" => PaidFor::Deposit,
                    "account" => PaidFor::Account,
                    _ => return Err(field("paid_for", "choose one of the list")),
                },
                reference: reference.transpose()?,
                appointment: appointment.transpose()?.map(crate::practice::desk::record),
            }
        }
        Kind::Refund => Posting::Refund {
            of: named(fields)?,
            amount: money(fields, "amount", book)?,
            method: method(fields)?,
            reason: fitting("reason", of(fields, "reason"))?,
        },
        Kind::CreditNote => Posting::CreditNote {
            number,
            invoice: named(fields)?,
            amount: money(fields, "amount", book)?,
            reason: fitting("reason", of(fields, "reason"))?,
        },
        Kind::WriteOff => Posting::WriteOff {
            invoice: named(fields)?,
            amount: money(fields, "amount", book)?,
            reason: fitting("reason", of(fields, "reason"))?,
        },
        Kind::Counter => Posting::Counter {
            of: named(fields)?,
            reason: fitting("reason", of(fields, "reason"))?,
        },
    })
}

fn day(fields: &Fields, name: &str) -> Result<jiff::civil::Date, Fault> {
    of(fields, name)
        .parse()
        .map_err(|_| field(name, "is no day: write it as 2027-01-31"))
}

fn invoice_of(fields: &Fields, book: &Book, number: InvoiceNumber) -> Result<Invoice, Fault> {
    let mut lines = Vec::new();
    for [line, amount] in LINES {
        if entered(of(fields, line)).is_some() || entered(of(fields, amount)).is_some() {
            let words: Words<200> = fitting(line, of(fields, line))?;
            lines.push(InvoiceLine {
                words,
                amount: money(fields, amount, book)?,
            });
        }
    }
    if lines.is_empty() {
        return Err(field("line_1", "say what the invoice is for"));
    }
    let basis_points = match entered(of(fields, "tax_percent")) {
        None => 0,
        Some(percent) => basis_points(&percent)?,
    };
    let mut invoice = Invoice {
        number,
        quote: entered(of(fields, "of"))
            .map(|_| named(fields))
            .transpose()?,
        lines: List::new(lines).map_err(Fault::internal)?,
        tax: Tax {
            basis_points,
            included: of(fields, "tax_included") != "no",
        },
        instalments: List::default(),
    };
    let too_much = |error: pointil_treatment::MoneyError| field("amount_1", &error.to_string());
    if let Some(totals) = invoice.totals().map_err(too_much)? {
        let parts = fitting("parts", of(fields, "parts").trim())?;
        let parts = in_parts(totals.gross, parts, day(fields, "due")?);
        invoice.instalments = parts.map_err(|error| field("parts", &error.to_string()))?;
    }
    Ok(invoice)
}

/// Percent with at most two digits behind the point as hundredths of a percent.
fn basis_points(percent: &str) -> Result<u16, Fault> {
    // An amount with two digits behind the point is reckoned exactly; euros stand for percent here.
    let read = amount(percent, "EUR").ok();
    let read = read.and_then(|own| u16::try_from(own.minor()).ok());
    read.filter(|own| *own <= 10_000).ok_or_else(|| {
        field(
            "tax_percent",
            "give 0 to 100 with at most two digits behind the point",
        )
    })
}

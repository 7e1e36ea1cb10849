//! The quote: what it costs and how that comes about.

use pointil_treatment::Money;
use pointil_treatment::quote::Quote;
use serde::Serialize;

use crate::money_words::amount;
use crate::press::{Template, print};
use crate::{PaperError, PaperSize};

/// A quote with its derivation, terms and places to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotePaper {
    /// Who offers it; several lines for an address.
    pub studio: String,
    /// To whom.
    pub client: String,
    /// The quote's number.
    pub number: String,
    /// The day it was made, as it is to be printed.
    pub date: String,
    /// Until when it holds, as it is to be printed; empty where it says nothing of that.
    pub valid_until: String,
    /// What it is for, as `full top, 3 sessions`.
    pub subject: String,
    /// The range that could be said before the head was measured.
    pub before_measuring: Option<BeforeMeasuring>,
    /// The price.
    pub quote: Quote,
}

/// What could be said before the head was measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeforeMeasuring {
    /// The least.
    pub low: Money,
    /// The most.
    pub high: Money,
    /// What the range rests on.
    pub basis: String,
}

#[derive(Serialize)]
struct Line<'a> {
    text: &'a str,
    amount: String,
}

#[derive(Serialize)]
struct Data<'a> {
    studio: &'a str,
    client: &'a str,
    number: &'a str,
    date: &'a str,
    valid_until: &'a str,
    subject: &'a str,
    currency: &'static str,
    before: Option<[String; 3]>,
    lines: Vec<Line<'a>>,
    price: String,
    tax: Line<'a>,
    total: String,
    /// None where nothing is paid to book.
    deposit: Option<String>,
    instalments: Vec<String>,
}

impl QuotePaper {
    /// The paper as PDF.
    ///
    /// # Errors
    /// Text that the fonts do not have.
    pub fn to_pdf(&self, paper: PaperSize) -> Result<Vec<u8>, PaperError> {
        let quote = &self.quote;
        let before = self.before_measuring.as_ref();
        let line = |own: &'_ pointil_treatment::quote::QuoteLine| amount(own.amount);
        let data = Data {
            studio: &self.studio,
            client: &self.client,
            number: &self.number,
            date: &self.date,
            valid_until: &self.valid_until,
            subject: &self.subject,
            currency: quote.total.currency().code(),
            before: before.map(|own| [amount(own.low), amount(own.high), own.basis.clone()]),
            lines: quote
                .lines
                .iter()
                .map(|own| Line {
                    text: &own.text,
                    amount: line(own),
                })
                .collect(),
            price: amount(quote.price),
            tax: Line {
                text: &quote.tax.text,
                amount: line(&quote.tax),
            },
            total: amount(quote.total),
            deposit: (quote.deposit.minor() > 0).then(|| amount(quote.deposit)),
            instalments: quote.instalments.iter().copied().map(amount).collect(),
        };
        let template = Template {
            text: include_str!("../templates/quote.typ"),
        };
        print(&template, &data, &[], paper)
    }
}

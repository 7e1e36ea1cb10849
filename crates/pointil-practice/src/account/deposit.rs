//! Deposits of appointments: what was paid, and what the terms let the studio keep of it.

use jiff::civil::Date;
use pointil_treatment::{Money, MoneyError};
use rust_decimal::Decimal;

use super::{Account, Invoice, InvoiceLine, InvoiceNumber, Posting, Tax, in_parts, wrong_money};
use crate::appointment::{Appointment, AppointmentState, Terms};
use crate::bounded::{List, Words};
use crate::id::RecordId;
use crate::refusal::Refusal;
use crate::rule::RuleCode;

impl Account<'_> {
    /// What was paid as the deposit of an appointment's series and not given back; none when nothing is left of it.
    ///
    /// # Errors
    /// Two currencies or too much, which no posted entries are.
    pub fn deposit_of(&self, series: RecordId) -> Result<Option<Money>, MoneyError> {
        let mut sum: Option<Money> = None;
        let counting = || self.counting();
        for entry in counting() {
            let Posting::Payment {
                amount,
                appointment: Some(of),
                ..
            } = &entry.posting
            else {
                continue;
            };
            if *of != series {
                continue;
            }
            let back = counting().filter_map(|other| match &other.posting {
                Posting::Refund { of, amount, .. } if *of == entry.id => Some(*amount),
                _ => None,
            });
            let left = back
                .into_iter()
                .try_fold(*amount, |left, back| left.minus(back))?;
            sum = Some(match sum {
                Some(sum) => sum.plus(left)?,
                None => left,
            });
        }
        Ok(sum.filter(|sum| sum.minor() > 0))
    }

    /// The invoice over what the terms let the studio keep of an appointment's deposit, due on the day it is written; none when nothing is
    /// kept. It has no tax: whether any is due on what is kept is for the law of the place.
    ///
    /// # Errors
    /// Too much money.
    pub fn kept_deposit(
        &self,
        appointment: &Appointment,
        terms: &Terms,
        (number, day): (InvoiceNumber, Date),
    ) -> Result<Option<Posting>, Refusal> {
        let deposit = self.deposit_of(appointment.series).map_err(wrong_money)?;
        let percent = appointment.kept_percent(terms);
        let share = Decimal::new(i64::from(percent), 2);
        let kept = deposit.map(|deposit| deposit.times(share));
        let kept = kept.transpose().map_err(wrong_money)?;
        let Some(kept) = kept.filter(|kept| kept.minor() > 0) else {
            return Ok(None);
        };
        let why = match appointment.stands() {
            AppointmentState::NoShow { .. } => "nobody came",
            _ => "cancelled late",
        };
        let words = format!(
            "Appointment on {}, {why}: {percent} percent of the deposit",
            appointment.place.day()
        );
        let bounded =
            |error: crate::BoundError| Refusal::new(RuleCode::MoneyInstalments, error.to_string());
        let line = InvoiceLine {
            words: Words::new(&words).map_err(bounded)?,
            amount: kept,
        };
        Ok(Some(Posting::Invoice(Invoice {
            number,
            quote: None,
            lines: List::new(vec![line]).map_err(bounded)?,
            tax: Tax {
                basis_points: 0,
                included: false,
            },
            instalments: in_parts(kept, 1, day).map_err(bounded)?,
        })))
    }
}

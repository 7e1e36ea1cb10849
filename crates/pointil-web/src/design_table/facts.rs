//! What follows from a design in numbers and words, as the table says it beside the head: zones, dots, hours, findings.

use std::collections::BTreeMap;

use pointil_scalp::Zone;
use pointil_treatment::plan::{Plan, PlanFinding, Work, WorkError};
use pointil_treatment::quote::{Quantities, Quote};
use pointil_treatment::review::Review;
use pointil_treatment::{Design, Layout, Protocol};
use serde::Serialize;

use crate::price::Prices;

/// A zone in which dots are asked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ZoneFacts {
    /// Its name.
    pub zone: Zone,
    /// What is asked for there, dots per square centimetre.
    pub dots_per_cm2: f64,
    /// The area that is treated.
    pub treated_cm2: f64,
    /// Its dots.
    pub dots: usize,
}

/// An appointment in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AppointmentFacts {
    /// The session it belongs to.
    pub session: usize,
    /// Its dots.
    pub dots: u32,
    /// Minutes of work at the usual pace, and at the fastest and the slowest.
    pub minutes: [f64; 3],
}

/// A finding of the review.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingFacts {
    /// Its code.
    pub code: String,
    /// How grave it is.
    pub severity: &'static str,
    /// What it means.
    pub words: String,
    /// What its remedy would do, on a button.
    pub remedy: Option<String>,
}

/// What a design costs, or why that cannot be said.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceFacts {
    /// The studio has no price list yet.
    Unset,
    /// The price.
    Priced(QuoteFacts),
    /// The list has no price for this.
    Refused(String),
}

/// A price as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuoteFacts {
    /// What is paid in all.
    pub total: String,
    /// How it comes about: what, and how much.
    pub lines: Vec<(String, String)>,
    /// Of the total, to book; nothing where nothing is.
    pub deposit: Option<String>,
}

impl PriceFacts {
    fn of(quantities: &Quantities, prices: &Prices) -> Self {
        let list = match prices {
            Prices::Unset => return Self::Unset,
            Prices::Wrong(why) => return Self::Refused(why.clone()),
            Prices::Set(list) => list,
        };
        let quote = match Quote::of(quantities, list) {
            Ok(quote) => quote,
            Err(error) => return Self::Refused(error.to_string()),
        };
        let line =
            |own: &pointil_treatment::quote::QuoteLine| (own.text.clone(), own.amount.to_string());
        let tax = (quote.tax.amount.minor() > 0).then(|| line(&quote.tax));
        Self::Priced(QuoteFacts {
            total: quote.total.to_string(),
            lines: quote.lines.iter().map(line).chain(tax).collect(),
            deposit: (quote.deposit.minor() > 0).then(|| quote.deposit.to_string()),
        })
    }

    /// The price, where there is one.
    pub fn quote(&self) -> Option<&QuoteFacts> {
        match self {
            Self::Priced(own) => Some(own),
            _ => None,
        }
    }

    /// Why there is none, where the list is at fault.
    pub fn refusal(&self) -> Option<&str> {
        match self {
            Self::Refused(why) => Some(why),
            _ => None,
        }
    }
}

/// What follows from a design.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Facts {
    /// Its hash, short.
    pub hash: String,
    /// Its dots.
    pub dots: usize,
    /// The area that is treated.
    pub treated_cm2: f64,
    /// Zone by zone.
    pub zones: Vec<ZoneFacts>,
    /// Appointment by appointment.
    pub appointments: Vec<AppointmentFacts>,
    /// Hours in the chair, breaks among them.
    pub chair_hours: f64,
    /// What a plan has to say besides.
    pub remarks: Vec<String>,
    /// What it costs.
    pub price: PriceFacts,
}

impl Facts {
    /// Sessions still to come.
    pub fn sessions(&self) -> usize {
        let own = self.appointments.iter().map(|own| own.session);
        own.collect::<std::collections::BTreeSet<_>>().len()
    }

    /// Of a design that is laid out.
    ///
    /// # Errors
    /// Inks that cannot be counted.
    pub fn of(
        design: &Design,
        layout: &Layout,
        protocol: &Protocol,
        prices: &Prices,
    ) -> Result<Self, WorkError> {
        let work = Work::of(design, layout)?;
        let plan = Plan::of(&work, protocol);
        let mut dots: BTreeMap<Zone, usize> = BTreeMap::new();
        for dot in layout.dots.iter() {
            *dots
                .entry(dot.zone.unwrap_or(Zone::TransitionZone))
                .or_default() += 1;
        }
        let zones = layout.treated.iter().map(|(zone, area)| ZoneFacts {
            zone: *zone,
            dots_per_cm2: design
                .zones
                .get(zone)
                .map_or(0.0, |own| own.dots_per_cm2.per_square_cm()),
            treated_cm2: area.square_cm(),
            dots: dots.get(zone).copied().unwrap_or(0),
        });
        let appointments = plan.appointments.iter().map(|own| AppointmentFacts {
            session: own.session,
            dots: own.dots(),
            minutes: [own.work.usual, own.work.low, own.work.high],
        });
        Ok(Self {
            hash: design.hash().short(),
            dots: layout.dots.len(),
            treated_cm2: layout.treated_area().square_cm(),
            zones: zones.collect(),
            appointments: appointments.collect(),
            chair_hours: plan.chair_minutes() / 60.0,
            price: PriceFacts::of(&Quantities::of(design, layout, &work, &plan), prices),
            remarks: plan.findings.iter().map(PlanFinding::words).collect(),
        })
    }
}

/// The findings of a review, for the table's list.
pub fn findings(review: &Review) -> Vec<FindingFacts> {
    let own = review.findings.iter().map(|own| FindingFacts {
        code: own.rule.code.clone(),
        severity: own.rule.severity.name(),
        words: own.words.clone(),
        remedy: own
            .remedy
            .as_ref()
            .map(pointil_treatment::review::Remedy::words),
    });
    own.collect()
}

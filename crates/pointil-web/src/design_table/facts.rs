//! What follows from a design in numbers and words, as the table says it beside the head: zones, dots, hours, findings.

use std::collections::BTreeMap;

use pointil_scalp::Zone;
use pointil_treatment::plan::{Plan, PlanFinding, Work, WorkError};
use pointil_treatment::review::Review;
use pointil_treatment::{Design, Layout, Protocol};
use serde::Serialize;

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
}

impl Facts {
    /// Of a design that is laid out.
    ///
    /// # Errors
    /// Inks that cannot be counted.
    pub fn of(design: &Design, layout: &Layout, protocol: &Protocol) -> Result<Self, WorkError> {
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

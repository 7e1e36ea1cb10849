//! Places where clients are treated: address, jurisdiction, time zone, rooms.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::appointment::Hours;
use crate::bounded::{List, Words};
use crate::id::RecordId;
use crate::jurisdiction::JurisdictionCode;
use crate::local_time::ZoneName;
use crate::record::{PracticeRecord, RecordKind};
use crate::refusal::Refusal;
use crate::state::{Arrow, Machine};

/// The states of premises.
pub const MACHINE: Machine = Machine {
    name: RecordKind::Premises.name(),
    starts: &["open"],
    arrows: &[
        Arrow {
            from: "open",
            event: "close",
            to: "closed",
        },
        Arrow {
            from: "closed",
            event: "reopen",
            to: "open",
        },
    ],
};

/// A place where clients are treated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Premises {
    /// The record.
    pub id: RecordId,
    /// Its name.
    pub name: Words<200>,
    /// Its address.
    pub address: Words<500>,
    /// Whose law holds there.
    pub jurisdiction: JurisdictionCode,
    /// Its clocks.
    pub zone: ZoneName,
    /// Its rooms by name.
    pub rooms: List<Words<100>, 50>,
    /// Who recorded it.
    pub recorded: Act,
    #[serde(default)]
    closed: Option<Act>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hours: Option<Hours>,
}

/// What is known of premises when they are recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PremisesFacts {
    /// Its name.
    pub name: Words<200>,
    /// Its address.
    pub address: Words<500>,
    /// Whose law holds there.
    pub jurisdiction: JurisdictionCode,
    /// Its clocks.
    pub zone: ZoneName,
    /// Its rooms by name.
    pub rooms: List<Words<100>, 50>,
}

impl Premises {
    /// Records a place, open.
    pub fn record(id: RecordId, facts: PremisesFacts, recorded: Act) -> Self {
        Self {
            id,
            name: facts.name,
            address: facts.address,
            jurisdiction: facts.jurisdiction,
            zone: facts.zone,
            rooms: facts.rooms,
            recorded,
            closed: None,
            hours: None,
        }
    }

    /// When it is open; [`Hours::usual`] while nobody has said.
    pub fn hours(&self) -> Hours {
        self.hours.clone().unwrap_or_else(Hours::usual)
    }

    /// Whether somebody has said when it is open.
    pub const fn says_hours(&self) -> bool {
        self.hours.is_some()
    }

    /// With hours from now on. What is booked outside of them already stays.
    #[must_use]
    pub fn with_hours(self, hours: Hours) -> Self {
        Self {
            hours: Some(hours),
            ..self
        }
    }

    /// Nobody is treated there any more.
    ///
    /// # Errors
    /// It is closed.
    pub fn close(mut self, act: Act) -> Result<Self, Refusal> {
        MACHINE.follow(self.state(), "close", "closed")?;
        self.closed = Some(act);
        Ok(self)
    }

    /// Clients are treated there again.
    ///
    /// # Errors
    /// It is open.
    pub fn reopen(mut self) -> Result<Self, Refusal> {
        MACHINE.follow(self.state(), "reopen", "open")?;
        self.closed = None;
        Ok(self)
    }

    /// Whether clients are treated there.
    pub const fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// The day of an instant by its clocks.
    pub fn day(&self, at: Timestamp) -> Date {
        self.zone.day(at)
    }
}

impl PracticeRecord for Premises {
    const KIND: RecordKind = RecordKind::Premises;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        if self.is_open() { "open" } else { "closed" }
    }

    fn kept_by_law(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{from_document, to_document};
    use crate::sample;

    #[test]
    fn a_day_is_a_day_of_the_place_whatever_greenwich_says() {
        let place = sample::premises();
        let evening: Timestamp = "2027-03-02T04:30:00Z".parse().unwrap();
        assert_eq!(place.day(evening), "2027-03-01".parse().unwrap());
        // Summer time begins on 14 March 2027 at two.
        let spring: Timestamp = "2027-03-15T04:30:00Z".parse().unwrap();
        assert_eq!(place.day(spring), "2027-03-14".parse().unwrap());
        let after: Timestamp = "2027-03-15T05:30:00Z".parse().unwrap();
        assert_eq!(place.day(after), "2027-03-15".parse().unwrap());
    }

    #[test]
    fn a_place_is_open_as_it_says_or_as_is_usual() {
        let place = sample::premises();
        assert!(!place.says_hours() && place.hours() == Hours::usual());
        let told = place.with_hours(Hours::default());
        assert!(told.says_hours() && told.hours() == Hours::default());
        let bytes = to_document(&told).unwrap();
        assert_eq!(from_document::<Premises>(&bytes).unwrap(), told);
    }

    #[test]
    fn a_place_closes_and_opens_again() {
        let closed = sample::premises().close(sample::act(1)).unwrap();
        assert!(!closed.is_open() && closed.clone().close(sample::act(2)).is_err());
        let bytes = to_document(&closed).unwrap();
        assert_eq!(from_document::<Premises>(&bytes).unwrap(), closed);
        let open = closed.reopen().unwrap();
        assert!(open.is_open() && open.reopen().is_err());
    }
}

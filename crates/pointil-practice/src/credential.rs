//! Licences, certificates and proofs, of a person or a place: from when until when, what is missing, what runs out soon.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::bounded::Words;
use crate::id::{PersonId, RecordId};
use crate::record::{PracticeRecord, RecordKey, RecordKind};
use crate::refusal::Refusal;
use crate::rule::RuleCode;
use crate::state::{Arrow, Machine};

/// Days before the end at which somebody is warned; at the last the credential ends.
pub const WARNING_DAYS: [u16; 4] = [60, 30, 7, 0];

/// The states of a credential. Whether it is valid on a day is reckoned from its dates.
pub const MACHINE: Machine = Machine {
    name: RecordKind::Credential.name(),
    starts: &["held"],
    arrows: &[
        Arrow {
            from: "held",
            event: "acknowledge_warning",
            to: "held",
        },
        Arrow {
            from: "held",
            event: "renew",
            to: "renewed",
        },
        Arrow {
            from: "held",
            event: "revoke",
            to: "revoked",
        },
    ],
};

/// What is proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// A licence or registration for body art.
    BodyArtLicence,
    /// Training on blood-borne pathogens.
    BloodbornePathogens,
    /// A permit or registration of the place.
    HealthPermit,
    /// A course in the craft and its hygiene.
    Training,
    /// Insurance for treatments.
    Insurance,
    /// Vaccination against hepatitis B, or having declined it.
    HepatitisB,
}

impl CredentialKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::BodyArtLicence,
        Self::BloodbornePathogens,
        Self::HealthPermit,
        Self::Training,
        Self::Insurance,
        Self::HepatitisB,
    ];

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::BodyArtLicence => "body-art licence or registration",
            Self::BloodbornePathogens => "certificate on blood-borne pathogens",
            Self::HealthPermit => "permit or registration of the premises",
            Self::Training => "training certificate",
            Self::Insurance => "insurance",
            Self::HepatitisB => "hepatitis B vaccination or having declined it",
        }
    }
}

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Holder {
    /// Of somebody who works in the studio.
    Person {
        /// Who.
        id: PersonId,
    },
    /// Of a place.
    Premises {
        /// Which.
        id: RecordId,
    },
}

/// A credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// The record.
    pub id: RecordId,
    /// Whose it is.
    pub holder: Holder,
    /// What is proved.
    pub kind: CredentialKind,
    /// Who gave it.
    pub issuer: Words<200>,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Words<100>>,
    /// The first day.
    pub valid_from: Date,
    /// The last day; none when it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Date>,
    /// Whether clients may see it on the public page.
    pub is_public: bool,
    /// Who recorded it.
    pub recorded: Act,
    /// The warning that somebody has seen last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acknowledged: Option<u16>,
    state: CredentialState,
}

/// Where a credential stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum CredentialState {
    /// Valid on its days.
    Held,
    /// A later one took its place.
    Renewed {
        /// The later one.
        by: RecordId,
    },
    /// Taken back; valid on no day.
    Revoked {
        /// Who recorded it.
        act: Act,
        /// Why.
        why: Words<500>,
    },
}

/// What is known of a credential when it is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CredentialFacts {
    /// Whose it is.
    pub holder: Holder,
    /// What is proved.
    pub kind: CredentialKind,
    /// Who gave it.
    pub issuer: Words<200>,
    /// Its number.
    #[serde(default)]
    pub number: Option<Words<100>>,
    /// The first day.
    pub valid_from: Date,
    /// The last day.
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// Whether clients may see it.
    pub is_public: bool,
}

impl Credential {
    /// Records a credential.
    ///
    /// # Errors
    /// It ends before it begins ([`RuleCode::CredentialDays`]).
    pub fn record(id: RecordId, facts: CredentialFacts, recorded: Act) -> Result<Self, Refusal> {
        if let Some(until) = facts.valid_until
            && until < facts.valid_from
        {
            let found = format!("It is valid from {} until {until}.", facts.valid_from);
            return Err(Refusal::new(RuleCode::CredentialDays, found));
        }
        Ok(Self {
            id,
            holder: facts.holder,
            kind: facts.kind,
            issuer: facts.issuer,
            number: facts.number,
            valid_from: facts.valid_from,
            valid_until: facts.valid_until,
            is_public: facts.is_public,
            recorded,
            acknowledged: None,
            state: CredentialState::Held,
        })
    }

    /// A later one takes its place; until then and after, its own days count no more.
    ///
    /// # Errors
    /// It is no longer held.
    pub fn renew(mut self, by: RecordId) -> Result<Self, Refusal> {
        MACHINE.follow(self.state(), "renew", "renewed")?;
        self.state = CredentialState::Renewed { by };
        Ok(self)
    }

    /// It was taken back.
    ///
    /// # Errors
    /// It is no longer held.
    pub fn revoke(mut self, act: Act, why: Words<500>) -> Result<Self, Refusal> {
        MACHINE.follow(self.state(), "revoke", "revoked")?;
        self.state = CredentialState::Revoked { act, why };
        Ok(self)
    }

    /// Somebody has seen the warning of today; it is due again at the next one.
    ///
    /// # Errors
    /// It is no longer held.
    pub fn acknowledge_warning(mut self, today: Date) -> Result<Self, Refusal> {
        MACHINE.follow(self.state(), "acknowledge_warning", "held")?;
        self.acknowledged = self.warning(today).or(self.acknowledged);
        Ok(self)
    }

    /// Where it stands.
    pub const fn standing(&self) -> &CredentialState {
        &self.state
    }

    /// Whether it is valid on a day of the calendar of its place, the first and the last day included.
    pub fn is_valid_on(&self, day: Date) -> bool {
        let is_held = matches!(self.state, CredentialState::Held);
        is_held && self.valid_from <= day && self.valid_until.is_none_or(|last| day <= last)
    }

    /// The warning that holds on a day: the smallest of [`WARNING_DAYS`] that its end has come within; 0 when its end is over.
    pub fn warning(&self, today: Date) -> Option<u16> {
        let until = self.valid_until?;
        let left = today.until(until).map_or(0, |span| span.get_days());
        let reached = |days: &&u16| left <= i32::from(**days) && (**days > 0 || left < 0);
        let held = matches!(self.state, CredentialState::Held);
        WARNING_DAYS.iter().filter(|_| held).rfind(reached).copied()
    }
}

/// What of `asked` a holder has no valid credential for on a day.
pub fn missing(
    asked: &[CredentialKind],
    holder: Holder,
    credentials: &[Credential],
    day: Date,
) -> Vec<CredentialKind> {
    let has = |kind: &CredentialKind| {
        credentials
            .iter()
            .any(|own| own.holder == holder && own.kind == *kind && own.is_valid_on(day))
    };
    asked.iter().filter(|kind| !has(kind)).copied().collect()
}

impl PracticeRecord for Credential {
    const KIND: RecordKind = RecordKind::Credential;
    const FORMAT: u32 = 1;

    fn state(&self) -> &'static str {
        match self.state {
            CredentialState::Held => "held",
            CredentialState::Renewed { .. } => "renewed",
            CredentialState::Revoked { .. } => "revoked",
        }
    }

    /// The start (Greenwich) of the day of the next warning that nobody has seen.
    fn due(&self) -> Option<Timestamp> {
        let until = self
            .valid_until
            .filter(|_| matches!(self.state, CredentialState::Held))?;
        let next = WARNING_DAYS
            .into_iter()
            .find(|days| self.acknowledged.is_none_or(|seen| *days < seen))?;
        // The warning of no days left comes on the day after the last.
        let day = if next == 0 {
            until.tomorrow().ok()?
        } else {
            until.checked_sub(i32::from(next).days()).ok()?
        };
        Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp())
    }

    fn keys(&self) -> Vec<RecordKey> {
        vec![match self.holder {
            Holder::Person { id } => RecordKey::new("person", id),
            Holder::Premises { id } => RecordKey::new("premises", id),
        }]
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

    fn facts(from: &str, until: Option<&str>) -> CredentialFacts {
        CredentialFacts {
            holder: Holder::Person {
                id: sample::person(1),
            },
            kind: CredentialKind::BodyArtLicence,
            issuer: Words::new("County of San Benito").unwrap(),
            number: None,
            valid_from: from.parse().unwrap(),
            valid_until: until.map(|day| day.parse().unwrap()),
            is_public: true,
        }
    }

    fn credential(from: &str, until: Option<&str>) -> Result<Credential, Refusal> {
        Credential::record(sample::record(1), facts(from, until), sample::act(0))
    }

    #[test]
    fn refuses_credential_days() {
        let refused = credential("2027-01-02", Some("2027-01-01")).unwrap_err();
        assert_eq!(refused.code, RuleCode::CredentialDays);
        assert!(credential("2027-01-01", Some("2027-01-01")).is_ok());
    }

    #[test]
    fn the_first_and_the_last_day_count() {
        let own = credential("2027-02-01", Some("2028-02-29")).unwrap();
        let valid = |day: &str| own.is_valid_on(day.parse().unwrap());
        assert!(!valid("2027-01-31") && valid("2027-02-01"));
        assert!(valid("2028-02-29") && !valid("2028-03-01"));
        assert!(
            !own.clone()
                .renew(sample::record(2))
                .unwrap()
                .is_valid_on("2027-03-01".parse().unwrap())
        );
        let why = Words::new("complaint").unwrap();
        let gone = own.revoke(sample::act(1), why).unwrap();
        assert!(!gone.is_valid_on("2027-03-01".parse().unwrap()));
        assert!(gone.clone().renew(sample::record(2)).is_err());
        let bytes = to_document(&gone).unwrap();
        assert_eq!(from_document::<Credential>(&bytes).unwrap(), gone);
    }

    #[test]
    fn it_warns_sixty_thirty_and_seven_days_before_and_when_it_is_over() {
        let own = credential("2026-01-01", Some("2027-03-31")).unwrap();
        let warning = |day: &str| own.warning(day.parse().unwrap());
        assert_eq!(warning("2027-01-29"), None);
        assert_eq!(warning("2027-01-30"), Some(60));
        assert_eq!(warning("2027-03-01"), Some(30));
        assert_eq!(warning("2027-03-24"), Some(7));
        assert_eq!(warning("2027-03-31"), Some(7));
        assert_eq!(warning("2027-04-01"), Some(0));
        assert_eq!(own.due().unwrap().to_string(), "2027-01-30T00:00:00Z");
        let seen = own
            .acknowledge_warning("2027-02-01".parse().unwrap())
            .unwrap();
        assert_eq!(seen.due().unwrap().to_string(), "2027-03-01T00:00:00Z");
        let seen = seen
            .acknowledge_warning("2027-03-30".parse().unwrap())
            .unwrap();
        assert_eq!(seen.due().unwrap().to_string(), "2027-04-01T00:00:00Z");
        let seen = seen
            .acknowledge_warning("2027-04-02".parse().unwrap())
            .unwrap();
        assert_eq!(seen.due(), None);
        assert_eq!(credential("2026-01-01", None).unwrap().due(), None);
    }

    #[test]
    fn what_is_missing_is_said_for_each_holder() {
        let own = credential("2026-01-01", None).unwrap();
        let asked = [CredentialKind::BodyArtLicence, CredentialKind::Training];
        let day = "2027-01-01".parse().unwrap();
        assert_eq!(
            missing(&asked, own.holder, std::slice::from_ref(&own), day),
            [CredentialKind::Training]
        );
        let other = Holder::Person {
            id: sample::person(2),
        };
        assert_eq!(missing(&asked, other, &[own], day), asked);
    }
}

//! A studio in which every gate is green, for the tests to break.

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::{GateReport, Override, Situation, judge};
use crate::act::Act;
use crate::agreement::Agreement;
use crate::alarm::OpenAlarm;
use crate::bounded::{List, Words};
use crate::consent::{Consent, ConsentKind, Said};
use crate::credential::{Credential, CredentialFacts, CredentialKind, Holder};
use crate::id::{DesignVersionId, PhotographId, RecordId};
use crate::lot::{Lot, LotKind};
use crate::patch_test::PatchTest;
use crate::premises::Premises;
use crate::protocol::StudioProtocol;
use crate::record::Span;
use crate::sample;
use crate::screening::{Questionnaire, Screening};
use crate::session::{HygienePhase, Observation, PlannedZone, Session, SessionPlan, hygiene_items};

/// Ten o'clock in Chicago on 8 March 2027, the day of the session.
pub(crate) const BEGIN: i64 = 172;

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) session: Session,
    pub(crate) born: Option<Date>,
    pub(crate) protocol: Option<StudioProtocol>,
    pub(crate) premises: Option<Premises>,
    pub(crate) screenings: Vec<Screening>,
    pub(crate) patch_tests: Vec<PatchTest>,
    pub(crate) agreements: Vec<Agreement>,
    pub(crate) consents: Vec<Consent>,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) lots: Vec<Lot>,
    pub(crate) other_sessions: Vec<Session>,
    pub(crate) alarms: Vec<OpenAlarm>,
    pub(crate) overrides: Vec<Override>,
    pub(crate) now: Timestamp,
}

pub(crate) fn key(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A session of client 1, planned for an hour.
pub(crate) fn planned(id: u128, hours: i64) -> Session {
    let plan = SessionPlan {
        client: sample::client(1),
        practitioner: sample::person(1),
        premises: sample::record(100),
        room: Words::new("1").unwrap(),
        design_version: DesignVersionId(Uuid::from_u128(1)),
        design: sample::design(1),
        number: 1,
        part: 1,
        planned: Span {
            from: sample::at(hours),
            until: sample::at(hours + 4),
        },
        protocol: sample::protocol().version(),
        zones: List::new(vec![PlannedZone {
            zone: pointil_scalp::Zone::Forelock,
            dots: 4000,
            minutes: 60,
        }])
        .unwrap(),
    };
    Session::plan(sample::record(id), plan).unwrap()
}

/// Marks the opening items of the checklist, from a key on.
pub(crate) fn clean(mut session: Session, mut from: u128, hours: i64) -> Session {
    let items = hygiene_items();
    for item in items.iter().filter(|own| own.phase == HygienePhase::Open) {
        let done = Observation::Hygiene {
            item: Words::new(&item.code).unwrap(),
            witnessed: true,
        };
        session = session
            .observe(key(from), sample::act(hours), done)
            .unwrap();
        from += 1;
    }
    session
}

/// A session made ready at an hour, with lots.
pub(crate) fn prepared(session: Session, lots: &[Lot], hours: i64) -> Session {
    let act = sample::act(hours);
    let mut session = clean(session.prepare(key(1), act).unwrap(), 10, hours);
    for (number, lot) in (50..).zip(lots) {
        session = session.take_lot(key(number), act, lot, None).unwrap();
    }
    let skin = Observation::Skin {
        is_whole: true,
        seen: None,
    };
    let photograph = Observation::Photograph {
        id: PhotographId(Uuid::from_u128(1)),
        is_before: true,
    };
    let session = session.observe(key(2), act, skin).unwrap();
    session.observe(key(3), act, photograph).unwrap()
}

/// A lot opened at an hour.
pub(crate) fn opened(number: u128, kind: LotKind, hours: i64) -> Lot {
    let lot = sample::lot(number, kind);
    let today = sample::premises().day(sample::at(hours));
    lot.open(sample::act(hours), today).unwrap()
}

/// A screening with harmless answers, judged at an hour.
pub(crate) fn screening(number: u128, of: u128, hours: i64) -> Screening {
    let today = sample::premises().day(sample::at(hours));
    let questionnaire = Questionnaire::built_in().unwrap();
    sample::screening_draft(number, of, &[])
        .answer(&questionnaire, (sample::at(hours), Said::ByLink), today)
        .unwrap()
        .judge(&questionnaire, &sample::protocol(), today)
        .unwrap()
}

/// A patch test of lots on client 1, applied at an hour.
pub(crate) fn patch_test(number: u128, lots: &[u128], hours: i64) -> PatchTest {
    PatchTest::apply(
        sample::record(number),
        sample::client(1),
        List::new(lots.iter().map(|lot| sample::record(*lot)).collect()).unwrap(),
        Words::new("behind the left ear").unwrap(),
        sample::act(hours),
        &sample::protocol(),
    )
    .unwrap()
}

pub(crate) fn consent(number: u128, kind: ConsentKind, hours: i64, yes: bool) -> Consent {
    let words = Words::new(kind.words()).unwrap();
    let said = (sample::at(hours), Said::ByLink);
    Consent::said(
        sample::record(number),
        sample::client(1),
        kind,
        words,
        said,
        yes,
    )
}

pub(crate) fn credential(
    number: u128,
    holder: Holder,
    kind: CredentialKind,
    until: &str,
) -> Credential {
    let facts = CredentialFacts {
        holder,
        kind,
        issuer: Words::new("the county").unwrap(),
        number: None,
        valid_from: "2026-01-01".parse().unwrap(),
        valid_until: Some(until.parse().unwrap()),
        is_public: true,
    };
    Credential::record(sample::record(number), facts, sample::act(-5000)).unwrap()
}

pub(crate) fn pat() -> Holder {
    Holder::Person {
        id: sample::person(1),
    }
}

pub(crate) fn house() -> Holder {
    Holder::Premises {
        id: sample::record(100),
    }
}

impl World {
    /// Everything green at ten o'clock.
    pub(crate) fn green() -> Self {
        let lots = vec![
            opened(7, LotKind::Pigment, 0),
            opened(8, LotKind::Anaesthetic, 0),
            opened(9, LotKind::Diluent, BEGIN - 1),
            opened(10, LotKind::Needles, BEGIN - 1),
        ];
        let confirmed = screening(20, 1, 0).confirm_unchanged(sample::at(BEGIN - 1), Said::ByLink);
        let cleared = patch_test(21, &[7, 8], 0).read_clear(sample::act(50));
        Self {
            session: prepared(planned(30, BEGIN), &lots, BEGIN - 1),
            born: Some("1985-06-01".parse().unwrap()),
            protocol: Some(sample::protocol()),
            premises: Some(sample::premises()),
            screenings: vec![confirmed.unwrap()],
            patch_tests: vec![cleared.unwrap()],
            agreements: vec![sample::sealed(22, None, 1, 20)],
            consents: vec![
                consent(23, ConsentKind::Treatment, 20, true),
                consent(24, ConsentKind::ClinicalPhotographs, 20, true),
            ],
            credentials: vec![
                credential(25, pat(), CredentialKind::BodyArtLicence, "2027-12-31"),
                credential(26, pat(), CredentialKind::BloodbornePathogens, "2027-12-31"),
                credential(27, pat(), CredentialKind::Insurance, "2027-12-31"),
                credential(28, house(), CredentialKind::HealthPermit, "2027-12-31"),
            ],
            lots,
            other_sessions: vec![],
            alarms: vec![],
            overrides: vec![],
            now: sample::at(BEGIN),
        }
    }

    pub(crate) fn situation(&self) -> Situation<'_> {
        Situation {
            session: &self.session,
            lot_to_take: None,
            born: self.born,
            protocol: self.protocol.as_ref(),
            premises: self.premises.as_ref(),
            screenings: &self.screenings,
            patch_tests: &self.patch_tests,
            agreements: &self.agreements,
            consents: &self.consents,
            credentials: &self.credentials,
            lots: &self.lots,
            other_sessions: &self.other_sessions,
            alarms: &self.alarms,
            overrides: &self.overrides,
        }
    }

    pub(crate) fn report(&self) -> GateReport {
        judge(&self.situation(), self.now)
    }

    pub(crate) fn act(&self) -> Act {
        Act {
            at: self.now,
            by: sample::person(1),
        }
    }

    /// The world with its session under way.
    pub(crate) fn running(mut self) -> Self {
        let light = self.report().green_light().unwrap();
        let act = self.act();
        self.session = self.session.begin(key(900), act, light).unwrap();
        self
    }

    pub(crate) fn lot(&mut self, number: u128) -> &mut Lot {
        let id: RecordId = sample::record(number);
        self.lots.iter_mut().find(|own| own.id == id).unwrap()
    }
}

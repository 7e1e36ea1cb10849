//! Adverse events: serious ones are reported in time and none is closed unseen.

#![expect(clippy::unwrap_used, reason = "a test")]

use jiff::Timestamp;
use jiff::civil::date;
use pointil_practice::adverse_event::{
    AdverseEvent, Assessment, EventFacts, EventKind, EventOutcome, EventState, MACHINE, ReportedBy,
    ReportedProduct, SentReport, SeriousFor, report_fields, report_json,
};
use pointil_practice::id::{ClientId, PersonId, RecordId};
use pointil_practice::jurisdiction::{JurisdictionCode, ReportingClock};
use pointil_practice::{Act, List, PracticeRecord, RuleCode, Words, from_document, to_document};
use proptest::prelude::*;
use uuid::Uuid;

const NONE: ReportingClock = ReportingClock {
    days: None,
    working_days: false,
};

fn act(text: &str) -> Act {
    Act {
        at: text.parse().unwrap(),
        by: PersonId(Uuid::from_u128(5)),
    }
}

fn words() -> Words<4000> {
    Words::new("as was seen").unwrap()
}

fn event(kind: EventKind) -> AdverseEvent {
    let id = |n| RecordId(Uuid::from_u128(n));
    let facts = EventFacts {
        client: ClientId(Uuid::from_u128(2)),
        kind,
        noticed: Some(date(2026, 12, 17)),
        session: Some(id(3)),
        check_in: Some(id(4)),
        lots: List::new(vec![id(6), id(7)]).unwrap(),
        practitioner: Some(PersonId(Uuid::from_u128(5))),
        photographs: List::default(),
        words: words(),
        jurisdiction: "US-IL".parse().unwrap(),
        zone: "America/Chicago".parse().unwrap(),
    };
    // In Chicago it is still Friday, the 18th.
    AdverseEvent::report(id(1), facts, act("2026-12-19T03:00:00Z"))
}

fn assessment(severity: u8, serious_for: &[SeriousFor]) -> Assessment {
    Assessment {
        act: act("2026-12-19T09:00:00Z"),
        severity: severity.try_into().unwrap(),
        serious_for: List::new(serious_for.to_vec()).unwrap(),
        words: words(),
    }
}

fn clock() -> ReportingClock {
    let code: JurisdictionCode = "US-IL".parse().unwrap();
    code.jurisdiction().adverse_event.value
}

#[test]
fn an_infection_is_serious_and_reported_within_fifteen_business_days() {
    let refused = event(EventKind::Infection)
        .assess(assessment(2, &[]), clock())
        .unwrap_err();
    assert_eq!(refused.code, RuleCode::EventSerious);
    let due = event(EventKind::Infection)
        .assess(assessment(2, &[SeriousFor::Infection]), clock())
        .unwrap();
    let last_day = date(2027, 1, 12);
    assert_eq!(due.stands(), &EventState::ReportDue { last_day });
    let evening: Timestamp = "2027-01-12T23:00:00Z".parse().unwrap();
    assert_eq!(due.due(), Some(evening));
    let look = "2027-02-01T12:00:00Z".parse().unwrap();
    let refused = due
        .clone()
        .follow_up(act("2027-01-05T09:00:00Z"), words(), look)
        .unwrap_err();
    assert_eq!(refused.code, RuleCode::EventReportDue);
    let report = SentReport {
        act: act("2027-01-04T09:00:00Z"),
        to: Words::new("FDA").unwrap(),
        reference: None,
    };
    let followed = due
        .send(report)
        .unwrap()
        .follow_up(act("2027-01-05T09:00:00Z"), words(), look)
        .unwrap();
    assert!(followed.open_alarm().is_some());
    let going = followed.clone().close(
        act("2027-02-01T09:00:00Z"),
        EventOutcome::Recovering,
        words(),
    );
    assert_eq!(going.unwrap_err().code, RuleCode::EventOpen);
    let closed = followed
        .close(
            act("2027-02-01T09:00:00Z"),
            EventOutcome::Recovered,
            words(),
        )
        .unwrap();
    assert!(closed.open_alarm().is_none() && closed.kept_by_law());
    let read: AdverseEvent = from_document(&to_document(&closed).unwrap()).unwrap();
    assert_eq!(read, closed);
}

#[test]
fn grades_of_danger_name_their_reason() {
    for (severity, reason) in [(4, SeriousFor::LifeThreatening), (5, SeriousFor::Death)] {
        let bare =
            event(EventKind::Allergy).assess(assessment(severity, &[SeriousFor::Hospital]), NONE);
        assert_eq!(bare.unwrap_err().code, RuleCode::EventSerious);
        assert!(
            event(EventKind::Allergy)
                .assess(assessment(severity, &[reason]), NONE)
                .is_ok()
        );
    }
}

#[test]
fn without_a_clock_nobody_has_to_be_told_but_it_is_looked_after() {
    let assessed = event(EventKind::Infection)
        .assess(assessment(2, &[SeriousFor::Infection]), NONE)
        .unwrap();
    assert_eq!(assessed.state(), "assessed");
    assert!(
        assessed
            .clone()
            .close(
                act("2027-02-01T09:00:00Z"),
                EventOutcome::Recovered,
                words()
            )
            .is_err()
    );
    let mild = event(EventKind::Tightness)
        .assess(assessment(1, &[]), clock())
        .unwrap();
    assert!(mild.open_alarm().is_none());
    let graver = mild
        .assess(assessment(3, &[SeriousFor::Intervention]), clock())
        .unwrap();
    assert_eq!(
        (graver.state(), graver.assessments.len()),
        ("report_due", 2)
    );
    assert!(event(EventKind::Tightness).open_alarm().is_some());
}

#[test]
fn it_is_found_by_lots_session_and_practitioner_and_exported_without_a_name() {
    let due = event(EventKind::Infection)
        .assess(assessment(2, &[SeriousFor::Infection]), clock())
        .unwrap();
    let names: Vec<&str> = due.keys().iter().map(|key| key.name).collect();
    assert_eq!(names, ["lot", "lot", "session", "practitioner", "check_in"]);
    let by = ReportedBy {
        studio: "North Street",
        address: "1 North Street",
        reach: "studio@example.org",
        client_code: "C-17",
        age: Some(44),
        products: vec![ReportedProduct {
            name: "Black 3",
            maker: "Maker",
            lot: "L123",
            last_day: None,
        }],
        treated: Some(date(2026, 12, 14)),
        today: date(2027, 1, 4),
    };
    let fields = report_fields(&due, &by);
    let value = |place: &str, label: &str| {
        let found = fields
            .iter()
            .find(|field| field.place == place && field.label == label);
        found.map(|field| field.value.as_str())
    };
    assert_eq!(value("A1", "Patient identifier"), Some("C-17"));
    assert_eq!(
        value("B2", "Outcome attributed to adverse event"),
        Some("infection")
    );
    assert_eq!(value("C1", "Lot"), Some("L123"));
    assert_eq!(value("C1", "Expiration date"), Some("unknown"));
    assert_eq!(
        value("G3", "Date received by the reporter"),
        Some("2026-12-18")
    );
    let json: serde_json::Value = serde_json::from_str(&report_json(&due, &by).unwrap()).unwrap();
    assert_eq!(json["kind"], "infection");
    assert_eq!(json["fields"].as_array().unwrap().len(), fields.len());
}

proptest! {
    #[test]
    fn no_walk_closes_a_serious_event_that_was_not_reported(events in prop::collection::vec(0_u8..6, 1..25)) {
        let mut now = event(EventKind::Infection);
        for event in events {
            let (before, at) = (now.clone(), act("2027-01-05T09:00:00Z"));
            let next = match event {
                0 => now.clone().assess(assessment(2, &[SeriousFor::Infection]), clock()),
                1 => now.clone().assess(assessment(1, &[]), clock()),
                2 => now.clone().send(SentReport { act: at, to: Words::new("FDA").unwrap(), reference: None }),
                3 => now.clone().follow_up(at, words(), at.at),
                4 => now.clone().close(at, EventOutcome::Recovered, words()),
                _ => now.clone().close(at, EventOutcome::Recovering, words()),
            };
            if let Ok(next) = next {
                let arrow = MACHINE.arrows.iter().any(|a| a.from == before.state() && a.to == next.state());
                prop_assert!(arrow, "{} to {}", before.state(), next.state());
                now = next;
            }
            prop_assert!(now.state() != "closed" || !now.reports.is_empty());
            prop_assert_eq!(now.due().is_none(), now.state() == "closed");
        }
    }
}

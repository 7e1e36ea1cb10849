//! Check-ins: what is found is never closed by silence.

#![expect(clippy::unwrap_used, reason = "a test")]

use jiff::Timestamp;
use pointil_practice::aftercare::PlannedCheckIn;
use pointil_practice::check_in::{
    Answers, CheckIn, Closer, Contact, MACHINE, Outcome, Resolution, Symptom,
};
use pointil_practice::id::{ClientId, PersonId, PhotographId, RecordId};
use pointil_practice::{Act, List, PracticeRecord, RuleCode, Words, from_document, to_document};
use proptest::prelude::*;
use uuid::Uuid;

fn at(hours: i64) -> Timestamp {
    let noon: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    noon.saturating_add(jiff::SignedDuration::from_hours(hours))
        .unwrap()
}

fn act(hours: i64) -> Act {
    Act {
        at: at(hours),
        by: PersonId(Uuid::from_u128(5)),
    }
}

fn words() -> Words<2000> {
    Words::new("as was said").unwrap()
}

fn due() -> CheckIn {
    let planned = PlannedCheckIn {
        day: 3,
        due: at(0),
        answer_by: at(24),
    };
    let id = |n| Uuid::from_u128(n);
    CheckIn::planned(
        RecordId(id(1)),
        ClientId(id(2)),
        RecordId(id(3)),
        PersonId(id(4)),
        planned,
    )
}

fn answers(symptoms: &[Symptom]) -> Answers {
    Answers {
        symptoms: List::new(symptoms.to_vec()).unwrap(),
        pain: 1.try_into().unwrap(),
        photographs: List::default(),
        words: None,
    }
}

fn triaged(symptoms: &[Symptom]) -> CheckIn {
    due()
        .answer(answers(symptoms), at(1))
        .unwrap()
        .triaged()
        .unwrap()
}

fn contact(hours: i64, reached: bool) -> Contact {
    Contact {
        act: act(hours),
        reached,
        words: words(),
        look_again: at(hours + 4),
    }
}

#[test]
fn fever_is_an_alarm_until_a_named_person_resolves_it_with_a_doctor() {
    let found = triaged(&[Symptom::Fever]);
    let alarm = found.open_alarm().unwrap();
    assert_eq!(alarm.outcome, Outcome::DoctorToday);
    for by in [Closer::Rules, Closer::Person(act(1).by)] {
        let refused = found.clone().close(by, at(2)).unwrap_err();
        assert_eq!(refused.code, RuleCode::CheckInRedFlag);
    }
    let escalated = found.escalate(at(1)).unwrap();
    assert_eq!(escalated.due(), Some(at(1)));
    assert!(
        escalated
            .clone()
            .resolve(act(2), Resolution::DoctorSaw, words())
            .is_err()
    );
    let tried = escalated.contact(contact(2, false)).unwrap();
    let refused = tried
        .clone()
        .resolve(act(3), Resolution::DoctorSaw, words())
        .unwrap_err();
    assert_eq!(refused.code, RuleCode::CheckInNotReached);
    let reached = tried.contact(contact(3, true)).unwrap();
    assert_eq!(reached.due(), Some(at(7)));
    let refused = reached
        .clone()
        .resolve(act(4), Resolution::Settled, words())
        .unwrap_err();
    assert_eq!(refused.code, RuleCode::CheckInDoctor);
    assert!(reached.open_alarm().is_some());
    let resolved = reached
        .resolve(act(4), Resolution::DoctorSaw, words())
        .unwrap();
    assert_eq!((resolved.state(), resolved.due()), ("resolved", None));
    assert!(resolved.open_alarm().is_none());
    let read: CheckIn = from_document(&to_document(&resolved).unwrap()).unwrap();
    assert_eq!(read, resolved);
}

#[test]
fn what_is_for_the_studio_can_settle() {
    let found = triaged(&[Symptom::Blue]).escalate(at(1)).unwrap();
    let reached = found.contact(contact(2, true)).unwrap();
    assert!(
        reached
            .resolve(act(3), Resolution::Settled, words())
            .is_ok()
    );
}

#[test]
fn nothing_found_closes_but_words_and_photographs_are_looked_at() {
    let calm = triaged(&[Symptom::Itching, Symptom::Flakes]);
    assert!(calm.open_alarm().is_none());
    assert_eq!(
        calm.clone().close(Closer::Rules, at(2)).unwrap().state(),
        "closed"
    );
    let mut said = answers(&[]);
    said.words = Words::new("it smells odd").ok();
    let mut shown = answers(&[]);
    shown.photographs = List::new(vec![PhotographId(Uuid::from_u128(8))]).unwrap();
    for answers in [said, shown] {
        let found = due().answer(answers, at(1)).unwrap().triaged().unwrap();
        let refused = found.clone().close(Closer::Rules, at(2)).unwrap_err();
        assert_eq!(refused.code, RuleCode::CheckInUnread);
        assert!(
            found
                .clone()
                .close(Closer::Person(act(2).by), at(2))
                .is_ok()
        );
        let raised = found.escalate(at(2)).unwrap();
        assert_eq!(raised.open_alarm().unwrap().outcome, Outcome::CallStudio);
    }
}

#[test]
fn what_is_missed_is_asked_again_once_and_then_somebody_calls() {
    let early = due().miss(at(23)).unwrap_err();
    assert_eq!(early.code, RuleCode::CheckInNotYet);
    let missed = due().miss(at(24)).unwrap();
    let again = missed.ask_again(at(25), at(49)).unwrap();
    assert_eq!((again.state(), again.due()), ("due", Some(at(49))));
    let missed = again.miss(at(49)).unwrap();
    let refused = missed.clone().ask_again(at(50), at(74)).unwrap_err();
    assert_eq!(refused.code, RuleCode::CheckInMissed);
    let to_call = missed.hand_over(at(50)).unwrap();
    assert_eq!(to_call.due(), Some(at(50)));
    assert_eq!(
        to_call.clone().call(act(51), words()).unwrap().state(),
        "called"
    );
    let late = to_call.answer(answers(&[Symptom::Pus]), at(52)).unwrap();
    assert_eq!(late.open_alarm().unwrap().outcome, Outcome::DoctorToday);
}

proptest! {
    #[test]
    fn no_walk_closes_a_red_flag_by_silence(events in prop::collection::vec(0_u8..12, 1..40), sign in 0..Symptom::ALL.len()) {
        let sign = Symptom::ALL[sign];
        let mut now = due();
        let mut found = false;
        for (hour, event) in events.iter().enumerate() {
            let hour = i64::try_from(hour).unwrap() * 13;
            let before = now.clone();
            let next = match event {
                0 => now.clone().answer(answers(&[sign]), at(hour)),
                1 => now.clone().triaged(),
                2 => now.clone().miss(at(hour)),
                3 => now.clone().ask_again(at(hour), at(hour + 24)),
                4 => now.clone().hand_over(at(hour)),
                5 => now.clone().call(act(hour), words()),
                6 => now.clone().close(Closer::Rules, at(hour)),
                7 => now.clone().close(Closer::Person(act(hour).by), at(hour)),
                8 => now.clone().escalate(at(hour)),
                9 => now.clone().contact(contact(hour, hour % 2 == 0)),
                10 => now.clone().resolve(act(hour), Resolution::Settled, words()),
                _ => now.clone().resolve(act(hour), Resolution::DoctorSaw, words()),
            };
            if let Ok(next) = next {
                let arrow = MACHINE.arrows.iter().any(|a| a.from == before.state() && a.to == next.state());
                prop_assert!(arrow, "{} to {}", before.state(), next.state());
                now = next;
            }
            found |= now.open_alarm().is_some();
            let gone = now.open_alarm().is_none();
            prop_assert!(!found || !gone || now.state() == "resolved", "{}", now.state());
            prop_assert!(now.due().is_some() || ["resolved", "closed", "called"].contains(&now.state()));
        }
    }
}

#[test]
fn an_answer_is_closed_read_or_escalated_by_what_it_says() {
    let answers = |symptoms: &[Symptom], words: Option<&str>| Answers {
        symptoms: List::new(symptoms.to_vec()).unwrap(),
        pain: 1.try_into().unwrap(),
        photographs: List::default(),
        words: words.map(|words| Words::new(words).unwrap()),
    };
    let taken = |answers| due().take(answers, due().ask_at, 3).unwrap();
    assert_eq!(taken(answers(&[], None)).state(), "closed");
    assert_eq!(taken(answers(&[], Some("all is well"))).state(), "triaged");
    let fever = taken(answers(&[Symptom::Fever], None));
    assert_eq!(fever.state(), "escalated");
    assert!(fever.open_alarm().is_some());
    assert_eq!(fever.case().unwrap().triage.outcome, Outcome::DoctorToday);
    let again = fever.take(answers(&[], None), due().ask_at, 3).unwrap_err();
    assert_eq!(again.code, RuleCode::StateWrong);
    // Redness is normal on the third day, when it was asked, and not on the sixth, when it is answered; nor is an answer before its day milder.
    let red = || answers(&[Symptom::Redness], None);
    assert_eq!(taken(red()).state(), "closed");
    let late = due().take(red(), at(72), 6).unwrap();
    assert_eq!((late.state(), late.judged_day()), ("escalated", 6));
    assert_eq!(due().take(red(), at(0), 1).unwrap().judged_day(), 3);
    let read: CheckIn = from_document(&to_document(&late).unwrap()).unwrap();
    assert_eq!(read, late);
}

mod things;

use jiff::ToSpan;

use super::world::{self, BEGIN, World, key, pat};
use super::*;
use crate::agreement::ClientSigned;
use crate::bounded::{List, Words};
use crate::check_in::Outcome;
use crate::consent::{ConsentKind, Said};
use crate::credential::Holder;
use crate::lot::LotKind;
use crate::patch_test;
use crate::record::RecordKind;
use crate::sample;
use crate::screening::{Answer, Letter, Questionnaire};
use crate::session::{Observation, Session};

/// A green studio: after `breaks` exactly these gates are shut and there is no light; after `mends` there is one again.
fn gate(codes: &[RuleCode], breaks: impl FnOnce(&mut World), mends: impl FnOnce(&mut World)) {
    let mut world = World::green();
    assert!(world.report().green_light().is_some());
    breaks(&mut world);
    let report = world.report();
    let red: Vec<_> = report.red().map(|own| own.code).collect();
    assert_eq!(red, codes, "{report:#?}");
    assert!(report.green_light().is_none());
    mends(&mut world);
    let report = world.report();
    let red: Vec<_> = report.red().collect();
    assert!(report.green_light().is_some(), "{red:#?}");
}

fn observe(world: &mut World, number: u128, observation: Observation) {
    let act = world.act();
    let session = world.session.clone();
    world.session = session.observe(key(number), act, observation).unwrap();
}

fn replan(world: &mut World, change: impl FnOnce(&mut Session)) {
    change(&mut world.session);
}

#[test]
fn every_gate_is_judged_and_green_in_a_studio_where_all_is_well() {
    let report = World::green().report();
    let codes: Vec<_> = report.gates().iter().map(|own| own.code).collect();
    assert_eq!(codes, GATES);
    for own in report.gates() {
        assert_eq!(own.light, Light::Green, "{own:?}");
        assert!(own.found.len() > 5, "{own:?}");
    }
    let json = serde_json::to_string(&report).unwrap();
    assert!(json.contains("\"code\":\"lot.recalled\",\"light\":\"green\""));
}

#[test]
fn refuses_protocol_in_force() {
    let code = &[RuleCode::ProtocolInForce];
    gate(
        code,
        |world| {
            let own = world.protocol.take().unwrap();
            world.protocol = Some(own.supersede(sample::at(1)).unwrap());
        },
        |world| world.protocol = Some(sample::protocol()),
    );
    gate(
        &[RuleCode::ProtocolInForce, RuleCode::ProtocolVersion],
        |world| {
            let wales = "GB-WLS".parse().unwrap();
            let own = StudioProtocol::new(sample::record(1), wales, &[], sample::act(0), None);
            world.protocol = Some(own.unwrap());
        },
        |world| world.protocol = Some(sample::protocol()),
    );
}

#[test]
fn refuses_protocol_version() {
    gate(
        &[RuleCode::ProtocolVersion],
        |world| {
            let own = world.protocol.take().unwrap();
            let changes = [(pointil_treatment::Rule::FirstWashDay, 4.0)];
            let next = own.revised(sample::record(102), &changes, sample::act(1), None);
            world.protocol = Some(next.unwrap());
        },
        |world| {
            let next = world.protocol.as_ref().unwrap().version();
            replan(world, |session| session.plan.protocol = next);
        },
    );
}

#[test]
fn refuses_premises_open() {
    gate(
        &[RuleCode::PremisesOpen],
        |world| {
            let own = world.premises.take().unwrap();
            world.premises = Some(own.close(sample::act(1)).unwrap());
        },
        |world| {
            let own = world.premises.take().unwrap();
            world.premises = Some(own.reopen().unwrap());
        },
    );
    gate(
        &[RuleCode::PremisesOpen],
        |world| replan(world, |own| own.plan.room = Words::new("cellar").unwrap()),
        |world| replan(world, |own| own.plan.room = Words::new("2").unwrap()),
    );
    let mut world = World::green();
    world.premises = None;
    assert!(
        world
            .report()
            .red()
            .any(|own| own.code == RuleCode::PremisesOpen)
    );
    assert!(world.report().green_light().is_none());
}

/// Replaces the end of a credential.
fn ends(world: &mut World, number: u128, until: &str) {
    let id = sample::record(number);
    let own = world.credentials.iter_mut().find(|own| own.id == id);
    own.unwrap().valid_until = Some(until.parse().unwrap());
}

#[test]
fn refuses_premises_credential() {
    gate(
        &[RuleCode::PremisesCredential],
        |world| ends(world, 28, "2027-03-07"),
        |world| ends(world, 28, "2027-03-08"),
    );
}

#[test]
fn refuses_practitioner_credential() {
    // It expired this morning: yesterday was its last day.
    gate(
        &[RuleCode::PractitionerCredential],
        |world| ends(world, 26, "2027-03-07"),
        |world| ends(world, 26, "2027-03-08"),
    );
    // Somebody else's licence does not help.
    gate(
        &[RuleCode::PractitionerCredential],
        |world| {
            let other = Holder::Person {
                id: sample::person(2),
            };
            world.credentials[0].holder = other;
        },
        |world| world.credentials[0].holder = pat(),
    );
}

#[test]
fn a_credential_holds_until_midnight_of_the_place_and_no_longer() {
    let mut world = World::green().running();
    ends(&mut world, 26, "2027-03-08");
    // Half past eleven at night in Chicago is already the 9th in Greenwich.
    world.now = "2027-03-09T05:30:00Z".parse().unwrap();
    assert_eq!(world.report().red().count(), 0, "{:#?}", world.report());
    world.now = "2027-03-09T06:00:00Z".parse().unwrap();
    let red: Vec<_> = world.report().red().map(|own| own.code).collect();
    assert!(red.contains(&RuleCode::PractitionerCredential), "{red:?}");
}

#[test]
fn refuses_practitioner_insurance() {
    gate(
        &[RuleCode::PractitionerInsurance],
        |world| ends(world, 27, "2027-03-07"),
        |world| ends(world, 27, "2027-03-08"),
    );
}

#[test]
fn refuses_client_age() {
    gate(
        &[RuleCode::ClientAge],
        |world| world.born = Some("2009-03-09".parse().unwrap()),
        |world| world.born = Some("2009-03-08".parse().unwrap()),
    );
    gate(
        &[RuleCode::ClientAge],
        |world| world.born = None,
        |world| world.born = Some("1950-01-01".parse().unwrap()),
    );
}

#[test]
fn refuses_screening_missing() {
    let gates = [
        RuleCode::ScreeningMissing,
        RuleCode::ScreeningExpired,
        RuleCode::ScreeningOutcome,
        RuleCode::ScreeningChanges,
    ];
    gate(
        &gates,
        |world| world.screenings.clear(),
        |world| world.screenings.push(world::screening(40, 1, BEGIN - 2)),
    );
    // Another client's screening opens nothing.
    gate(
        &gates,
        |world| world.screenings = vec![world::screening(40, 2, BEGIN - 2)],
        |world| world.screenings.push(world::screening(41, 1, BEGIN - 2)),
    );
}

#[test]
fn refuses_screening_expired() {
    let confirmed = |hours| {
        let own = world::screening(40, 1, hours);
        let said = own.confirm_unchanged(sample::at(BEGIN - 1), Said::ByLink);
        vec![said.unwrap()]
    };
    let days = |days: i64| BEGIN - 24 * days;
    gate(
        &[RuleCode::ScreeningExpired],
        |world| world.screenings = confirmed(days(91)),
        |world| world.screenings = confirmed(days(90)),
    );
}

/// A judged screening with one answer that is not harmless.
fn answered(number: u128, code: &str, answer: Answer) -> Screening {
    let today = sample::premises().day(sample::at(BEGIN - 2));
    let questionnaire = Questionnaire::built_in().unwrap();
    let said = (sample::at(BEGIN - 2), Said::ByLink);
    sample::screening_draft(number, 1, &[(code, answer)])
        .answer(&questionnaire, said, today)
        .unwrap()
        .judge(&questionnaire, &sample::protocol(), today)
        .unwrap()
}

#[test]
fn refuses_screening_outcome() {
    let letter = Letter {
        from: Words::new("Dr. Grey").unwrap(),
        on: "2027-03-08".parse().unwrap(),
        says: Words::new("no objection").unwrap(),
        act: sample::act(BEGIN - 1),
    };
    gate(
        &[RuleCode::ScreeningOutcome, RuleCode::ScreeningChanges],
        |world| world.screenings = vec![answered(40, "diabetes", Answer::Yes)],
        |world| {
            let own = world.screenings.remove(0);
            world
                .screenings
                .push(own.answer_letter(letter, true).unwrap());
        },
    );
    // Whoever was declined or postponed does not open the gate by answering again; somebody must decide it.
    for code in ["haemophilia", "fever"] {
        gate(
            &[RuleCode::ScreeningOutcome],
            |world| {
                world.screenings.insert(0, answered(40, code, Answer::Yes));
                world.screenings.push(world::screening(41, 1, BEGIN - 1));
            },
            |world| {
                let why = Words::new("a slip; the doctor was asked").unwrap();
                let own = world.screenings.remove(0);
                let by = sample::record(41);
                let own = own.supersede(by, sample::act(BEGIN - 1), why).unwrap();
                world.screenings.push(own);
            },
        );
    }
}

#[test]
fn refuses_screening_changes() {
    let fresh = |hours: i64| {
        let own = world::screening(40, 1, 0);
        let said = own.confirm_unchanged(sample::at(hours), Said::ByLink);
        vec![said.unwrap()]
    };
    gate(
        &[RuleCode::ScreeningChanges],
        |world| world.screenings = fresh(BEGIN - 11),
        |world| world.screenings = fresh(BEGIN - 9),
    );
    gate(
        &[RuleCode::ScreeningOutcome, RuleCode::ScreeningChanges],
        |world| {
            let what = Words::new("new tablets").unwrap();
            let own = world.screenings.remove(0);
            let own = own.report_change(sample::at(BEGIN - 1), what);
            world.screenings.push(own.unwrap());
        },
        |world| world.screenings.push(world::screening(41, 1, BEGIN - 1)),
    );
}

#[test]
fn refuses_patch_test_missing() {
    gate(
        &[RuleCode::PatchTestMissing],
        |world| world.patch_tests = vec![world::patch_test(40, &[7, 8], BEGIN - 48)],
        |world| {
            let own = world.patch_tests.remove(0);
            world
                .patch_tests
                .push(own.read_clear(sample::act(BEGIN)).unwrap());
        },
    );
    // Only the pigment was tried, not the anaesthetic.
    let read = |lots: &[u128]| {
        let own = world::patch_test(40, lots, 0);
        own.read_clear(sample::act(50)).unwrap()
    };
    gate(
        &[RuleCode::PatchTestMissing],
        |world| world.patch_tests = vec![read(&[7])],
        |world| world.patch_tests.push(read(&[8])),
    );
}

#[test]
fn refuses_patch_test_expired() {
    let read = |days: i64| {
        let hours = BEGIN - 24 * days;
        let own = world::patch_test(40, &[7, 8], hours - 60);
        vec![own.read_clear(sample::act(hours)).unwrap()]
    };
    gate(
        &[RuleCode::PatchTestExpired],
        |world| world.patch_tests = read(181),
        |world| world.patch_tests = read(180),
    );
}

#[test]
fn refuses_lot_blocked() {
    gate(
        &[RuleCode::LotBlocked],
        |world| {
            let words = Words::new("a red patch").unwrap();
            let own = world::patch_test(40, &[7], 20);
            let own = own.report_reaction(sample::act(30), words, List::default());
            world.patch_tests.push(own.unwrap());
        },
        // A reaction is for ever: another lot, tried and read, is the only way on.
        |world| {
            let lot = world::opened(11, LotKind::Pigment, 0);
            let tried = world::patch_test(41, &[11], 20);
            world
                .patch_tests
                .push(tried.read_clear(sample::act(90)).unwrap());
            let away = Observation::LotPutAway {
                lot: sample::record(7),
            };
            observe(world, 800, away);
            let act = world.act();
            let session = world.session.clone();
            world.session = session.take_lot(key(801), act, &lot, None).unwrap();
            world.lots.push(lot);
        },
    );
    let blocked = patch_test::blocked_lots(sample::client(1), &[]);
    assert!(blocked.is_empty());
}

#[test]
fn refuses_alarm_open() {
    let alarm = |client| OpenAlarm {
        client: sample::client(client),
        kind: RecordKind::CheckIn,
        record: sample::record(40),
        since: sample::at(100),
        outcome: Outcome::DoctorToday,
        found: "Fever on day 3.".to_owned(),
    };
    gate(
        &[RuleCode::AlarmOpen],
        |world| world.alarms = vec![alarm(2), alarm(1)],
        |world| world.alarms = vec![alarm(2)],
    );
}

#[test]
fn refuses_agreement_in_force() {
    gate(
        &[RuleCode::AgreementInForce, RuleCode::AgreementCoolingOff],
        |world| world.agreements = vec![sample::sealed(40, None, 2, 20)],
        |world| world.agreements.push(sample::sealed(41, None, 1, 20)),
    );
    gate(
        &[RuleCode::AgreementInForce, RuleCode::AgreementCoolingOff],
        |world| {
            let why = Words::new("changed my mind").unwrap();
            let own = world.agreements.remove(0);
            world
                .agreements
                .push(own.withdraw(sample::at(90), why).unwrap());
        },
        |world| world.agreements.push(sample::sealed(41, None, 1, 20)),
    );
}

#[test]
fn refuses_agreement_cooling_off() {
    gate(
        &[RuleCode::AgreementCoolingOff],
        |world| world.agreements = vec![sample::sealed(40, None, 1, BEGIN - 23)],
        |world| world.agreements = vec![sample::sealed(40, None, 1, BEGIN - 24)],
    );
}

#[test]
fn refuses_consent_treatment() {
    gate(
        &[RuleCode::ConsentTreatment],
        |world| {
            let own = world.consents.remove(0);
            let gone = own.withdraw(sample::at(BEGIN - 1), Said::ByLink);
            world.consents.push(gone.unwrap());
        },
        |world| {
            let again = world::consent(40, ConsentKind::Treatment, BEGIN, true);
            world.consents.push(again);
        },
    );
}

#[test]
fn refuses_consent_photographs() {
    gate(
        &[RuleCode::ConsentPhotographs],
        |world| {
            let no = world::consent(40, ConsentKind::ClinicalPhotographs, 30, false);
            world.consents.push(no);
        },
        |world| {
            let yes = world::consent(41, ConsentKind::ClinicalPhotographs, 40, true);
            world.consents.push(yes);
        },
    );
}

#[test]
fn refuses_session_day() {
    let planned = |hours| {
        move |own: &mut Session| {
            own.plan.planned.from = sample::at(hours);
            own.plan.planned.until = sample::at(hours + 4);
        }
    };
    gate(
        &[RuleCode::SessionDay],
        |world| replan(world, planned(BEGIN + 24)),
        |world| replan(world, planned(BEGIN + 3)),
    );
}

/// Another session of client 1 that was worked and stopped so many days before.
fn earlier(days: i64, number: u8, part: u8) -> Session {
    let mut world = World::green();
    world.session.id = sample::record(60);
    world.session.plan.number = number;
    world.session.plan.part = part;
    let mut own = world.running().session;
    let reason = Words::new("enough for today").unwrap();
    own = own
        .stop(key(901), sample::act(BEGIN), reason, &sample::premises())
        .unwrap();
    let json = serde_json::to_string(&own).unwrap();
    let day = |days: i64| {
        let at = sample::at(BEGIN).checked_sub((24 * days).hours()).unwrap();
        at.to_string()
    };
    serde_json::from_str(&json.replace(&day(0), &day(days))).unwrap()
}

#[test]
fn refuses_session_interval() {
    gate(
        &[RuleCode::SessionInterval],
        |world| {
            replan(world, |own| own.plan.number = 2);
            world.other_sessions = vec![earlier(9, 1, 1)];
        },
        |world| world.other_sessions = vec![earlier(10, 1, 1)],
    );
    // Parts of one session lie a day apart.
    gate(
        &[RuleCode::SessionInterval],
        |world| {
            replan(world, |own| own.plan.part = 2);
            world.other_sessions = vec![earlier(0, 1, 1)];
        },
        |world| world.other_sessions = vec![earlier(1, 1, 1)],
    );
    let mut under_way = World::green().running().session;
    under_way.id = sample::record(60);
    gate(
        &[RuleCode::SessionInterval],
        |world| world.other_sessions = vec![under_way],
        |world| world.other_sessions.clear(),
    );
}

fn override_of(code: RuleCode, is_owner: bool, reason: &str) -> Result<Override, crate::Refusal> {
    Override::new(
        sample::record(30),
        code,
        (sample::person(9), is_owner),
        sample::at(BEGIN),
        Words::new(reason).unwrap(),
    )
}

const WHY: &str = "the insurer has confirmed it by telephone";

#[test]
fn refuses_override_force_and_override_owner_and_override_reason() {
    let insurance = RuleCode::PractitionerInsurance;
    for code in GATES {
        let own = override_of(*code, true, WHY);
        match code.rule().force {
            Force::Administrative => assert!(own.is_ok(), "{code}"),
            Force::Safety => assert_eq!(own.unwrap_err().code, RuleCode::OverrideForce),
        }
    }
    let staff = override_of(insurance, false, WHY).unwrap_err();
    assert_eq!(staff.code, RuleCode::OverrideOwner);
    let short = override_of(insurance, true, "no time").unwrap_err();
    assert_eq!(short.code, RuleCode::OverrideReason);
    let text = serde_json::to_string(&override_of(insurance, true, WHY).unwrap()).unwrap();
    let forged = text.replace("practitioner.insurance", "lot.recalled");
    assert!(serde_json::from_str::<Override>(&text).is_ok());
    assert!(serde_json::from_str::<Override>(&forged).is_err());
}

#[test]
fn an_override_opens_an_administrative_gate_of_its_session_and_stays_in_the_record() {
    let mut world = World::green();
    ends(&mut world, 27, "2027-03-07");
    assert!(world.report().green_light().is_none());
    let code = RuleCode::PractitionerInsurance;
    world.overrides = vec![override_of(code, true, WHY).unwrap()];
    let report = world.report();
    assert_eq!(report.gate(code).unwrap().light, Light::Overridden);
    let running = world.clone().running();
    let text = serde_json::to_string(&running.session).unwrap();
    assert!(text.contains(WHY));
    // For another session it is none.
    world.session.id = sample::record(31);
    assert!(world.report().green_light().is_none());
}

#[test]
fn a_parent_helps_only_where_the_law_says_so() {
    let mut world = World::green();
    world.born = Some("2010-01-01".parse().unwrap());
    let offered = sample::draft(40, None, sample::terms(1)).unwrap();
    let offered = offered.offer(sample::act(20)).unwrap();
    let content = offered.content();
    let signature = || sample::signature(content, 20);
    let signed = ClientSigned {
        client: signature(),
        parent: Some(signature()),
    };
    let seen = crate::agreement::IdentityCheck::Seen;
    let signed = offered.sign_by_client(signed).unwrap();
    let sealed = signed.countersign(sample::person(1), signature(), seen);
    world.agreements = vec![sealed.unwrap()];
    let gate = world.report();
    assert_eq!(gate.gate(RuleCode::ClientAge).unwrap().light, Light::Red);
}

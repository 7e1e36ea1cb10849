use super::*;
use crate::gate::world::{self, BEGIN, World, key};
use crate::id::PhotographId;
use crate::record::{from_document, to_document};
use crate::sample;

fn words<const MOST: usize>(text: &str) -> Words<MOST> {
    Words::new(text).unwrap()
}

fn progress(zone: Zone, dots: u32) -> Observation {
    Observation::Progress {
        zone,
        layer: 1,
        dots,
        minutes: 30,
        pigment: sample::record(7),
        needles: sample::record(10),
    }
}

fn observed(session: Session, number: u128, observation: Observation) -> Session {
    session
        .observe(key(number), sample::act(BEGIN + 1), observation)
        .unwrap()
}

#[test]
fn refuses_session_light() {
    let world = World::green();
    let act = world.act();
    let light = || world.report().green_light().unwrap();
    let begin = |session: &Session, act, light| session.clone().begin(key(900), act, light);
    let refused = |session: &Session, act: Act, light| {
        let refused = begin(session, act, light).unwrap_err();
        assert_eq!(refused.code, RuleCode::SessionLight);
        refused.found
    };
    let mut other = world.session.clone();
    other.id = sample::record(31);
    assert!(refused(&other, act, light()).contains("another session"));
    let remark = Observation::Remark {
        words: words("a remark"),
    };
    let later = observed(world.session.clone(), 800, remark);
    assert!(refused(&later, act, light()).contains("after the gates"));
    let late = sample::act(BEGIN + 1);
    assert!(refused(&world.session, late, light()).contains("3600 seconds"));
    let early = sample::act(BEGIN - 1);
    assert!(refused(&world.session, early, light()).contains("-3600 seconds"));
    assert!(begin(&world.session, act, light()).is_ok());
}

#[test]
fn a_step_sent_twice_is_done_once() {
    let mut world = World::green().running();
    let act = world.act();
    let done = progress(Zone::Forelock, 500);
    let once = observed(world.session.clone(), 800, done.clone());
    let twice = observed(once.clone(), 800, done);
    assert_eq!(once, twice);
    assert!(twice.has_step(key(800)) && !twice.has_step(key(801)));
    // Begin and pause, too.
    let pause = |session: Session| session.pause(key(810), act, None).unwrap();
    let paused = pause(once);
    assert_eq!(pause(paused.clone()), paused);
    world.session = paused;
    let light = world.report().green_light().unwrap();
    let resumed = world.session.clone().resume(key(811), act, light).unwrap();
    let light = world.report().green_light().unwrap();
    let again = resumed.clone().resume(key(811), act, light).unwrap();
    assert_eq!(resumed, again);
}

#[test]
fn refuses_step_key_with_other_content() {
    let session = World::green().running().session;
    let session = observed(session, 800, progress(Zone::Forelock, 500));
    let other = progress(Zone::Forelock, 501);
    let refused = session.observe(key(800), sample::act(BEGIN + 1), other);
    assert_eq!(refused.unwrap_err().code, RuleCode::StepKey);
}

#[test]
fn refuses_session_step() {
    let before = World::green().session;
    let running = World::green().running().session;
    let refused = |session: &Session, observation| {
        let refused = session
            .clone()
            .observe(key(800), sample::act(BEGIN + 1), observation);
        let refused = refused.unwrap_err();
        assert_eq!(refused.code, RuleCode::SessionStep);
        refused.found
    };
    let dots = || progress(Zone::Forelock, 500);
    assert!(refused(&before, dots()).contains("under way"));
    observed(running.clone(), 800, dots());
    assert!(refused(&running, progress(Zone::Forelock, 0)).contains("1 to 200000"));
    let strange = Observation::Progress {
        zone: Zone::Forelock,
        layer: 1,
        dots: 5,
        minutes: 1,
        pigment: sample::record(10),
        needles: sample::record(10),
    };
    assert!(refused(&running, strange).contains("not in use as pigment"));
    let cream = || Observation::Anaesthetic {
        lot: sample::record(8),
        permille: 40,
        area_cm2: 10,
        minutes: 10,
    };
    assert!(refused(&running, cream()).contains("take a break"));
    observed(before.clone(), 800, cream());
    let away = |lot| Observation::LotPutAway {
        lot: sample::record(lot),
    };
    assert!(refused(&running, away(55)).contains("not in use"));
    let used = |lot, thousandths| Observation::LotUsed {
        lot: sample::record(lot),
        thousandths,
    };
    assert!(refused(&running, used(55, 100)).contains("was not taken"));
    assert!(refused(&running, used(10, 0)).contains("give 1 or more"));
    let late = Observation::Photograph {
        id: PhotographId(key(1)),
        is_before: true,
    };
    assert!(refused(&running, late).contains("has begun"));
    let item = Observation::Hygiene {
        item: words("windows"),
        witnessed: true,
    };
    assert!(refused(&running, item).contains("no item"));
    let mut plan = running.plan;
    plan.part = 0;
    assert!(Session::plan(sample::record(1), plan).is_err());
}

#[test]
fn another_lot_in_the_middle_is_judged_too() {
    let world = World::green().running();
    let fresh = world::opened(11, crate::lot::LotKind::Pigment, BEGIN);
    let act = world.act();
    let take = |light| world.session.clone().take_lot(key(800), act, &fresh, light);
    assert_eq!(take(None).unwrap_err().code, RuleCode::SessionLight);
    // A light for the lots in use is none for another.
    let light = world.report().green_light();
    assert_eq!(take(light).unwrap_err().code, RuleCode::SessionLight);
    let judge = |world: &World| {
        let mut situation = world.situation();
        situation.lot_to_take = Some(&fresh);
        crate::gate::judge(&situation, world.now)
    };
    let red: Vec<_> = judge(&world).red().map(|own| own.code).collect();
    assert_eq!(red, [RuleCode::PatchTestMissing]);
    let mut tried = world.clone();
    let test = world::patch_test(40, &[11], 0);
    tried
        .patch_tests
        .push(test.read_clear(sample::act(60)).unwrap());
    let taken = take(judge(&tried).green_light()).unwrap();
    assert!(taken.lots_in_use().contains_key(&fresh.id));
    let keys = taken.keys();
    assert!(keys.contains(&RecordKey::new("lot", fresh.id)));
}

/// A running session with everything that a close asks, but for what is left out.
fn complete(without: &str) -> Session {
    let mut session = World::green().running().session;
    let machine = Observation::Machine {
        machine: words("rotary"),
        needle: words("0.25 mm, 3 round"),
        depth_um: 500,
        stroke_um: 2500,
        bleeding: Bleeding::None,
    };
    let pain = Observation::Pain {
        zone: Zone::Forelock,
        of_ten: Pain::try_from(3).unwrap(),
    };
    let thinned = Observation::Dilution {
        pigment: sample::record(7),
        diluent: sample::record(9),
        pigment_parts: 1,
        diluent_parts: 6,
    };
    let steps = [
        ("machine", machine),
        ("pain", pain),
        ("thinned", thinned),
        ("dots", progress(Zone::Forelock, 500)),
        ("dots", progress(Zone::Forelock, 300)),
        ("dots", progress(Zone::MidScalp, 200)),
    ];
    for (number, (name, step)) in (700..).zip(steps) {
        if name != without {
            session = observed(session, number, step);
        }
    }
    let items = hygiene_items()
        .iter()
        .filter(|own| own.phase == HygienePhase::Close);
    for (number, item) in (720..).zip(items) {
        let done = Observation::Hygiene {
            item: words(&item.code),
            witnessed: true,
        };
        if item.code != without {
            session = observed(session, number, done);
        }
    }
    session
}

#[test]
fn refuses_session_incomplete() {
    let close =
        |session: Session| session.close(key(990), sample::act(BEGIN + 3), &sample::premises());
    for (without, named) in [
        ("machine", "machine and needle"),
        ("pain", "pain"),
        ("thinned", "thinned"),
        ("dots", "dots done"),
        ("needles_disposed", "hygiene: needles_disposed"),
    ] {
        let refused = close(complete(without)).unwrap_err();
        assert_eq!(refused.code, RuleCode::SessionIncomplete);
        assert!(refused.found.contains(named), "{refused}");
    }
    let closed = close(complete("")).unwrap();
    let SessionState::Closed { ledger, .. } = closed.standing() else {
        panic!("{closed:?}");
    };
    let sums: Vec<_> = ledger.iter().map(|own| (own.zone, own.dots)).collect();
    assert_eq!(sums, [(Zone::Forelock, 800), (Zone::MidScalp, 200)]);
    let first = ledger[0];
    assert_eq!(first.on, "2027-03-08".parse().unwrap());
    assert_eq!(first.diluent, Some(sample::record(9)));
    let bytes = to_document(&closed).unwrap();
    assert_eq!(from_document::<Session>(&bytes).unwrap(), closed);
    let odd = String::from_utf8(bytes).unwrap();
    let odd = odd.replace("\"of_ten\":3", "\"of_ten\":11");
    let error = from_document::<Session>(odd.as_bytes()).unwrap_err();
    assert!(error.to_string().contains("0 to 10"), "{error}");
    let after = closed.observe(
        key(991),
        sample::act(BEGIN + 4),
        progress(Zone::Forelock, 1),
    );
    assert!(after.is_err());
}

#[test]
fn progress_is_shown_against_the_plan_zone_by_zone() {
    let zones = complete("").progress();
    assert_eq!(zones.len(), 2);
    let [forelock, mid] = [zones[0], zones[1]];
    assert_eq!((forelock.planned_dots, forelock.done_dots), (4000, 800));
    assert_eq!((forelock.planned_minutes, forelock.done_minutes), (60, 60));
    assert_eq!((mid.planned_dots, mid.done_dots), (0, 200));
}

#[test]
fn a_session_stopped_early_accounts_for_its_dots_and_one_cancelled_has_none() {
    let act = sample::act(BEGIN + 2);
    let session = observed(
        World::green().running().session,
        800,
        progress(Zone::Forelock, 500),
    );
    let why = || words("the client felt faint");
    assert!(session.clone().cancel(key(990), act, why()).is_err());
    let stopped = session.stop(key(990), act, why(), &sample::premises());
    let stopped = stopped.unwrap();
    let SessionState::Stopped { ledger, .. } = stopped.standing() else {
        panic!("{stopped:?}");
    };
    assert_eq!(ledger.len(), 1);
    assert_eq!(stopped.last_worked_at(), Some(act.at));
    let cancelled = World::green().session.cancel(key(990), act, why()).unwrap();
    assert_eq!(cancelled.span(), None);
    assert_eq!(cancelled.last_worked_at(), None);
    assert!(!cancelled.kept_by_law());
}

#[test]
fn a_session_that_passes_midnight_goes_on_in_the_same_sitting() {
    let mut world = World::green().running();
    let paused = world.session.clone().pause(key(910), world.act(), None);
    world.session = paused.unwrap();
    // Ten at night, and half past midnight: the checklist was done fourteen hours before, the sitting is another one.
    world.now = "2027-03-09T06:30:00Z".parse().unwrap();
    let red: Vec<_> = world.report().red().map(|own| own.code).collect();
    assert_eq!(
        red,
        [
            RuleCode::ScreeningChanges,
            RuleCode::SessionSkin,
            RuleCode::SessionHygiene
        ]
    );
    // Begun at four in the afternoon instead, the half hour after midnight belongs to it.
    let text = serde_json::to_string(&world.session).unwrap();
    let text = text.replace("2027-03-08T15:00:00Z", "2027-03-08T21:00:00Z");
    world.session = serde_json::from_str(&text).unwrap();
    let red: Vec<_> = world.report().red().map(|own| own.code).collect();
    assert_eq!(red, [RuleCode::ScreeningChanges]);
}

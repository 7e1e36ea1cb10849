//! Random walks over a studio: a session never runs while a naive restatement of the gates, kept beside the records and in other terms, says no.

mod naive;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use self::naive::{Answered, Naive, NaiveLot, NaiveTest};
use super::world::{self, BEGIN, World, house, key, pat};
use super::{Override, judge};
use crate::alarm::OpenAlarm;
use crate::bounded::{List, Words};
use crate::check_in::Outcome;
use crate::consent::{ConsentKind, Said};
use crate::credential::{CredentialKind, Holder};
use crate::id::{PhotographId, RecordId};
use crate::lot::LotKind;
use crate::record::PracticeRecord;
use crate::record::RecordKind;
use crate::rule::RuleCode;
use crate::sample;
use crate::screening::{Answer, Letter, Questionnaire};
use crate::session::{HygienePhase, Observation, Session, hygiene_items};

/// Steps of all walks together.
const STEPS: u32 = 100_000;

/// Steps of one walk.
const WALK: usize = 100;

const KINDS: [LotKind; 4] = [
    LotKind::Pigment,
    LotKind::Anaesthetic,
    LotKind::Diluent,
    LotKind::Needles,
];

struct Walk {
    world: World,
    naive: Naive,
    /// The next number for a key, a record or a lot.
    next: u128,
    begun: u32,
    refused: u32,
}

fn words<const MOST: usize>(text: &str) -> Words<MOST> {
    Words::new(text).unwrap()
}

impl Walk {
    /// A studio where all is well; in some walks the client comes of age on the day after.
    fn start(is_young: bool) -> Self {
        let mut world = World::green();
        if is_young {
            world.born = Some("2009-03-09".parse().unwrap());
        }
        Self {
            world,
            naive: Naive::green(is_young),
            next: 10_000,
            begun: 0,
            refused: 0,
        }
    }

    fn number(&mut self) -> u128 {
        self.next += 1;
        self.next
    }

    fn hour(&self) -> i64 {
        self.naive.now
    }

    fn wait(&mut self, hours: i64) {
        // Until the autumn, when clocks change again.
        self.naive.now = (self.naive.now + hours).min(5500);
        self.world.now = sample::at(self.naive.now);
    }

    /// Changes the session when the crate lets it; says whether it did.
    fn change(
        &mut self,
        step: impl FnOnce(Session, uuid::Uuid, crate::Act) -> Result<Session, crate::Refusal>,
    ) -> bool {
        let number = self.number();
        let session = self.world.session.clone();
        match step(session, key(number), self.world.act()) {
            Ok(session) => {
                self.world.session = session;
                true
            }
            Err(_) => false,
        }
    }

    fn observe(&mut self, observation: Observation) -> bool {
        self.change(|session, key, act| session.observe(key, act, observation))
    }

    fn screen(&mut self, kind: u8) {
        let (code, answer, naive) = match kind % 8 {
            0 => ("diabetes", Answer::Yes, Answered::NeedsLetter),
            1 => ("haemophilia", Answer::Unknown, Answered::NeedsLetter),
            2 => ("haemophilia", Answer::Yes, Answered::Declined),
            3 => {
                let until = self.naive.today() + 28;
                ("fever", Answer::Yes, Answered::Postponed(until))
            }
            _ => ("latex_allergy", Answer::No, Answered::Clear),
        };
        let number = self.number();
        let today = sample::premises().day(self.world.now);
        let questionnaire = Questionnaire::built_in().unwrap();
        let said = (self.world.now, Said::ByLink);
        let own = sample::screening_draft(number, 1, &[(code, answer)])
            .answer(&questionnaire, said, today)
            .unwrap()
            .judge(&questionnaire, &sample::protocol(), today)
            .unwrap();
        self.world.screenings.push(own);
        self.naive.answer(naive);
    }

    /// Changes the screening at a place; says whether the crate let it.
    fn rescreen(
        &mut self,
        place: usize,
        step: impl FnOnce(
            crate::screening::Screening,
        ) -> Result<crate::screening::Screening, crate::Refusal>,
    ) -> bool {
        let Some(own) = self.world.screenings.get(place).cloned() else {
            return false;
        };
        match step(own) {
            Ok(own) => {
                self.world.screenings[place] = own;
                true
            }
            Err(_) => false,
        }
    }

    fn supersede_all_but_last(&mut self) {
        let act = self.world.act();
        for place in 0..self.world.screenings.len().saturating_sub(1) {
            let by = sample::record(1);
            if self.rescreen(place, |own| {
                own.supersede(by, act, words("looked at again"))
            }) {
                self.naive.screenings[place].superseded = true;
            }
        }
    }

    fn letter(&mut self) {
        let act = self.world.act();
        for place in 0..self.world.screenings.len() {
            let letter = Letter {
                from: words("Dr. Grey"),
                on: "2027-03-01".parse().unwrap(),
                says: words("no objection"),
                act,
            };
            if self.rescreen(place, |own| own.answer_letter(letter, true)) {
                self.naive.screenings[place].answered = Answered::Clear;
            }
        }
    }

    fn confirm(&mut self, is_unchanged: bool) {
        let place = self.world.screenings.len().saturating_sub(1);
        let now = self.world.now;
        if is_unchanged {
            if self.rescreen(place, |own| own.confirm_unchanged(now, Said::ByLink)) {
                self.naive.screenings[place].said = self.naive.now;
            }
        } else if self.rescreen(place, |own| own.report_change(now, words("new tablets"))) {
            self.naive.screenings[place].answered = Answered::Changed;
        }
    }

    fn patch(&mut self, lots: &[u128]) {
        let number = self.number();
        let hour = self.hour();
        self.world
            .patch_tests
            .push(world::patch_test(number, lots, hour));
        self.naive.tests.push(NaiveTest {
            lots: lots.to_vec(),
            applied: hour,
            read: None,
            reacted: false,
        });
    }

    fn read_patches(&mut self) {
        let act = self.world.act();
        for place in 0..self.naive.tests.len() {
            let own = self.world.patch_tests[place].clone();
            let naive = &mut self.naive.tests[place];
            if let Ok(own) = own.read_clear(act) {
                assert!(self.naive.now >= naive.applied + 48, "read too early");
                naive.read = Some(self.naive.now);
                self.world.patch_tests[place] = own;
            }
        }
    }

    fn react(&mut self, place: u8) {
        let place = usize::from(place) % self.naive.tests.len();
        let own = self.world.patch_tests[place].clone();
        let reacted = own.report_reaction(self.world.act(), words("red"), List::default());
        if let Ok(own) = reacted {
            self.world.patch_tests[place] = own;
            self.naive.tests[place].reacted = true;
        }
    }

    fn stock(&mut self, kind: LotKind) -> u128 {
        let number = self.number();
        let mut lot = sample::lot(number, kind);
        lot.facts.expiry = "2029-01-01".parse().unwrap();
        let today = sample::premises().day(self.world.now);
        self.world
            .lots
            .push(lot.open(self.world.act(), today).unwrap());
        self.naive
            .lots
            .insert(number, NaiveLot::fresh(kind, self.naive.now));
        number
    }

    fn spoil(&mut self, place: u8, how: u8) {
        let place = usize::from(place) % self.world.lots.len();
        let act = self.world.act();
        let lot = self.world.lots[place].clone();
        let number = lot.id.0.as_u128();
        let naive = self.naive.lots.get_mut(&number).unwrap();
        let changed = match how % 4 {
            0 => {
                let recalled = lot.recall(act, words("the maker"), words("bacteria"));
                naive.recalled |= recalled.is_ok();
                recalled
            }
            1 => {
                let aside = lot.quarantine(act, words("a cracked cap"));
                naive.aside |= aside.is_ok();
                aside
            }
            2 => {
                let back = lot.release();
                naive.aside &= back.is_err();
                back
            }
            _ => {
                let last = i64::from(how / 4 % 4) - 1;
                naive.last_day = naive::day(self.naive.now) + last;
                let mut lot = lot;
                let today = sample::premises().day(self.world.now);
                let span = jiff::ToSpan::days(last);
                lot.facts.expiry = today.checked_add(span).unwrap();
                Ok(lot)
            }
        };
        if let Ok(lot) = changed {
            self.world.lots[place] = lot;
        }
    }

    fn take(&mut self, number: u128) {
        let id = sample::record(number);
        let lot = self.world.lots.iter().find(|own| own.id == id).cloned();
        let Some(lot) = lot else { return };
        let is_running = self.world.session.state() == "running";
        let light = if is_running {
            let mut situation = self.world.situation();
            situation.lot_to_take = Some(&lot);
            let light = judge(&situation, self.world.now).green_light();
            let no = self.naive.says_no(Some(number));
            assert_eq!(light.is_none(), no.is_some(), "{no:?}");
            light
        } else {
            None
        };
        if self.change(|session, key, act| session.take_lot(key, act, &lot, light)) {
            assert!(!is_running || self.naive.says_no(Some(number)).is_none());
            self.naive.session.in_use.insert(number);
        }
    }

    fn put_away(&mut self, place: u8) {
        let in_use: Vec<u128> = self.naive.session.in_use.iter().copied().collect();
        let Some(number) = in_use.get(usize::from(place) % in_use.len().max(1)) else {
            return;
        };
        let lot = sample::record(*number);
        if self.observe(Observation::LotPutAway { lot }) {
            self.naive.session.in_use.remove(number);
        }
    }

    fn clean(&mut self, without: usize) {
        let items = hygiene_items();
        let open = items.iter().filter(|own| own.phase == HygienePhase::Open);
        for (place, item) in open.enumerate() {
            let done = Observation::Hygiene {
                item: words(&item.code),
                witnessed: true,
            };
            if place != without && self.observe(done) {
                let hour = self.naive.now;
                self.naive.session.hygiene.insert(place, hour);
            }
        }
    }

    fn look(&mut self, is_whole: bool) {
        if self.observe(Observation::Skin {
            is_whole,
            seen: None,
        }) {
            self.naive.session.skin = Some((self.naive.now, is_whole));
        }
    }

    fn photograph(&mut self) {
        let id = PhotographId(key(1));
        let is_before = true;
        if self.observe(Observation::Photograph { id, is_before }) {
            self.naive.session.photographed = true;
        }
    }

    fn numb(&mut self, value: u8) {
        let lots = self.naive.session.in_use.iter().copied();
        let kind = |number: &u128| self.naive.lots[number].kind == LotKind::Anaesthetic;
        let Some(number) = lots.collect::<Vec<_>>().into_iter().find(kind) else {
            return;
        };
        let [permille, area_cm2, minutes] = match value % 8 {
            0 => [41, 10, 10],
            1 => [40, 70, 30],
            2 => [25, 10, 31],
            _ => [40, 10, 30],
        };
        if self.observe(Observation::Anaesthetic {
            lot: sample::record(number),
            permille,
            area_cm2,
            minutes,
        }) {
            let own = (permille, area_cm2, minutes);
            self.naive.session.numbed.push(own);
        }
    }

    /// Asks the gates and begins or goes on: they and the restatement must agree, and no red gate lets a session run.
    fn run(&mut self) {
        if ["closed", "stopped", "cancelled"].contains(&self.world.session.state()) {
            return;
        }
        let report = self.world.report();
        let light = report.green_light();
        let no = self.naive.says_no(None);
        let red: Vec<_> = report
            .red()
            .map(|own| (own.code, own.found.clone()))
            .collect();
        assert_eq!(light.is_none(), no.is_some(), "{no:?} against {red:?}");
        let Some(light) = light else {
            self.refused += 1;
            return;
        };
        let is_first = self.world.session.begun_at().is_none();
        let did = self.change(|session, key, act| {
            if is_first {
                session.begin(key, act, light)
            } else {
                session.resume(key, act, light)
            }
        });
        if did {
            assert_eq!(self.naive.says_no(None), None);
            self.naive.session.begun.get_or_insert(self.naive.now);
            self.begun += 1;
        }
    }

    fn stop(&mut self) {
        let place = sample::premises();
        if self.change(|session, key, act| session.stop(key, act, words("enough"), &place)) {
            self.naive.worked.push(self.naive.now);
        }
    }

    /// Another session, now or some hours later, when there is none that goes on.
    fn plan(&mut self, hours: i64) {
        self.change(|session, key, act| session.cancel(key, act, words("moved")));
        if ["closed", "stopped", "cancelled"].contains(&self.world.session.state()) {
            let number = self.number();
            let mut session = world::planned(number, self.naive.now + hours);
            session.plan.number = u8::try_from(number % 200).unwrap() + 1;
            let former = std::mem::replace(&mut self.world.session, session);
            self.world.other_sessions.push(former);
            self.naive.plan(self.naive.now + hours);
        }
    }

    fn ready(&mut self) {
        self.change(Session::prepare);
        self.confirm(true);
        self.clean(usize::MAX);
        self.look(true);
        self.photograph();
        for kind in KINDS {
            let newest = self.naive.lots.iter().rev();
            let newest = newest.filter(|own| own.1.kind == kind).map(|own| *own.0);
            if let Some(number) = newest.collect::<Vec<_>>().first() {
                self.take(*number);
            }
        }
    }

    /// Everything as it should be, with the time that it takes.
    fn mend(&mut self) {
        self.stop();
        let lots = KINDS.map(|kind| self.stock(kind));
        self.patch(&lots[..2]);
        self.agree(1, true);
        self.consent(ConsentKind::Treatment, true);
        self.consent(ConsentKind::ClinicalPhotographs, true);
        for place in 0..4 {
            self.renew(place, 300);
        }
        self.alarm(false);
        self.premises(true);
        self.protocol(true);
        self.wait(24 * 11);
        self.read_patches();
        self.screen(7);
        self.supersede_all_but_last();
        self.plan(0);
        let [_, _, diluent, _] = lots;
        self.spoil_diluent(diluent);
        self.stock(LotKind::Diluent);
        self.ready();
    }

    /// The diluent of eleven days ago is thrown away.
    fn spoil_diluent(&mut self, number: u128) {
        let id = sample::record(number);
        self.world.lots.retain(|own| own.id != id);
        self.naive.lots.remove(&number);
    }

    fn agree(&mut self, design: u8, is_signed: bool) {
        if is_signed {
            let number = self.number();
            let own = sample::sealed(number, None, design, self.naive.now);
            self.world.agreements.push(own);
            self.naive.agreements.push((design, self.naive.now, true));
        } else if let Some(own) = self.world.agreements.pop() {
            let gone = own.clone().withdraw(self.world.now, words("no longer"));
            self.world.agreements.push(gone.unwrap_or(own));
            if let Some(naive) = self.naive.agreements.last_mut() {
                naive.2 = false;
            }
        }
    }

    fn consent(&mut self, kind: ConsentKind, yes: bool) {
        let number = self.number();
        let own = world::consent(number, kind, self.naive.now, yes);
        self.world.consents.push(own);
        match kind {
            ConsentKind::Treatment => self.naive.may_treat = yes,
            _ => self.naive.may_photograph = yes,
        }
    }

    /// A credential's last day is so many days away.
    fn renew(&mut self, place: usize, days: i64) {
        let today = sample::premises().day(self.world.now);
        let until = today.checked_add(jiff::ToSpan::days(days)).unwrap();
        let own = &mut self.world.credentials[place];
        own.valid_until = Some(until);
        self.naive.credentials[place] = self.naive.today() + days;
        let asked: [(Holder, CredentialKind); 4] = [
            (pat(), CredentialKind::BodyArtLicence),
            (pat(), CredentialKind::BloodbornePathogens),
            (pat(), CredentialKind::Insurance),
            (house(), CredentialKind::HealthPermit),
        ];
        assert_eq!((own.holder, own.kind), asked[place]);
    }

    fn alarm(&mut self, is_open: bool) {
        self.world.alarms.clear();
        if is_open {
            self.world.alarms.push(OpenAlarm {
                client: sample::client(1),
                kind: RecordKind::CheckIn,
                record: sample::record(1),
                since: self.world.now,
                outcome: Outcome::DoctorToday,
                found: "Fever.".to_owned(),
            });
        }
        self.naive.alarm = is_open;
    }

    fn premises(&mut self, is_open: bool) {
        let own = sample::premises();
        let closed = || own.clone().close(self.world.act()).unwrap();
        self.world.premises = Some(if is_open { own.clone() } else { closed() });
        self.naive.is_open = is_open;
    }

    fn protocol(&mut self, is_in_force: bool) {
        let own = sample::protocol();
        let former = || own.clone().supersede(self.world.now).unwrap();
        self.world.protocol = Some(if is_in_force { own.clone() } else { former() });
        self.naive.has_protocol = is_in_force;
    }

    fn let_pass(&mut self) {
        let reason = words("the insurer has confirmed it by telephone");
        let code = RuleCode::PractitionerInsurance;
        let session: RecordId = self.world.session.id;
        let owner = (sample::person(9), true);
        let own = Override::new(session, code, owner, self.world.now, reason);
        self.world.overrides.push(own.unwrap());
        self.naive.session.let_pass = true;
    }

    fn step(&mut self, what: u8, value: u8) {
        let yes = !value.is_multiple_of(3);
        match what % 44 {
            0..=2 => self.wait(i64::from(value % 24) + 1),
            3 => self.wait(24 * i64::from(value % 12)),
            4 => self.screen(value),
            5 => self.supersede_all_but_last(),
            6 => self.letter(),
            7 | 8 => self.confirm(yes),
            9 => {
                let lots: Vec<u128> = self.naive.lots.keys().copied().collect();
                self.patch(&[lots[usize::from(value) % lots.len()]]);
            }
            10 | 11 => self.read_patches(),
            12 => self.react(value),
            13 => self.agree(1 + value % 2, yes),
            14 => self.consent(ConsentKind::Treatment, yes),
            15 => self.consent(ConsentKind::ClinicalPhotographs, yes),
            16 => self.renew(usize::from(value % 4), i64::from(value % 9) - 2),
            17 => {
                self.stock(KINDS[usize::from(value % 4)]);
            }
            18 => self.spoil(value, value / 7),
            19 => self.alarm(!yes),
            20 => self.premises(yes),
            21 => self.protocol(yes),
            22 => self.plan(i64::from(value % 30)),
            23 => {
                self.change(Session::prepare);
            }
            24 => self.clean(usize::from(value % 12)),
            25 => self.look(yes),
            26 | 27 => {
                let lots: Vec<u128> = self.naive.lots.keys().copied().collect();
                self.take(lots[usize::from(value) % lots.len()]);
            }
            28 => self.put_away(value),
            29 => self.photograph(),
            30 => self.numb(value),
            31 => self.let_pass(),
            32 => self.stop(),
            33 | 34 => self.ready(),
            35 => self.mend(),
            36 => {
                self.change(|session, key, act| session.pause(key, act, None));
            }
            _ => self.run(),
        }
    }
}

#[test]
fn no_walk_ever_reaches_a_running_session_behind_a_red_gate() {
    let cases = STEPS / u32::try_from(WALK).unwrap();
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let counts = std::cell::Cell::new((0_u32, 0_u32, 0_u32));
    let walks = (any::<bool>(), vec((any::<u8>(), any::<u8>()), WALK));
    let result = runner.run(&walks, |(is_young, steps)| {
        let mut walk = Walk::start(is_young);
        for (what, value) in steps {
            let was_running = walk.world.session.state() == "running";
            let runs = walk.begun;
            walk.step(what, value);
            let is_running = walk.world.session.state() == "running";
            if is_running && !was_running && walk.begun == runs {
                return Err(TestCaseError::fail("it runs and no gate was asked"));
            }
        }
        let (walked, begun, refused) = counts.get();
        let steps = walked + u32::try_from(WALK).unwrap();
        counts.set((steps, begun + walk.begun, refused + walk.refused));
        Ok(())
    });
    let (walked, begun, refused) = counts.get();
    println!("{walked} steps: {begun} times a session ran, {refused} times a gate was red");
    assert!(result.is_ok(), "{result:?}");
    assert_eq!(walked, STEPS);
    // A walk that never comes through would prove nothing, nor would one that is never refused.
    assert!(begun > 500 && refused > 500, "{begun} and {refused}");
}

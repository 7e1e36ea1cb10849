//! The gates said again, naively: hours counted from noon of 1 March 2027 in Greenwich, days of Chicago, and what happened at which hour. No code of
//! the gates is used.

use std::collections::{BTreeMap, BTreeSet};

use super::BEGIN;
use crate::lot::LotKind;

/// The day in Chicago of an hour, from 1 March 2027 as 0. It is six in the morning there at hour 0, and summer time begins at hour 308.
pub(super) fn day(hour: i64) -> i64 {
    let local = hour + 6 + i64::from(hour >= 308);
    local.div_euclid(24)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answered {
    Clear,
    NeedsLetter,
    Declined,
    Postponed(i64),
    Changed,
}

pub(super) struct NaiveScreening {
    pub(super) answered: Answered,
    pub(super) day: i64,
    pub(super) said: i64,
    pub(super) superseded: bool,
}

pub(super) struct NaiveTest {
    pub(super) lots: Vec<u128>,
    pub(super) applied: i64,
    pub(super) read: Option<i64>,
    pub(super) reacted: bool,
}

pub(super) struct NaiveLot {
    pub(super) kind: LotKind,
    pub(super) opened: i64,
    pub(super) last_day: i64,
    pub(super) recalled: bool,
    pub(super) aside: bool,
}

impl NaiveLot {
    pub(super) fn fresh(kind: LotKind, opened: i64) -> Self {
        Self {
            kind,
            opened,
            last_day: 500,
            recalled: false,
            aside: false,
        }
    }

    fn open_days(&self) -> i64 {
        match self.kind {
            LotKind::Pigment => 180,
            LotKind::Diluent => 1,
            LotKind::Anaesthetic => 90,
            LotKind::Needles | LotKind::Other => 30,
        }
    }
}

pub(super) struct NaiveSession {
    pub(super) planned: i64,
    pub(super) begun: Option<i64>,
    pub(super) in_use: BTreeSet<u128>,
    pub(super) hygiene: BTreeMap<usize, i64>,
    pub(super) skin: Option<(i64, bool)>,
    pub(super) photographed: bool,
    pub(super) numbed: Vec<(u16, u16, u16)>,
    pub(super) let_pass: bool,
}

pub(super) struct Naive {
    pub(super) now: i64,
    pub(super) adult_from: i64,
    pub(super) screenings: Vec<NaiveScreening>,
    pub(super) tests: Vec<NaiveTest>,
    /// Design, hour of signing, whether it still stands.
    pub(super) agreements: Vec<(u8, i64, bool)>,
    pub(super) may_treat: bool,
    pub(super) may_photograph: bool,
    /// Last days of licence, certificate, insurance and permit.
    pub(super) credentials: [i64; 4],
    pub(super) lots: BTreeMap<u128, NaiveLot>,
    pub(super) worked: Vec<i64>,
    pub(super) alarm: bool,
    pub(super) is_open: bool,
    pub(super) has_protocol: bool,
    pub(super) session: NaiveSession,
}

impl Naive {
    /// What [`super::World::green`] is.
    pub(super) fn green(is_young: bool) -> Self {
        let mut lots = BTreeMap::new();
        for (number, kind, opened) in [
            (7, LotKind::Pigment, 0),
            (8, LotKind::Anaesthetic, 0),
            (9, LotKind::Diluent, BEGIN - 1),
            (10, LotKind::Needles, BEGIN - 1),
        ] {
            let mut lot = NaiveLot::fresh(kind, opened);
            // 31 December 2027.
            lot.last_day = 305;
            lots.insert(number, lot);
        }
        Self {
            now: BEGIN,
            adult_from: if is_young { 8 } else { -10_000 },
            screenings: vec![NaiveScreening {
                answered: Answered::Clear,
                day: 0,
                said: BEGIN - 1,
                superseded: false,
            }],
            tests: vec![NaiveTest {
                lots: vec![7, 8],
                applied: 0,
                read: Some(50),
                reacted: false,
            }],
            agreements: vec![(1, 20, true)],
            may_treat: true,
            may_photograph: true,
            credentials: [305; 4],
            session: NaiveSession {
                planned: BEGIN,
                begun: None,
                in_use: lots.keys().copied().collect(),
                hygiene: (0..10).map(|item| (item, BEGIN - 1)).collect(),
                skin: Some((BEGIN - 1, true)),
                photographed: true,
                numbed: Vec::new(),
                let_pass: false,
            },
            lots,
            worked: Vec::new(),
            alarm: false,
            is_open: true,
            has_protocol: true,
        }
    }

    pub(super) fn today(&self) -> i64 {
        day(self.now)
    }

    pub(super) fn answer(&mut self, answered: Answered) {
        self.screenings.push(NaiveScreening {
            answered,
            day: self.today(),
            said: self.now,
            superseded: false,
        });
    }

    pub(super) fn plan(&mut self, hour: i64) {
        self.session = NaiveSession {
            planned: hour,
            begun: None,
            in_use: BTreeSet::new(),
            hygiene: BTreeMap::new(),
            skin: None,
            photographed: false,
            numbed: Vec::new(),
            let_pass: false,
        };
    }

    fn is_now(&self, hour: i64) -> bool {
        day(hour) == self.today() || (self.session.begun.is_some() && self.now - hour < 12)
    }

    /// Why a session must not run; none when it may.
    pub(super) fn says_no(&self, taken: Option<u128>) -> Option<String> {
        let no = [
            (!self.has_protocol, "protocol"),
            (!self.is_open, "premises"),
            (self.today() < self.adult_from, "age"),
            (self.alarm, "alarm"),
            (!self.may_treat, "consent"),
            (!self.may_photograph, "photographs"),
            (!self.screened(), "screening"),
            (!self.agreed(), "agreement"),
            (!self.qualified(), "credentials"),
            (!self.rested(), "interval"),
            (!self.made_ready(), "made ready"),
            (!self.stocked(taken), "lots"),
            (!self.numbed_within(), "anaesthetic"),
        ];
        let no = no.iter().find(|own| own.0);
        no.map(|own| format!("{} at hour {}", own.1, self.now))
    }

    fn screened(&self) -> bool {
        let standing: Vec<_> = self
            .screenings
            .iter()
            .filter(|own| !own.superseded)
            .collect();
        for own in &standing {
            match own.answered {
                Answered::Declined | Answered::NeedsLetter => return false,
                Answered::Postponed(until) if self.today() < until => return false,
                _ => {}
            }
        }
        // Of two answered in one hour the later one in the list is the later one.
        let Some(last) = standing.last() else {
            return false;
        };
        last.answered == Answered::Clear && self.today() <= last.day + 90 && self.is_now(last.said)
    }

    fn agreed(&self) -> bool {
        self.agreements
            .iter()
            .any(|(design, signed, stands)| *design == 1 && *stands && signed + 24 <= self.now)
    }

    fn qualified(&self) -> bool {
        let today = self.today();
        let [licence, certificate, insurance, permit] = self.credentials;
        licence >= today
            && certificate >= today
            && permit >= today
            && (insurance >= today || self.session.let_pass)
    }

    fn rested(&self) -> bool {
        let mut worked = self.worked.iter();
        worked.all(|hour| day(*hour) + 10 <= self.today())
    }

    fn made_ready(&self) -> bool {
        let own = &self.session;
        let is_planned = own.begun.is_some() || day(own.planned) == self.today();
        let is_clean = (0..10).all(|item| {
            let done = own.hygiene.get(&item);
            done.is_some_and(|hour| self.is_now(*hour))
        });
        let is_whole = own
            .skin
            .is_some_and(|(hour, is_whole)| is_whole && self.is_now(hour));
        is_planned && is_clean && is_whole && own.photographed
    }

    fn stocked(&self, taken: Option<u128>) -> bool {
        let mut all = self.session.in_use.clone();
        all.extend(taken);
        let has = |kind| {
            all.iter()
                .any(|number| self.lots.get(number).is_some_and(|own| own.kind == kind))
        };
        has(LotKind::Pigment)
            && has(LotKind::Needles)
            && all.iter().all(|number| self.is_good(*number))
    }

    fn is_good(&self, number: u128) -> bool {
        let Some(own) = self.lots.get(&number) else {
            return false;
        };
        let is_usable = !own.recalled
            && !own.aside
            && own.last_day >= self.today()
            && day(own.opened) + own.open_days() >= self.today();
        let touches = |test: &&NaiveTest| test.lots.contains(&number);
        let has_reacted = self.tests.iter().filter(touches).any(|test| test.reacted);
        let is_tried = match own.kind {
            LotKind::Pigment | LotKind::Anaesthetic => {
                self.tests.iter().filter(touches).any(|test| {
                    let read = test.read.filter(|_| !test.reacted);
                    read.is_some_and(|hour| day(hour) + 180 >= self.today())
                })
            }
            _ => true,
        };
        is_usable && is_tried && !has_reacted
    }

    fn numbed_within(&self) -> bool {
        let own = &self.session.numbed;
        let area: u32 = own.iter().map(|own| u32::from(own.1)).sum();
        area <= 100 && own.iter().all(|own| own.0 <= 40 && own.2 <= 30)
    }
}

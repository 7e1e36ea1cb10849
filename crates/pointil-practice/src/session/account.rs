//! What a session's steps add up to: lots, hygiene, progress, the dot ledger.

use std::collections::BTreeMap;

use jiff::Timestamp;
use pointil_scalp::Zone;

use super::{
    HygienePhase, LedgerEntry, Observation, Session, SessionState, Step, What, hygiene_items,
    needs, odd,
};
use crate::bounded::List;
use crate::id::RecordId;
use crate::lot::LotKind;
use crate::premises::Premises;
use crate::refusal::Refusal;
use crate::rule::RuleCode;

/// A zone's progress against the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneProgress {
    /// Where.
    pub zone: Zone,
    /// Dots planned.
    pub planned_dots: u32,
    /// Dots done.
    pub done_dots: u32,
    /// Minutes planned.
    pub planned_minutes: u32,
    /// Minutes worked.
    pub done_minutes: u32,
}

impl Session {
    /// What was recorded, in order.
    pub fn observations(&self) -> impl Iterator<Item = (&Step, &Observation)> {
        self.steps().iter().filter_map(|step| match &step.what {
            What::Observed { observation } => Some((step, observation)),
            _ => None,
        })
    }

    /// Every lot that was ever taken, with its kind.
    pub fn lots_taken(&self) -> BTreeMap<RecordId, LotKind> {
        let taken = self.steps().iter().filter_map(|step| match &step.what {
            What::LotTaken { lot, kind, .. } => Some((*lot, *kind)),
            _ => None,
        });
        taken.collect()
    }

    /// The lots in use: taken and not put away.
    pub fn lots_in_use(&self) -> BTreeMap<RecordId, LotKind> {
        let mut lots = BTreeMap::new();
        for step in self.steps() {
            match &step.what {
                What::LotTaken { lot, kind, .. } => {
                    lots.insert(*lot, *kind);
                }
                What::Observed {
                    observation: Observation::LotPutAway { lot },
                } => {
                    lots.remove(lot);
                }
                _ => {}
            }
        }
        lots
    }

    /// When the first needle could touch the skin.
    pub fn begun_at(&self) -> Option<Timestamp> {
        let begun = self
            .steps()
            .iter()
            .find(|step| matches!(step.what, What::Begun { .. }));
        begun.map(|step| step.act.at)
    }

    /// When it ended after needles had touched the skin; none while it goes on, and none where it was never begun.
    pub fn ended_at(&self) -> Option<Timestamp> {
        let begun = self.begun_at()?;
        match self.standing() {
            SessionState::Closed { at, .. } | SessionState::Stopped { at, .. } => {
                Some((*at).max(begun))
            }
            _ => None,
        }
    }

    /// The last instant at which needles touched the skin, as far as recorded.
    pub fn last_worked_at(&self) -> Option<Timestamp> {
        let end = match self.standing() {
            SessionState::Closed { at, .. } | SessionState::Stopped { at, .. } => Some(*at),
            _ => None,
        };
        self.begun_at()
            .map(|begun| end.map_or(begun, |end| end.max(begun)))
    }

    /// The items of the checklist that nobody has marked in an acceptable step, in words.
    pub fn hygiene_missing(
        &self,
        phase: HygienePhase,
        accepts: impl Fn(&Step) -> bool,
    ) -> Vec<&'static str> {
        let items = hygiene_items().iter().filter(|item| item.phase == phase);
        let is_done = |code: &str, asks_witness: bool| {
            self.observations().any(|(step, own)| match own {
                Observation::Hygiene { item, witnessed } => {
                    item.as_str() == code && (*witnessed || !asks_witness) && accepts(step)
                }
                _ => false,
            })
        };
        items
            .filter(|item| !is_done(&item.code, item.is_witnessed))
            .map(|item| item.code.as_str())
            .collect()
    }

    /// Zone by zone, what was planned and what is done; zones that were not planned come last.
    pub fn progress(&self) -> Vec<ZoneProgress> {
        let mut zones: Vec<ZoneProgress> = Vec::new();
        let mut add =
            |zone: Zone, [planned_dots, done_dots, planned_minutes, done_minutes]: [u32; 4]| {
                if let Some(own) = zones.iter_mut().find(|own| own.zone == zone) {
                    own.planned_dots = own.planned_dots.saturating_add(planned_dots);
                    own.done_dots = own.done_dots.saturating_add(done_dots);
                    own.planned_minutes = own.planned_minutes.saturating_add(planned_minutes);
                    own.done_minutes = own.done_minutes.saturating_add(done_minutes);
                } else {
                    zones.push(ZoneProgress {
                        zone,
                        planned_dots,
                        done_dots,
                        planned_minutes,
                        done_minutes,
                    });
                }
            };
        for own in self.plan.zones.iter() {
            add(own.zone, [own.dots, 0, own.minutes.into(), 0]);
        }
        for (_, own) in self.observations() {
            if let Observation::Progress {
                zone,
                dots,
                minutes,
                ..
            } = own
            {
                add(*zone, [0, *dots, 0, u32::from(*minutes)]);
            }
        }
        zones
    }

    /// The entries for the dot ledger: dots by zone, layer, day and lots.
    pub(super) fn ledger(&self, premises: &Premises) -> Result<List<LedgerEntry, 400>, Refusal> {
        if premises.id != self.plan.premises {
            return Err(odd("The premises are not those of the session."));
        }
        let mut sums: BTreeMap<LedgerEntry, u32> = BTreeMap::new();
        let mut thinned: BTreeMap<RecordId, RecordId> = BTreeMap::new();
        for (step, own) in self.observations() {
            match own {
                Observation::Dilution {
                    pigment, diluent, ..
                } => {
                    thinned.insert(*pigment, *diluent);
                }
                Observation::Progress {
                    zone,
                    layer,
                    dots,
                    pigment,
                    needles,
                    ..
                } => {
                    let entry = LedgerEntry {
                        zone: *zone,
                        layer: *layer,
                        on: premises.day(step.act.at),
                        pigment: *pigment,
                        diluent: thinned.get(pigment).copied(),
                        needles: *needles,
                        dots: 0,
                    };
                    let sum = sums.entry(entry).or_default();
                    *sum = sum.saturating_add(*dots);
                }
                _ => {}
            }
        }
        let entries = sums.into_iter().map(|(mut entry, dots)| {
            entry.dots = dots;
            entry
        });
        List::new(entries.collect())
            .map_err(|error| Refusal::new(RuleCode::RecordFull, format!("The ledger: {error}.")))
    }

    /// What a closed session must hold and this one does not, in words.
    pub(super) fn missing_at_close(&self) -> Vec<String> {
        let any = |fits: fn(&Observation) -> bool| self.observations().any(|(_, own)| fits(own));
        let mut missing = Vec::new();
        let mut ask = |has: bool, words: &str| {
            if !has {
                missing.push(words.to_owned());
            }
        };
        ask(
            any(|own| matches!(own, Observation::Progress { .. })),
            "dots done in at least one zone",
        );
        ask(
            any(|own| matches!(own, Observation::Machine { .. })),
            "machine and needle with depth and stroke as observed",
        );
        ask(
            any(|own| matches!(own, Observation::Pain { .. })),
            "pain as the client says it",
        );
        let has_diluent = self
            .lots_taken()
            .values()
            .any(|kind| *kind == LotKind::Diluent);
        ask(
            !has_diluent || any(|own| matches!(own, Observation::Dilution { .. })),
            "how the pigment was thinned",
        );
        let hygiene = self.hygiene_missing(HygienePhase::Close, |_| true);
        missing.extend(hygiene.into_iter().map(|item| format!("hygiene: {item}")));
        missing
    }

    /// Refuses what does not fit the state or what was recorded before.
    pub(super) fn check(&self, observation: &Observation) -> Result<(), Refusal> {
        let lots = self.lots_in_use();
        match observation {
            Observation::Hygiene { item, .. } => {
                let known = hygiene_items().iter().any(|own| own.code == item.as_str());
                fits(known, || format!("{item} is no item of the checklist."))
            }
            Observation::LotPutAway { lot } => fits(lots.contains_key(lot), || {
                format!("Lot {lot} is not in use.")
            }),
            Observation::LotUsed { lot, thousandths } => self.check_used(*lot, *thousandths),
            Observation::Dilution {
                pigment,
                diluent,
                pigment_parts,
                ..
            } => {
                fits(*pigment_parts > 0, || {
                    "pigment_parts is 0; give 1 or more.".to_owned()
                })?;
                needs(&lots, *pigment, LotKind::Pigment)?;
                needs(&lots, *diluent, LotKind::Diluent)
            }
            Observation::Anaesthetic { lot, .. } => {
                if *self.standing() == SessionState::Running {
                    return Err(odd(
                        "The session runs; take a break before an anaesthetic goes on, so that it is judged.",
                    ));
                }
                needs(&lots, *lot, LotKind::Anaesthetic)
            }
            Observation::Progress {
                layer,
                dots,
                pigment,
                needles,
                ..
            } => {
                if !self.is_under_way() {
                    return Err(odd("Dots are placed while the session is under way."));
                }
                if !(1..=8).contains(layer) || !(1..=200_000).contains(dots) {
                    return Err(odd(format!(
                        "layer is {layer} and dots is {dots}; give 1 to 8 and 1 to 200000."
                    )));
                }
                needs(&lots, *pigment, LotKind::Pigment)?;
                needs(&lots, *needles, LotKind::Needles)
            }
            Observation::Photograph { is_before, .. } => {
                fits(!is_before || self.begun_at().is_none(), || {
                    "The session has begun; no photograph is from before.".to_owned()
                })
            }
            Observation::Skin { .. }
            | Observation::Machine { .. }
            | Observation::Pain { .. }
            | Observation::Remark { .. } => Ok(()),
        }
    }

    /// Refuses nothing used, and what was never taken.
    fn check_used(&self, lot: RecordId, thousandths: u64) -> Result<(), Refusal> {
        fits(thousandths > 0, || {
            "thousandths is 0; give 1 or more.".to_owned()
        })?;
        fits(self.lots_taken().contains_key(&lot), || {
            format!("Lot {lot} was not taken; take it first.")
        })
    }
}

/// Refuses what does not fit.
fn fits(does: bool, found: impl FnOnce() -> String) -> Result<(), Refusal> {
    if does { Ok(()) } else { Err(odd(found())) }
}

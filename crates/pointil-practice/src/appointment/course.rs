//! What a client's own records ask of their next appointment.

use jiff::{Timestamp, ToSpan};
use pointil_treatment::Rule;

use super::{Appointment, Course, PatchTestStanding, no_shows};
use crate::agreement::{Agreement, AgreementState};
use crate::jurisdiction::JurisdictionCode;
use crate::local_time::{ZoneName, day_after};
use crate::patch_test::{PatchTest, PatchTestState};
use crate::protocol::StudioProtocol;
use crate::session::Session;

/// Everything of one client that a course is read from.
#[derive(Clone, Copy)]
pub struct Past<'a> {
    /// How the studio works now.
    pub protocol: &'a StudioProtocol,
    /// Whose law holds where the appointment would be.
    pub law: &'a JurisdictionCode,
    /// The clocks there.
    pub zone: &'a ZoneName,
    /// The client's sessions.
    pub sessions: &'a [Session],
    /// Their patch tests, in the order of time.
    pub patch_tests: &'a [PatchTest],
    /// Their agreements.
    pub agreements: &'a [Agreement],
    /// Their appointments.
    pub appointments: &'a [Appointment],
    /// Now.
    pub now: Timestamp,
}

impl Course {
    /// What the records ask. A plan's minutes are in no record: they are added by whoever knows the plan.
    pub fn of(past: &Past<'_>) -> Self {
        let worked = past.sessions.iter().filter_map(Session::last_worked_at);
        let mut sessions: Vec<_> = worked.map(|at| past.zone.day(at)).collect();
        sessions.sort();
        Self {
            least_days: past.protocol.whole(Rule::LeastInterval),
            part_days: past.protocol.whole(Rule::PartInterval),
            sessions,
            patch_test: patch_test(past),
            cooling_off_until: cooling_off_until(past),
            plan_minutes: None,
            no_shows: no_shows(past.appointments),
        }
    }
}

/// How the patch tests since the last reaction stand: the longest that counts, else one that waits to be read.
fn patch_test(past: &Past<'_>) -> PatchTestStanding {
    let tests = past.patch_tests;
    let reacted = |test: &PatchTest| matches!(test.standing(), PatchTestState::Reaction { .. });
    let last = tests.iter().rposition(reacted);
    let since = tests.get(last.map_or(0, |at| at + 1)..).unwrap_or(&[]);
    let days = i64::from(past.protocol.whole(Rule::PatchTestCounts));
    // It counts through its last day, as the gate before a session reckons.
    let ends = |read: Timestamp| {
        let next = past.zone.begin_of(day_after(past.zone.day(read), days + 1));
        next.checked_sub(1.second()).unwrap_or(Timestamp::MIN)
    };
    let calm = since.iter().filter_map(PatchTest::clear_since).max();
    let calm = calm.map(ends);
    let applied = since.iter().rev();
    let mut applied = applied.filter(|own| matches!(own.standing(), PatchTestState::Applied));
    match (calm, applied.next()) {
        (Some(counts_until), _) if past.now <= counts_until => {
            PatchTestStanding::Calm { counts_until }
        }
        (_, Some(test)) => PatchTestStanding::Applied {
            readable: test.readable_from(),
        },
        (Some(counts_until), None) => PatchTestStanding::Calm { counts_until },
        (None, None) if last.is_some() => PatchTestStanding::Reacted,
        (None, None) => PatchTestStanding::Missing,
    }
}

/// Until when everything that was signed and is in force is slept over: by the studio's hours or the law's, whichever are more.
fn cooling_off_until(past: &Past<'_>) -> Option<Timestamp> {
    let by_law = past.law.jurisdiction().cooling_off_hours.value;
    let hours = past.protocol.whole(Rule::CoolingOff).max(u32::from(by_law));
    let in_force = past.agreements.iter();
    let in_force = in_force.filter(|own| matches!(own.standing(), AgreementState::InForce { .. }));
    let signed = in_force.filter_map(Agreement::sealed);
    let latest = signed.map(|sealed| sealed.signed.client.at).max()?;
    let until = latest.checked_add(i64::from(hours).hours());
    Some(until.unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounded::{List, Words};
    use crate::sample;

    fn tested(hours: i64) -> PatchTest {
        let lots = List::new(vec![sample::record(7)]).unwrap();
        let place = Words::new("behind the left ear").unwrap();
        let (id, client) = (sample::record(21), sample::client(1));
        PatchTest::apply(
            id,
            client,
            lots,
            place,
            sample::act(hours),
            &sample::protocol(),
        )
        .unwrap()
    }

    fn standing(tests: &[PatchTest], hours: i64) -> PatchTestStanding {
        let protocol = sample::protocol();
        let premises = sample::premises();
        let past = Past {
            protocol: &protocol,
            law: &premises.jurisdiction,
            zone: &premises.zone,
            sessions: &[],
            patch_tests: tests,
            agreements: &[],
            appointments: &[],
            now: sample::at(hours),
        };
        Course::of(&past).patch_test
    }

    #[test]
    fn a_patch_test_counts_once_read_until_its_time_is_over_or_the_skin_reacts() {
        assert_eq!(standing(&[], 0), PatchTestStanding::Missing);
        let applied = tested(0);
        let readable = applied.readable_from();
        let waiting = PatchTestStanding::Applied { readable };
        assert_eq!(standing(core::slice::from_ref(&applied), 1), waiting);
        let clear = applied.read_clear(sample::act(72)).unwrap();
        let calm = standing(core::slice::from_ref(&clear), 73);
        assert!(matches!(calm, PatchTestStanding::Calm { .. }), "{calm:?}");
        // A new one that waits to be read takes nothing from one that counts, and stands for one that is over.
        assert_eq!(standing(&[clear.clone(), tested(80)], 81), calm);
        let late = 24 * 4000;
        let over = standing(&[clear.clone(), tested(late)], late + 1);
        assert!(
            matches!(over, PatchTestStanding::Applied { .. }),
            "{over:?}"
        );
        let words = Words::new("red and itching").unwrap();
        let reacted = clear
            .clone()
            .report_reaction(sample::act(90), words, List::default());
        let reacted = reacted.unwrap();
        assert_eq!(
            standing(&[clear, reacted.clone()], 91),
            PatchTestStanding::Reacted
        );
        let again = tested(100).read_clear(sample::act(190)).unwrap();
        let calm = standing(&[reacted, again], 191);
        assert!(matches!(calm, PatchTestStanding::Calm { .. }), "{calm:?}");
    }
}

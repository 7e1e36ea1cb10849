//! Where a plan departs from its protocol.

use super::appointment::Appointment;
use super::work::Work;
use crate::protocol::{Protocol, Rule};

/// Something to be said about a plan. Codes are never used again for anything else.
#[derive(Clone, Debug, PartialEq)]
pub enum PlanFinding {
    /// Fewer sessions than the protocol has.
    TooFewSessions {
        /// In the plan.
        sessions: usize,
        /// By the protocol, for this work.
        fewest: u32,
    },
    /// More sessions than is usual.
    ManySessions {
        /// In the plan.
        sessions: usize,
        /// Usually at most, for this work.
        most: u32,
    },
    /// Every session is done.
    NothingLeft {
        /// How many there were.
        sessions: usize,
    },
    /// A session that takes more than one day.
    SeveralDays {
        /// The session, from 1.
        session: usize,
        /// Its parts.
        parts: u32,
        /// Minutes of work in it.
        minutes: f64,
        /// In the longest appointment.
        longest: f64,
    },
}

impl PlanFinding {
    /// Its code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooFewSessions { .. } => "P101",
            Self::ManySessions { .. } => "P102",
            Self::SeveralDays { .. } => "P103",
            Self::NothingLeft { .. } => "P104",
        }
    }

    /// What is found, what is recommended, and what to do.
    pub fn words(&self) -> String {
        match self {
            Self::TooFewSessions { sessions, fewest } => format!(
                "{sessions} in all, the protocol has {fewest} at least: colour is judged and corrected between sessions; add a session"
            ),
            Self::ManySessions { sessions, most } => format!(
                "{sessions} sessions in all, {most} are usual: skin that is worked often holds worse; place more dots in each"
            ),
            Self::NothingLeft { sessions } => format!(
                "all {sessions} sessions are done, nothing is left to place: what is to come are the reviews of the healed work and, in years, a touch-up"
            ),
            Self::SeveralDays {
                session,
                parts,
                minutes,
                longest,
            } => format!(
                "session {session} is {minutes:.0} minutes of work, an appointment {longest:.0} at most: it is worked on {parts} days; or spread the dots over more sessions"
            ),
        }
    }
}

pub(super) fn of(
    work: &Work,
    appointments: &[Appointment],
    protocol: &Protocol,
) -> Vec<PlanFinding> {
    let when = |holds: bool, rule: Rule| if holds { protocol.whole(rule) } else { 0 };
    let extra = when(work.is_on_scars(), Rule::ExtraForScars)
        + when(work.is_whole_head(), Rule::ExtraForWholeHead);
    let (fewest, most) = (
        protocol.whole(Rule::FewestSessions) + extra,
        protocol.whole(Rule::MostSessions) + extra,
    );
    let sessions = work.sessions().len();
    if work.done() == sessions {
        return vec![PlanFinding::NothingLeft { sessions }];
    }
    let mut findings = Vec::new();
    if sessions < fewest as usize {
        findings.push(PlanFinding::TooFewSessions { sessions, fewest });
    }
    if sessions > most as usize {
        findings.push(PlanFinding::ManySessions { sessions, most });
    }
    for first in appointments
        .iter()
        .filter(|own| own.part == 1 && own.parts > 1)
    {
        let same = appointments
            .iter()
            .filter(|own| own.session == first.session);
        findings.push(PlanFinding::SeveralDays {
            session: first.session,
            parts: first.parts,
            minutes: same.map(|own| own.work.usual).sum(),
            longest: protocol.usual(Rule::LongestAppointment),
        });
    }
    findings
}

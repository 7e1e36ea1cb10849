//! The final pattern of a design: what is known of each dot, and why there is none.

use super::universe::DotId;
use crate::space::{Direction, Point};
use crate::units::DotDensity;

/// When a dot is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SessionLayer {
    /// Before the first session of the plan: it was in the skin already.
    Before,
    /// In the session of this number, from 1.
    Session(u8),
}

/// One dot of a final pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PatternDot {
    /// The dot of the universe that it was.
    pub id: DotId,
    /// Where it is on the skin.
    pub point: Point,
    /// The skin's outward normal there.
    pub normal: Direction,
    /// When it is placed.
    pub layer: SessionLayer,
    /// The density asked for where it is.
    pub density: DotDensity,
    /// Its place in the order in which dots appear when the density of the whole design rises from nothing, 0 first. The
    /// first dots of this order are a well spread, thinner form of the design.
    pub rank: u32,
}

/// How many dots a pattern has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DotCount {
    /// As many as the density asks for: its integral over the scalp, to 0.5 %.
    #[default]
    OfDensity,
    /// Exactly so many, dots already in the skin included; the density is scaled to fit.
    Exactly(usize),
}

/// Why there is no pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// More dots are asked for than the universe holds at this form of the density.
    #[error(
        "{asked} dots are asked for, but at most {most} fit in this design; ask for fewer or treat a larger area"
    )]
    TooManyDots {
        /// The dots asked for.
        asked: usize,
        /// The most that can be had.
        most: usize,
    },
    /// Fewer dots are asked for than are in the skin already.
    #[error(
        "{asked} dots are asked for, but {present} are in the skin already; ask for more than that"
    )]
    FewerThanPresent {
        /// The dots asked for.
        asked: usize,
        /// The dots in the skin.
        present: usize,
    },
    /// The layers given do not match the frozen dots of the universe.
    #[error("{layers} session layers are given for {frozen} dots in the skin; give one for each")]
    LayersOfFrozen {
        /// The layers given.
        layers: usize,
        /// The frozen dots of the universe.
        frozen: usize,
    },
    /// A dot in the skin is said to be of a session that the plan does not have.
    #[error(
        "a dot in the skin is said to be of session {session}, but the plan has sessions 1 to {sessions}"
    )]
    NoSuchSession {
        /// The session given.
        session: u8,
        /// The number of sessions.
        sessions: usize,
    },
    /// Dots in the skin are said to be of the last session, so that none is left for new ones.
    #[error("all {sessions} sessions are over; add a session to the plan")]
    AllSessionsOver {
        /// The number of sessions.
        sessions: usize,
    },
}

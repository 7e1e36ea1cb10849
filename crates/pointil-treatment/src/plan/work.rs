//! What a design asks for, counted.

use std::collections::BTreeMap;

use pointil_scalp::Zone;

/// Dots to be placed, by session and zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    sessions: Vec<BTreeMap<Zone, u32>>,
    done: usize,
    water: f64,
    on_scars: bool,
    whole_head: bool,
}

/// Work that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum WorkError {
    /// No session.
    #[error("no session; a design has 1 to 8")]
    NoSession,
    /// More sessions done than there are.
    #[error("{done} sessions done of {sessions}; add a session for what is still to be placed")]
    Done {
        /// Done.
        done: usize,
        /// There are.
        sessions: usize,
    },
    /// A dilution out of range.
    #[error("{water} parts of water to one of pigment; it is 0 to 199")]
    Water {
        /// Parts given.
        water: f64,
    },
}

impl Work {
    /// The dots of each session by zone, of which the first `done` are over, with ink of `water` parts of water to one of
    /// pigment.
    ///
    /// # Errors
    /// No session, more done than there are, or a dilution outside 0 to 199.
    pub fn new(
        sessions: Vec<BTreeMap<Zone, u32>>,
        done: usize,
        water: f64,
    ) -> Result<Self, WorkError> {
        if sessions.is_empty() {
            return Err(WorkError::NoSession);
        }
        if done > sessions.len() {
            return Err(WorkError::Done {
                done,
                sessions: sessions.len(),
            });
        }
        if !(0.0..=199.0).contains(&water) {
            return Err(WorkError::Water { water });
        }
        Ok(Self {
            sessions,
            done,
            water,
            on_scars: false,
            whole_head: false,
        })
    }

    /// The same, some of it on scars.
    #[must_use]
    pub fn on_scars(self, on_scars: bool) -> Self {
        Self { on_scars, ..self }
    }

    /// The same, on the whole head: alopecia totalis or universalis.
    #[must_use]
    pub fn whole_head(self, whole_head: bool) -> Self {
        Self { whole_head, ..self }
    }

    /// The dots of each session by zone.
    pub fn sessions(&self) -> &[BTreeMap<Zone, u32>] {
        &self.sessions
    }

    /// How many of the sessions are over.
    pub const fn done(&self) -> usize {
        self.done
    }

    /// Parts of water to one part of pigment.
    pub const fn water(&self) -> f64 {
        self.water
    }

    /// Whether some of it is on scars.
    pub const fn is_on_scars(&self) -> bool {
        self.on_scars
    }

    /// Whether it is the whole head.
    pub const fn is_whole_head(&self) -> bool {
        self.whole_head
    }
}

//! What a design asks for, counted.

use std::collections::BTreeMap;

use pointil_scalp::Zone;

use crate::design::{Design, DotSetting, Needle, Technique};
use crate::layout::Layout;

/// Where dots are worked and with which of the work's inks, by its number.
pub type ZoneInk = (Zone, usize);

/// Dots to be placed, by session, zone and ink.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    sessions: Vec<BTreeMap<ZoneInk, u32>>,
    done: usize,
    inks: Vec<WorkInk>,
    on_scars: bool,
    whole_head: bool,
}

/// An ink as it is poured, and the needle it is set with: a cup and a cartridge of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkInk {
    /// The shade's key.
    pub shade: String,
    /// Parts of water to one of the shade.
    pub water: f64,
    /// The cartridge.
    pub needle: Needle,
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
    /// Dots of an ink that there is none of.
    #[error("dots of ink {ink} of {inks}; number inks from 0")]
    Ink {
        /// The number given.
        ink: usize,
        /// How many there are.
        inks: usize,
    },
}

impl WorkInk {
    /// The ink and needle of a setting.
    pub fn of(setting: &DotSetting) -> Self {
        Self {
            shade: setting.shade.clone(),
            water: setting.water,
            needle: setting.needle,
        }
    }
}

impl Work {
    /// The dots of each session by zone and ink, of which the first `done` are over.
    ///
    /// # Errors
    /// No session, more done than there are, a dilution outside 0 to 199, or dots of an ink that there is none of.
    pub fn new(
        sessions: Vec<BTreeMap<ZoneInk, u32>>,
        done: usize,
        inks: Vec<WorkInk>,
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
        for WorkInk { water, .. } in &inks {
            if !(0.0..=199.0).contains(water) {
                return Err(WorkError::Water { water: *water });
            }
        }
        let mut used = sessions.iter().flat_map(BTreeMap::keys);
        if let Some((_, ink)) = used.find(|(_, ink)| *ink >= inks.len()) {
            return Err(WorkError::Ink {
                ink: *ink,
                inks: inks.len(),
            });
        }
        Ok(Self {
            sessions,
            done,
            inks,
            on_scars: false,
            whole_head: false,
        })
    }

    /// The work of a design that is laid out. A dot ahead of the line belongs to it.
    ///
    /// # Errors
    /// None for a layout of this design.
    pub fn of(design: &Design, layout: &Layout) -> Result<Self, WorkError> {
        let mut inks: Vec<WorkInk> = Vec::new();
        let ink_of: Vec<usize> = layout
            .settings
            .iter()
            .map(|setting| {
                let own = WorkInk::of(setting);
                let found = inks.iter().position(|ink| *ink == own);
                found.unwrap_or_else(|| {
                    inks.push(own);
                    inks.len() - 1
                })
            })
            .collect();
        let mut sessions = vec![BTreeMap::new(); layout.sessions];
        for dot in layout.dots.iter().filter(|dot| dot.session > 0) {
            let zone = dot.zone.unwrap_or(Zone::TransitionZone);
            if let Some(session) = sessions.get_mut(dot.session - 1) {
                *session.entry((zone, ink_of[dot.setting])).or_default() += 1;
            }
        }
        let techniques = &design.techniques;
        let own = Self::new(sessions, design.sessions_done(), inks)?;
        Ok(own
            .on_scars(techniques.iter().any(Technique::on_scar))
            .whole_head(techniques.contains(&Technique::WholeScalp {})))
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

    /// The dots of each session by zone and ink.
    pub fn sessions(&self) -> &[BTreeMap<ZoneInk, u32>] {
        &self.sessions
    }

    /// How many of the sessions are over.
    pub const fn done(&self) -> usize {
        self.done
    }

    /// Its inks.
    pub fn inks(&self) -> &[WorkInk] {
        &self.inks
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

//! One appointment: which dots, how long, what it uses up.

use std::collections::BTreeMap;

use pointil_scalp::{WorkOrder, Zone};

use crate::protocol::{Protocol, Rule};

/// One appointment of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Appointment {
    /// The session, from 1.
    pub session: usize,
    /// Which part of the session, from 1.
    pub part: u32,
    /// In how many parts the session is worked.
    pub parts: u32,
    /// What the session is for.
    pub purpose: SessionPurpose,
    /// The dots of each zone, in the order in which zones are worked.
    pub zones: Vec<(Zone, u32)>,
    /// Minutes of work.
    pub work: Minutes,
    /// Breaks in it.
    pub breaks: u32,
    /// Minutes from arrival to leave, breaks and preparation included.
    pub chair_minutes: f64,
    /// What it uses up.
    pub materials: Materials,
}

/// Minutes at a practitioner's usual rate, and what they may be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Minutes {
    /// At the fastest rate that is found.
    pub low: f64,
    /// At the rate that is reckoned with.
    pub usual: f64,
    /// At the slowest.
    pub high: f64,
}

/// What is used up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Materials {
    /// Needle cartridges.
    pub cartridges: u32,
    /// Millilitres of pigment as it comes out of the bottle.
    pub pigment_ml: f64,
    /// Millilitres of sterile water.
    pub diluent_ml: f64,
}

/// What a session is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SessionPurpose {
    /// The first: the hairline and the larger areas.
    HairlineAndLargerAreas,
    /// Between first and last: density.
    Density,
    /// The last: refinement, once colour and healing were seen.
    Refinement,
}

impl SessionPurpose {
    pub(super) const fn of(index: usize, sessions: usize) -> Self {
        match index {
            0 => Self::HairlineAndLargerAreas,
            _ if index + 1 == sessions => Self::Refinement,
            _ => Self::Density,
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::HairlineAndLargerAreas => "hairline and larger areas",
            Self::Density => "density",
            Self::Refinement => "refinement",
        }
    }

    /// Zones in the order in which they are worked: the line first where it is new, last where it is refined; the others by the
    /// number of their dots.
    fn ordered(self, dots: &BTreeMap<Zone, u32>) -> Vec<(Zone, u32)> {
        let line = WorkOrder::HairlineAndTemples.zones();
        let place = |zone: &Zone| match (self, line.contains(zone)) {
            (Self::HairlineAndLargerAreas, true) | (Self::Refinement, false) => 0,
            (Self::Density, _) => 1,
            _ => 2,
        };
        let mut zones: Vec<(Zone, u32)> = dots
            .iter()
            .filter(|(_, dots)| **dots > 0)
            .map(|(zone, dots)| (*zone, *dots))
            .collect();
        zones.sort_by_key(|(zone, dots)| (place(zone), core::cmp::Reverse(*dots), *zone));
        zones
    }
}

impl Minutes {
    fn of(dots: u32, protocol: &Protocol) -> Self {
        let rate = protocol.setting(Rule::DotsPerMinute);
        let minutes = |rate: f64| f64::from(dots) / rate.max(1.0);
        Self {
            low: minutes(rate.high),
            usual: minutes(rate.usual),
            high: minutes(rate.low),
        }
    }

    /// Both one after the other.
    pub fn plus(self, other: Self) -> Self {
        Self {
            low: self.low + other.low,
            usual: self.usual + other.usual,
            high: self.high + other.high,
        }
    }
}

impl Materials {
    fn of(dots: u32, water: f64, protocol: &Protocol) -> Self {
        let per_cartridge = protocol.usual(Rule::DotsPerCartridge).max(1.0);
        let poured = f64::from(dots) / 1000.0 * protocol.usual(Rule::InkPer1000Dots);
        let ink_ml = poured.max(protocol.usual(Rule::LeastInk));
        let pigment_ml = ink_ml / (1.0 + water);
        Self {
            cartridges: (f64::from(dots) / per_cartridge).ceil().max(1.0) as u32,
            pigment_ml,
            diluent_ml: ink_ml - pigment_ml,
        }
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            cartridges: self.cartridges + other.cartridges,
            pigment_ml: self.pigment_ml + other.pigment_ml,
            diluent_ml: self.diluent_ml + other.diluent_ml,
        }
    }
}

impl Appointment {
    /// The dots placed in it.
    pub fn dots(&self) -> u32 {
        self.zones.iter().map(|(_, dots)| dots).sum()
    }
}

/// The appointments of one session: one, or as many equal parts as are needed for none to be too long.
pub(super) fn of_session(
    session: usize,
    purpose: SessionPurpose,
    dots: &BTreeMap<Zone, u32>,
    water: f64,
    protocol: &Protocol,
) -> Vec<Appointment> {
    let total: u32 = dots.values().sum();
    if total == 0 {
        return Vec::new();
    }
    let minutes = Minutes::of(total, protocol).usual;
    let longest = protocol.usual(Rule::LongestAppointment).max(1.0);
    let parts = (minutes / longest).ceil().max(1.0) as u32;
    // Breaks of the whole session, so that cutting it never saves one.
    let breaks = ((minutes / protocol.usual(Rule::BreakAfter).max(1.0)).ceil() - 1.0).max(0.0);
    let breaks = breaks as u32;
    let ordered = purpose.ordered(dots);
    let cut = |part: u32| (u64::from(total) * u64::from(part) / u64::from(parts)) as u32;
    (0..parts)
        .map(|part| {
            let zones = between(&ordered, cut(part), cut(part + 1));
            let own: u32 = zones.iter().map(|(_, dots)| dots).sum();
            let work = Minutes::of(own, protocol);
            let breaks = breaks / parts + u32::from(part < breaks % parts);
            let resting = f64::from(breaks) * protocol.usual(Rule::BreakLength);
            Appointment {
                session,
                part: part + 1,
                parts,
                purpose,
                zones,
                work,
                breaks,
                chair_minutes: protocol.usual(Rule::SetUp) + work.usual + resting,
                materials: Materials::of(own, water, protocol),
            }
        })
        .collect()
}

/// The dots from number `first` up to number `end` of zones worked one after the other.
fn between(zones: &[(Zone, u32)], first: u32, end: u32) -> Vec<(Zone, u32)> {
    let mut start = 0;
    let mut found = Vec::new();
    for (zone, dots) in zones {
        let (from, to) = (first.max(start), end.min(start + dots));
        if to > from {
            found.push((*zone, to - from));
        }
        start += dots;
    }
    found
}

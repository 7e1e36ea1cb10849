//! One appointment: which dots, how long, what it uses up.

use std::collections::BTreeMap;

use pointil_scalp::{WorkOrder, Zone};

use super::work::{WorkInk, ZoneInk};
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
    /// Its dots, in the order in which they are worked.
    pub zones: Vec<ZoneWork>,
    /// Minutes of work.
    pub work: Minutes,
    /// Breaks in it.
    pub breaks: u32,
    /// Minutes from arrival to leave, breaks and preparation included.
    pub chair_minutes: f64,
    /// What it uses up of each ink, by the ink's number.
    pub inks: BTreeMap<usize, Materials>,
}

/// The dots of one zone and ink in an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZoneWork {
    /// Where.
    pub zone: Zone,
    /// With which of the work's inks.
    pub ink: usize,
    /// How many.
    pub dots: u32,
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
    fn ordered(self, dots: &BTreeMap<ZoneInk, u32>) -> Vec<ZoneWork> {
        let line = WorkOrder::HairlineAndTemples.zones();
        let place = |zone: &Zone| match (self, line.contains(zone)) {
            (Self::HairlineAndLargerAreas, true) | (Self::Refinement, false) => 0,
            (Self::Density, _) => 1,
            _ => 2,
        };
        let mut zones: Vec<ZoneWork> = dots
            .iter()
            .filter(|(_, dots)| **dots > 0)
            .map(|((zone, ink), dots)| ZoneWork {
                zone: *zone,
                ink: *ink,
                dots: *dots,
            })
            .collect();
        zones.sort_by_key(|own| {
            let most_first = core::cmp::Reverse(own.dots);
            (place(&own.zone), most_first, own.zone, own.ink)
        });
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
        self.zones.iter().map(|own| own.dots).sum()
    }

    /// What it uses up in all.
    pub fn materials(&self) -> Materials {
        let all = self.inks.values().copied();
        all.fold(Materials::default(), Materials::plus)
    }

    /// The zones it works, each once, with its dots.
    pub fn by_zone(&self) -> Vec<(Zone, u32)> {
        let mut zones: Vec<(Zone, u32)> = Vec::new();
        for own in &self.zones {
            match zones.iter_mut().find(|(zone, _)| *zone == own.zone) {
                Some((_, dots)) => *dots += own.dots,
                None => zones.push((own.zone, own.dots)),
            }
        }
        zones
    }
}

/// The appointments of one session: one, or as many equal parts as are needed for none to be too long.
pub(super) fn of_session(
    session: usize,
    purpose: SessionPurpose,
    dots: &BTreeMap<ZoneInk, u32>,
    inks: &[WorkInk],
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
            let own: u32 = zones.iter().map(|own| own.dots).sum();
            let work = Minutes::of(own, protocol);
            let breaks = breaks / parts + u32::from(part < breaks % parts);
            let resting = f64::from(breaks) * protocol.usual(Rule::BreakLength);
            Appointment {
                session,
                part: part + 1,
                parts,
                purpose,
                work,
                breaks,
                chair_minutes: protocol.usual(Rule::SetUp) + work.usual + resting,
                inks: used(&zones, inks, protocol),
                zones,
            }
        })
        .collect()
}

/// What the dots of each ink use up: a cup and a cartridge for each at least.
fn used(zones: &[ZoneWork], inks: &[WorkInk], protocol: &Protocol) -> BTreeMap<usize, Materials> {
    let mut dots: BTreeMap<usize, u32> = BTreeMap::new();
    for own in zones {
        *dots.entry(own.ink).or_default() += own.dots;
    }
    dots.into_iter()
        .map(|(ink, dots)| {
            let water = inks.get(ink).map_or(0.0, |own| own.water);
            (ink, Materials::of(dots, water, protocol))
        })
        .collect()
}

/// The dots from number `first` up to number `end` of zones worked one after the other.
fn between(zones: &[ZoneWork], first: u32, end: u32) -> Vec<ZoneWork> {
    let mut start = 0;
    let mut found = Vec::new();
    for own in zones {
        let (from, to) = (first.max(start), end.min(start + own.dots));
        if to > from {
            found.push(ZoneWork {
                dots: to - from,
                ..*own
            });
        }
        start += own.dots;
    }
    found
}

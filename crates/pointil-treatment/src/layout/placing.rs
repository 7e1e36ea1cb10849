//! From a pattern to the dots of a layout: when each is placed, in which zone it lies and how it is set.

use pointil_scalp::dots::{DensityMap, PatternDot, SessionLayer};
use pointil_scalp::{DotDensity, Hairline, Head, Point, Site, Surface, Zone, ZoneMap};
use rayon::prelude::*;

use super::LayoutDot;
use super::setting::Settings;
use crate::design::Design;

/// What dots are laid on.
pub(super) struct Placing<'a> {
    pub design: &'a Design,
    pub head: &'a Head,
    pub zones: &'a ZoneMap,
    pub density: &'a DensityMap,
    pub settings: &'a Settings,
}

impl Placing<'_> {
    /// The pattern around the dots in the skin in the order in which dots appear, and the sentinels.
    pub fn planned(&self, pattern: &[PatternDot], hairline: &Hairline) -> Vec<LayoutDot> {
        let laid = pattern.par_iter().with_min_len(512);
        let mut dots: Vec<LayoutDot> = laid.map(|dot| self.laid(dot)).collect();
        dots.sort_by_key(|dot| dot.rank);
        let count = dots.len();
        let sentinels = hairline.sentinels().iter().enumerate();
        dots.extend(sentinels.map(|(k, site)| {
            let (point, normal) = self.head.frame(*site);
            LayoutDot {
                id: None,
                point,
                normal,
                // Single dots ahead of the line come last, when the line has settled.
                session: self.design.sessions(),
                done: false,
                density: DotDensity::new(0.0),
                rank: count + k,
                setting: self.settings.at(point, Zone::TransitionZone),
                zone: None,
            }
        }));
        dots
    }

    /// The dots in the skin and no other, sentinels among them: all that a finished design has.
    pub fn in_skin(&self) -> Vec<LayoutDot> {
        let batches = self.design.in_skin.iter();
        let sites = batches.flat_map(|batch| {
            let session = batch.session.map_or(0, usize::from);
            batch.sites().map(move |site| (session, site))
        });
        let laid = |(rank, (session, site)): (usize, (usize, Site))| {
            let (point, normal) = self.head.frame(site);
            let zone = self.zones.zone(site);
            LayoutDot {
                id: None,
                point,
                normal,
                session,
                done: true,
                density: self.density.at(site),
                rank,
                setting: self.setting(point, zone),
                zone,
            }
        };
        sites.enumerate().map(laid).collect()
    }

    fn laid(&self, dot: &PatternDot) -> LayoutDot {
        let session = match dot.layer {
            SessionLayer::Before => 0,
            SessionLayer::Session(session) => usize::from(session),
        };
        let zone = self.zones.zone_on(self.head.site(dot.point), dot.point);
        LayoutDot {
            id: Some(dot.id),
            point: dot.point,
            normal: dot.normal,
            session,
            done: session <= self.design.sessions_done(),
            density: dot.density,
            rank: dot.rank as usize,
            setting: self.setting(dot.point, zone),
            zone,
        }
    }

    /// How a dot is set; ahead of every zone is only the line's own edge.
    fn setting(&self, point: Point, zone: Option<Zone>) -> usize {
        self.settings
            .at(point, zone.unwrap_or(Zone::TransitionZone))
    }
}

//! The mean head's scalp with densities on it, for tests that measure dots.

#![allow(dead_code, reason = "each test crate uses the part it needs")]

use glam::DVec3;
use pointil_scalp::dots::{DensityMap, Universe, UniverseOptions};
use pointil_scalp::template::Template;
use pointil_scalp::{DotDensity, Head, HeadMeasurements, Point, Site, Surface};

use crate::dot_statistics::{self, DotSet, Statistics};

/// A density over the scalp: even, or rising from front to back.
#[derive(Clone, Copy)]
pub struct Asked {
    front: f64,
    back: f64,
}

impl Asked {
    /// The same everywhere, in dots per square centimetre.
    pub fn even(density: f64) -> Self {
        Self {
            front: density,
            back: density,
        }
    }

    /// Five times as dense behind as in front, `middle` half way.
    pub fn five_to_one(middle: f64) -> Self {
        Self {
            front: middle / 3.0,
            back: middle * 5.0 / 3.0,
        }
    }

    pub fn at(&self, site: Site) -> DotDensity {
        let backward = 0.5 - site.to_vec().z / 2.0;
        DotDensity::new(self.front + (self.back - self.front) * backward)
    }

    pub fn map(&self) -> DensityMap {
        DensityMap::new(Template::scalp(), |site| self.at(site))
    }

    pub fn name(&self) -> String {
        if self.is_even() {
            format!("even, {}/cm²", self.front)
        } else {
            format!("5:1, {:.0} to {:.0}/cm²", self.front, self.back)
        }
    }

    fn is_even(&self) -> bool {
        (self.back - self.front).abs() < 1e-9
    }
}

/// The mean head's scalp.
pub struct PracticeScalp {
    pub head: Head,
    rim: Vec<DVec3>,
}

impl PracticeScalp {
    pub fn new() -> Self {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let template = Template::scalp();
        let sites = template.sites.iter();
        let positions: Vec<DVec3> = sites.map(|site| head.point(*site).to_vec()).collect();
        let rim = dot_statistics::boundary(&positions, &template.triangles);
        Self { head, rim }
    }

    /// The universe up to `most` dots per square centimetre.
    pub fn universe(&self, most: f64, frozen: &[Site]) -> Universe {
        let options = UniverseOptions {
            seed: 7,
            maximum_density: DotDensity::new(most),
        };
        Universe::new(&self.head, Template::scalp(), &options, frozen).unwrap()
    }

    /// The figures of `points` away from the scalp's rim.
    pub fn score(&self, points: &[DVec3], asked: &Asked) -> Statistics {
        let at = |p: &DVec3| {
            asked
                .at(self.head.site(Point::from_vec(*p)))
                .per_square_cm()
        };
        let density: Vec<f64> = points.iter().map(at).collect();
        dot_statistics::score(&DotSet {
            positions: points,
            density: (!asked.is_even()).then_some(&density[..]),
            rim: &self.rim,
        })
    }
}

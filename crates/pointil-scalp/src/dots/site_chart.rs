//! The chart that density rasters, tiles and neighbour searches are laid out on: an azimuthal equidistant map of the
//! sites about a pole behind the vertex. One chart without a seam covers the whole scalp; no place is stretched by
//! more than 2.2, and no pixel is wider than half a millimetre on an adult head.

use glam::DVec3;

use crate::space::Site;

/// Pixels along one side of the chart.
pub const SIZE: usize = 960;

/// Pixels along one side of a tile.
pub const TILE: usize = 32;

/// Tiles along one side of the chart.
pub const TILES: usize = SIZE / TILE;

/// Radians of site per pixel, along every ray from the pole.
pub const PITCH: f64 = 0.0044;

/// Sites farther than this from the pole (radians) are off the chart.
pub const REACH: f64 = PITCH * (SIZE / 2 - 2) as f64;

/// Sine and cosine of the pole's tilt behind the vertex: 28°, where brow and nape are equally far.
const TILT: (f64, f64) = (0.469_471_562_785_890_8, 0.882_947_592_858_926_9);

/// A place on the chart in pixels: `u` to the subject's left, `v` forward, from the chart's corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartPixel {
    /// Pixels to the left.
    pub u: f64,
    /// Pixels forward.
    pub v: f64,
}

/// Where `site` lies; places beyond [`REACH`] come out beyond the chart's rim.
pub fn place(site: Site) -> ChartPixel {
    let d = site.to_vec();
    let (s, c) = TILT;
    let up = d.y * c - d.z * s;
    let forward = d.z * c + d.y * s;
    let sine = (d.x * d.x + forward * forward).sqrt();
    let stretch = if sine < 1e-9 {
        1.0
    } else {
        libm::atan2(sine, up) / sine
    };
    let middle = SIZE as f64 / 2.0;
    ChartPixel {
        u: middle + d.x * stretch / PITCH,
        v: middle + forward * stretch / PITCH,
    }
}

/// Whether `site` lies on the chart.
pub fn holds(site: Site) -> bool {
    let p = place(site);
    let middle = SIZE as f64 / 2.0;
    let (x, y) = (p.u - middle, p.v - middle);
    (x * x + y * y).sqrt() * PITCH < REACH
}

/// The site at `place`; `None` beyond [`REACH`].
pub fn site(place: ChartPixel) -> Option<Site> {
    let middle = SIZE as f64 / 2.0;
    let (x, y) = ((place.u - middle) * PITCH, (place.v - middle) * PITCH);
    let angle = (x * x + y * y).sqrt();
    if angle > REACH {
        return None;
    }
    let (sine, up) = libm::sincos(angle);
    let shrink = if angle < 1e-9 { 1.0 } else { sine / angle };
    let (left, forward) = (x * shrink, y * shrink);
    let (s, c) = TILT;
    Site::of(DVec3::new(left, up * c + forward * s, forward * c - up * s))
}

/// A square of 32 × 32 pixels of the chart, about 12 mm; what an edit touches is told in tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile(pub(crate) u16);

impl Tile {
    /// The number of tiles on the chart, most of them off the scalp.
    pub const COUNT: usize = TILES * TILES;

    /// All tiles in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT).map(|k| Self(k as u16))
    }

    /// The tile that holds `site`; `None` off the chart.
    pub fn of(site: Site) -> Option<Self> {
        let p = place(site);
        let (i, j) = (p.u / TILE as f64, p.v / TILE as f64);
        let inside = i >= 0.0 && j >= 0.0 && i < TILES as f64 && j < TILES as f64;
        inside.then(|| Self((j as usize * TILES + i as usize) as u16))
    }

    /// The tiles that the cap of `radius` radians of site around `centre` reaches into, and perhaps their neighbours. One radian is 80
    /// to 105 mm on an adult head.
    pub fn around(centre: Site, radius: f64) -> impl Iterator<Item = Self> {
        let p = place(centre);
        // The chart stretches by less than 2.2 sideways (at its rim), so this square holds the cap.
        let reach = radius * 2.2 / PITCH + 1.0;
        let tile = |x: f64| (x.max(0.0) / TILE as f64) as usize;
        let span = |x: f64| tile(x - reach)..(tile(x + reach) + 1).min(TILES);
        let (columns, rows) = (span(p.u), span(p.v));
        rows.flat_map(move |j| columns.clone().map(move |i| Self((j * TILES + i) as u16)))
    }

    /// Its number, below [`Self::COUNT`].
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chart_returns_its_sites_and_covers_the_scalp() {
        for (azimuth, elevation) in [
            (0.0, 0.05),
            (1.4, -0.36),
            (3.1, -0.92),
            (-2.0, 0.3),
            (0.5, 1.5),
        ] {
            let site = Site::from_angles(azimuth, elevation);
            let p = place(site);
            assert!(p.u > 2.0 && p.v > 2.0 && p.u < (SIZE - 2) as f64 && p.v < (SIZE - 2) as f64);
            let back = super::site(p).unwrap();
            assert!(back.to_vec().distance(site.to_vec()) < 1e-12);
        }
    }
}

//! Closed regions of the scalp, kept as polygons on a plane that shows every site once.

use crate::space::Site;

/// A place on that plane: Lambert's equal-area view from above the vertex, which lies in the middle with the face in the
/// direction of the second coordinate.
pub(crate) type Flat = (f64, f64);

/// Where `site` lies on the plane.
pub(crate) fn flat(site: Site) -> Flat {
    let d = site.to_vec();
    let k = (2.0 / (1.0 + d.y).max(1e-12)).sqrt();
    (d.x * k, d.z * k)
}

/// The site at a place of the plane; `None` beyond it.
pub(crate) fn unflat((x, y): Flat) -> Option<Site> {
    let square = x * x + y * y;
    if square >= 4.0 {
        return None;
    }
    let k = (1.0 - square / 4.0).sqrt();
    Site::of(glam::DVec3::new(x * k, 1.0 - square / 2.0, y * k))
}

/// The distance from the middle at which a region's border runs that lies below the scalp anyway.
const OUTSIDE: f64 = 1.97;

/// The place outside the scalp below `site`.
pub(crate) fn outward(site: Site) -> Flat {
    outward_at(site.azimuth())
}

/// Places outside the scalp from below one site around the back of the head to below another.
pub(crate) fn around_the_back(from: Site, to: Site) -> impl Iterator<Item = Flat> {
    const STEPS: i32 = 24;
    let tau = core::f64::consts::TAU;
    let (start, end) = (from.azimuth().rem_euclid(tau), to.azimuth().rem_euclid(tau));
    (0..=STEPS).map(move |k| outward_at(start + (end - start) * f64::from(k) / f64::from(STEPS)))
}

fn outward_at(azimuth: f64) -> Flat {
    let (s, c) = libm::sincos(azimuth);
    (OUTSIDE * s, OUTSIDE * c)
}

/// One edge of a polygon, from its lower to its higher end.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Edge {
    low: Flat,
    high: Flat,
}

/// Rows into which edges are sorted by the second coordinate, from -2 to 2.
const ROWS: usize = 128;

/// A closed region.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Region {
    rows: Vec<Vec<Edge>>,
}

impl Region {
    /// The inside of the polygon with these corners.
    pub fn new(corners: impl IntoIterator<Item = Flat>) -> Self {
        let corners: Vec<Flat> = corners.into_iter().collect();
        let mut rows = vec![Vec::new(); ROWS];
        for (a, b) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            let (low, high) = if a.1 <= b.1 { (*a, *b) } else { (*b, *a) };
            for row in &mut rows[row_of(low.1)..=row_of(high.1)] {
                row.push(Edge { low, high });
            }
        }
        Self { rows }
    }

    /// Whether the region holds a place: whether an odd number of edges lies to one side of it.
    pub fn contains(&self, (x, y): Flat) -> bool {
        let mut inside = false;
        for Edge { low, high } in &self.rows[row_of(y)] {
            if low.1 <= y && y < high.1 {
                let t = (y - low.1) / (high.1 - low.1);
                inside ^= low.0 + (high.0 - low.0) * t > x;
            }
        }
        inside
    }
}

fn row_of(y: f64) -> usize {
    (((y + 2.0) / 4.0 * ROWS as f64).max(0.0) as usize).min(ROWS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_contains_what_it_goes_around() {
        let at = |k: i32, r: f64| {
            let (s, c) = libm::sincos(f64::from(k) * 0.1);
            (r * s + 0.3, r * c - 0.2)
        };
        let region = Region::new((0..63).map(|k| at(k, 0.8)));
        for k in 0..63 {
            assert!(region.contains(at(k, 0.79)));
            assert!(!region.contains(at(k, 0.81)));
        }
        assert!(!region.contains((1.9, -1.9)));
    }

    #[test]
    fn the_plane_shows_equal_areas() {
        let area = |azimuth: f64, elevation: f64| {
            let h = 1e-4;
            let at = |a: f64, e: f64| flat(Site::from_angles(azimuth + a, elevation + e));
            let (w, e, s, n) = (at(-h, 0.0), at(h, 0.0), at(0.0, -h), at(0.0, h));
            let cross = (e.0 - w.0) * (n.1 - s.1) - (e.1 - w.1) * (n.0 - s.0);
            cross.abs() / (4.0 * h * h) / libm::cos(elevation)
        };
        for (a, e) in [(0.3, 1.2), (2.0, 0.1), (-1.4, -0.5)] {
            let site = Site::from_angles(a, e);
            let back = unflat(flat(site)).unwrap();
            assert!(back.to_vec().distance(site.to_vec()) < 1e-12);
            assert!((area(a, e) - 1.0).abs() < 1e-6);
        }
    }
}

//! The fixed triangulation of the scalp's sites. It never changes from head to head, so anything seeded by triangle
//! (the dot universe) or stored by vertex (density, geodesics) keeps its place on the skin when a head is fitted anew.

use std::collections::HashMap;
use std::sync::OnceLock;

use glam::DVec3;
use rayon::prelude::*;

use crate::space::{Point, Site, Surface};

/// Edge subdivisions of the icosahedron: 64 gives triangles with edges of about 2 mm on an adult head.
const FREQUENCY: usize = 64;

/// Border of the scalp's domain: (azimuth, elevation) in degrees from the middle of the brow to the nape, in the order
/// of the way along it. It passes above the brow, down to the sideburn, up in front of the ear and a few millimetres
/// over it, down behind it to the mastoid, and from there to the hairline of the nape; treatment never leaves it.
const BORDER: [(f64, f64); 18] = [
    (0.0, 4.0),
    (40.0, 4.0),
    (60.0, -3.0),
    (74.0, -20.0),
    (81.0, -20.0),
    (83.5, -10.0),
    (87.0, -4.5),
    (91.0, -2.3),
    (95.5, -2.8),
    (99.5, -5.5),
    (102.5, -12.0),
    (104.5, -24.0),
    (107.0, -34.0),
    (113.0, -39.5),
    (125.0, -43.5),
    (140.0, -46.5),
    (160.0, -49.0),
    (180.0, -49.5),
];

/// The lowest elevation (radians) of the scalp's domain at `azimuth` (radians): a cubic through the knots that is
/// level where they turn, so that it never swings past them.
pub fn border_elevation(azimuth: f64) -> f64 {
    let a = azimuth.abs().to_degrees();
    let above = BORDER.partition_point(|(knot, _)| *knot <= a);
    let i = above.clamp(1, BORDER.len() - 1) - 1;
    let ((a0, e0), (a1, e1)) = (BORDER[i], BORDER[i + 1]);
    let width = a1 - a0;
    let t = ((a - a0) / width).clamp(0.0, 1.0);
    let (s0, s1) = (border_slope(i) * width, border_slope(i + 1) * width);
    let u = 1.0 - t;
    let straight = e0 * u * u * (1.0 + 2.0 * t) + e1 * t * t * (1.0 + 2.0 * u);
    (straight + (s0 * u - s1 * t) * t * u).to_radians()
}

/// The border's slope at a knot: the harmonic mean of those beside it, weighted as Fritsch and Butland (1984) do.
fn border_slope(knot: usize) -> f64 {
    let beside = |i: usize| {
        let ((a0, e0), (a1, e1)) = (BORDER[i], BORDER[i + 1]);
        (a1 - a0, (e1 - e0) / (a1 - a0))
    };
    if knot == 0 || knot == BORDER.len() - 1 {
        // Both sides of the head meet in the midline without a corner.
        return 0.0;
    }
    let ((w0, s0), (w1, s1)) = (beside(knot - 1), beside(knot));
    if s0 * s1 <= 0.0 {
        return 0.0;
    }
    3.0 * (w0 + w1) / ((2.0 * w1 + w0) / s0 + (w1 + 2.0 * w0) / s1)
}

/// The border from behind the left ear around the nape to behind the right one, in steps of at most about 2 mm: where
/// hair thins out by nature and no hairline is drawn. Hair lies to its left.
pub(crate) fn nape_hairline() -> Vec<Site> {
    /// Degrees from the brow's middle to the mastoid.
    const MASTOID: i32 = 110;
    (MASTOID..=360 - MASTOID)
        .map(|turn| {
            let (s, c) = libm::sincos(f64::from(turn).to_radians());
            let azimuth = libm::atan2(s, c);
            Site::from_angles(azimuth, border_elevation(azimuth))
        })
        .collect()
}

/// The sine of an elevation (5°) above the border everywhere: it rises to 4° above the brow and never swings past its knots.
const ABOVE_THE_BORDER: f64 = 0.087_155_742_747_658_17;

/// Whether `site` lies in the scalp's domain.
pub fn in_domain(site: Site) -> bool {
    // Most sites do, and need no look at the border.
    if site.to_vec().y > ABOVE_THE_BORDER {
        return true;
    }
    site.elevation() >= border_elevation(site.azimuth())
}

/// The triangulated domain.
pub struct Template {
    /// The sites of the vertices.
    pub sites: Vec<Site>,
    /// Vertex numbers of each triangle, counter-clockwise seen from outside.
    pub triangles: Vec<[u32; 3]>,
    /// For each triangle its number in the whole sphere's triangulation: stable even where the domain's border moves.
    pub ids: Vec<u32>,
}

impl Template {
    /// The points of its sites on a head, in their order.
    pub fn points_on(&self, surface: &impl Surface) -> Vec<Point> {
        self.sites
            .par_iter()
            .map(|site| surface.point(*site))
            .collect()
    }

    /// The one template, built on first use.
    pub fn scalp() -> &'static Self {
        static TEMPLATE: OnceLock<Template> = OnceLock::new();
        TEMPLATE.get_or_init(|| Self::build(FREQUENCY, in_domain))
    }

    /// A geodesic grid over the part of the sphere that `keep`s the triangles' centres.
    pub fn build(frequency: usize, keep: impl Fn(Site) -> bool) -> Self {
        let (corners, faces) = icosahedron();
        let mut sites = Vec::new();
        let mut triangles = Vec::new();
        let mut ids = Vec::new();
        let mut known: HashMap<[i64; 3], u32> = HashMap::new();
        let mut vertex = |p: DVec3| -> u32 {
            let key = (p * 1e7).round().as_i64vec3().to_array();
            *known.entry(key).or_insert_with(|| {
                sites.extend(Site::of(p));
                (sites.len() - 1) as u32
            })
        };
        let mut id = 0;
        for face in faces {
            let [a, b, c] = face.map(|i| corners[i]);
            let n = frequency;
            let at = |i: usize, j: usize| {
                let (u, v) = (i as f64 / n as f64, j as f64 / n as f64);
                (a * (1.0 - u - v) + b * u + c * v).normalize()
            };
            for i in 0..n {
                for j in 0..n - i {
                    let mut small = vec![[at(i, j), at(i + 1, j), at(i, j + 1)]];
                    if i + j + 1 < n {
                        small.push([at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)]);
                    }
                    for t in small {
                        let centre = Site::of(t[0] + t[1] + t[2]);
                        if centre.is_some_and(&keep) {
                            triangles.push(t.map(&mut vertex));
                            ids.push(id);
                        }
                        id += 1;
                    }
                }
            }
        }
        Self {
            sites,
            triangles,
            ids,
        }
    }
}

/// The corners and outward faces of an icosahedron with a corner straight up.
fn icosahedron() -> (Vec<DVec3>, Vec<[usize; 3]>) {
    let mut corners = vec![DVec3::Y];
    let (h, r) = (1.0 / 5.0_f64.sqrt(), 2.0 / 5.0_f64.sqrt());
    for (up, turn) in [(h, 0.0), (-h, 36.0)] {
        for k in 0..5 {
            let (s, c) = libm::sincos((72.0 * f64::from(k) + turn).to_radians());
            corners.push(DVec3::new(r * s, up, r * c));
        }
    }
    corners.push(-DVec3::Y);
    let mut faces = Vec::new();
    for k in 0..5 {
        let (u0, u1) = (1 + k, 1 + (k + 1) % 5);
        let (l0, l1) = (6 + k, 6 + (k + 1) % 5);
        faces.extend([[0, u0, u1], [u0, l0, u1], [u1, l0, l1], [11, l1, l0]]);
    }
    (corners, faces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_sphere_is_closed_and_faces_outward() {
        let t = Template::build(8, |_| true);
        assert_eq!(t.triangles.len(), 20 * 64);
        assert_eq!(t.sites.len(), 10 * 64 + 2);
        for tri in &t.triangles {
            let [a, b, c] = tri.map(|i| t.sites[i as usize].to_vec());
            assert!((b - a).cross(c - a).dot(a + b + c) > 0.0);
        }
    }
}

//! The template laid on one surface: corner points, normals and chart places, areas of triangles, and how the chart is
//! stretched. Everything that places dots works from these instead of asking the surface anew.

use glam::{DVec2, DVec3};
use rayon::prelude::*;

use super::site_chart::{self, SIZE};
use crate::space::{Site, Surface};
use crate::template::Template;

/// Chart pixels along one side of a block of the stretch table: 7 mm.
const BLOCK: usize = 16;

/// Blocks along one side of the chart.
const BLOCKS: usize = SIZE / BLOCK;

/// A point of the skin.
#[derive(Clone, Copy)]
pub struct SkinPoint {
    /// In the head frame, in millimetres.
    pub point: DVec3,
    /// Outward.
    pub normal: DVec3,
    /// On the chart, in pixels.
    pub place: DVec2,
}

impl SkinPoint {
    /// The point of `surface` at `site`.
    pub fn of(surface: &impl Surface, site: Site) -> Self {
        let place = site_chart::place(site);
        let (point, normal) = surface.frame(site);
        Self {
            point: point.to_vec(),
            normal: normal.to_vec(),
            place: DVec2::new(place.u, place.v),
        }
    }
}

/// The template laid on a surface.
pub struct Skin<'t> {
    template: &'t Template,
    corners: Vec<SkinPoint>,
    /// Square millimetres of each triangle.
    areas: Vec<f32>,
    slopes: Slopes,
}

impl<'t> Skin<'t> {
    /// Lays `template` on `surface`.
    pub fn new(surface: &impl Surface, template: &'t Template) -> Self {
        let corners: Vec<SkinPoint> = template
            .sites
            .par_iter()
            .with_min_len(512)
            .map(|site| SkinPoint::of(surface, *site))
            .collect();
        let areas = template
            .triangles
            .iter()
            .map(|triangle| {
                let [a, b, c] = triangle.map(|k| corners[k as usize].point);
                ((b - a).cross(c - a).length() / 2.0) as f32
            })
            .collect();
        let slopes = Slopes::new(&corners, &template.triangles);
        Self {
            template,
            corners,
            areas,
            slopes,
        }
    }

    /// The corners of a triangle.
    pub fn triangle(&self, triangle: usize) -> [SkinPoint; 3] {
        self.template.triangles[triangle].map(|k| self.corners[k as usize])
    }

    /// The number of triangles.
    pub fn triangle_count(&self) -> usize {
        self.areas.len()
    }

    /// The number of a triangle that is the same on every template.
    pub fn triangle_id(&self, triangle: usize) -> u32 {
        self.template.ids[triangle]
    }

    /// The area of a triangle in square millimetres.
    pub fn area(&self, triangle: usize) -> f32 {
        self.areas[triangle]
    }

    /// The area of the whole scalp in square millimetres.
    pub fn total_area(&self) -> f64 {
        self.areas.iter().map(|area| f64::from(*area)).sum()
    }

    /// How the chart is stretched.
    pub fn slopes(&self) -> &Slopes {
        &self.slopes
    }

    /// The surface at `weights` (summing to 1) of a triangle's corners: point, normal and chart place. The mean of the
    /// flat triangle and its corners' tangent planes (Boubekeur and Alexa, "Phong tessellation", 2008), which is exact
    /// for quadratic surfaces; on triangles of 2 mm it is within 0.1 µm of a head.
    pub fn at(&self, triangle: &[SkinPoint; 3], weights: [f64; 3]) -> SkinPoint {
        let sum = |part: fn(&SkinPoint) -> DVec3| {
            part(&triangle[0]) * weights[0]
                + part(&triangle[1]) * weights[1]
                + part(&triangle[2]) * weights[2]
        };
        let flat = sum(|corner| corner.point);
        let mut lift = DVec3::ZERO;
        for (corner, weight) in triangle.iter().zip(weights) {
            lift += corner.normal * ((corner.point - flat).dot(corner.normal) * weight);
        }
        SkinPoint {
            point: flat + lift * 0.5,
            normal: sum(|corner| corner.normal),
            place: triangle[0].place * weights[0]
                + triangle[1].place * weights[1]
                + triangle[2].place * weights[2],
        }
    }
}

/// How fast the chart's coordinates run along the surface, by block of the chart.
#[derive(Clone, Debug)]
pub struct Slopes {
    /// The steepest |∇u| and |∇v| in pixels per millimetre, within one block around and within three.
    near: Vec<[f32; 2]>,
    wide: Vec<[f32; 2]>,
    /// The steepest anywhere.
    overall: [f32; 2],
}

impl Slopes {
    fn new(corners: &[SkinPoint], triangles: &[[u32; 3]]) -> Self {
        let mut own = vec![[0.0_f32; 2]; BLOCKS * BLOCKS];
        for triangle in triangles {
            let [a, b, c] = triangle.map(|k| corners[k as usize]);
            let (e, f) = (b.point - a.point, c.point - a.point);
            let normal = e.cross(f);
            let (ge, gf) = (f.cross(normal), normal.cross(e));
            let squared = normal.length_squared();
            let (pe, pf) = (b.place - a.place, c.place - a.place);
            let gu = ((ge * pe.x + gf * pf.x) / squared).length() as f32;
            let gv = ((ge * pe.y + gf * pf.y) / squared).length() as f32;
            let slot = &mut own[block(a.place.x as f32, a.place.y as f32)];
            // A little more than found: triangles are samples of a smooth function.
            *slot = [slot[0].max(gu * 1.03), slot[1].max(gv * 1.03)];
        }
        let near = steepest(&own);
        let wide = steepest(&steepest(&near));
        let overall = own
            .iter()
            .fold([0.0; 2], |most, slope| larger(most, *slope));
        Self {
            near,
            wide,
            overall,
        }
    }

    /// How far on the chart (pixels along u and v) any two dots within `radius_mm` of each other can be.
    pub fn farthest(&self, radius_mm: f32) -> [f32; 2] {
        self.overall.map(|slope| slope * radius_mm)
    }

    /// How far on the chart (pixels along u and v) a dot within `radius_mm` of the place can be.
    pub fn window(&self, u: f32, v: f32, radius_mm: f32) -> [f32; 2] {
        // A block is 2.5 mm or more on its shorter side.
        let slope = match radius_mm {
            r if r < 2.5 => self.near[block(u, v)],
            r if r < 7.5 => self.wide[block(u, v)],
            _ => self.overall,
        };
        [slope[0] * radius_mm, slope[1] * radius_mm]
    }
}

/// For each block the steepest slopes of itself and its eight neighbours.
fn steepest(own: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let around = |k: usize| k.saturating_sub(1)..(k + 2).min(BLOCKS);
    (0..BLOCKS * BLOCKS)
        .map(|k| {
            let mut most = [0.0_f32; 2];
            for y in around(k / BLOCKS) {
                for x in around(k % BLOCKS) {
                    most = larger(most, own[y * BLOCKS + x]);
                }
            }
            most
        })
        .collect()
}

fn larger(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    [a[0].max(b[0]), a[1].max(b[1])]
}

fn block(u: f32, v: f32) -> usize {
    let along = |x: f32| (x.max(0.0) as usize / BLOCK).min(BLOCKS - 1);
    along(v) * BLOCKS + along(u)
}

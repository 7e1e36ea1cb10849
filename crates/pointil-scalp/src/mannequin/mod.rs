//! The head as a practice head: below the scalp a calm face, ears and a neck, so that a picture reads as a person.
//!
//! The face is modelled once, in the axes of the mean head (its *practice head*), as one smooth signed function. A
//! person's head is taken there by a smooth map that carries each landmark onto the practice head's, so that the nose
//! ends at this person's pronasale and the ear at this person's superaurale. Within the scalp's domain the surface is
//! the vault itself, to the last bit.

mod blend;
mod ear;
mod eyes;
mod face;
mod mouth;
mod neck;
mod nose;
mod spline;
mod surface;
mod warp;

use std::sync::LazyLock;

use glam::DVec3;

use crate::cranium::Cranium;
use crate::head::{Head, facial_template, template_cranium, template_glabella};
use crate::landmarks::Landmark;
use crate::mesh::{Part, TriangleMesh, isosurface};
use crate::space::{Direction, Point, Site, Surface};
use crate::template::border_elevation;

use blend::{cut, intersection, ramp, union};
use ear::Ear;
use face::Face;
use neck::Neck;
use warp::Warp;

/// How far below the border of the scalp's domain the face comes into its own, in radians of elevation: 10 degrees.
const TRANSITION: f64 = 0.175;

/// The same for the shape of the skull under it: 20 degrees.
const SKULL_TRANSITION: f64 = 0.35;

/// The smallest cells a mesh may have: finer ones show nothing more and take gigabytes.
const FINEST_CELL_MM: f64 = 0.8;

/// How far the ear stays off the scalp that it overhangs.
const EAR_CLEARANCE: f64 = 2.0;

/// The features of the practice head.
static MODEL: LazyLock<Model> = LazyLock::new(|| Model {
    vault: template_cranium(),
    face: Face::new(),
    neck: Neck::new(),
    ear: Ear::new(),
});

struct Model {
    vault: Cranium,
    face: Face,
    neck: Neck,
    ear: Ear,
}

/// A head with face, ears and neck: a closed smooth surface.
#[derive(Clone, Debug)]
pub struct Mannequin {
    cranium: Cranium,
    warp: Warp,
}

/// The distances of one point from what a mannequin is made of.
struct Distances {
    /// From all of it.
    whole: f64,
    /// From the skull alone.
    skull: f64,
    /// From the face before it joins the rest.
    face: f64,
    neck: f64,
    /// From the ear or its hollow.
    ear: f64,
    below_cut: f64,
}

impl Mannequin {
    /// The practice head with the vault and the landmarks of `head`.
    pub fn new(head: &Head) -> Self {
        Self {
            cranium: head.cranium().clone(),
            warp: Warp::between(&control_points(head)),
        }
    }

    /// How far `point` lies outside the surface, in millimetres, negative inside: the true zero set, and close to the
    /// true distance near it.
    pub fn distance(&self, point: Point) -> f64 {
        let margin = self.margin(point);
        if margin >= 0.0 && !near_ear(point) {
            return self.cranium.elevation(point);
        }
        self.distances(point, margin).whole
    }

    /// The outward normal of the level surface through `point`.
    pub fn normal(&self, point: Point) -> Direction {
        if self.margin(point) >= 0.0 && !near_ear(point) {
            return self.cranium.normal(self.cranium.site(point));
        }
        Direction::of(self.gradient(point)).unwrap_or(Direction::UP)
    }

    /// What the surface at `point` belongs to.
    pub fn part(&self, point: Point) -> Part {
        let margin = self.margin(point);
        if margin >= 0.0 && self.cranium.elevation(point) < EAR_CLEARANCE / 2.0 {
            return Part::Scalp;
        }
        let d = self.distances(point, margin);
        if d.below_cut > -1.0 {
            return Part::Base;
        }
        if d.ear < d.skull.min(d.face).min(d.neck) {
            return if point.left() > 0.0 {
                Part::LeftEar
            } else {
                Part::RightEar
            };
        }
        if point.forward() > -5.0 && d.face.min(d.skull) < d.neck {
            Part::Face
        } else {
            Part::Neck
        }
    }

    /// The closed surface as triangles with edges of about `cell_mm` millimetres (at least 0.8), shorter where it bends.
    pub fn mesh(&self, cell_mm: f64) -> TriangleMesh {
        isosurface(self, cell_mm.max(FINEST_CELL_MM))
    }

    /// How far (in radians) the site of `point` lies above the border of the scalp's domain.
    fn margin(&self, point: Point) -> f64 {
        let site = self.cranium.site(point);
        site.elevation() - border_elevation(site.azimuth())
    }

    fn distances(&self, point: Point, margin: f64) -> Distances {
        let model = &*MODEL;
        let q = self.warp.apply(point.to_vec());
        // Folded without a crease in the midline.
        let p = DVec3::new((q.x * q.x + 0.04).sqrt(), q.y, q.z);
        // Where this vault and the practice head's differ, one passes into the other over a wide way.
        let near_scalp = margin > -SKULL_TRANSITION;
        let vault = near_scalp.then(|| self.cranium.elevation(point));
        let skull = {
            let practice = || practice_skull(&model.vault, q);
            vault.map_or_else(practice, |vault| {
                let mean = ramp(0.0, -SKULL_TRANSITION, margin);
                vault + (practice() - vault) * mean
            })
        };
        let (face, mut skin) = model.face.join(p, skull, margin);
        let neck = model.neck.mass(p);
        let below_cut = model.neck.below_cut(p);
        let own = ramp(0.0, -TRANSITION, margin);
        if own > 0.0 {
            skin = model.face.orbits(p, skin);
            skin = eyes::join(p, skin);
            skin = mouth::join(p, skin);
            skin = nose::join(p, skin);
            skin = union(skin, neck, 24.0);
            skin = intersection(skin, below_cut, 8.0);
        }
        let mut ear = model.ear.mass(p);
        if let Some(vault) = vault {
            skin = vault + (skin - vault) * own;
            // Over the scalp the ear stands free: it casts its shadow there, but leaves the vault as it is.
            let clear = EAR_CLEARANCE - 30.0 * ramp(-0.02, -0.14, margin);
            ear = intersection(ear, clear - vault, 2.0);
        }
        let fillet = EAR_CLEARANCE * 0.9 + 4.0 * own;
        let hollow = model.ear.hollow(p) + 40.0 * ramp(-0.1, 0.0, margin);
        let whole = cut(union(skin, ear, fillet), hollow, 3.0);
        Distances {
            whole,
            skull,
            face,
            neck,
            ear: ear.min(hollow),
            below_cut,
        }
    }

    /// The gradient of the distance, by differences along the corners of a tetrahedron.
    fn gradient(&self, point: Point) -> DVec3 {
        let h = 2e-3;
        let corners = [
            DVec3::new(1.0, 1.0, 1.0),
            DVec3::new(1.0, -1.0, -1.0),
            DVec3::new(-1.0, 1.0, -1.0),
            DVec3::new(-1.0, -1.0, 1.0),
        ];
        let sum: DVec3 = corners
            .iter()
            .map(|corner| *corner * self.distance(point + *corner * h))
            .sum();
        sum / (4.0 * h)
    }
}

/// The elevation of `q` over the practice head's vault; far from it, where nothing joins it, a lower bound.
fn practice_skull(vault: &Cranium, q: DVec3) -> f64 {
    let point = Point::from_vec(q);
    let radii = ((point - vault.centre()) / vault.semi_axes()).length();
    if radii > 1.5 {
        return (radii - 1.15) * vault.semi_axes().min_element();
    }
    vault.elevation(point)
}

/// Whether an ear of any head may reach `point`.
fn near_ear(point: Point) -> bool {
    point.left().abs() > 50.0
        && (-70.0..65.0).contains(&point.up())
        && (-70.0..35.0).contains(&point.forward())
}

/// Where points of this head lie on the practice head: the landmarks of face and ears, and the border of the scalp.
fn control_points(head: &Head) -> Vec<(DVec3, DVec3)> {
    let facial = Landmark::ALL
        .iter()
        .filter(|landmark| !landmark.is_cranial())
        .map(|landmark| {
            (
                head.landmark(*landmark).to_vec(),
                facial_template(*landmark).0,
            )
        });
    let practice = &MODEL.vault;
    let glabella = (
        head.landmark(Landmark::Glabella).to_vec(),
        template_glabella(practice).to_vec(),
    );
    let border = (-9..9).map(|k| {
        let azimuth = f64::from(k * 20 + 10).to_radians();
        let site = Site::from_angles(azimuth, border_elevation(azimuth) - 0.05);
        let [own, mean] = [head.cranium(), practice].map(|vault| vault.point(site).to_vec());
        (own, mean)
    });
    facial.chain([glabella]).chain(border).collect()
}

//! A head: the cranial vault with the landmarks of face and ears, from a few measurements.

use glam::DVec3;

use crate::cranium::{Cranium, Shape};
use crate::deformation::{Deformation, deformed_cranium, deformed_landmarks};
use crate::harmonics::{self, COUNT};
use crate::landmarks::{Landmark, Landmarks};
use crate::measurements::{CompleteMeasurements, HeadMeasurements, ImplausibleMeasurement};
use crate::space::{Direction, Point, Site, Surface};
use crate::table;
use crate::units::Mm;

/// The template's own measurements, which its coefficients and landmarks are drawn for (ANSUR II men).
const TEMPLATE: (f64, f64, f64) = (199.7, 154.2, 131.2);

/// Where the template's rays start: up and forward of the tragia.
const TEMPLATE_CENTRE: (f64, f64) = (36.0, -6.85);

/// One person's head in the head frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    measurements: CompleteMeasurements,
    cranium: Cranium,
    landmarks: Landmarks,
}

impl Head {
    /// The most likely head with these measurements.
    ///
    /// # Errors
    /// A measurement that no head has.
    pub fn from_measurements(
        measurements: &HeadMeasurements,
    ) -> Result<Self, ImplausibleMeasurement> {
        let measurements = measurements.complete()?;
        let cranium = fitted_cranium(&measurements);
        let landmarks = template_landmarks(&cranium, &measurements);
        Ok(Self {
            measurements,
            cranium,
            landmarks,
        })
    }

    /// The head of these parts.
    pub(crate) const fn assembled(
        measurements: CompleteMeasurements,
        cranium: Cranium,
        landmarks: Landmarks,
    ) -> Self {
        Self {
            measurements,
            cranium,
            landmarks,
        }
    }

    /// The same head with landmarks of its own.
    #[must_use]
    pub fn with_landmarks(self, landmarks: Landmarks) -> Self {
        Self { landmarks, ..self }
    }

    /// The head that departs from this one by `deformation`. [`Self::measurements`] stay those of the prediction.
    #[must_use]
    pub fn deformed(&self, deformation: &Deformation) -> Self {
        let cranium = deformed_cranium(&self.cranium, deformation);
        let facial = deformed_landmarks(&self.landmarks, deformation);
        let glabella = cranium.project(facial.position(Landmark::Glabella));
        let landmarks = Landmarks::from_fn(|landmark| {
            vault_landmark(&cranium, glabella, landmark).unwrap_or(facial.position(landmark))
        });
        Self {
            measurements: self.measurements,
            cranium,
            landmarks,
        }
    }

    /// How far people stray from the prediction in the position of `landmark`, one standard deviation along each axis;
    /// `None` for landmarks of the vault, which follow its surface. Source: `data/facial_landmarks.csv` (grade D).
    pub fn landmark_sd(landmark: Landmark) -> Option<Mm> {
        (!landmark.is_cranial()).then(|| Mm::new(facial_template(landmark).1))
    }

    /// The measurements it was made from, completed.
    pub const fn measurements(&self) -> &CompleteMeasurements {
        &self.measurements
    }

    /// The cranial vault.
    pub const fn cranium(&self) -> &Cranium {
        &self.cranium
    }

    /// The positions of all landmarks.
    pub const fn landmarks(&self) -> &Landmarks {
        &self.landmarks
    }

    /// Where `landmark` lies.
    pub fn landmark(&self, landmark: Landmark) -> Point {
        self.landmarks.position(landmark)
    }

    /// Head length as measured on the surface: glabella to opisthocranion.
    pub fn head_length(&self) -> Mm {
        Mm::new(opisthocranion(&self.cranium, self.landmark(Landmark::Glabella)).1)
    }

    /// The greatest breadth of the vault.
    pub fn head_breadth(&self) -> Mm {
        Mm::new(greatest_reach(&self.cranium, DVec3::X) + greatest_reach(&self.cranium, -DVec3::X))
    }

    /// The way of a tape around the head over glabella and opisthocranion; it spans hollows.
    pub fn head_circumference(&self) -> Mm {
        Mm::new(circumference(
            &self.cranium,
            self.landmark(Landmark::Glabella),
        ))
    }

    /// The height of the vertex above the tragia.
    pub fn tragion_to_top(&self) -> Mm {
        Mm::new(greatest_reach(&self.cranium, DVec3::Y) + self.cranium.centre.up())
    }
}

impl Surface for Head {
    fn point(&self, site: Site) -> Point {
        self.cranium.point(site)
    }

    fn normal(&self, site: Site) -> Direction {
        self.cranium.normal(site)
    }

    fn frame(&self, site: Site) -> (Point, Direction) {
        self.cranium.frame(site)
    }

    fn site(&self, point: Point) -> Site {
        self.cranium.site(point)
    }
}

/// The mean head's shape coefficients, from `data/cranium_template.csv`.
fn template_shape() -> Shape {
    let mut shape = [0.0; COUNT];
    for cells in table::rows(include_str!("../../../data/cranium_template.csv")) {
        let degree = table::number(&cells, 0) as usize;
        let order = table::number(&cells, 1) as isize;
        if let Some(slot) = shape.get_mut(harmonics::index(degree, order)) {
            *slot = table::number(&cells, 2);
        }
    }
    Shape(shape)
}

/// The vault of the mean head, at the template's own size.
pub(crate) fn template_cranium() -> Cranium {
    let (length, breadth, height) = TEMPLATE;
    let measurements = CompleteMeasurements {
        head_length: Mm::new(length),
        head_breadth: Mm::new(breadth),
        head_circumference: Mm::default(),
        tragion_to_top: Mm::new(height),
        uncertainty: [Mm::default(); 4],
    };
    scaled_cranium(template_shape(), &measurements)
}

/// The direction of shape change that makes horizontal sections squarer: the harmonic of degree 4 and order 4, which
/// pushes the four corners out and draws the poles of length and breadth in, the latter undone by the semi-axes.
fn squared(template: &Shape, squareness: f64) -> Shape {
    let mut shape = template.clone();
    shape.0[harmonics::index(4, 4)] -= squareness;
    shape
}

/// Finds semi-axes for length, breadth and height, and the squareness for the circumference.
fn fitted_cranium(m: &CompleteMeasurements) -> Cranium {
    let template = template_shape();
    let at = |squareness: f64| {
        let cranium = scaled_cranium(squared(&template, squareness), m);
        let excess =
            circumference(&cranium, template_glabella(&cranium)) - m.head_circumference.mm();
        (cranium, excess)
    };
    // The secant method; the circumference grows steadily with the squareness.
    let (mut q0, mut q1) = (0.0, 0.01);
    let (mut cranium, mut e0) = at(q0);
    for _ in 0..12 {
        if e0.abs() < 1e-4 {
            break;
        }
        let (next, e1) = at(q1);
        let slope = (e1 - e0) / (q1 - q0);
        (q0, e0, cranium) = (q1, e1, next);
        if slope.abs() < 1e-6 {
            break;
        }
        q1 = (q1 - e1 / slope).clamp(-0.15, 0.15);
        if (q1 - q0).abs() < 1e-12 {
            break;
        }
    }
    cranium
}

/// The cranium of this shape with the length, breadth and height asked for.
fn scaled_cranium(shape: Shape, m: &CompleteMeasurements) -> Cranium {
    let (length, breadth, height) = (
        m.head_length.mm(),
        m.head_breadth.mm(),
        m.tragion_to_top.mm(),
    );
    let up = TEMPLATE_CENTRE.0 * height / TEMPLATE.2;
    let forward = TEMPLATE_CENTRE.1 * length / TEMPLATE.0;
    let semi_axes = DVec3::new(breadth / 2.0, height - up, length / 2.0);
    let mut cranium = Cranium {
        centre: Point::new(0.0, up, forward),
        semi_axes,
        shape,
    };
    for _ in 0..3 {
        let width = greatest_reach(&cranium, DVec3::X) + greatest_reach(&cranium, -DVec3::X);
        cranium.semi_axes.x *= breadth / width;
        cranium.semi_axes.y *= (height - up) / greatest_reach(&cranium, DVec3::Y);
        cranium.semi_axes.z *= length / opisthocranion(&cranium, template_glabella(&cranium)).1;
    }
    cranium
}

/// The greatest distance of the vault from its centre along `axis`, by Newton's method on the support function.
fn greatest_reach(cranium: &Cranium, axis: DVec3) -> f64 {
    extreme_site(cranium, axis).map_or(0.0, |site| (cranium.point(site) - cranium.centre).dot(axis))
}

/// The site of the vault farthest along `axis`: a fixed-point walk to where the normal points along it.
pub(crate) fn extreme_site(cranium: &Cranium, axis: DVec3) -> Option<Site> {
    let mut site = Site::of(axis)?;
    let mut step = 20.0;
    let mut best = (cranium.point(site) - cranium.centre).dot(axis);
    for _ in 0..200 {
        let (point, normal) = cranium.frame(site);
        let n = normal.to_vec();
        let uphill = axis - n * axis.dot(n);
        if uphill.length() < 1e-6 || step < 1e-7 {
            break;
        }
        let trial = cranium.site(point + uphill * step);
        let reach = (cranium.point(trial) - cranium.centre).dot(axis);
        if reach > best {
            (site, best, step) = (trial, reach, step * 1.3);
        } else {
            step *= 0.4;
        }
    }
    Some(site)
}

/// The glabella of the template: on the midline at the level of the centre.
pub(crate) fn template_glabella(cranium: &Cranium) -> Point {
    cranium.point(Site::from_angles(0.0, 0.0))
}

/// The point of the back of the head (on the midline) farthest from the glabella `from`, and how far it is.
fn opisthocranion(cranium: &Cranium, from: Point) -> (Point, f64) {
    let at = |elevation: f64| cranium.point(Site::from_angles(core::f64::consts::PI, elevation));
    // Golden section over ±30° of elevation.
    let shrink = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (-0.5, 0.5);
    for _ in 0..30 {
        let (a, b) = (high - shrink * (high - low), low + shrink * (high - low));
        if from.distance(at(a)) > from.distance(at(b)) {
            high = b;
        } else {
            low = a;
        }
    }
    let point = at((low + high) / 2.0);
    (point, from.distance(point))
}

/// The length of the convex hull of the section through glabella and opisthocranion, level from left to right.
fn circumference(cranium: &Cranium, front: Point) -> f64 {
    let back = opisthocranion(cranium, front).0;
    let middle = front.lerp(back, 0.5);
    let Some(ahead) = (front - back).try_normalize() else {
        return 0.0;
    };
    // The chords of 180 points fall 0.05 mm short on an adult head; the factor of a circle's chords makes up for it.
    let count = 180;
    let mut reach = front.distance(middle);
    let section: Vec<(f64, f64)> = (0..count)
        .map(|k| {
            let (s, c) = libm::sincos(f64::from(k) / f64::from(count) * core::f64::consts::TAU);
            reach = reach_from(cranium, middle, DVec3::X * s + ahead * c, reach);
            (reach * s, reach * c)
        })
        .collect();
    let half_turn = core::f64::consts::PI / f64::from(count);
    hull_length(&section) * half_turn / libm::sin(half_turn)
}

/// How far the vault lies from `start` (inside it) in `direction`, found from a first `guess`.
fn reach_from(cranium: &Cranium, start: Point, direction: DVec3, guess: f64) -> f64 {
    let mut t = guess;
    for _ in 0..30 {
        let step = cranium.elevation(start + direction * t);
        t -= step;
        if step.abs() < 1e-7 {
            break;
        }
    }
    t
}

/// The length of the convex hull of points given in turning order around an inner point.
fn hull_length(points: &[(f64, f64)]) -> f64 {
    let turn = |a: (f64, f64), b: (f64, f64), c: (f64, f64)| {
        (b.0 - a.0) * (c.1 - b.1) - (b.1 - a.1) * (c.0 - b.0)
    };
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut hull: Vec<(f64, f64)> = Vec::new();
    for pass in 0..2 {
        let floor = hull.len();
        for &p in &sorted {
            while hull.len() >= floor + 2
                && turn(hull[hull.len() - 2], hull[hull.len() - 1], p) <= 0.0
            {
                hull.pop();
            }
            hull.push(p);
        }
        hull.pop();
        if pass == 0 {
            sorted.reverse();
        }
    }
    let next = hull.iter().cycle().skip(1);
    hull.iter()
        .zip(next)
        .map(|(a, b)| libm::hypot(b.0 - a.0, b.1 - a.1))
        .sum()
}

/// Landmarks of the mean face scaled to this head; those of the vault lie on it.
fn template_landmarks(cranium: &Cranium, m: &CompleteMeasurements) -> Landmarks {
    let scale = DVec3::new(
        m.head_breadth.mm() / TEMPLATE.1,
        m.tragion_to_top.mm() / TEMPLATE.2,
        m.head_length.mm() / TEMPLATE.0,
    );
    Landmarks::from_fn(|landmark| {
        let facial = || Point::from_vec(facial_template(landmark).0 * scale);
        vault_landmark(cranium, template_glabella(cranium), landmark).unwrap_or_else(facial)
    })
}

/// The position of a landmark on the vault, whose glabella is given; `None` for those of face and ears.
fn vault_landmark(cranium: &Cranium, glabella: Point, landmark: Landmark) -> Option<Point> {
    match landmark {
        Landmark::Glabella => Some(glabella),
        Landmark::Opisthocranion => Some(opisthocranion(cranium, glabella).0),
        Landmark::Vertex => extreme_site(cranium, DVec3::Y).map(|site| cranium.point(site)),
        _ => None,
    }
}

/// Where a landmark of face or ear lies on the template head, in millimetres, and how far people stray from it (one
/// standard deviation per axis, in millimetres), from `data/facial_landmarks.csv`.
pub(crate) fn facial_template(landmark: Landmark) -> (DVec3, f64) {
    let find = |name: &str| {
        table::rows(include_str!("../../../data/facial_landmarks.csv"))
            .find(|cells| cells.first() == Some(&name))
            .map(|cells| {
                (
                    [1, 2, 3].map(|k| table::number(&cells, k)),
                    table::number(&cells, 4),
                )
            })
    };
    let own = find(landmark.name());
    let other = find(landmark.mirrored().name());
    match (own, other) {
        (Some((p, sd)), _) => (DVec3::from(p), sd),
        (None, Some((p, sd))) => (DVec3::from(p) * DVec3::new(-1.0, 1.0, 1.0), sd),
        (None, None) => (DVec3::ZERO, 4.0),
    }
}

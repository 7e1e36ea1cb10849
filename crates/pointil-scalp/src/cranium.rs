//! The cranial vault: a closed, smooth, star-shaped surface with analytic normals.
//!
//! A site `d` lies at `centre + rho(d) · (a d_left, b d_up, c d_forward)`. `rho` is a sum of spherical harmonics around 1:
//! the mean head's shape plus this head's own. The semi-axes carry the size.

use glam::DVec3;

use crate::deformation::{Deformation, deformed_cranium};
use crate::harmonics::{self, COUNT};
use crate::space::{Direction, Point, Site, Surface};

/// Shape coefficients of spherical harmonics; the first is close to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape(pub(crate) [f64; COUNT]);

impl Shape {
    /// The coefficient of the function of `degree` and `order` (dimensionless; 0.01 is about 1 mm times the function).
    pub fn coefficient(&self, degree: usize, order: isize) -> f64 {
        self.0[harmonics::index(degree, order)]
    }
}

/// The cranial vault of one head, closed below by a shape of no anatomical meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Cranium {
    pub(crate) centre: Point,
    pub(crate) semi_axes: DVec3,
    pub(crate) shape: Shape,
}

impl Cranium {
    /// The point from which all rays start: the middle of the line from glabella to opisthocranion.
    pub const fn centre(&self) -> Point {
        self.centre
    }

    /// Half the scale of the head to the left, upward and forward, in millimetres.
    pub const fn semi_axes(&self) -> DVec3 {
        self.semi_axes
    }

    /// The shape coefficients.
    pub const fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The vault after `deformation`, without the landmarks that [`crate::Head::deformed`] moves along.
    #[must_use]
    pub fn deformed(&self, deformation: &Deformation) -> Self {
        deformed_cranium(self, deformation)
    }

    /// How much a rise of each shape coefficient by one moves the vault at `site` along its ray, in semi-axes, by
    /// [`Deformation::shape_index`].
    pub fn harmonics(site: Site) -> [f64; Deformation::SHAPE_COUNT] {
        harmonics::evaluate(site.to_vec())
    }

    fn rho(&self, d: DVec3) -> (f64, DVec3) {
        harmonics::series(&self.shape.0, d)
    }

    /// Signed elevation of `point` over the surface, in millimetres: negative inside. Exact zero set, and close to the
    /// true distance near the surface (the gradient has unit length on it).
    pub fn elevation(&self, point: Point) -> f64 {
        self.sounding(point).0
    }

    /// [`Self::elevation`] of `point` and its site, cheaper than asking for each alone.
    pub(crate) fn sounding(&self, point: Point) -> (f64, Site) {
        let q = (point - self.centre) / self.semi_axes;
        let length = q.length();
        let Some(site) = Site::of(q) else {
            return (-self.semi_axes.min_element(), self.site(point));
        };
        let (rho, slope) = self.rho(site.to_vec());
        let gradient = (site.to_vec() - slope / length) / self.semi_axes;
        ((length - rho) / gradient.length(), site)
    }

    /// Square millimetres of skin per steradian of sites around `site`.
    pub fn area_per_steradian(&self, site: Site) -> f64 {
        let d = site.to_vec();
        let (rho, slope) = self.rho(d);
        let tilt = (d - slope / rho) / self.semi_axes;
        rho * rho * self.semi_axes.element_product() * tilt.length()
    }
}

impl Surface for Cranium {
    fn point(&self, site: Site) -> Point {
        let d = site.to_vec();
        let (rho, _) = self.rho(d);
        self.centre + d * rho * self.semi_axes
    }

    fn normal(&self, site: Site) -> Direction {
        self.frame(site).1
    }

    fn frame(&self, site: Site) -> (Point, Direction) {
        let d = site.to_vec();
        let (rho, slope) = self.rho(d);
        let point = self.centre + d * rho * self.semi_axes;
        let normal = (d - slope / rho) / self.semi_axes;
        let fallback = Direction::UP;
        (point, Direction::of(normal).unwrap_or(fallback))
    }

    fn site(&self, point: Point) -> Site {
        let up = Site::from_angles(0.0, core::f64::consts::FRAC_PI_2);
        Site::of((point - self.centre) / self.semi_axes).unwrap_or(up)
    }
}

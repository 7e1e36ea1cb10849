//! Positions, directions and sites: three meanings that share a representation and must not be mixed up.
//!
//! The **head frame**: origin midway between the tragia, `x` to the subject's left, `y` up and `z` forward, in
//! millimetres, with the Frankfurt plane horizontal.

use core::ops::{Add, Sub};

use glam::DVec3;

/// A position in the head frame, in millimetres: origin midway between the tragia, `x` to the subject's left, `y` up and
/// `z` forward, with the Frankfurt plane level. Two points have a difference (a displacement) but no sum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point(DVec3);

impl Point {
    /// The midpoint of the tragia.
    pub const ORIGIN: Self = Self(DVec3::ZERO);

    /// The point `x` mm to the subject's left, `y` mm up and `z` mm forward of the origin.
    pub const fn new(x: f64, y: f64, z: f64) -> Self {
        Self(DVec3::new(x, y, z))
    }

    /// The point displaced from the origin by `v` millimetres.
    pub const fn from_vec(v: DVec3) -> Self {
        Self(v)
    }

    /// The displacement from the origin, in millimetres.
    pub const fn to_vec(self) -> DVec3 {
        self.0
    }

    /// Millimetres to the subject's left of the midsagittal plane.
    pub const fn left(self) -> f64 {
        self.0.x
    }

    /// Millimetres above the tragia.
    pub const fn up(self) -> f64 {
        self.0.y
    }

    /// Millimetres forward of the tragia.
    pub const fn forward(self) -> f64 {
        self.0.z
    }

    /// The straight (chord) distance to `other` in millimetres.
    pub fn distance(self, other: Self) -> f64 {
        self.0.distance(other.0)
    }

    /// The point on the way to `other`: `self` at `t = 0`, `other` at `t = 1`.
    pub fn lerp(self, other: Self, t: f64) -> Self {
        Self(self.0.lerp(other.0, t))
    }
}

impl Sub for Point {
    type Output = DVec3;
    fn sub(self, other: Self) -> DVec3 {
        self.0 - other.0
    }
}

impl Add<DVec3> for Point {
    type Output = Self;
    fn add(self, displacement: DVec3) -> Self {
        Self(self.0 + displacement)
    }
}

/// A unit vector in the head frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Direction(DVec3);

impl Direction {
    /// Straight up.
    pub const UP: Self = Self(DVec3::Y);

    /// The direction of `v`; `None` where `v` has no length or is not finite.
    pub fn of(v: DVec3) -> Option<Self> {
        v.try_normalize().map(Self)
    }

    /// The unit vector.
    pub const fn to_vec(self) -> DVec3 {
        self.0
    }
}

/// A place on the scalp that exists on every head: a direction in the head's own scaled frame, seen from the middle of
/// the skull. A new fit of the same client moves the points, never the sites, so whatever is laid down by
/// site (dots, zones, density) moves with the skin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Site(DVec3);

impl Site {
    /// The site in the direction of `v` (left, up, forward, in units of the semi-axes); `None` where `v` has no length.
    pub fn of(v: DVec3) -> Option<Self> {
        v.try_normalize().map(Self)
    }

    /// The site at `azimuth` (radians; 0 forward, positive to the left) and `elevation` (radians above the level of
    /// glabella and opisthocranion).
    pub fn from_angles(azimuth: f64, elevation: f64) -> Self {
        let (sa, ca) = libm::sincos(azimuth);
        let (se, ce) = libm::sincos(elevation);
        Self(DVec3::new(ce * sa, se, ce * ca))
    }

    /// The unit vector (left, up, forward).
    pub const fn to_vec(self) -> DVec3 {
        self.0
    }

    /// The same place on the other side of the head.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        Self(DVec3::new(-self.0.x, self.0.y, self.0.z))
    }

    /// Radians around the vertical axis: 0 forward, positive to the left, ±π behind.
    pub fn azimuth(self) -> f64 {
        libm::atan2(self.0.x, self.0.z)
    }

    /// Radians above the level of glabella and opisthocranion.
    pub fn elevation(self) -> f64 {
        libm::asin(self.0.y.clamp(-1.0, 1.0))
    }
}

/// A smooth surface that every ray from its centre meets exactly once, addressed by [`Site`].
pub trait Surface: Sync {
    /// The point of the surface at `site`.
    fn point(&self, site: Site) -> Point;

    /// The outward normal at `site`.
    fn normal(&self, site: Site) -> Direction;

    /// The point and the outward normal at `site`, where both are wanted.
    fn frame(&self, site: Site) -> (Point, Direction) {
        (self.point(site), self.normal(site))
    }

    /// The site whose ray passes through `point` (which need not lie on the surface).
    fn site(&self, point: Point) -> Site;

    /// The surface point on the ray through `point`.
    fn project(&self, point: Point) -> Point {
        self.point(self.site(point))
    }

    /// The site of the surface nearest to `point`, which should lie within about 20 mm of the surface.
    fn nearest(&self, point: Point) -> Site {
        let mut site = self.site(point);
        for _ in 0..12 {
            let foot = self.point(site);
            let n = self.normal(site).to_vec();
            let gap = point - foot;
            let aside = gap - n * gap.dot(n);
            if aside.length_squared() < 1e-18 {
                break;
            }
            site = self.site(foot + aside);
        }
        site
    }
}

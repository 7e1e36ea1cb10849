//! Patches and bands: places with a density of their own.

use super::error::{DENSITY, DensityError, Range};
use crate::curve::{CurveError, SurfaceCurve};
use crate::head::Head;
use crate::space::{Point, Site, Surface};
use crate::template::in_domain;
use crate::units::{DotDensity, Mm};
use crate::zones::{Region, flat, oval};

/// The outline of a patch.
#[derive(Clone, Debug, PartialEq)]
pub enum PatchOutline {
    /// An oval.
    Oval {
        /// Its middle.
        centre: Site,
        /// Half its length along its axis.
        half_length: Mm,
        /// Half its breadth.
        half_breadth: Mm,
        /// Where the axis points from the middle: radians from the subject's left towards the vertex.
        turn: f64,
    },
    /// The inside of a closed line straight from corner to corner.
    Polygon(Vec<Site>),
}

/// The density that a patch or band asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MarkDensity {
    /// So many dots.
    Amount(DotDensity),
    /// A share of the zone's density: scar tissue spreads pigment, so less is asked of it; 0 leaves it out.
    ShareOfZone(f64),
    /// So many times what is wanted there without it: what a practitioner's brush says. It treats no place that is not treated.
    Times(f64),
}

/// A place with a density of its own within an outline, for example a patch of alopecia areata.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// Its outline.
    pub outline: PatchOutline,
    /// The density inside.
    pub density: MarkDensity,
    /// How far beyond the outline the density passes over into that of the surroundings.
    pub blend: Mm,
}

/// A band with a density of its own along a line, for example a strip scar or the sides of a parting.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Its middle line.
    pub line: Vec<Site>,
    /// Its breadth.
    pub width: Mm,
    /// The density on it.
    pub density: MarkDensity,
    /// How far beyond its sides the density passes over into that of the surroundings.
    pub blend: Mm,
}

const RADIUS: Range = Range::mm(1.0, 120.0);
pub(super) const BLEND: Range = Range::mm(0.0, 40.0);
const WIDTH: Range = Range::mm(0.3, 60.0);
const FACTOR: Range = Range {
    low: 0.0,
    high: 2.0,
    unit: "",
    way_on: "choose a share of the zone's density (0.5 halves it)",
};

fn on_scalp(field: &str, sites: &[Site]) -> Result<(), DensityError> {
    if sites.iter().all(|site| in_domain(*site)) {
        Ok(())
    } else {
        Err(DensityError::OffScalp {
            field: field.to_owned(),
        })
    }
}

impl MarkDensity {
    fn check(self, field: String) -> Result<(), DensityError> {
        match self {
            Self::Amount(density) => DENSITY.check(field, density.per_square_cm()),
            Self::ShareOfZone(share) | Self::Times(share) => FACTOR.check(field, share),
        }
    }
}

impl PatchOutline {
    /// Refuses an outline that is none; `field` names the value refused.
    pub(super) fn check(&self, field: &impl Fn(&str) -> String) -> Result<(), DensityError> {
        match self {
            PatchOutline::Oval {
                centre,
                half_length,
                half_breadth,
                turn,
            } => {
                RADIUS.check(field("half_length"), half_length.mm())?;
                RADIUS.check(field("half_breadth"), half_breadth.mm())?;
                let full = core::f64::consts::TAU;
                let range = Range {
                    low: -full,
                    high: full,
                    unit: " rad",
                    way_on: "choose one turn at most",
                };
                range.check(field("turn"), *turn)?;
                on_scalp(&field("centre"), &[*centre])
            }
            PatchOutline::Polygon(corners) => {
                too_few(field("outline"), corners.len(), 3)?;
                on_scalp(&field("outline"), corners)
            }
        }
    }

    /// The closed line around it on `head`.
    ///
    /// # Errors
    /// Corners that coincide, or fewer than two of them.
    pub fn line(&self, head: &Head) -> Result<SurfaceCurve, CurveError> {
        match self {
            PatchOutline::Oval {
                centre,
                half_length,
                half_breadth,
                turn,
            } => {
                let normal = head.normal(*centre).to_vec();
                let up = glam::DVec3::Y;
                let left = up.cross(normal).normalize_or(glam::DVec3::X);
                let (sin, cos) = libm::sincos(*turn);
                let axis = left * cos + normal.cross(left) * sin;
                oval(head, *centre, axis, *half_length, *half_breadth)
            }
            PatchOutline::Polygon(corners) => {
                let closed: Vec<Site> = corners.iter().chain(corners.first()).copied().collect();
                SurfaceCurve::straight(head, &closed)
            }
        }
    }

    pub(super) fn mark(&self, head: &Head, blend: Mm) -> Result<Mark, DensityError> {
        let line = self.line(head)?;
        let inside = Region::new(line.sites().iter().map(|site| flat(*site)));
        Ok(Mark::new(line, Some(inside), 0.0, blend.mm()))
    }
}

/// Refuses a band along a line that is none; `field` names the value refused.
pub(super) fn check_band(
    line: &[Site],
    width: Mm,
    field: &impl Fn(&str) -> String,
) -> Result<(), DensityError> {
    WIDTH.check(field("width"), width.mm())?;
    too_few(field("line"), line.len(), 2)?;
    on_scalp(&field("line"), line)
}

impl Patch {
    pub(super) fn check(&self, number: usize) -> Result<(), DensityError> {
        let field = |what: &str| format!("{what} of patch {number}");
        self.density.check(field("density"))?;
        BLEND.check(field("blend"), self.blend.mm())?;
        self.outline.check(&field)
    }

    pub(super) fn mark(&self, head: &Head) -> Result<Mark, DensityError> {
        self.outline.mark(head, self.blend)
    }
}

impl Band {
    pub(super) fn check(&self, number: usize) -> Result<(), DensityError> {
        let field = |what: &str| format!("{what} of band {number}");
        self.density.check(field("density"))?;
        BLEND.check(field("blend"), self.blend.mm())?;
        check_band(&self.line, self.width, &field)
    }

    pub(super) fn mark(&self, head: &Head) -> Result<Mark, DensityError> {
        let line = SurfaceCurve::straight(head, &self.line)?;
        Ok(Mark::band(line, self.width.mm() / 2.0, self.blend))
    }
}

fn too_few(field: String, count: usize, least: usize) -> Result<(), DensityError> {
    if count < least {
        return Err(DensityError::TooFewPoints {
            field,
            count,
            least,
        });
    }
    Ok(())
}

/// How much a patch or band counts at each place.
pub(super) struct Mark {
    line: SurfaceCurve,
    inside: Option<Region>,
    reach_mm: f64,
    blend_mm: f64,
    ball: (Point, f64),
}

impl Mark {
    fn new(line: SurfaceCurve, inside: Option<Region>, reach_mm: f64, blend_mm: f64) -> Self {
        let sum: glam::DVec3 = line.points().iter().map(|p| p.to_vec()).sum();
        let centre = Point::from_vec(sum / line.points().len() as f64);
        let far = line.points().iter().map(|p| p.distance(centre));
        let radius = far.fold(0.0, f64::max) + reach_mm + blend_mm;
        Self {
            line,
            inside,
            reach_mm,
            blend_mm,
            ball: (centre, radius),
        }
    }

    /// All within `reach_mm` of a line.
    pub fn band(line: SurfaceCurve, reach_mm: f64, blend: Mm) -> Self {
        Self::new(line, None, reach_mm, blend.mm())
    }

    /// 1 within the mark, 0 beyond its blend.
    pub fn weight(&self, site: Site, point: Point) -> f64 {
        if self.ball.0.distance(point) > self.ball.1 {
            return 0.0;
        }
        if self
            .inside
            .as_ref()
            .is_some_and(|region| region.contains(flat(site)))
        {
            return 1.0;
        }
        let beyond = self.line.nearest(point).distance.mm().abs() - self.reach_mm;
        if beyond <= 0.0 {
            1.0
        } else if beyond >= self.blend_mm {
            0.0
        } else {
            let t = 1.0 - beyond / self.blend_mm;
            t * t * (3.0 - 2.0 * t)
        }
    }
}

//! The hairline: a line over forehead and temples from sideburn to sideburn.
//!
//! Parameters give control points; a smooth line (the guide) passes them; the edge departs from the guide as nature does.
//! Control points may be moved, added and taken away. Lines run from the subject's right to the left, so that the hair lies on
//! the positive side.

mod check;
mod construction;
mod control;
mod irregularity;
mod noise;
mod parameters;
mod presets;
mod refusal;

pub use control::{ControlPoint, HairlinePoint, UnknownHairlinePoint};
pub use parameters::HairlineParameters;
pub use presets::{
    Ancestry, HairlineEdge, HairlinePreset, HairlineShape, HairlineTaste, UnknownHairlinePreset,
};
pub use refusal::HairlineRefusal;

use crate::curve::SurfaceCurve;
use crate::geodesic;
use crate::head::Head;
use crate::landmarks::Landmark;
use crate::space::{Site, Surface};
use crate::units::Mm;
use irregularity::{Frontal, Irregularity};

/// A hairline on one head.
#[derive(Clone, Debug, PartialEq)]
pub struct Hairline {
    parameters: HairlineParameters,
    control_points: Vec<ControlPoint>,
    ways: Vec<Mm>,
    guide: SurfaceCurve,
    edge: SurfaceCurve,
    sentinels: Vec<Site>,
}

impl Hairline {
    /// The hairline with these parameters.
    ///
    /// # Errors
    /// A parameter out of range, or a line that no head has.
    pub fn new(head: &Head, parameters: HairlineParameters) -> Result<Self, HairlineRefusal> {
        parameters.check()?;
        // No tape can be laid only where a normal points along it, as on no head; there is no first point then.
        let control_points = construction::control_points(head, &parameters).unwrap_or_default();
        Self::with_control_points(head, parameters, control_points)
    }

    /// The hairline through control points of its own. Of the parameters those hold that do not place points: irregularity,
    /// sentinels, asymmetry of both, seed, and the depths of the zones.
    ///
    /// # Errors
    /// A parameter out of range, a named point missing, or a line that no head has.
    pub fn with_control_points(
        head: &Head,
        parameters: HairlineParameters,
        control_points: Vec<ControlPoint>,
    ) -> Result<Self, HairlineRefusal> {
        parameters.check()?;
        check::names(&control_points)?;
        let sites: Vec<Site> = control_points.iter().map(|point| point.site).collect();
        let (guide, ways) = SurfaceCurve::through(head, &sites)?;
        let mut hairline = Self {
            parameters,
            control_points,
            ways,
            edge: guide.clone(),
            guide,
            sentinels: Vec::new(),
        };
        check::points(head, &hairline)?;
        check::line(head, &hairline.guide)?;
        let irregularity =
            Irregularity::new(&hairline.guide, hairline.frontal(), &hairline.parameters);
        let (edge, sentinels) = (irregularity.edge(head), irregularity.sentinels(head));
        check::crossings(&edge)?;
        (hairline.edge, hairline.sentinels) = (edge, sentinels);
        Ok(hairline)
    }

    /// The same hairline with control point `index` at `site`.
    ///
    /// # Errors
    /// As for [`Self::with_control_points`]; an index that does not exist.
    pub fn moved(&self, head: &Head, index: usize, site: Site) -> Result<Self, HairlineRefusal> {
        let mut points = self.control_points.clone();
        self.exists(index)?;
        points[index].site = site;
        Self::with_control_points(head, self.parameters.clone(), points)
    }

    /// The same hairline with one more control point, between number `index` and the next.
    ///
    /// # Errors
    /// As for [`Self::moved`].
    pub fn inserted(&self, head: &Head, index: usize, site: Site) -> Result<Self, HairlineRefusal> {
        let mut points = self.control_points.clone();
        self.exists(index)?;
        points.insert(index + 1, ControlPoint { name: None, site });
        Self::with_control_points(head, self.parameters.clone(), points)
    }

    /// The same hairline without control point `index`, which must be one without a name.
    ///
    /// # Errors
    /// As for [`Self::moved`].
    pub fn removed(&self, head: &Head, index: usize) -> Result<Self, HairlineRefusal> {
        let mut points = self.control_points.clone();
        self.exists(index)?;
        points.remove(index);
        Self::with_control_points(head, self.parameters.clone(), points)
    }

    /// The same hairline on another head, for example the same client's after a better fit.
    ///
    /// # Errors
    /// As for [`Self::with_control_points`].
    pub fn on(&self, head: &Head) -> Result<Self, HairlineRefusal> {
        let points = self.control_points.clone();
        Self::with_control_points(head, self.parameters.clone(), points)
    }

    /// The parameters it was made from.
    pub const fn parameters(&self) -> &HairlineParameters {
        &self.parameters
    }

    /// The control points from the subject's right to the left.
    pub fn control_points(&self) -> &[ControlPoint] {
        &self.control_points
    }

    /// The smooth line through the control points.
    pub const fn guide(&self) -> &SurfaceCurve {
        &self.guide
    }

    /// The line itself, with its irregularity.
    pub const fn edge(&self) -> &SurfaceCurve {
        &self.edge
    }

    /// Places of single dots ahead of the line.
    pub fn sentinels(&self) -> &[Site] {
        &self.sentinels
    }

    /// Where a named point lies.
    pub fn site(&self, point: HairlinePoint) -> Site {
        self.control_points[self.index(point)].site
    }

    /// The way along the guide to a named point.
    pub fn way(&self, point: HairlinePoint) -> Mm {
        self.ways[self.index(point)]
    }

    /// How high the guide meets the midline: the length of the way along the skin from the glabella.
    pub fn mid_frontal_height(&self, head: &Head) -> Mm {
        let glabella = head.site(head.landmark(Landmark::Glabella));
        geodesic::distance(head, glabella, self.site(HairlinePoint::MidFrontalPoint))
    }

    /// The number of a named point; it exists because [`check::names`] saw it.
    fn index(&self, point: HairlinePoint) -> usize {
        let found = self
            .control_points
            .iter()
            .position(|own| own.name == Some(point));
        found.unwrap_or_default()
    }

    const fn exists(&self, index: usize) -> Result<(), HairlineRefusal> {
        let count = self.control_points.len();
        if index < count {
            Ok(())
        } else {
            Err(HairlineRefusal::NoSuchControlPoint { index, count })
        }
    }

    fn frontal(&self) -> Frontal {
        let way = |point: HairlinePoint| self.way(point).mm();
        Frontal {
            right: way(HairlinePoint::FrontotemporalPointRight),
            middle: way(HairlinePoint::MidFrontalPoint),
            left: way(HairlinePoint::FrontotemporalPointLeft),
        }
    }
}

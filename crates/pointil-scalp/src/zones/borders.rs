//! The lines between zones, drawn from landmarks, hairline and layout.

use glam::DVec3;

use super::layout::ZoneLayout;
use crate::curve::{CurveError, SurfaceCurve};
use crate::geodesic::walk;
use crate::hairline::{Hairline, HairlinePoint as P};
use crate::head::Head;
use crate::landmarks::Landmark;
use crate::space::{Site, Surface};
use crate::units::Mm;

/// The lines of one side of the head.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SideBorders {
    /// The frontotemporal point.
    pub frontotemporal: Site,
    /// The tragion's place on the vault.
    pub tragion: Site,
    /// Where the line between side and back starts below.
    pub behind_ear: Site,
    /// The upper border of the lateral hump, from behind to the frontotemporal point.
    pub hump: SurfaceCurve,
    /// The fringe below the hump, in the same direction.
    pub hump_fringe: SurfaceCurve,
    /// From the tragion up to the fringe.
    pub temple: SurfaceCurve,
    /// From the fringe above the tragion forward to the frontotemporal point.
    pub temple_fringe: SurfaceCurve,
    /// From the frontotemporal point to the infratemporal recess.
    pub temporal_point: SurfaceCurve,
    /// The line between side and back, up to the fringe.
    pub occipital: SurfaceCurve,
    /// Where that line meets the fringe, along the fringe.
    pub occipital_way: Mm,
}

/// All lines, from the subject's right to the left where they cross the midline.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Borders {
    /// The hairline's guide.
    pub hairline: SurfaceCurve,
    /// Its part between the frontotemporal points.
    pub frontal: SurfaceCurve,
    /// The rear border of the frontal third.
    pub frontal_third: SurfaceCurve,
    /// The frontal tuft, closed.
    pub tuft: SurfaceCurve,
    /// The upper border of the permanent hair, around the back.
    pub fringe: SurfaceCurve,
    /// The front border of the crown.
    pub vertex_transition: SurfaceCurve,
    /// The right side.
    pub right: SideBorders,
    /// The left side.
    pub left: SideBorders,
}

/// What every line is drawn from.
struct Drawing<'a> {
    head: &'a Head,
    hairline: &'a Hairline,
    layout: &'a ZoneLayout,
}

/// Named places of one side that the fringe passes.
struct FringeSites {
    above_ear: Site,
    behind_ear: Site,
}

impl Borders {
    pub fn new(head: &Head, hairline: &Hairline, layout: &ZoneLayout) -> Result<Self, CurveError> {
        let drawing = Drawing {
            head,
            hairline,
            layout,
        };
        let guide = hairline.guide();
        let [from, to] = [P::FrontotemporalPointRight, P::FrontotemporalPointLeft]
            .map(|point| hairline.way(point));
        let (right, left) = (drawing.fringe_sites(true)?, drawing.fringe_sites(false)?);
        let (fringe, ways) = drawing.fringe(&right, &left)?;
        let vertex_transition = [
            right.behind_ear,
            drawing.vertex_transition_point(),
            left.behind_ear,
        ];
        Ok(Self {
            hairline: guide.clone(),
            frontal: guide.part(head, from, to),
            frontal_third: drawing.frontal_third()?,
            tuft: drawing.tuft()?,
            vertex_transition: SurfaceCurve::through(head, &vertex_transition)?.0,
            right: drawing.side(true, &fringe, [ways[0], ways[1], ways[2]])?,
            left: drawing.side(false, &fringe, [ways[6], ways[5], ways[4]])?,
            fringe,
        })
    }
}

impl Drawing<'_> {
    fn landmark(&self, landmark: Landmark) -> Site {
        self.head.nearest(self.head.landmark(landmark))
    }

    /// The place a share of the way from one site straight to another.
    fn share(&self, from: Site, to: Site, share: f64) -> Result<Site, CurveError> {
        let way = SurfaceCurve::straight(self.head, &[from, to])?;
        Ok(way.at(self.head, Mm::new(way.length().mm() * share)))
    }

    fn fringe_sites(&self, right: bool) -> Result<FringeSites, CurveError> {
        let own = |left: Landmark| self.landmark(if right { left.mirrored() } else { left });
        let vertex = self.landmark(Landmark::Vertex);
        let back = self.landmark(Landmark::Opisthocranion);
        let tragion = own(Landmark::TragionLeft);
        let behind = self.share(own(Landmark::PostauraleLeft), back, 0.5)?;
        Ok(FringeSites {
            above_ear: self.share(tragion, vertex, self.layout.fringe_above_ear)?,
            behind_ear: self.share(behind, vertex, self.layout.fringe_behind_ear)?,
        })
    }

    fn fringe(
        &self,
        right: &FringeSites,
        left: &FringeSites,
    ) -> Result<(SurfaceCurve, Vec<Mm>), CurveError> {
        let back = self.share(
            self.landmark(Landmark::Opisthocranion),
            self.landmark(Landmark::Vertex),
            self.layout.fringe_at_back,
        )?;
        let control = [
            self.hairline.site(P::FrontotemporalPointRight),
            right.above_ear,
            right.behind_ear,
            back,
            left.behind_ear,
            left.above_ear,
            self.hairline.site(P::FrontotemporalPointLeft),
        ];
        SurfaceCurve::through(self.head, &control)
    }

    /// A place on the midline `behind` the mid-frontal point.
    fn behind_mid_frontal(&self, behind: Mm) -> Site {
        let start = self.hairline.site(P::MidFrontalPoint);
        let towards = self.head.landmark(Landmark::Vertex) - self.head.point(start);
        let ahead = DVec3::new(0.0, towards.y, towards.z);
        walk(self.head, start, ahead, behind).unwrap_or(start)
    }

    /// The depth of transition and defined zone together.
    fn hairline_depth(&self) -> f64 {
        let transition = self.hairline.parameters().transition_zone_depth;
        transition.mm() + self.layout.defined_zone_depth.mm()
    }

    fn frontal_third(&self) -> Result<SurfaceCurve, CurveError> {
        let corners = [P::FrontotemporalPointRight, P::FrontotemporalPointLeft]
            .map(|point| self.hairline.site(point));
        let middle = self.hairline.site(P::MidFrontalPoint);
        let crossing = self.share(corners[0], corners[1], 0.5)?;
        let (from, to) = (self.head.point(middle), self.head.point(crossing));
        let joined = if to.forward() < from.forward() {
            from.distance(to)
        } else {
            0.0
        };
        let tuft = self.hairline_depth() + 2.0 * self.layout.frontal_tuft_half_depth.mm();
        let depth = joined
            .max(self.layout.frontal_third_depth.mm())
            .max(tuft + 2.0);
        let crossing = self.behind_mid_frontal(Mm::new(depth));
        Ok(SurfaceCurve::through(self.head, &[corners[0], crossing, corners[1]])?.0)
    }

    fn tuft(&self) -> Result<SurfaceCurve, CurveError> {
        let (a, b) = (
            self.layout.frontal_tuft_half_breadth.mm(),
            self.layout.frontal_tuft_half_depth.mm(),
        );
        let centre = self.behind_mid_frontal(Mm::new(self.hairline_depth() + b));
        oval(self.head, centre, DVec3::X, Mm::new(a), Mm::new(b))
    }

    fn vertex_transition_point(&self) -> Site {
        let wanted = libm::sin(self.layout.vertex_transition_slope_deg.to_radians());
        let behind = |elevation: f64| Site::from_angles(core::f64::consts::PI, elevation);
        let (mut low, mut high) = (0.0, core::f64::consts::FRAC_PI_2);
        for _ in 0..30 {
            let middle = f64::midpoint(low, high);
            if -self.head.normal(behind(middle)).to_vec().z < wanted {
                high = middle;
            } else {
                low = middle;
            }
        }
        behind(low)
    }

    /// The lines of one side; `ways` along the fringe to the frontotemporal point, above and behind the ear.
    fn side(
        &self,
        right: bool,
        fringe: &SurfaceCurve,
        ways: [Mm; 3],
    ) -> Result<SideBorders, CurveError> {
        let head = self.head;
        let own = |left: Landmark| self.landmark(if right { left.mirrored() } else { left });
        let named = |left: P| {
            self.hairline
                .site(if right { left.mirrored() } else { left })
        };
        // Both sides' pieces of the fringe start behind and end at the frontotemporal point.
        let piece = |to: Mm| {
            if right {
                fringe.part(head, ways[0], to).reversed(head)
            } else {
                fringe.part(head, to, ways[0])
            }
        };
        let hump_fringe = piece(ways[2]);
        let tragion = own(Landmark::TragionLeft);
        let behind_ear = self.share(
            own(Landmark::PostauraleLeft),
            self.landmark(Landmark::Opisthocranion),
            self.layout.back_from_ear,
        )?;
        let above_ear = fringe.at(head, ways[1]);
        let occipital_way = fringe.nearest(head.point(behind_ear)).along;
        let frontotemporal = named(P::FrontotemporalPointLeft);
        let recess = named(P::InfratemporalRecessLeft);
        Ok(SideBorders {
            frontotemporal,
            tragion,
            behind_ear,
            hump: self.hump(&hump_fringe, right),
            hump_fringe,
            temple: SurfaceCurve::straight(head, &[tragion, above_ear])?,
            temple_fringe: piece(ways[1]),
            temporal_point: SurfaceCurve::straight(head, &[frontotemporal, recess])?,
            occipital: SurfaceCurve::straight(head, &[behind_ear, fringe.at(head, occipital_way)])?,
            occipital_way,
        })
    }

    /// A crescent above the fringe, deepest half-way.
    fn hump(&self, fringe: &SurfaceCurve, right: bool) -> SurfaceCurve {
        let length = fringe.length().mm();
        // On the left a line from behind to the front has the vertex on its right hand, on the right on its left.
        let up = if right { 1.0 } else { -1.0 };
        let depth = self.hairline.parameters().lateral_hump_depth.mm();
        let profile = |way: Mm| libm::sin(way.mm() / length * core::f64::consts::PI);
        fringe
            .resampled(self.head, Mm::new(2.0))
            .displaced(self.head, |way| Mm::new(up * depth * profile(way)))
    }
}

/// An oval around `centre` with half-lengths `along` the direction `axis` and `across` it, closed.
pub(crate) fn oval(
    head: &Head,
    centre: Site,
    axis: DVec3,
    along: Mm,
    across: Mm,
) -> Result<SurfaceCurve, CurveError> {
    // Corners of a small one must stand apart to make a line.
    const GAP_MM: f64 = 0.2;
    let around = core::f64::consts::TAU * along.mm().max(across.mm());
    let corners = (around / GAP_MM).clamp(16.0, 64.0) as i32;
    let normal = head.normal(centre).to_vec();
    let first = (axis - normal * axis.dot(normal)).normalize_or(normal.any_orthonormal_vector());
    let second = normal.cross(first);
    let corners: Vec<Site> = (0..=corners)
        .map(|k| {
            let (s, c) = libm::sincos(f64::from(k) / f64::from(corners) * core::f64::consts::TAU);
            let way = first * (along.mm() * c) + second * (across.mm() * s);
            walk(head, centre, way, Mm::new(way.length())).unwrap_or(centre)
        })
        .collect();
    SurfaceCurve::straight(head, &corners)
}

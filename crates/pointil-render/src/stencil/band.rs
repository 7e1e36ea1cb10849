//! The band of skin beside a line, laid flat, and what is right on it.

use pointil_scalp::{Development, Head, Mm, Point, Site, Surface, SurfaceCurve};

use super::StencilPlace;

/// The farthest from a spine that anything is drawn, in millimetres.
const REACH_MM: f64 = 25.0;

/// The most that lengths beside a spine may be stretched.
const STRETCH: f64 = 0.03;

/// Two places nearer to each other than this keep their distance, within the given error; in millimetres.
const NEAR_MM: f64 = 25.0;
const DISTANCE_ERROR_MM: f64 = 0.8;

/// The mean curvature of a head, per millimetre, by which a way along the skin is longer than the straight one.
const HEAD_CURVATURE: f64 = 1.0 / 90.0;

/// The most that the whole of a line beside a spine may be too long or too short, in millimetres.
const LENGTH_ERROR_MM: f64 = 0.8;

/// Pieces shorter than this are left off, in millimetres.
const LEAST_PIECE_MM: f64 = 8.0;

/// The band of skin around a spine, laid flat.
pub(super) struct Band<'a> {
    spine: &'a SurfaceCurve,
    pub flat: Development,
    /// How far to the side lengths are right, at each site of the spine.
    reach: Vec<f64>,
    ways: Vec<f64>,
}

impl<'a> Band<'a> {
    pub fn along(head: &Head, curve: &'a SurfaceCurve, is_midline: bool) -> Option<Self> {
        let ways: Vec<f64> = curve.ways().map(Mm::mm).collect();
        // Level where it crosses the midline, or half-way.
        let half = curve.length().mm() / 2.0;
        let crossing = curve
            .points()
            .windows(2)
            .position(|pair| !is_midline && (pair[0].left() < 0.0) != (pair[1].left() < 0.0));
        let middle = crossing.or_else(|| ways.iter().position(|way| *way >= half))?;
        let origin = middle.clamp(1, ways.len().checked_sub(2)?);
        let reach = curve.sites().iter().map(|site| {
            let bend = gaussian_curvature(head, *site).abs().max(1e-9);
            (2.0 * STRETCH / bend).sqrt().min(REACH_MM)
        });
        Some(Self {
            flat: Development::along(head, curve.sites(), origin)?,
            reach: reach.collect(),
            spine: curve,
            ways,
        })
    }

    /// Where `on_head` goes, if lengths are right there.
    pub fn place(&self, on_head: Point) -> Option<StencilPlace> {
        let near = self.spine.nearest(on_head);
        let index = self.ways.partition_point(|way| *way < near.along.mm());
        let reach = *self.reach.get(index)?;
        let flat = self.flat.place(on_head, reach)?;
        Some(StencilPlace { flat, on_head })
    }

    /// The pieces of `curve` that are right beside the spine and agree with what is `drawn` already, to which they are added.
    pub fn pieces(
        &self,
        curve: &SurfaceCurve,
        drawn: &mut Vec<StencilPlace>,
    ) -> Vec<Vec<StencilPlace>> {
        let mut pieces = Vec::new();
        let mut piece: Vec<StencilPlace> = Vec::new();
        for point in curve.points() {
            let place = self.place(*point);
            match place.filter(|own| drawn.iter().all(|other| agree(own, other))) {
                Some(place) => {
                    piece.push(place);
                    drawn.push(place);
                }
                None => pieces.push(core::mem::take(&mut piece)),
            }
        }
        pieces.push(piece);
        let right = pieces.iter().map(|piece| longest_right(piece).to_vec());
        let least = LEAST_PIECE_MM.min(0.9 * curve.length().mm());
        right.filter(|piece| length(piece) >= least).collect()
    }

    /// `curve` if all of it is right beside the spine and agrees with what is `drawn` already, to which it is added.
    pub fn whole(
        &self,
        curve: &SurfaceCurve,
        drawn: &mut Vec<StencilPlace>,
    ) -> Option<Vec<StencilPlace>> {
        let places = curve.points().iter().map(|point| self.place(*point));
        let places: Vec<StencilPlace> = places.collect::<Option<_>>()?;
        let agrees = |own: &StencilPlace| drawn.iter().all(|other| agree(own, other));
        let is_right = places.iter().all(agrees) && longest_right(&places).len() == places.len();
        is_right.then(|| {
            drawn.extend(&places);
            places
        })
    }
}

/// Whether a line that is unrolled along itself keeps the distances of its own places.
pub(super) fn agrees_with_itself(head: &Head, curve: &SurfaceCurve) -> bool {
    let Some(band) = Band::along(head, curve, false) else {
        return true;
    };
    let flat = band.flat.line().into_iter().zip(curve.points());
    let places: Vec<StencilPlace> = flat
        .map(|(flat, on_head)| StencilPlace {
            flat,
            on_head: *on_head,
        })
        .collect();
    let pairs = places.iter().enumerate();
    pairs
        .into_iter()
        .all(|(k, own)| places[k..].iter().all(|other| agree(own, other)))
}

/// Whether two places have their distance on the sheet, if they lie near each other.
pub(super) fn agree(a: &StencilPlace, b: &StencilPlace) -> bool {
    let (flat, straight) = (a.flat.distance(b.flat), a.on_head.distance(b.on_head));
    if flat.min(straight) > NEAR_MM {
        return true;
    }
    // The way along a sphere.
    let along = straight * (1.0 + (straight * HEAD_CURVATURE).powi(2) / 24.0);
    (flat - along).abs() < DISTANCE_ERROR_MM
}

/// By how much a step between two places is too long on the sheet, in millimetres.
fn step_error(from: &StencilPlace, to: &StencilPlace) -> f64 {
    from.flat.distance(to.flat) - from.on_head.distance(to.on_head)
}

fn length(piece: &[StencilPlace]) -> f64 {
    let steps = piece.windows(2);
    steps
        .map(|pair| pair[0].on_head.distance(pair[1].on_head))
        .sum()
}

/// The longest part of `piece` no part of which is too long or too short by more than is allowed.
fn longest_right(piece: &[StencilPlace]) -> &[StencilPlace] {
    let mut best = 0..0;
    for from in 0..piece.len() {
        let (mut error, mut least, mut most) = (0.0_f64, 0.0_f64, 0.0_f64);
        let mut to = from;
        while let (Some(a), Some(b)) = (piece.get(to), piece.get(to + 1)) {
            error += step_error(a, b);
            (least, most) = (least.min(error), most.max(error));
            if most - least > LENGTH_ERROR_MM {
                break;
            }
            to += 1;
        }
        if to + 1 - from > best.len() {
            best = from..to + 1;
        }
    }
    piece.get(best).unwrap_or_default()
}

/// The Gaussian curvature of the head at `site`, per square millimetre.
fn gaussian_curvature(head: &Head, site: Site) -> f64 {
    const STEP_MM: f64 = 1.0;
    let (point, normal) = head.frame(site);
    let n = normal.to_vec();
    let u = n.any_orthonormal_vector();
    let v = n.cross(u);
    let turned = |way: glam::DVec3| {
        let at = |by: f64| head.frame(head.site(point + way * by));
        let (ahead, behind) = (at(STEP_MM), at(-STEP_MM));
        (ahead.0 - behind.0, ahead.1.to_vec() - behind.1.to_vec())
    };
    let ((pu, nu), (pv, nv)) = (turned(u), turned(v));
    nu.cross(nv).dot(n) / pu.cross(pv).dot(n)
}

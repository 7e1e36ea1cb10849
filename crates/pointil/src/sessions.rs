//! A piece of the scalp with each session's dots side by side, and all of them together.

use pointil_render::{Frame, PatternDot, Picture, contact_sheet, dot_pattern};
use pointil_scalp::{Landmark, Surface};
use pointil_treatment::{Layout, LayoutDot};

use crate::failure::Failure;

/// The side of the piece in millimetres.
const SIDE_MM: f64 = 30.0;

/// Pixels to a millimetre.
const PX_PER_MM: f64 = 14.0;

/// The colours of the sessions, repeated where there are more.
const INKS: [[u8; 3]; 4] = [[38, 52, 84], [176, 74, 58], [58, 122, 92], [140, 110, 40]];

/// The sessions around the densest treated place near the vertex.
pub fn sheet(layout: &Layout) -> Result<Picture, Failure> {
    let head = &layout.head;
    let vertex = head.landmark(Landmark::Vertex);
    let near = |dot: &&LayoutDot| dot.point.distance(vertex);
    let centre = layout
        .dots
        .iter()
        .min_by(|a, b| near(a).total_cmp(&near(b)))
        .ok_or_else(|| Failure::input("treatment: asks for no dot at all; raise its densities"))?;
    let normal = head.normal(head.site(centre.point)).to_vec();
    let right = glam::DVec3::Z.cross(normal).normalize_or(glam::DVec3::X);
    let down = normal.cross(right);
    let diameter = layout.setting(centre).diameter_mm.max(0.3);
    let flat = |dot: &LayoutDot| {
        let away = dot.point - centre.point;
        let ink = INKS[dot.session.saturating_sub(1) % INKS.len()];
        let (x, y) = (
            SIDE_MM / 2.0 + away.dot(right),
            SIDE_MM / 2.0 + away.dot(down),
        );
        PatternDot {
            x,
            y,
            diameter,
            ink,
        }
    };
    let close: Vec<&LayoutDot> = layout
        .dots
        .iter()
        .filter(|dot| near(dot) < 4.0 * SIDE_MM)
        .collect();
    let panel = |label: String, keep: &dyn Fn(usize) -> bool| -> Result<Frame, Failure> {
        let dots: Vec<PatternDot> = close
            .iter()
            .filter(|dot| keep(dot.session))
            .map(|dot| flat(dot))
            .collect();
        let picture = dot_pattern(&dots, SIDE_MM, PX_PER_MM)
            .map_err(|error| Failure::output(error.to_string()))?;
        Ok(Frame { label, picture })
    };
    let mut frames = Vec::new();
    for session in 1..=layout.sessions {
        frames.push(panel(format!("Session {session}"), &|own| own == session)?);
    }
    frames.push(panel("All".into(), &|_| true)?);
    let columns = frames.len() as u32;
    contact_sheet(&frames, columns).map_err(|error| Failure::output(error.to_string()))
}

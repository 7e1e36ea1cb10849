//! What the page is told of a design to draw its controls: revision, history, head, line, densities.

use std::collections::BTreeMap;

use pointil_scalp::{Head, Surface, Zone};
use pointil_storage::Design as DesignRecord;
use pointil_treatment::Design;
use pointil_treatment::design::{HeadRecord, LinePoint, PresentHair, WornHair};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::open::OpenDesign;
use super::point_numbers::following;
use crate::header::hex;

/// How a point becomes a place of a design: the direction from `centre` in units of `semi_axes`, in millimetres.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeadState {
    /// The middle of the skull.
    pub centre: [f64; 3],
    /// Half the scale of the vault to the left, upward and forward.
    pub semi_axes: [f64; 3],
    /// Tells two heads apart.
    pub digest: String,
}

/// A point of the hairline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LineState {
    /// In words.
    pub name: String,
    /// Where it is, in millimetres.
    pub point: [f64; 3],
    /// Which of the three follows from the others, because the point lies on the skin: left 0, up 1, forward 2.
    pub follows: usize,
    /// Whether every line has it.
    pub named: bool,
}

/// The points of a design's line on its head.
pub fn points(head: &Head, design: &Design) -> Vec<LineState> {
    let state = |(k, own): (usize, &LinePoint)| {
        let name = own.name.map(|name| name.to_string().replace('_', " "));
        let site = own.at.site();
        LineState {
            name: name.unwrap_or_else(|| format!("point {}", k + 1)),
            point: site
                .map(|site| head.point(site))
                .unwrap_or_default()
                .to_vec()
                .to_array(),
            follows: site.map_or(2, |site| following(head, site)),
            named: own.name.is_some(),
        }
    };
    let points = design.hairline.points.iter();
    points.enumerate().map(state).collect()
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct State {
    /// The record's revision.
    pub revision: u64,
    /// What the last step was.
    pub step: String,
    /// Steps that can be undone.
    pub undo_steps: u64,
    /// Steps that can be done again.
    pub redo_steps: u64,
    /// The design's hash.
    pub hash: String,
    /// The head.
    pub head: HeadState,
    /// The hairline's points from the client's right to the left.
    pub line: Vec<LineState>,
    /// The hair that is there: while it is the same, so are its roots behind the same line.
    pub hair: PresentHair,
    /// Whether it is worn longer than the head is drawn with.
    pub long_hair: bool,
    /// Dots per square centimetre, by zone.
    pub zones: BTreeMap<Zone, f64>,
}

impl State {
    /// Of a record whose design is open.
    pub fn of(record: &DesignRecord, open: &OpenDesign) -> Self {
        let (head, design) = (open.live().head(), &open.case().design);
        let parts = head.parts();
        let line = points(head, design);
        let densities = design.zones.iter();
        Self {
            revision: record.revision,
            step: record.step.clone(),
            undo_steps: record.undo_steps,
            redo_steps: record.redo_steps,
            hash: design.hash().to_string(),
            head: HeadState {
                centre: parts.centre,
                semi_axes: parts.semi_axes,
                digest: digest(&design.head),
            },
            line,
            hair: design.hair.clone(),
            long_hair: matches!(design.worn_hair(), WornHair::Long { .. }),
            zones: densities
                .map(|(zone, own)| (*zone, own.dots_per_cm2.per_square_cm()))
                .collect(),
        }
    }
}

/// A head's digest.
fn digest(head: &HeadRecord) -> String {
    let text = serde_json::to_vec(head).unwrap_or_default();
    hex(&Sha256::digest(text)[..8])
}

//! What the page is told of a design to draw its controls: revision, history, head, line, densities.

use std::collections::BTreeMap;

use pointil_scalp::{Surface, Zone};
use pointil_storage::Design as DesignRecord;
use pointil_treatment::design::HeadRecord;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::open::OpenDesign;
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
    /// Dots per square centimetre, by zone.
    pub zones: BTreeMap<Zone, f64>,
}

impl State {
    /// Of a record whose design is open.
    pub fn of(record: &DesignRecord, open: &OpenDesign) -> Self {
        let (head, design) = (open.live().head(), &open.case().design);
        let parts = head.parts();
        let line = design.hairline.points.iter().enumerate().map(|(k, own)| {
            let name = own.name.map(|name| name.to_string().replace('_', " "));
            let point = own.at.site().map(|site| head.point(site));
            LineState {
                name: name.unwrap_or_else(|| format!("point {}", k + 1)),
                point: point.unwrap_or_default().to_vec().to_array(),
            }
        });
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
            line: line.collect(),
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

//! Stencils at true size: the lines of a design laid flat on sheets of paper, to print, check against a bar and cut.
//!
//! A head cannot be laid flat in one piece. So each sheet has a spine, a line that unrolls along itself with its true length and
//! its true turning, and shows beside it what lies near enough to be right; [`sheets`] says which lines there are and how near is
//! near enough.

mod band;
mod marks;
mod sheets;
mod svg;
mod wanted;

use pointil_scalp::{Point, SheetPoint};

pub use marks::StencilMark;
pub use sheets::{StencilRefusal, stencil_sheets};

/// How a line of the stencil is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StencilStroke {
    /// The line to cut along: solid.
    Cut,
    /// A border to mark: dashed.
    Mark,
    /// What goes around a patch, a scar or an old tattoo: long and short dashes.
    Outline,
    /// What goes around a small scar: thin and solid.
    Spot,
    /// A line to lay the sheet by, such as the midline: thin, with dots.
    Guide,
}

/// A place of the stencil: on the sheet and on the head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StencilPlace {
    /// On the sheet, in millimetres.
    pub flat: SheetPoint,
    /// On the head.
    pub on_head: Point,
}

/// One line on the sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct StencilLine {
    /// What it is; may be empty.
    pub label: String,
    /// How it is drawn.
    pub stroke: StencilStroke,
    /// The line.
    pub places: Vec<StencilPlace>,
}

/// One named point on the sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct StencilPoint {
    /// What it is.
    pub label: String,
    /// Where.
    pub place: StencilPlace,
}

/// Lines and points on one sheet. Seen from outside the head: nothing is mirrored, the printed side faces away from the skin.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stencil {
    /// Printed at the top.
    pub title: String,
    /// What the first line's two ends are, first and last, as `right` and `left`.
    pub ends: [String; 2],
    /// What is drawn; the first is the spine. A line that ends where it begins is closed.
    pub lines: Vec<StencilLine>,
    /// Points to lay the sheet by.
    pub points: Vec<StencilPoint>,
}

impl StencilLine {
    /// The line on the sheet.
    pub fn flat(&self) -> impl Iterator<Item = SheetPoint> + '_ {
        self.places.iter().map(|place| place.flat)
    }

    /// Its length on the sheet, in millimetres.
    pub fn flat_length(&self) -> f64 {
        let pairs = self.places.windows(2);
        pairs.map(|pair| pair[0].flat.distance(pair[1].flat)).sum()
    }

    /// Its length on the head, in millimetres.
    pub fn length_on_head(&self) -> f64 {
        let pairs = self.places.windows(2);
        let steps = pairs.map(|pair| pair[0].on_head.distance(pair[1].on_head));
        steps.sum()
    }
}

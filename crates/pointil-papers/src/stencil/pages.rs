//! The pages of a stencil: which piece of which sheet lies where, in millimetres.

use pointil_render::{Stencil, StencilStroke};
use serde::Serialize;

use super::labels::{Label, Labels};
use super::tiles::{Line, OVERLAP_MM, Place, Room, Tile, Turned};
use crate::PaperSize;

/// White at a page's edge, beyond what printers can reach, in millimetres.
pub const MARGIN_MM: f64 = 10.0;

/// Room at a page's top for the title and at its foot for the control bar, in millimetres.
pub const HEAD_MM: f64 = 18.0;
pub const FOOT_MM: f64 = 22.0;

/// Room above a drawing for its title, in millimetres.
const CAPTION_MM: f64 = 11.0;

/// One page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page {
    /// Whether it lies on its side.
    pub flipped: bool,
    /// Its drawings, from top to bottom.
    pub drawings: Vec<Drawing>,
}

/// A sheet or a piece of one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drawing {
    /// The sheet's title, with the piece's number if there are several.
    pub title: String,
    /// What is to be seen.
    pub alt: String,
    /// Its top left corner within the page's room.
    pub at: Place,
    /// Its size.
    pub size: Place,
    pub lines: Vec<Stroke>,
    /// Crosses at named points.
    pub crosses: Vec<Place>,
    pub labels: Vec<Label>,
    pub joins: Vec<Join>,
}

/// A line of a drawing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stroke {
    /// `cut`, `mark`, `outline`, `spot` or `guide`.
    pub stroke: &'static str,
    pub places: Vec<Place>,
}

/// Where this piece meets another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Join {
    pub from: Place,
    pub to: Place,
    /// Diamonds on it.
    pub diamonds: Vec<Place>,
    /// The other piece's number.
    pub piece: usize,
}

/// The pages of `sheets`.
pub fn pages(sheets: &[Stencil], paper: PaperSize) -> Vec<Page> {
    let (width, height) = paper.size_mm();
    let room = |width: f64, height: f64| Room {
        width: width - 2.0 * MARGIN_MM,
        height: height - 2.0 * MARGIN_MM - HEAD_MM - FOOT_MM - CAPTION_MM,
    };
    let rooms = [room(width, height), room(height, width)];
    let mut pages: Vec<Page> = Vec::new();
    // What is left of the last page below its drawings, if it takes more.
    let mut left = 0.0;
    for sheet in sheets.iter().filter(|sheet| !sheet.lines.is_empty()) {
        let (turned, side, tiles) = Turned::on(sheet, &rooms);
        let flipped = side == 1;
        for tile in &tiles {
            let drawing = drawing(sheet, &turned, tile, &tiles);
            let needs = drawing.size[1] + CAPTION_MM;
            let all = rooms[side].height + CAPTION_MM;
            match pages.last_mut() {
                Some(page) if page.flipped == flipped && needs <= left => {
                    let at = [0.0, all - left];
                    page.drawings.push(Drawing { at, ..drawing });
                    left -= needs;
                }
                _ => {
                    pages.push(Page {
                        flipped,
                        drawings: vec![drawing],
                    });
                    left = all - needs;
                }
            }
        }
    }
    pages
}

fn drawing(sheet: &Stencil, turned: &Turned, tile: &Tile, tiles: &[Tile]) -> Drawing {
    let local = |place: &Place| [place[0] - tile.corner[0], place[1] - tile.corner[1]];
    let inside = |place: &Place| {
        (-2.0..=tile.room.width + 2.0).contains(&place[0])
            && (-2.0..=tile.room.height + 2.0).contains(&place[1])
    };
    let mut runs: Vec<Line> = Vec::new();
    for line in &turned.lines {
        let places: Vec<Place> = line.places.iter().map(local).collect();
        let parts = places
            .split(|place| !inside(place))
            .filter(|part| part.len() > 1);
        runs.extend(parts.map(|part| Line {
            label: line.label.clone(),
            stroke: line.stroke,
            places: part.to_vec(),
        }));
    }
    let points: Vec<(String, Place)> = turned
        .points
        .iter()
        .map(|(label, place)| (label.clone(), local(place)))
        .filter(|(_, place)| inside(place))
        .collect();
    let ends: Vec<(String, Place)> = turned
        .ends
        .iter()
        .map(|(label, place)| (label.clone(), local(place)))
        .filter(|(_, place)| inside(place))
        .collect();
    let labels = labels(&runs, &points, &ends, tile.room);
    let piece = tiles.iter().position(|own| own == tile).unwrap_or_default() + 1;
    let title = if tiles.len() == 1 {
        sheet.title.clone()
    } else {
        format!("{}, piece {piece} of {}", sheet.title, tiles.len())
    };
    // Guides below, the line to cut on top.
    runs.sort_by_key(|run| match run.stroke {
        StencilStroke::Guide => 0,
        StencilStroke::Mark => 1,
        StencilStroke::Outline | StencilStroke::Spot => 2,
        StencilStroke::Cut => 3,
    });
    Drawing {
        alt: alt(&title, &runs, &points),
        title,
        at: [0.0, 0.0],
        size: [tile.room.width, tile.room.height],
        lines: runs
            .into_iter()
            .map(|run| Stroke {
                stroke: name(run.stroke),
                places: run.places,
            })
            .collect(),
        crosses: points.into_iter().map(|(_, place)| place).collect(),
        labels,
        joins: joins(tile, tiles),
    }
}

const fn name(stroke: StencilStroke) -> &'static str {
    match stroke {
        StencilStroke::Cut => "cut",
        StencilStroke::Mark => "mark",
        StencilStroke::Outline => "outline",
        StencilStroke::Spot => "spot",
        StencilStroke::Guide => "guide",
    }
}

/// Each line named once on a page, at its longest run.
fn labels(
    runs: &[Line],
    points: &[(String, Place)],
    ends: &[(String, Place)],
    room: Room,
) -> Vec<Label> {
    let ink = runs.iter().flat_map(|run| &run.places).copied();
    let mut labels = Labels::new(room, ink.chain(points.iter().map(|own| own.1)).collect());
    for (text, place) in points.iter().chain(ends) {
        labels.lay(text, &[*place]);
    }
    for (k, run) in runs.iter().enumerate() {
        let longer = |(other, own): (usize, &Line)| {
            own.label == run.label && (own.places.len(), k) > (run.places.len(), other)
        };
        if runs.iter().enumerate().any(longer) {
            continue;
        }
        let within: Vec<Place> = run
            .places
            .iter()
            .copied()
            .filter(|place| {
                place[0] > 4.0
                    && place[1] > 4.0
                    && place[0] < room.width - 4.0
                    && place[1] < room.height - 4.0
            })
            .collect();
        let step = (within.len() / 12).max(1);
        let places: Vec<Place> = within.into_iter().step_by(step).collect();
        labels.lay(&run.label, &places);
    }
    labels.laid
}

/// What a drawing shows, in words.
fn alt(title: &str, runs: &[Line], points: &[(String, Place)]) -> String {
    let mut named: Vec<&str> = Vec::new();
    let labels = runs
        .iter()
        .map(|run| run.label.as_str())
        .chain(points.iter().map(|own| own.0.as_str()));
    for label in labels.filter(|label| !label.is_empty()) {
        if !named.contains(&label) {
            named.push(label);
        }
    }
    format!("{title} at true size, with {}", named.join(", "))
}

/// The joins of `tile` with its neighbours.
fn joins(tile: &Tile, tiles: &[Tile]) -> Vec<Join> {
    let Room { width, height } = tile.room;
    let near = OVERLAP_MM / 2.0;
    let mut joins = Vec::new();
    for (k, other) in tiles.iter().enumerate() {
        let aside = other.column as isize - tile.column as isize;
        let below = other.row as isize - tile.row as isize;
        let (from, to) = match (aside, below) {
            (1, 0) => ([width - near, 0.0], [width - near, height]),
            (-1, 0) => ([near, 0.0], [near, height]),
            (0, 1) => ([0.0, height - near], [width, height - near]),
            (0, -1) => ([0.0, near], [width, near]),
            _ => continue,
        };
        let at = |t: f64| {
            [
                from[0] + (to[0] - from[0]) * t,
                from[1] + (to[1] - from[1]) * t,
            ]
        };
        joins.push(Join {
            from,
            to,
            diamonds: vec![at(0.25), at(0.75)],
            piece: k + 1,
        });
    }
    joins
}

//! A sheet turned so that it needs few pages, and cut into tiles.

use pointil_render::{Stencil, StencilStroke};

/// A place on paper in millimetres: to the right, and down.
pub type Place = [f64; 2];

/// How far neighbouring tiles overlap, in millimetres.
pub const OVERLAP_MM: f64 = 12.0;

/// White around a sheet's lines for their labels, in millimetres.
const PADDING_MM: f64 = 5.0;

/// The room for drawing on a page, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    pub width: f64,
    pub height: f64,
}

/// A line as it lies on paper.
#[derive(Clone, Debug)]
pub struct Line {
    pub label: String,
    pub stroke: StencilStroke,
    pub places: Vec<Place>,
}

/// A sheet as it lies on paper, with its top left corner at the origin.
#[derive(Clone, Debug)]
pub struct Turned {
    pub lines: Vec<Line>,
    /// Named points.
    pub points: Vec<(String, Place)>,
    /// What the spine's ends are, and where they lie.
    pub ends: Vec<(String, Place)>,
    pub width: f64,
    pub height: f64,
}

/// One page's piece of a sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tile {
    pub column: usize,
    pub row: usize,
    /// What lies at the top left corner of the page's room.
    pub corner: Place,
    /// The part of it that is used.
    pub room: Room,
}

impl Turned {
    /// `sheet` turned by `degrees`, anticlockwise.
    fn by(sheet: &Stencil, degrees: f64) -> Self {
        let (sin, cos) = libm::sincos(degrees.to_radians());
        let turn = |x: f64, y: f64| [x * cos - y * sin, -(x * sin + y * cos)];
        let lines: Vec<Line> = sheet
            .lines
            .iter()
            .map(|line| Line {
                label: line.label.clone(),
                stroke: line.stroke,
                places: line.flat().map(|at| turn(at.x, at.y)).collect(),
            })
            .collect();
        let points = sheet
            .points
            .iter()
            .map(|own| (own.label.clone(), turn(own.place.flat.x, own.place.flat.y)))
            .collect();
        let spine = lines.first();
        let ends = spine.and_then(|line| Some([*line.places.first()?, *line.places.last()?]));
        let ends = ends
            .into_iter()
            .flatten()
            .zip(&sheet.ends)
            .map(|(at, words)| (words.clone(), at))
            .collect();
        let mut turned = Self {
            lines,
            points,
            ends,
            width: 0.0,
            height: 0.0,
        };
        turned.move_to_corner();
        turned
    }

    /// Moves all so that it begins at the origin, and measures it.
    fn move_to_corner(&mut self) {
        let extent = |pick: usize| {
            let values = self
                .lines
                .iter()
                .flat_map(|line| &line.places)
                .map(|place| place[pick]);
            let points = self.points.iter().map(|(_, place)| place[pick]);
            values
                .chain(points)
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                    (low.min(value), high.max(value))
                })
        };
        let (x, y) = (extent(0), extent(1));
        let places = self.lines.iter_mut().flat_map(|line| &mut line.places);
        let points = self
            .points
            .iter_mut()
            .chain(&mut self.ends)
            .map(|(_, place)| place);
        for place in places.chain(points) {
            *place = [place[0] - x.0 + PADDING_MM, place[1] - y.0 + PADDING_MM];
        }
        self.width = x.1 - x.0 + 2.0 * PADDING_MM;
        self.height = y.1 - y.0 + 2.0 * PADDING_MM;
    }

    /// `sheet` on pages with the given rooms: turned, and in the room, that needs the fewest pages; as little turned as can be.
    pub fn on(sheet: &Stencil, rooms: &[Room]) -> (Self, usize, Vec<Tile>) {
        // Degrees in the order of liking.
        let angles = core::iter::once(0.0).chain((1..=18).flat_map(|k| {
            let angle = f64::from(k) * 5.0;
            [angle, -angle]
        }));
        let mut best: Option<(Self, usize, Vec<Tile>)> = None;
        for angle in angles {
            let turned = Self::by(sheet, angle);
            for (k, room) in rooms.iter().enumerate() {
                let tiles = turned.tiles(*room);
                let fewest = best
                    .as_ref()
                    .map_or(usize::MAX, |(_, _, tiles)| tiles.len());
                if tiles.len() < fewest {
                    best = Some((turned.clone(), k, tiles));
                }
            }
        }
        best.unwrap_or_else(|| (Self::by(sheet, 0.0), 0, Vec::new()))
    }

    /// The tiles with something on them.
    fn tiles(&self, room: Room) -> Vec<Tile> {
        let (columns, rows) = (
            spread(self.width, room.width),
            spread(self.height, room.height),
        );
        let used = Room {
            width: if columns == 1 { self.width } else { room.width },
            height: if rows == 1 { self.height } else { room.height },
        };
        let all = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let tiles = all.map(|(row, column)| Tile {
            column,
            row,
            corner: [
                column as f64 * (room.width - OVERLAP_MM),
                row as f64 * (room.height - OVERLAP_MM),
            ],
            room: used,
        });
        tiles
            .filter(|tile| {
                self.lines
                    .iter()
                    .any(|line| line.places.iter().any(|place| tile.owns(*place)))
            })
            .collect()
    }
}

impl Tile {
    /// Whether `place` is on this tile and not better seen on a neighbour.
    fn owns(&self, place: Place) -> bool {
        let at = |k: usize| place[k] - self.corner[k];
        let inside = |at: f64, size: f64| {
            at >= OVERLAP_MM / 2.0 - 1.0 && at <= size - OVERLAP_MM / 2.0 + 1.0
        };
        let (x, y) = (at(0), at(1));
        inside(x, self.room.width) && inside(y, self.room.height)
    }
}

/// How many tiles of `room` cover `extent`.
fn spread(extent: f64, room: f64) -> usize {
    if extent <= room {
        return 1;
    }
    ((extent - OVERLAP_MM) / (room - OVERLAP_MM)).ceil() as usize
}

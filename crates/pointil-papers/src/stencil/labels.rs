//! Where labels go: beside what they name, on as little else as can be.

use serde::Serialize;

use super::tiles::{Place, Room};

/// A label on a page: the middle of its text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Label {
    pub text: String,
    pub at: Place,
}

/// The breadth of a letter and the height of a line of label text, in millimetres.
const LETTER_MM: f64 = 1.45;
const HEIGHT_MM: f64 = 3.6;

/// A box that is taken: middle and half its size.
#[derive(Clone, Copy)]
struct Taken {
    at: Place,
    half: Place,
}

impl Taken {
    fn of(text: &str, at: Place) -> Self {
        let half = [
            text.chars().count() as f64 * LETTER_MM / 2.0,
            HEIGHT_MM / 2.0,
        ];
        Self { at, half }
    }

    fn meets(&self, other: &Self) -> bool {
        (0..2).all(|k| (self.at[k] - other.at[k]).abs() < self.half[k] + other.half[k])
    }

    fn holds(&self, place: Place) -> bool {
        (0..2).all(|k| (self.at[k] - place[k]).abs() < self.half[k] + 0.4)
    }

    fn is_within(&self, room: Room) -> bool {
        let size = [room.width, room.height];
        (0..2).all(|k| self.at[k] - self.half[k] >= 0.0 && self.at[k] + self.half[k] <= size[k])
    }
}

/// Labels laid so far on one page, and what they should not cover.
pub struct Labels {
    room: Room,
    ink: Vec<Place>,
    taken: Vec<Taken>,
    pub laid: Vec<Label>,
}

impl Labels {
    /// On a page with lines through `ink`.
    pub fn new(room: Room, ink: Vec<Place>) -> Self {
        Self {
            room,
            ink,
            taken: Vec::new(),
            laid: Vec::new(),
        }
    }

    /// Lays `text` beside one of `places`.
    pub fn lay(&mut self, text: &str, places: &[Place]) {
        if text.is_empty() {
            return;
        }
        let half = Taken::of(text, [0.0, 0.0]).half;
        let ways = [
            [0.0, -1.0],
            [0.0, 1.0],
            [1.0, 0.0],
            [-1.0, 0.0],
            [1.0, -1.0],
            [-1.0, -1.0],
            [1.0, 1.0],
            [-1.0, 1.0],
        ];
        let mut best: Option<(usize, Taken)> = None;
        for gap in [1.2, 3.0, 5.5] {
            for place in places {
                for way in ways {
                    let at = [
                        place[0] + way[0] * (half[0] + gap),
                        place[1] + way[1] * (half[1] + gap),
                    ];
                    let own = Taken::of(text, at);
                    let cost = self.cost(&own);
                    if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                        best = Some((cost, own));
                    }
                }
            }
        }
        if let Some((_, own)) = best {
            self.laid.push(Label {
                text: text.to_owned(),
                at: own.at,
            });
            self.taken.push(own);
        }
    }

    fn cost(&self, own: &Taken) -> usize {
        let covered = self.ink.iter().filter(|place| own.holds(**place)).count();
        let met = self.taken.iter().filter(|taken| taken.meets(own)).count();
        covered + 100 * met + if own.is_within(self.room) { 0 } else { 1000 }
    }
}

//! What changed from one version of a design to another, in words and in dots.

mod words;

use std::collections::BTreeMap;

use pointil_scalp::{Point, Zone};
use serde_json::Value;

use crate::design::Design;
use crate::layout::{Layout, LayoutDot};
pub use words::words;

/// Everything that differs between two designs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Values that differ, in the order of the file.
    pub changes: Vec<Change>,
    /// Dots of both, so far as they lie apart from each other's.
    pub dots: DotDifference,
}

/// One value that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which, as it stands in the file, such as `zones.crown.dots_per_cm2`.
    pub field: String,
    /// What it was; empty where there was none.
    pub from: String,
    /// What it is; empty where there is none.
    pub to: String,
}

/// How the dots differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DotDifference {
    /// Dots in the same place in both.
    pub kept: usize,
    /// Of those, placed in another session.
    pub other_session: usize,
    /// Of the kept, set in another way.
    pub other_setting: usize,
    /// Dots of the second alone.
    pub added: usize,
    /// Dots of the first alone.
    pub removed: usize,
    /// How many more each zone has in the second; a sentinel counts for the transition zone. Zones without a change are left out.
    pub by_zone: BTreeMap<Zone, i64>,
}

/// Two dots closer than this are the same dot, in millimetres: a tenth of a healed dot.
const SAME_MM: f64 = 0.015;

/// Longer lists than this are said by how many they hold.
const LONG_LIST: usize = 6;

impl Difference {
    /// From the first design to the second, both laid out.
    pub fn between(first: (&Design, &Layout), second: (&Design, &Layout)) -> Self {
        let mut changes = Vec::new();
        // Plain data with names for keys always serialises.
        let tree = |design: &Design| serde_json::to_value(design).unwrap_or_default();
        compare("", &tree(first.0), &tree(second.0), &mut changes);
        Self {
            changes,
            dots: DotDifference::between(first.1, second.1),
        }
    }

    /// Whether nothing differs.
    pub fn is_none(&self) -> bool {
        self.changes.is_empty()
    }
}

fn compare(field: &str, from: &Value, to: &Value, changes: &mut Vec<Change>) {
    if from == to {
        return;
    }
    match (from, to) {
        (Value::Object(a), Value::Object(b)) => {
            let mut keys: Vec<&String> = a.keys().collect();
            keys.extend(b.keys().filter(|key| !a.contains_key(*key)));
            for key in keys {
                let field = if field.is_empty() {
                    key.clone()
                } else {
                    format!("{field}.{key}")
                };
                let none = &Value::Null;
                compare(
                    &field,
                    a.get(key).unwrap_or(none),
                    b.get(key).unwrap_or(none),
                    changes,
                );
            }
        }
        (Value::Array(a), Value::Array(b))
            if a.len() == b.len() && a.len() <= LONG_LIST * 4 && !numbers(a) =>
        {
            for (k, (a, b)) in a.iter().zip(b).enumerate() {
                let name = a.get("name").or(a.get("key")).and_then(Value::as_str);
                let place = name.map_or(k.to_string(), str::to_owned);
                compare(&format!("{field}[{place}]"), a, b, changes);
            }
        }
        _ => changes.push(Change {
            field: field.to_owned(),
            from: said(from),
            to: said(to),
        }),
    }
}

fn numbers(list: &[Value]) -> bool {
    list.iter().all(Value::is_number)
}

fn said(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.len() > LONG_LIST => format!("{} entries", list.len()),
        other => other.to_string(),
    }
}

impl DotDifference {
    fn between(first: &Layout, second: &Layout) -> Self {
        let known = Places::of(&first.dots);
        let mut own = Self::default();
        let mut by_zone: BTreeMap<Zone, i64> = BTreeMap::new();
        let zone = |dot: &LayoutDot| dot.zone.unwrap_or(Zone::TransitionZone);
        for dot in &second.dots {
            *by_zone.entry(zone(dot)).or_default() += 1;
            match known.near(dot.point) {
                None => own.added += 1,
                Some(before) => {
                    own.kept += 1;
                    own.other_session += usize::from(before.session != dot.session);
                    let other = first.setting(before) != second.setting(dot);
                    own.other_setting += usize::from(other);
                }
            }
        }
        for dot in &first.dots {
            *by_zone.entry(zone(dot)).or_default() -= 1;
        }
        by_zone.retain(|_, more| *more != 0);
        Self {
            removed: first.dots.len().saturating_sub(own.kept),
            by_zone,
            ..own
        }
    }
}

/// Dots by the cell of a grid in which they lie.
struct Places<'a>(BTreeMap<[i64; 3], Vec<&'a LayoutDot>>);

impl<'a> Places<'a> {
    fn of(dots: &'a [LayoutDot]) -> Self {
        let mut cells: BTreeMap<[i64; 3], Vec<&LayoutDot>> = BTreeMap::new();
        for dot in dots {
            cells.entry(cell(dot.point)).or_default().push(dot);
        }
        Self(cells)
    }

    fn near(&self, point: Point) -> Option<&'a LayoutDot> {
        let [x, y, z] = cell(point);
        let around = (-1..=1)
            .flat_map(|i| (-1..=1).flat_map(move |j| (-1..=1).map(move |k| [x + i, y + j, z + k])));
        let mut dots = around.filter_map(|cell| self.0.get(&cell)).flatten();
        dots.find(|dot| dot.point.distance(point) <= SAME_MM)
            .copied()
    }
}

fn cell(point: Point) -> [i64; 3] {
    [point.left(), point.up(), point.forward()].map(|own| (own / SAME_MM).floor() as i64)
}

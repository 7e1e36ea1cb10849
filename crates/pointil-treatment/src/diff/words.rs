//! What changed from one design to another, in sentences for people.

use pointil_scalp::{HairlinePoint, Surface};

use super::Difference;
use crate::design::{Design, DotSetting, HairlineDesign};
use crate::layout::Layout;

/// A point that moved less than this is said to be where it was, in millimetres.
const MOVED_MM: f64 = 0.5;

/// What changed from the first design to the second, both laid out, the most visible first; nothing where nothing did.
pub fn words(first: (&Design, &Layout), second: (&Design, &Layout)) -> Vec<String> {
    let (a, b) = (first.0, second.0);
    let mut said = Vec::new();
    if a.head != b.head {
        said.push("The head was measured anew.".to_owned());
    }
    line(first, second, &mut said);
    if a.hair.pattern != b.hair.pattern {
        let (from, to) = (a.hair.pattern, b.hair.pattern);
        said.push(format!("Hair that is there: {from} becomes {to}."));
    } else if a.hair != b.hair {
        said.push("Hair that is there was drawn anew in places.".to_owned());
    }
    techniques(a, b, &mut said);
    densities(a, b, &mut said);
    dots(&a.dot, &b.dot, &mut said);
    edge(a, b, &mut said);
    if a.layers.len() != b.layers.len() {
        let (from, to) = (a.layers.len(), b.layers.len());
        said.push(format!("Sessions: {from} become {to}."));
    } else if a.layers != b.layers {
        said.push("The sessions' shares of the dots changed.".to_owned());
    }
    if a.dots != b.dots {
        said.push(match b.dots {
            Some(dots) => format!("Exactly {dots} dots are asked for."),
            None => "As many dots as the densities ask for.".to_owned(),
        });
    }
    if a.permanence != b.permanence {
        said.push("The kind of pigment changed.".to_owned());
    }
    if a.in_skin != b.in_skin {
        said.push("What is in the skin already changed.".to_owned());
    }
    if a.seed != b.seed {
        said.push("Another pattern of dots, equally dense.".to_owned());
    }
    if said.is_empty() {
        // Something without words of its own: the file's names are better than silence.
        let changes = Difference::between(first, second).changes.into_iter();
        said.extend(changes.map(|own| format!("{}: {} becomes {}.", own.field, own.from, own.to)));
    }
    said
}

/// `Left frontotemporal point` for a name of the hairline.
fn spoken(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|own| own.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn line(first: (&Design, &Layout), second: (&Design, &Layout), said: &mut Vec<String>) {
    let (a, b) = (&first.0.hairline, &second.0.hairline);
    if a == b {
        return;
    }
    let before = said.len();
    let height = |own: &Layout| own.hairline.mid_frontal_height(&own.head).mm();
    let (from, to) = (height(first.1), height(second.1));
    if (to - from).abs() >= MOVED_MM {
        let way = if to > from { "higher" } else { "lower" };
        said.push(format!(
            "The hairline begins {:.0} mm {way} in the middle: {from:.0} mm above the glabella becomes {to:.0} mm.",
            (to - from).abs()
        ));
    }
    for (name, by) in moved(a, b, first.1) {
        if name != HairlinePoint::MidFrontalPoint {
            let name = spoken(&name.to_string());
            said.push(format!("{name}: moved by {by:.0} mm."));
        }
    }
    if a.points.len() != b.points.len() {
        let (from, to) = (a.points.len(), b.points.len());
        said.push(format!("The hairline passes {to} points, {from} before."));
    }
    if said.len() == before {
        said.push("The edge of the hairline was drawn otherwise.".to_owned());
    }
}

/// The named points that lie elsewhere, and how far in millimetres on the first head.
fn moved(a: &HairlineDesign, b: &HairlineDesign, layout: &Layout) -> Vec<(HairlinePoint, f64)> {
    let place = |line: &HairlineDesign, name| {
        let own = line.points.iter().find(|own| own.name == Some(name))?;
        Some(layout.head.point(own.at.site()?))
    };
    let names = a.points.iter().filter_map(|own| own.name);
    let moved = names.filter_map(|name| {
        let by = place(a, name)?.distance(place(b, name)?);
        Some((name, by))
    });
    moved.filter(|(_, by)| *by >= MOVED_MM).collect()
}

fn techniques(a: &Design, b: &Design, said: &mut Vec<String>) {
    let count = |design: &Design, name: &str| {
        let own = design.techniques.iter();
        own.filter(|own| own.name() == name).count()
    };
    let before = said.len();
    let mut names: Vec<&str> = a.techniques.iter().map(|own| own.name()).collect();
    names.extend(b.techniques.iter().map(|own| own.name()));
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (from, to) = (count(a, name), count(b, name));
        if to > from {
            said.push(format!("Added: {}.", name.replace('_', " ")));
        } else if from > to {
            said.push(format!("Taken away: {}.", name.replace('_', " ")));
        }
    }
    if said.len() == before && a.techniques != b.techniques {
        said.push("What is done was changed in its details.".to_owned());
    }
}

fn densities(a: &Design, b: &Design, said: &mut Vec<String>) {
    for (zone, to) in &b.zones {
        let Some(from) = a.zones.get(zone) else {
            continue;
        };
        let name = spoken(zone.name());
        let (low, high) = (
            from.dots_per_cm2.per_square_cm(),
            to.dots_per_cm2.per_square_cm(),
        );
        if (low - high).abs() >= 0.05 {
            said.push(format!("{name}: {low:.0} dots per cm² become {high:.0}."));
        }
        if from.dot != to.dot {
            said.push(format!("{name}: its dots are set otherwise."));
        }
    }
}

fn dots(a: &DotSetting, b: &DotSetting, said: &mut Vec<String>) {
    let parts = |water: f64| (10.0 * water).round() / 10.0;
    if (&a.shade, parts(a.water)) != (&b.shade, parts(b.water)) {
        let shade = |own: &DotSetting| {
            let name = own.shade.replace('_', " ");
            format!("{name} with {} parts of water", parts(own.water))
        };
        said.push(format!("Shade: {} becomes {}.", shade(a), shade(b)));
    }
    let mut length = |what: &str, from: f64, to: f64| {
        if (from - to).abs() >= 0.005 {
            said.push(format!("{what}: {from:.2} mm becomes {to:.2} mm."));
        }
    };
    length("Healed dots, across", a.diameter_mm, b.diameter_mm);
    length("Depth of the dots", a.depth_mm, b.depth_mm);
    length("Length of the dots in the skin", a.length_mm, b.length_mm);
    if a.needle != b.needle {
        said.push(format!("Needle: {} becomes {}.", a.needle, b.needle));
    }
}

fn edge(a: &Design, b: &Design, said: &mut Vec<String>) {
    let (from, to) = (&a.edge, &b.edge);
    if (from.softness - to.softness).abs() >= 0.005 {
        let way = if to.softness > from.softness {
            "softer"
        } else {
            "sharper"
        };
        said.push(format!(
            "The edge is {way}: softness {:.2} becomes {:.2}.",
            from.softness, to.softness
        ));
    }
    let blends = |own: &crate::design::EdgeDesign| {
        (own.zone_blend_mm, own.hair_blend_mm, own.share_under_hair)
    };
    if blends(from) != blends(to) {
        said.push("Treatment passes over into hair otherwise.".to_owned());
    }
}

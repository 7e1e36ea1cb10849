//! A design that is edited is laid out as if it had never been otherwise.
#![expect(clippy::unwrap_used, reason = "tests fail by panic")]

mod designs;

use std::collections::BTreeSet;

use pointil_scalp::dots::{DotId, Tile};
use pointil_scalp::{DotDensity, HairPattern, NorwoodClass, Site, Surface, Zone};
use pointil_treatment::design::Place;
use pointil_treatment::{Design, Layout, LiveLayout};

/// One of the edits that a practitioner makes.
type Edit = fn(&mut Design);

fn move_point(design: &mut Design, index: usize, azimuth: f64, elevation: f64) {
    let point = &mut design.hairline.points[index];
    let site = point.at.site().unwrap();
    let there = Site::from_angles(site.azimuth() + azimuth, site.elevation() + elevation);
    point.at = Place::of(there);
}

const EDITS: [Edit; 8] = [
    |design| {
        let middle = design.hairline.points.len() / 2;
        move_point(design, middle, 0.0, -0.03);
    },
    |design| design.zones.get_mut(&Zone::Crown).unwrap().dots_per_cm2 = DotDensity::new(95.0),
    |design| design.edge.softness = 0.2,
    |design| design.hair = HairPattern::Norwood(NorwoodClass::VI).into(),
    |design| design.dot.diameter_mm = 0.18,
    |design| design.layers = vec![0.5, 1.0],
    |design| move_point(design, 2, 0.02, 0.01),
    |design| design.seed += 1,
];

#[test]
fn an_edited_layout_is_the_layout_of_its_design() {
    let mut design = designs::shaved_look();
    let mut live = LiveLayout::new(design.clone()).unwrap();
    for edit in EDITS {
        edit(&mut design);
        live.set(design.clone()).unwrap();
        let (own, fresh) = (live.layout().unwrap(), Layout::of(&design).unwrap());
        assert!(own.dots == fresh.dots, "other dots");
        assert_eq!(own.settings, fresh.settings);
        assert_eq!(own.density, fresh.density);
        assert_eq!(own.areas, fresh.areas);
        assert_eq!(own.treated, fresh.treated);
    }
}

fn previewed(live: &LiveLayout) -> BTreeSet<DotId> {
    let tiles = Tile::all().flat_map(|tile| live.preview(tile));
    tiles.map(|dot| dot.id).collect()
}

#[test]
fn the_preview_has_the_dots_of_the_layout_before_they_move() {
    let mut live = LiveLayout::new(designs::shaved_look()).unwrap();
    let layout = live.layout().unwrap();
    let final_dots: BTreeSet<DotId> = layout.dots.iter().filter_map(|dot| dot.id).collect();
    let previewed = previewed(&live);
    // The preview counts in hundredths of a dot per square centimetre.
    let differ = final_dots.symmetric_difference(&previewed).count();
    assert!(
        differ * 500 < final_dots.len(),
        "{differ} of {}",
        final_dots.len()
    );
    for dot in layout.dots.iter().filter(|dot| dot.id.is_some()) {
        let before = live.universe().point(dot.id.unwrap());
        // The spacing of a hexagonal pattern of that density.
        let spacing_mm = 10.75 / dot.density.per_square_cm().max(1.0).sqrt();
        let moved = before.distance(dot.point) / spacing_mm;
        assert!(moved < 1.0, "by {moved:.2} of its spacing");
    }
}

/// The dots near a line that is followed are those of the line once it is set, and no others change.
#[test]
fn a_followed_line_shows_what_it_will_give() {
    let design = designs::shaved_look();
    let mut live = LiveLayout::new(design.clone()).unwrap();
    let before = previewed(&live);
    let mut moved = design.clone();
    let middle = design.hairline.points.len() / 2;
    let mut told = BTreeSet::new();
    for _ in 0..3 {
        move_point(&mut moved, middle, 0.0, -0.01);
        told.extend(live.follow(&moved.hairline).unwrap());
    }
    let followed = previewed(&live);
    live.set(moved).unwrap();
    let settled = previewed(&live);
    let gone = settled.symmetric_difference(&before).count();
    let off = settled.symmetric_difference(&followed).count();
    assert!(
        gone > 100,
        "the line moved by three millimetres, and {gone} dots changed"
    );
    // What is left lies where zones moved along, which follow when the line is let go.
    assert!(off * 2 < gone, "{off} of {gone} changes were not shown");
    for id in followed.symmetric_difference(&before) {
        let site = live.head().site(live.universe().point(*id));
        assert!(told.contains(&Tile::of(site).unwrap()));
    }
}

#[test]
fn a_refused_edit_leaves_the_design_as_it_was() {
    let design = designs::shaved_look();
    let mut live = LiveLayout::new(design.clone()).unwrap();
    let before = live.layout().unwrap().dots;
    let mut wrong = design.clone();
    wrong.edge.softness = 3.0;
    assert!(live.set(wrong).is_err());
    let mut wrong = design.clone();
    wrong.layers = vec![0.9, 0.4];
    assert!(live.set(wrong).is_err());
    assert_eq!(*live.design(), design);
    assert!(live.layout().unwrap().dots == before);
}

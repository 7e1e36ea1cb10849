//! Edits change what they name and nothing else, and what cannot be is refused by name.
#![expect(clippy::unwrap_used, reason = "tests fail by panic")]

mod designs;

use pointil_scalp::{DotDensity, HairPattern, HairlinePoint, Mm, NorwoodClass, Surface, Zone};
use pointil_treatment::design::{Brush, DensityStroke, EditDesign, HeadSide, Place, Technique};
use pointil_treatment::{Design, Layout};
use serde_json::{Map, Value};

/// The members of a design that differ, by name.
fn differing(a: &Design, b: &Design) -> Vec<String> {
    let members = |design: &Design| -> Map<String, Value> {
        serde_json::from_value(serde_json::to_value(design).unwrap()).unwrap()
    };
    let (a, b) = (members(a), members(b));
    let names = a.iter().filter(|(name, own)| b.get(*name) != Some(own));
    names.map(|(name, _)| name.clone()).collect()
}

/// Edits of the hairline.
fn line_edits(design: &Design) -> Vec<EditDesign> {
    let mut parameters = design.hairline.parameters.clone();
    parameters.asymmetry = 0.9;
    let at = Place([0.02, 0.6, 0.8]);
    let keep = HeadSide::Left;
    vec![
        EditDesign::MovePoint { index: 4, at },
        EditDesign::AddPoint { after: 4, at },
        EditDesign::MirrorLine { keep },
        EditDesign::LineEdge {
            parameters: parameters.clone(),
        },
        EditDesign::DrawLine { parameters },
    ]
}

/// Edits of the dots of the whole design.
fn dot_edits(design: &Design) -> Vec<EditDesign> {
    let mut dot = design.dot.clone();
    dot.diameter_mm = 0.2;
    let recipe = design.shades[0].clone();
    vec![
        EditDesign::Dot { dot },
        EditDesign::Shade { recipe, water: 5.0 },
    ]
}

/// Edits of zones.
fn zone_edits(design: &Design) -> Vec<EditDesign> {
    let zone = Zone::Crown;
    let mut dot = design.dot.clone();
    dot.diameter_mm = 0.2;
    vec![
        EditDesign::ZoneDensity {
            zone,
            dots_per_cm2: DotDensity::new(77.0),
        },
        EditDesign::ZoneDot {
            zone,
            dot: Some(dot),
        },
    ]
}

/// Edits of the hair.
fn hair_edits() -> Vec<EditDesign> {
    let stroke = serde_json::from_value(serde_json::json!({
        "place": { "band": { "along": [[0.0, 1.0, 0.1], [0.0, 1.0, 0.4]], "width_mm": 12.0 } },
        "share": 0.4,
        "blend_mm": 3.0,
    }));
    vec![
        EditDesign::Hair {
            hair: HairPattern::Norwood(NorwoodClass::VI).into(),
        },
        EditDesign::BrushHair {
            stroke: stroke.unwrap(),
        },
    ]
}

/// A stroke of the density brush over the crown.
fn brush_edit(forward: &[f64]) -> EditDesign {
    let along = forward.iter().map(|own| Place([0.0, 1.0, -own]));
    EditDesign::BrushDensity {
        stroke: DensityStroke {
            along: along.collect(),
            width_mm: 20.0,
            times: 0.5,
            blend_mm: 5.0,
        },
    }
}

/// Edits of the techniques.
fn technique_edits() -> Vec<EditDesign> {
    vec![
        EditDesign::AddTechnique {
            technique: Technique::Crown {},
        },
        EditDesign::ChangeTechnique {
            index: 0,
            technique: Technique::WholeScalp {},
        },
        EditDesign::RemoveTechnique { index: 0 },
    ]
}

/// Edits by the one member of the design they may change.
fn edits_by_member(design: &Design) -> Vec<(&'static str, Vec<EditDesign>)> {
    let mut edge = design.edge;
    edge.softness = 0.3;
    let layers = vec![0.5, 1.0];
    vec![
        ("hairline", line_edits(design)),
        ("dot", dot_edits(design)),
        ("zones", zone_edits(design)),
        ("edge", vec![EditDesign::Edge { edge }]),
        ("hair", hair_edits()),
        ("density_strokes", vec![brush_edit(&[0.1, 0.3])]),
        ("techniques", technique_edits()),
        ("layers", vec![EditDesign::Layers { layers }]),
        ("dots", vec![EditDesign::Dots { dots: Some(12_000) }]),
        ("seed", vec![EditDesign::Seed { seed: 99 }]),
    ]
}

#[test]
fn every_edit_changes_what_it_names() {
    let design = designs::shaved_look();
    let edits = edits_by_member(&design)
        .into_iter()
        .flat_map(|(member, edits)| edits.into_iter().map(move |edit| (edit, member)));
    for (edit, member) in edits {
        let text = serde_json::to_string(&edit).unwrap();
        let edited = edit.apply(&design).unwrap();
        // A member that was left out before is not among those of the first.
        let changed = match differing(&edited, &design) {
            own if own.is_empty() => differing(&design, &edited),
            own => own,
        };
        assert_eq!(changed, [member], "{text}");
        assert!(!edit.words().is_empty());
        assert_eq!(serde_json::from_str::<EditDesign>(&text).unwrap(), edit);
    }
}

#[test]
fn a_preset_draws_the_line_with_its_softness() {
    let design = designs::shaved_look();
    let preset = EditDesign::UsePreset {
        preset: "mature_male_edge_up".to_owned(),
    };
    let edited = preset.apply(&design).unwrap();
    assert_ne!(edited.hairline, design.hairline);
    assert!(edited.edge.softness < 0.01);
    let unknown = EditDesign::UsePreset {
        preset: "low".to_owned(),
    }
    .apply(&design);
    let error = unknown.unwrap_err().to_string();
    assert!(
        error.contains("preset is low") && error.contains("mature_male"),
        "{error}"
    );
}

#[test]
fn a_density_brush_halves_dots_where_it_went_and_nowhere_else() {
    let design = designs::shaved_look();
    let before = Layout::of(&design).unwrap();
    for stroke in [brush_edit(&[0.1, 0.5]), brush_edit(&[0.3])] {
        let brushed = stroke.apply(&design).unwrap();
        let after = Layout::of(&brushed).unwrap();
        let EditDesign::BrushDensity { stroke } = stroke else {
            continue;
        };
        let middle = Place([0.0, 1.0, -0.3]).site().unwrap();
        let times = |layout: &Layout| layout.field.at(middle).per_square_cm();
        assert!((times(&after) / times(&before) - 0.5).abs() < 0.02);
        let reach = Mm::new(60.0 + stroke.width_mm);
        let far = |layout: &Layout| {
            let middle = layout.head.point(middle);
            let dots = layout
                .dots
                .iter()
                .filter(|dot| dot.point.distance(middle) > reach.mm() + stroke.blend_mm);
            dots.count()
        };
        assert_eq!(far(&before), far(&after));
        let clear = EditDesign::ClearStrokes { of: Brush::Density };
        assert_eq!(clear.apply(&brushed).unwrap().hash(), design.hash());
    }
    let mut wrong = design;
    wrong.density_strokes.push(DensityStroke {
        along: vec![Place([0.0, 1.0, 0.0])],
        width_mm: 20.0,
        times: 3.0,
        blend_mm: 5.0,
    });
    let error = wrong.check().unwrap_err().to_string();
    assert!(error.contains("density_strokes[0].times is 3"), "{error}");
}

#[test]
fn a_mirrored_line_is_its_own_mirror_image() {
    let mut design = designs::shaved_look();
    design.hairline.points[1].at.0[1] += 0.02;
    for keep in [HeadSide::Left, HeadSide::Right] {
        let mirrored = EditDesign::MirrorLine { keep }.apply(&design).unwrap();
        let points = &mirrored.hairline.points;
        assert_eq!(points.len(), design.hairline.points.len());
        for (own, other) in points.iter().zip(points.iter().rev()) {
            let [left, up, forward] = other.at.0;
            assert_eq!(own.at, Place([0.0 - left, up, forward]));
            assert_eq!(own.name, other.name.map(HairlinePoint::mirrored));
        }
        let again = EditDesign::MirrorLine { keep }.apply(&mirrored).unwrap();
        assert_eq!(again, mirrored);
        let kept = if keep == HeadSide::Right {
            1
        } else {
            points.len() - 2
        };
        assert_eq!(points[kept], design.hairline.points[kept]);
    }
}

#[test]
fn what_is_not_there_is_refused_by_name() {
    let design = designs::shaved_look();
    let at = Place([0.0, 1.0, 0.0]);
    let refused = |edit: EditDesign| edit.apply(&design).unwrap_err().to_string();
    let count = design.hairline.points.len();
    assert!(refused(EditDesign::MovePoint { index: 99, at }).contains("hairline.points[99]"));
    assert!(
        refused(EditDesign::AddPoint { after: count, at }).contains(&format!("there are {count}"))
    );
    assert!(refused(EditDesign::RemovePoint { index: 0 }).contains("every line has this point"));
    assert!(refused(EditDesign::RemoveTechnique { index: 7 }).contains("techniques[7]"));
    let added = EditDesign::AddPoint { after: 2, at }
        .apply(&design)
        .unwrap();
    let back = EditDesign::RemovePoint { index: 3 }.apply(&added).unwrap();
    assert_eq!(back, design);
}

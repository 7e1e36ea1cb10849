//! The hairline against the rules of hair restoration.

use pointil_scalp::{HairlineParameters, HairlinePoint as P, Landmark, Mm, Point, Surface};

use super::line_age::{height_of_age, line_age};
use super::remedy::Remedy;
use super::{Finding, Subject};

/// How far from the corner its angle is measured, in millimetres.
const ANGLE_ARM_MM: f64 = 14.0;

pub(super) fn review(subject: &Subject<'_>, findings: &mut Vec<Finding>) {
    findings.extend(height(subject));
    findings.extend(irregularity(subject));
    findings.extend(corners(subject));
    findings.extend(age(subject));
    findings.extend(transition(subject));
}

/// How high the line meets the midline.
fn height(subject: &Subject<'_>) -> Vec<Finding> {
    let layout = subject.layout;
    let height = layout.hairline.mid_frontal_height(&layout.head).mm();
    let raised = |code: &str| {
        let low = subject.rules.of(code, subject.client.sex)?.low?;
        Some(Remedy::RaiseLine {
            by_mm: (low - height).max(0.0) + 0.5,
        })
    };
    let low = subject.judged(
        "H101",
        height,
        "the mid-frontal point is too low: a line this low looks false on an adult and cannot be raised later",
        raised("H101"),
    );
    match low {
        Some(low) => vec![low],
        None => subject
            .judged(
                "H102",
                height,
                "the line is youthful: it must still suit in twenty years",
                raised("H102"),
            )
            .into_iter()
            .collect(),
    }
}

/// How much the edge departs from a smooth line, and its sides from each other.
fn irregularity(subject: &Subject<'_>) -> Vec<Finding> {
    let hairline = &subject.layout.hairline;
    let (guide, edge) = (hairline.guide(), hairline.edge());
    let from = hairline.way(P::FrontotemporalPointRight).mm();
    let to = hairline.way(P::FrontotemporalPointLeft).mm();
    let frontal: Vec<(Point, f64)> = edge
        .points()
        .iter()
        .map(|point| (*point, guide.nearest(*point)))
        .filter(|(_, near)| (from..=to).contains(&near.along.mm()))
        .map(|(point, near)| (point, near.distance.mm()))
        .collect();
    let count = frontal.len().max(1) as f64;
    let square: f64 = frontal.iter().map(|(_, away)| away * away).sum();
    let straight = subject.judged(
        "H103",
        libm::sqrt(square / count),
        "the line is as straight as a ruler",
        Some(Remedy::Irregular {
            macro_amplitude_mm: 2.5,
            micro_amplitude_mm: 0.8,
        }),
    );
    let mirrored = |point: &Point| Point::new(-point.left(), point.up(), point.forward());
    let left = frontal.iter().filter(|(point, _)| point.left() > 3.0);
    let apart: Vec<f64> = left
        .map(|(point, _)| edge.nearest(mirrored(point)).distance.mm().abs())
        .collect();
    let mean = apart.iter().sum::<f64>() / apart.len().max(1) as f64;
    let symmetric = subject.judged(
        "H104",
        mean,
        "left and right are mirror images",
        Some(Remedy::Asymmetric { asymmetry: 0.5 }),
    );
    [straight, symmetric].into_iter().flatten().collect()
}

/// The frontotemporal angles: how open, how high, how far forward.
fn corners(subject: &Subject<'_>) -> Vec<Finding> {
    let layout = subject.layout;
    let (head, hairline) = (&layout.head, &layout.hairline);
    let middle = head.point(hairline.site(P::MidFrontalPoint));
    let sides = [
        (P::FrontotemporalPointRight, Landmark::ExocanthionRight),
        (P::FrontotemporalPointLeft, Landmark::ExocanthionLeft),
    ];
    let mut worst = (f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY);
    for (corner, canthus) in sides {
        let point = head.point(hairline.site(corner));
        worst.0 = worst.0.max(angle_deg(subject, corner));
        worst.1 = worst.1.min(point.up() - middle.up());
        worst.2 = worst
            .2
            .max(point.forward() - head.landmark(canthus).forward());
    }
    let (angle, above, ahead) = worst;
    let open = subject.judged(
        "H105",
        angle,
        "the frontotemporal angle is filled: the recession that a man of any age has is gone",
        Some(Remedy::DeepenCorners { by_mm: 8.0 }),
    );
    let below = subject.judged(
        "H106",
        above,
        "a frontotemporal point lies below the mid-frontal point",
        Some(Remedy::DeepenCorners {
            by_mm: (1.0 - above).clamp(2.0, 15.0),
        }),
    );
    let forward = subject.judged(
        "H107",
        ahead,
        "a frontotemporal point lies ahead of the lateral canthus: the temple will recede behind it",
        Some(Remedy::DeepenCorners {
            by_mm: (ahead + 1.0).clamp(2.0, 15.0),
        }),
    );
    [open, below, forward].into_iter().flatten().collect()
}

/// The angle between the line's two arms at a corner, in degrees; 180 where it runs straight through.
fn angle_deg(subject: &Subject<'_>, corner: P) -> f64 {
    let layout = subject.layout;
    let (head, guide) = (&layout.head, layout.hairline.guide());
    let way = layout.hairline.way(corner).mm();
    let at = |offset: f64| head.point(guide.at(head, Mm::new(way + offset)));
    let point = at(0.0);
    let (a, b) = (at(-ANGLE_ARM_MM) - point, at(ANGLE_ARM_MM) - point);
    let cos = a.dot(b) / (a.length() * b.length()).max(1e-9);
    libm::acos(cos.clamp(-1.0, 1.0)).to_degrees()
}

/// Whether the line is younger than its wearer.
fn age(subject: &Subject<'_>) -> Option<Finding> {
    let age = f64::from(subject.client.age_years?);
    let layout = subject.layout;
    let height = layout.hairline.mid_frontal_height(&layout.head).mm();
    let recession = recession_mm(subject);
    let line = line_age(height, recession);
    let low = subject.rules.of("H108", subject.client.sex)?.low?;
    let wanted = height_of_age(age + low + 1.0, recession);
    let (_, most) = HairlineParameters::range("mid_frontal_height")?;
    subject.judged(
        "H108",
        line - age,
        format!("the line is that of a man of about {line:.0}; the client is {age:.0}"),
        Some(Remedy::RaiseLine {
            by_mm: (wanted.min(most) - height).max(1.0),
        }),
    )
}

/// How far the corners lie behind the mid-frontal point's level line, in millimetres along the skin: the parameter, as the line was
/// drawn, and what the corners were moved since.
fn recession_mm(subject: &Subject<'_>) -> f64 {
    let layout = subject.layout;
    let parameters = layout.hairline.parameters();
    let drawn = pointil_scalp::Hairline::new(&layout.head, parameters.clone());
    let Ok(drawn) = drawn else {
        return parameters.recession.mm();
    };
    let back = |line: &pointil_scalp::Hairline, point: P| layout.head.point(line.site(point)).up();
    let moved: f64 = [P::FrontotemporalPointRight, P::FrontotemporalPointLeft]
        .into_iter()
        .map(|point| back(&layout.hairline, point) - back(&drawn, point))
        .sum();
    parameters.recession.mm() + moved / 2.0
}

/// Over how much density rises behind the line.
fn transition(subject: &Subject<'_>) -> Option<Finding> {
    let depth = subject
        .design
        .hairline
        .parameters
        .transition_zone_depth
        .mm();
    subject.judged(
        "H109",
        depth * subject.design.edge.softness,
        "there is no transition zone: density begins at once, an edge-up",
        Some(Remedy::SoftEdge {
            depth_mm: depth.max(6.0),
        }),
    )
}

use super::*;
use crate::{Head, HeadMeasurements};

fn head() -> Head {
    Head::from_measurements(&HeadMeasurements::default()).unwrap()
}

fn arch(head: &Head) -> SurfaceCurve {
    let control = [-0.9, -0.5, 0.0, 0.5, 0.9].map(|a| Site::from_angles(a, 0.8 - 0.3 * a * a));
    SurfaceCurve::through(head, &control).unwrap().0
}

#[test]
fn ways_lead_to_sites_and_back() {
    let head = head();
    let curve = arch(&head);
    assert!(
        curve
            .points()
            .windows(2)
            .all(|p| p[0].distance(p[1]) <= 1.0)
    );
    for way in [0.0, 13.7, 60.0, curve.length().mm()] {
        let site = curve.at(&head, Mm::new(way));
        let near = curve.nearest(head.point(site));
        assert!((near.along.mm() - way).abs() < 1e-3, "{near:?} {way}");
        assert!(near.distance.mm().abs() < 1e-3);
    }
    let even = curve.resampled(&head, Mm::new(1.0));
    assert!((even.length().mm() - curve.length().mm()).abs() < 0.02);
}

#[test]
fn nearest_agrees_with_looking_everywhere_and_knows_the_side() {
    let head = head();
    let curve = arch(&head);
    for (azimuth, elevation) in [(0.1, 0.9), (0.1, 0.6), (-0.7, 0.3), (0.95, 1.2), (1.4, 0.2)] {
        let point = head.point(Site::from_angles(azimuth, elevation));
        let near = curve.nearest(point);
        let brute = curve
            .points()
            .windows(2)
            .map(|pair| {
                let ahead = pair[1] - pair[0];
                let t = ((point - pair[0]).dot(ahead) / ahead.length_squared()).clamp(0.0, 1.0);
                point.distance(pair[0].lerp(pair[1], t))
            })
            .fold(f64::INFINITY, f64::min);
        assert!((near.distance.mm().abs() - brute).abs() < 1e-9);
        if azimuth.abs() < 0.9 {
            let above = elevation > 0.8 - 0.3 * azimuth * azimuth;
            assert_eq!(near.distance.mm() > 0.0, above, "{azimuth} {elevation}");
        }
    }
}

#[test]
fn displacing_keeps_the_distance() {
    let head = head();
    let curve = arch(&head);
    for by in [-6.0, 3.0, 25.0] {
        let moved = curve.displaced(&head, |_| Mm::new(by));
        let middle = moved.points()[moved.points().len() / 2];
        let found = curve.nearest(middle).distance.mm();
        assert!((found - by).abs() < 0.02 * by.abs(), "{by} {found}");
    }
}

#[test]
fn mirroring_twice_is_nothing() {
    let curve = arch(&head());
    assert_eq!(curve.mirrored(&head()).mirrored(&head()), curve);
}

#[test]
fn points_too_few_or_too_close_are_refused() {
    let head = head();
    let site = Site::from_angles(0.0, 0.5);
    assert!(matches!(
        SurfaceCurve::through(&head, &[site]),
        Err(CurveError::TooFew { count: 1 })
    ));
    let refused = SurfaceCurve::through(&head, &[site, site]).unwrap_err();
    assert!(refused.to_string().contains("0.000 mm apart"), "{refused}");
}

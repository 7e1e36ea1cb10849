//! Poses of drawn heads whose cameras are known, and what is refused before or after a fit.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot draw its head should stop"
)]

use glam::DVec3;
use pointil_photo::{FieldOfView, FitSettings, Lens35mm, Mark, MarkedPhotograph, PoseError, fit};
use pointil_scalp::{
    Camera, Direction, Head, HeadMeasurements, Landmark, PictureSize, Pixel, Point, Sex, Surface,
};

const SIZE: PictureSize = PictureSize {
    width: 1500,
    height: 2000,
};

fn woman() -> HeadMeasurements {
    HeadMeasurements {
        sex: Sex::Female,
        ..HeadMeasurements::default()
    }
}

/// The camera 900 mm from the head at `yaw` and `pitch` degrees, rolled by `roll` degrees.
fn camera(yaw: f64, pitch: f64, roll: f64) -> Camera {
    let [(sy, cy), (sp, cp), (sr, cr)] =
        [yaw, pitch, roll].map(|degrees: f64| degrees.to_radians().sin_cos());
    let middle = Point::new(0.0, 30.0, 0.0);
    let eye = middle + DVec3::new(cp * sy, sp, cp * cy) * 900.0;
    let right = DVec3::new(cy, 0.0, -sy);
    let up = DVec3::new(-sp * sy, cp, -sp * cy);
    let up = Direction::of(up * cr + right * sr).unwrap();
    Camera::look_at(eye, middle, up, 30.0, SIZE).unwrap()
}

/// The landmarks of `head` that `camera` sees, marked without error.
fn marks(head: &Head, camera: &Camera) -> Vec<Mark> {
    let cranium = head.cranium();
    let is_seen = |landmark: Landmark| {
        let point = head.landmark(landmark);
        let way = (camera.position() - point).normalize();
        if landmark.is_cranial() {
            return cranium.normal(cranium.site(point)).to_vec().dot(way) > 0.2;
        }
        (1..60).all(|k| cranium.elevation(point + way * (4.0 * f64::from(k))) > -5.0)
    };
    Landmark::ALL
        .iter()
        .filter(|landmark| is_seen(**landmark))
        .map(|landmark| Mark {
            landmark: *landmark,
            pixel: camera.project(head.landmark(*landmark)).unwrap(),
        })
        .collect()
}

fn photograph(name: &str, marks: Vec<Mark>) -> MarkedPhotograph {
    MarkedPhotograph {
        name: name.into(),
        size: SIZE,
        field_of_view: FieldOfView::Horizontal(30.0),
        marks,
        outline: None,
    }
}

fn refusal(photographs: &[MarkedPhotograph]) -> PoseError {
    fit(&woman(), photographs, &FitSettings::default()).unwrap_err()
}

#[test]
fn a_mean_head_is_found_from_everywhere() {
    let head = Head::from_measurements(&woman()).unwrap();
    let mut count = 0;
    for yaw in (0..360).step_by(45) {
        for (pitch, roll) in [(0.0, 0.0), (25.0, 20.0), (50.0, -40.0), (75.0, 90.0)] {
            let truth = camera(f64::from(yaw), pitch, roll);
            let marks = marks(&head, &truth);
            if marks.len() < MarkedPhotograph::LEAST_ALONE {
                continue;
            }
            count += 1;
            let one = [photograph("drawn", marks)];
            let found = fit(&woman(), &one, &FitSettings::default()).unwrap();
            let camera = found.poses[0].camera;
            let turned = camera
                .forward()
                .dot(truth.forward())
                .min(1.0)
                .acos()
                .to_degrees();
            let moved = camera.position().distance(truth.position());
            assert!(
                turned < 0.5 && moved < 15.0,
                "{yaw} {pitch} {roll}: {turned}° {moved} mm"
            );
            assert!(found.poses[0].residual_px < 0.5);
        }
    }
    assert!(count > 20, "{count}");
}

#[test]
fn a_reported_lens_and_an_unknown_one_are_found() {
    let head = Head::from_measurements(&woman()).unwrap();
    let truth = camera(35.0, 15.0, 0.0);
    let diagonal = f64::from(SIZE.width).hypot(f64::from(SIZE.height));
    let lens = Lens35mm {
        focal_length_mm: truth.focal_px() / diagonal * 43.266_615 * 1.03,
    };
    for (field_of_view, within) in [
        (FieldOfView::Reported(lens), 0.035),
        (FieldOfView::Unknown, 0.12),
    ] {
        let mut one = photograph("drawn", marks(&head, &truth));
        one.field_of_view = field_of_view;
        let found = fit(&woman(), &[one], &FitSettings::default()).unwrap();
        let ratio = found.poses[0].camera.focal_px() / truth.focal_px();
        assert!((ratio - 1.0).abs() < within, "{field_of_view:?} {ratio}");
    }
}

#[test]
fn too_few_landmarks_are_refused_with_what_to_add() {
    let head = Head::from_measurements(&woman()).unwrap();
    let mut all = marks(&head, &camera(30.0, 10.0, 0.0));
    all.truncate(5);
    let error = refusal(&[photograph("client.jpg", all.clone())]);
    let text = error.to_string();
    assert!(
        matches!(
            error,
            PoseError::TooFewLandmarks {
                found: 5,
                least: 6,
                ..
            }
        ),
        "{text}"
    );
    assert!(
        text.contains("client.jpg") && text.contains("add some"),
        "{text}"
    );
    // Beside a photograph with more, four are enough and three are not.
    let rich = photograph("rich", marks(&head, &camera(0.0, 0.0, 0.0)));
    all.truncate(4);
    let pair = [rich.clone(), photograph("poor", all.clone())];
    assert!(fit(&woman(), &pair, &FitSettings::default()).is_ok());
    all.truncate(3);
    let error = refusal(&[rich, photograph("poor", all)]);
    assert!(
        matches!(
            error,
            PoseError::TooFewLandmarks {
                found: 3,
                least: 4,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(refusal(&[]), PoseError::NoPhotographs);
}

#[test]
fn marks_that_cannot_be_are_refused() {
    let unknown = Mark::named("glabela", 10.0, 10.0).unwrap_err().to_string();
    assert!(
        unknown.contains("`glabela`") && unknown.contains("glabella"),
        "{unknown}"
    );
    let head = Head::from_measurements(&woman()).unwrap();
    let good = marks(&head, &camera(0.0, 5.0, 0.0));
    for (x, y) in [
        (-1.0, 5.0),
        (5.0, 2000.5),
        (f64::NAN, 5.0),
        (f64::INFINITY, 5.0),
    ] {
        let mut bad = good.clone();
        bad[2].pixel = Pixel::new(x, y);
        let error = refusal(&[photograph("front", bad)]);
        assert!(matches!(error, PoseError::OutsidePicture { .. }), "{error}");
    }
    let mut twice = good.clone();
    twice.push(twice[0]);
    let error = refusal(&[photograph("front", twice)]);
    assert!(error.to_string().contains("is marked twice"), "{error}");
    let mut wide = photograph("front", good);
    wide.field_of_view = FieldOfView::Horizontal(300.0);
    assert!(matches!(refusal(&[wide]), PoseError::FieldOfView { .. }));
}

#[test]
fn exchanged_sides_are_told() {
    let head = Head::from_measurements(&woman()).unwrap();
    for (yaw, pitch) in [(0.0, 0.0), (40.0, 10.0), (88.0, 5.0), (180.0, 10.0)] {
        let mut exchanged = marks(&head, &camera(yaw, pitch, 0.0));
        for mark in &mut exchanged {
            mark.landmark = mark.landmark.mirrored();
        }
        let error = refusal(&[photograph("mirror", exchanged)]);
        assert!(
            matches!(error, PoseError::SidesExchanged { .. }),
            "{yaw}: {error}"
        );
    }
}

#[test]
fn marks_of_something_else_give_no_pose() {
    let names = &Landmark::ALL[..10];
    let scattered = names.iter().enumerate().map(|(k, landmark)| Mark {
        landmark: *landmark,
        pixel: Pixel::new(
            (k * 577 % 1400) as f64 + 40.0,
            (k * 911 % 1900) as f64 + 40.0,
        ),
    });
    let error = refusal(&[photograph("wall", scattered.collect())]);
    assert!(matches!(error, PoseError::NoPose { .. }), "{error}");
    let same = names.iter().map(|landmark| Mark {
        landmark: *landmark,
        pixel: Pixel::new(700.0, 700.0),
    });
    let error = refusal(&[photograph("point", same.collect())]);
    assert!(
        matches!(
            error,
            PoseError::NoPose { .. } | PoseError::SidesExchanged { .. }
        ),
        "{error}"
    );
}

#[test]
fn an_exchanged_pair_is_named() {
    let head = Head::from_measurements(&woman()).unwrap();
    let mut marks = marks(&head, &camera(0.0, 10.0, 0.0));
    let pair = [Landmark::ExocanthionLeft, Landmark::ExocanthionRight];
    for mark in &mut marks {
        if pair.contains(&mark.landmark) {
            mark.landmark = mark.landmark.mirrored();
        }
    }
    let found = fit(
        &woman(),
        &[photograph("front", marks)],
        &FitSettings::default(),
    )
    .unwrap();
    let suspects = &found.poses[0].suspects;
    let named: Vec<Landmark> = suspects.iter().map(|suspect| suspect.landmark).collect();
    assert!(
        named.len() == 2 && pair.iter().all(|l| named.contains(l)),
        "{named:?}"
    );
    // Each is expected where the other was marked.
    assert!(suspects[0].expected.distance(suspects[1].marked) < 25.0);
}

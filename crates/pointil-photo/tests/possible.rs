//! One badly marked photograph does not spoil the others; and a camera found again against another head.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot make its input should stop"
)]

use pointil_photo::{
    FieldOfView, FitSettings, Mark, MarkedPhotograph, PoseError, camera_on, fit, fit_those_possible,
};
use pointil_scalp::{
    Camera, Direction, Head, HeadMeasurements, Landmark, Mm, PictureSize, Pixel, Point,
};

const SIZE: PictureSize = PictureSize {
    width: 1200,
    height: 1500,
};

fn camera(eye: [f64; 3]) -> Camera {
    let [x, y, z] = eye;
    let middle = Point::new(0.0, 76.0, 10.0);
    Camera::look_at(Point::new(x, y, z), middle, Direction::UP, 18.0, SIZE).unwrap()
}

fn marked(name: &str, head: &Head, camera: &Camera, landmarks: &[Landmark]) -> MarkedPhotograph {
    let mark = |landmark: &Landmark| Mark {
        landmark: *landmark,
        pixel: camera.project(head.landmark(*landmark)).unwrap(),
    };
    MarkedPhotograph {
        name: name.to_owned(),
        size: SIZE,
        field_of_view: FieldOfView::Horizontal(18.0),
        marks: landmarks.iter().map(mark).collect(),
        outline: None,
    }
}

const FRONT: [Landmark; 8] = [
    Landmark::ExocanthionLeft,
    Landmark::ExocanthionRight,
    Landmark::Pronasale,
    Landmark::Stomion,
    Landmark::SuperauraleLeft,
    Landmark::SuperauraleRight,
    Landmark::SubauraleLeft,
    Landmark::SubauraleRight,
];

const LEFT: [Landmark; 8] = [
    Landmark::ExocanthionLeft,
    Landmark::Sellion,
    Landmark::Pronasale,
    Landmark::Pogonion,
    Landmark::TragionLeft,
    Landmark::SuperauraleLeft,
    Landmark::SubauraleLeft,
    Landmark::PostauraleLeft,
];

#[test]
fn photographs_that_cannot_be_right_are_left_out_and_named() {
    let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
    let front = marked("front", &head, &camera([0.0, 150.0, 1050.0]), &FRONT);
    let left = marked("left", &head, &camera([1050.0, 150.0, 40.0]), &LEFT);
    let mut mirrored = marked("mirrored", &head, &camera([200.0, 150.0, 1000.0]), &FRONT);
    for mark in &mut mirrored.marks {
        mark.landmark = mark.landmark.mirrored();
    }
    let few = marked("few", &head, &camera([100.0, 150.0, 1000.0]), &FRONT[..3]);
    let settings = FitSettings::default();
    let measurements = HeadMeasurements::default();
    let all = [front.clone(), mirrored, left.clone(), few];
    let possible = fit_those_possible(&measurements, &all, &settings);
    let names: Vec<_> = possible.refused.iter().map(PoseError::photograph).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.contains(&Some("mirrored")) && names.contains(&Some("few")));
    let found = possible.fit.unwrap();
    let alone = fit(&measurements, &[front, left], &settings).unwrap();
    for (one, other) in found.poses.iter().zip(&alone.poses) {
        assert_eq!(one.camera, other.camera);
    }
    assert_eq!(found.head, alone.head);
    let nothing = fit_those_possible(&measurements, &all[3..], &settings);
    assert!(nothing.fit.is_none() && nothing.refused.len() == 1);
    assert!(
        fit_those_possible(&measurements, &[], &settings)
            .refused
            .is_empty()
    );
}

#[test]
fn a_head_that_is_known_is_put_where_its_landmarks_are() {
    let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
    for (eye, landmarks) in [([0.0, 150.0, 1050.0], FRONT), ([1050.0, 150.0, 40.0], LEFT)] {
        let camera = camera(eye);
        let photograph = marked("one", &head, &camera, &landmarks);
        let again = camera_on(&head, &photograph, &camera).unwrap();
        assert!(again.position().distance(camera.position()) < 1.0);
        // A larger head in the same picture stands farther away, and covers the same pixels.
        let large = HeadMeasurements {
            head_length: Some(Mm::new(212.0)),
            head_breadth: Some(Mm::new(167.0)),
            ..HeadMeasurements::default()
        };
        let large = Head::from_measurements(&large).unwrap();
        let other = camera_on(&large, &photograph, &camera).unwrap();
        let middle = Point::new(0.0, 76.0, 10.0);
        assert!(other.position().distance(middle) > camera.position().distance(middle) + 15.0);
        let ear = Landmark::SuperauraleLeft;
        let [own, there]: [Pixel; 2] = [
            camera.project(head.landmark(ear)).unwrap(),
            other.project(large.landmark(ear)).unwrap(),
        ];
        assert!(own.distance(there) < 25.0, "{own:?} {there:?}");
    }
}

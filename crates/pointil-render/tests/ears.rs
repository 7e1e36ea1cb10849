//! Dots behind a real ear are hidden by it, and by nothing else.

#![expect(
    clippy::unwrap_used,
    reason = "a head that cannot be drawn should stop the test"
)]

#[expect(dead_code, reason = "other tests scatter their dots as well")]
mod scatter;

use pointil_optics::{FitzpatrickType, HEALED_DAYS};
use pointil_render::{Dot, NothingBetween, Occluder, Picture, StandardAngle, View, composite};
use pointil_scalp::{
    Bvh, Camera, Direction, Head, HeadMeasurements, Mannequin, Part, PictureSize, Pixel, Site,
    Surface, TriangleMesh,
};
use scatter::dots;

const SIZE: PictureSize = PictureSize {
    width: 480,
    height: 600,
};

/// Dots on the skin behind and above the left ear, a millimetre apart.
fn behind_the_ear(head: &Head) -> Vec<Dot> {
    let places: Vec<_> = (0..1600)
        .map(|k| {
            let (column, row) = (f64::from(k % 40), f64::from(k / 40));
            let site = Site::from_angles(
                (105.5 + 0.5 * column).to_radians(),
                (-24.0 + 0.7 * row).to_radians(),
            );
            head.frame(site)
        })
        .collect();
    dots(&places, 0.2, "black", FitzpatrickType::II, HEALED_DAYS)
}

fn drawn(camera: &Camera, dots: &[Dot], occluder: &dyn Occluder) -> Picture {
    let bare = Picture::filled(SIZE, [200, 160, 140]).unwrap();
    let view = View {
        picture: &bare,
        camera,
        sharpness_px: 0.5,
        occluder,
        mask: None,
        redness: None,
    };
    composite(&view, dots).unwrap()
}

/// Pixels that dots have darkened, among those whose rays meet first what `wanted` says of the part (`None` is the wall).
fn darkened(
    picture: &Picture,
    camera: &Camera,
    (mesh, bvh): (&TriangleMesh, &Bvh),
    wanted: impl Fn(Option<Part>) -> bool,
) -> usize {
    let pixels = (0..SIZE.height).flat_map(|y| (0..SIZE.width).map(move |x| (x, y)));
    pixels
        .filter(|(x, y)| picture.pixel(*x, *y) != [200, 160, 140])
        .filter(|(x, y)| {
            let middle = Pixel::new(f64::from(*x) + 0.5, f64::from(*y) + 0.5);
            let hit = bvh.first_hit(camera.position(), camera.ray(middle));
            wanted(hit.map(|hit| mesh.parts()[mesh.triangles()[hit.triangle][0] as usize]))
        })
        .count()
}

#[test]
fn an_ear_hides_the_dots_behind_it_and_no_others() {
    let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
    let mesh = Mannequin::new(&head).mesh(2.5);
    let bvh = Bvh::new(&mesh);
    let dots = behind_the_ear(&head);
    let on_ear = |part: Option<Part>| part == Some(Part::LeftEar);
    let world = (&mesh, &bvh);
    let from_ahead = StandardAngle::LeftThreeQuarter.camera(SIZE);
    let open = drawn(&from_ahead, &dots, &NothingBetween);
    let hidden = drawn(&from_ahead, &dots, &bvh);
    let through = darkened(&open, &from_ahead, world, on_ear);
    let left = darkened(&hidden, &from_ahead, world, on_ear);
    // A dot's halo is some millimetres wide: beside the ear's edge it may fall on the ear.
    assert!(through > 500 && left * 8 < through, "{left} of {through}");
    let elsewhere = |part: Option<Part>| part == Some(Part::Scalp);
    let beside = darkened(&hidden, &from_ahead, world, elsewhere);
    assert!(beside > 800, "{beside}");
    // From behind the ear stands aside, and every dot shows.
    let from_behind = StandardAngle::Back.camera(SIZE);
    assert!(
        drawn(&from_behind, &dots, &bvh).rgb8()
            == drawn(&from_behind, &dots, &NothingBetween).rgb8()
    );
}

#[test]
fn each_dot_is_hidden_where_its_ray_says() {
    let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
    let mesh = Mannequin::new(&head).mesh(2.5);
    let bvh = Bvh::new(&mesh);
    let eye = StandardAngle::LeftThreeQuarter.camera(SIZE).position();
    let mut hidden = 0;
    for dot in behind_the_ear(&head) {
        let toward = Direction::of(dot.position - eye).unwrap();
        let hit = bvh.first_hit(eye, toward).unwrap();
        let before = eye.distance(dot.position) - hit.distance.mm();
        // Within a millimetre of the skin it is the skin itself.
        let faces = dot.normal.to_vec().dot(eye - dot.position) > 0.0;
        if faces && (before - 1.0).abs() > 0.8 {
            assert_eq!(bvh.hides(dot.position, eye), before > 1.0, "{before}");
            hidden += usize::from(before > 1.0);
        }
    }
    assert!(hidden > 150, "{hidden}");
}

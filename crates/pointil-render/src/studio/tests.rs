use pointil_optics::{FitzpatrickType, Lab};
use pointil_scalp::template::Template;
use pointil_scalp::{Bvh, Head, HeadMeasurements, PictureSize};

use super::*;
use crate::angle::StandardAngle;
use crate::occluder::NothingBetween;

const SIZE: PictureSize = PictureSize {
    width: 160,
    height: 200,
};

/// The vault of the mean head, closed below.
fn vault() -> (TriangleMesh, Landmarks) {
    let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
    let mesh = TriangleMesh::of_scalp(head.cranium(), &Template::build(24, |_| true));
    (mesh, head.landmarks().clone())
}

fn studio() -> Studio {
    let (mesh, landmarks) = vault();
    let bvh = Bvh::new(&mesh);
    Studio::new(mesh, landmarks, &bvh)
}

fn forehead(picture: &Picture) -> Lab {
    let size = PictureSize {
        width: 12,
        height: 12,
    };
    let square = picture.cropped(74, 60, size).unwrap().reduced(12).unwrap();
    Lab::from(LinearRgb::from_srgb8(square.pixel(0, 0)))
}

/// Skin in full light has about the colour it was given, whatever its type.
#[test]
fn skin_has_the_colour_of_its_type() {
    let studio = studio();
    let camera = StandardAngle::Front.camera(SIZE);
    for fitzpatrick in FitzpatrickType::ALL {
        let skin = Skin::of_type(fitzpatrick);
        let picture = studio.photograph(&camera, skin).unwrap();
        let difference = forehead(&picture).difference(skin.lab());
        assert!(
            difference < 8.0,
            "{fitzpatrick:?}: {:?} {difference}",
            forehead(&picture)
        );
    }
}

#[test]
fn one_thread_or_many_give_the_same_bytes() {
    let camera = StandardAngle::LeftThreeQuarter.camera(SIZE);
    let skin = Skin::of_type(FitzpatrickType::III);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| studio().photograph(&camera, skin).unwrap())
    };
    assert_eq!(with(1), with(3));
}

/// The silhouette is where the surface projects: a pixel is background if and only if its ray misses the mesh.
#[test]
fn the_head_is_where_its_rays_meet_it() {
    let (mesh, _) = vault();
    let bvh = Bvh::new(&mesh);
    let camera = StandardAngle::Left.camera(SIZE);
    let picture = studio()
        .photograph(&camera, Skin::of_type(FitzpatrickType::VI))
        .unwrap();
    let mut wrong = 0;
    for y in 0..SIZE.height {
        for x in 0..SIZE.width {
            let middle = pointil_scalp::Pixel::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
            let met = bvh
                .first_hit(camera.position(), camera.ray(middle))
                .is_some();
            let grey = LinearRgb::from_srgb8(picture.pixel(x, y));
            let background = (grey.red - grey.blue).abs() < 0.03 && grey.red > 0.3;
            wrong += usize::from(met == background);
        }
    }
    // Pixels on the edge may go either way: it is some 350 pixels long.
    assert!(wrong < 120, "{wrong} pixels");
}

/// What the head hides from the key lamp is darker than where nothing stands between.
#[test]
fn the_head_shades_itself() {
    struct Wall;
    impl Occluder for Wall {
        fn hides(&self, point: Point, eye: Point) -> bool {
            point.left() < 0.0 && eye.left() < point.left()
        }
    }
    let (mesh, landmarks) = vault();
    let open = Studio::new(mesh.clone(), landmarks.clone(), &NothingBetween);
    let walled = Studio::new(mesh, landmarks, &Wall);
    let camera = StandardAngle::Front.camera(SIZE);
    let skin = Skin::of_type(FitzpatrickType::II);
    let (open, walled) = (
        open.photograph(&camera, skin).unwrap(),
        walled.photograph(&camera, skin).unwrap(),
    );
    let light = |p: &Picture, x: u32| LinearRgb::from_srgb8(p.pixel(x, 70)).luminance();
    assert!(light(&walled, 55) < 0.6 * light(&open, 55));
    assert!((light(&walled, 105) / light(&open, 105) - 1.0).abs() < 0.05);
}

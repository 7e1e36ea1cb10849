//! The hair of whole heads: more of it hides more skin, none changes nothing, any number of threads draws the same, and one small
//! view is as it was found good (`tests/references.rs` says how such a picture is renewed).

#![expect(
    clippy::unwrap_used,
    reason = "a head that cannot be made should stop the test"
)]

use pointil_optics::{BLACK_HAIR, FitzpatrickType, Lab, LinearRgb, Skin};
use pointil_render::{HairLook, HairStyle, LongHair, Picture, StandardAngle, Studio};
use pointil_scalp::{
    Bvh, Camera, DensityGround, FollicularUnitDensity, FollicularUnits, Hair, HairField,
    HairPattern, Hairline, HairlineParameters, Head, HeadMeasurements, Landmark, Mannequin, Mm,
    PictureSize, Point, Sex, SquareCm, Surface, SurfaceCurve, ZoneLayout, ZoneMap,
};

const SIZE: PictureSize = PictureSize {
    width: 240,
    height: 300,
};

struct Woman {
    head: Head,
    ground: DensityGround,
    studio: Studio,
    bvh: Bvh,
    part_line: Vec<Point>,
    scalp: SquareCm,
}

impl Woman {
    fn new() -> Self {
        let measurements = HeadMeasurements {
            sex: Sex::Female,
            ..HeadMeasurements::default()
        };
        let head = Head::from_measurements(&measurements).unwrap();
        let hairline = Hairline::new(&head, HairlineParameters::rounded_female(&head)).unwrap();
        let zones = ZoneMap::new(&head, &hairline, ZoneLayout::default()).unwrap();
        let mesh = Mannequin::new(&head).mesh(3.0);
        let bvh = Bvh::new(&mesh);
        let front = hairline.site(pointil_scalp::HairlinePoint::MidFrontalPoint);
        let vertex = head.site(head.landmark(Landmark::Vertex));
        let line = SurfaceCurve::straight(&head, &[front, vertex]).unwrap();
        Self {
            ground: DensityGround::new(&zones, &hairline),
            studio: Studio::new(mesh, head.landmarks().clone(), &bvh),
            bvh,
            part_line: line.points().to_vec(),
            scalp: zones.areas().scalp(),
            head,
        }
    }

    fn hairs(&self, pattern: &str) -> Vec<Hair> {
        let pattern: HairPattern = pattern.parse().unwrap();
        let field = HairField::new(&self.ground, &pattern.into(), Mm::new(30.0)).unwrap();
        let full = FollicularUnitDensity::new(90.0);
        let units = FollicularUnits::new(&self.head, full, 11).unwrap();
        units.hairs(&self.head, &field)
    }

    fn combed(&self, pattern: &str) -> LongHair {
        let style = HairStyle {
            length_mm: 260.0,
            part_line: self.part_line.clone(),
        };
        let look = HairLook {
            shaft_mm: 0.07,
            colour: LinearRgb::from(BLACK_HAIR),
        };
        self.studio
            .combed(&self.bvh, &self.hairs(pattern), &style, look)
    }

    fn drawn(&self, pattern: &str, camera: &Camera) -> Picture {
        let bare = self
            .studio
            .photograph(camera, Skin::of_type(FitzpatrickType::III));
        let layer = self.studio.hair_layer(camera, &self.combed(pattern));
        layer.over(&bare.unwrap())
    }
}

#[test]
fn follicles_are_as_many_as_the_field_says_and_none_moves() {
    let woman = Woman::new();
    let full = woman.hairs("full");
    let per_cm2 = full.len() as f64 / woman.scalp.square_cm();
    println!(
        "{} hairs on {}, {per_cm2:.0} to a cm²",
        full.len(),
        woman.scalp
    );
    // 90 units of 2.2 hairs, less where hair begins.
    assert!((150.0..200.0).contains(&per_cm2), "{per_cm2}");
    let has =
        |hairs: &[Hair], own: &Hair| hairs.binary_search_by_key(&own.bits, |h| h.bits).is_ok();
    let mut before = full;
    for stage in ["Ludwig I", "Ludwig II", "Ludwig III"] {
        before.sort_unstable_by_key(|own| own.bits);
        let left = woman.hairs(stage);
        assert!(left.len() < before.len(), "{stage}");
        assert!(left.iter().all(|own| has(&before, own)), "{stage}");
        before = left;
    }
    assert!(woman.hairs("none").is_empty());
}

#[test]
fn thinner_hair_shows_more_skin_and_none_shows_all() {
    let woman = Woman::new();
    let camera = StandardAngle::Top.camera(SIZE);
    let mut before = 0.0;
    for pattern in ["full", "Ludwig I", "Ludwig II", "Ludwig III", "none"] {
        let layer = woman.studio.hair_layer(&camera, &woman.combed(pattern));
        let left: f64 = layer.left().iter().map(|own| f64::from(*own)).sum();
        println!("{pattern}: {left:.0} pixels of skin and wall");
        assert!(left > before, "{pattern}");
        before = left;
    }
    let bare = woman
        .studio
        .photograph(&camera, Skin::of_type(FitzpatrickType::III));
    assert_eq!(woman.drawn("none", &camera), bare.unwrap());
}

#[test]
fn one_thread_or_three_draw_the_same_hair() {
    let woman = Woman::new();
    let camera = StandardAngle::LeftThreeQuarter.camera(SIZE);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap().install(|| woman.drawn("Ludwig II", &camera))
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn the_parting_is_as_it_was_found_good() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ref/parting.png");
    let drawn = Woman::new().drawn("Ludwig II", &StandardAngle::Top.camera(SIZE));
    if std::env::var_os("POINTIL_WRITE_REFERENCES").is_some() {
        std::fs::write(file, drawn.to_png().unwrap()).unwrap();
    }
    let kept = pointil_photo::decode(&std::fs::read(file).unwrap()).unwrap();
    let kept = Picture::new(kept.size(), kept.rgb8().to_vec()).unwrap();
    let (a, b) = (drawn.reduced(6).unwrap(), kept.reduced(6).unwrap());
    let lab = |picture: &Picture, x, y| Lab::from(LinearRgb::from_srgb8(picture.pixel(x, y)));
    for y in 0..a.size().height {
        for x in 0..a.size().width {
            let apart = lab(&a, x, y).difference(lab(&b, x, y));
            assert!(apart < 0.6, "({x}, {y}): {apart}");
        }
    }
}

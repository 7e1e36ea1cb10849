//! Four pictures that were looked at and found good, kept in `tests/ref`, and what may change in them unnoticed.
//!
//! After a change that is meant: `POINTIL_WRITE_REFERENCES=1 cargo test -p pointil-render --test references`, look at the
//! pictures at 100 % and from arm's length, and keep them if they are better.

#![expect(
    clippy::unwrap_used,
    reason = "a reference that cannot be read should stop the test"
)]

mod scatter;

use std::path::PathBuf;
use std::sync::OnceLock;

use glam::DVec3;
use pointil_optics::{
    DotPlacement, FitzpatrickType, HEALED_DAYS, Illuminant, Lab, LinearRgb, Skin, Viewing,
};
use pointil_render::{Picture, Redness, StandardAngle, Studio, View, close_up, composite};
use pointil_scalp::template::Template;
use pointil_scalp::{
    Bvh, Camera, Direction, Head, HeadMeasurements, Landmark, Landmarks, Mannequin, Part,
    PictureSize, Point, TriangleMesh,
};
use scatter::{dots, in_skin, scattered};

/// The most by which the mean of 8 by 8 pixels may differ (CIEDE2000).
const BLOCK_TOLERANCE: f64 = 0.3;

/// The most by which all but one pixel in a hundred may differ.
const PIXEL_TOLERANCE: f64 = 1.5;

struct Set {
    studio: Studio,
    bvh: Bvh,
    places: Vec<(Point, Direction)>,
    hairline: Point,
}

impl Set {
    fn of(head: &Head, mesh: TriangleMesh) -> Self {
        let bvh = Bvh::new(&mesh);
        let corner = |i: u32| {
            let i = i as usize;
            (mesh.positions()[i].to_vec(), mesh.normals()[i].to_vec())
        };
        let scalp = |t: &&[u32; 3]| t.iter().all(|i| mesh.parts()[*i as usize] == Part::Scalp);
        let triangles = mesh.triangles().iter().filter(scalp);
        let triangles: Vec<_> = triangles.map(|t| t.map(corner)).collect();
        let places = scattered(&triangles, 140.0, |p| {
            ((p.y - 42.0 - 0.42 * p.z) / 10.0).clamp(0.0, 1.0)
        });
        let studio = Studio::new(mesh, head.landmarks().clone(), &bvh);
        Self {
            studio,
            bvh,
            places,
            hairline: head.landmark(Landmark::Glabella) + DVec3::new(0.0, 55.0, -12.0),
        }
    }
}

fn head() -> Head {
    Head::from_measurements(&HeadMeasurements::default()).unwrap()
}

/// The vault alone: a better nose must not trip what is about dots and skin.
fn vault() -> &'static Set {
    static SET: OnceLock<Set> = OnceLock::new();
    SET.get_or_init(|| {
        let head = head();
        let mesh = TriangleMesh::of_scalp(head.cranium(), &Template::build(64, |_| true));
        Set::of(&head, mesh)
    })
}

/// The whole practice head, as `head` has it.
fn practice_head(head: &Head) -> Set {
    Set::of(head, Mannequin::new(head).mesh(2.5))
}

fn mannequin() -> &'static Set {
    static SET: OnceLock<Set> = OnceLock::new();
    SET.get_or_init(|| practice_head(&head()))
}

/// One reference: its file, what is seen, and what may be varied to see whether it is noticed.
#[derive(Clone, Copy)]
struct Scene {
    name: &'static str,
    set: fn() -> &'static Set,
    camera: fn(&Set) -> Camera,
    skin: FitzpatrickType,
    shade: &'static str,
    days: f64,
}

const SCENES: [Scene; 4] = [
    Scene {
        name: "crown",
        set: vault,
        camera: |set| {
            let inward = Direction::of(DVec3::new(-0.75, -0.6, -0.9)).unwrap();
            let target = set.hairline + DVec3::new(0.0, -6.0, -80.0);
            close_up(target, inward, 190.0, size(400, 260)).unwrap()
        },
        skin: FitzpatrickType::II,
        shade: "dark_brown",
        days: HEALED_DAYS,
    },
    Scene {
        name: "hairline",
        set: vault,
        camera: |set| {
            let inward = Direction::of(DVec3::new(-0.1, -0.5, -1.0)).unwrap();
            close_up(set.hairline, inward, 64.0, size(320, 240)).unwrap()
        },
        skin: FitzpatrickType::IV,
        shade: "black",
        days: 0.0,
    },
    Scene {
        name: "dots",
        set: vault,
        camera: |set| {
            let inward = Direction::of(DVec3::new(-0.6, -0.6, -1.0)).unwrap();
            close_up(
                set.hairline + DVec3::new(12.0, 14.0, -6.0),
                inward,
                12.0,
                size(320, 240),
            )
            .unwrap()
        },
        skin: FitzpatrickType::VI,
        shade: "black",
        days: HEALED_DAYS,
    },
    FACE,
];

/// Face, ear, neck and the table below.
const FACE: Scene = Scene {
    name: "face",
    set: mannequin,
    camera: |_| StandardAngle::LeftThreeQuarter.camera(size(240, 300)),
    skin: FitzpatrickType::III,
    shade: "black",
    days: HEALED_DAYS,
};

const fn size(width: u32, height: u32) -> PictureSize {
    PictureSize { width, height }
}

impl Scene {
    fn draw(&self, diameter_mm: f64) -> Picture {
        self.draw_of((self.set)(), diameter_mm)
    }

    fn draw_of(&self, set: &Set, diameter_mm: f64) -> Picture {
        let skin = Skin::of_type(self.skin);
        let camera = (self.camera)(set);
        let picture = set.studio.photograph(&camera, skin).unwrap();
        let redness = self.redness();
        let view = View {
            picture: &picture,
            camera: &camera,
            sharpness_px: 0.5,
            occluder: &set.bvh,
            mask: None,
            redness: (self.days < HEALED_DAYS).then_some(&redness),
        };
        composite(
            &view,
            &dots(&set.places, diameter_mm, self.shade, self.skin, self.days),
        )
        .unwrap()
    }

    fn redness(&self) -> Redness {
        let viewing = Viewing::under(Illuminant::D65).unwrap();
        let left = in_skin(self.skin, |skin, course| {
            skin.redness(&course(&DotPlacement::USUAL), self.days, &viewing)
        });
        Redness {
            transmission: left.unwrap(),
            reach_mm: 1.5,
        }
    }

    fn file(&self) -> PathBuf {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ref");
        PathBuf::from(folder).join(format!("{}.png", self.name))
    }

    fn reference(&self) -> Picture {
        let file = pointil_photo::decode(&std::fs::read(self.file()).unwrap()).unwrap();
        Picture::new(file.size(), file.rgb8().to_vec()).unwrap()
    }
}

/// The largest difference between means of 8 by 8 pixels, and that which one pixel in a hundred exceeds.
fn differences(a: &Picture, b: &Picture) -> (f64, f64) {
    assert_eq!(a.size(), b.size());
    let (width, height) = (a.size().width, a.size().height);
    let light = |p: &Picture, x: u32, y: u32| LinearRgb::from_srgb8(p.pixel(x, y)).to_array();
    let block = |p: &Picture, x: u32, y: u32| {
        let mut sum = [0.0; 3];
        for k in 0..64 {
            for (sum, l) in sum.iter_mut().zip(light(p, x + k % 8, y + k / 8)) {
                *sum += l / 64.0;
            }
        }
        Lab::from(LinearRgb::from_array(sum))
    };
    let mut worst = 0.0_f64;
    for y in (0..height - 7).step_by(8) {
        for x in (0..width - 7).step_by(8) {
            worst = worst.max(block(a, x, y).difference(block(b, x, y)));
        }
    }
    let lab = |p: &Picture, x: u32, y: u32| Lab::from(LinearRgb::from_array(light(p, x, y)));
    let mut single: Vec<f64> = (0..width * height)
        .map(|k| {
            let (x, y) = (k % width, k / width);
            lab(a, x, y).difference(lab(b, x, y))
        })
        .collect();
    single.sort_by(f64::total_cmp);
    (worst, single[single.len() * 99 / 100])
}

fn agree(a: &Picture, b: &Picture) -> bool {
    let (block, single) = differences(a, b);
    block <= BLOCK_TOLERANCE && single <= PIXEL_TOLERANCE
}

#[test]
fn pictures_are_as_they_were_found_good() {
    for scene in SCENES {
        let drawn = scene.draw(0.15);
        if std::env::var_os("POINTIL_WRITE_REFERENCES").is_some() {
            std::fs::write(scene.file(), drawn.to_png().unwrap()).unwrap();
        }
        let (block, single) = differences(&drawn, &scene.reference());
        let name = scene.name;
        assert!(
            agree(&drawn, &scene.reference()),
            "{name}: blocks {block}, pixels {single}"
        );
    }
}

#[test]
fn dots_a_tenth_larger_are_noticed() {
    for scene in SCENES {
        let (block, single) = differences(&scene.draw(0.165), &scene.reference());
        let noticed = block > BLOCK_TOLERANCE || single > PIXEL_TOLERANCE;
        assert!(noticed, "{}: blocks {block}, pixels {single}", scene.name);
    }
}

#[test]
fn a_nose_or_an_ear_two_millimetres_off_is_noticed() {
    for moved in [Landmark::Pronasale, Landmark::PostauraleLeft] {
        let head = head();
        let landmarks = Landmarks::from_fn(|landmark| {
            let off = if landmark == moved { 2.0 } else { 0.0 };
            head.landmark(landmark) + DVec3::new(0.0, off, 0.0)
        });
        let head = head.with_landmarks(landmarks);
        let drawn = FACE.draw_of(&practice_head(&head), 0.15);
        let (block, single) = differences(&drawn, &FACE.reference());
        assert!(block > BLOCK_TOLERANCE, "{moved}: {block} {single}");
    }
}

#[test]
fn a_shift_by_one_pixel_is_noticed() {
    for scene in SCENES {
        let reference = scene.reference();
        let PictureSize { width, height } = reference.size();
        let shifted = reference.cropped(1, 0, size(width - 1, height)).unwrap();
        let kept = reference.cropped(0, 0, size(width - 1, height)).unwrap();
        assert!(!agree(&shifted, &kept), "{}", scene.name);
    }
}

use glam::{DVec2, DVec3};
use pointil_optics::{DotAppearance, Halo, LinearRgb};
use pointil_scalp::{Direction, Point};

use super::*;
use crate::occluder::NothingBetween;

mod accuracy;
mod redness;

const SIZE: PictureSize = PictureSize {
    width: 240,
    height: 200,
};

/// A camera one metre in front of the origin with `px_per_mm` there.
fn camera(px_per_mm: f64) -> Camera {
    let eye = Point::new(0.0, 0.0, 1000.0);
    let (right, down, forward) = (DVec3::X, -DVec3::Y, -DVec3::Z);
    Camera::new(eye, right, down, forward, px_per_mm * 1000.0, SIZE)
}

fn tilted(deg: f64, around: f64) -> Direction {
    let (s, c) = deg.to_radians().sin_cos();
    let (sa, ca) = around.to_radians().sin_cos();
    Direction::of(DVec3::new(s * ca, s * sa, c)).unwrap()
}

/// A black disc without halo.
fn disc(diameter_mm: f64) -> DotAppearance {
    DotAppearance {
        disc: LinearRgb::grey(1.0),
        diameter_mm,
        edge_mm: 0.0,
        halos: [Halo::default(); 3],
    }
}

/// About a healed black dot of 0.15 mm, 0.12 mm deep in light skin.
fn healed() -> DotAppearance {
    let halo = |loss: [f64; 3], spread_mm: f64| Halo {
        loss: LinearRgb::from_array(loss),
        spread_mm,
    };
    DotAppearance {
        disc: LinearRgb::from_array([0.25, 0.22, 0.18]),
        diameter_mm: 0.15,
        edge_mm: 0.035,
        halos: [
            halo([0.10, 0.08, 0.06], 0.15),
            halo([0.04, 0.03, 0.02], 0.4),
            halo([0.01, 0.006, 0.004], 1.1),
        ],
    }
}

fn dot(x: f64, y: f64, normal: Direction, appearance: DotAppearance) -> Dot {
    Dot {
        position: Point::new(x, y, 0.0),
        normal,
        appearance,
    }
}

fn whole(dots: &[Dot], camera: &Camera, sharpness_px: f64) -> Vec<[f32; 4]> {
    let footprints: Vec<Footprint> = dots
        .iter()
        .filter_map(|d| {
            Some(Footprint::new(
                &Seen::new(d, camera)?,
                sharpness_px,
                WIDE_PX,
            ))
        })
        .collect();
    let (width, height) = (SIZE.width as usize, SIZE.height as usize);
    let slow = halos(&footprints, (width, height));
    let mut room = Room::default();
    room.clear(width * height);
    room.fill(footprints.iter(), &slow, width, 0);
    room.left
}

fn taken(left: &[[f32; 4]]) -> [f64; 3] {
    let sum = |k: usize| left.iter().map(|p| 1.0 - f64::from(p[k])).sum();
    [sum(0), sum(1), sum(2)]
}

/// From far below a pixel to many pixels, in plain view and foreshortened, sharp and blurred: what a dot takes from the
/// picture is its area in it.
#[test]
fn a_dot_takes_its_projected_area() {
    for px_per_mm in [1.0, 3.6, 12.0, 60.0] {
        for sharpness in [0.0, 0.6, 1.5] {
            for tilt in [0.0, 40.0, 75.0] {
                let camera = camera(px_per_mm);
                let position = (0.13, 0.29);
                let dot = dot(position.0, position.1, tilted(tilt, 30.0), disc(0.4));
                let got = taken(&whole(&[dot], &camera, sharpness))[1];
                let scale = camera.pixels_per_mm(dot.position);
                let expected =
                    core::f64::consts::PI * 0.04 * scale * scale * tilt.to_radians().cos();
                let error = got / expected - 1.0;
                assert!(
                    error.abs() < 0.01,
                    "{px_per_mm} px/mm, {sharpness} px, {tilt}°: {error}"
                );
            }
        }
    }
}

#[test]
fn a_healed_dot_takes_what_its_appearance_says() {
    let camera = camera(10.0);
    let dot = dot(0.0, 0.0, tilted(50.0, 0.0), healed());
    let got = taken(&whole(&[dot], &camera, 0.7));
    let scale = camera.pixels_per_mm(dot.position).powi(2) * 50_f64.to_radians().cos();
    for (got, loss) in got.into_iter().zip(healed().area_loss().to_array()) {
        assert!((got / (loss * scale) - 1.0).abs() < 0.01);
    }
}

/// Pixel by pixel against a disc sampled 32 times a pixel in each direction and blurred by brute force.
#[test]
fn the_shape_is_that_of_a_blurred_disc() {
    let truth = |radius: f64, sd: f64, at: DVec2| {
        // Blur and pixel square together as a Gaussian, as in the footprint.
        let sd = (sd * sd + 1.0 / 12.0).sqrt();
        let (mut inside, mut all) = (0.0, 0.0);
        for i in -60..=60 {
            for j in -60..=60 {
                let offset = DVec2::new(f64::from(i), f64::from(j)) * (4.0 * sd / 60.0);
                let weight = (-0.5 * (offset / sd).length_squared()).exp();
                all += weight;
                if (at + offset).length() < radius {
                    inside += weight;
                }
            }
        }
        inside / all
    };
    for (px_per_mm, sd) in [
        (1.5, 0.5),
        (3.6, 0.6),
        (5.0, 0.5),
        (8.0, 0.5),
        (12.0, 0.8),
        (40.0, 0.7),
    ] {
        let camera = camera(px_per_mm);
        let left = whole(&[dot(0.0, 0.0, tilted(0.0, 0.0), disc(0.4))], &camera, sd);
        let radius = 0.2 * px_per_mm;
        let peak = truth(radius, sd, DVec2::ZERO);
        for y in 90..110_usize {
            for x in 110..130_usize {
                let at = DVec2::new(x as f64 + 0.5 - 120.0, y as f64 + 0.5 - 100.0);
                let got = 1.0 - f64::from(left[y * 240 + x][0]);
                let error = (got - truth(radius, sd, at)).abs() / peak;
                assert!(
                    error < 0.05,
                    "{px_per_mm} px/mm at {at}: {error} of the peak"
                );
            }
        }
    }
}

#[test]
fn dots_over_one_another_multiply() {
    let camera = camera(20.0);
    let one = dot(0.0, 0.0, tilted(0.0, 0.0), healed());
    let single = whole(&[one], &camera, 0.5);
    let double = whole(&[one, one], &camera, 0.5);
    for (a, b) in single.iter().zip(&double) {
        assert!((a[0] * a[0] - b[0]).abs() < 1e-4);
    }
}

fn skin_picture() -> Picture {
    let mut picture = Picture::filled(SIZE, [0; 3]).unwrap();
    for (k, byte) in picture.rgb8_mut().iter_mut().enumerate() {
        let grain = (k / 3 * 7919 % 23) as u8;
        *byte = [190, 150, 130][k % 3] + grain;
    }
    picture
}

fn field(tilt: f64) -> Vec<Dot> {
    (0..2000)
        .map(|k| {
            let (x, y) = (
                f64::from(k % 50) * 0.7 - 20.0,
                f64::from(k / 50) * 0.6 - 12.0,
            );
            dot(x, y, tilted(tilt, f64::from(k)), healed())
        })
        .collect()
}

fn view<'a>(picture: &'a Picture, camera: &'a Camera) -> View<'a> {
    View {
        picture,
        camera,
        sharpness_px: 0.6,
        occluder: &NothingBetween,
        mask: None,
        redness: None,
    }
}

#[test]
fn untouched_pixels_keep_their_bytes_and_touched_ones_never_brighten() {
    let (picture, camera) = (skin_picture(), camera(3.6));
    let dots: Vec<Dot> = field(20.0)
        .into_iter()
        .filter(|d| d.position.left() < 0.0)
        .collect();
    let result = composite(&view(&picture, &camera), &dots).unwrap();
    let left = whole(&dots, &camera, 0.6);
    let pixels = result.rgb8().chunks(3).zip(picture.rgb8().chunks(3));
    let (mut kept, mut darker) = (0, 0);
    for ((new, old), left) in pixels.zip(&left) {
        if left.iter().all(|&t| t >= 1.0) {
            assert_eq!(new, old);
            kept += 1;
        } else {
            assert!(new.iter().zip(old).all(|(n, o)| n <= o));
            darker += usize::from(new != old);
        }
    }
    assert!(kept > 10_000 && darker > 3000, "{kept} {darker}");
}

#[test]
fn one_thread_or_many_give_the_same_bytes() {
    let (picture, camera) = (skin_picture(), camera(3.6));
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| composite(&view(&picture, &camera), &field(35.0)).unwrap())
    };
    assert_eq!(with(1), with(4));
}

#[test]
fn what_is_hidden_is_not_drawn() {
    struct LeftHalf;
    impl Occluder for LeftHalf {
        fn hides(&self, point: Point, _: Point) -> bool {
            point.left() < 0.0
        }
    }
    let (picture, camera) = (skin_picture(), camera(3.6));
    let plain = view(&picture, &camera);
    assert_eq!(composite(&plain, &field(100.0)).unwrap(), picture);
    let blocked = View {
        occluder: &LeftHalf,
        ..view(&picture, &camera)
    };
    let result = composite(&blocked, &field(0.0)).unwrap();
    assert_eq!(result.pixel(60, 100), picture.pixel(60, 100));
    assert_ne!(result, picture);
    let covered = Mask::new(SIZE, vec![0; 240 * 200]).unwrap();
    let masked = View {
        mask: Some(&covered),
        ..view(&picture, &camera)
    };
    assert_eq!(composite(&masked, &field(0.0)).unwrap(), picture);
    assert_eq!(Mask::new(SIZE, vec![0; 7]), None);
}

/// The mean light of a square of pixels.
fn mean_light(picture: &Picture, x: u32, y: u32, side: u32) -> [f64; 3] {
    let square = PictureSize {
        width: side,
        height: side,
    };
    let mean = picture
        .cropped(x, y, square)
        .unwrap()
        .reduced(side)
        .unwrap();
    LinearRgb::from_srgb8(mean.pixel(0, 0)).to_array()
}

/// A highlight in the middle of the skin: its mirrored light stays where the dots darken the light from within.
#[test]
fn gloss_stays() {
    let mut picture = Picture::filled(SIZE, [0; 3]).unwrap();
    let inner = [0.45, 0.29, 0.22];
    for (k, pixel) in picture.rgb8_mut().chunks_mut(3).enumerate() {
        let (x, y) = ((k % 240) as f64 - 120.0, (k / 240) as f64 - 100.0);
        let mirrored = 0.35 * (-(x * x + y * y) / 600.0).exp();
        let light = LinearRgb::from_array(inner.map(|i| i + mirrored));
        pixel.copy_from_slice(&light.to_srgb8());
    }
    let camera = camera(3.6);
    let dots: Vec<Dot> = (0..6000)
        .map(|k| {
            let (x, y) = (f64::from(k % 100) * 0.65, f64::from(k / 100) * 0.9);
            dot(x - 32.0, y - 27.0, tilted(0.0, 0.0), healed())
        })
        .collect();
    let result = composite(&view(&picture, &camera), &dots).unwrap();
    let before = mean_light(&picture, 112, 92, 16);
    let after = mean_light(&result, 112, 92, 16);
    let far = mean_light(&result, 20, 20, 30);
    for k in 0..3 {
        let left = far[k] / inner[k];
        let dull = before[k] * left;
        let right = before[k] - inner[k] * (1.0 - left);
        let error = (after[k] - right).abs() / (dull - right).abs();
        assert!(
            error < 0.4,
            "channel {k}: {} for {right}, {dull} without gloss",
            after[k]
        );
    }
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let (picture, camera) = (skin_picture(), camera(3.6));
    let other = Picture::filled(
        PictureSize {
            width: 9,
            height: 9,
        },
        [9; 3],
    )
    .unwrap();
    assert!(composite(&view(&other, &camera), &[]).is_err());
    for sharpness_px in [-1.0, f64::NAN, 60.0] {
        let blurred = View {
            sharpness_px,
            ..view(&picture, &camera)
        };
        assert!(composite(&blurred, &[]).is_err());
    }
    assert_eq!(composite(&view(&picture, &camera), &[]).unwrap(), picture);
}

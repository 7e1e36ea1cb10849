//! Dots in photographs of a real head, placed on its scan: the truth of camera and surface is known.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a photograph that cannot be read should stop the test; figures are printed"
)]

mod scatter;

use core::f64::consts::PI;
use std::path::PathBuf;
use std::time::Instant;

use glam::DVec3;
use pointil_optics::{FitzpatrickType, HEALED_DAYS, LinearRgb};
use pointil_render::{Dot, NothingBetween, Picture, View, composite};
use pointil_scalp::{Camera, Direction, PictureSize, Point};
use scatter::{Corner, dots, scattered};
use serde_json::Value;

const SIZE: PictureSize = PictureSize {
    width: 1200,
    height: 1500,
};

const DENSITY: f64 = 140.0;

/// Where the scan and its photographs lie; they are not part of the repository.
fn photographs() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/photos");
    let folder = std::env::var("POINTIL_PHOTOS").unwrap_or_else(|_| beside.into());
    let folder = PathBuf::from(folder);
    folder.join("scan.ply").exists().then_some(folder)
}

/// The triangles of a binary PLY of floats with triangular faces, with smooth normals.
fn scan(bytes: &[u8]) -> Vec<[Corner; 3]> {
    let end = b"end_header\n";
    let start = bytes.windows(end.len()).position(|w| w == end).unwrap() + end.len();
    let header = std::str::from_utf8(&bytes[..start]).unwrap();
    let count = |word: &str| -> usize {
        let line = header.lines().find(|l| l.starts_with(word)).unwrap();
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    let (vertices, faces) = (count("element vertex"), count("element face"));
    let four = |at: usize| -> [u8; 4] { bytes[at..at + 4].try_into().unwrap() };
    let float = |at: usize| f64::from(f32::from_le_bytes(four(at)));
    let places: Vec<DVec3> = (0..vertices)
        .map(|i| DVec3::from([0, 4, 8].map(|k| float(start + 12 * i + k))))
        .collect();
    let first = start + 12 * vertices;
    let triangles: Vec<[usize; 3]> = (0..faces)
        .map(|f| [1, 5, 9].map(|k| u32::from_le_bytes(four(first + 13 * f + k)) as usize))
        .collect();
    let mut normals = vec![DVec3::ZERO; vertices];
    for t in &triangles {
        let [a, b, c] = t.map(|i| places[i]);
        for i in t {
            normals[*i] += (b - a).cross(c - a);
        }
    }
    triangles
        .iter()
        .map(|t| t.map(|i| (places[i], normals[i].normalize_or(DVec3::Y))))
        .collect()
}

fn camera(views: &Value, view: &str) -> Camera {
    let own = &views["views"][view];
    let vector = |name: &str| DVec3::from([0, 1, 2].map(|k| own[name][k].as_f64().unwrap()));
    let field_deg = views["horizontal_fov_deg"].as_f64().unwrap();
    let (eye, target) = (vector("camera_mm"), vector("target_mm"));
    let up = Direction::of(vector("up")).unwrap();
    Camera::look_at(
        Point::from_vec(eye),
        Point::from_vec(target),
        up,
        field_deg,
        SIZE,
    )
    .unwrap()
}

fn healed(triangles: &[[Corner; 3]]) -> Vec<Dot> {
    // The top of the head above a line from hairline to crown.
    let top = |p: DVec3| f64::from(u8::from(p.y > 102.0 + 0.42 * p.z && p.y > 60.0));
    let head: Vec<_> = triangles
        .iter()
        .filter(|t| t[0].0.y > 50.0)
        .copied()
        .collect();
    let places = scattered(&head, DENSITY, top);
    dots(
        &places,
        0.15,
        "dark_brown",
        FitzpatrickType::II,
        HEALED_DAYS,
    )
}

/// Mean light in the square of 60 pixels around where `p` falls.
fn light(picture: &Picture, camera: &Camera, p: Point) -> [f64; 3] {
    let at = camera.project(p).unwrap();
    let mut sum = [0.0; 3];
    for k in 0..3600_u32 {
        let (x, y) = (at.x as u32 - 30 + k % 60, at.y as u32 - 30 + k / 60);
        let light = LinearRgb::from_srgb8(picture.pixel(x, y)).to_array();
        for (sum, light) in sum.iter_mut().zip(light) {
            *sum += light / 3600.0;
        }
    }
    sum
}

#[test]
fn a_treated_scalp_darkens_as_predicted_and_nothing_else_changes() {
    let Some(folder) = photographs() else {
        println!("photographs absent, skipped");
        return;
    };
    let triangles = scan(&std::fs::read(folder.join("scan.ply")).unwrap());
    let views: Value =
        serde_json::from_slice(&std::fs::read(folder.join("views.json")).unwrap()).unwrap();
    let dots = healed(&triangles);
    for view in ["front-high", "top", "left-three-quarter", "back"] {
        let bytes = std::fs::read(folder.join(format!("{view}.jpg"))).unwrap();
        let photograph = pointil_photo::decode(&bytes).unwrap();
        let before = Picture::new(photograph.size(), photograph.rgb8().to_vec()).unwrap();
        let camera = camera(&views, view);
        let view_of = View {
            picture: &before,
            camera: &camera,
            sharpness_px: 0.7,
            occluder: &NothingBetween,
            mask: None,
            redness: None,
        };
        let start = Instant::now();
        let after = composite(&view_of, &dots).unwrap();
        let ms = start.elapsed().as_secs_f64() * 1e3;
        println!("{view}: {} dots in {ms:.0} ms", dots.len());
        compare(&before, &after, &camera, &dots);
    }
}

/// The middle of the treated scalp that is seen is as much darker as the dots in it say; the wall keeps its bytes.
fn compare(before: &Picture, after: &Picture, camera: &Camera, dots: &[Dot]) {
    let well_inside = |d: &&Dot| {
        let sight = (camera.position() - d.position).normalize();
        let facing = sight.dot(d.normal.to_vec()) > 0.6;
        facing && d.position.up() > 125.0 + 0.42 * d.position.forward()
    };
    let middle = dots.iter().find(well_inside).unwrap().position;
    let (old, new) = (light(before, camera, middle), light(after, camera, middle));
    let near = dots.iter().filter(|d| d.position.distance(middle) < 12.0);
    let near: Vec<[f64; 3]> = near.map(|d| d.appearance.area_loss().to_array()).collect();
    let per_square_mm = near.len() as f64 / (PI * 12.0 * 12.0);
    let mean = |k: usize| near.iter().map(|loss| loss[k]).sum::<f64>() / near.len() as f64;
    for k in 0..3 {
        // Dots at random over one another: light left falls exponentially with their number.
        let predicted = 1.0 - (-mean(k) * per_square_mm).exp();
        let loss = 1.0 - new[k] / old[k];
        println!("  channel {k}: {loss:.4} of the light lost, {predicted:.4} predicted");
        assert!((loss / predicted - 1.0).abs() < 0.03);
    }
    let rows = before
        .rgb8()
        .chunks(3 * 1200)
        .zip(after.rgb8().chunks(3 * 1200));
    for (old, new) in rows {
        assert_eq!(old[..150], new[..150]);
    }
}

//! How long 50,000 dots take into a photograph from above, on one thread and on two:
//! `cargo bench -p pointil-render --bench composite`.

#![expect(clippy::unwrap_used, reason = "a bench may fail by panic")]

#[path = "../tests/scatter/mod.rs"]
mod scatter;

use std::sync::OnceLock;

use divan::Bencher;
use glam::DVec3;
use pointil_optics::{FitzpatrickType, LinearRgb};
use pointil_render::{Dot, Picture, Redness, StandardAngle, View, composite};
use pointil_scalp::{Bvh, Head, HeadMeasurements, Mannequin, Part, PictureSize};
use rayon::ThreadPool;
use scatter::{dots, scattered};

fn main() {
    divan::main();
}

/// Threads that the work may use.
const THREADS: [usize; 2] = [1, 2];

/// Pictures of 1.8, 3 and 12 megapixels: 4, 6 and 11 pixels to a millimetre.
const WIDTHS: [u32; 3] = [1200, 1550, 3100];

fn pool(threads: usize) -> ThreadPool {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap()
}

/// 50,000 healed dots on the top of the mean head, and what hides them.
fn treated() -> &'static (Vec<Dot>, Bvh) {
    static TREATED: OnceLock<(Vec<Dot>, Bvh)> = OnceLock::new();
    TREATED.get_or_init(treat)
}

fn treat() -> (Vec<Dot>, Bvh) {
    let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
    let mesh = Mannequin::new(&head).mesh(2.5);
    let corner = |i: u32| {
        let i = i as usize;
        (mesh.positions()[i].to_vec(), mesh.normals()[i].to_vec())
    };
    let scalp = |t: &&[u32; 3]| t.iter().all(|i| mesh.parts()[*i as usize] == Part::Scalp);
    let triangles = mesh.triangles().iter().filter(scalp);
    let triangles: Vec<_> = triangles.map(|t| t.map(corner)).collect();
    let top = |p: DVec3| f64::from(u8::from(p.y > 50.0));
    let mut places = scattered(&triangles, 170.0, top);
    places.truncate(50_000);
    assert_eq!(places.len(), 50_000);
    let dots = dots(&places, 0.15, "black", FitzpatrickType::II, 180.0);
    (dots, Bvh::new(&mesh))
}

/// Skin with a highlight.
fn skin_with_gloss(size: PictureSize) -> Picture {
    let (across, down) = (f64::from(size.width), f64::from(size.height));
    let pixels = (0..size.height).flat_map(|y| (0..size.width).map(move |x| (x, y)));
    let bytes = pixels.flat_map(|(x, y)| {
        let (u, v) = (f64::from(x) / across - 0.5, f64::from(y) / down - 0.4);
        let mirrored = 0.3 * (-60.0 * (u * u + v * v)).exp();
        LinearRgb::from_array([0.45, 0.29, 0.22].map(|inner| inner + mirrored)).to_srgb8()
    });
    Picture::new(size, bytes.collect()).unwrap()
}

fn drawn(bencher: Bencher<'_, '_>, width: u32, threads: usize, redness: Option<&Redness>) {
    let (dots, bvh) = treated();
    let size = PictureSize {
        width,
        height: width * 5 / 4,
    };
    let (picture, camera) = (skin_with_gloss(size), StandardAngle::Top.camera(size));
    let view = View {
        picture: &picture,
        camera: &camera,
        sharpness_px: 0.6,
        occluder: bvh,
        mask: None,
        redness,
    };
    let pool = pool(threads);
    bencher.bench_local(|| pool.install(|| composite(&view, dots).unwrap()));
}

#[divan::bench(args = WIDTHS, consts = THREADS, sample_count = 20, sample_size = 1)]
fn healed<const N: usize>(bencher: Bencher<'_, '_>, width: u32) {
    drawn(bencher, width, N, None);
}

#[divan::bench(args = WIDTHS, consts = THREADS, sample_count = 20, sample_size = 1)]
fn fresh<const N: usize>(bencher: Bencher<'_, '_>, width: u32) {
    let redness = Redness {
        transmission: LinearRgb::from_array([0.92, 0.75, 0.82]),
        reach_mm: 2.5,
    };
    drawn(bencher, width, N, Some(&redness));
}

//! How soon dots follow an edit, on one thread and on two: `cargo bench -p pointil-treatment --bench live`.
#![expect(clippy::unwrap_used, reason = "a bench may fail by panic")]

use divan::Bencher;
use pointil_scalp::dots::Tile;
use pointil_scalp::{DotDensity, Site, Zone};
use pointil_treatment::design::Place;
use pointil_treatment::{Design, LiveLayout, OpenCase};
use rayon::ThreadPool;

fn main() {
    divan::main();
}

/// Threads that the work may use.
const THREADS: [usize; 2] = [1, 2];

/// A full shaved look at Norwood V.
fn design() -> Design {
    let text = include_str!("../tests/kept/shaved_look.pointil.json");
    OpenCase::read(text).unwrap().design
}

fn pool(threads: usize) -> ThreadPool {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
    builder.build().unwrap()
}

/// The design with its line's middle point moved up or down by hundredths of a radian, about a millimetre each.
fn moved(design: &Design, hundredths: f64) -> Design {
    let mut moved = design.clone();
    let middle = moved.hairline.points.len() / 2;
    let point = &mut moved.hairline.points[middle];
    let site = point.at.site().unwrap();
    let elevation = site.elevation() + hundredths / 100.0;
    point.at = Place::of(Site::from_angles(site.azimuth(), elevation));
    moved
}

/// The design with another density on the crown.
fn with_crown(design: &Design, density: f64) -> Design {
    let mut design = design.clone();
    let zone = design.zones.get_mut(&Zone::Crown).unwrap();
    zone.dots_per_cm2 = DotDensity::new(density);
    design
}

#[divan::bench(args = THREADS, sample_count = 5)]
fn laid_out_from_nothing(bencher: Bencher, threads: usize) {
    let (pool, design) = (pool(threads), design());
    bencher.bench_local(|| {
        pool.install(|| LiveLayout::new(design.clone()).unwrap().layout().unwrap())
    });
}

/// The line moves a millimetre: the tiles' first frame.
#[divan::bench(args = THREADS, sample_count = 20)]
fn line_dragged_first_frame(bencher: Bencher, threads: usize) {
    let (pool, design) = (pool(threads), design());
    let mut live = LiveLayout::new(design.clone()).unwrap();
    let lines = [moved(&design, 1.0).hairline, moved(&design, 2.0).hairline];
    let mut turn = 0;
    bencher.bench_local(|| {
        pool.install(|| {
            turn = 1 - turn;
            let tiles = live.follow(&lines[turn]).unwrap();
            tiles
                .iter()
                .map(|tile| live.preview(*tile).len())
                .sum::<usize>()
        })
    });
}

/// The line lies a millimetre elsewhere: everything.
#[divan::bench(args = THREADS, sample_count = 20)]
fn line_moved_whole_result(bencher: Bencher, threads: usize) {
    let (pool, design) = (pool(threads), design());
    let mut live = LiveLayout::new(design.clone()).unwrap();
    live.layout().unwrap();
    let designs = [moved(&design, 1.0), moved(&design, 2.0)];
    let mut turn = 0;
    bencher.bench_local(|| {
        pool.install(|| {
            turn = 1 - turn;
            live.set(designs[turn].clone()).unwrap();
            live.layout().unwrap()
        })
    });
}

/// A zone's density changes: the preview of the whole head.
#[divan::bench(args = THREADS, sample_count = 20)]
fn density_changed_preview(bencher: Bencher, threads: usize) {
    let (pool, design) = (pool(threads), design());
    let mut live = LiveLayout::new(design.clone()).unwrap();
    let designs = [with_crown(&design, 80.0), with_crown(&design, 90.0)];
    let mut turn = 0;
    bencher.bench_local(|| {
        pool.install(|| {
            turn = 1 - turn;
            live.set(designs[turn].clone()).unwrap();
            Tile::all()
                .map(|tile| live.preview(tile).len())
                .sum::<usize>()
        })
    });
}

/// A zone's density changes: everything.
#[divan::bench(args = THREADS, sample_count = 20)]
fn density_changed_whole_result(bencher: Bencher, threads: usize) {
    let (pool, design) = (pool(threads), design());
    let mut live = LiveLayout::new(design.clone()).unwrap();
    let designs = [with_crown(&design, 80.0), with_crown(&design, 90.0)];
    let mut turn = 0;
    bencher.bench_local(|| {
        pool.install(|| {
            turn = 1 - turn;
            live.set(designs[turn].clone()).unwrap();
            live.layout().unwrap()
        })
    });
}

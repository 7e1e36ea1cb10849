//! How long placing dots takes, on one thread and on two: `cargo bench -p pointil-scalp --bench dots`.
#![expect(clippy::unwrap_used, reason = "a bench may fail by panic")]

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher};
use pointil_scalp::dots::{
    DensityMap, DotCount, DotId, SessionPlan, SessionShares, Tile, Universe, UniverseOptions,
};
use pointil_scalp::template::Template;
use pointil_scalp::{DotDensity, Head, HeadMeasurements, Site};
use rayon::ThreadPool;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// Threads that the work may use.
const THREADS: [usize; 2] = [1, 2];

fn pool(threads: usize) -> ThreadPool {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap()
}

fn head() -> Head {
    Head::from_measurements(&HeadMeasurements::default()).unwrap()
}

fn universe(head: &Head, maximum: f64) -> Universe {
    let options = UniverseOptions {
        seed: 7,
        maximum_density: DotDensity::new(maximum),
    };
    Universe::new(head, Template::scalp(), &options, &[]).unwrap()
}

/// The maximum density of a universe of about `dots`.
fn maximum_for(head: &Head, dots: f64) -> f64 {
    100.0 * dots / universe(head, 100.0).len() as f64
}

/// The density of a design of about `dots`: even, or five times denser behind than in front.
fn density(universe: &Universe, dots: f64, even: bool) -> impl Fn(Site) -> DotDensity + Sync {
    let form = move |site: Site| {
        if even {
            1.0
        } else {
            3.0 - 2.0 * site.to_vec().z
        }
    };
    let map = DensityMap::new(Template::scalp(), |site| DotDensity::new(10.0 * form(site)));
    let scale = 10.0 * dots / universe.expected_count(&map);
    move |site| DotDensity::new(scale * form(site))
}

fn map(universe: &Universe, dots: f64, even: bool) -> DensityMap {
    DensityMap::new(Template::scalp(), density(universe, dots, even))
}

fn four_sessions() -> SessionShares {
    SessionShares::new(&[0.4, 0.3, 0.2, 0.1]).unwrap()
}

/// The universe of a scalp, once a head: 150,000 dots and 50,000, ranked.
#[divan::bench(args = [150_000, 50_000], consts = THREADS, sample_count = 9, sample_size = 1)]
fn universe_ranked<const N: usize>(bencher: Bencher, dots: usize) {
    let (head, pool) = (head(), pool(N));
    let maximum = maximum_for(&head, dots as f64);
    bencher
        .counter(ItemsCount::new(dots))
        .bench_local(|| pool.install(|| universe(&head, maximum)));
}

/// What a drag of the hairline redraws: 30,000 of 150,000 dots kept by a density of 5:1.
#[divan::bench(sample_count = 200)]
fn preview_30k_of_150k(bencher: Bencher) {
    let head = head();
    let universe = universe(&head, maximum_for(&head, 150_000.0));
    let map = map(&universe, 30_000.0, false);
    let mut kept: Vec<DotId> = Vec::new();
    bencher
        .counter(ItemsCount::new(universe.len()))
        .bench_local(|| universe.preview(&map, &mut kept));
}

/// A brush of 5 mm: its pixels drawn anew, and the dots of the tiles it touched.
#[divan::bench(sample_count = 200)]
fn brush_edit(bencher: Bencher) {
    let head = head();
    let universe = universe(&head, maximum_for(&head, 150_000.0));
    let base = density(&universe, 30_000.0, false);
    let mut map = DensityMap::new(Template::scalp(), &base);
    let centre = Site::from_angles(0.3, 0.9);
    let mut kept: Vec<DotId> = Vec::new();
    let under_the_brush: Vec<Tile> = Tile::around(centre, 0.06).collect();
    let mut heavy = false;
    bencher.bench_local(|| {
        heavy = !heavy;
        let factor = if heavy { 1.3 } else { 1.0 };
        let touched: Vec<Tile> = map.redraw(&under_the_brush, |site| {
            DotDensity::new(base(site).per_square_cm() * factor)
        });
        kept.clear();
        for tile in touched {
            universe.preview_tile(tile, &map, &mut kept);
        }
        kept.len()
    });
}

/// A design of four sessions finished for the first time: dots, even or not.
#[divan::bench(args = [(50_000, true), (50_000, false), (150_000, true), (150_000, false)], consts = THREADS, sample_count = 7, sample_size = 1)]
fn final_pattern<const N: usize>(bencher: Bencher, (dots, even): (usize, bool)) {
    let (head, pool) = (head(), pool(N));
    let universe = universe(&head, if even { 250.0 } else { 460.0 });
    let map = map(&universe, dots as f64, even);
    bencher
        .counter(ItemsCount::new(dots))
        .with_inputs(|| SessionPlan::new(&universe, &four_sessions(), &[]).unwrap())
        .bench_local_values(|mut plan| {
            pool.install(|| plan.finish(&head, &map, DotCount::OfDensity).unwrap())
        });
}

/// The same finished again after an edit that asks for no new density.
#[divan::bench(args = [(50_000, true), (50_000, false), (150_000, true), (150_000, false)], consts = THREADS, sample_count = 7, sample_size = 1)]
fn final_pattern_again<const N: usize>(bencher: Bencher, (dots, even): (usize, bool)) {
    let (head, pool) = (head(), pool(N));
    let universe = universe(&head, if even { 250.0 } else { 460.0 });
    let map = map(&universe, dots as f64, even);
    let mut plan = SessionPlan::new(&universe, &four_sessions(), &[]).unwrap();
    plan.finish(&head, &map, DotCount::OfDensity).unwrap();
    bencher
        .counter(ItemsCount::new(dots))
        .bench_local(|| pool.install(|| plan.finish(&head, &map, DotCount::OfDensity).unwrap()));
}

//! Photons through the three cases of the MCML manual, and a dot in skin, on one thread and on two:
//! `cargo bench -p pointil-optics --bench photons`.
#![expect(clippy::unwrap_used, reason = "a bench may fail")]

use divan::Bencher;
use divan::counter::ItemsCount;
use pointil_optics::monte_carlo::{Beam, Column, MonteCarlo, Photons};
use pointil_optics::{Layer, LayerStack};

fn main() {
    divan::main();
}

/// Layers of absorption and scattering per millimetre, anisotropy, refractive index and thickness in millimetres.
fn prepared(layers: &[[f64; 5]], below: f64) -> MonteCarlo {
    let layer = |&[mu_a, mu_s, g, refractive_index, thickness]: &[f64; 5]| Layer {
        mu_a,
        mu_s,
        g,
        refractive_index,
        thickness,
    };
    let stack = LayerStack::new(1.0, layers.iter().map(layer).collect(), below).unwrap();
    MonteCarlo::new(stack).unwrap()
}

fn run<T: Send>(bencher: Bencher, threads: usize, count: u64, work: impl Fn(Photons) -> T + Sync) {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    let photons = Photons { count, seed: 1 };
    bencher
        .counter(ItemsCount::new(count))
        .bench_local(|| pool.install(|| work(photons)));
}

fn totals(bencher: Bencher, threads: usize, count: u64, layers: &[[f64; 5]], below: f64) {
    let prepared = prepared(layers, below);
    run(bencher, threads, count, |photons| prepared.totals(photons));
}

#[divan::bench(args = [1, 2], sample_count = 20)]
fn slab(bencher: Bencher, threads: usize) {
    totals(
        bencher,
        threads,
        262_144,
        &[[1.0, 9.0, 0.75, 1.0, 0.2]],
        1.0,
    );
}

#[divan::bench(args = [1, 2], sample_count = 20)]
fn half_space_with_reflecting_surface(bencher: Bencher, threads: usize) {
    let layers = [[1.0, 9.0, 0.0, 1.5, f64::INFINITY]];
    totals(bencher, threads, 65_536, &layers, 1.5);
}

#[divan::bench(args = [1, 2], sample_count = 20)]
fn three_layers(bencher: Bencher, threads: usize) {
    let layers = [
        [0.1, 10.0, 0.9, 1.37, 1.0],
        [0.1, 1.0, 0.0, 1.37, 1.0],
        [0.2, 1.0, 0.7, 1.37, 2.0],
    ];
    totals(bencher, threads, 32_768, &layers, 1.0);
}

/// Epidermis over dermis with a column in it, all lengths kept.
#[divan::bench(args = [1, 2], sample_count = 20)]
fn dot_in_skin(bencher: Bencher, threads: usize) {
    let layers = [
        [0.5, 15.0, 0.8, 1.4, 0.08],
        [0.1, 15.0, 0.8, 1.4, f64::INFINITY],
    ];
    let prepared = prepared(&layers, 1.4);
    let dot = [Column::new([0.0, 0.0], 0.15, 0.1, 0.3).unwrap()];
    run(bencher, threads, 16_384, |photons| {
        prepared.escapes(Beam::pencil(0.0, 0.0), &dot, photons)
    });
}

//! Photons through the three cases of the MCML manual: `cargo bench -p pointil-optics --bench photons`.
#![expect(clippy::unwrap_used, reason = "a bench may fail")]

use divan::Bencher;
use divan::counter::ItemsCount;
use pointil_optics::monte_carlo::{MonteCarlo, Photons};
use pointil_optics::{Layer, LayerStack};

/// One batch, which never leaves its thread.
const COUNT: u64 = 4096;

fn main() {
    divan::main();
}

fn run(bencher: Bencher, layers: &[[f64; 5]], below: f64) {
    let layer = |&[mu_a, mu_s, g, refractive_index, thickness]: &[f64; 5]| Layer {
        mu_a,
        mu_s,
        g,
        refractive_index,
        thickness,
    };
    let stack = LayerStack::new(1.0, layers.iter().map(layer).collect(), below).unwrap();
    let prepared = MonteCarlo::new(stack).unwrap();
    bencher.counter(ItemsCount::new(COUNT)).bench_local(|| {
        prepared.totals(Photons {
            count: COUNT,
            seed: 1,
        })
    });
}

#[divan::bench]
fn slab(bencher: Bencher) {
    run(bencher, &[[1.0, 9.0, 0.75, 1.0, 0.2]], 1.0);
}

#[divan::bench]
fn half_space_with_reflecting_surface(bencher: Bencher) {
    run(bencher, &[[1.0, 9.0, 0.0, 1.5, f64::INFINITY]], 1.5);
}

#[divan::bench]
fn three_layers(bencher: Bencher) {
    let layers = [
        [0.1, 10.0, 0.9, 1.37, 1.0],
        [0.1, 1.0, 0.0, 1.37, 1.0],
        [0.2, 1.0, 0.7, 1.37, 2.0],
    ];
    run(bencher, &layers, 1.0);
}

//! How many stacks of layers a second, one thread: `cargo bench -p pointil-optics --bench adding_doubling`.
#![expect(clippy::unwrap_used, reason = "a bench may fail by panic")]

use divan::Bencher;
use divan::counter::ItemsCount;
use pointil_optics::{AddingDoubling, Layer, LayerStack};

fn main() {
    divan::main();
}

/// The three layers of the MCML manual's sample.
fn three_layers() -> LayerStack {
    let layer = |mu_a, mu_s, g, thickness| Layer {
        mu_a,
        mu_s,
        g,
        refractive_index: 1.37,
        thickness,
    };
    let layers = vec![
        layer(0.1, 10.0, 0.9, 1.0),
        layer(0.1, 1.0, 0.0, 1.0),
        layer(0.2, 1.0, 0.7, 2.0),
    ];
    LayerStack::new(1.0, layers, 1.0).unwrap()
}

/// Epidermis, dermis and fat without end.
fn skin() -> LayerStack {
    let layer = |mu_a, mu_s, thickness| Layer {
        mu_a,
        mu_s,
        g: 0.78,
        refractive_index: 1.4,
        thickness,
    };
    let layers = vec![
        layer(0.8, 30.0, 0.08),
        layer(0.2, 13.0, 1.4),
        layer(0.1, 10.0, f64::INFINITY),
    ];
    LayerStack::new(1.0, layers, 1.0).unwrap()
}

#[divan::bench(consts = [8, 16, 32])]
fn totals_of_three_layers<const N: usize>(bencher: Bencher) {
    let stack = three_layers();
    let solver = AddingDoubling::<N>::for_stack(&stack).unwrap();
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench_local(|| solver.totals(divan::black_box(&stack)).unwrap());
}

#[divan::bench(consts = [8, 16, 32])]
fn reflectance_of_skin<const N: usize>(bencher: Bencher) {
    let stack = skin();
    let solver = AddingDoubling::<N>::for_stack(&stack).unwrap();
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench_local(|| solver.reflectance(divan::black_box(&stack)).unwrap());
}

#[divan::bench]
fn prepared_for_each_stack_of_skin(bencher: Bencher) {
    let stack = skin();
    bencher.bench_local(|| {
        AddingDoubling::<16>::for_stack(divan::black_box(&stack))
            .unwrap()
            .reflectance(&stack)
            .unwrap()
    });
}

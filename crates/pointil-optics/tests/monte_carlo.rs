//! The Monte Carlo reference repeats itself. Known answers and the laws of light are in `validation.rs`.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use pointil_optics::monte_carlo::{Beam, Column, MonteCarlo, Photons};
use pointil_optics::{Layer, LayerStack};

fn run(count: u64) -> Photons {
    Photons { count, seed: 1 }
}

/// Epidermis over endless dermis at one wavelength, in-vivo-like.
fn skin() -> MonteCarlo {
    let layer = |mu_a, thickness| Layer {
        mu_a,
        mu_s: 15.0,
        g: 0.8,
        refractive_index: 1.4,
        thickness,
    };
    let stack = LayerStack::new(1.0, vec![layer(0.6, 0.08), layer(0.15, f64::INFINITY)], 1.4);
    MonteCarlo::new(stack.unwrap()).unwrap()
}

const SKIN_MU_A: [f64; 2] = [0.6, 0.15];

fn dot(x_mm: f64) -> Column {
    Column::new([x_mm, 0.0], 0.15, 0.1, 0.3).unwrap()
}

#[test]
fn a_run_repeats_on_any_number_of_threads() {
    let on = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
            .install(|| {
                let beam = Beam::pencil(0.0, 0.0);
                let loss = skin().escapes(beam, &[dot(0.1)], run(20_000));
                let loss = loss.loss(&SKIN_MU_A, &[8.0]);
                let fluence = skin().fluence(0.1, 5, run(20_000))[2];
                [loss.mean, loss.standard_error, fluence.mean].map(f64::to_bits)
            })
    };
    assert_eq!(on(1), on(3));
}

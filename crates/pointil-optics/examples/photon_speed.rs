//! Photons per second on one thread: the three cases of the MCML manual, and a dot in skin.
//!
//! `cargo run --release -p pointil-optics --example photon_speed`
#![expect(clippy::print_stdout, reason = "its figures are what it is for")]

use std::error::Error;
use std::time::Instant;

use pointil_optics::monte_carlo::{Beam, Column, MonteCarlo, Photons};
use pointil_optics::{Layer, LayerStack};

/// μa, μs per millimetre, g, refractive index, thickness in millimetres.
fn layer([mu_a, mu_s, g, refractive_index, thickness]: [f64; 5]) -> Layer {
    Layer {
        mu_a,
        mu_s,
        g,
        refractive_index,
        thickness,
    }
}

fn prepared(layers: &[[f64; 5]], below: f64) -> Result<MonteCarlo, Box<dyn Error>> {
    let layers = layers.iter().copied().map(layer).collect();
    Ok(MonteCarlo::new(LayerStack::new(1.0, layers, below)?)?)
}

/// Seconds that this thread has run on a processor, where the system tells (Linux), because others' work must not count; else seconds
/// since `start`.
fn seconds(start: Instant) -> f64 {
    let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |n| n * 1e-9)
}

/// Middle of seven runs of about half a second.
fn median_rate(mut run: impl FnMut(u64), count: u64) -> f64 {
    let start = Instant::now();
    let mut rates: Vec<f64> = (0..7)
        .map(|_| {
            let before = seconds(start);
            run(count);
            count as f64 / (seconds(start) - before)
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    rates[3]
}

fn main() -> Result<(), Box<dyn Error>> {
    let endless = f64::INFINITY;
    let three = [
        [0.1, 10.0, 0.9, 1.37, 1.0],
        [0.1, 1.0, 0.0, 1.37, 1.0],
        [0.2, 1.0, 0.7, 1.37, 2.0],
    ];
    let cases = [
        (
            "slab",
            prepared(&[[1.0, 9.0, 0.75, 1.0, 0.2]], 1.0)?,
            4_000_000,
            4.3e6,
        ),
        (
            "half space, n = 1.5",
            prepared(&[[1.0, 9.0, 0.0, 1.5, endless]], 1.5)?,
            800_000,
            4.0e5,
        ),
        ("three layers", prepared(&three, 1.0)?, 400_000, 2.7e5),
    ];
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()?;
    println!(
        "case: photons per second on one thread (MCML 1.2 in C on another machine), standard error at 1e6"
    );
    for (name, case, count, mcml) in &cases {
        let run = |count| case.totals(Photons { count, seed: 1 });
        let rate = median_rate(
            |count| {
                std::hint::black_box(run(count));
            },
            *count,
        );
        let error = run(*count).diffuse_reflectance.standard_error * (*count as f64 / 1e6).sqrt();
        println!("{name}: {rate:.2e} ({mcml:.1e}), {error:.1e}");
    }
    let skin = prepared(
        &[[0.5, 15.0, 0.8, 1.4, 0.08], [0.1, 15.0, 0.8, 1.4, endless]],
        1.4,
    )?;
    let dot = [Column::new([0.0, 0.0], 0.15, 0.1, 0.3)?];
    let rate = median_rate(
        |count| {
            let photons = Photons { count, seed: 1 };
            std::hint::black_box(skin.escapes(Beam::pencil(0.0, 0.0), &dot, photons));
        },
        100_000,
    );
    println!("skin and a dot, lengths kept: {rate:.2e}");
    Ok(())
}

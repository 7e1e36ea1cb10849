//! The laws of light in the Monte Carlo reference. Known answers are in `validation.rs`.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use pointil_optics::monte_carlo::{Beam, Column, MonteCarlo, Photons};
use pointil_optics::{Layer, LayerStack};

fn run(count: u64) -> Photons {
    Photons { count, seed: 1 }
}

/// MCML's three layers with its printed absorption by layer.
#[test]
fn energy_is_kept_and_shared_out_among_layers() {
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
    let stack = LayerStack::new(1.0, layers, 1.0).unwrap();
    let balance = MonteCarlo::new(stack).unwrap().energy_balance(run(400_000));
    assert!(balance.given_up.abs() < 2e-5, "{balance:?}");
    for (got, printed) in balance.absorbed.iter().zip([0.2612, 0.1488, 0.2316]) {
        assert!((got - printed).abs() < 2e-3, "{balance:?}");
    }
    assert!((balance.diffuse_reflectance - 0.237_856).abs() < 2e-3);
    assert!((balance.transmittance - 0.096_048).abs() < 1e-3);
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

#[test]
fn a_clear_dot_is_skin_and_a_darker_dot_is_darker() {
    let with = skin().escapes(Beam::pencil(0.0, 0.0), &[dot(0.05)], run(50_000));
    let without = skin().escapes(Beam::pencil(0.0, 0.0), &[], run(50_000));
    let bare = without.reflectance(&SKIN_MU_A, &[]).mean;
    let clear = with.reflectance(&SKIN_MU_A, &[0.0]).mean;
    assert!((bare - clear).abs() < 1e-12);
    let reflectances = [0.0, 0.1, 0.5, 2.0, 8.0, 30.0, 200.0]
        .map(|mu_a| with.reflectance(&SKIN_MU_A, &[mu_a]).mean);
    assert!(
        reflectances.windows(2).all(|w| w[1] < w[0]),
        "{reflectances:?}"
    );
    let loss = with.loss(&SKIN_MU_A, &[8.0]).mean;
    assert!((reflectances[0] - reflectances[4] - loss).abs() < 1e-12);
}

/// A run is exact for other absorptions: its weights give what a run with that absorption gives.
#[test]
fn one_run_serves_every_absorption() {
    let escapes = skin().escapes(Beam::pencil(0.0, 0.0), &[], run(200_000));
    let weighed = escapes.reflectance(&[2.5, 0.8], &[]);
    let layer = |mu_a, thickness| Layer {
        mu_a,
        mu_s: 15.0,
        g: 0.8,
        refractive_index: 1.4,
        thickness,
    };
    let stack = LayerStack::new(1.0, vec![layer(2.5, 0.08), layer(0.8, f64::INFINITY)], 1.4);
    let other = MonteCarlo::new(stack.unwrap()).unwrap();
    let own = other.totals(Photons {
        count: 200_000,
        seed: 2,
    });
    let error = weighed
        .standard_error
        .hypot(own.diffuse_reflectance.standard_error);
    assert!((weighed.mean - own.diffuse_reflectance.mean).abs() < 4.0 * error);
}

/// From an evenly lit wide disc into a narrow cone over a spot at the dot's edge passes as much light as from the spot, lit within
/// that cone, out of the wide disc: the law by which sending light in straight and counting it wherever it leaves tells
/// how bright a place looks.
#[test]
fn light_goes_both_ways_alike() {
    let column = [dot(0.0)];
    let sky = Beam {
        radius_mm: 0.4,
        least_cosine: 0.0,
        ..Beam::pencil(0.0, 0.0)
    };
    let spot = Beam {
        radius_mm: 0.1,
        least_cosine: 0.8,
        ..Beam::pencil(0.15, 0.0)
    };
    let passes = |from: Beam, to: Beam, mu_p: f64, photons: Photons| {
        let escapes = skin().escapes(from, &column, photons);
        let share = escapes.mean(|e| {
            let (dx, dy) = (e.x_mm - to.x_mm, e.y_mm - to.y_mm);
            let inside = dx * dx + dy * dy < to.radius_mm * to.radius_mm;
            let seen = f64::from(u8::from(inside && e.cosine > to.least_cosine));
            seen * e.kept(&SKIN_MU_A) * e.passed(&[mu_p])
        });
        // The light sent in is proportional to area and to the projected solid angle.
        let sent = from.radius_mm.powi(2) * (1.0 - from.least_cosine.powi(2));
        (share.mean * sent, share.standard_error * sent)
    };
    for mu_p in [0.0, 8.0] {
        let (there, there_error) = passes(sky, spot, mu_p, run(500_000));
        let (back, back_error) = passes(spot, sky, mu_p, run(100_000));
        let error = there_error.hypot(back_error);
        assert!(error < 0.04 * back, "{error} {back}");
        assert!((there - back).abs() < 4.0 * error, "{there} {back} {error}");
    }
}

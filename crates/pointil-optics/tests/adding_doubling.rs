//! Adding–doubling against published values, printed beside ours, and its laws. All deterministic values are in `validation.rs`.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

use core::f64::consts::PI;

use pointil_optics::{AddingDoubling, Layer, LayerStack, Totals};

fn totals<const N: usize>(stack: &LayerStack) -> Totals {
    let solver = AddingDoubling::<N>::for_stack(stack).unwrap();
    solver.totals(stack).unwrap()
}

/// A layer of an MCML manual's case, coefficients per centimetre and thickness in centimetres as printed there.
fn manual(mu_a: f64, mu_s: f64, g: f64, refractive_index: f64, thickness_cm: f64) -> Layer {
    Layer {
        mu_a: mu_a / 10.0,
        mu_s: mu_s / 10.0,
        g,
        refractive_index,
        thickness: thickness_cm * 10.0,
    }
}

fn in_air(layers: Vec<Layer>) -> LayerStack {
    LayerStack::new(1.0, layers, 1.0).unwrap()
}

fn manual_layers() -> LayerStack {
    in_air(vec![
        manual(1.0, 100.0, 0.9, 1.37, 0.1),
        manual(1.0, 10.0, 0.0, 1.37, 0.1),
        manual(2.0, 10.0, 0.7, 1.37, 0.2),
    ])
}

/// Deterministic values for the cases that MCML's manual and Prahl print, without the mirrored share as they print them.
#[test]
fn cases_of_the_manual() {
    let whole = f64::INFINITY;
    let cases = [
        (
            "slab, van de Hulst .09739 .66096",
            in_air(vec![manual(10.0, 90.0, 0.75, 1.0, 0.02)]),
            0.097_394_6,
            0.660_957_7,
        ),
        (
            "half space n 1.5, Giovanelli .2600 with mirrored .04",
            in_air(vec![manual(10.0, 90.0, 0.0, 1.5, whole)]),
            0.219_918_6,
            0.0,
        ),
        (
            "three layers, Gardner .2381 .0974, MCML .2375 .0965",
            manual_layers(),
            0.237_856,
            0.096_048,
        ),
        (
            "half space n 1, MCML .74569",
            in_air(vec![manual(0.1, 100.0, 0.9, 1.0, whole)]),
            0.746_062_7,
            0.0,
        ),
        (
            "half space n 1.37, MCML .61578",
            in_air(vec![manual(0.1, 100.0, 0.9, 1.37, whole)]),
            0.616_433,
            0.0,
        ),
        (
            "half space albedo .9, Chandrasekhar exact",
            in_air(vec![manual(10.0, 90.0, 0.0, 1.0, whole)]),
            0.414_947_5,
            0.0,
        ),
    ];
    for (name, stack, reflectance, transmittance) in cases {
        let got = totals::<16>(&stack);
        let diffuse = got.reflectance - stack.specular();
        println!(
            "{name:52} Rd {reflectance:.7} ours {diffuse:.7}, Tt {transmittance:.7} ours {:.7}",
            got.transmittance
        );
        assert!((diffuse - reflectance).abs() < 2e-4);
        assert!((got.transmittance - transmittance).abs() < 2e-4);
    }
    // Absorbed per layer in one MCML run of 1e6 photons, whose own error is some 5e-4.
    let got = totals::<16>(&manual_layers()).absorbed;
    println!("absorbed by layer {got:.4?}, MCML .2612 .1488 .2316");
    for (got, want) in got.iter().zip([0.2612, 0.1488, 0.2316]) {
        assert!((got - want).abs() < 1.5e-3);
    }
}

#[test]
fn fluence_at_depth() {
    let text = include_str!("../../../data/optics/validation_fluence_depth.csv");
    for (index, column) in [(1.0, 1), (1.37, 3)] {
        let stack = in_air(vec![manual(0.1, 100.0, 0.9, index, f64::INFINITY)]);
        let solver = AddingDoubling::<32>::for_stack(&stack).unwrap();
        let mut worst: f64 = 0.0;
        for row in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<f64> = row.split(',').map(|cell| cell.parse().unwrap()).collect();
            let got = solver.fluence(&stack, cells[0] * 10.0).unwrap();
            worst = worst.max((got / cells[column] - 1.0).abs());
        }
        println!("n = {index}: fluence at all depths within {worst:.1e} of itself");
        assert!(worst < 1e-3);
        assert!(
            solver
                .fluence(&stack, -0.1)
                .unwrap_err()
                .to_string()
                .contains("-0.1 mm")
        );
    }
}

/// The polynomial through points, at `x` (barycentric formula).
fn through(points: &[(f64, f64)], x: f64) -> f64 {
    let (mut above, mut below) = (0.0, 0.0);
    for (k, &(node, value)) in points.iter().enumerate() {
        let others = points.iter().enumerate().filter(|(j, _)| *j != k);
        let weight: f64 = others.map(|(_, other)| 1.0 / (node - other.0)).product();
        above += weight * value / (x - node);
        below += weight / (x - node);
    }
    above / below
}

/// Over angles: van de Hulst's R(μ, 1) = π times radiance for the manual's slab, and our deterministic radiant intensity.
#[test]
fn radiance_over_angles() {
    let stack = in_air(vec![manual(10.0, 90.0, 0.75, 1.0, 0.02)]);
    let solver = AddingDoubling::<16>::for_stack(&stack).unwrap();
    let radiance = solver.returned_radiance(&stack).unwrap();
    for (cosine, want) in [
        (0.1, 0.133_045),
        (0.3, 0.138_559),
        (0.5, 0.119_562),
        (0.7, 0.094_112),
        (0.9, 0.071_315),
    ] {
        let got = PI * through(&radiance, cosine);
        println!("R({cosine}, 1) van de Hulst {want:.6}, ours {got:.6}");
        assert!((got - want).abs() < 2e-5);
    }
    let text = include_str!("../../../data/optics/validation_angular_slab.csv");
    let mut worst: f64 = 0.0;
    for row in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<f64> = row.split(',').map(|cell| cell.parse().unwrap()).collect();
        let cosine = cells[0].to_radians().cos();
        worst = worst.max((through(&radiance, cosine) * cosine - cells[1]).abs());
    }
    println!("radiant intensity at 30 angles within {worst:.1e} per steradian");
    assert!(worst < 5e-5);
    let glass = in_air(vec![manual(10.0, 90.0, 0.0, 1.5, f64::INFINITY)]);
    let solver = AddingDoubling::<16>::for_stack(&glass).unwrap();
    let radiance = solver.returned_radiance(&glass).unwrap();
    let count = 2000;
    let cosines = (0..count).map(|k| (f64::from(k) + 0.5) / f64::from(count));
    let flux: f64 = cosines
        .map(|c| 2.0 * PI * c * through(&radiance, c) / f64::from(count))
        .sum();
    let diffuse = solver.totals(&glass).unwrap().reflectance - glass.specular();
    println!("n = 1.5: radiance summed over the hemisphere {flux:.7}, reflectance {diffuse:.7}");
    assert!((flux - diffuse).abs() < 1e-5);
}

/// Stacks of one to four layers between media of all kinds, from a linear congruence.
fn random_stacks(count: usize) -> Vec<LayerStack> {
    let mut state: u64 = 20_240_131;
    let mut random = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    (0..count)
        .map(|k| {
            let refractive_index = 1.0 + 0.6 * random();
            let layers = (0..=k % 4)
                .map(|_| Layer {
                    mu_a: (10.0 * random() - 7.0).exp(),
                    mu_s: (9.0 * random() - 3.0).exp(),
                    g: 1.2 * random() - 0.25,
                    refractive_index,
                    thickness: (9.0 * random() - 7.0).exp(),
                })
                .collect();
            LayerStack::new(1.0 + 0.5 * random(), layers, 1.0 + 0.5 * random()).unwrap()
        })
        .collect()
}

#[test]
fn light_is_neither_made_nor_lost() {
    for stack in random_stacks(300) {
        let got = totals::<16>(&stack);
        let all = got.reflectance + got.transmittance + got.absorbed.iter().sum::<f64>();
        assert!((all - 1.0).abs() < 1e-9, "{all} {stack:?}");
        let lowest = got.absorbed.iter().fold(1.0, |low: f64, a| low.min(*a));
        assert!(
            lowest > -2e-6 && got.transmittance >= 0.0,
            "{got:?} {stack:?}"
        );
        let clear: Vec<_> = stack
            .layers()
            .iter()
            .map(|layer| Layer {
                mu_a: 0.0,
                ..*layer
            })
            .collect();
        let clear = LayerStack::new(stack.above(), clear, stack.below()).unwrap();
        let kept = totals::<16>(&clear);
        assert!(
            kept.absorbed.iter().all(|a| a.abs() < 1e-4),
            "{kept:?} {clear:?}"
        );
        assert!(
            kept.reflectance > got.reflectance,
            "absorption took nothing"
        );
    }
}

#[test]
fn a_layer_cut_in_two_is_the_same() {
    for stack in random_stacks(60) {
        let halves = stack.layers().iter().flat_map(|layer| {
            let part = |share: f64| Layer {
                thickness: layer.thickness * share,
                ..*layer
            };
            [part(0.3), part(0.7)]
        });
        let cut = LayerStack::new(stack.above(), halves.collect(), stack.below()).unwrap();
        let (one, two) = (totals::<16>(&stack), totals::<16>(&cut));
        assert!((one.reflectance - two.reflectance).abs() < 1e-8);
        assert!((one.transmittance - two.transmittance).abs() < 1e-8);
    }
}

/// A slab so thick that nothing passes is a half space, and one of nothing is a window.
#[test]
fn limits_are_met() {
    let thick = manual(1.0, 100.0, 0.8, 1.4, 100.0);
    let whole = Layer {
        thickness: f64::INFINITY,
        ..thick
    };
    let one = totals::<16>(&in_air(vec![thick])).reflectance;
    assert!((one - totals::<16>(&in_air(vec![whole])).reflectance).abs() < 1e-12);
    let nothing = Layer {
        mu_a: 0.0,
        mu_s: 0.0,
        ..thick
    };
    let window = totals::<16>(&in_air(vec![nothing]));
    let mirrored = (0.4_f64 / 2.4).powi(2);
    assert!((window.reflectance - 2.0 * mirrored / (1.0 + mirrored)).abs() < 1e-9);
    let glass = Layer {
        mu_a: 0.5,
        mu_s: 0.0,
        thickness: 2.0,
        ..thick
    };
    let (kept, passed) = ((-1.0_f64).exp(), 1.0 - mirrored);
    let want = passed * passed * kept / (1.0 - (mirrored * kept).powi(2));
    assert!((totals::<16>(&in_air(vec![glass])).transmittance - want).abs() < 1e-9);
    let other = Layer {
        refractive_index: 1.33,
        ..thick
    };
    let mixed = in_air(vec![thick, other]);
    let refused = AddingDoubling::<16>::for_stack(&mixed).err().unwrap();
    assert!(
        refused
            .to_string()
            .contains("layer 2 has refractive index 1.33"),
        "{refused}"
    );
    let solver = AddingDoubling::<16>::for_stack(&in_air(vec![thick])).unwrap();
    assert!(solver.totals(&in_air(vec![other])).is_err());
}

#[test]
fn sixteen_directions_are_enough_for_any_index() {
    let mut errors: Vec<_> = random_stacks(200)
        .into_iter()
        .map(|stack| {
            let (some, many) = (totals::<16>(&stack), totals::<64>(&stack));
            let error = (some.reflectance - many.reflectance)
                .abs()
                .max((some.transmittance - many.transmittance).abs());
            (error, stack)
        })
        .collect();
    errors.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!(
        "16 against 64 directions, 200 stacks: median {:.1e}, worst {:.1e}",
        errors[100].0, errors[0].0
    );
    println!("worst: {:?}", errors[0].1);
    assert!(errors[100].0 < 1e-6 && errors[0].0 < 2.5e-3);
}

//! Adding–doubling in limits that have an answer of their own. All deterministic values and its laws are in `validation.rs`.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

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
    let above = solver.fluence(&in_air(vec![thick]), -0.1).unwrap_err();
    assert!(above.to_string().contains("-0.1 mm"), "{above}");
}

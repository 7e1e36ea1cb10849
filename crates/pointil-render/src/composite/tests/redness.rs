//! Redness around fresh dots.

use super::*;

/// Grey that dots hardly darken and redness does.
fn faint() -> DotAppearance {
    DotAppearance {
        disc: LinearRgb::grey(0.0),
        diameter_mm: 0.1,
        edge_mm: 0.0,
        halos: [Halo::default(); 3],
    }
}

const RED: Redness = Redness {
    transmission: LinearRgb {
        red: 0.92,
        green: 0.7,
        blue: 0.78,
    },
    reach_mm: 2.0,
};

/// Dots a millimetre apart over the left half of the picture, which shows 67 mm by 56 mm.
fn left_half(tilt: f64) -> Vec<Dot> {
    (0..60 * 80)
        .map(|k| {
            let (x, y) = (f64::from(k % 60) - 60.0, f64::from(k / 60) - 40.0);
            dot(x, y, tilted(tilt, 0.0), faint())
        })
        .collect()
}

#[test]
fn skin_reddens_among_dots_and_beyond_them_less_and_less() {
    let (picture, camera) = (Picture::filled(SIZE, [190, 150, 130]).unwrap(), camera(3.6));
    let fresh = View {
        redness: Some(&RED),
        ..view(&picture, &camera)
    };
    let bare = LinearRgb::from_srgb8([190, 150, 130]);
    for (tilt, around) in [(0.0, 1.0), (60.0, 0.5)] {
        let result = composite(&fresh, &left_half(tilt)).unwrap();
        let inside = LinearRgb::from_srgb8(result.pixel(50, 100));
        let full = bare.filtered(RED.transmission).to_srgb8();
        assert_eq!(inside.to_srgb8(), full, "{tilt}");
        // Beyond the edge of a plane of Gaussians: the part of each that reaches farther than the place.
        for mm in [1.0_f64, 3.0, 5.0] {
            let x = 120 - 2 + (mm * 3.6) as u32;
            let away = (f64::from(x) + 0.5 - 120.0) / 3.6 + 0.5;
            let reach = RED.reach_mm * around;
            let sum = PI_SQUARE_MM * libm::erfc(away / reach / 2.0_f64.sqrt());
            let share = 1.0 - (-sum * around).exp();
            let expected = bare.green * (1.0 - share * 0.3);
            let got = LinearRgb::from_srgb8(result.pixel(x, 100)).green;
            assert!(
                (got / expected - 1.0).abs() < 0.02,
                "{tilt}°, {mm} mm beyond: {got} for {expected}"
            );
        }
        for x in 160..240 {
            assert_eq!(result.pixel(x, 100), picture.pixel(x, 100));
        }
    }
}

/// Half the sum of Gaussians of 2 mm, one to each square millimetre: π · 2².
const PI_SQUARE_MM: f64 = core::f64::consts::PI * 4.0;

#[test]
fn redness_is_the_same_on_any_number_of_threads_and_at_any_scale() {
    let picture = skin_picture();
    for px_per_mm in [0.2, 3.6, 80.0] {
        let camera = camera(px_per_mm);
        let fresh = View {
            redness: Some(&RED),
            ..view(&picture, &camera)
        };
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| composite(&fresh, &left_half(35.0)).unwrap())
        };
        let one = with(1);
        assert_ne!(one, picture);
        assert_eq!(one, with(4));
    }
}

#[test]
fn redness_stays_off_what_the_mask_hides_and_out_of_range_is_refused() {
    let (picture, camera) = (skin_picture(), camera(3.6));
    let covered = Mask::new(SIZE, vec![0; 240 * 200]).unwrap();
    let masked = View {
        mask: Some(&covered),
        redness: Some(&RED),
        ..view(&picture, &camera)
    };
    assert_eq!(composite(&masked, &left_half(0.0)).unwrap(), picture);
    for wrong in [
        Redness {
            reach_mm: 0.0,
            ..RED
        },
        Redness {
            transmission: LinearRgb::grey(1.5),
            ..RED
        },
    ] {
        let fresh = View {
            redness: Some(&wrong),
            ..view(&picture, &camera)
        };
        let said = composite(&fresh, &[]).unwrap_err().to_string();
        assert!(said.contains("it reaches 0.1 to 20 mm"), "{said}");
    }
}

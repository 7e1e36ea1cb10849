//! The blur that was put in is the blur that is found.

#![expect(
    clippy::unwrap_used,
    reason = "photographs that cannot be read should stop the test"
)]

mod photographs;

use photographs::{Noise, truth};
use pointil_photo::{Photograph, Region, Sharpness};
use pointil_scalp::{PictureSize, Pixel};

fn to_byte(light: f64) -> u8 {
    let v = if light <= 0.003_130_8 {
        light * 12.92
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    };
    (v * 255.0).round().clamp(0.0, 255.0) as u8
}

fn to_light(byte: u8) -> f64 {
    let v = f64::from(byte) / 255.0;
    if v <= 0.040_45 {
        v / 12.92
    } else {
        ((v + 0.055) / 1.055).powf(2.4)
    }
}

/// The integral of a unit Gaussian up to `x` (Abramowitz and Stegun 7.1.26, good to 1e-7).
fn cumulative(x: f64) -> f64 {
    let z = x.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let poly = t
        * (0.254_829_592
            + t * (-0.284_496_736
                + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let tail = 0.5 * poly * (-z * z).exp();
    if x > 0.0 { 1.0 - tail } else { tail }
}

/// Discs with edges blurred by `sigma`, with noise of `grain` levels.
fn discs(sigma: f64, grain: f64) -> Photograph {
    let size = PictureSize {
        width: 480,
        height: 360,
    };
    let mut noise = Noise(0x1234_5678_9ABC_DEF1);
    let mut rgb = Vec::new();
    for y in 0..size.height {
        for x in 0..size.width {
            let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            let (dx, dy) = (x.rem_euclid(120.3) - 60.0, y.rem_euclid(119.7) - 60.0);
            let edge = dx.hypot(dy) - 42.0;
            let light = 0.15 + 0.45 * cumulative(edge / sigma);
            let level = f64::from(to_byte(light)) + grain * noise.normal();
            rgb.extend([level.round().clamp(0.0, 255.0) as u8; 3]);
        }
    }
    Photograph::new(size, rgb).unwrap()
}

#[test]
fn drawn_edges_give_their_blur() {
    for sigma in [0.5, 0.7, 1.0, 1.5, 2.2, 3.0, 4.5] {
        let clean = Sharpness::of(&discs(sigma, 0.0), None).unwrap().sigma_px;
        let grainy = Sharpness::of(&discs(sigma, 2.0), None).unwrap().sigma_px;
        println!("blur {sigma}: found {clean:.2}, with grain {grainy:.2}");
        assert!((clean / sigma - 1.0).abs() < 0.12, "{sigma} {clean}");
        assert!((grainy / sigma - 1.0).abs() < 0.25, "{sigma} {grainy}");
    }
}

/// `photograph` blurred by `sigma` pixels, in light.
fn blurred(photograph: &Photograph, sigma: f64) -> Photograph {
    let PictureSize { width, height } = photograph.size();
    let (w, h) = (width as usize, height as usize);
    let reach = (4.0 * sigma).ceil() as i64;
    let bell: Vec<f64> = (-reach..=reach)
        .map(|k| (-(k as f64 / sigma).powi(2) / 2.0).exp())
        .collect();
    let total: f64 = bell.iter().sum();
    let pass = |from: &[[f64; 3]], dx: i64, dy: i64| -> Vec<[f64; 3]> {
        (0..w * h)
            .map(|i| {
                let (x, y) = ((i % w) as i64, (i / w) as i64);
                let mut sum = [0.0; 3];
                for (k, weight) in (-reach..=reach).zip(&bell) {
                    let x = (x + k * dx).clamp(0, w as i64 - 1) as usize;
                    let y = (y + k * dy).clamp(0, h as i64 - 1) as usize;
                    for (sum, v) in sum.iter_mut().zip(from[y * w + x]) {
                        *sum += v * weight / total;
                    }
                }
                sum
            })
            .collect()
    };
    let light: Vec<[f64; 3]> = photograph
        .rgb8()
        .chunks_exact(3)
        .map(|p| [p[0], p[1], p[2]].map(to_light))
        .collect();
    let soft = pass(&pass(&light, 1, 0), 0, 1);
    let rgb = soft.iter().flat_map(|p| p.map(to_byte)).collect();
    Photograph::new(photograph.size(), rgb).unwrap()
}

#[test]
fn real_photographs_gain_the_blur_that_is_added() {
    let Some(truth) = truth() else { return };
    println!(
        "| photograph | own blur px | edges | 1.5 px added: expected | found |\n|---|---|---|---|---|"
    );
    for view in &truth.views {
        let photograph = truth.photograph(view);
        let own = Sharpness::of(&photograph, None).unwrap();
        let soft = Sharpness::of(&blurred(&photograph, 1.5), None)
            .unwrap()
            .sigma_px;
        let expected = own.sigma_px.hypot(1.5);
        println!(
            "| {} | {:.2} | {} | {expected:.2} | {soft:.2} |",
            view.name, own.sigma_px, own.edges
        );
        assert!((0.3..1.2).contains(&own.sigma_px), "{}", own.sigma_px);
        assert!((soft / expected - 1.0).abs() < 0.12, "{soft} {expected}");
    }
}

#[test]
fn a_region_is_measured_alone_and_a_plain_one_refused() {
    let picture = discs(1.0, 0.0);
    let region = |x: f64, y: f64, side: f64| {
        Some(Region {
            from: Pixel::new(x, y),
            to: Pixel::new(x + side, y + side),
        })
    };
    assert!(Sharpness::of(&picture, region(0.0, 0.0, 120.0)).is_ok());
    let plain = Sharpness::of(&picture, region(45.0, 45.0, 30.0)).unwrap_err();
    assert!(plain.to_string().contains("more structure"), "{plain}");
    let outside = Sharpness::of(&picture, region(-900.0, 5000.0, 50.0));
    assert!(outside.is_err());
}

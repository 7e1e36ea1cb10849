//! Windows, recurrences and coarse grids against every part of every dot in every pixel.

use super::*;

/// The composite with every part of every dot evaluated in every pixel it reaches, by the exact exponential.
fn pixel_by_pixel(view: &View<'_>, dots: &[Dot]) -> Picture {
    let seen = seen(view, dots);
    let all = seen
        .iter()
        .map(|seen| Footprint::new(seen, view.sharpness_px, f64::INFINITY));
    let all: Vec<Footprint> = all.collect();
    let width = SIZE.width as usize;
    let mut left = vec![[1.0; 4]; width * SIZE.height as usize];
    for footprint in &all {
        let ((top, bottom), (from, to)) = (footprint.rows(), footprint.columns());
        for y in top.max(0)..=bottom.min(i64::from(SIZE.height) - 1) {
            for x in from.max(0)..=to.min(i64::from(SIZE.width) - 1) {
                let kept = footprint.left_at(x, y);
                let pixel = &mut left[y as usize * width + x as usize];
                for (left, kept) in pixel.iter_mut().zip(kept) {
                    *left *= kept as f32;
                }
            }
        }
    }
    let mut result = view.picture.clone();
    darken(result.rgb8_mut(), &left, 0, view, &gloss(view, &all));
    result
}

/// Dots some 180 to a square centimetre, as unevenly as a hand places them, over the whole picture.
fn scattered(px_per_mm: f64, tilt: f64, look: DotAppearance) -> Vec<Dot> {
    let pitch_mm = 0.75;
    let across = (300.0 / px_per_mm / pitch_mm) as u32;
    let jitter = |k: u32| {
        let mut hash = k.wrapping_mul(0x9E37_79B9);
        for factor in [0x85EB_CA6B, 0xC2B2_AE35_u32] {
            hash = (hash ^ (hash >> 15)).wrapping_mul(factor);
        }
        0.7 * (f64::from(hash >> 8) / f64::from(1 << 24) - 0.5)
    };
    let place =
        |k: u32, salt: u32| (f64::from(k) - f64::from(across) / 2.0 + jitter(salt)) * pitch_mm;
    (0..across * across)
        .map(|k| {
            let (x, y) = (place(k % across, 2 * k), place(k / across, 2 * k + 1));
            dot(x, y, tilted(tilt, f64::from(k)), look)
        })
        .collect()
}

#[test]
fn dots_are_as_drawn_pixel_by_pixel() {
    let picture = skin_picture();
    let mut fresh = healed();
    fresh.diameter_mm = 0.25;
    fresh.disc = fresh.disc.map(|loss| loss * 1.6);
    for halo in &mut fresh.halos {
        halo.loss = halo.loss.map(|loss| loss * 1.6);
    }
    for (name, look) in [("healed", healed()), ("fresh", fresh)] {
        for px_per_mm in [2.0, 3.0, 4.2, 6.0, 11.0, 24.0, 60.0] {
            let camera = camera(px_per_mm);
            for tilt in [0.0, 35.0, 60.0, 80.0] {
                let dots = scattered(px_per_mm, tilt, look);
                let view = view(&picture, &camera);
                let ours = composite(&view, &dots).unwrap();
                let exact = pixel_by_pixel(&view, &dots);
                let bytes = ours.rgb8().iter().zip(exact.rgb8());
                let apart: Vec<u8> = bytes.map(|(a, b)| a.abs_diff(*b)).collect();
                let worst = apart.iter().max().copied().unwrap();
                let differ = apart.iter().filter(|d| **d > 0).count() as f64 / apart.len() as f64;
                println!(
                    "{name}, {px_per_mm} px/mm, {tilt}°: at most {worst} of 255 apart, {:.1} % differ",
                    differ * 100.0
                );
                assert!(worst <= 1, "{name}, {px_per_mm} px/mm, {tilt}°: {worst}");
            }
        }
    }
}

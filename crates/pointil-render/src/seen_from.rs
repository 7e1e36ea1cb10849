//! A picture as the eye's own optics blur it from a distance.

use core::f64::consts::PI;

use pointil_optics::{LinearRgb, ViewingDistance, linear_to_srgb8};
use rayon::prelude::*;

use crate::picture::Picture;

/// The eye's blur as three Gaussians: the share of light and one standard deviation in arc minutes. Least squares to
/// [`ViewingDistance::contrast_kept`], with the worst places weighted up: nowhere more than 0.009 of the contrast off.
const BLUR: [(f64, f64); 3] = [(0.2112, 0.2785), (0.4656, 0.8250), (0.3232, 2.0157)];

/// Where even the finest pattern that pixels can hold keeps this much of its contrast, an eye sees the pixels as they are.
const UNCHANGED: f64 = 0.99;

/// Gaussians are cut at so many standard deviations.
const REACH: f64 = 4.0;

/// The fewest pixels to each side that a narrow Gaussian takes, which between pixels rings like a sinc.
const LEAST_REACH: usize = 8;

impl Picture {
    /// The picture as an eye with perfect spectacles sees it `from` a distance, where `px_per_mm` pixels are one
    /// millimetre of what it shows: what the eye's own optics blur (mean of 200 eyes) is blurred, in linear light, and
    /// nothing else is changed. From so near that pixels show it is the picture itself, and so it is where `px_per_mm`
    /// is not above zero.
    ///
    /// Time grows with the blur in pixels.
    #[must_use]
    pub fn seen_from(&self, px_per_mm: f64, from: ViewingDistance) -> Self {
        let unknown = px_per_mm.is_nan() || px_per_mm <= 0.0;
        if unknown || from.contrast_kept(px_per_mm / 2.0) > UNCHANGED {
            return self.clone();
        }
        let arc_minute_px = 1000.0 * from.metres() * libm::tan(PI / 10_800.0) * px_per_mm;
        let (width, height) = (self.size().width as usize, self.size().height as usize);
        let longest = width.max(height);
        let blur = BLUR.map(|(share, arc_minutes)| {
            let weights = weights(arc_minutes * arc_minute_px, longest);
            (share as f32, weights)
        });
        let mut seen = self.clone();
        for channel in 0..3 {
            let light = light(self, channel);
            let rows = seen.rgb8_mut().par_chunks_mut(width * 3);
            rows.enumerate().for_each(|(y, bytes)| {
                let row = blurred_row(&light, (width, height), y, &blur);
                for (pixel, light) in bytes.chunks_exact_mut(3).zip(row) {
                    pixel[channel] = linear_to_srgb8(light.into());
                }
            });
        }
        seen
    }
}

/// The light of one channel, row by row.
fn light(picture: &Picture, channel: usize) -> Vec<f32> {
    let pixels = picture.rgb8().par_chunks_exact(3);
    let light = |p: &[u8]| LinearRgb::from_srgb8([p[0], p[1], p[2]]).to_array()[channel] as f32;
    pixels.map(light).collect()
}

/// What a pixel takes of itself and of its neighbours at 1, 2, … pixels to one side, for a Gaussian of `sd_px`: the one
/// whose contrast is the Gaussian's up to the finest pattern that pixels can hold. All of them add up to one.
fn weights(sd_px: f64, longest: usize) -> Vec<f32> {
    let reach = ((REACH * sd_px).ceil() as usize)
        .max(LEAST_REACH)
        .min(longest);
    let steps = 16 * (reach + LEAST_REACH);
    let weight = |k: usize| -> f64 {
        let frequencies = (0..steps).map(|i| PI * (i as f64 + 0.5) / steps as f64);
        let kept =
            frequencies.map(|w| libm::exp(-0.5 * (sd_px * w).powi(2)) * libm::cos(w * k as f64));
        kept.sum::<f64>() / steps as f64
    };
    let one_side: Vec<f64> = (0..=reach).map(weight).collect();
    let sum = 2.0 * one_side.iter().sum::<f64>() - one_side[0];
    one_side.iter().map(|w| (w / sum) as f32).collect()
}

/// Row `y` of `light` blurred by the sum of Gaussians. Beyond its edges a picture goes on as in a mirror.
fn blurred_row(
    light: &[f32],
    (width, height): (usize, usize),
    y: usize,
    blur: &[(f32, Vec<f32>)],
) -> Vec<f32> {
    let row = |at: i64| {
        let y = mirrored(at, height);
        &light[y * width..(y + 1) * width]
    };
    let mut sum = vec![0.0; width];
    for (share, weights) in blur {
        let reach = weights.len() - 1;
        let mut upright = vec![0.0; width + 2 * reach];
        let middle = &mut upright[reach..reach + width];
        add(middle, row(y as i64), weights[0]);
        for (k, weight) in weights.iter().enumerate().skip(1) {
            add(middle, row(y as i64 - k as i64), *weight);
            add(middle, row(y as i64 + k as i64), *weight);
        }
        for k in 1..=reach {
            upright[reach - k] = upright[reach + mirrored(-(k as i64), width)];
            upright[reach + width - 1 + k] =
                upright[reach + mirrored((width - 1 + k) as i64, width)];
        }
        add(&mut sum, &upright[reach..], share * weights[0]);
        for (k, weight) in weights.iter().enumerate().skip(1) {
            add(&mut sum, &upright[reach - k..], share * weight);
            add(&mut sum, &upright[reach + k..], share * weight);
        }
    }
    sum
}

/// Adds `weight` times `values` to `sums`.
fn add(sums: &mut [f32], values: &[f32], weight: f32) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += weight * value;
    }
}

/// The place in `0..count` that shows at `at`, which lies at most `count` outside.
fn mirrored(at: i64, count: usize) -> usize {
    let last = count as i64 - 1;
    let inside = if at < 0 {
        -1 - at
    } else if at > last {
        2 * last + 1 - at
    } else {
        at
    };
    inside.clamp(0, last) as usize
}

#[cfg(test)]
mod tests {
    use pointil_optics::srgb8_to_linear;
    use pointil_scalp::PictureSize;

    use super::*;

    const DISTANCES: [ViewingDistance; 4] = [
        ViewingDistance::CLOSE,
        ViewingDistance::ARMS_LENGTH,
        ViewingDistance::ACROSS_A_TABLE,
        ViewingDistance::ACROSS_A_ROOM,
    ];

    #[test]
    fn three_gaussians_keep_the_contrast_of_the_eye() {
        let mut worst: f64 = 0.0;
        for from in DISTANCES {
            let arc_minute_mm = 1000.0 * from.metres() * libm::tan(PI / 10_800.0);
            for k in 0..2000 {
                let cycles_per_minute = 1.6 * f64::from(k) / 2000.0;
                let kept = |(share, sd): (f64, f64)| {
                    share * (-0.5 * (2.0 * PI * cycles_per_minute * sd).powi(2)).exp()
                };
                let ours: f64 = BLUR.into_iter().map(kept).sum();
                let eye = from.contrast_kept(cycles_per_minute / arc_minute_mm);
                worst = worst.max((ours - eye).abs());
            }
        }
        println!("the eye's contrast is met within {worst:.4}");
        assert!(worst < 0.009, "{worst}");
    }

    /// Upright and level stripes of grey, `period` pixels apart.
    fn stripes(period: f64, level: bool) -> Picture {
        let (width, height) = (300_u32, 300_u32);
        let grey = |k: u32| {
            let (x, y) = (k % width, k / width);
            let along = f64::from(if level { y } else { x }) + 0.5;
            linear_to_srgb8(0.35 + 0.3 * (2.0 * PI * along / period).sin())
        };
        let bytes = (0..width * height).flat_map(|k| [grey(k); 3]).collect();
        Picture::new(PictureSize { width, height }, bytes).unwrap()
    }

    /// How strong the stripes are in the middle of the picture, by their Fourier sum over whole periods.
    fn contrast(picture: &Picture, period: f64, level: bool) -> f64 {
        let (mut sine, mut cosine) = (0.0, 0.0);
        for k in 90..210 {
            let (x, y) = if level { (150, k) } else { (k, 150) };
            let light = srgb8_to_linear(picture.pixel(x, y)[1]);
            let (s, c) = (2.0 * PI * (f64::from(k) + 0.5) / period).sin_cos();
            sine += light * s / 60.0;
            cosine += light * c / 60.0;
        }
        sine.hypot(cosine)
    }

    #[test]
    fn stripes_keep_the_contrast_that_the_eye_keeps() {
        for from in DISTANCES {
            for px_per_mm in [2.0, 6.0] {
                for period in [3.0, 4.0, 8.0, 20.0, 40.0] {
                    for level in [false, true] {
                        let before = stripes(period, level);
                        let after = before.seen_from(px_per_mm, from);
                        let kept =
                            contrast(&after, period, level) / contrast(&before, period, level);
                        let eye = from.contrast_kept(px_per_mm / period);
                        assert!(
                            (kept - eye).abs() < 0.015,
                            "{from:?}, {px_per_mm} px/mm, period {period}: {kept} for {eye}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn what_pixels_cannot_show_changes_nothing_and_light_is_kept() {
        let fine = stripes(3.0, false);
        assert_eq!(fine.seen_from(0.02, ViewingDistance::CLOSE), fine);
        assert_eq!(fine.seen_from(f64::NAN, ViewingDistance::CLOSE), fine);
        assert_eq!(fine.seen_from(-3.0, ViewingDistance::CLOSE), fine);
        let size = PictureSize {
            width: 7,
            height: 2,
        };
        let grey = Picture::filled(size, [181, 140, 122]).unwrap();
        assert_eq!(grey.seen_from(6.0, ViewingDistance::ACROSS_A_ROOM), grey);
    }

    #[test]
    fn one_thread_or_many_give_the_same_bytes() {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap();
            pool.install(|| stripes(7.0, true).seen_from(4.0, ViewingDistance::ARMS_LENGTH))
        };
        assert_eq!(with(1), with(3));
    }
}

//! Outlines before plain backgrounds, and the refusal to guess before others.

#![expect(
    clippy::unwrap_used,
    reason = "photographs that cannot be read should stop the test"
)]

mod photographs;

use photographs::{Noise, truth};
use pointil_photo::{Outline, OutlineError, Photograph};
use pointil_scalp::{PictureSize, Pixel};

/// A disc of `radius` pixels around `middle` on what `ground` gives.
fn disc(
    size: PictureSize,
    middle: (f64, f64),
    radius: f64,
    ground: impl Fn(f64, f64) -> [f64; 3],
) -> Photograph {
    let mut noise = Noise(0xABCD_EF01_2345_6789);
    let mut rgb = Vec::new();
    for y in 0..size.height {
        for x in 0..size.width {
            let (x, y) = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            let inside = (radius - (x - middle.0).hypot(y - middle.1) + 0.5).clamp(0.0, 1.0);
            for (skin, ground) in [205.0, 165.0, 150.0].into_iter().zip(ground(x, y)) {
                let level = ground + (skin - ground) * inside + 1.5 * noise.normal();
                rgb.push(level.round().clamp(0.0, 255.0) as u8);
            }
        }
    }
    Photograph::new(size, rgb).unwrap()
}

const SIZE: PictureSize = PictureSize {
    width: 600,
    height: 800,
};

#[test]
fn an_edge_is_found_to_a_fraction_of_a_pixel() {
    let wall = |x: f64, y: f64| [150.0 + x / 30.0, 155.0 + y / 40.0, 160.0];
    let large = PictureSize {
        width: 2400,
        height: 3200,
    };
    for (size, scale, within) in [(SIZE, 1.0, 0.15), (large, 4.0, 0.6)] {
        let (middle, radius) = ((310.3 * scale, 380.7 * scale), 180.0 * scale);
        let picture = disc(size, middle, radius, |x, y| wall(x / scale, y / scale));
        let outline = Outline::of(&picture).unwrap();
        let (mut square, mut worst) = (0.0, 0.0_f64);
        for point in outline.points() {
            let (dx, dy) = (point.pixel.x - middle.0, point.pixel.y - middle.1);
            let off = dx.hypot(dy) - radius;
            square += off * off;
            worst = worst.max(off.abs());
            let agreement = (dx * point.outward.x + dy * point.outward.y) / dx.hypot(dy);
            assert!(agreement > 0.97, "{agreement}");
        }
        let rms = (square / outline.points().len() as f64).sqrt();
        println!(
            "{} points, RMS {rms:.2} px, worst {worst:.2} px",
            outline.points().len()
        );
        assert!(rms < within && worst < 6.0 * within, "{rms} {worst}");
        assert!(outline.points().len() > 400);
    }
}

#[test]
fn what_cannot_be_told_is_refused() {
    let middle = (300.0, 400.0);
    let checks = |x: f64, y: f64| {
        [if (x / 40.0).floor() as i64 % 2 == (y / 40.0).floor() as i64 % 2 {
            60.0
        } else {
            200.0
        }; 3]
    };
    let busy = Outline::of(&disc(SIZE, middle, 180.0, checks));
    assert!(
        matches!(busy, Err(OutlineError::BusyBackground { .. })),
        "{busy:?}"
    );
    let grey = |_: f64, _: f64| [150.0; 3];
    let tiny = Outline::of(&disc(SIZE, middle, 40.0, grey));
    assert!(
        matches!(tiny, Err(OutlineError::NoSubject { .. })),
        "{tiny:?}"
    );
    let nothing = Outline::of(&disc(SIZE, middle, -9.0, grey));
    assert!(
        matches!(nothing, Err(OutlineError::NoSubject { .. })),
        "{nothing:?}"
    );
    // Skin before a wall of the colour of skin.
    let alike = Outline::of(&disc(SIZE, middle, 180.0, |_, _| [198.0, 160.0, 146.0]));
    assert!(alike.is_err(), "no outline should be found");
    let drawn = Outline::drawn(&[Pixel::new(1.0, 1.0), Pixel::new(2.0, 3.0)]);
    assert_eq!(drawn, Err(OutlineError::TooFewPoints(2)));
}

#[test]
fn a_drawn_outline_points_outward() {
    let points: Vec<Pixel> = (0..9)
        .map(|k| {
            let angle = f64::from(k) * 0.35;
            Pixel::new(300.0 - 100.0 * angle.cos(), 300.0 - 120.0 * angle.sin())
        })
        .collect();
    for points in [points.clone(), points.into_iter().rev().collect()] {
        let outline = Outline::drawn(&points).unwrap();
        for point in outline.points() {
            let out = (point.pixel.x - 300.0) * point.outward.x
                + (point.pixel.y - 270.0) * point.outward.y;
            assert!(out > 0.0);
        }
    }
}

#[test]
fn outlines_of_real_photographs_lie_on_the_scan() {
    let Some(truth) = truth() else { return };
    for view in &truth.views {
        let outline = Outline::of(&truth.photograph(view)).unwrap();
        // The scalp's farthest points to each side of the picture are points of the outline (none hides behind them).
        let mut worst = 0.0_f64;
        let projected: Vec<_> = truth
            .scalp
            .iter()
            .map(|(p, _)| view.camera.project(*p).unwrap())
            .collect();
        let highest = projected.iter().min_by(|a, b| a.y.total_cmp(&b.y)).unwrap();
        let near = outline.points().iter().map(|p| p.pixel.distance(*highest));
        worst = worst.max(near.fold(f64::MAX, f64::min));
        println!(
            "{}: {} points, {worst:.2} px off the scan's crown",
            view.name,
            outline.points().len()
        );
        assert!(worst < 3.0, "{} {worst}", view.name);
    }
}

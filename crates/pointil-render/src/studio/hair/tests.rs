use pointil_scalp::{Direction, PictureSize, Point};

use super::raster::Piece;
use super::*;

const SIDE: u32 = 240;

fn camera() -> Camera {
    let size = PictureSize {
        width: SIDE,
        height: SIDE,
    };
    let eye = Point::new(0.0, 0.0, 1000.0);
    Camera::look_at(eye, Point::new(0.0, 0.0, 0.0), Direction::UP, 10.0, size).unwrap()
}

/// Numbers from 0 to 1, in a row that never ends.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / 16_777_216.0
    }
}

/// `count` pieces of this length and width with their middles anywhere in the picture, as far out as a piece may reach into it.
fn scattered(count: usize, length: f32, width: f32) -> Vec<Piece> {
    let mut numbers = Numbers(7);
    let (side, margin) = (SIDE as f32, length);
    let mut place = || numbers.next() * (side + 2.0 * margin) - margin;
    let middles: Vec<[f32; 2]> = (0..count).map(|_| [place(), place()]).collect();
    let pieces = middles.into_iter().map(|[x, y]| {
        let turn = numbers.next() * core::f32::consts::PI;
        let (dx, dy) = (turn.cos() * length / 2.0, turn.sin() * length / 2.0);
        Piece {
            ends: [[x - dx, y - dy], [x + dx, y + dy]],
            inverse: [1e-3 * (1.0 + 0.01 * numbers.next()); 2],
            width,
            light: [0.02; 3],
        }
    });
    pieces.collect()
}

fn layer(pieces: Vec<Piece>) -> HairLayer {
    let bare = vec![0.0; (SIDE * SIDE) as usize];
    HairLayer::of(&camera(), pieces, &bare)
}

fn mean_left(layer: &HairLayer) -> f64 {
    let all = layer.left().iter().map(|own| f64::from(*own));
    all.sum::<f64>() / layer.left().len() as f64
}

/// What random strands leave uncovered is exp(-n·w·l), n to a square pixel, whatever their width.
#[test]
fn random_strands_cover_as_the_law_says() {
    let length = 30.0;
    let area = (f64::from(SIDE) + 2.0 * f64::from(length)).powi(2);
    for width in [0.15_f32, 0.5, 1.0, 2.6] {
        for depth in [0.2_f64, 0.7, 1.5] {
            let count = (depth * area / f64::from(length * width)) as usize;
            let left = mean_left(&layer(scattered(count, length, width)));
            let law = (-(count as f64) * f64::from(width) * f64::from(length) / area).exp();
            println!("{width} px wide, depth {depth}: {left:.4} left, {law:.4} by the law");
            assert!((left - law).abs() < 0.02, "{width} {depth}: {left} {law}");
        }
    }
}

/// A single piece covers its length times its width, however it lies.
#[test]
fn a_piece_covers_its_area() {
    for turn in 0..36 {
        for width in [0.2_f32, 0.9, 1.7, 3.4] {
            let angle = (turn as f32 * 5.0 + 2.0).to_radians();
            let (dx, dy) = (angle.cos() * 20.0, angle.sin() * 20.0);
            let piece = Piece {
                ends: [[120.3 - dx, 119.8 - dy], [120.3 + dx, 119.8 + dy]],
                inverse: [1e-3; 2],
                width,
                light: [0.0; 3],
            };
            let mut sum = 0.0;
            let side = i64::from(SIDE);
            piece.draw((0, side), side, |_, _, covered, _| {
                sum += f64::from(covered)
            });
            let area = 40.0 * f64::from(width);
            assert!(
                (sum / area - 1.0).abs() < 0.06,
                "{turn} {width}: {sum} {area}"
            );
        }
    }
}

#[test]
fn more_hair_leaves_less_and_none_leaves_all() {
    let none = layer(Vec::new());
    let grey = Picture::filled(none.size(), [150; 3]).unwrap();
    assert_eq!(none.over(&grey), grey);
    let mut before = 1.0;
    for count in [200, 800, 2400, 7200] {
        let left = mean_left(&layer(scattered(count, 40.0, 0.4)));
        assert!(left < before, "{count}: {left}");
        before = left;
    }
}

/// What lies behind the skin is hidden by it, what lies before it is not.
#[test]
fn skin_hides_the_hair_behind_it() {
    let skin = vec![1.004e-3; (SIDE * SIDE) as usize];
    let of = |inverse: f32| {
        let mut pieces = scattered(3000, 30.0, 0.5);
        for piece in &mut pieces {
            piece.inverse = [inverse; 2];
        }
        mean_left(&HairLayer::of(&camera(), pieces, &skin))
    };
    assert!((of(1.0e-3) - 1.0).abs() < 1e-6);
    assert!(of(1.01e-3) < 0.7);
}

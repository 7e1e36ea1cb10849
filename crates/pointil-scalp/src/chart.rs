//! An equal-area chart of the vault: a plane map on which a square centimetre anywhere is a square centimetre of skin.

use core::f64::consts::{PI, TAU};

use crate::cranium::Cranium;
use crate::space::Site;
use crate::units::SquareCm;

/// A place on the chart, in millimetres from the top of the vault: `x` to the subject's left, `y` forward.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartPoint {
    /// Millimetres to the left.
    pub x: f64,
    /// Millimetres forward.
    pub y: f64,
}

/// Columns of the table: azimuths.
const COLUMNS: usize = 360;

/// Rows of the table: angles from the top.
const ROWS: usize = 360;

/// The equal-area chart of one head. It keeps the azimuth of every site and sets its distance from the middle so that
/// each sector keeps its area; shapes are true near the top and stretch sideways towards the rim.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Twice the area per radian of azimuth from the top down to each row, by column: the square of the distance.
    squares: Vec<[f64; ROWS + 1]>,
}

impl Chart {
    /// The chart of `cranium`.
    pub fn new(cranium: &Cranium) -> Self {
        let step = PI / ROWS as f64;
        let squares = (0..COLUMNS)
            .map(|column| {
                let azimuth = column as f64 / COLUMNS as f64 * TAU;
                let density = |angle: f64| {
                    let site = Site::from_angles(azimuth, PI / 2.0 - angle);
                    cranium.area_per_steradian(site) * libm::sin(angle)
                };
                let mut squares = [0.0; ROWS + 1];
                for row in 0..ROWS {
                    // Simpson's rule.
                    let (a, b) = (row as f64 * step, (row + 1) as f64 * step);
                    let area =
                        (density(a) + 4.0 * density((a + b) / 2.0) + density(b)) * step / 6.0;
                    squares[row + 1] = squares[row] + 2.0 * area;
                }
                squares
            })
            .collect();
        Self { squares }
    }

    /// Where `site` lies on the chart.
    pub fn place(&self, site: Site) -> ChartPoint {
        let azimuth = site.azimuth();
        let angle = PI / 2.0 - site.elevation();
        let row = angle / PI * ROWS as f64;
        let low = (row as usize).min(ROWS - 1);
        let column = self.column(azimuth);
        // Between rows the square grows like the square of the angle near the top, nearly evenly elsewhere.
        let t = if low == 0 {
            row * row
        } else {
            row - low as f64
        };
        let square = column(low) + (column(low + 1) - column(low)) * t;
        let (s, c) = libm::sincos(azimuth);
        let distance = square.max(0.0).sqrt();
        ChartPoint {
            x: distance * s,
            y: distance * c,
        }
    }

    /// The site at a place of the chart; `None` beyond its rim.
    pub fn site(&self, place: ChartPoint) -> Option<Site> {
        let azimuth = libm::atan2(place.x, place.y);
        let square = place.x * place.x + place.y * place.y;
        let column = self.column(azimuth);
        if square >= column(ROWS) {
            return None;
        }
        let (mut low, mut high) = (0, ROWS);
        while high - low > 1 {
            let middle = usize::midpoint(low, high);
            if column(middle) <= square {
                low = middle
            } else {
                high = middle
            }
        }
        let t = (square - column(low)) / (column(low + 1) - column(low));
        let row = if low == 0 { t.sqrt() } else { low as f64 + t };
        Some(Site::from_angles(
            azimuth,
            PI / 2.0 - row / ROWS as f64 * PI,
        ))
    }

    /// The area of the whole vault, its lower closure included.
    pub fn area(&self) -> SquareCm {
        let sum: f64 = self.squares.iter().map(|column| column[ROWS]).sum();
        SquareCm::from_square_mm(sum / 2.0 * TAU / COLUMNS as f64)
    }

    /// The table's column at `azimuth`, interpolated.
    fn column(&self, azimuth: f64) -> impl Fn(usize) -> f64 {
        let position = azimuth.rem_euclid(TAU) / TAU * COLUMNS as f64;
        let left = (position as usize) % COLUMNS;
        let right = (left + 1) % COLUMNS;
        let t = position - position.floor();
        move |row| self.squares[left][row] * (1.0 - t) + self.squares[right][row] * t
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Head, HeadMeasurements};

    #[test]
    fn chart_keeps_areas_and_returns_sites() {
        let head = Head::from_measurements(&HeadMeasurements::default()).unwrap();
        let chart = Chart::new(head.cranium());
        let h = 1e-3;
        for (azimuth, elevation) in [
            (0.1, 1.2),
            (0.7, 0.4),
            (-2.3, 0.1),
            (3.0, -0.6),
            (1.2, 0.05),
        ] {
            let at = |a: f64, e: f64| chart.place(Site::from_angles(azimuth + a, elevation + e));
            let (west, east, south, north) = (at(-h, 0.0), at(h, 0.0), at(0.0, -h), at(0.0, h));
            let cross =
                (east.x - west.x) * (north.y - south.y) - (east.y - west.y) * (north.x - south.x);
            let mapped = cross.abs() / (4.0 * h * h);
            let site = Site::from_angles(azimuth, elevation);
            let true_area = head.cranium().area_per_steradian(site) * libm::cos(elevation);
            assert!(
                (mapped / true_area - 1.0).abs() < 0.01,
                "{azimuth} {elevation} {mapped} {true_area}"
            );
            let back = chart.site(chart.place(site)).unwrap();
            assert!(back.to_vec().distance(site.to_vec()) < 1e-9);
        }
        assert!(chart.site(ChartPoint { x: 900.0, y: 0.0 }).is_none());
        println!("vault {}", chart.area());
    }
}

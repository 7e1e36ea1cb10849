//! Pieces of hair as the share of each pixel that they cover.

/// A straight piece of a hair in the picture.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// Column and row of both ends, in pixels.
    pub ends: [[f32; 2]; 2],
    /// The inverse of both ends' distance along the camera's axis, in millimetres.
    pub inverse: [f32; 2],
    /// Across, in pixels.
    pub width: f32,
    /// The light it returns.
    pub light: [f32; 3],
}

impl Piece {
    /// The first and the last row that it reaches.
    pub fn rows(&self) -> (i64, i64) {
        let [[_, a], [_, b]] = self.ends;
        let reach = (self.width + 1.0) * 0.75;
        (
            (a.min(b) - reach).floor() as i64,
            (a.max(b) + reach).floor() as i64,
        )
    }

    /// Calls `cover` with column, row, the share of that pixel that is covered and the inverse distance, for every pixel from row
    /// `first` to before row `end` and of `width` columns. All shares together are the piece's length times its width.
    pub fn draw(
        &self,
        (first, end): (i64, i64),
        width: i64,
        mut cover: impl FnMut(i64, i64, f32, f32),
    ) {
        let [[ax, ay], [bx, by]] = self.ends;
        let (dx, dy) = (bx - ax, by - ay);
        let length = (dx * dx + dy * dy).sqrt();
        if length < 1e-6 {
            return;
        }
        // Along the longer side: u runs from pixel to pixel, v across.
        let flat = dx.abs() >= dy.abs();
        let (mut u, mut v) = if flat {
            ((ax, bx), (ay, by))
        } else {
            ((ay, by), (ax, bx))
        };
        let mut inverse = self.inverse;
        if u.0 > u.1 {
            (u, v) = ((u.1, u.0), (v.1, v.0));
            inverse = [inverse[1], inverse[0]];
        }
        let slope = (v.1 - v.0) / (u.1 - u.0);
        // A line's cut across is wider than the line where it runs aslant.
        let across = self.width * length / (u.1 - u.0);
        let (half, top) = ((across + 1.0) / 2.0, across.min(1.0));
        let (from, to) = if flat { (0, width) } else { (first, end) };
        let (low, high) = if flat { (first, end) } else { (0, width) };
        let start = (u.0.floor() as i64).max(from);
        let stop = (u.1.floor() as i64).min(to - 1);
        for cell in start..=stop {
            let left = (cell as f32).max(u.0);
            let right = (cell as f32 + 1.0).min(u.1);
            let share = right - left;
            if share <= 0.0 {
                continue;
            }
            let t = (left + right) * 0.5 - u.0;
            let middle = v.0 + slope * t;
            let depth = inverse[0] + (inverse[1] - inverse[0]) * (t / (u.1 - u.0));
            let near = ((middle - half).floor() as i64).max(low);
            let far = ((middle + half).floor() as i64).min(high - 1);
            for side in near..=far {
                let away = (side as f32 + 0.5 - middle).abs();
                let covered = (half - away).clamp(0.0, top) * share;
                if covered > 0.0 {
                    let (x, y) = if flat { (cell, side) } else { (side, cell) };
                    cover(x, y, covered.min(1.0), depth);
                }
            }
        }
    }
}

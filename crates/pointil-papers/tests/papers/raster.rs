//! A paper as pixels, and what can be measured in them.

use std::collections::VecDeque;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};

/// Dots per inch of the raster.
const DPI: f64 = 300.0;

/// Pixels to a millimetre.
pub const PX_PER_MM: f64 = DPI / 25.4;

/// One page as pixels.
pub struct Raster {
    pub width: usize,
    pub height: usize,
    pub rgb: Vec<[u8; 3]>,
}

/// Every page of a PDF file.
pub fn pages(pdf: Vec<u8>) -> Vec<Raster> {
    let pdf = Pdf::new(pdf).unwrap();
    let cache = RenderCache::new();
    let scale = (DPI / 72.0) as f32;
    let settings = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
        ..RenderSettings::default()
    };
    let drawn = pdf.pages().iter().map(|page| {
        let pixels = render(page, &cache, &InterpreterSettings::default(), &settings);
        let rgb = pixels.data().iter().map(|own| [own.r, own.g, own.b]);
        Raster {
            width: usize::from(pixels.width()),
            height: usize::from(pixels.height()),
            rgb: rgb.collect(),
        }
    });
    drawn.collect()
}

impl Raster {
    pub fn at(&self, x: usize, y: usize) -> [u8; 3] {
        self.rgb[y * self.width + x]
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        self.at(x, y).iter().all(|part| *part < 128)
    }

    /// The length of the control bar between the middles of its outer ticks, in millimetres.
    pub fn control_bar_mm(&self) -> f64 {
        // The bar is the longest dark run at the foot of the page; 2 mm above it only the outer ticks are met.
        let (mut best, mut row, mut start) = (0, 0, 0);
        for y in self.height - (35.0 * PX_PER_MM) as usize..self.height {
            let mut run = 0;
            for x in 0..self.width {
                run = if self.is_dark(x, y) { run + 1 } else { 0 };
                if run > best {
                    (best, row, start) = (run, y, x + 1 - run);
                }
            }
        }
        let above = row - (2.0 * PX_PER_MM) as usize;
        let tick = |near: usize| {
            let reach = (1.5 * PX_PER_MM) as usize;
            let weights = (near - reach..near + reach)
                .map(|x| (x as f64, 255.0 - f64::from(self.at(x, above)[1])));
            let (sum, moment) = weights.fold((0.0, 0.0), |(sum, moment), (x, weight)| {
                (sum + weight, moment + x * weight)
            });
            moment / sum
        };
        (tick(start + best) - tick(start)) / PX_PER_MM
    }

    /// Connected groups of pixels that `wanted` takes.
    pub fn groups(
        &self,
        wanted: impl Fn(usize, usize, [u8; 3]) -> bool,
    ) -> Vec<Vec<(usize, usize)>> {
        let mut open: Vec<bool> = (0..self.rgb.len())
            .map(|k| wanted(k % self.width, k / self.width, self.rgb[k]))
            .collect();
        let mut groups = Vec::new();
        for k in 0..open.len() {
            if !open[k] {
                continue;
            }
            open[k] = false;
            let mut group = vec![(k % self.width, k / self.width)];
            let mut next = 0;
            while let Some(&(x, y)) = group.get(next) {
                next += 1;
                for (x, y) in around(x, y, self.width, self.height) {
                    if core::mem::take(&mut open[y * self.width + x]) {
                        group.push((x, y));
                    }
                }
            }
            groups.push(group);
        }
        groups
    }

    /// The length of a line drawn as one group of pixels, in millimetres.
    pub fn length_mm(&self, group: &[(usize, usize)]) -> f64 {
        let far = |from| {
            let steps = self.steps(group, from);
            let last = *group
                .iter()
                .max_by_key(|(x, y)| steps[y * self.width + x])
                .unwrap();
            (last, steps)
        };
        let (end, _) = far(group[0]);
        let (_, steps) = far(end);
        // Middles of pieces of equally many steps along the line.
        const PIECE: u32 = 9;
        let mut sums: Vec<(f64, f64, f64)> = Vec::new();
        for (x, y) in group {
            let piece = (steps[y * self.width + x] / PIECE) as usize;
            if sums.len() <= piece {
                sums.resize(piece + 1, (0.0, 0.0, 0.0));
            }
            let (a, b, n) = sums[piece];
            sums[piece] = (a + *x as f64, b + *y as f64, n + 1.0);
        }
        let middles: Vec<(f64, f64)> = sums.iter().map(|(x, y, n)| (x / n, y / n)).collect();
        let gaps: Vec<f64> = middles
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1))
            .collect();
        let count = gaps.len();
        let ends = gaps[0] / 2.0 + (gaps[count - 1] - gaps[count - 2] / 2.0).max(0.0);
        (gaps.iter().sum::<f64>() + ends) / PX_PER_MM
    }

    /// How many steps within `group` each of its pixels is from `from`.
    fn steps(&self, group: &[(usize, usize)], from: (usize, usize)) -> Vec<u32> {
        let mut steps = vec![u32::MAX; self.rgb.len()];
        let mut inside = vec![false; self.rgb.len()];
        for (x, y) in group {
            inside[y * self.width + x] = true;
        }
        steps[from.1 * self.width + from.0] = 0;
        let mut queue = VecDeque::from([from]);
        while let Some((x, y)) = queue.pop_front() {
            let next = steps[y * self.width + x] + 1;
            for (x, y) in around(x, y, self.width, self.height) {
                let k = y * self.width + x;
                if inside[k] && steps[k] == u32::MAX {
                    steps[k] = next;
                    queue.push_back((x, y));
                }
            }
        }
        steps
    }
}

/// The eight neighbours of a pixel that are in the picture.
fn around(x: usize, y: usize, width: usize, height: usize) -> impl Iterator<Item = (usize, usize)> {
    let columns = x.saturating_sub(1)..=(x + 1).min(width - 1);
    columns
        .flat_map(move |column| {
            (y.saturating_sub(1)..=(y + 1).min(height - 1)).map(move |row| (column, row))
        })
        .filter(move |own| *own != (x, y))
}

//! From a background's extent to an edge between pixels.

use glam::DVec2;
use pointil_scalp::Pixel;

use super::OutlinePoint;
use super::backdrop::Backdrop;

/// Neighbours on either side from which the direction of the edge is taken, in steps along it.
const REACH: usize = 7;

/// How far inside the edge the subject's own colour is read, in pixels.
const INSIDE_PX: f64 = 4.0;

/// What is not background.
pub struct Mask {
    width: usize,
    height: usize,
    subject: Vec<bool>,
}

/// The eight neighbours, turning clockwise from the right.
const AROUND: [(i64, i64); 8] = [
    (1, 0),
    (1, 1),
    (0, 1),
    (-1, 1),
    (-1, 0),
    (-1, -1),
    (0, -1),
    (1, -1),
];

impl Mask {
    /// The largest connected part that the background, flooded from the border, leaves.
    pub fn of(backdrop: &Backdrop) -> Self {
        let (width, height) = (backdrop.width, backdrop.height);
        let plain: Vec<bool> = backdrop
            .distance
            .iter()
            .map(|d| *d < backdrop.threshold)
            .collect();
        let edge = (0..width * height).filter(|i| {
            let (x, y) = (i % width, i / width);
            x == 0 || y == 0 || x == width - 1
        });
        let mut background = vec![false; width * height];
        flood(
            width,
            &plain,
            &mut background,
            edge.filter(|i| plain[*i]).collect(),
        );
        let rest: Vec<bool> = background.iter().map(|b| !b).collect();
        let mut done = vec![false; width * height];
        let mut largest = Vec::new();
        for i in 0..width * height {
            if rest[i] && !done[i] {
                let part = flood(width, &rest, &mut done, vec![i]);
                if part.len() > largest.len() {
                    largest = part;
                }
            }
        }
        let mut subject = vec![false; width * height];
        for i in largest {
            subject[i] = true;
        }
        Self {
            width,
            height,
            subject,
        }
    }

    /// The share of the picture that is subject.
    pub fn share(&self) -> f64 {
        let count = self.subject.iter().filter(|s| **s).count();
        count as f64 / self.subject.len().max(1) as f64
    }

    fn is_subject(&self, x: i64, y: i64) -> bool {
        x >= 0
            && y >= 0
            && x < self.width as i64
            && y < self.height as i64
            && self.subject[y as usize * self.width + x as usize]
    }

    /// The border of the subject, pixel by pixel, clockwise.
    fn trace(&self) -> Vec<(i64, i64)> {
        let Some(first) = self.subject.iter().position(|s| *s) else {
            return Vec::new();
        };
        let start = ((first % self.width) as i64, (first / self.width) as i64);
        let mut path = vec![start];
        let (mut at, mut heading) = (start, 6);
        // Each border pixel is passed at most four times.
        for _ in 0..4 * self.subject.len() {
            // From the neighbour behind the left shoulder, clockwise to the first that is subject.
            let next = (0..8).map(|k| (heading + 6 + k) % 8).find(|k| {
                let (dx, dy) = AROUND[*k];
                self.is_subject(at.0 + dx, at.1 + dy)
            });
            let Some(next) = next else { break };
            at = (at.0 + AROUND[next].0, at.1 + AROUND[next].1);
            heading = next;
            if at == start {
                break;
            }
            path.push(at);
        }
        path
    }

    /// The edge between pixels with its outward direction, and the share of it that is too faint to be placed.
    pub fn edge(&self, backdrop: &Backdrop) -> (Vec<OutlinePoint>, f64) {
        let path = self.trace();
        let n = path.len();
        if n < 4 * REACH {
            return (Vec::new(), 1.0);
        }
        let at = |k: usize| DVec2::new(path[k % n].0 as f64 + 0.5, path[k % n].1 as f64 + 0.5);
        let mut points = Vec::new();
        let (mut inner, mut faint) = (0, 0);
        for k in (0..n).step_by(2) {
            let here = at(k);
            let margin = here.x.min(here.y).min(self.width as f64 - here.x);
            if margin.min(self.height as f64 - here.y) < 2.0 * INSIDE_PX {
                continue;
            }
            inner += 1;
            // Clockwise in a picture whose y points down: the outside is to the left.
            let along = at(k + REACH) - at(k + n - REACH);
            let outward = DVec2::new(along.y, -along.x).normalize_or_zero();
            match crossing(backdrop, here, outward) {
                Some(offset) => {
                    let place = here + outward * offset;
                    points.push(OutlinePoint {
                        pixel: Pixel::new(place.x, place.y),
                        outward,
                    });
                }
                None => faint += 1,
            }
        }
        (points, f64::from(faint) / f64::from(inner.max(1)))
    }
}

/// How far outward from `here` the colour is half way from subject to background; `None` on a faint edge.
fn crossing(backdrop: &Backdrop, here: DVec2, outward: DVec2) -> Option<f64> {
    let at = |t: f64| {
        let p = here + outward * t;
        backdrop.sample(p.x, p.y)
    };
    let inside = (at(-INSIDE_PX) + at(-INSIDE_PX + 1.0)) / 2.0;
    let outside = at(INSIDE_PX);
    let threshold = f64::from(backdrop.threshold);
    if inside < 1.5 * threshold || outside > inside / 2.0 {
        return None;
    }
    let half = (inside + outside) / 2.0;
    let step = 0.25;
    let mut t = -INSIDE_PX + 1.0;
    while t < INSIDE_PX {
        let (a, b) = (at(t), at(t + step));
        if a >= half && b < half {
            return Some(t + step * (a - half) / (a - b));
        }
        t += step;
    }
    None
}

/// Marks in `reached` what hangs together with `seeds` through `open` pixels, and lists it.
fn flood(width: usize, open: &[bool], reached: &mut [bool], seeds: Vec<usize>) -> Vec<usize> {
    let mut stack = seeds;
    let mut part = Vec::new();
    while let Some(i) = stack.pop() {
        if reached[i] || !open[i] {
            continue;
        }
        reached[i] = true;
        part.push(i);
        if i % width > 0 {
            stack.push(i - 1);
        }
        if i % width + 1 < width {
            stack.push(i + 1);
        }
        if i >= width {
            stack.push(i - width);
        }
        if i + width < open.len() {
            stack.push(i + width);
        }
    }
    part
}

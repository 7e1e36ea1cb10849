//! What the table is tabulated over. Lengths are in units of the dermis' reduced scattering: a length times μs′. Light in a
//! medium twice as cloudy does on half the length what it does here, so wavelength enters through μs′ and absorption alone.

use core::f64::consts::PI;
use std::sync::LazyLock;

/// The most nodes an axis has.
pub(super) const MOST_NODES: usize = 12;

/// How an axis is stretched so that what is tabulated runs smoothly along it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stretch {
    Logarithm,
    Root,
}

/// A range with nodes at the extremes of a Chebyshev polynomial, between which the polynomial through them interpolates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    pub(super) nodes: usize,
    stretch: Stretch,
}

impl Axis {
    const fn logarithmic(low: f64, high: f64, nodes: usize) -> Self {
        Self {
            low,
            high,
            nodes,
            stretch: Stretch::Logarithm,
        }
    }

    const fn root(low: f64, high: f64, nodes: usize) -> Self {
        Self {
            low,
            high,
            nodes,
            stretch: Stretch::Root,
        }
    }

    fn stretched(&self, value: f64) -> f64 {
        match self.stretch {
            Stretch::Logarithm => libm::log(value),
            Stretch::Root => value.sqrt(),
        }
    }

    /// The value at node `k`.
    pub(super) fn node(&self, k: usize) -> f64 {
        let (low, high) = (self.stretched(self.low), self.stretched(self.high));
        let s = low + 0.5 * (place(k, self.nodes) + 1.0) * (high - low);
        match self.stretch {
            Stretch::Logarithm => libm::exp(s),
            Stretch::Root => s * s,
        }
    }

    /// What each node counts at `value`, which is taken at the range's end where it is beyond.
    pub(super) fn weights(&self, value: f64) -> Weights {
        let (low, high) = (self.stretched(self.low), self.stretched(self.high));
        let s = self.stretched(value.clamp(self.low, self.high));
        weights(2.0 * (s - low) / (high - low) - 1.0, self.nodes)
    }
}

/// What each node of an axis counts; zeros after the last.
pub(super) type Weights = [f64; MOST_NODES];

/// Where node `k` of so many lies from -1 to 1: evenly spread angles.
fn place(k: usize, nodes: usize) -> f64 {
    static PLACES: LazyLock<[[f64; MOST_NODES]; MOST_NODES + 1]> = LazyLock::new(|| {
        core::array::from_fn(|nodes| {
            let steps = nodes.saturating_sub(1).max(1) as f64;
            core::array::from_fn(|k| -libm::cos(PI * k as f64 / steps))
        })
    });
    PLACES[nodes][k]
}

/// What each node counts at `at`, -1 to 1.
fn weights(at: f64, nodes: usize) -> Weights {
    let mut weights = [0.0; MOST_NODES];
    let mut sum = 0.0;
    let mut sign = 1.0;
    for (k, weight) in weights.iter_mut().enumerate().take(nodes) {
        let away = at - place(k, nodes);
        if away.abs() < 1e-13 {
            weights = [0.0; MOST_NODES];
            weights[k] = 1.0;
            return weights;
        }
        let end = k == 0 || k + 1 == nodes;
        *weight = sign * if end { 0.5 } else { 1.0 } / away;
        sum += *weight;
        sign = -sign;
    }
    weights.map(|weight| weight / sum)
}

/// Reduced optical depth of a column's top. It has a node where epidermis and dermis meet and its own polynomial on either side,
/// because the loss bends there.
pub(super) struct TopAxis {
    within: usize,
    below: usize,
    pub(super) nodes: usize,
}

/// The shallowest top.
const SHALLOWEST: f64 = 0.03;
/// The deepest top under the epidermis.
const DEEPEST: f64 = 6.0;
/// Under the epidermis, nodes are spread evenly up to about here and by ratios beyond.
const NEAR: f64 = 0.25;

impl TopAxis {
    const fn new(within: usize, below: usize) -> Self {
        Self {
            within,
            below,
            nodes: within + below - 1,
        }
    }

    /// The top at node `k` under an epidermis of reduced optical thickness `epidermis`.
    pub(super) fn node(&self, k: usize, epidermis: f64) -> f64 {
        if k < self.within {
            let share = 0.5 * (place(k, self.within) + 1.0);
            return SHALLOWEST + share * (epidermis - SHALLOWEST);
        }
        let share = 0.5 * (place(k + 1 - self.within, self.below) + 1.0);
        epidermis + NEAR * libm::expm1(share * libm::log1p(DEEPEST / NEAR))
    }

    /// What each node counts at `top`, which is taken at the range's end where it is beyond.
    pub(super) fn weights(&self, top: f64, epidermis: f64) -> Weights {
        if top < epidermis {
            let share = (top.max(SHALLOWEST) - SHALLOWEST) / (epidermis - SHALLOWEST);
            return weights(2.0 * share - 1.0, self.within);
        }
        let under = (top - epidermis).min(DEEPEST);
        let share = libm::log1p(under / NEAR) / libm::log1p(DEEPEST / NEAR);
        let mut weights = weights(2.0 * share - 1.0, self.below);
        weights.rotate_right(self.within - 1);
        weights
    }
}

/// Reduced optical thickness of the epidermis, thickness times its own μs′.
pub(super) const EPIDERMIS: Axis = Axis::logarithmic(0.12, 3.0, 6);
/// μs′ of the epidermis over that of the dermis.
pub(super) const RATIO: Axis = Axis::logarithmic(1.0, 5.0, 3);
/// Reduced optical depth of the column's top, in epidermis and dermis by their own μs′.
pub(super) const TOP: TopAxis = TopAxis::new(5, 8);
/// Radius of the column.
pub(super) const RADIUS: Axis = Axis::logarithmic(0.04, 4.0, 8);
/// Length of the column.
pub(super) const LENGTH: Axis = Axis::logarithmic(0.06, 6.0, 6);
/// Optical thickness of the column: its absorption times its mean chord.
pub(super) const PIGMENT: Axis = Axis::logarithmic(0.003, 60.0, 8);
/// Absorption of the dermis over its μs′.
pub(super) const DERMIS: Axis = Axis::root(0.003, 1.0, 6);
/// Absorption of the epidermis times its thickness.
pub(super) const MELANIN: Axis = Axis::root(0.0, 4.0, 6);

/// Places around a column at which its loss is tabulated, and after them the loss summed over the surface.
pub(super) const PLACES: usize = 10;
pub(super) const VALUES: usize = PLACES + 1;

/// A column's geometry in units of the dermis' reduced scattering.
#[derive(Clone, Copy, Debug)]
pub(super) struct Geometry {
    /// From the surface to its top.
    pub(super) depth: f64,
    pub(super) radius: f64,
}

impl Geometry {
    /// The column whose top lies at reduced optical depth `top` under an epidermis of reduced optical thickness `epidermis`.
    pub(super) fn new(epidermis: f64, ratio: f64, top: f64, radius: f64) -> Self {
        let depth = if top < epidermis {
            top / ratio
        } else {
            epidermis / ratio + (top - epidermis)
        };
        Self { depth, radius }
    }

    /// Distances from the column's axis at which its loss is tabulated: close where its edge is seen blurred, wide where
    /// only light that spread in the skin tells of it.
    pub(super) fn places(&self) -> [f64; PLACES] {
        let blur = 0.65 * self.depth;
        let inner = self.radius - 0.6 * blur * self.radius / (blur + self.radius);
        let outer = |blurs: f64, units: f64| self.radius + blurs * blur + units;
        [
            0.0,
            0.5 * inner,
            inner,
            self.radius,
            outer(0.5, 0.02),
            outer(1.1, 0.12),
            outer(1.8, 0.4),
            outer(2.5, 1.0),
            outer(3.2, 2.2),
            outer(4.0, 5.0),
        ]
    }

    /// A radius that most of the loss lies within; the loss summed over the surface is tabulated relative to its disc.
    pub(super) fn disc(&self) -> f64 {
        let reach = self.radius + 0.65 * self.depth + 0.3;
        PI * reach * reach
    }

    /// A distance from the axis for each `uniform` from 0 to 1, so that all of the loss is met, most of it often; with the area
    /// that it then stands for.
    pub(super) fn draw(&self, uniform: f64) -> (f64, f64) {
        let near = 0.5 * self.radius + 0.2 * self.depth;
        let far = self.radius + 2.6 * self.depth + 12.0;
        let turns = libm::log1p(far / near);
        let away = near * libm::expm1(uniform * turns);
        (away, 2.0 * PI * away * (away + near) * turns)
    }
}

/// Mean chord of a column: four volumes over its surface (Cauchy).
pub(super) fn mean_chord(radius: f64, length: f64) -> f64 {
    2.0 * radius * length / (radius + length)
}

/// What the loss of a column of optical thickness `pigment` is tabulated relative to: in proportion when thin, full when thick.
pub(super) fn saturation(pigment: f64) -> f64 {
    pigment / (1.0 + pigment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_met_and_smooth_laws_are_followed_between() {
        for axis in [EPIDERMIS, RATIO, RADIUS, LENGTH, PIGMENT, DERMIS, MELANIN] {
            for k in 0..axis.nodes {
                let weights = axis.weights(axis.node(k));
                assert!((weights[k] - 1.0).abs() < 1e-6, "{axis:?} {k}");
            }
            assert!((axis.node(0) - axis.low).abs() < 1e-12);
            assert!((axis.node(axis.nodes - 1) / axis.high - 1.0).abs() < 1e-12);
            let inside = 0.3 * axis.low + 0.7 * axis.high;
            let of = |value: f64| {
                let weights = axis.weights(value);
                (0..axis.nodes)
                    .map(|k| weights[k] * axis.node(k).sqrt())
                    .sum::<f64>()
            };
            assert!((of(inside) / inside.sqrt() - 1.0).abs() < 0.03, "{axis:?}");
            assert!((of(2.0 * axis.high) - axis.high.sqrt()).abs() < 1e-9);
        }
    }

    #[test]
    fn places_go_outward() {
        for depth in [0.01, 0.1, 1.0, 8.0] {
            for radius in [0.04, 0.3, 4.0] {
                let places = Geometry { depth, radius }.places();
                assert!(
                    places.windows(2).all(|w| w[0] < w[1]),
                    "{depth} {radius} {places:?}"
                );
            }
        }
    }

    #[test]
    fn tops_meet_their_nodes_on_either_side_of_the_junction() {
        for epidermis in [0.12, 0.4, 3.0] {
            for k in 0..TOP.nodes {
                let weights = TOP.weights(TOP.node(k, epidermis), epidermis);
                assert!(
                    (weights[k] - 1.0).abs() < 1e-6,
                    "{epidermis} {k} {weights:?}"
                );
            }
            for top in [0.04, 0.3, 1.1, 5.0] {
                let weights = TOP.weights(top, epidermis);
                let mean: f64 = (0..TOP.nodes)
                    .map(|k| weights[k] * libm::log(1.0 + TOP.node(k, epidermis)))
                    .sum();
                assert!(
                    (mean - libm::log(1.0 + top)).abs() < 0.03,
                    "{epidermis} {top}"
                );
            }
        }
    }

    /// Drawn distances stand for the whole surface.
    #[test]
    fn draws_cover_the_surface() {
        let geometry = Geometry {
            depth: 0.3,
            radius: 0.2,
        };
        let draws = 20_000;
        let sum: f64 = (0..draws)
            .map(|k| geometry.draw((f64::from(k) + 0.5) / f64::from(draws)))
            .map(|(away, area)| area * libm::exp(-away * away))
            .sum();
        assert!((sum / f64::from(draws) / PI - 1.0).abs() < 1e-3);
    }
}

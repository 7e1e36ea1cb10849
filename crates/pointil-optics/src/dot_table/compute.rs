//! The table from the Monte Carlo reference. A column bends no walk, so every walk serves columns of all sizes at all distances at
//! once: what of it lies in each is all that is asked.

use rayon::prelude::*;

use super::axes::{
    DERMIS, EPIDERMIS, Geometry, LENGTH, MELANIN, PIGMENT, PLACES, RADIUS, RATIO, TOP, VALUES,
    mean_chord, saturation,
};
use crate::layers::{ImplausibleLayers, Layer, LayerStack};
use crate::monte_carlo::{Beam, End, Photon, Random, Walk, Witness};

/// Anisotropy of the tabulated skin; at the depths of dots only the reduced scattering matters.
pub(super) const ANISOTROPY: f64 = 0.8;
/// Refractive index of the tabulated skin.
pub(super) const INDEX: f64 = 1.4;

const LENGTHS: usize = LENGTH.nodes;
const SPECTRA: usize = DERMIS.nodes * MELANIN.nodes;
const DOSES: usize = PIGMENT.nodes;
/// Columns under one depth of top: every radius at every place.
const ABREAST: usize = RADIUS.nodes * VALUES;

/// Columns whose tops lie at one depth.
struct Row {
    top: f64,
    bottoms: [f64; LENGTHS],
    /// Distance of each column from where light is sent in.
    away: [[f64; VALUES]; RADIUS.nodes],
    /// For the places that are drawn anew for each walk: the area each stands for, in discs of the loss.
    share: [f64; RADIUS.nodes],
    geometry: [Geometry; RADIUS.nodes],
}

impl Row {
    fn new(epidermis: f64, ratio: f64, top: f64) -> Self {
        let geometry: [Geometry; RADIUS.nodes] =
            core::array::from_fn(|r| Geometry::new(epidermis, ratio, top, RADIUS.node(r)));
        let depth = geometry[0].depth;
        Self {
            top: depth,
            bottoms: core::array::from_fn(|l| depth + LENGTH.node(l)),
            away: geometry.map(|g| {
                let places = g.places();
                core::array::from_fn(|k| places.get(k).map_or(0.0, |p| *p))
            }),
            share: [0.0; RADIUS.nodes],
            geometry,
        }
    }

    /// Draws anew the places of the columns that stand for the whole surface.
    fn draw(&mut self, uniform: f64) {
        for (r, geometry) in self.geometry.iter().enumerate() {
            let (away, area) = geometry.draw(uniform);
            self.away[r][PLACES] = away;
            self.share[r] = area / geometry.disc();
        }
    }
}

/// Sees what of a walk lies in each of all columns.
struct Columns {
    radii: [f64; RADIUS.nodes],
    rows: Vec<Row>,
    lengths: Vec<[f64; LENGTHS]>,
    touched: Vec<u32>,
}

impl Columns {
    fn new(epidermis: f64, ratio: f64) -> Self {
        let rows: Vec<Row> = (0..TOP.nodes)
            .map(|z| Row::new(epidermis, ratio, TOP.node(z, epidermis)))
            .collect();
        Self {
            radii: core::array::from_fn(|r| RADIUS.node(r)),
            lengths: vec![[0.0; LENGTHS]; rows.len() * ABREAST],
            rows,
            touched: Vec::new(),
        }
    }

    fn begin(&mut self, uniform: f64) {
        for row in &mut self.rows {
            row.draw(uniform);
        }
        for k in self.touched.drain(..) {
            self.lengths[k as usize] = [0.0; LENGTHS];
        }
    }
}

/// A straight piece of a walk.
struct Piece {
    start: [f64; 3],
    along: [f64; 3],
    /// Square of its share across the upright.
    across: f64,
    per_depth: f64,
    /// The nearest it comes to the plane that all columns' axes lie in, never overestimated.
    aside: f64,
    /// Its ends along that plane.
    ends: [f64; 2],
}

impl Piece {
    fn new(photon: &Photon, length: f64) -> Self {
        let (start, along) = (photon.position, photon.direction);
        let end = [start[0] + along[0] * length, start[1] + along[1] * length];
        Self {
            start,
            along,
            across: (along[0] * along[0] + along[1] * along[1]).max(1e-30),
            per_depth: 1.0 / along[2],
            aside: if start[1] * end[1] > 0.0 {
                start[1].abs().min(end[1].abs())
            } else {
                0.0
            },
            ends: [start[0].min(end[0]), start[0].max(end[0])],
        }
    }

    /// From where to where it runs inside an endless column, of the part from `first` to `last`.
    #[inline]
    fn inside(&self, away: f64, square: f64, first: f64, last: f64) -> Option<(f64, f64)> {
        let [x, y, _] = self.start;
        let dx = x - away;
        let towards = dx * self.along[0] + y * self.along[1];
        let depth = towards * towards - self.across * (dx * dx + y * y - square);
        if depth <= 0.0 {
            return None;
        }
        let root = depth.sqrt();
        let enter = first.max((-towards - root) / self.across);
        let leave = last.min((root - towards) / self.across);
        (enter < leave).then_some((enter, leave))
    }

    /// How far along it each depth is met.
    #[inline]
    fn at(&self, depths: &[f64; LENGTHS]) -> [f64; LENGTHS] {
        depths.map(|depth| (depth - self.start[2]) * self.per_depth)
    }

    /// Adds what of the part from `enter` to `leave` lies above each of the depths that are met at `ends`.
    #[inline]
    fn add(&self, sums: &mut [f64; LENGTHS], ends: &[f64; LENGTHS], enter: f64, leave: f64) {
        let down = self.along[2] > 0.0;
        for (sum, end) in sums.iter_mut().zip(ends) {
            let part = if down {
                leave.min(*end) - enter
            } else {
                leave - enter.max(*end)
            };
            *sum += part.max(0.0);
        }
    }
}

impl Witness for Columns {
    fn piece(&mut self, _: usize, photon: &Photon, length: f64) {
        let piece = Piece::new(photon, length);
        let z = piece.start[2];
        let deepest = z.max(z + piece.along[2] * length);
        for (number, row) in self.rows.iter().enumerate() {
            if row.top >= deepest {
                break;
            }
            let ends = piece.at(&row.bottoms);
            let (a, b) = ((row.top - z) * piece.per_depth, ends[LENGTHS - 1]);
            let (first, last) = (a.min(b).max(0.0), a.max(b).min(length));
            if last <= first {
                continue;
            }
            // Radii grow: the thickest columns are met most often.
            for (r, away) in row.away.iter().enumerate().rev() {
                let radius = self.radii[r];
                if piece.aside >= radius {
                    break;
                }
                for (k, away) in away.iter().enumerate() {
                    if piece.ends[0] > away + radius || piece.ends[1] < away - radius {
                        continue;
                    }
                    let met = piece.inside(*away, radius * radius, first, last);
                    let Some((enter, leave)) = met else { continue };
                    let place = number * ABREAST + r * VALUES + k;
                    let sums = &mut self.lengths[place];
                    if sums[LENGTHS - 1] <= 0.0 {
                        self.touched.push(place as u32);
                    }
                    piece.add(sums, &ends, enter, leave);
                }
            }
        }
    }
}

/// exp(-x) for x of 0 or more within 1e-8, by products and sums alone, so that several are worked out at once.
#[inline]
fn fading(x: f64) -> f64 {
    // Adding this leaves the nearest whole number in the lowest bits.
    const WHOLE: f64 = (1_u64 << 52) as f64 * 1.5;
    let turns = (x * core::f64::consts::LOG2_E).min(1000.0);
    let shifted = turns + WHOLE;
    let t = (turns - (shifted - WHOLE)) * -core::f64::consts::LN_2;
    let high = 1.0 / 24.0 + t * (1.0 / 120.0 + t * (1.0 / 720.0 + t * (1.0 / 5040.0)));
    let series = 1.0 + t * (1.0 + t * (1.0 / 2.0 + t * (1.0 / 6.0 + t * high)));
    let power = 1023_u64.wrapping_sub(shifted.to_bits().wrapping_sub(WHOLE.to_bits()));
    series * f64::from_bits(power << 52)
}

/// Sums over walks.
struct Sums {
    bare: [f64; SPECTRA],
    /// Per row, column, length and dose.
    loss: Vec<[f64; SPECTRA]>,
}

impl Sums {
    fn new(rows: usize) -> Self {
        Self {
            bare: [0.0; SPECTRA],
            loss: vec![[0.0; SPECTRA]; rows * ABREAST * LENGTHS * DOSES],
        }
    }

    fn add(&mut self, photon: &Photon, columns: &Columns, rates: &Rates) {
        let dermis = rates.dermis.map(|a| fading(a * photon.lengths[1]));
        let melanin = rates.melanin.map(|a| fading(a * photon.lengths[0]));
        let kept: [f64; SPECTRA] = core::array::from_fn(|s| {
            photon.weight * dermis[s / MELANIN.nodes] * melanin[s % MELANIN.nodes]
        });
        for (sum, kept) in self.bare.iter_mut().zip(kept) {
            *sum += kept;
        }
        for &place in &columns.touched {
            let place = place as usize;
            let column = place % ABREAST;
            let (radius, value) = (column / VALUES, column % VALUES);
            let share = if value == PLACES {
                columns.rows[place / ABREAST].share[radius]
            } else {
                1.0
            };
            for (l, length) in columns.lengths[place].iter().enumerate() {
                if *length <= 0.0 {
                    continue;
                }
                let taken =
                    rates.pigment[radius][l].map(|rate| share * (1.0 - fading(rate * length)));
                for (dose, taken) in taken.into_iter().enumerate() {
                    let sums = &mut self.loss[(place * LENGTHS + l) * DOSES + dose];
                    for (sum, kept) in sums.iter_mut().zip(&kept) {
                        *sum += kept * taken;
                    }
                }
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        for (own, more) in self.bare.iter_mut().zip(other.bare) {
            *own += more;
        }
        for (own, more) in self.loss.iter_mut().zip(&other.loss) {
            for (own, more) in own.iter_mut().zip(more) {
                *own += more;
            }
        }
    }
}

/// Absorption per unit of length at the nodes.
struct Rates {
    dermis: [f64; DERMIS.nodes],
    melanin: [f64; MELANIN.nodes],
    pigment: [[[f64; DOSES]; LENGTHS]; RADIUS.nodes],
}

impl Rates {
    fn new(thickness: f64) -> Self {
        Self {
            dermis: core::array::from_fn(|k| DERMIS.node(k)),
            melanin: core::array::from_fn(|k| MELANIN.node(k) / thickness),
            pigment: core::array::from_fn(|r| {
                core::array::from_fn(|l| {
                    let chord = mean_chord(RADIUS.node(r), LENGTH.node(l));
                    core::array::from_fn(|p| PIGMENT.node(p) / chord)
                })
            }),
        }
    }
}

/// Streams of random numbers that a node's walks are shared out among; the sums are added in their order.
const STREAMS: u64 = 16;

/// Values tabulated for one epidermis: per top, radius, place, length, dose, dermis and melanin.
pub(super) const PER_EPIDERMIS: usize = TOP.nodes * ABREAST * LENGTHS * DOSES * SPECTRA;

/// The stack of node (`thick`, `ratio`) with the dermis' reduced scattering as unit.
fn stack(thickness: f64, ratio: f64) -> Result<LayerStack, ImplausibleLayers> {
    let layer = |mu_a, reduced, thickness| Layer {
        mu_a,
        mu_s: reduced / (1.0 - ANISOTROPY),
        g: ANISOTROPY,
        refractive_index: INDEX,
        thickness,
    };
    // Walks are followed as far as the least absorption needs.
    let layers = vec![
        layer(MELANIN.node(0) / thickness, ratio, thickness),
        layer(DERMIS.node(0), 1.0, f64::INFINITY),
    ];
    LayerStack::new(1.0, layers, INDEX)
}

/// All values of the epidermis at nodes `thick` and `ratio`: the share of the bare skin's light that is lost, over the dose's
/// saturation, from `walks` photons.
///
/// # Errors
/// Never, as the nodes make sound layers.
pub(super) fn epidermis(
    thick: usize,
    ratio: usize,
    walks: u64,
    seed: u64,
) -> Result<Vec<f64>, ImplausibleLayers> {
    let (optical, ratio) = (EPIDERMIS.node(thick), RATIO.node(ratio));
    let thickness = optical / ratio;
    let stack = stack(thickness, ratio)?;
    let walk = Walk::new(&stack);
    let rates = Rates::new(thickness);
    let parts: Vec<Sums> = (0..STREAMS)
        .into_par_iter()
        .map(|stream| {
            let mut random = Random::new(seed, stream);
            let mut columns = Columns::new(optical, ratio);
            let mut sums = Sums::new(TOP.nodes);
            for _ in 0..walks.div_ceil(STREAMS) {
                columns.begin(random.uniform());
                let mut photon = Beam::pencil(0.0, 0.0).photon(&stack, &mut random);
                if walk.run(&mut photon, &mut random, &mut columns) == End::Surface {
                    sums.add(&photon, &columns, &rates);
                }
            }
            sums
        })
        .collect();
    let mut sums = Sums::new(TOP.nodes);
    for part in &parts {
        sums.merge(part);
    }
    let scale = |(k, loss): (usize, &[f64; SPECTRA])| {
        let full = saturation(PIGMENT.node(k % DOSES));
        core::array::from_fn::<f64, SPECTRA, _>(|s| loss[s] / sums.bare[s] / full)
    };
    Ok(sums.loss.iter().enumerate().flat_map(scale).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fading_is_the_exponential() {
        for k in 0..4000 {
            let x = 0.01 * f64::from(k) + 1e-3 * f64::from(k % 7);
            assert!((fading(x) / libm::exp(-x) - 1.0).abs() < 2e-8, "{x}");
        }
        assert!(fading(0.0) > 1.0 - 1e-15 && fading(1e6) < 1e-290);
    }
}

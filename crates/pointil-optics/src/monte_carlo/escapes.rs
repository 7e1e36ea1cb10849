//! Walks that came back to the surface, kept with their lengths: one run for every absorption spectrum.

use super::MonteCarlo;
use super::beam::Beam;
use super::column::Column;
use super::photons::{Estimate, Moments, Photons};
use super::walk::{End, Photon, Witness};

/// Numbers kept of a walk before its lengths: weight, x, y and cosine.
const HEAD: usize = 4;

/// Every walk of a run that came back out of the surface.
#[derive(Clone, Debug)]
pub struct Escapes {
    photons: u64,
    layers: usize,
    columns: usize,
    rows: Vec<f64>,
}

/// One walk that came back.
#[derive(Clone, Copy, Debug)]
pub struct Escape<'a> {
    /// How many photons it stands for, absorption left out.
    pub weight: f64,
    /// Where it left the surface, in millimetres.
    pub x_mm: f64,
    /// The other coordinate, in millimetres.
    pub y_mm: f64,
    /// Cosine of its direction outside, from straight up.
    pub cosine: f64,
    /// Millimetres walked in each layer, columns included.
    pub layers: &'a [f64],
    /// Millimetres walked in each column.
    pub columns: &'a [f64],
}

impl Escape<'_> {
    /// The share of its light left by the layers' absorption, per millimetre, times its weight.
    pub fn kept(&self, layers_mu_a: &[f64]) -> f64 {
        self.weight * libm::exp(-depth(self.layers, layers_mu_a))
    }

    /// The share left by the columns' absorption alone.
    pub fn passed(&self, columns_mu_a: &[f64]) -> f64 {
        libm::exp(-depth(self.columns, columns_mu_a))
    }
}

fn depth(lengths: &[f64], mu_a: &[f64]) -> f64 {
    lengths.iter().zip(mu_a).map(|(l, a)| l * a).sum()
}

/// Adds up what of a walk lies in each column.
struct Chords<'a> {
    columns: &'a [Column],
    lengths: Vec<f64>,
}

impl Witness for Chords<'_> {
    #[inline]
    fn piece(&mut self, _: usize, photon: &Photon, length: f64) {
        for (sum, column) in self.lengths.iter_mut().zip(self.columns) {
            *sum += column.chord(photon.position, photon.direction, length);
        }
    }
}

impl MonteCarlo {
    /// Sends `photons` in with `beam` and keeps the walks that come back. Absorption of the stack only decides how far
    /// a walk is followed: make it the least that the spectra of interest have in each layer. Memory is 8 bytes times
    /// (4 + layers + columns) per photon that returns.
    pub fn escapes(&self, beam: Beam, columns: &[Column], photons: Photons) -> Escapes {
        let layers = self.stack.layers().len();
        let batches = photons.batches(|count, random| {
            let mut chords = Chords {
                columns,
                lengths: vec![0.0; columns.len()],
            };
            let mut rows = Vec::new();
            for _ in 0..count {
                chords.lengths.fill(0.0);
                let mut photon = beam.photon(&self.stack, random);
                if self.walk.run(&mut photon, random, &mut chords) == End::Surface {
                    let [x, y, _] = photon.position;
                    rows.extend([photon.weight, x, y, -photon.direction[2]]);
                    rows.extend(&photon.lengths[..layers]);
                    rows.extend(&chords.lengths);
                }
            }
            rows
        });
        Escapes {
            photons: photons.count,
            layers,
            columns: columns.len(),
            rows: batches.concat(),
        }
    }
}

impl Escapes {
    /// The walks, in an order that never changes.
    pub fn iter(&self) -> impl Iterator<Item = Escape<'_>> {
        let row = HEAD + self.layers + self.columns;
        self.rows.chunks_exact(row).map(|row| {
            let (layers, columns) = row[HEAD..].split_at(self.layers);
            Escape {
                weight: row[0],
                x_mm: row[1],
                y_mm: row[2],
                cosine: row[3],
                layers,
                columns,
            }
        })
    }

    /// The mean over all photons sent in of what `score` makes of each walk that came back.
    pub fn mean(&self, score: impl Fn(Escape<'_>) -> f64) -> Estimate {
        let mut moments = Moments::default();
        for escape in self.iter() {
            moments.add(score(escape));
        }
        moments.estimate(self.photons)
    }

    /// Share of light that entered and came back when layers and columns absorb so much per millimetre; what is not
    /// named does not absorb.
    pub fn reflectance(&self, layers_mu_a: &[f64], columns_mu_a: &[f64]) -> Estimate {
        self.mean(|escape| escape.kept(layers_mu_a) * escape.passed(columns_mu_a))
    }

    /// Share of light that the columns take from what would have come back.
    pub fn loss(&self, layers_mu_a: &[f64], columns_mu_a: &[f64]) -> Estimate {
        self.mean(|escape| {
            let taken = -libm::expm1(-depth(escape.columns, columns_mu_a));
            escape.kept(layers_mu_a) * taken
        })
    }
}

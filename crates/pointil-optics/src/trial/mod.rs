//! The fast model of dots on trial: the same dot in the same skin by the dot table and by the Monte Carlo reference.

mod random;

use core::f64::consts::{PI, TAU};

use rayon::prelude::*;

use crate::colour::{Illuminant, ImplausibleAngle, Lab, Viewing};
use crate::dot_table::{DotColumn, DotTable, DotTableError, SizeError};
use crate::monte_carlo::{Beam, Column, ImplausibleColumn, MonteCarlo, Photons, TooManyLayers};
use crate::spectrum::{Beyond, Spectrum, SpectrumError};
use crate::table::TableError;
use crate::tissue::{Gloss, SkinModel, SkinModelError, SkinTissue};

pub use random::RandomDots;

/// One dot in one skin.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialDot {
    /// The skin around it.
    pub tissue: SkinTissue,
    /// Where it lies and how large it is.
    pub column: DotColumn,
    /// What its pigment absorbs per millimetre.
    pub absorption: Spectrum,
    /// A place beside it: distance from its axis in millimetres.
    pub away_mm: f64,
    /// Dots per square millimetre of skin with many of them.
    pub per_mm2: f64,
}

/// Colours of a dot in daylight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DotColours {
    /// In its middle, as under a lens.
    pub middle: Lab,
    /// At the place beside it.
    pub beside: Lab,
    /// Of skin with many such dots, seen from afar.
    pub afar: Lab,
}

/// What a trial found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// The bare skin.
    pub bare: Lab,
    /// By the reference.
    pub reference: DotColours,
    /// By the table.
    pub table: DotColours,
    /// How sure the reference is: half of the difference (CIEDE2000) between the colours of two halves of its photons, in the
    /// middle, beside and from afar.
    pub noise: [f64; 3],
}

/// A dot that cannot be tried.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TrialError {
    /// The skin.
    #[error(transparent)]
    Skin(#[from] SkinModelError),
    /// An angle that no skin has.
    #[error(transparent)]
    Angle(#[from] ImplausibleAngle),
    /// The column.
    #[error(transparent)]
    Column(#[from] ImplausibleColumn),
    /// The column, as the table takes it.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// The dot table.
    #[error(transparent)]
    DotTable(#[from] DotTableError),
    /// Tables of colour.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A spectrum.
    #[error(transparent)]
    Spectrum(#[from] SpectrumError),
    /// Layers.
    #[error(transparent)]
    Layers(#[from] TooManyLayers),
}

impl Trial {
    /// How far the dot's middle stands out from the skin, by the reference (CIEDE2000).
    pub fn contrast(&self) -> f64 {
        self.reference.middle.difference(self.bare)
    }

    /// Table from reference in the middle, beside and from afar (CIEDE2000). The reference's noise is in it.
    pub fn differences(&self) -> [f64; 3] {
        self.reference.differences(&self.table)
    }
}

impl DotColours {
    /// CIEDE2000 from another, in the middle, beside and from afar.
    pub fn differences(&self, other: &Self) -> [f64; 3] {
        [
            self.middle.difference(other.middle),
            self.beside.difference(other.beside),
            self.afar.difference(other.afar),
        ]
    }
}

/// Wavelengths that the reference is run at, and their step in nanometres.
const WAVELENGTHS: u32 = 41;
const STEP_NM: f64 = 10.0;

/// Rings within the dot, and rings beyond its edge by ratios as far as light spreads. The widest stand for much skin that few
/// photons come by, so they are asked all around.
const INNER: usize = 8;
const OUTER: usize = 16;
const AROUND: usize = 8;
const REACH: f64 = 600.0;
const NEAREST_MM: f64 = 0.01;

/// The edge before ring `k`.
fn edge(radius_mm: f64, k: f64) -> f64 {
    let inner = INNER as f64;
    if k <= inner {
        k / inner * radius_mm
    } else {
        radius_mm + NEAREST_MM * (libm::pow(REACH, (k - inner) / OUTER as f64) - 1.0)
    }
}

/// Places that the reference is worked out at: the axis, the place beside, and rings that stand for the whole surface.
struct Places {
    columns: Vec<Column>,
    /// Of each column: the place it belongs to and its share of it.
    belongs: Vec<(usize, f64)>,
    /// Of each ring, from the third place on: its area in square millimetres.
    rings_mm2: Vec<f64>,
}

impl Places {
    fn new(dot: &TrialDot) -> Result<Self, ImplausibleColumn> {
        let c = dot.column;
        let mut out = Self {
            columns: Vec::new(),
            belongs: Vec::new(),
            rings_mm2: Vec::new(),
        };
        let mut add = |place: usize, away: f64, around: usize| -> Result<(), ImplausibleColumn> {
            for k in 0..around {
                let angle = TAU * k as f64 / around as f64;
                let axis = [away * libm::cos(angle), away * libm::sin(angle)];
                let column = Column::new(axis, c.radius_mm, c.top_mm, c.length_mm)?;
                out.columns.push(column);
                out.belongs.push((place, 1.0 / around as f64));
            }
            Ok(())
        };
        add(0, 0.0, 1)?;
        add(1, dot.away_mm, 1)?;
        for k in 0..INNER + OUTER {
            let around = if k < INNER + OUTER / 2 { 1 } else { AROUND };
            add(k + 2, edge(c.radius_mm, k as f64 + 0.5), around)?;
        }
        let square = |k: usize| edge(c.radius_mm, k as f64) * edge(c.radius_mm, k as f64);
        out.rings_mm2 = (0..INNER + OUTER)
            .map(|k| PI * (square(k + 1) - square(k)))
            .collect();
        Ok(out)
    }

    fn count(&self) -> usize {
        2 + self.rings_mm2.len()
    }
}

/// Shares of the skin's light that are missing in the middle, beside, and from afar.
type Shares = [f64; 3];

/// Halves of the photons, and all of them.
const PARTS: usize = 3;

impl TrialDot {
    /// The dot by the table and by the reference, with so many photons for each of 41 wavelengths.
    ///
    /// # Errors
    /// A column that cannot be.
    pub fn judge(
        &self,
        model: &SkinModel,
        gloss: Gloss,
        photons: Photons,
    ) -> Result<Trial, TrialError> {
        let places = Places::new(self)?;
        let loss = DotTable::load()?.loss(
            &model.dot_skin(&self.tissue)?,
            &self.column,
            &self.absorption,
        )?;
        let table = [
            loss.at(0.0),
            loss.at(self.away_mm),
            loss.area_mm2().map(|area| self.afar(area)),
        ];
        let runs: Vec<[Shares; PARTS]> = (0..WAVELENGTHS)
            .into_par_iter()
            .map(|k| self.shares(model, &places, k, photons))
            .collect::<Result<_, _>>()?;
        let light = Light::new(model, &self.tissue, gloss)?;
        let part = |part: usize| -> Result<DotColours, TrialError> {
            light.colours(|place, k| Ok(runs[k as usize][part][place]))
        };
        let (one, other) = (part(0)?, part(1)?);
        Ok(Trial {
            bare: light.viewing.lab(&light.bare),
            reference: part(2)?,
            table: light.colours(|place, k| table[place].at(wavelength(k)))?,
            noise: one.differences(&other).map(|apart| 0.5 * apart),
        })
    }

    /// The share missing from afar where each dot takes that of so many square millimetres.
    fn afar(&self, area_mm2: f64) -> f64 {
        -libm::expm1(-self.per_mm2 * area_mm2)
    }

    /// The reference at one wavelength.
    fn shares(
        &self,
        model: &SkinModel,
        places: &Places,
        k: u32,
        photons: Photons,
    ) -> Result<[Shares; PARTS], TrialError> {
        let nm = wavelength(k);
        let stack = model.layers(&self.tissue, nm)?;
        let absorption: Vec<f64> = stack.layers().iter().map(|layer| layer.mu_a).collect();
        let pigment = self.absorption.at(nm)?;
        let seed = photons.seed * u64::from(WAVELENGTHS) + u64::from(k);
        let photons = Photons { seed, ..photons };
        let run = MonteCarlo::new(stack)?.escapes(Beam::pencil(0.0, 0.0), &places.columns, photons);
        let mut lost = vec![[0.0; PARTS]; places.count()];
        let mut bare = [0.0; PARTS];
        for (number, walk) in run.iter().enumerate() {
            let kept = walk.kept(&absorption);
            let half = number % 2;
            bare[half] += kept;
            for ((place, share), length) in places.belongs.iter().zip(walk.columns) {
                if *length > 0.0 {
                    lost[*place][half] -= share * kept * libm::expm1(-length * pigment);
                }
            }
        }
        bare[2] = bare[0] + bare[1];
        for own in &mut lost {
            own[2] = own[0] + own[1];
        }
        Ok(core::array::from_fn(|part| {
            let share = |place: usize| lost[place][part] / bare[part].max(f64::MIN_POSITIVE);
            let rings = places.rings_mm2.iter().enumerate();
            let area = rings.map(|(ring, area)| area * share(ring + 2)).sum();
            [share(0), share(1), self.afar(area)]
        }))
    }
}

fn wavelength(k: u32) -> f64 {
    Spectrum::FIRST_NM + STEP_NM * f64::from(k)
}

/// Daylight on one skin.
struct Light {
    viewing: Viewing,
    /// All that comes back from the bare skin, and what of it comes from inside.
    bare: Spectrum,
    inner: Spectrum,
}

impl Light {
    fn new(model: &SkinModel, tissue: &SkinTissue, gloss: Gloss) -> Result<Self, TrialError> {
        Ok(Self {
            viewing: Viewing::under(Illuminant::D65)?,
            bare: model.reflectance(tissue, gloss)?,
            inner: model.reflectance(tissue, Gloss::Excluded)?,
        })
    }

    /// Colours from the share that is missing at each place and wavelength of the reference.
    fn colours(
        &self,
        share: impl Fn(usize, u32) -> Result<f64, SpectrumError>,
    ) -> Result<DotColours, TrialError> {
        let mut labs = [Lab::default(); 3];
        for (place, lab) in labs.iter_mut().enumerate() {
            let mut samples = Vec::with_capacity(WAVELENGTHS as usize);
            for k in 0..WAVELENGTHS {
                samples.push((wavelength(k), share(place, k)?));
            }
            let lost = Spectrum::from_samples(&samples, Beyond::Refuse)?;
            let lost = lost.zip(&self.inner, |share, inner| share * inner);
            *lab = self
                .viewing
                .lab(&self.bare.zip(&lost, |bare, lost| bare - lost));
        }
        let [middle, beside, afar] = labs;
        Ok(DotColours {
            middle,
            beside,
            afar,
        })
    }
}

//! Random dots in random skins, by the Monte Carlo reference and by the dot table.

use std::error::Error;

use pointil_optics::monte_carlo::{Beam, Column, MonteCarlo, Photons};
use pointil_optics::{
    Beyond, DotColumn, DotTable, Gloss, Illuminant, SkinModel, SkinTissue, Spectrum,
    TissueParameters, TypologyAngle, Viewing,
};

/// One dot in one skin.
#[derive(Clone, Debug)]
pub struct Case {
    pub tissue: SkinTissue,
    pub column: DotColumn,
    /// Absorption of the pigment per millimetre at 550 nm, and its power.
    pub pigment: (f64, f64),
    pub dots_per_mm2: f64,
    /// A place beside the axis, in millimetres.
    pub away_mm: f64,
}

/// What the reference says of a case, and how far the table is from it, all in CIEDE2000.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Of the dot's middle against the skin, by the reference.
    pub contrast: f64,
    /// Table against reference in the middle.
    pub middle: f64,
    /// The same at the case's place.
    pub beside: f64,
    /// The same for skin with many such dots seen from afar.
    pub afar: f64,
}

/// Random numbers of a test: splitmix64 (Steele, Lea and Flood 2014).
pub struct Dice(pub u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.roll()
    }

    /// Every ratio as likely as another.
    fn ratio(&mut self, low: f64, high: f64) -> f64 {
        low * (high / low).powf(self.roll())
    }

    /// Skin from the lightest to the darkest, scattering from below living to above excised; a dot from a speck to a blot, in the
    /// epidermis or deep below, pale or black.
    pub fn case(&mut self, model: &SkinModel) -> Result<Case, Box<dyn Error>> {
        let angle = TypologyAngle::new(self.between(-60.0, 62.0))?;
        let typical = model.of_angle(angle, self.between(2.5, 5.0))?;
        let blood = typical.parameters().papillary_blood * self.ratio(0.6, 2.5);
        let tissue = SkinTissue::new(TissueParameters {
            epidermis_mm: self.between(0.06, 0.12),
            papillary_blood: blood,
            reticular_blood: blood,
            oxygenation: self.between(0.5, 0.9),
            ..*typical.parameters()
        })?;
        let column = DotColumn {
            radius_mm: self.ratio(0.04, 0.3),
            top_mm: self.ratio(0.05, 0.6),
            length_mm: self.ratio(0.1, 0.8),
        };
        Ok(Case {
            tissue,
            column,
            pigment: (self.ratio(0.3, 40.0), self.between(0.8, 3.0)),
            dots_per_mm2: self.between(0.5, 2.0),
            away_mm: self.between(0.0, column.radius_mm + 0.3),
        })
    }
}

/// Distances at which the reference is worked out, in millimetres, and at how many columns around: the axis, the case's place, the middles
/// of rings from the axis to the edge, and of rings by ratios as far as light spreads. The widest rings stand for much skin that few
/// photons come by, so they are asked all around.
fn distances(case: &Case) -> Vec<(f64, usize)> {
    let radius = case.column.radius_mm;
    let mut out = vec![(0.0, 1), (case.away_mm, 1)];
    out.extend((0..8).map(|k| ((f64::from(k) + 0.5) / 8.0 * radius, 1)));
    out.extend((0..16).map(|k| {
        let away = radius + 0.01 * (600_f64.powf((f64::from(k) + 0.5) / 16.0) - 1.0);
        (away, if k < 8 { 1 } else { 8 })
    }));
    out
}

/// The loss summed over the surface, from losses at [`distances`] in the middle of rings.
fn over_surface(case: &Case, losses: &[f64]) -> f64 {
    let radius = case.column.radius_mm;
    let edge = |k: usize| {
        if k <= 8 {
            k as f64 / 8.0 * radius
        } else {
            radius + 0.01 * (600_f64.powf((k - 8) as f64 / 16.0) - 1.0)
        }
    };
    let ring = |k: usize| std::f64::consts::PI * (edge(k + 1).powi(2) - edge(k).powi(2));
    losses[2..]
        .iter()
        .enumerate()
        .map(|(k, loss)| loss * ring(k))
        .sum()
}

/// Losses by wavelength: in the middle, at the case's place, and of skin with many dots.
type Losses = [Vec<(f64, f64)>; 3];

/// The reference's losses at 41 wavelengths, with so many photons for each.
fn reference(
    case: &Case,
    model: &SkinModel,
    pigment: &Spectrum,
    photons: Photons,
) -> Result<Losses, Box<dyn Error>> {
    let away = distances(case);
    let c = case.column;
    let mut columns = Vec::new();
    let mut place_of = Vec::new();
    for (place, (away, around)) in away.iter().enumerate() {
        for k in 0..*around {
            let (sin, cos) = (std::f64::consts::TAU * k as f64 / *around as f64).sin_cos();
            let axis = [away * cos, away * sin];
            columns.push(Column::new(axis, c.radius_mm, c.top_mm, c.length_mm)?);
            place_of.push((place, 1.0 / *around as f64));
        }
    }
    let mut out = [vec![], vec![], vec![]];
    for k in 0..41_u32 {
        let nm = 380.0 + 10.0 * f64::from(k);
        let stack = model.layers(&case.tissue, nm)?;
        let absorption: Vec<f64> = stack.layers().iter().map(|l| l.mu_a).collect();
        let seed = photons.seed * 41 + u64::from(k);
        let run = MonteCarlo::new(stack)?.escapes(
            Beam::pencil(0.0, 0.0),
            &columns,
            Photons { seed, ..photons },
        );
        let bare = run.reflectance(&absorption, &[]).mean;
        let mu_p = pigment.at(nm)?;
        let mut losses = vec![0.0; away.len()];
        for escape in run.iter() {
            let kept = escape.kept(&absorption) / (bare * photons.count as f64);
            for ((place, share), length) in place_of.iter().zip(escape.columns) {
                losses[*place] += share * kept * -(-length * mu_p).exp_m1();
            }
        }
        let afar = -(-case.dots_per_mm2 * over_surface(case, &losses)).exp_m1();
        for (list, loss) in out.iter_mut().zip([losses[0], losses[1], afar]) {
            list.push((nm, loss));
        }
    }
    Ok(out)
}

/// Compares table and reference, with so many photons for each of 41 wavelengths.
pub fn judge(
    case: &Case,
    model: &SkinModel,
    table: &DotTable,
    photons: Photons,
) -> Result<Verdict, Box<dyn Error>> {
    let pigment = Spectrum::from_fn(|nm| case.pigment.0 * (550.0 / nm).powf(case.pigment.1));
    let reference = reference(case, model, &pigment, photons)?;
    let ours = table.loss(&model.dot_skin(&case.tissue)?, &case.column, &pigment)?;
    let ours = [
        ours.at(0.0),
        ours.at(case.away_mm),
        ours.area_mm2()
            .map(|area| -(-case.dots_per_mm2 * area).exp_m1()),
    ];
    let bare = model.reflectance(&case.tissue, Gloss::Excluded)?;
    let viewing = Viewing::under(Illuminant::D65)?;
    let lab = |loss: &Spectrum| viewing.lab(&bare.zip(loss, |bare, loss| bare * (1.0 - loss)));
    let mut differences = [0.0; 3];
    for (difference, (list, ours)) in differences.iter_mut().zip(reference.iter().zip(&ours)) {
        // Both on the same wavelengths.
        let thinned: Vec<(f64, f64)> = list
            .iter()
            .map(|(nm, _)| Ok((*nm, ours.at(*nm)?)))
            .collect::<Result<_, pointil_optics::SpectrumError>>()?;
        let theirs = Spectrum::from_samples(list, Beyond::Refuse)?;
        let ours = Spectrum::from_samples(&thinned, Beyond::Refuse)?;
        *difference = lab(&theirs).difference(lab(&ours));
    }
    let theirs = Spectrum::from_samples(&reference[0], Beyond::Refuse)?;
    let [middle, beside, afar] = differences;
    Ok(Verdict {
        contrast: lab(&theirs).difference(viewing.lab(&bare)),
        middle,
        beside,
        afar,
    })
}

/// The value below which the share of all lie.
pub fn percentile(values: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

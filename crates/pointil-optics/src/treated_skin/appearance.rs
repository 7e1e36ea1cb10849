//! One dot as the renderer takes it: the profile of its loss of light as a soft disc and three bells.

use super::{DotField, Loss, TreatedSkin, TreatedSkinError};
use crate::colour::{LinearRgb, Viewing, Xyz};
use crate::dot::{DotAppearance, Halo, bell, bell_area, disc_area, soft_disc};
use crate::fading::FadingCourse;
use crate::ink::Ink;
use crate::spectrum::Spectrum;

/// Edges that are tried, in millimetres.
const EDGES_MM: [f64; 6] = [0.012, 0.02, 0.035, 0.06, 0.1, 0.17];

/// Spreads of halos that are tried, in millimetres.
const SPREADS_MM: [f64; 11] = [
    0.03, 0.045, 0.065, 0.1, 0.15, 0.22, 0.33, 0.5, 0.75, 1.1, 1.7,
];

/// How much more a whole dot's light counts than its profile.
const AREA_COUNTS: f64 = 10.0;

/// How softly scabs end, in millimetres.
const SCAB_EDGE_MM: f64 = 0.02;

/// How far from the axis the profile is met, in millimetres.
const REACH_MM: f64 = 6.0;

/// Distances at which it is.
const RINGS: u32 = 96;

/// A place counts by its area, as though it lay farther out by this much of the disc's radius: else the axis, which has none,
/// would not count.
const NEAR_COUNTS: f64 = 0.5;

/// Areas below this, in square millimetres, are met no more closely.
const LEAST_AREA_MM2: f64 = 1e-4;

/// The widest halo among the parts.
const WIDEST: usize = 3;

/// Disc and three halos.
const PARTS: usize = 4;

impl TreatedSkin<'_> {
    /// How a dot of `ink` (as it was set: thinned, not yet in the skin) looks so many days after it was set, scab included:
    /// the loss of light from inside the skin that is as red as it is then ([`Self::redness`]), each primary of an sRGB screen in
    /// proportion to that skin's own, to an eye used to the light of `viewing`. Summed over the skin it is what the dot takes in all; its profile is met as
    /// nearly as one disc and three bells can.
    ///
    /// # Errors
    /// A column that the model of dots has no answer for.
    pub fn dot_appearance(
        &self,
        course: &FadingCourse,
        ink: &Ink,
        days: f64,
        viewing: &Viewing,
    ) -> Result<DotAppearance, TreatedSkinError> {
        let dots = DotField {
            course,
            ink,
            per_cm2: 0.0,
        };
        let inner = self.around(course, days)?;
        let column = course.column(days);
        let absorption = ink.aged(course, days).absorption()?;
        let (away_mm, widths_mm) = rings(column.diameter_mm / 2.0);
        let losses = self.optics.loss_at(&column, &absorption, &away_mm)?;
        let scab = course.scab(days);
        let taken = 1.0 - scab.transmission;
        let lost = |share: Spectrum| viewing.xyz(&inner.zip(&share, |skin, share| skin * share));
        let shares = Shares::new(viewing, viewing.xyz(&inner));
        let profile = away_mm.iter().zip(&losses).map(|(away, loss)| {
            let over = 1.0 - taken * soft_disc(scab.diameter_mm / 2.0, SCAB_EDGE_MM, *away);
            shares.of(lost(loss.map(|loss| 1.0 - over * (1.0 - loss.min(1.0)))))
        });
        let Loss {
            dots_mm2,
            scabs_mm2,
        } = self.loss(&dots, days)?;
        let target = Target {
            lost: profile.collect(),
            away_mm,
            widths_mm,
            area_mm2: shares.of(lost(dots_mm2 + scabs_mm2)),
        };
        let own = target.fitted(column.diameter_mm);
        if taken < super::UNSEEN_SCAB {
            return Ok(own.1);
        }
        // The disc is the column or the scab, whichever explains more.
        let over = target.fitted(scab.diameter_mm);
        Ok(if over.0 < own.0 { over.1 } else { own.1 })
    }

    /// The appearance of something whose loss of light is `lost_at` these distances from its axis and `all` summed over the skin,
    /// with a disc of this diameter.
    ///
    /// # Errors
    /// Those of `lost_at`.
    pub(crate) fn appearance_by<E>(
        &self,
        diameter_mm: f64,
        viewing: &Viewing,
        lost_at: impl Fn(&[f64]) -> Result<Vec<Xyz>, E>,
        all: Xyz,
    ) -> Result<DotAppearance, E> {
        let shares = Shares::new(viewing, viewing.xyz(&self.bare));
        let (away_mm, widths_mm) = rings(diameter_mm / 2.0);
        let lost = lost_at(&away_mm)?;
        let target = Target {
            lost: lost.into_iter().map(|own| shares.of(own)).collect(),
            away_mm,
            widths_mm,
            area_mm2: shares.of(all),
        };
        Ok(target.fitted(diameter_mm).1)
    }

    /// What redness and swelling leave of the skin's light, so many days after a session: light from inside the skin far within
    /// a treated area, its dots left out, as a share of that of the same skin at rest.
    ///
    /// # Errors
    /// None for tissue that could be made.
    pub fn redness(
        &self,
        course: &FadingCourse,
        days: f64,
        viewing: &Viewing,
    ) -> Result<LinearRgb, TreatedSkinError> {
        let shares = Shares::new(viewing, viewing.xyz(&self.bare));
        let red = viewing.xyz(&self.around(course, days)?);
        Ok(LinearRgb::from_array(shares.of(red)).map(|share| share.clamp(0.0, 1.0)))
    }
}

/// Light as shares of a skin's light in the primaries of a screen.
struct Shares<'a> {
    viewing: &'a Viewing,
    skin: [f64; 3],
}

impl<'a> Shares<'a> {
    fn new(viewing: &'a Viewing, skin: Xyz) -> Self {
        let skin = viewing.rgb_of(skin).to_array();
        Self { viewing, skin }
    }

    /// Not all positive: a loss of deep red alone, as in the halo of a dot in dark skin, lies outside the triangle of the primaries and
    /// adds a little blue. Of a primary that the skin has nothing of nothing is lost.
    fn of(&self, light: Xyz) -> [f64; 3] {
        let light = self.viewing.rgb_of(light).to_array();
        core::array::from_fn(|k| {
            if self.skin[k] > 0.0 {
                light[k] / self.skin[k]
            } else {
                0.0
            }
        })
    }
}

/// What disc and halos are to meet.
struct Target {
    /// Distances from the axis, and how much of the way from the axis outward each stands for.
    away_mm: Vec<f64>,
    widths_mm: Vec<f64>,
    /// Shares of red, green and blue lost there.
    lost: Vec<[f64; 3]>,
    /// And summed over the skin.
    area_mm2: [f64; 3],
}

/// Distances from the axis of a column so wide, dense at the dot and wide where its halo runs out, each with its width.
fn rings(radius_mm: f64) -> (Vec<f64>, Vec<f64>) {
    let near = radius_mm.max(0.02);
    let step = libm::log1p(REACH_MM / near) / f64::from(RINGS);
    let ring = |k: u32| {
        let away = near * libm::expm1(step * f64::from(k));
        (away, (away + near) * step)
    };
    (0..=RINGS).map(ring).unzip()
}

/// The sums of squares that a choice of edge and spreads is judged by: all candidates at once.
struct Sums {
    /// Edges, then spreads.
    gram: Vec<Vec<f64>>,
    /// Candidates with the profile of each primary.
    with_target: Vec<[f64; 3]>,
    areas: Vec<f64>,
    target: [f64; 3],
}

impl Target {
    /// The best choice of edge and spreads for a disc of this diameter, after the squares it leaves.
    fn fitted(&self, diameter_mm: f64) -> (f64, DotAppearance) {
        let sums = self.sums(diameter_mm);
        let mut best = (f64::INFINITY, [0; PARTS], [[0.0; PARTS]; 3]);
        let spreads = SPREADS_MM.len();
        for edge in 0..EDGES_MM.len() {
            for near in 0..spreads {
                for middle in near + 1..spreads {
                    for far in middle + 1..spreads {
                        let at = |spread: usize| EDGES_MM.len() + spread;
                        let chosen = [edge, at(near), at(middle), at(far)];
                        let (rest, heights) = self.heights(&sums, chosen);
                        if rest < best.0 {
                            best = (rest, chosen, heights);
                        }
                    }
                }
            }
        }
        let seen = self.appearance(&sums, diameter_mm, best.1, &best.2);
        (best.0, seen)
    }

    fn sums(&self, diameter_mm: f64) -> Sums {
        let radius = diameter_mm / 2.0;
        let discs = EDGES_MM.iter().map(|edge| {
            let values = self.away_mm.iter();
            values.map(|away| soft_disc(radius, *edge, *away)).collect()
        });
        let bells = SPREADS_MM.iter().map(|spread| {
            let values = self.away_mm.iter();
            values.map(|away| bell(*spread, *away)).collect()
        });
        let candidates: Vec<Vec<f64>> = discs.chain(bells).collect();
        let areas = EDGES_MM.map(|_| disc_area(diameter_mm)).into_iter();
        let areas = areas.chain(SPREADS_MM.map(bell_area)).collect();
        let near = NEAR_COUNTS * radius;
        let weights: Vec<f64> = self
            .away_mm
            .iter()
            .zip(&self.widths_mm)
            .map(|(away, width)| width * (away + near))
            .collect();
        let sum = |of: &dyn Fn(usize) -> f64| -> f64 {
            weights
                .iter()
                .enumerate()
                .map(|(k, weight)| weight * of(k))
                .sum()
        };
        let channels = |of: &dyn Fn(usize, usize) -> f64| {
            core::array::from_fn(|channel| sum(&|k| of(k, channel)))
        };
        let gram = candidates.iter().map(|a| {
            let others = candidates.iter();
            others.map(|b| sum(&|k| a[k] * b[k])).collect()
        });
        let with = candidates
            .iter()
            .map(|a| channels(&|k, channel| a[k] * self.lost[k][channel]));
        Sums {
            gram: gram.collect(),
            with_target: with.collect(),
            areas,
            target: channels(&|k, channel| self.lost[k][channel] * self.lost[k][channel]),
        }
    }

    /// The heights of the chosen parts for each primary, and how much of the squares they leave.
    fn heights(&self, sums: &Sums, chosen: [usize; PARTS]) -> (f64, [[f64; PARTS]; 3]) {
        let mut heights = [[0.0; PARTS]; 3];
        let mut rest = 0.0;
        for (channel, heights) in heights.iter_mut().enumerate() {
            let (whole, area) = (sums.target[channel], self.area_mm2[channel]);
            if whole <= 0.0 {
                continue;
            }
            let counts = AREA_COUNTS * whole / (area * area).max(LEAST_AREA_MM2 * LEAST_AREA_MM2);
            let areas = chosen.map(|part| sums.areas[part]);
            let squares = core::array::from_fn(|i| {
                core::array::from_fn(|j| {
                    sums.gram[chosen[i]][chosen[j]] + counts * areas[i] * areas[j]
                })
            });
            let products = core::array::from_fn(|i| {
                sums.with_target[chosen[i]][channel] + counts * areas[i] * area
            });
            let (explained, found) = non_negative(&squares, &products);
            *heights = found;
            rest += whole + counts * area * area - explained;
        }
        (rest, heights)
    }

    /// The parts with these heights; what they lack of the area goes to the widest halo, which hardly notices.
    fn appearance(
        &self,
        sums: &Sums,
        diameter_mm: f64,
        chosen: [usize; PARTS],
        heights: &[[f64; PARTS]; 3],
    ) -> DotAppearance {
        let mut heights = *heights;
        for (heights, wanted) in heights.iter_mut().zip(self.area_mm2) {
            let parts = chosen.iter().zip(*heights);
            let area: f64 = parts.map(|(part, height)| sums.areas[*part] * height).sum();
            heights[WIDEST] += (wanted - area) / sums.areas[chosen[WIDEST]];
        }
        let loss = |part: usize| LinearRgb::from_array(core::array::from_fn(|k| heights[k][part]));
        let halo = |part: usize| Halo {
            loss: loss(part),
            spread_mm: SPREADS_MM[chosen[part] - EDGES_MM.len()],
        };
        DotAppearance {
            disc: loss(0),
            diameter_mm,
            edge_mm: EDGES_MM[chosen[0]],
            halos: [halo(1), halo(2), halo(3)],
        }
    }
}

/// The least squares of `squares · x = products` with no `x` below zero but that of the widest halo: the best of all sets of parts,
/// the others left out; with how much of the squares it explains.
fn non_negative(squares: &[[f64; PARTS]; PARTS], products: &[f64; PARTS]) -> (f64, [f64; PARTS]) {
    let all = (1 << PARTS) - 1;
    let mut best = (0.0, [0.0; PARTS]);
    for set in (1..=all).rev() {
        let Some(x) = solved(squares, products, set) else {
            continue;
        };
        if x[..WIDEST].iter().any(|value| *value < 0.0) {
            continue;
        }
        let explained = x.iter().zip(products).map(|(x, p)| x * p).sum();
        if explained > best.0 {
            best = (explained, x);
        }
        // With nothing left out none is better.
        if set == all {
            break;
        }
    }
    best
}

/// Solves for the parts of `set` (a bit each), the others zero, by Cholesky's roots; none where parts are one another's sum.
fn solved(
    squares: &[[f64; PARTS]; PARTS],
    products: &[f64; PARTS],
    set: usize,
) -> Option<[f64; PARTS]> {
    let held = |part: usize| set >> part & 1 == 1;
    let mut root = [[0.0; PARTS]; PARTS];
    let mut x = [0.0; PARTS];
    for row in (0..PARTS).filter(|row| held(*row)) {
        for column in (0..=row).filter(|column| held(*column)) {
            let known: f64 = (0..column).map(|k| root[row][k] * root[column][k]).sum();
            let left = squares[row][column] - known;
            root[row][column] = if row == column {
                if left <= 1e-12 * squares[row][row] {
                    return None;
                }
                libm::sqrt(left)
            } else {
                left / root[column][column]
            };
        }
        let known: f64 = (0..row).map(|k| root[row][k] * x[k]).sum();
        x[row] = (products[row] - known) / root[row][row];
    }
    for row in (0..PARTS).rev().filter(|row| held(*row)) {
        let known: f64 = (row + 1..PARTS).map(|k| root[k][row] * x[k]).sum();
        x[row] = (x[row] - known) / root[row][row];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn least_squares_keep_to_what_can_be() {
        // Two parts that overlap; the second would be negative.
        let squares = [
            [2.0, 1.0, 0.0, 0.0],
            [1.0, 2.0, 0.0, 0.0],
            [0.0, 0.0, 1.0, 0.0],
            [0.0, 0.0, 0.0, 4.0],
        ];
        let (_, x) = non_negative(&squares, &[4.0, 1.0, 3.0, -1.0]);
        assert!((x[0] - 2.0).abs() < 1e-12 && (x[2] - 3.0).abs() < 1e-12);
        assert!(x[1].abs() < 1e-12 && (x[3] + 0.25).abs() < 1e-12);
        let (_, x) = non_negative(&squares, &[4.0, 5.0, 3.0, 8.0]);
        assert!((x[0] - 1.0).abs() < 1e-12 && (x[1] - 2.0).abs() < 1e-12);
        assert!((x[3] - 2.0).abs() < 1e-12);
    }
}

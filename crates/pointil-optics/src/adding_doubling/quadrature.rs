//! Directions inside the layers, and how much each weighs.

use super::eigen::ql;

/// Cosines of N directions inside a medium, rising to exactly 1, and their weights, which sum to 1.
pub struct Quadrature<const N: usize> {
    pub cosines: [f64; N],
    pub weights: [f64; N],
    /// Whether all directions lie in one range, so that products of polynomials are summed exactly.
    pub whole: bool,
}

impl<const N: usize> Quadrature<N> {
    /// For a medium of index `inside` under and over media of the given indices: split where light stops leaving into
    /// either. Above the split, points are laid in the cosine that light has outside, in which Fresnel's law is smooth.
    pub fn new(inside: f64, outside: [f64; 2]) -> Option<Self> {
        let mut splits: Vec<f64> = outside
            .into_iter()
            .filter(|&index| index < inside - 1e-9)
            .collect();
        splits.sort_by(f64::total_cmp);
        splits.dedup_by(|a, b| (*a - *b).abs() < 1e-9);
        let mut points = Vec::with_capacity(N);
        // The outermost range of directions, which leaves nowhere, down to the first split.
        let floor = splits.last().map_or(1.0, |index| cosine(*index / inside));
        let between = N / 4;
        match splits.len() {
            0 => points.extend(radau(N)?),
            1 => points.extend(scaled(gauss(below_one_split::<N>(floor))?, floor)),
            _ => points.extend(scaled(gauss(N / 4)?, floor)),
        }
        for (k, index) in splits.iter().enumerate().rev() {
            // Sine outside from 1 down to that of the next smaller split.
            let widest = k.checked_sub(1).map_or(1.0, |j| cosine(splits[j] / index));
            let rule: Vec<_> = if k == 0 {
                radau(N - points.len())?.collect()
            } else {
                gauss(between)?.collect()
            };
            let ratio = (index / inside) * (index / inside);
            points.extend(rule.into_iter().map(|(x, w)| {
                let outer = x * widest;
                let inner = (1.0 - ratio * (1.0 - outer * outer)).sqrt();
                (inner, w * widest * ratio * outer / inner)
            }));
        }
        let total: f64 = points.iter().map(|(_, w)| w).sum();
        Some(Self {
            cosines: core::array::from_fn(|k| points[k].0),
            weights: core::array::from_fn(|k| points[k].1 / total),
            whole: splits.is_empty(),
        })
    }
}

/// How many of N directions the range of cosines from 0 to `floor` gets: half for the usual split between skin and air,
/// few where indices almost match.
fn below_one_split<const N: usize>(floor: f64) -> usize {
    let wanted = (0.7 * floor * N as f64).round() as usize;
    wanted.clamp(N / 4, N / 2)
}

fn scaled(rule: impl Iterator<Item = (f64, f64)>, length: f64) -> impl Iterator<Item = (f64, f64)> {
    rule.map(move |(x, w)| (x * length, w * length))
}

fn cosine(sine: f64) -> f64 {
    (1.0 - sine * sine).sqrt()
}

/// Gauss's points and weights on 0 to 1.
fn gauss(count: usize) -> Option<impl Iterator<Item = (f64, f64)>> {
    rule(vec![0.0; count])
}

/// Radau's points and weights on 0 to 1, the last point 1.
fn radau(count: usize) -> Option<impl Iterator<Item = (f64, f64)>> {
    let mut main = vec![0.0; count];
    if let Some(last) = main.last_mut() {
        *last = count as f64 / (2.0 * count as f64 - 1.0);
    }
    rule(main)
}

/// Points and weights on 0 to 1 as eigenvalues of the Legendre polynomials' recurrence (Golub and Welsch 1969; Golub
/// 1973), rising. `main` is the recurrence's main diagonal.
fn rule(mut main: Vec<f64>) -> Option<impl Iterator<Item = (f64, f64)>> {
    let count = main.len();
    let mut beside: Vec<f64> = (1..=count)
        .map(|k| k as f64)
        .map(|k| k / (4.0 * k * k - 1.0).sqrt())
        .collect();
    let mut firsts: Vec<[f64; 1]> = (0..count).map(|k| [f64::from(u8::from(k == 0))]).collect();
    if !ql(&mut main, &mut beside, &mut firsts) {
        return None;
    }
    let mut points: Vec<_> = main
        .into_iter()
        .zip(firsts)
        .map(|(x, [v])| (f64::midpoint(x, 1.0), v * v))
        .collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    if let Some(last) = points.last_mut()
        && (last.0 - 1.0).abs() < 1e-12
    {
        last.0 = 1.0;
    }
    Some(points.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment<const N: usize>(rule: &Quadrature<N>, power: i32) -> f64 {
        let pairs = rule.cosines.iter().zip(&rule.weights);
        pairs.map(|(x, w)| w * x.powi(power)).sum()
    }

    #[test]
    fn powers_are_summed_exactly() {
        for power in 0..31 {
            let rule = Quadrature::<16>::new(1.0, [1.0, 1.0]).unwrap();
            let want = 1.0 / (f64::from(power) + 1.0);
            assert!((moment(&rule, power) - want).abs() < 1e-15, "{power}");
        }
    }

    #[test]
    fn directions_rise_to_straight_down_however_many() {
        fn check<const N: usize>() {
            for (inside, outside) in [
                (1.0, [1.0, 1.0]),
                (1.4, [1.0, 1.4]),
                (1.4, [1.0, 1.0]),
                (1.5, [1.0, 1.33]),
                (1.33, [1.5, 1.0]),
            ] {
                let rule = Quadrature::<N>::new(inside, outside).unwrap();
                assert!(rule.cosines.windows(2).all(|w| w[0] < w[1]));
                assert!((rule.cosines[N - 1] - 1.0).abs() < 1e-15);
                assert!(rule.weights.iter().all(|w| *w > 0.0));
                let enough = if N < 16 { 2e-3 } else { 1e-5 };
                for power in 0..6 {
                    let error = moment(&rule, power) - 1.0 / (f64::from(power) + 1.0);
                    assert!(
                        error.abs() < enough,
                        "{N} {inside} {outside:?} {power} {error}"
                    );
                }
            }
        }
        check::<8>();
        check::<16>();
        check::<64>();
        check::<128>();
    }
}

//! Shares with what is known of them: Wilson's score interval, and nothing when there are too few.

use serde::Serialize;

/// Fewer than this and no share is shown: it would say more of single clients than of the work (grade D; ten is usual).
pub const LEAST_SHOWN: u32 = 10;

/// A share with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Share {
    /// How many of them.
    pub of: u32,
    /// How many there are.
    pub n: u32,
    /// The share, 0 to 1.
    pub share: f64,
    /// The lower end of the interval that covers the true share in 95 of 100 cases (Wilson 1927, without correction).
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// What is shown of a group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The share.
    Share(Share),
    /// There are too few.
    TooFew {
        /// How many.
        n: u32,
    },
}

/// Of `n`, `of` are so.
pub fn share(of: u32, n: u32) -> Shown {
    if n < LEAST_SHOWN || of > n {
        return Shown::TooFew { n };
    }
    let z = 1.959_963_984_540_054_f64;
    let count = f64::from(n);
    let share = f64::from(of) / count;
    let z2 = z * z;
    let middle = (share + z2 / (2.0 * count)) / (1.0 + z2 / count);
    let spread = libm::sqrt(share * (1.0 - share) / count + z2 / (4.0 * count * count));
    let reach = z / (1.0 + z2 / count) * spread;
    Shown::Share(Share {
        of,
        n,
        share,
        low: (middle - reach).max(0.0),
        high: (middle + reach).min(1.0),
    })
}

/// A mean with the interval that covers the true mean in about 95 of 100 cases: mean ± 1.96 standard errors.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Mean {
    /// How many there are.
    pub n: u32,
    /// Their mean.
    pub mean: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The mean of numbers; none of fewer than [`LEAST_SHOWN`].
pub fn mean(numbers: &[f64]) -> Option<Mean> {
    let n = u32::try_from(numbers.len()).ok()?;
    if n < LEAST_SHOWN {
        return None;
    }
    let count = f64::from(n);
    let mean = numbers.iter().sum::<f64>() / count;
    let squares: f64 = numbers.iter().map(|x| (x - mean) * (x - mean)).sum();
    let error = libm::sqrt(squares / (count - 1.0) / count);
    Some(Mean {
        n,
        mean,
        low: mean - 1.96 * error,
        high: mean + 1.96 * error,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Newcombe 1998 (Stat Med 17:857), table I: 81 of 263 gives 0.2553 to 0.3662, 15 of 148 gives 0.0624 to 0.1605, 0 of 20 gives 0 to
    /// 0.1611.
    #[test]
    fn intervals_are_those_published() {
        for (of, n, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
        ] {
            let Shown::Share(found) = share(of, n) else {
                panic!("{of} of {n} is shown");
            };
            assert!(
                (found.low - low).abs() < 1e-4 && (found.high - high).abs() < 1e-4,
                "{found:?}"
            );
        }
    }

    #[test]
    fn few_are_not_shown() {
        assert_eq!(share(9, 9), Shown::TooFew { n: 9 });
        assert!(matches!(share(10, 10), Shown::Share(_)));
        assert_eq!(mean(&[1.0; 9]), None);
        let of = mean(&[0.0, 2.0, 0.0, 2.0, 0.0, 2.0, 0.0, 2.0, 0.0, 2.0]).unwrap();
        assert!((of.mean - 1.0).abs() < 1e-12 && of.low > 0.3 && of.high < 1.7);
    }
}

//! A loss as a function of the distance from a dot's axis, from its values at the tabulated places.

use super::axes::PLACES;

/// A smooth curve through the places that never overshoots them (Fritsch and Carlson, SIAM Journal on Numerical Analysis 17:238,
/// 1980), level at the axis and fading by the same share per distance beyond the last.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Profile {
    places: [f64; PLACES],
    values: [f64; PLACES],
    slopes: [f64; PLACES],
    /// How fast it fades beyond the last place.
    fading: f64,
}

impl Profile {
    pub(super) fn new(places: [f64; PLACES], values: [f64; PLACES]) -> Self {
        const LAST: usize = PLACES - 1;
        let rise = |k: usize| (values[k + 1] - values[k]) / (places[k + 1] - places[k]);
        let mut slopes = [0.0; PLACES];
        for k in 1..LAST {
            let (before, after) = (rise(k - 1), rise(k));
            if before * after > 0.0 {
                let (h0, h1) = (places[k] - places[k - 1], places[k + 1] - places[k]);
                let (w0, w1) = (2.0 * h1 + h0, h1 + 2.0 * h0);
                slopes[k] = (w0 + w1) / (w0 / before + w1 / after);
            }
        }
        let ratio = values[LAST - 1].max(1e-12) / values[LAST].max(1e-12);
        // A tail that does not fade would have no sum; noise in the last digits can make one.
        let fading = (libm::log(ratio) / (places[LAST] - places[LAST - 1])).max(0.05);
        slopes[LAST] = -fading * values[LAST];
        Self {
            places,
            values,
            slopes,
            fading,
        }
    }

    /// The value so far from the axis.
    pub(super) fn at(&self, away: f64) -> f64 {
        let k = self.places[1..].iter().take_while(|p| **p <= away).count();
        if k + 1 == PLACES {
            return self.values[k] * libm::exp(-self.fading * (away - self.places[k]));
        }
        let step = self.places[k + 1] - self.places[k];
        let t = ((away - self.places[k]) / step).max(0.0);
        let rest = 1.0 - t;
        let (a, b) = (self.values[k], self.values[k + 1]);
        let (c, d) = (self.slopes[k] * step, self.slopes[k + 1] * step);
        rest * rest * ((1.0 + 2.0 * t) * a + t * c) + t * t * ((3.0 - 2.0 * t) * b - rest * d)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_met_and_nothing_overshoots() {
        let places = core::array::from_fn(|k| 0.3 * (k as f64).powf(1.4));
        let values = places.map(|r: f64| 0.8 / (1.0 + libm::exp(4.0 * (r - 1.0))));
        let profile = Profile::new(places, values);
        for (place, value) in places.iter().zip(values) {
            assert!((profile.at(*place) - value).abs() < 1e-12);
        }
        let mut last = 1.0;
        for k in 0..2000 {
            let r = 0.005 * f64::from(k);
            let value = profile.at(r);
            assert!(value <= last + 1e-12 && value >= 0.0, "{r}");
            let truth = 0.8 / (1.0 + libm::exp(4.0 * (r - 1.0)));
            assert!((value - truth).abs() < 0.02, "{r}: {value} {truth}");
            last = value;
        }
    }
}

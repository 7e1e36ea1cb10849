//! The parameters of skin that are found from how it looks.

use super::parameters::TissueParameters;

/// A parameter that is fitted: between bounds, with an expectation and how far skins stray from it.
pub struct Free {
    low: f64,
    high: f64,
    /// Shares and coefficients stray by factors, powers by differences.
    logarithmic: bool,
    /// Standard deviation of the parameter, or of its logarithm.
    pub strays: f64,
    pub get: fn(&TissueParameters) -> f64,
    pub set: fn(&mut TissueParameters, f64),
}

/// All of them.
pub const FREE: [Free; 7] = [
    Free {
        low: 0.001,
        high: 0.45,
        logarithmic: true,
        strays: 1.0,
        get: |p| p.melanosomes,
        set: |p, value| p.melanosomes = value,
    },
    Free {
        low: 2.0,
        high: 5.0,
        logarithmic: false,
        strays: 0.4,
        get: |p| p.melanin_power,
        set: |p, value| p.melanin_power = value,
    },
    Free {
        low: 1.0,
        high: 30.0,
        logarithmic: true,
        strays: 0.5,
        get: |p| p.epidermal_scattering,
        set: |p, value| p.epidermal_scattering = value,
    },
    Free {
        low: 0.0003,
        high: 0.15,
        logarithmic: true,
        strays: 0.4,
        get: |p| p.papillary_blood,
        set: |p, value| {
            p.papillary_blood = value;
            p.reticular_blood = value;
        },
    },
    Free {
        low: 0.05,
        high: 3.0,
        logarithmic: true,
        strays: 0.5,
        get: |p| p.bloodless,
        set: |p, value| p.bloodless = value,
    },
    Free {
        low: 0.05,
        high: 0.98,
        logarithmic: false,
        strays: 0.1,
        get: |p| p.oxygenation,
        set: |p, value| p.oxygenation = value,
    },
    Free {
        low: 0.1,
        high: 3.5,
        logarithmic: false,
        strays: 0.4,
        get: |p| p.scattering_power,
        set: |p, value| p.scattering_power = value,
    },
];

impl Free {
    /// The parameter or its logarithm.
    pub fn scale(&self, value: f64) -> f64 {
        if self.logarithmic {
            libm::log(value)
        } else {
            value
        }
    }

    /// The parameter at an unbounded coordinate.
    pub fn value(&self, coordinate: f64) -> f64 {
        let share = 1.0 / (1.0 + libm::exp(-coordinate));
        let (low, high) = (self.scale(self.low), self.scale(self.high));
        let value = low + share * (high - low);
        if self.logarithmic {
            libm::exp(value)
        } else {
            value
        }
    }

    /// The unbounded coordinate of a parameter.
    pub fn coordinate(&self, value: f64) -> f64 {
        let (low, high) = (self.scale(self.low), self.scale(self.high));
        let share = ((self.scale(value) - low) / (high - low)).clamp(1e-3, 1.0 - 1e-3);
        libm::log(share / (1.0 - share))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_lead_back() {
        for free in &FREE {
            let value = (free.get)(&TissueParameters::SCALP);
            assert!((free.value(free.coordinate(value)) / value - 1.0).abs() < 1e-12);
            for coordinate in [-50.0, 50.0] {
                let far = free.value(coordinate);
                let slack = 1e-9 * free.high;
                assert!((free.low - slack..=free.high + slack).contains(&far));
            }
        }
    }
}

//! What the surface and the underside do to light from inside.

/// Fresnel's law at a boundary, for each direction from inside.
pub struct Boundary<const N: usize> {
    /// Share of light let through.
    pub through: [f64; N],
    /// (1 - r) / (1 + r): what the boundary answers in place of a layer below.
    pub impedance: [f64; N],
}

impl<const N: usize> Boundary<N> {
    pub fn new(cosines: &[f64; N], inside: f64, outside: f64) -> Self {
        let mirrored = cosines.map(|cosine| fresnel(cosine, inside, outside));
        // Light caught between two totally reflecting sides of clear layers would otherwise have no definite amount.
        let impedance = |r: f64| ((1.0 - r) / (1.0 + r)).max(1e-14);
        Self {
            through: mirrored.map(|r| 1.0 - r),
            impedance: mirrored.map(impedance),
        }
    }
}

/// Share of unpolarised light that a boundary mirrors, coming with `cosine` from the index `inside`.
fn fresnel(cosine: f64, inside: f64, outside: f64) -> f64 {
    let sine = inside / outside * (1.0 - cosine * cosine).max(0.0).sqrt();
    if sine >= 1.0 {
        return 1.0;
    }
    let refracted = (1.0 - sine * sine).sqrt();
    let amplitude = |a: f64, b: f64| (a - b) / (a + b);
    let across = amplitude(inside * cosine, outside * refracted);
    let along = amplitude(inside * refracted, outside * cosine);
    f64::midpoint(across * across, along * along)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresnel_as_in_textbooks() {
        assert!((fresnel(1.0, 1.5, 1.0) - 0.04).abs() < 1e-12);
        assert!((fresnel(1.0, 1.0, 1.5) - 0.04).abs() < 1e-12);
        assert!((fresnel(0.5, 1.5, 1.0) - 1.0).abs() < 1e-15);
        assert!(fresnel(0.3, 1.4, 1.4).abs() < 1e-15);
        // At Brewster's angle, tan = 1.5, light along the plane passes: half of the other's ((n² - 1) / (n² + 1))².
        let brewster = 1.0 / (1.0 + 1.5_f64 * 1.5).sqrt();
        let across = (1.25 / 3.25_f64).powi(2) / 2.0;
        assert!((fresnel(brewster, 1.0, 1.5) - across).abs() < 1e-12);
    }
}

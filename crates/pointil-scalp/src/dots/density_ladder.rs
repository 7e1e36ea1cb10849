//! A ladder of densities, four rungs to each doubling, on which sessions are laid out.

/// Rungs per doubling.
pub const PER_OCTAVE: usize = 4;

/// Dots per square millimetre on the lowest rung: one per square centimetre.
const LOWEST: f32 = 0.01;

/// 2^(k/4).
const STEPS: [f32; PER_OCTAVE] = [1.0, 1.189_207_1, core::f32::consts::SQRT_2, 1.681_792_8];

/// The lowest rung that reaches `density` dots per square millimetre. Compared, not computed by a logarithm: the same
/// on every machine.
pub fn rung(density: f32) -> usize {
    let mut rung = 0;
    while density_of(rung) < density && rung < 20 * PER_OCTAVE {
        rung += 1;
    }
    rung
}

/// The density of a rung in dots per square millimetre.
pub fn density_of(rung: usize) -> f32 {
    LOWEST * (1_u32 << (rung / PER_OCTAVE).min(30)) as f32 * STEPS[rung % PER_OCTAVE]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_density_lies_within_a_step_below_its_rung() {
        for k in 1..=650 {
            let density = k as f32 / 100.0;
            let rung = rung(density);
            assert!(density <= density_of(rung));
            assert!(rung == 0 || density > density_of(rung - 1));
        }
    }
}

//! How an eye that has got used to another white sees a colour.

use super::xyz::Xyz;

/// Cone-like responses of CAT16 (Li, Li, Wang et al. 2017, Color Res. Appl. 42:703).
const CAT16: [[f64; 3]; 3] = [
    [0.401_288, 0.650_173, -0.051_461],
    [-0.250_268, 1.204_414, 0.045_854],
    [-0.002_079, 0.048_952, 0.953_127],
];

/// The light that, to an eye adapted to `to`, looks like `xyz` to an eye adapted to `from` (CAT16, von Kries).
/// `degree` says how far the eye has adapted, 0 not at all to 1 wholly; what is outside is taken at the end. The whites'
/// luminances do not matter, only their colours.
pub fn adapt(xyz: Xyz, from: Xyz, to: Xyz, degree: f64) -> Xyz {
    let degree = degree.clamp(0.0, 1.0);
    let (source, target) = (
        times(&CAT16, equal_luminance(from)),
        times(&CAT16, equal_luminance(to)),
    );
    let response = times(&CAT16, xyz.to_array());
    let gained =
        core::array::from_fn(|k| response[k] * (degree * target[k] / source[k] + 1.0 - degree));
    let [x, y, z] = times(&inverse(&CAT16), gained);
    Xyz::new(x, y, z)
}

fn equal_luminance(white: Xyz) -> [f64; 3] {
    white.to_array().map(|value| 100.0 * value / white.y)
}

fn times(matrix: &[[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2])
}

fn inverse(m: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
    let minor = |r: usize, c: usize| {
        let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let determinant: f64 = (0..3).map(|c| m[0][c] * minor(0, c)).sum();
    core::array::from_fn(|r| core::array::from_fn(|c| minor(c, r) / determinant))
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Xyz = Xyz::new(109.85, 100.0, 35.585);

    #[test]
    fn white_becomes_white_and_back() {
        let seen = adapt(A, A, Xyz::D65_WHITE, 1.0);
        for (got, want) in seen.to_array().into_iter().zip(Xyz::D65_WHITE.to_array()) {
            assert!((got - want).abs() < 1e-9);
        }
        let colour = Xyz::new(40.0, 35.0, 20.0);
        let back = adapt(
            adapt(colour, A, Xyz::D65_WHITE, 1.0),
            Xyz::D65_WHITE,
            A,
            1.0,
        );
        assert!((back.x - colour.x).abs() < 1e-9 && (back.z - colour.z).abs() < 1e-9);
        let same = adapt(colour, A, Xyz::D65_WHITE, 0.0);
        assert!((same.y - colour.y).abs() < 1e-9);
    }
}

//! What a placement of dots has to reach.

use super::statistics::{
    ANISO, CAPCV, CLOSE, CRYST, Column, D100, GAPMAX, GPK, NNCV, PLOW, PSI6, RHO1, Statistics,
};

/// A kind of dot set with limits of its own. The limits are what rank order with relaxation reached in trials over
/// 600 cm² of curved surface, evenly dense and 5 : 1, and no lattice-like, noisy or clumped placement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Dots kept from the ranked universe by density alone.
    Preview,
    /// All dots of a finished design.
    FinalAll,
    /// The dots of the first two or more treatment sessions of a finished design.
    FinalUnion,
    /// One treatment session with at least 15 % of the dots.
    FinalSession,
    /// One treatment session with fewer.
    FinalSmallSession,
}

/// The side of a limit on which a set has to be.
#[derive(Clone, Copy, Debug)]
enum Limit {
    Above(f64),
    Below(f64),
}

use Limit::{Above, Below};

impl Gate {
    fn limits(self) -> &'static [(&'static Column, Limit)] {
        match self {
            Self::Preview => &[
                (&RHO1, Above(0.62)),
                (&CAPCV, Below(0.18)),
                (&PLOW, Below(0.13)),
                (&D100, Below(0.029)),
                (&CRYST, Below(3.0)),
                (&NNCV, Above(0.05)),
                (&ANISO, Below(0.6)),
                (&GAPMAX, Below(1.2)),
            ],
            Self::FinalAll => &[
                (&RHO1, Above(0.60)),
                (&CLOSE, Below(0.05)),
                (&CAPCV, Below(0.115)),
                (&PLOW, Below(0.035)),
                (&D100, Below(0.025)),
                (&CRYST, Below(3.0)),
                (&PSI6, Below(0.48)),
                (&NNCV, Above(0.05)),
                (&GPK, Below(2.8)),
                (&ANISO, Below(0.6)),
                (&GAPMAX, Below(1.05)),
            ],
            Self::FinalUnion => &[
                (&RHO1, Above(0.57)),
                (&PLOW, Below(0.06)),
                (&CAPCV, Below(0.13)),
                (&CRYST, Below(3.0)),
            ],
            Self::FinalSession => &[
                (&RHO1, Above(0.45)),
                (&PLOW, Below(0.10)),
                (&CAPCV, Below(0.20)),
                (&CRYST, Below(3.0)),
            ],
            Self::FinalSmallSession => &[
                (&RHO1, Above(0.37)),
                (&PLOW, Below(0.25)),
                (&CAPCV, Below(0.30)),
            ],
        }
    }
}

/// The limits of `gate` that the set misses, in words that begin with the column's name. What could not be measured is
/// missed too.
pub fn misses(gate: Gate, statistics: &Statistics) -> Vec<String> {
    gate.limits()
        .iter()
        .filter_map(|(column, limit)| {
            let value = column.value(statistics);
            let (met, wanted) = match limit {
                Above(limit) => (value > *limit, format!("> {limit}")),
                Below(limit) => (value < *limit, format!("< {limit}")),
            };
            (!met).then(|| format!("{} {value:.3}, wanted {wanted}", column.name))
        })
        .collect()
}

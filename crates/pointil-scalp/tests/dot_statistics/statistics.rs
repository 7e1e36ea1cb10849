//! The figures of a dot set and their table.

/// The figures of a dot set away from its rim. Lengths are in units of the spacing of the hexagonal lattice of the local
/// density, sqrt(2 / (sqrt 3 · density)). Not a number where the set is too small to tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistics {
    /// Dots in the set.
    pub count: usize,
    /// Dots far enough from the rim to be measured.
    pub scored: usize,
    /// The shortest distance to the nearest neighbour (lattice 1, white noise about 0).
    pub rho: f64,
    /// The first percentile of the distance to the nearest neighbour.
    pub rho1: f64,
    /// The coefficient of variation of the distance to the nearest neighbour.
    pub nncv: f64,
    /// Dots with a neighbour nearer than 0.5, in percent.
    pub close_percent: f64,
    /// The coefficient of variation of the capacity, cell area times density (lattice 0, white noise 0.53).
    pub capcv: f64,
    /// The mean second moment of the cells, relative to that of the hexagon (lattice 1).
    pub cvt: f64,
    /// The longest distance from a cell's corner to its dot (lattice 0.577).
    pub gap_max: f64,
    /// The mean absolute bond order parameter over the Delaunay neighbours (lattice 1, white noise 0.36).
    pub psi6: f64,
    /// Dots inside a crystal grain, in percent: |psi6| above 0.7 and at least five neighbours turned alike.
    pub crystal_percent: f64,
    /// The highest peak of the pair correlation (white noise 1).
    pub g_peak: f64,
    /// The mean power at frequencies 0.1 to 0.5 of the square root of the density (white noise 1).
    pub low_power: f64,
    /// The mean anisotropy of the power spectrum, in dB above the floor (isotropic 0).
    pub anisotropy_db: f64,
    /// The root mean square error of the local density over windows of 100 dots.
    pub d100: f64,
}

impl Statistics {
    /// What is known of a set of which too little can be measured.
    pub const fn unmeasured(count: usize, scored: usize) -> Self {
        Self {
            count,
            scored,
            rho: f64::NAN,
            rho1: f64::NAN,
            nncv: f64::NAN,
            close_percent: f64::NAN,
            capcv: f64::NAN,
            cvt: f64::NAN,
            gap_max: f64::NAN,
            psi6: f64::NAN,
            crystal_percent: f64::NAN,
            g_peak: f64::NAN,
            low_power: f64::NAN,
            anisotropy_db: f64::NAN,
            d100: f64::NAN,
        }
    }
}

/// A column of the table of statistics.
#[derive(Debug)]
pub struct Column {
    /// Its heading.
    pub name: &'static str,
    value: fn(&Statistics) -> f64,
    decimals: usize,
}

impl Column {
    const fn new(name: &'static str, value: fn(&Statistics) -> f64, decimals: usize) -> Self {
        Self {
            name,
            value,
            decimals,
        }
    }

    /// The figure in this column.
    pub fn value(&self, statistics: &Statistics) -> f64 {
        (self.value)(statistics)
    }
}

pub const N: Column = Column::new("n", |s| s.count as f64, 0);
pub const RHO: Column = Column::new("rho", |s| s.rho, 3);
pub const RHO1: Column = Column::new("rho1", |s| s.rho1, 3);
pub const NNCV: Column = Column::new("nncv", |s| s.nncv, 3);
pub const CLOSE: Column = Column::new("close%", |s| s.close_percent, 3);
pub const CAPCV: Column = Column::new("capcv", |s| s.capcv, 3);
pub const CVT: Column = Column::new("cvt", |s| s.cvt, 3);
pub const GAPMAX: Column = Column::new("gapmax", |s| s.gap_max, 3);
pub const PSI6: Column = Column::new("psi6", |s| s.psi6, 3);
pub const CRYST: Column = Column::new("cryst%", |s| s.crystal_percent, 1);
pub const GPK: Column = Column::new("gpk", |s| s.g_peak, 3);
pub const PLOW: Column = Column::new("Plow", |s| s.low_power, 3);
pub const ANISO: Column = Column::new("aniso", |s| s.anisotropy_db, 1);
pub const D100: Column = Column::new("d100", |s| s.d100, 3);

/// The columns of the table, in order.
pub const COLUMNS: [&Column; 14] = [
    &N, &RHO, &RHO1, &NNCV, &CLOSE, &CAPCV, &CVT, &GAPMAX, &PSI6, &CRYST, &GPK, &PLOW, &ANISO,
    &D100,
];

/// The heading of the table whose rows [`row`] writes.
pub fn heading() -> String {
    let columns = COLUMNS.map(|c| format!("{:>7}", c.name));
    format!("{:<34} {}", "set", columns.join(" "))
}

/// One row of the table: the set's name and its figures, `-` where one could not be measured.
pub fn row(name: &str, statistics: &Statistics) -> String {
    let columns = COLUMNS.map(|c| {
        let value = c.value(statistics);
        if value.is_nan() {
            return format!("{:>7}", "-");
        }
        format!("{value:>7.0$}", c.decimals)
    });
    format!("{name:<34} {}", columns.join(" "))
}

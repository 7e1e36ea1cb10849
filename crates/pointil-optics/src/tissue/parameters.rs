//! What is in the layers of one person's skin.

/// What is in the layers of skin. Plain data; [`SkinTissue::new`] checks it. Grades as in the sources of each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TissueParameters {
    /// Thickness of the epidermis in millimetres, 0.03 to 0.4. Scalp: 0.066 ± 0.014 (180 people); all sites 0.100
    /// (meta-analysis, Xu 2017); default 0.08.
    pub epidermis_mm: f64,
    /// Volume share of melanosomes in the epidermis, 0.001 to 0.45.
    pub melanosomes: f64,
    /// Power by which melanosomes' absorption falls with wavelength, 2 to 5: 3.33 (Jacques and McAuliffe 1991), up to 4.3
    /// in dark skin. At 550 nm they absorb 49.4 per mm whatever the power.
    pub melanin_power: f64,
    /// Reduced scattering of the epidermis at 500 nm per millimetre, 1 to 30; melanosomes scatter, so dark skin has more.
    pub epidermal_scattering: f64,
    /// Thickness of the papillary dermis in millimetres, 0.05 to 0.5; default 0.2.
    pub papillary_mm: f64,
    /// Thickness of the reticular dermis in millimetres, 0.5 to 6; default 1.2.
    pub reticular_mm: f64,
    /// Volume share of whole blood (150 g haemoglobin per litre) in the papillary dermis, 0 to 0.3.
    pub papillary_blood: f64,
    /// The same in the reticular dermis and below, 0 to 0.3. Fits take both as equal: reflectance hardly tells them apart.
    pub reticular_blood: f64,
    /// Absorption without melanin and blood relative to Jacques 1998 (0.244 + 85.3 exp(-(nm - 154) / 66.2) per cm), 0.05 to
    /// 3. In living skin less than in his excised skin: 0.005 per mm at 850 nm (Swedish cohort) against 0.024.
    pub bloodless: f64,
    /// Share of haemoglobin that carries oxygen, 0 to 1; living skin 0.5 to 0.9.
    pub oxygenation: f64,
    /// Radius of the vessels in millimetres, 0 to 0.1: light does not see the blood in a vessel's middle where it absorbs
    /// much (van Veen; Svaasand). Default 0.005, a capillary's: with it measured spectra are met best.
    pub vessel_radius_mm: f64,
    /// Reduced scattering of the dermis at 500 nm per millimetre, 1 to 10. Living skin 3.0 (Swedish cohort, n = 3809, JBO
    /// 28:115001, 2023); excised skin 4.5 (Salomatina 2006; Shimojo 2020). Reflectance cannot tell it.
    pub dermal_scattering: f64,
    /// Power by which all scattering falls with wavelength, 0 to 4.
    pub scattering_power: f64,
}

impl TissueParameters {
    /// Reduced scattering of living dermis at 500 nm per millimetre: the default.
    pub const LIVING_SCATTERING: f64 = 3.0;
    /// Reduced scattering of excised dermis at 500 nm per millimetre: the other bound.
    pub const EXCISED_SCATTERING: f64 = 4.5;
}

/// Skin whose parameters are all possible.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SkinTissue(TissueParameters);

/// A parameter that no skin has.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("skin with {field} {value}; it is {low} to {high} {unit}")]
pub struct ImplausibleTissue {
    /// Which parameter.
    pub field: &'static str,
    /// The value given.
    pub value: f64,
    /// Least possible.
    pub low: f64,
    /// Greatest possible.
    pub high: f64,
    /// Of value and bounds.
    pub unit: &'static str,
}

/// Skin that has just been worked on: more blood, and swollen with water.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inflammation {
    /// Blood relative to the same skin at rest, 1 to 6. Right after a session 2 to 3; fades over two to three days (grade C).
    pub blood_factor: f64,
    /// Thickening of the dermis as a share, 0 to 0.5; its scatterers are thinned by as much (grade D).
    pub swelling: f64,
}

impl Inflammation {
    /// Right after a session (grade C).
    pub const FRESH: Self = Self {
        blood_factor: 2.5,
        swelling: 0.1,
    };
}

/// What one parameter may be.
struct Range {
    field: &'static str,
    unit: &'static str,
    low: f64,
    high: f64,
    get: fn(&TissueParameters) -> f64,
}

const RANGES: [Range; 13] = [
    Range {
        field: "an epidermis of",
        unit: "mm",
        low: 0.03,
        high: 0.4,
        get: |p| p.epidermis_mm,
    },
    Range {
        field: "melanosomes",
        unit: "of the epidermis",
        low: 0.001,
        high: 0.45,
        get: |p| p.melanosomes,
    },
    Range {
        field: "melanin power",
        unit: "",
        low: 2.0,
        high: 5.0,
        get: |p| p.melanin_power,
    },
    Range {
        field: "epidermal scattering",
        unit: "per mm",
        low: 1.0,
        high: 30.0,
        get: |p| p.epidermal_scattering,
    },
    Range {
        field: "a papillary dermis of",
        unit: "mm",
        low: 0.05,
        high: 0.5,
        get: |p| p.papillary_mm,
    },
    Range {
        field: "a reticular dermis of",
        unit: "mm",
        low: 0.5,
        high: 6.0,
        get: |p| p.reticular_mm,
    },
    Range {
        field: "papillary blood",
        unit: "of the volume",
        low: 0.0,
        high: 0.3,
        get: |p| p.papillary_blood,
    },
    Range {
        field: "reticular blood",
        unit: "of the volume",
        low: 0.0,
        high: 0.3,
        get: |p| p.reticular_blood,
    },
    Range {
        field: "bloodless absorption",
        unit: "of the excised",
        low: 0.05,
        high: 3.0,
        get: |p| p.bloodless,
    },
    Range {
        field: "oxygenation",
        unit: "of the haemoglobin",
        low: 0.0,
        high: 1.0,
        get: |p| p.oxygenation,
    },
    Range {
        field: "vessels of radius",
        unit: "mm",
        low: 0.0,
        high: 0.1,
        get: |p| p.vessel_radius_mm,
    },
    Range {
        field: "dermal scattering",
        unit: "per mm at 500 nm",
        low: 1.0,
        high: 10.0,
        get: |p| p.dermal_scattering,
    },
    Range {
        field: "scattering power",
        unit: "",
        low: 0.0,
        high: 4.0,
        get: |p| p.scattering_power,
    },
];

impl SkinTissue {
    /// Skin of these parameters.
    ///
    /// # Errors
    /// A parameter outside its range (see [`TissueParameters`]).
    pub fn new(parameters: TissueParameters) -> Result<Self, ImplausibleTissue> {
        let outside = RANGES
            .iter()
            .find(|range| !(range.low..=range.high).contains(&(range.get)(&parameters)));
        match outside {
            None => Ok(Self(parameters)),
            Some(range) => Err(ImplausibleTissue {
                field: range.field,
                value: (range.get)(&parameters),
                low: range.low,
                high: range.high,
                unit: range.unit,
            }),
        }
    }

    /// What is in it.
    pub const fn parameters(&self) -> &TissueParameters {
        &self.0
    }

    /// The same skin inflamed.
    ///
    /// # Errors
    /// A blood factor outside 1 to 6, or swelling outside 0 to 0.5.
    pub fn inflamed(&self, inflammation: Inflammation) -> Result<Self, ImplausibleTissue> {
        let Inflammation {
            blood_factor,
            swelling,
        } = inflammation;
        let checks = [
            ("a blood factor of", blood_factor, 1.0, 6.0),
            ("swelling of", swelling, 0.0, 0.5),
        ];
        for (field, value, low, high) in checks {
            if !(low..=high).contains(&value) {
                return Err(ImplausibleTissue {
                    field,
                    value,
                    low,
                    high,
                    unit: "times that at rest",
                });
            }
        }
        let p = self.0;
        let more = |blood: f64| (blood * blood_factor / (1.0 + swelling)).min(0.3);
        Self::new(TissueParameters {
            papillary_blood: more(p.papillary_blood),
            reticular_blood: more(p.reticular_blood),
            papillary_mm: (p.papillary_mm * (1.0 + swelling)).min(0.5),
            reticular_mm: (p.reticular_mm * (1.0 + swelling)).min(6.0),
            dermal_scattering: (p.dermal_scattering / (1.0 + swelling)).max(1.0),
            ..p
        })
    }
}

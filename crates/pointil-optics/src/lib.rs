//! How dots look: skin, pigment, healing and ageing as colours. Pure numbers: no geometry of heads, no pictures, no clock.
//!
//! [`TreatedSkin::dot_appearance`] is what pictures are made from: from skin, ink, depth, diameter, age and light to the loss of
//! light in and around one dot, as ratios to the bare skin.

mod adding_doubling;
mod colour;
mod dot;
mod dot_table;
mod fading;
mod ink;
mod layers;
pub mod monte_carlo;
mod removal;
mod shade_match;
mod skin;
mod spectrum;
mod table;
mod tissue;
mod treated_skin;
mod trial;
pub mod validation;

pub use adding_doubling::{AddingDoubling, Indices, Totals, TransportError};
pub use colour::{
    Illuminant, ImplausibleAngle, Lab, LinearRgb, TypologyAngle, TypologyClass, Viewing, Xyz,
    adapt, linear_to_srgb8, srgb8_to_linear,
};
pub use dot::{DotAppearance, Halo};
pub use dot_table::{
    DotClasses, DotColumn, DotLoss, DotSkin, DotTable, DotTableError, PreparedSkin, SizeError,
    TabulatedDots, TabulatedDotsError,
};
pub use fading::{
    AgedColumn, Band, Circumstances, DAYS_PER_YEAR, DarknessScale, DotPlacement, FadingBelief,
    FadingCourse, FadingParameter, FadingParameters, FadingPrior, FadingPriorError, FadingPriors,
    ForecastDraws, Grade, HEALED_DAYS, HealedSeries, ImplausiblePlacement, LONGEST_YEARS,
    LearntFading, Measure, MeasuredDarkness, Permanence, PhotographError, Scab, Sebum, SunExposure,
    UnknownGrade, forecast, lasting_years,
};
pub use ink::{
    DEPOSITED_SHARE, Dilution, ImplausibleDilution, ImplausibleSheet, Ink, InkComponent, InkError,
    InkSheet, MassCoefficients, Particles, PigmentMaterial, Shade, ShadeCatalogue, ShadeError,
    UnknownParticles,
};
pub use layers::{ImplausibleLayers, Layer, LayerStack};
pub use removal::{
    DAYS_BETWEEN_PASSES, DAYS_TO_NEW_WORK, InkAmount, InkColours, KirbyDesai, LaserSessions,
    TattooSite, TissueChange, lightening,
};
pub use shade_match::{
    BLACK_HAIR, BlueTint, HealsTo, ImplausibleStubble, ShadeLook, ShadeMatch, ShadeMatchError,
    ShadeQuestion, ShadeWarning, ShavedHair, Stubble, StubbleLook,
};
pub use skin::{FitzpatrickType, ImplausibleSkin, Skin};
pub use spectrum::{Beyond, Spectrum, SpectrumError};
pub use table::TableError;
pub use tissue::{
    Gloss, ImplausibleTissue, Inflammation, SkinModel, SkinModelError, SkinTissue, TissueParameters,
};
pub use treated_skin::{
    DotField, DotOptics, ImplausibleDistance, SeenSkin, TreatedSkin, TreatedSkinError,
    UnknownColumn, ViewingDistance,
};
pub use trial::{DotColours, RandomDots, Trial, TrialDot, TrialError};

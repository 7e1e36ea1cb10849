//! Time: what becomes of a dot from the session through healing to the years after.

mod belief;
mod circumstances;
mod course;
mod draws;
mod forecast;
mod parameter;
mod photographs;
mod priors;

pub use belief::{Band, FadingBelief};
pub use circumstances::{
    Circumstances, DotPlacement, ImplausiblePlacement, Permanence, Sebum, SunExposure,
};
pub use course::{AgedColumn, DAYS_PER_YEAR, FadingCourse, HEALED_DAYS, Scab};
pub use forecast::{ForecastDraws, LONGEST_YEARS, Measure, forecast, lasting_years};
pub use parameter::{FadingParameter, FadingParameters};
pub use photographs::{
    DarknessScale, HealedSeries, LearntFading, MeasuredDarkness, PhotographError,
};
pub use priors::{FadingPrior, FadingPriorError, FadingPriors, Grade, UnknownGrade};

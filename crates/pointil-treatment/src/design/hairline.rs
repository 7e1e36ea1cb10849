//! The hairline of a design as a file keeps it.

use pointil_scalp::{
    ControlPoint, Hairline, HairlineParameters, HairlinePoint, HairlineRefusal, Head,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::DesignError;
use super::place::Place;

/// A hairline by its points and by the parameters that are not places: irregularity, sentinels, asymmetry, zone depths, seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HairlineDesign {
    /// What it was drawn with. Those that place points are kept as the practitioner's wish; the points decide.
    pub parameters: HairlineParameters,
    /// Its control points from the subject's right to the left, each named one once.
    pub points: Vec<LinePoint>,
}

/// A control point of a hairline.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinePoint {
    /// Its name; none for a place that the line passes besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<HairlinePoint>,
    /// Where it lies.
    pub at: Place,
}

/// A hairline that cannot be drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HairlineDesignError {
    /// A point that is no place.
    #[error(transparent)]
    Point(#[from] DesignError),
    /// A line that no head has.
    #[error(transparent)]
    Refused(#[from] HairlineRefusal),
}

impl HairlineDesign {
    /// The design of a hairline.
    pub fn of(hairline: &Hairline) -> Self {
        let points = hairline.control_points().iter();
        let points = points.map(|own| LinePoint {
            name: own.name,
            at: Place::of(own.site),
        });
        Self {
            parameters: hairline.parameters().clone(),
            points: points.collect(),
        }
    }

    /// The hairline on `head`.
    ///
    /// # Errors
    /// A place that is none, a parameter out of range, or a line that no head has.
    pub fn on(&self, head: &Head) -> Result<Hairline, HairlineDesignError> {
        let points = self.points.iter().enumerate().map(|(k, own)| {
            let site = own
                .at
                .site()
                .ok_or_else(|| DesignError::place(&format!("hairline.points[{k}].at"), own.at))?;
            Ok(ControlPoint {
                name: own.name,
                site,
            })
        });
        let points = points.collect::<Result<Vec<_>, HairlineDesignError>>()?;
        let parameters = self.parameters.clone();
        Ok(Hairline::with_control_points(head, parameters, points)?)
    }
}

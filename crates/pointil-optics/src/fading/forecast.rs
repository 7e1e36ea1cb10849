//! What is to be expected of one person's work, with its uncertainty.

use super::belief::{Band, FadingBelief};
use super::circumstances::{Circumstances, DotPlacement};
use super::course::{DAYS_PER_YEAR, FadingCourse, HEALED_DAYS};

/// What a course, or several that belong to one client, is measured by at an age in days: a mass, a darkness, a lightness.
pub type Measure<'a, E, C = FadingCourse> = dyn Fn(&C, f64) -> Result<f64, E> + 'a;

/// How a forecast is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForecastDraws {
    /// How many clients are drawn, at least one. 64 put the ends of a band within about a sixth of their distance from its
    /// middle, 256 within a twelfth.
    pub count: usize,
    /// The same seed draws the same clients.
    pub seed: u64,
}

/// The longest time that work is said to last, in years.
pub const LONGEST_YEARS: f64 = 30.0;

/// Years between two looks at fading work.
const LOOK_YEARS: f64 = 0.5;

impl FadingBelief {
    /// The courses that dots set so in such a person may take.
    pub fn courses(
        &self,
        circumstances: &Circumstances,
        placement: &DotPlacement,
        draws: ForecastDraws,
    ) -> Vec<FadingCourse> {
        self.draws(draws.count.max(1), draws.seed)
            .iter()
            .map(|parameters| FadingCourse::new(parameters, circumstances, placement))
            .collect()
    }
}

/// Bands of what `measure` says of these courses, one for each age in days.
///
/// # Errors
/// Those of the measure.
pub fn forecast<C, E>(
    courses: &[C],
    ages_days: &[f64],
    measure: &Measure<'_, E, C>,
) -> Result<Vec<Band>, E> {
    let mut bands = Vec::with_capacity(ages_days.len());
    for days in ages_days {
        let values: Result<Vec<f64>, E> = courses.iter().map(|c| measure(c, *days)).collect();
        bands.extend(Band::of(&values?));
    }
    Ok(bands)
}

/// How many years after healing `measure` (a darkness) first falls to `share` of what it was when healed, at most
/// [`LONGEST_YEARS`]: when a touch-up is due. None without courses.
///
/// # Errors
/// Those of the measure.
pub fn lasting_years<C, E>(
    courses: &[C],
    share: f64,
    measure: &Measure<'_, E, C>,
) -> Result<Option<Band>, E> {
    let years: Result<Vec<f64>, E> = courses.iter().map(|c| lasts(c, share, measure)).collect();
    Ok(Band::of(&years?))
}

fn lasts<C, E>(course: &C, share: f64, measure: &Measure<'_, E, C>) -> Result<f64, E> {
    let at = |years: f64| measure(course, HEALED_DAYS + DAYS_PER_YEAR * years);
    let enough = share * at(0.0)?;
    let (mut years, mut before) = (0.0, at(0.0)?);
    while years < LONGEST_YEARS {
        let after = at(years + LOOK_YEARS)?;
        if after <= enough {
            let part = if before > after {
                (before - enough) / (before - after)
            } else {
                1.0
            };
            return Ok(years + LOOK_YEARS * part);
        }
        years += LOOK_YEARS;
        before = after;
    }
    Ok(LONGEST_YEARS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fading::FadingPriors;
    use crate::ink::PigmentMaterial;
    use core::convert::Infallible;

    fn mass(course: &FadingCourse, days: f64) -> Result<f64, Infallible> {
        Ok(course.remaining(PigmentMaterial::CarbonBlack, days))
    }

    #[test]
    fn forecasts_repeat_and_their_bands_hold_nine_of_ten() {
        let belief = FadingBelief::from_priors(&FadingPriors::built_in().unwrap());
        let draws = |seed| ForecastDraws { count: 200, seed };
        let courses =
            |seed| belief.courses(&Circumstances::TYPICAL, &DotPlacement::USUAL, draws(seed));
        let ages = [0.0, 7.0, 42.0, 400.0, 2000.0];
        let bands = forecast(&courses(3), &ages, &mass).unwrap();
        assert_eq!(bands, forecast(&courses(3), &ages, &mass).unwrap());
        for (days, band) in ages.into_iter().zip(&bands).skip(1) {
            let others = courses(99);
            let inside = others
                .iter()
                .filter(|c| band.holds(mass(c, days).unwrap()))
                .count();
            assert!((165..=195).contains(&inside), "{days} {inside} of 200");
        }
        assert!(bands.windows(2).all(|w| w[0].middle > w[1].middle));
    }

    #[test]
    fn work_lasts_until_its_measure_has_fallen_to_the_share() {
        let belief = FadingBelief::from_priors(&FadingPriors::built_in().unwrap());
        let course = FadingCourse::new(
            &belief.typical(),
            &Circumstances::TYPICAL,
            &DotPlacement::USUAL,
        );
        let lasts = lasting_years(&[course], 0.5, &mass).unwrap().unwrap();
        let then = mass(&course, HEALED_DAYS + DAYS_PER_YEAR * lasts.middle).unwrap();
        assert!((then / mass(&course, HEALED_DAYS).unwrap() - 0.5).abs() < 0.005);
        let never = lasting_years(&[course], 0.0, &mass).unwrap().unwrap();
        assert!((never.middle - LONGEST_YEARS).abs() < 1e-12);
        assert!(lasting_years(&[], 0.5, &mass).unwrap().is_none());
    }
}

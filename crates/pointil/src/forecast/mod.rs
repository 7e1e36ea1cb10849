//! `pointil forecast`: what becomes of work over the years, with the range that nine of ten clients lie in.

mod arguments;
mod photographs;
mod said;

use pointil_optics::{
    Band, DAYS_PER_YEAR, FadingBelief, FadingCourse, ForecastDraws, HEALED_DAYS, Illuminant,
    SkinModel, TreatedSkin, TreatedSkinError, Viewing, lasting_years,
};

use pointil_treatment::forecast::DUE_SHARE;

pub use arguments::ForecastArguments;

use crate::colour_input::{input, read_priors};
use crate::failure::Failure;
use crate::report::Report;
use crate::work::{Work, treated};
use photographs::Learnt;

/// The work at one age.
struct AtAge {
    label: String,
    days: f64,
    /// Share of the pigment set that is left.
    pigment: Band,
    /// Share of the skin's light that the work takes.
    darkness: Band,
    /// L* of the work.
    lightness: Band,
}

/// All that is forecast.
struct Forecast {
    bare_lightness: f64,
    ages: Vec<AtAge>,
    /// Years after healing until a touch-up is due.
    due_years: Band,
    /// What a studio's photographs changed.
    learnt: Option<Learnt>,
}

/// Forecasts the work and prints it.
pub fn forecast(arguments: &ForecastArguments, report: &Report) -> Result<(), Failure> {
    let ages = ages(&arguments.years)?;
    report.begin(ages.len() as u64 + 3);
    report.step("reading the skin");
    let model = SkinModel::new().map_err(input)?;
    let work = Work::read(&model, &arguments.work)?;
    let skin = treated(&model, &work.tissue)?;
    let belief = FadingBelief::from_priors(&read_priors(arguments.work.tables.fading.as_deref())?);
    report.step("learning from photographs");
    let learnt = match &arguments.photographs {
        None => None,
        Some(path) => Some(photographs::learn(
            path,
            arguments.client.as_deref(),
            &belief,
            &model,
            &work,
            &arguments.work,
        )?),
    };
    let belief = learnt.as_ref().map_or(&belief, |learnt| &learnt.after);
    let draws = ForecastDraws {
        count: arguments.clients,
        seed: 1,
    };
    let courses = belief.courses(&work.circumstances, &work.placement, draws);
    let years = Years {
        work: &work,
        skin: &skin,
        courses: &courses,
        viewing: Viewing::under(Illuminant::D65).map_err(input)?,
    };
    let mut found = Vec::with_capacity(ages.len());
    for (label, days) in ages {
        report.step(&label);
        found.push(years.at(label, days).map_err(input)?);
    }
    report.step("when a touch-up is due");
    let forecast = Forecast {
        bare_lightness: years.viewing.lab(&skin.bare()).l,
        due_years: years.due().map_err(input)?,
        ages: found,
        learnt,
    };
    report.done(
        &said::summary(&work, &forecast, arguments.clients),
        &said::lines(&work, &forecast, arguments.clients),
        &[],
    );
    Ok(())
}

/// The ages to look at: right after the session, healed, and so many years after healing.
fn ages(years: &[f64]) -> Result<Vec<(String, f64)>, Failure> {
    let mut ages = vec![
        ("fresh".to_owned(), 0.0),
        ("healed".to_owned(), HEALED_DAYS),
    ];
    for year in years {
        if !(*year > 0.0 && *year <= pointil_optics::LONGEST_YEARS) {
            return Err(Failure::input(format!(
                "--years {year}; give years after healing above 0 and at most {}",
                pointil_optics::LONGEST_YEARS
            )));
        }
        ages.push((format!("{year} years"), HEALED_DAYS + DAYS_PER_YEAR * year));
    }
    Ok(ages)
}

/// Courses that the work may take.
struct Years<'a> {
    work: &'a Work,
    skin: &'a TreatedSkin<'a>,
    courses: &'a [FadingCourse],
    viewing: Viewing,
}

impl Years<'_> {
    fn at(&self, label: String, days: f64) -> Result<AtAge, TreatedSkinError> {
        let band = |measure: &dyn Fn(&FadingCourse) -> Result<f64, TreatedSkinError>| {
            let values: Result<Vec<f64>, _> = self.courses.iter().map(measure).collect();
            Ok::<Band, TreatedSkinError>(of(&values?))
        };
        Ok(AtAge {
            pigment: band(&|course| Ok(self.work.pigment_left(course, days)))?,
            darkness: band(&|course| self.darkness(course, days))?,
            lightness: band(&|course| {
                let area = self.skin.area(&self.work.dots(course), days)?;
                Ok(self.viewing.lab(&area).l)
            })?,
            label,
            days,
        })
    }

    fn darkness(&self, course: &FadingCourse, days: f64) -> Result<f64, TreatedSkinError> {
        self.skin.darkness(&self.work.dots(course), days)
    }

    fn due(&self) -> Result<Band, TreatedSkinError> {
        let measure = |course: &FadingCourse, days: f64| self.darkness(course, days);
        let years = lasting_years(self.courses, DUE_SHARE, &measure)?;
        Ok(years.unwrap_or_else(|| of(&[])))
    }
}

/// The band of these values; zeros for none.
fn of(values: &[f64]) -> Band {
    Band::of(values).unwrap_or(Band {
        low: 0.0,
        middle: 0.0,
        high: 0.0,
    })
}

//! The papers of a case: everything that is printed for one design, from the design itself.

mod pictures;
mod tables;

use jiff::civil::Date;
use pointil_render::{Treated, design_stencil};
use pointil_treatment::plan::{Plan, Work};
use pointil_treatment::quote::Quote;
use pointil_treatment::review::Review;
use pointil_treatment::{Design, Layout, Protocol};

use crate::{
    BeforeMeasuring, DesignSheet, LaterStage, PaperError, QuotePaper, SessionSheet, StencilPaper,
};
pub use pictures::{CasePictures, PaperPhotograph};
pub use tables::STRIP_AGES;

/// A design, laid out and planned, on its way to paper.
pub struct CasePapers<'a> {
    /// Whose work it is.
    pub studio: String,
    /// Whose it is, as the studio names its clients on paper.
    pub client: String,
    /// The day of the papers, if they say one.
    pub date: Option<Date>,
    /// The design.
    pub design: &'a Design,
    /// Its dots.
    pub layout: &'a Layout,
    /// What is worked.
    pub work: &'a Work,
    /// By which protocol.
    pub protocol: &'a Protocol,
    /// In which appointments.
    pub plan: &'a Plan,
    /// A day for each appointment, if they are known.
    pub days: Option<&'a [Date]>,
}

impl CasePapers<'_> {
    /// The stencil at true size.
    ///
    /// # Errors
    /// A line that cannot be laid flat.
    pub fn stencil(&self) -> Result<StencilPaper, PaperError> {
        Ok(StencilPaper {
            client: self.client.clone(),
            date: day_words(self.date),
            design: format!("design {}", self.design.hash().short()),
            sheets: design_stencil(self.design, self.layout)
                .map_err(|e| PaperError::of(format!("stencil: {e}")))?,
        })
    }

    /// The quote, with what could be said before the head was measured, if anything.
    pub fn quote(
        &self,
        quote: Quote,
        before_measuring: Option<BeforeMeasuring>,
        number: &str,
        valid_until: Option<Date>,
    ) -> QuotePaper {
        QuotePaper {
            studio: self.studio.clone(),
            client: self.client.clone(),
            number: number.to_owned(),
            date: day_words(self.date),
            valid_until: day_words(valid_until),
            subject: self.subject(),
            before_measuring,
            quote,
        }
    }

    /// The design sheet.
    ///
    /// # Errors
    /// A design that cannot be drawn.
    pub fn design_sheet(
        &self,
        treated: &Treated<'_>,
        pictures: &CasePictures<'_>,
        review: &Review,
    ) -> Result<DesignSheet, PaperError> {
        Ok(DesignSheet {
            studio: self.studio.clone(),
            client: self.client.clone(),
            date: day_words(self.date),
            design: self.design.hash().to_string(),
            facts: self.facts(),
            pictures: pictures.of_design()?,
            later: self.later(pictures)?,
            zones: self.zones(),
            sessions: self.sessions(),
            findings: Some(tables::findings(review)),
            forecast: tables::forecast(treated)?,
            touch_up: tables::touch_up(treated)?,
            not_modelled: tables::NOT_MODELLED.map(str::to_owned).to_vec(),
        })
    }

    /// The sheet of an appointment, counted from 0, with the dots of its session; none beyond the last.
    ///
    /// # Errors
    /// A design that cannot be drawn.
    pub fn session_sheet_drawn(
        &self,
        index: usize,
        pictures: &CasePictures<'_>,
    ) -> Result<Option<SessionSheet>, PaperError> {
        let Some(appointment) = self.plan.appointments.get(index) else {
            return Ok(None);
        };
        Ok(Some(SessionSheet {
            pictures: pictures.of_session(appointment.session)?,
            ..self.session_sheet(index, appointment)?
        }))
    }

    /// What the next stage of the client's loss leaves of the hair beside the same work, where anybody can say what that is.
    fn later(&self, pictures: &CasePictures<'_>) -> Result<Option<LaterStage>, PaperError> {
        let next = self.design.hair.pattern.later().first().copied();
        let drawn = next.map(|stage| {
            Ok(LaterStage {
                stage: stage.to_string(),
                meaning: stage.meaning().to_owned(),
                pictures: pictures.of_later(stage)?,
            })
        });
        drawn.transpose()
    }
}

/// `21 November 2026`; nothing without a day.
fn day_words(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.strftime("%-d %B %Y").to_string())
}

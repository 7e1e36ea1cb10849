//! What is printed, signed and laid on a head: the stencil at true size, the quote, the design sheet, the session sheet and the records of
//! the practice, as PDF that assistive technology can read (PDF/UA-1).
//!
//! Each paper is plain data with a method `to_pdf`. The templates are text in this crate, set by Typst as a library, in a world
//! that has neither files nor network nor a clock: dates are part of the data, and the same data gives the same bytes. Whatever a
//! person typed reaches a template as data and is never read as markup.

mod case;
mod design_sheet;
mod money_words;
mod paper_size;
mod picture;
mod press;
mod quote_paper;
mod record_paper;
mod session_sheet;
mod stencil;

pub use case::{CasePapers, CasePictures, PaperPhotograph, STRIP_AGES};
pub use design_sheet::{
    DesignSheet, FindingRow, ForecastRow, LaterStage, SessionRow, Severity, ZoneRow,
};
pub use paper_size::PaperSize;
pub use picture::PaperPicture;
pub use press::PaperError;
pub use quote_paper::{BeforeMeasuring, QuotePaper};
pub use record_paper::{PaperBlock, PaperColumn, PaperSection, PaperSignature, RecordPaper};
pub use session_sheet::{InkRow, SessionSheet, SessionZoneRow};
pub use stencil::StencilPaper;

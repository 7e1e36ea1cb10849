//! What the table says of versions: keep one, the newest ones with how far they have come, the ways on.

use askama::Template;
use pointil_storage::{Design as DesignRecord, DesignId};

use super::People;
use super::act::Keeping;
use super::list::{Row, keep_form, rows};
use super::paper::PaperLink;
use crate::app::App;
use crate::design_table::facts::Facts;
use crate::drawing::PAPERS;
use crate::fault::Fault;
use crate::form::Form;
use crate::frame::Frame;
use crate::permit::Action;
use crate::seat::Seat;

/// Versions that the table names.
const NAMED: usize = 3;

#[derive(Template)]
#[template(path = "version-part.html")]
struct Part {
    design: DesignId,
    rows: Vec<Row>,
    more: usize,
    keep: Form,
    papers: Vec<PaperLink>,
    may_edit: bool,
}

/// The part as a piece of the table's page.
///
/// # Errors
/// Records that cannot be read.
pub(crate) async fn part(
    app: &App,
    seat: &Seat,
    frame: &Frame,
    record: &DesignRecord,
    facts: &Facts,
) -> Result<String, Fault> {
    let people = People::of(app, seat).await?;
    let mut rows = rows(app, seat, record, &people).await?;
    let more = rows.len().saturating_sub(NAMED);
    rows.truncate(NAMED);
    let part = Part {
        design: record.id,
        rows,
        more,
        keep: keep_form(&frame.csrf, &Keeping::default(), record.revision),
        papers: PaperLink::all(&format!("/designs/{}/papers", record.id), facts, PAPERS),
        may_edit: seat.can(Action::EditDesigns),
    };
    part.render().map_err(Fault::internal)
}

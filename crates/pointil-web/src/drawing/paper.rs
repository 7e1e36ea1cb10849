//! Papers of a design: design sheet, stencil, session sheets, quote.

use std::sync::Arc;

use axum::body::Bytes;
use jiff::civil::Date;
use pointil_optics::{FadingPriors, Illuminant};
use pointil_papers::{CasePapers, CasePictures, PaperError, PaperSize};
use pointil_render::{PRACTICE_CELL_MM, Subject, Treated};
use pointil_scalp::{Bvh, Mannequin};
use pointil_storage::{Design as DesignRecord, StudioId};
use pointil_treatment::plan::{Plan, Work};
use pointil_treatment::quote::{Quantities, Quote};
use pointil_treatment::review::Review;
use pointil_treatment::{Layout, OpenCase, Protocol};
use sha2::{Digest, Sha256};

use super::fingerprint;
use crate::app::App;
use crate::design_table::tables::{no_look, refused};
use crate::fault::Fault;
use crate::price::Prices;

/// Papers by their names in addresses and in words; a session's sheet is `session-1`, `session-2` and so on.
pub(crate) const PAPERS: [(&str, &str); 3] = [
    ("design-sheet", "Design sheet"),
    ("stencil", "Stencil at true size"),
    ("quote", "Quote"),
];

/// What a paper says besides the design.
#[derive(Clone, Debug)]
pub(crate) struct PaperFor {
    /// Which paper.
    pub kind: String,
    /// The studio's name.
    pub studio: String,
    /// The client's name.
    pub client: String,
    /// The day on it.
    pub day: Date,
    /// Its size.
    pub size: PaperSize,
    /// The studio's prices.
    pub prices: Prices,
}

/// What paper is drawn from.
struct Source {
    case: OpenCase,
    layout: Arc<Layout>,
    review: Review,
}

/// A paper of a record's design, as PDF.
///
/// # Errors
/// [`Fault::NotFound`] for a paper that there is not; a refusal with the way on where there is no price.
pub(crate) async fn paper(
    app: &App,
    studio: StudioId,
    record: DesignRecord,
    asked: PaperFor,
) -> Result<Bytes, Fault> {
    let is_known = PAPERS.iter().any(|(name, _)| *name == asked.kind);
    if !is_known && session(&asked.kind).is_none() {
        return Err(Fault::NotFound);
    }
    let said = format!("{asked:?}");
    let key = Sha256::new()
        .chain_update(fingerprint(&record.document))
        .chain_update(said.as_bytes())
        .finalize();
    let drawings = app.drawings();
    let made = drawings.papers.get(key.into(), async {
        let source = app.tables().work(studio, record, |table| {
            let layout = table.open.layout().map_err(refused)?;
            let case = table.open.case().clone();
            let review = table.skin.review(&case, &layout).map_err(no_look)?;
            Ok(Source {
                case,
                layout,
                review,
            })
        });
        let source = source.await?;
        drawings
            .work(move || set(&source, &asked))
            .await
            .map(Bytes::from)
    });
    made.await
}

/// The number of a session's sheet, from 1.
fn session(kind: &str) -> Option<usize> {
    let number: usize = kind.strip_prefix("session-")?.parse().ok()?;
    (1..=100).contains(&number).then_some(number)
}

fn not_set(error: PaperError) -> Fault {
    Fault::Refused {
        code: "paper",
        words: error.to_string(),
    }
}

fn set(source: &Source, asked: &PaperFor) -> Result<Vec<u8>, Fault> {
    let (design, layout) = (&source.case.design, source.layout.as_ref());
    let protocol = Protocol::built_in().map_err(Fault::internal)?;
    let work = Work::of(design, layout).map_err(Fault::internal)?;
    let plan = Plan::of(&work, &protocol);
    let papers = CasePapers {
        studio: asked.studio.clone(),
        client: asked.client.clone(),
        date: Some(asked.day),
        design,
        layout,
        work: &work,
        protocol: &protocol,
        plan: &plan,
        days: None,
    };
    let set = match asked.kind.as_str() {
        "stencil" => papers.stencil().and_then(|own| own.to_pdf(asked.size)),
        "quote" => {
            let quantities = Quantities::of(design, layout, &work, &plan);
            let quote = quoted(&quantities, &asked.prices)?;
            let number = format!("{}-{}", asked.day, design.hash().short());
            let until = asked.day.checked_add(jiff::Span::new().days(30)).ok();
            papers.quote(quote, None, &number, until).to_pdf(asked.size)
        }
        kind => return drawn(source, &papers, (kind, asked.size)),
    };
    set.map_err(not_set)
}

fn quoted(quantities: &Quantities, prices: &Prices) -> Result<Quote, Fault> {
    let refused = |why: &str| Fault::Refused {
        code: "no_price",
        words: format!("there is no price to quote: {why}"),
    };
    match prices {
        Prices::Set(list) => {
            Quote::of(quantities, list).map_err(|error| refused(&error.to_string()))
        }
        Prices::Unset => Err(refused(
            "enter the studio's price list first (Studio, Prices)",
        )),
        Prices::Wrong(why) => Err(refused(why)),
    }
}

/// A paper with pictures.
fn drawn(
    source: &Source,
    papers: &CasePapers<'_>,
    (kind, size): (&str, PaperSize),
) -> Result<Vec<u8>, Fault> {
    let not_drawn = |error: pointil_render::DesignPictureError| not_set(error.into());
    let priors = FadingPriors::built_in().map_err(Fault::internal)?;
    let subject = Subject::new(source.case.clone(), &priors, Illuminant::D65).map_err(not_drawn)?;
    let treated = Treated::new(&subject, papers.layout).map_err(not_drawn)?;
    let mesh = Mannequin::new(&papers.layout.head).mesh(PRACTICE_CELL_MM);
    let occluder = Bvh::new(&mesh);
    let pictures = CasePictures::new(&[], papers.layout, (&subject, &treated), mesh, &occluder);
    let set = match session(kind) {
        None => papers
            .design_sheet(&treated, &pictures, &source.review)
            .and_then(|own| own.to_pdf(size)),
        Some(number) => {
            let sheet = papers.session_sheet_drawn(number - 1, &pictures);
            let sheet = sheet.map_err(not_set)?.ok_or(Fault::NotFound)?;
            sheet.to_pdf(size)
        }
    };
    set.map_err(not_set)
}

//! Pictures of the head with a design on it, drawn here: for browsers without a graphics card, for pages without scripts, and side by side.

use axum::body::Bytes;
use pointil_optics::{FadingPriors, Illuminant};
use pointil_render::{
    PRACTICE_CELL_MM, PracticeHead, SHEET_SIZE, Stage, StandardAngle, Subject, Treated,
    on_practice_head, practice_studio,
};
use pointil_scalp::{Bvh, Mannequin};
use pointil_storage::{Design as DesignRecord, StudioId};
use pointil_treatment::{Layout, OpenCase};

use super::fingerprint;
use crate::app::App;
use crate::design_table::tables::refused;
use crate::fault::Fault;

/// Views by their names in addresses and in words.
pub(crate) const VIEWS: [(&str, &str, StandardAngle); 5] = [
    ("front", "Front", StandardAngle::Front),
    (
        "three-quarter",
        "Three-quarter",
        StandardAngle::LeftThreeQuarter,
    ),
    ("side", "Side", StandardAngle::Left),
    ("top", "Top", StandardAngle::Top),
    ("back", "Back", StandardAngle::Back),
];

/// Ages of pictures by their names in addresses, in words, and in days after the session: years count from when it healed.
pub(crate) const PICTURE_AGES: [(&str, &str, f64); 5] = [
    ("fresh", "Fresh", 0.0),
    ("healed", "Healed", 42.0),
    ("1-year", "1 year", 407.0),
    ("3-years", "3 years", 1138.0),
    ("5-years", "5 years", 1868.0),
];

/// The picture of a design from a side at an age, as PNG.
///
/// # Errors
/// [`Fault::NotFound`] for a side or an age that there is not; a design that cannot be drawn.
pub(crate) async fn picture(
    app: &App,
    studio: StudioId,
    record: DesignRecord,
    (view, age): (&str, &str),
) -> Result<Bytes, Fault> {
    let view = VIEWS.iter().find(|(name, ..)| *name == view);
    let (view, _, angle) = *view.ok_or(Fault::NotFound)?;
    let age = PICTURE_AGES.iter().find(|(name, ..)| *name == age);
    let (age, _, days) = *age.ok_or(Fault::NotFound)?;
    let drawings = app.drawings();
    let key = (fingerprint(&record.document), view, age);
    let drawn = drawings.pictures.get(key, async {
        let laid_out = app.tables().work(studio, record, |table| {
            let layout = table.open.layout().map_err(refused)?;
            Ok((table.open.case().clone(), layout))
        });
        let (case, layout) = laid_out.await?;
        drawings
            .work(move || draw(case, &layout, (angle, days)))
            .await
    });
    drawn.await
}

fn draw(
    case: OpenCase,
    layout: &Layout,
    (angle, days): (StandardAngle, f64),
) -> Result<Bytes, Fault> {
    let not_drawn = |error: pointil_render::DesignPictureError| Fault::Refused {
        code: "appearance",
        words: error.to_string(),
    };
    let priors = FadingPriors::built_in().map_err(Fault::internal)?;
    let subject = Subject::new(case, &priors, Illuminant::D65).map_err(not_drawn)?;
    let treated = Treated::new(&subject, layout).map_err(not_drawn)?;
    let mesh = Mannequin::new(&layout.head).mesh(PRACTICE_CELL_MM);
    let occluder = Bvh::new(&mesh);
    let landmarks = layout.head.landmarks().clone();
    let studio = practice_studio(mesh, landmarks, &occluder, &subject.design);
    let head = PracticeHead::of(&studio, &occluder, (&subject, &treated, layout), None);
    let head = head.map_err(not_drawn)?;
    let stage = Stage::at(days, &treated, layout, &occluder).map_err(not_drawn)?;
    let [frames] =
        on_practice_head(&head, [&stage], &[angle], SHEET_SIZE, None).map_err(not_drawn)?;
    let frame = frames.first().ok_or(Fault::NotFound)?;
    let png = frame.picture.to_png().map_err(Fault::internal)?;
    Ok(Bytes::from(png))
}

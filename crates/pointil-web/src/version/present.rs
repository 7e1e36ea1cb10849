//! Presentation: nothing but the client's head on the screen.

use askama::Template;
use axum::extract::{Path, Query, State as FromApp};
use axum::response::Response;
use pointil_storage::{DesignId, DesignVersion};

use super::{Chosen, Seen, opened};
use crate::app::App;
use crate::fault::Fault;
use crate::frame::{Frame, page};
use crate::seat::Seat;

/// A version to choose; on the screen it has a letter, so that no name is read by who should not.
pub(crate) struct Choice {
    pub letter: char,
    pub to: String,
    pub base: String,
    pub is_here: bool,
}

#[derive(Template)]
#[template(path = "presentation.html")]
struct Presentation {
    frame: Frame,
    design: DesignId,
    seen: Option<Seen>,
    choices: Vec<Choice>,
}

/// Versions as letters, oldest first, and which of them is shown.
pub(crate) fn choices(
    versions: &[DesignVersion],
    chosen: &str,
    of: impl Fn(&DesignVersion) -> (String, String),
) -> (Vec<Choice>, Option<usize>) {
    let here = versions.iter().position(|own| own.id.to_string() == chosen);
    let here = here.or(versions.len().checked_sub(1));
    let choice = |(k, (letter, own)): (usize, (char, &DesignVersion))| {
        let (to, base) = of(own);
        Choice {
            letter,
            to,
            base,
            is_here: Some(k) == here,
        }
    };
    (
        ('A'..='Z').zip(versions).enumerate().map(choice).collect(),
        here,
    )
}

pub(super) async fn show(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Path(design): Path<DesignId>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Fault> {
    let (record, _) = opened(&app, &seat, design).await?;
    let mut versions = app.store().versions_of(seat.studio, record.id).await?;
    // One screen has room for so many; the newest are meant.
    let surplus = versions.len().saturating_sub(8);
    versions.drain(..surplus);
    let address = format!("/designs/{design}");
    let here = format!("{address}/present?");
    let (choices, shown) = choices(&versions, &chosen.version, |own| {
        let to = format!("{here}version={}", own.id);
        (to, format!("{address}/versions/{}", own.id))
    });
    let seen = shown.map(|k| {
        let own = &versions[k];
        let here = format!("{here}version={}&", own.id);
        Seen::of(&chosen, format!("{address}/versions/{}", own.id), here)
    });
    page(&Presentation {
        frame: frame
            .titled("Presentation")
            .with_module("version/showing.js"),
        design,
        seen,
        choices,
    })
}

//! What is done with versions: kept, presented, gone back to, approved, talked about.

use axum::extract::{Form, Path, State as FromApp};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_storage::{DesignId, DesignVersion, DesignVersionId, NewApproval};
use pointil_treatment::OpenCase;
use serde::Deserialize;

use super::{approval_words, list, opened, show, version_of};
use crate::app::App;
use crate::design_table::tables::document;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::frame::Frame;
use crate::seat::Seat;

/// What is kept of the working design, and under which name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Keeping {
    pub name: String,
    pub note: String,
    /// The revision that the page showed.
    pub revision: String,
}

/// Keeps the working design as a version.
pub(super) async fn keep(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Path(design): Path<DesignId>,
    Form(keeping): Form<Keeping>,
) -> Result<Response, Fault> {
    match kept(&app, &seat, design, &keeping).await {
        Ok(_) => Ok(
            Redirect::to(&format!("/designs/{design}/versions?done=version-kept")).into_response(),
        ),
        Err(fault @ (Fault::Field { .. } | Fault::Stale { .. })) => {
            list::show(&app, &seat, frame, design, Some((keeping, fault))).await
        }
        Err(other) => Err(other),
    }
}

/// Keeps the working design as it was shown; a later change must be looked at first.
pub(crate) async fn kept(
    app: &App,
    seat: &Seat,
    design: DesignId,
    keeping: &Keeping,
) -> Result<DesignVersionId, Fault> {
    let (record, _) = opened(app, seat, design).await?;
    if keeping.revision.parse() != Ok(record.revision) {
        let current = record.revision;
        return Err(Fault::Stale { current });
    }
    let (name, note) = (keeping.name.trim(), keeping.note.trim());
    if name.is_empty() {
        return Err(field("name", "empty: a word or two by which you know it"));
    }
    let kept = app
        .store()
        .freeze_version(&seat.act(), design, name, note)
        .await;
    Ok(kept?)
}

fn back_to(version: &DesignVersion, done: &str) -> Response {
    let (design, id) = (version.design, version.id);
    Redirect::to(&format!("/designs/{design}/versions/{id}?done={done}")).into_response()
}

/// Marks a version as presented.
pub(super) async fn present(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path((design, version)): Path<(DesignId, DesignVersionId)>,
) -> Result<Response, Fault> {
    let version = version_of(&app, &seat, design, version).await?;
    app.store().present_version(&seat.act(), version.id).await?;
    Ok(back_to(&version, "presented"))
}

/// The revision that a page showed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct On {
    revision: String,
}

/// Puts a version's design on the table again, as one step that can be undone. What is said of the client stays as it is now.
pub(super) async fn go_back(
    FromApp(app): FromApp<App>,
    seat: Seat,
    Path((design, version)): Path<(DesignId, DesignVersionId)>,
    Form(on): Form<On>,
) -> Result<Response, Fault> {
    let version = version_of(&app, &seat, design, version).await?;
    let (record, _) = opened(&app, &seat, design).await?;
    let revision = crate::studio::revision(&on.revision)?;
    let mut case = OpenCase::read(&record.document.text).map_err(Fault::internal)?;
    case.design = OpenCase::read(&version.document.text)
        .map_err(Fault::internal)?
        .design;
    if case.design.hash().bytes() == record.document.hash.0 {
        return Err(Fault::Refused {
            code: "same_design",
            words: "the table shows this version's design already".to_owned(),
        });
    }
    let label = format!("went back to version {}", version.name);
    let label: String = label.chars().take(200).collect();
    app.store()
        .edit_design(&seat.act(), design, revision, &label, &document(&case))
        .await?;
    Ok(Redirect::to(&format!("/designs/{design}?done=went-back")).into_response())
}

/// An approval that is given in the studio.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Approving {
    pub signed_name: String,
    /// The tick.
    pub agree: String,
    /// The hash of what was shown.
    pub hash: String,
}

impl Approving {
    /// What storage is told of it.
    ///
    /// # Errors
    /// The field that is missing.
    pub(crate) fn read(&self, version: &DesignVersion, studio: &str) -> Result<NewApproval, Fault> {
        let name = self.signed_name.trim();
        if name.is_empty() {
            return Err(field("signed_name", "empty: the name of whoever approves"));
        }
        if self.agree != "yes" {
            return Err(field("agree", "not ticked: read it, then tick it"));
        }
        Ok(NewApproval {
            hash: self.hash.parse().map_err(|_| {
                Fault::Malformed("the form names no version: open the page again".to_owned())
            })?,
            words: approval_words(version, studio),
            signed_name: name.to_owned(),
        })
    }
}

/// The client approves in the studio; whoever is signed in has seen it.
pub(super) async fn approve(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Path((design, version)): Path<(DesignId, DesignVersionId)>,
    Form(approving): Form<Approving>,
) -> Result<Response, Fault> {
    let version = version_of(&app, &seat, design, version).await?;
    let studio = app.studio(seat.studio).await?.fields.name;
    let done = match approving.read(&version, &studio) {
        Ok(new) => {
            let act = seat.act();
            let done = app.store().approve_version(&act, version.id, &new);
            done.await.map_err(Fault::from)
        }
        Err(fault) => Err(fault),
    };
    match done {
        Ok(_) => Ok(back_to(&version, "approved")),
        Err(fault @ Fault::Field { .. }) => {
            show::show(
                &app,
                &seat,
                frame,
                version,
                show::Entered::Approval(approving, fault),
            )
            .await
        }
        Err(other) => Err(other),
    }
}

/// What is said of a version.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Saying {
    pub text: String,
    /// `change` where it asks for one.
    pub kind: String,
}

/// Somebody of the studio says something of a version.
pub(super) async fn comment(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Path((design, version)): Path<(DesignId, DesignVersionId)>,
    Form(saying): Form<Saying>,
) -> Result<Response, Fault> {
    let version = version_of(&app, &seat, design, version).await?;
    let act = seat.act();
    let said = app.store().comment(&act, version.id, saying.text.trim());
    match said.await.map_err(Fault::from) {
        Ok(_) => Ok(back_to(&version, "commented")),
        Err(fault @ Fault::Field { .. }) => {
            show::show(
                &app,
                &seat,
                frame,
                version,
                show::Entered::Comment(saying, fault),
            )
            .await
        }
        Err(other) => Err(other),
    }
}

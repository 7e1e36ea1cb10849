//! Versions of designs: kept, presented, compared, commented on, approved.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use pointil_storage::{Actor, Comment, DesignId, DesignVersion, DesignVersionId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::design::parsed;
use crate::api::reading::Document;
use crate::app::App;
use crate::design_table::answers::record;
use crate::design_table::tables::refused;
use crate::drawing::lying;
use crate::fault::Fault;
use crate::seat::Seat;
use crate::version::{Approving, Keeping, State as How, figures, kept};

/// A version as kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct VersionView {
    id: Uuid,
    design: Uuid,
    client: Uuid,
    name: String,
    note: String,
    /// SHA-256 of the design in canonical form.
    hash: String,
    /// `kept`, `presented`, `change_asked` or `approved`.
    state: &'static str,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    presented_at: Option<Timestamp>,
    approval: Option<ApprovalView>,
    /// The open case file; left out of lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    document: Option<Value>,
}

/// What a client agreed to.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApprovalView {
    signed_name: String,
    words: String,
    hash: String,
    /// `link`, or `studio` where an account saw it signed.
    through: &'static str,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// A version to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VersionEntry {
    name: String,
    #[serde(default)]
    note: String,
    /// The revision that is meant.
    revision: u64,
}

/// A record that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct Made {
    id: Uuid,
}

/// An approval that is given in the studio; whoever is signed in has seen it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApprovalEntry {
    signed_name: String,
    /// The hash of what was shown; it must be the version's.
    hash: String,
}

/// Something that was said of a version.
#[derive(Serialize, ToSchema)]
pub(crate) struct CommentView {
    id: Uuid,
    /// `client` or `studio`.
    by: &'static str,
    text: String,
    asks_change: bool,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// Something to say of a version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommentEntry {
    text: String,
}

/// With which version.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct With {
    /// The other version, of the same design.
    #[param(value_type = Uuid)]
    with: DesignVersionId,
}

/// A version's figures.
#[derive(Serialize, ToSchema)]
pub(crate) struct FiguresView {
    dots: usize,
    treated_cm2: f64,
    sessions: usize,
    chair_hours: f64,
    /// What is paid in all, as `EUR 1,234.50`; absent without a price list.
    price: Option<String>,
}

/// What changed from this version to the other.
#[derive(Serialize, ToSchema)]
pub(crate) struct ComparisonView {
    changes: Vec<String>,
    from: FiguresView,
    to: FiguresView,
}

async fn version(app: &App, seat: &Seat, id: DesignVersionId) -> Result<DesignVersion, Fault> {
    let found = app.store().version(seat.studio, id).await?;
    found.ok_or(Fault::NotFound)
}

async fn views(
    app: &App,
    seat: &Seat,
    versions: Vec<DesignVersion>,
    with_document: bool,
) -> Result<Vec<VersionView>, Fault> {
    let Some(client) = versions.first().map(|own| own.client) else {
        return Ok(Vec::new());
    };
    let comments = app.store().comments(seat.studio, client).await?;
    let approvals = app.store().approvals(seat.studio, client).await?;
    let view = |own: DesignVersion| {
        let approval = approvals.iter().find(|one| one.version == own.id);
        let document = with_document.then(|| parsed(&own.document));
        Ok(VersionView {
            id: own.id.to_uuid(),
            design: own.design.to_uuid(),
            client: own.client.to_uuid(),
            state: How::of(&own, &comments).key(),
            hash: own.document.hash.to_string(),
            created_at: own.created_at,
            presented_at: own.presented_at,
            name: own.name,
            note: own.note,
            approval: approval.map(|one| ApprovalView {
                signed_name: one.signed_name.clone(),
                words: one.words.clone(),
                hash: one.hash.to_string(),
                through: match one.actor {
                    Actor::Client(_) => "link",
                    _ => "studio",
                },
                at: one.at,
            }),
            document: document.transpose()?,
        })
    };
    versions.into_iter().map(view).collect()
}

/// A design's versions in the order they were kept.
#[utoipa::path(
    get, path = "/api/v1/designs/{design}/versions", tag = "versions", params(("design" = Uuid, Path)),
    responses((status = 200, body = [VersionView]))
)]
pub(crate) async fn list(
    State(app): State<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
) -> Result<Json<Vec<VersionView>>, Fault> {
    record(&app, &seat, design).await?;
    let versions = app.store().versions_of(seat.studio, design).await?;
    views(&app, &seat, versions, false).await.map(Json)
}

/// Keeps the working design as a version.
#[utoipa::path(
    post, path = "/api/v1/designs/{design}/versions", tag = "versions", params(("design" = Uuid, Path)), request_body = VersionEntry,
    responses((status = 201, body = Made), (status = 409, description = "The design is at another revision"))
)]
pub(crate) async fn create(
    State(app): State<App>,
    seat: Seat,
    Path(design): Path<DesignId>,
    Document(entry): Document<VersionEntry>,
) -> Result<(StatusCode, Json<Made>), Fault> {
    let keeping = Keeping {
        name: entry.name,
        note: entry.note,
        revision: entry.revision.to_string(),
    };
    let id = kept(&app, &seat, design, &keeping).await?.to_uuid();
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// A version with its document.
#[utoipa::path(
    get, path = "/api/v1/versions/{version}", tag = "versions", params(("version" = Uuid, Path)),
    responses((status = 200, body = VersionView))
)]
pub(crate) async fn show(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<DesignVersionId>,
) -> Result<Json<VersionView>, Fault> {
    let own = version(&app, &seat, id).await?;
    let views = views(&app, &seat, vec![own], true).await?;
    views.into_iter().next().map(Json).ok_or(Fault::NotFound)
}

/// Notes that the client was shown a version.
#[utoipa::path(
    post, path = "/api/v1/versions/{version}/presentation", tag = "versions", params(("version" = Uuid, Path)),
    responses((status = 204))
)]
pub(crate) async fn present(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<DesignVersionId>,
) -> Result<StatusCode, Fault> {
    app.store().present_version(&seat.act(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keeps an approval that a client gives in the studio.
#[utoipa::path(
    post, path = "/api/v1/versions/{version}/approval", tag = "versions", params(("version" = Uuid, Path)), request_body = ApprovalEntry,
    responses((status = 201, body = Made), (status = 409, description = "Not presented, approved already, or another hash"))
)]
pub(crate) async fn approve(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<DesignVersionId>,
    Document(entry): Document<ApprovalEntry>,
) -> Result<(StatusCode, Json<Made>), Fault> {
    let own = version(&app, &seat, id).await?;
    let approving = Approving {
        signed_name: entry.signed_name,
        agree: "yes".to_owned(),
        hash: entry.hash,
    };
    let studio = app.studio(seat.studio).await?.fields.name;
    let new = approving.read(&own, &studio)?;
    let approval = app.store().approve_version(&seat.act(), id, &new).await?;
    let id = approval.to_uuid();
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// What was said of a version, oldest first.
#[utoipa::path(
    get, path = "/api/v1/versions/{version}/comments", tag = "versions", params(("version" = Uuid, Path)),
    responses((status = 200, body = [CommentView]))
)]
pub(crate) async fn comments(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<DesignVersionId>,
) -> Result<Json<Vec<CommentView>>, Fault> {
    let own = version(&app, &seat, id).await?;
    let all = app.store().comments(seat.studio, own.client).await?;
    let view = |own: Comment| CommentView {
        id: own.id.to_uuid(),
        by: match own.actor {
            Actor::Client(_) => "client",
            _ => "studio",
        },
        text: own.text,
        asks_change: own.asks_change,
        at: own.at,
    };
    let said = all.into_iter().filter(|own| own.version == id);
    Ok(Json(said.map(view).collect()))
}

/// Says something of a version.
#[utoipa::path(
    post, path = "/api/v1/versions/{version}/comments", tag = "versions", params(("version" = Uuid, Path)), request_body = CommentEntry,
    responses((status = 201, body = Made))
)]
pub(crate) async fn comment(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<DesignVersionId>,
    Document(entry): Document<CommentEntry>,
) -> Result<(StatusCode, Json<Made>), Fault> {
    let act = seat.act();
    let said = app.store().comment(&act, id, entry.text.trim()).await?;
    let id = said.to_uuid();
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Says what changed from a version to another one of the same design, in words and numbers.
#[utoipa::path(
    get, path = "/api/v1/versions/{version}/comparison", tag = "versions", params(("version" = Uuid, Path), With),
    responses((status = 200, body = ComparisonView))
)]
pub(crate) async fn compare(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<DesignVersionId>,
    Query(With { with }): Query<With>,
) -> Result<Json<ComparisonView>, Fault> {
    let (from, to) = (
        version(&app, &seat, id).await?,
        version(&app, &seat, with).await?,
    );
    if from.design != to.design {
        return Err(Fault::NotFound);
    }
    let laid = async |own: &DesignVersion| {
        let work = app.tables().work(
            seat.studio,
            lying(&app, seat.studio, own.clone()).await?,
            |table| {
                let layout = table.open.layout().map_err(refused)?;
                Ok((table.open.case().design.clone(), layout))
            },
        );
        work.await
    };
    let (a, b) = (laid(&from).await?, laid(&to).await?);
    let changes = pointil_treatment::diff::words((&a.0, &a.1), (&b.0, &b.1));
    let counted = async |own: DesignVersion| {
        let facts = figures(&app, seat.studio, lying(&app, seat.studio, own).await?).await?;
        Ok::<_, Fault>(FiguresView {
            dots: facts.dots,
            treated_cm2: facts.treated_cm2,
            sessions: facts.sessions(),
            chair_hours: facts.chair_hours,
            price: facts.price.quote().map(|own| own.total.clone()),
        })
    };
    Ok(Json(ComparisonView {
        changes,
        from: counted(from).await?,
        to: counted(to).await?,
    }))
}

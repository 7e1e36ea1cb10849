//! The practice's records as they are kept: a client's, the studio's by kind and state, one of them, and every revision of it.

use axum::Json;
use axum::extract::{Path, Query, State};
use jiff::Timestamp;
use pointil_practice::RecordKind;
use pointil_storage::{ClientId, Document, PracticeRecord, RecordHead, RecordId, RecordKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::design::parsed;
use crate::app::App;
use crate::client::find;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::permit::Action;
use crate::seat::Seat;

/// Records given at a time.
const PAGE: u64 = 100;

/// A record of the practice.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordView {
    id: Uuid,
    /// What it is of: `screening`, `session`, `lot`…
    kind: String,
    /// Where it stands, by the transition table of its kind.
    state: String,
    client: Option<Uuid>,
    revision: u64,
    /// When it is, for what stands in a calendar.
    #[schema(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// When somebody should look.
    #[schema(value_type = Option<String>, format = DateTime)]
    due: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    edited_at: Timestamp,
    /// The version of the form of `says`.
    format: u32,
    /// SHA-256 of what it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    /// What it says; left out where only heads are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    says: Option<Value>,
}

/// Some of a kind's records, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecordPage {
    records: Vec<RecordView>,
    /// Where the next begin: send it as `before`. None when these are the last.
    before: Option<Uuid>,
}

/// A revision of a record.
#[derive(Serialize, ToSchema)]
pub(crate) struct RevisionView {
    revision: u64,
    state: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    format: u32,
    hash: String,
    #[schema(value_type = Object)]
    says: Value,
}

/// Which of a client's records.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfClient {
    /// One kind; all when left out.
    kind: Option<String>,
}

/// Which of the studio's records.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfKind {
    kind: String,
    /// One state; all when left out.
    state: Option<String>,
    /// Only records that began before this one.
    #[param(value_type = Option<Uuid>)]
    before: Option<RecordId>,
}

/// Which lot.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfLot {
    /// The lot.
    #[param(value_type = Uuid)]
    lot: RecordId,
}

impl RecordView {
    fn head(head: RecordHead) -> Self {
        Self {
            id: head.id.to_uuid(),
            kind: head.kind,
            state: head.state,
            client: head.client.map(ClientId::to_uuid),
            revision: head.revision,
            from: head.span.map(|span| span.from),
            until: head.span.map(|span| span.until),
            due: head.due,
            created_at: head.created_at,
            edited_at: head.edited_at,
            format: head.format,
            hash: None,
            says: None,
        }
    }

    fn of(record: PracticeRecord) -> Result<Self, Fault> {
        Ok(Self {
            hash: Some(record.document.hash.to_string()),
            says: Some(parsed(&record.document)?),
            ..Self::head(record.head)
        })
    }
}

fn known(kind: &str) -> Result<&'static str, Fault> {
    let found = RecordKind::named(kind).map(RecordKind::name);
    found.ok_or_else(|| {
        let all: Vec<_> = RecordKind::ALL.iter().map(|own| own.name()).collect();
        field("kind", &format!("{kind:?}; give one of {}", all.join(", ")))
    })
}

fn said(document: &Document) -> Result<(String, Value), Fault> {
    Ok((document.hash.to_string(), parsed(document)?))
}

/// A client's records of the practice, in the order in which they began.
#[utoipa::path(
    get, path = "/api/v1/clients/{client}/records", tag = "practice", params(("client" = Uuid, Path), OfClient),
    responses((status = 200, body = [RecordView]))
)]
pub(crate) async fn of_client(
    State(app): State<App>,
    seat: Seat,
    Path(client): Path<ClientId>,
    Query(which): Query<OfClient>,
) -> Result<Json<Vec<RecordView>>, Fault> {
    find(&app, &seat, client).await?;
    let kinds: Vec<&str> = match &which.kind {
        Some(kind) => vec![known(kind)?],
        None => RecordKind::ALL.iter().map(|own| own.name()).collect(),
    };
    let found = app.store().client_records(seat.studio, client, &kinds);
    let views = found.await?.into_iter().map(RecordView::of);
    views.collect::<Result<_, _>>().map(Json)
}

/// The studio's records of one kind, newest first, a hundred at a time.
#[utoipa::path(
    get, path = "/api/v1/records", tag = "practice", params(OfKind),
    responses(
        (status = 200, body = RecordPage), (status = 403, description = "The studio's books are its owners'"),
        (status = 422, description = "There is no such kind")
    )
)]
pub(crate) async fn list(
    State(app): State<App>,
    seat: Seat,
    Query(which): Query<OfKind>,
) -> Result<Json<RecordPage>, Fault> {
    let kind = known(&which.kind)?;
    // A client's account is seen by whoever works with the client, the studio's books by its owners.
    if kind == RecordKind::AccountEntry.name() && !seat.can(Action::ViewBooks) {
        return Err(Fault::Forbidden);
    }
    let state = which.state.as_deref();
    let found = app
        .store()
        .records_of_kind(seat.studio, kind, state, which.before, PAGE)
        .await?;
    let records: Result<_, _> = found.records.into_iter().map(RecordView::of).collect();
    Ok(Json(RecordPage {
        records: records?,
        before: found.before.map(RecordId::to_uuid),
    }))
}

/// Who received a lot: every session and patch test with it, in the order in which they began.
#[utoipa::path(
    get, path = "/api/v1/received", tag = "practice", params(OfLot), responses((status = 200, body = [RecordView]))
)]
pub(crate) async fn received(
    State(app): State<App>,
    seat: Seat,
    Query(which): Query<OfLot>,
) -> Result<Json<Vec<RecordView>>, Fault> {
    let key = RecordKey::new("lot", which.lot.to_string());
    let kinds = [RecordKind::Session.name(), RecordKind::PatchTest.name()];
    let found = app.store().heads_with_key(seat.studio, &kinds, &key);
    let views = found.await?.into_iter().map(RecordView::head);
    Ok(Json(views.collect()))
}

/// A record.
#[utoipa::path(
    get, path = "/api/v1/records/{record}", tag = "practice", params(("record" = Uuid, Path)),
    responses((status = 200, body = RecordView))
)]
pub(crate) async fn show(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Json<RecordView>, Fault> {
    let found = app.store().record(seat.studio, id).await?;
    RecordView::of(found.ok_or(Fault::NotFound)?).map(Json)
}

/// Every revision of a record, the newest first.
#[utoipa::path(
    get, path = "/api/v1/records/{record}/history", tag = "practice", params(("record" = Uuid, Path)),
    responses((status = 200, body = [RevisionView]))
)]
pub(crate) async fn history(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Json<Vec<RevisionView>>, Fault> {
    let found = app.store().record(seat.studio, id).await?;
    found.ok_or(Fault::NotFound)?;
    let revisions = app.store().record_history(seat.studio, id).await?;
    let view = |own: pointil_storage::RecordRevision| {
        let (hash, says) = said(&own.document)?;
        Ok(RevisionView {
            revision: own.revision,
            state: own.state,
            at: own.at,
            format: own.format,
            hash,
            says,
        })
    };
    let views: Result<_, Fault> = revisions.into_iter().map(view).collect();
    views.map(Json)
}

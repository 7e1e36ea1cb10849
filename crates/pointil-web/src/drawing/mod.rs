//! Pictures, forecasts and papers of a design: worked out on threads of their own, so many at a time, and kept by what they were worked out from.

mod aging;
mod kept;
mod paper;
mod picture;

use std::sync::Arc;

use axum::body::Bytes;
use pointil_storage::{Design as DesignRecord, DesignVersion, Document, StudioId};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::fault::Fault;
pub(crate) use aging::{Aging, aging};
use kept::Kept;
pub(crate) use paper::{PAPERS, PaperFor, paper};
pub(crate) use picture::{PICTURE_AGES, VIEWS, picture};

/// What a document says, as a key: client and design, to the letter.
pub(crate) type Fingerprint = [u8; 32];

/// Pictures that are kept, some 300 kB each.
const MOST_PICTURES: usize = 240;
/// Forecasts that are kept.
const MOST_AGINGS: usize = 64;
/// Papers that are kept, up to two megabytes each.
const MOST_PAPERS: usize = 24;

/// Where drawing waits for its turn, and what was drawn.
pub(crate) struct Drawings {
    workers: Arc<Semaphore>,
    pictures: Kept<(Fingerprint, &'static str, &'static str), Bytes>,
    agings: Kept<(Fingerprint, &'static str), Arc<Aging>>,
    papers: Kept<Fingerprint, Bytes>,
}

impl Drawings {
    /// With so many drawn at a time.
    pub(crate) fn new(workers: usize) -> Self {
        Self {
            workers: Arc::new(Semaphore::new(workers.max(1))),
            pictures: Kept::new(MOST_PICTURES),
            agings: Kept::new(MOST_AGINGS),
            papers: Kept::new(MOST_PAPERS),
        }
    }

    /// Works on a thread of its own once it is this work's turn.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let permit = Arc::clone(&self.workers).acquire_owned().await;
        let permit = permit.map_err(Fault::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(Fault::internal)?
    }
}

/// The key of a document.
pub(crate) fn fingerprint(document: &Document) -> Fingerprint {
    Sha256::digest(document.text.as_bytes()).into()
}

/// A frozen version as a record that can lie on a table: one that never changes. Where the working design still is what was frozen, that one lies there
/// already, and nothing is laid out twice.
///
/// # Errors
/// Records that cannot be read.
pub(crate) async fn lying(
    app: &App,
    studio: StudioId,
    version: DesignVersion,
) -> Result<DesignRecord, Fault> {
    let working = app.store().design(studio, version.design).await?;
    if let Some(same) = working.filter(|own| own.document == version.document) {
        return Ok(DesignRecord {
            name: version.name,
            ..same
        });
    }
    Ok(DesignRecord {
        // A table is known by the identifier of what lies on it; versions and designs have identifiers of one kind.
        id: version.id.to_string().parse().map_err(Fault::internal)?,
        client: version.client,
        name: version.name,
        document: version.document,
        step: String::new(),
        revision: 1,
        undo_steps: 0,
        redo_steps: 0,
        created_at: version.created_at,
        edited_at: version.created_at,
    })
}

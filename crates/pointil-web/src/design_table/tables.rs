//! The designs that are open: kept laid out between requests, the longest unused given up first.

use std::sync::{Arc, Mutex, PoisonError};

use pointil_optics::Skin;
use pointil_render::vertex_reflectances;
use pointil_scalp::Mannequin;
use pointil_storage::{Design as DesignRecord, DesignId, Document, DocumentHash, StudioId};
use pointil_treatment::design::EditDesign;
use pointil_treatment::{Client, Design, LayoutError, OpenCase};
use tokio::sync::Semaphore;

use super::looks::{ClientSkin, NoLook};
use super::open::OpenDesign;
use super::wire;
use crate::fault::Fault;

/// Designs kept open: a layout with its universe takes some thirty megabytes.
const MOST_OPEN: usize = 16;

/// Edges of the head's triangles on the table, in millimetres.
const CELL_MM: f64 = 2.5;

/// A design on the table with what does not change while it is drawn.
pub struct Table {
    /// The design.
    pub open: OpenDesign,
    /// Its client's skin.
    pub skin: ClientSkin,
    /// The document that the open design was last written as.
    written: Option<String>,
}

type Shared = Arc<Mutex<Table>>;

/// All tables of this program.
pub struct Tables {
    open: Mutex<Vec<(StudioId, DesignId, Shared)>>,
    /// How many designs are worked out at a time.
    workers: Arc<Semaphore>,
}

impl Tables {
    /// Tables on which so many designs are worked out at a time.
    pub fn new(workers: usize) -> Self {
        Self {
            open: Mutex::new(Vec::new()),
            workers: Arc::new(Semaphore::new(workers.max(1))),
        }
    }

    /// Works on the design of a record, opened or brought to the record's revision first.
    ///
    /// # Errors
    /// A document that cannot be read or laid out; what `work` refuses.
    pub async fn work<T: Send + 'static>(
        &self,
        studio: StudioId,
        record: DesignRecord,
        work: impl FnOnce(&mut Table) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let permit = Arc::clone(&self.workers).acquire_owned().await;
        let permit = permit.map_err(Fault::internal)?;
        let known = self.known(studio, record.id);
        let id = record.id;
        let done = tokio::task::spawn_blocking(move || -> Result<(Shared, T), Fault> {
            let _permit = permit;
            let shared = match known {
                Some(shared) => shared,
                None => Arc::new(Mutex::new(Table::opened(&record)?)),
            };
            let mut table = shared.lock().unwrap_or_else(PoisonError::into_inner);
            table.bring_to(&record)?;
            let answer = work(&mut table)?;
            drop(table);
            Ok((shared, answer))
        });
        let (shared, answer) = done.await.map_err(Fault::internal)??;
        self.keep(studio, id, shared);
        Ok(answer)
    }

    fn known(&self, studio: StudioId, id: DesignId) -> Option<Shared> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let found = open.iter().find(|own| (own.0, own.1) == (studio, id));
        found.map(|(_, _, shared)| Arc::clone(shared))
    }

    /// Gives a table up, for example because what is on it was not kept.
    pub fn forget(&self, studio: StudioId, id: DesignId) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|own| (own.0, own.1) != (studio, id));
    }

    fn keep(&self, studio: StudioId, id: DesignId, shared: Shared) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|own| (own.0, own.1) != (studio, id));
        open.push((studio, id, shared));
        if open.len() > MOST_OPEN {
            open.remove(0);
        }
    }
}

impl Table {
    fn opened(record: &DesignRecord) -> Result<Self, Fault> {
        let case = OpenCase::read(&record.document.text).map_err(Fault::internal)?;
        Ok(Self {
            skin: ClientSkin::of(&case).map_err(no_look)?,
            open: OpenDesign::new(case, revision(record)).map_err(refused)?,
            written: None,
        })
    }

    /// Takes the record's document where it is another than the one that is open.
    fn bring_to(&mut self, record: &DesignRecord) -> Result<(), Fault> {
        if self.open.revision() == revision(record) {
            return Ok(());
        }
        // What was laid out before it was kept need not be read again.
        if self.written.as_ref() == Some(&record.document.text) {
            self.open.kept_as(revision(record));
            return Ok(());
        }
        self.written = None;
        let case = OpenCase::read(&record.document.text).map_err(Fault::internal)?;
        if case.client == self.open.case().client {
            let design = case.design;
            return self.open.set(design, revision(record)).map_err(refused);
        }
        *self = Self::opened(record)?;
        Ok(())
    }

    /// The document that edits lead to, laid out once to know that it can be.
    ///
    /// # Errors
    /// An edit that cannot be made, a design that cannot be laid out. The table stays as it was.
    pub fn edited(&mut self, edits: &[EditDesign]) -> Result<Document, Fault> {
        let before = self.open.case().design.clone();
        let applied = edits
            .iter()
            .try_fold(before.clone(), |design, edit| edit.apply(&design));
        self.replaced(applied.map_err(|e| refused(e.into()))?)
    }

    /// The document of another design in place of the one that is open, laid out once to know that it can be.
    ///
    /// # Errors
    /// As for [`Self::edited`].
    pub fn replaced(&mut self, design: Design) -> Result<Document, Fault> {
        let before = self.open.case().design.clone();
        let revision = self.open.revision();
        self.open.set(design, revision).map_err(refused)?;
        self.written = None;
        let laid_out = self.open.check().map_err(refused);
        if laid_out.is_err() {
            self.open.set(before, revision).map_err(refused)?;
        }
        laid_out?;
        let document = document(self.open.case());
        self.written = Some(document.text.clone());
        Ok(document)
    }

    /// The document of the same design on a client of whom something else is known.
    ///
    /// # Errors
    /// A value that no client has.
    pub fn of_client(&self, client: Client) -> Result<Document, Fault> {
        let case = OpenCase {
            client,
            ..self.open.case().clone()
        };
        case.check().map_err(|own| Fault::Field {
            field: own.field.rsplit('.').next().unwrap_or_default().to_owned(),
            reason: format!("{}; {}", own.value, own.allowed),
        })?;
        ClientSkin::of(&case).map_err(no_look)?;
        Ok(document(&case))
    }

    /// The head with its face in the client's bare skin, as bytes.
    ///
    /// # Errors
    /// A colour that no skin has.
    pub fn head(&self) -> Result<Vec<u8>, Fault> {
        let head = self.open.live().head();
        let mesh = Mannequin::new(head).mesh(CELL_MM);
        let skin = Skin::from_lab(self.skin.bare().map_err(no_look)?).map_err(Fault::internal)?;
        let colours = vertex_reflectances(&mesh, head.landmarks(), skin);
        Ok(wire::head(&mesh, &colours))
    }
}

/// A case as storage keeps it, under its design's hash.
pub fn document(case: &OpenCase) -> Document {
    Document {
        text: case.write(),
        hash: DocumentHash(case.design.hash().bytes()),
    }
}

/// A record's revision as the page is told it.
pub fn revision(record: &DesignRecord) -> u32 {
    u32::try_from(record.revision).unwrap_or(u32::MAX)
}

/// A design that cannot be, with its field.
pub fn refused(error: LayoutError) -> Fault {
    match error {
        LayoutError::Design(own) => Fault::Field {
            reason: format!("{} cannot be; {}", own.value, own.allowed),
            field: own.field,
        },
        other => Fault::Refused {
            code: "design",
            words: other.to_string(),
        },
    }
}

/// A look that cannot be worked out.
pub fn no_look(error: NoLook) -> Fault {
    Fault::Refused {
        code: "appearance",
        words: error.to_string(),
    }
}

//! A copy of everything but the studio key, with a list of what is in it; and back.
//!
//! The database is copied by SQLite itself (`VACUUM INTO`), as it stands at one moment while work goes on; a running database's file must never be copied as
//! a file. PostgreSQL has `pg_dump`; its objects are files to copy.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseBackend, QueryOrder, Statement};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::audit::AuditHead;
use crate::error::{Refusal, Result, StorageError, count};
use crate::id::StudioId;
use crate::key::hex;
use crate::store::{DatabaseAt, Store, blocking, connect};
use crate::table::{audit_head, object};

/// What a list begins with; another number is another form.
const FORM: &str = "pointil backup 1";
const LIST: &str = "backup.json";
const DATABASE: &str = "pointil.sqlite";
const OBJECTS: &str = "objects";
/// Bytes read at once.
const BLOCK: usize = 1 << 16;
/// No list is larger.
const MOST_LIST_BYTES: u64 = 1 << 30;

/// What is in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    form: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Its files below its folder, by path.
    pub files: BTreeMap<String, BackupFile>,
    /// Where each studio's chain of events ended: for [`Store::verify_audit`] after a restore and later.
    pub audit: BTreeMap<StudioId, AuditHead>,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupFile {
    /// Its bytes.
    pub bytes: u64,
    /// SHA-256 of them as hexadecimal digits.
    pub sha256: String,
}

impl Store {
    /// Copies the database and the objects into `folder`, which must be absent or empty, and lists them there. The studio key is not copied: a backup alone
    /// opens no photograph.
    ///
    /// # Errors
    /// [`Refusal::NotSqlite`] on PostgreSQL; [`Refusal::FolderNotEmpty`].
    pub async fn back_up(&self, folder: &Path, at: Timestamp) -> Result<Backup> {
        if self.options().sqlite().is_none() {
            return Err(Refusal::NotSqlite.into());
        }
        make_empty(folder)?;
        let database = folder.join(DATABASE);
        let name = database
            .to_str()
            .ok_or_else(|| StorageError::field("folder", "its name is no Unicode text"))?;
        let copy =
            Statement::from_sql_and_values(DatabaseBackend::Sqlite, "VACUUM INTO ?", [name.into()]);
        self.db().execute_raw(copy).await?;
        let (audit, objects) = contents(&database).await?;
        let (from, to) = (self.options().objects().to_owned(), folder.to_owned());
        blocking(move || {
            let mut files = BTreeMap::new();
            files.insert(DATABASE.to_owned(), sum(&to.join(DATABASE))?);
            for path in objects {
                let name = format!("{OBJECTS}/{path}");
                let copied = copy_file(&from.join(&path), &to.join(&name))?;
                files.insert(name, copied);
            }
            let backup = Backup {
                form: FORM.to_owned(),
                made_at: at,
                files,
                audit,
            };
            backup.write(&to)?;
            Ok(backup)
        })
        .await
    }
}

impl Backup {
    /// Reads the list of a backup and every file of it: all are there, as they were written.
    ///
    /// # Errors
    /// [`StorageError::Damaged`] names the first file that is not.
    pub fn verify(folder: &Path) -> Result<Self> {
        let backup = Self::read(folder)?;
        for (path, file) in &backup.files {
            check(path, file, &sum(&folder.join(path))?)?;
        }
        Ok(backup)
    }

    /// Copies a backup into a folder that is absent or empty, verifying every file on the way. Then put the studio key there, open the folder, and verify the
    /// chains with [`Backup::audit`] and the objects with [`Store::check_objects`].
    ///
    /// # Errors
    /// [`Refusal::FolderNotEmpty`]; [`StorageError::Damaged`].
    pub fn restore(from: &Path, to: &Path) -> Result<Self> {
        let backup = Self::read(from)?;
        make_empty(to)?;
        for (path, file) in &backup.files {
            check(path, file, &copy_file(&from.join(path), &to.join(path))?)?;
        }
        Ok(backup)
    }

    fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(LIST);
        let file = File::open(&path).map_err(|error| StorageError::file(&path, error))?;
        let mut text = String::new();
        file.take(MOST_LIST_BYTES)
            .read_to_string(&mut text)
            .map_err(|error| StorageError::file(&path, error))?;
        let backup: Self = serde_json::from_str(&text)
            .map_err(|error| StorageError::damaged(format!("{LIST}: {error}")))?;
        if backup.form != FORM {
            return Err(StorageError::damaged(format!(
                "{LIST}: its form is {:?}, not {FORM:?}",
                backup.form
            )));
        }
        // A list may come from anywhere: nothing outside the folder is touched.
        let stays = |path: &String| {
            Path::new(path)
                .components()
                .all(|part| matches!(part, std::path::Component::Normal(_)))
        };
        match backup.files.keys().find(|path| !stays(path)) {
            Some(path) => Err(StorageError::damaged(format!(
                "{LIST}: {path:?} leads out of the folder"
            ))),
            None => Ok(backup),
        }
    }

    /// Writes the list last: a backup without it is none.
    fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(LIST);
        let text = serde_json::to_vec_pretty(self)
            .map_err(|error| StorageError::damaged(format!("{LIST}: {error}")))?;
        let write = || {
            let mut file = File::create_new(&path)?;
            file.write_all(&text)?;
            file.sync_all()
        };
        write().map_err(|error| StorageError::file(&path, error))
    }
}

fn check(path: &str, listed: &BackupFile, found: &BackupFile) -> Result<()> {
    if listed == found {
        return Ok(());
    }
    Err(StorageError::damaged(format!(
        "{path} is not as it was backed up"
    )))
}

/// Where the chains end in a copied database, and which objects it names.
async fn contents(database: &Path) -> Result<(BTreeMap<StudioId, AuditHead>, Vec<String>)> {
    let db = connect(&DatabaseAt::Sqlite(database.to_owned())).await?;
    let mut audit = BTreeMap::new();
    for head in audit_head::Entity::find().all(&db).await? {
        let end = AuditHead {
            events: count(head.events)?,
            hash: hex(&head.hash).to_string(),
        };
        audit.insert(StudioId(head.studio), end);
    }
    let objects = object::Entity::find()
        .order_by_asc(object::Column::Path)
        .all(&db)
        .await?;
    db.close().await?;
    Ok((audit, objects.into_iter().map(|row| row.path).collect()))
}

fn make_empty(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| StorageError::file(folder, error))?;
    let mut entries =
        std::fs::read_dir(folder).map_err(|error| StorageError::file(folder, error))?;
    match entries.next() {
        Some(_) => Err(Refusal::FolderNotEmpty(folder.to_owned()).into()),
        None => Ok(()),
    }
}

fn copy_file(from: &Path, to: &Path) -> Result<BackupFile> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).map_err(|error| StorageError::file(folder, error))?;
    }
    let mut out = File::create_new(to).map_err(|error| StorageError::file(to, error))?;
    let copied = read_through(from, |block| {
        out.write_all(block)
            .map_err(|error| StorageError::file(to, error))
    })?;
    out.sync_all()
        .map_err(|error| StorageError::file(to, error))?;
    Ok(copied)
}

fn sum(path: &Path) -> Result<BackupFile> {
    read_through(path, |_| Ok(()))
}

/// Reads a file block by block; answers with its length and hash.
fn read_through(path: &Path, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<BackupFile> {
    let fault = |error| StorageError::file(path, error);
    let mut file = File::open(path).map_err(fault)?;
    let mut block = vec![0; BLOCK];
    let mut hash = Sha256::new();
    let mut bytes = 0;
    loop {
        let read = file.read(&mut block).map_err(fault)?;
        if read == 0 {
            break;
        }
        hash.update(&block[..read]);
        bytes += read as u64;
        each(&block[..read])?;
    }
    Ok(BackupFile {
        bytes,
        sha256: hex(&hash.finalize()).to_string(),
    })
}

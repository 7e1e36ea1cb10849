//! Opening the records: where they are, which database, which key.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::local::LocalFileSystem;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DatabaseBackend, DatabaseConnection};
use tokio::sync::{Mutex, RwLock};

use crate::error::{Result, StorageError};
use crate::key::StudioKey;
use crate::migration;

/// How long a write of one process waits for a write of another on SQLite.
const BUSY: Duration = Duration::from_secs(10);
/// Connections of one process.
const CONNECTIONS: u32 = 8;

/// Where the records, the objects and the key are.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    database: DatabaseAt,
    objects: PathBuf,
    key: PathBuf,
}

/// Which database.
#[derive(Clone)]
pub(crate) enum DatabaseAt {
    Sqlite(PathBuf),
    Postgres(String),
}

impl std::fmt::Debug for DatabaseAt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            // The address may hold a password.
            Self::Postgres(_) => f.write_str("Postgres(…)"),
        }
    }
}

impl StoreOptions {
    /// Everything in one folder: `pointil.sqlite`, `objects/` and `studio.key`.
    pub fn folder(folder: impl AsRef<Path>) -> Self {
        let folder = folder.as_ref();
        Self {
            database: DatabaseAt::Sqlite(folder.join("pointil.sqlite")),
            objects: folder.join("objects"),
            key: folder.join("studio.key"),
        }
    }

    /// The records on PostgreSQL (`postgres://user:password@host/database`), the objects and the key in `folder`, which all nodes see.
    pub fn postgres(url: impl Into<String>, folder: impl AsRef<Path>) -> Self {
        Self {
            database: DatabaseAt::Postgres(url.into()),
            ..Self::folder(folder)
        }
    }

    /// The studio key in a file elsewhere.
    pub fn with_key_file(self, key: impl Into<PathBuf>) -> Self {
        Self {
            key: key.into(),
            ..self
        }
    }

    /// Where the studio key is.
    pub fn key_file(&self) -> &Path {
        &self.key
    }
}

/// The records and files of the studios of one database. Cheap to clone; safe to use from many tasks and, on one database, from many processes.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    options: StoreOptions,
    db: DatabaseConnection,
    key: RwLock<StudioKey>,
    files: LocalFileSystem,
    /// Writers of this process stand in line here: SQLite's own waiting is unfair.
    writer: Arc<Mutex<()>>,
}

impl Store {
    /// Opens the database, makes or updates its tables, and reads the studio key (made at the first start).
    ///
    /// # Errors
    /// [`StorageError::Newer`] when a later program wrote the database; [`StorageError::Key`] when the key is absent although there are
    /// objects, or can be read by others; [`StorageError::Database`] when there is no database at the address.
    pub async fn open(options: &StoreOptions) -> Result<Self> {
        std::fs::create_dir_all(&options.objects)
            .map_err(|error| StorageError::file(&options.objects, error))?;
        let db = connect(&options.database).await?;
        {
            let _alone = migrating_alone(&options.database).await?;
            migration::run(&db).await?;
        }
        let is_new = std::fs::read_dir(&options.objects)
            .map_err(|error| StorageError::file(&options.objects, error))?
            .next()
            .is_none();
        let key = StudioKey::open(&options.key, is_new)?;
        let files = LocalFileSystem::new_with_prefix(&options.objects)?
            .with_automatic_cleanup(true)
            .with_fsync(true);
        Ok(Self {
            inner: Arc::new(Inner {
                options: options.clone(),
                db,
                key: RwLock::new(key),
                files,
                writer: Arc::new(Mutex::new(())),
            }),
        })
    }

    /// Lets the database go; later calls fail.
    pub async fn close(self) -> Result<()> {
        Ok(self.inner.db.clone().close().await?)
    }

    pub(crate) fn db(&self) -> &DatabaseConnection {
        &self.inner.db
    }

    pub(crate) fn key(&self) -> &RwLock<StudioKey> {
        &self.inner.key
    }

    pub(crate) fn files(&self) -> &LocalFileSystem {
        &self.inner.files
    }

    pub(crate) fn options(&self) -> &StoreOptions {
        &self.inner.options
    }

    /// Waits for this process's turn to write; on PostgreSQL the database itself orders the writers.
    pub(crate) async fn turn(&self) -> Option<tokio::sync::OwnedMutexGuard<()>> {
        match self.inner.db.get_database_backend() {
            DatabaseBackend::Sqlite => Some(self.inner.writer.clone().lock_owned().await),
            _ => None,
        }
    }
}

impl StoreOptions {
    pub(crate) fn objects(&self) -> &Path {
        &self.objects
    }

    /// The database file, when the records are in one.
    pub(crate) fn sqlite(&self) -> Option<&Path> {
        match &self.database {
            DatabaseAt::Sqlite(path) => Some(path),
            DatabaseAt::Postgres(_) => None,
        }
    }
}

pub(crate) async fn connect(database: &DatabaseAt) -> Result<DatabaseConnection> {
    let mut options = match database {
        DatabaseAt::Postgres(url) => ConnectOptions::new(url),
        DatabaseAt::Sqlite(path) => {
            let mut options = ConnectOptions::new("sqlite::memory:");
            let path = path.clone();
            options.map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .in_memory(false)
                    .shared_cache(false)
                    .filename(&path)
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // What is acknowledged outlives a loss of power, too.
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(BUSY)
                    // What is deleted is overwritten: an erasure is one.
                    .pragma("secure_delete", "ON")
            });
            options
        }
    };
    options.max_connections(CONNECTIONS).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

/// Two programs that start at once on one SQLite file make its tables one after the other.
async fn migrating_alone(database: &DatabaseAt) -> Result<Option<File>> {
    let DatabaseAt::Sqlite(path) = database else {
        return Ok(None);
    };
    let path = path.with_extension("lock");
    // On a thread of its own: whoever has the lock may need this one to go on.
    blocking(move || {
        let lock = || {
            let mut options = OpenOptions::new();
            let file = options
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path)?;
            file.lock()?;
            Ok(Some(file))
        };
        lock().map_err(|error| StorageError::file(&path, error))
    })
    .await
}

/// Work that keeps a thread busy or waiting, away from the threads that answer.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| StorageError::Interrupted(error.to_string()))?
}

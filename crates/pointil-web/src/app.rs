//! What every handler shares: the records, the settings, a clock, and the bounded places where slow work waits.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};
use pointil_storage::{StorageError, Store, StoreOptions, Studio, StudioId};
use thiserror::Error;
use tokio::sync::{Mutex, Notify, Semaphore};

use crate::config::Config;
use crate::design_table::{Pictures, Tables};
use crate::drawing::Drawings;
use crate::entry::Entries;
use crate::fault::Fault;
use crate::limit::Limits;
use crate::password::Hasher;
use crate::payment::{GatewayError, PaymentGateway};
use crate::photograph::fits::Fits;
use crate::photograph::screen::Screens;

/// The file in a studio's folder that says that nobody in it is real. Every page of such a studio says so.
pub const DEMONSTRATION: &str = "demonstration";

/// Tells the time. The program passes the system's; a test passes its own.
pub type Clock = fn() -> Timestamp;

/// Why the studio cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The records cannot be opened.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The payment provider cannot be used.
    #[error(transparent)]
    Payment(#[from] GatewayError),
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system: {0}")]
    Randomness(String),
}

/// The studio's program. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    config: Config,
    clock: Clock,
    studio: OnceLock<StudioId>,
    hasher: Hasher,
    gateway: Option<Arc<dyn PaymentGateway>>,
    pictures: Arc<Semaphore>,
    metrics: PrometheusRecorder,
    tables: Tables,
    fits: Fits,
    screens: Screens,
    design_pictures: Pictures,
    drawings: Drawings,
    limits: Limits,
    setup_code: String,
    is_demonstration: bool,
    entries: Entries,
    key_file: PathBuf,
    opening: Mutex<()>,
    bell: Notify,
}

impl App {
    /// Opens the records that `config` names.
    ///
    /// # Errors
    /// Records that cannot be opened; no random bytes.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, StartError> {
        let options = match &config.database {
            Some(address) => StoreOptions::postgres(address, &config.folder),
            None => StoreOptions::folder(&config.folder),
        };
        let options = match &config.studio_key {
            Some(path) => options.with_key_file(path),
            None => options,
        };
        let store = Store::open(&options).await?;
        let studio = OnceLock::new();
        if let Some(first) = store.studios().await?.first() {
            let _ = studio.set(first.id);
        }
        let random = |error: getrandom::Error| StartError::Randomness(error.to_string());
        Ok(Self {
            inner: Arc::new(Inner {
                gateway: crate::payment::gateway(&config)?,
                hasher: Hasher::new(config.password_workers).map_err(random)?,
                pictures: Arc::new(Semaphore::new(config.picture_workers)),
                metrics: PrometheusBuilder::new().build_recorder(),
                tables: Tables::new(config.picture_workers),
                fits: Fits::default(),
                screens: Screens::default(),
                design_pictures: Pictures::default(),
                drawings: Drawings::new(config.picture_workers),
                limits: Limits::default(),
                setup_code: crate::header::random_text::<8>().map_err(random)?,
                is_demonstration: config.folder.join(DEMONSTRATION).exists(),
                entries: Entries::default(),
                key_file: options.key_file().to_owned(),
                opening: Mutex::new(()),
                bell: Notify::new(),
                store,
                config,
                clock,
                studio,
            }),
        })
    }

    /// The records.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        (self.inner.clock)()
    }

    /// What opens the first visit from another machine; the program shows it where it was started.
    pub fn setup_code(&self) -> &str {
        &self.inner.setup_code
    }

    /// Whether everybody in this studio is made up: its folder has the file [`DEMONSTRATION`].
    pub fn is_demonstration(&self) -> bool {
        self.inner.is_demonstration
    }

    /// The path of an address that signs a browser in once as `account` and shows it `to`, until the program ends.
    ///
    /// # Errors
    /// No random bytes.
    pub fn admit_once(
        &self,
        account: pointil_storage::AccountId,
        to: &str,
    ) -> Result<String, StartError> {
        let code = crate::header::random_text::<32>();
        let code = code.map_err(|error| StartError::Randomness(error.to_string()))?;
        self.inner.entries.add(code.clone(), account, to);
        Ok(format!("/enter/{code}"))
    }

    pub(crate) fn entries(&self) -> &Entries {
        &self.inner.entries
    }

    /// Where the studio key is.
    pub fn key_file(&self) -> &std::path::Path {
        &self.inner.key_file
    }

    /// Payment over the network, where the studio has a provider.
    pub(crate) fn gateway(&self) -> Option<&dyn PaymentGateway> {
        self.inner.gateway.as_deref()
    }

    pub(crate) fn hasher(&self) -> &Hasher {
        &self.inner.hasher
    }

    pub(crate) fn pictures(&self) -> &Arc<Semaphore> {
        &self.inner.pictures
    }

    /// Held while the first studio comes into being.
    pub(crate) fn opening(&self) -> &Mutex<()> {
        &self.inner.opening
    }

    /// Rung when a message was queued: it may be due at once.
    pub(crate) fn bell(&self) -> &Notify {
        &self.inner.bell
    }

    /// The designs that are open.
    pub(crate) fn tables(&self) -> &Tables {
        &self.inner.tables
    }

    /// Heads found in photographs.
    pub(crate) fn fits(&self) -> &Fits {
        &self.inner.fits
    }

    /// Designs on photographs.
    pub(crate) fn design_pictures(&self) -> &Pictures {
        &self.inner.design_pictures
    }

    /// Photographs at the size of a screen.
    pub(crate) fn screens(&self) -> &Screens {
        &self.inner.screens
    }

    /// Pictures and papers.
    pub(crate) fn drawings(&self) -> &Drawings {
        &self.inner.drawings
    }

    /// How often strangers may ask.
    pub(crate) fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    pub(crate) fn metrics(&self) -> &PrometheusRecorder {
        &self.inner.metrics
    }

    /// The studio of this database, once the first visit made it.
    pub async fn studio_id(&self) -> Result<Option<StudioId>, Fault> {
        if let Some(id) = self.inner.studio.get() {
            return Ok(Some(*id));
        }
        let first = self
            .store()
            .studios()
            .await?
            .first()
            .map(|studio| studio.id);
        if let Some(id) = first {
            let _ = self.inner.studio.set(id);
        }
        Ok(first)
    }

    /// What is said of a studio.
    pub(crate) async fn studio(&self, id: StudioId) -> Result<Studio, Fault> {
        self.store().studio(id).await?.ok_or(Fault::NotFound)
    }
}

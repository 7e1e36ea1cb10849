//! A studio of its own for every story, on either database.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use pointil_storage::{
    AccountFields, AccountId, Act, Actor, NewAccount, Role, Store, StoreOptions, StudioFields,
    StudioId, Verdict,
};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// The advisory lock around making the template.
const TEMPLATE_LOCK: i64 = 41;

/// A store with one studio and its owner, and a clock that moves a second with every act.
pub struct House {
    pub store: Store,
    pub options: StoreOptions,
    pub studio: StudioId,
    pub owner: AccountId,
    pub folder: TempDir,
    clock: AtomicI64,
    postgres: Option<(String, String)>,
}

/// Defines each story once and tells it on both databases.
macro_rules! on_both {
    ($(async fn $name:ident($house:ident) $body:block)*) => {
        mod stories {
            use super::*;
            $(pub async fn $name($house: &$crate::house::House) $body)*
        }
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                let house = $crate::house::House::on_sqlite().await;
                super::stories::$name(&house).await;
                house.leave().await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                if let Some(house) = $crate::house::House::on_postgres().await {
                    super::stories::$name(&house).await;
                    house.leave().await;
                }
            })*
        }
    };
}
pub(crate) use on_both;

pub fn account(name: &str, role: Role) -> NewAccount {
    NewAccount {
        fields: AccountFields {
            name: name.to_owned(),
            email: format!("{}@example.com", name.to_lowercase()),
            role,
        },
        password_hash: "$argon2id$of-a-test".to_owned(),
    }
}

impl House {
    pub async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = StoreOptions::folder(folder.path());
        Self::enter(folder, options, None).await
    }

    pub async fn on_postgres() -> Option<Self> {
        let Ok(admin) = std::env::var("POINTIL_POSTGRES_URL") else {
            assert!(
                std::env::var_os("POINTIL_REQUIRE_POSTGRES").is_none(),
                "PostgreSQL is asked for, but POINTIL_POSTGRES_URL is not set"
            );
            eprintln!("PostgreSQL absent (POINTIL_POSTGRES_URL is not set): skipped");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let template = template(&admin).await;
        let name = format!("story_{}", hex(folder.path().to_str().unwrap()));
        let db = connect(&admin).await;
        let sql = format!("CREATE DATABASE {name} TEMPLATE {template}");
        db.execute_unprepared(&sql).await.unwrap();
        db.close().await.unwrap();
        let options = StoreOptions::postgres(url(&admin, &name), folder.path());
        Some(Self::enter(folder, options, Some((admin, name))).await)
    }

    async fn enter(
        folder: TempDir,
        options: StoreOptions,
        postgres: Option<(String, String)>,
    ) -> Self {
        let store = Store::open(&options).await.unwrap();
        let at: Timestamp = "2026-03-01T09:00:00Z".parse().unwrap();
        let owner = account("Olga", Role::Owner);
        let fields = StudioFields::default();
        let (studio, owner) = store.create_studio(&fields, &owner, at).await.unwrap();
        Self {
            store,
            options,
            studio,
            owner,
            folder,
            clock: AtomicI64::new(at.as_millisecond()),
            postgres,
        }
    }

    /// The next act of the owner.
    pub fn act(&self) -> Act {
        Act {
            studio: self.studio,
            actor: Actor::Account(self.owner),
            at: self.later(SignedDuration::from_secs(1)),
        }
    }

    /// Moves the clock on.
    pub fn later(&self, by: SignedDuration) -> Timestamp {
        let by = i64::try_from(by.as_millis()).unwrap();
        let at = self.clock.fetch_add(by, Ordering::Relaxed) + by;
        Timestamp::from_millisecond(at).unwrap()
    }

    pub fn now(&self) -> Timestamp {
        self.later(SignedDuration::ZERO)
    }

    /// Which of the two databases.
    pub fn is_sqlite(&self) -> bool {
        self.postgres.is_none()
    }

    /// Statements past the store, to do what nobody should.
    pub async fn tamper(&self, sql: &str) {
        self.raw().await.execute_unprepared(sql).await.unwrap();
    }

    pub async fn raw(&self) -> DatabaseConnection {
        match &self.postgres {
            Some((admin, name)) => connect(&url(admin, name)).await,
            None => {
                let file = self.folder.path().join("pointil.sqlite");
                connect(&format!("sqlite://{}", file.display())).await
            }
        }
    }

    pub async fn assert_audit_whole(&self) {
        let verdict = self.store.verify_audit(self.studio, None).await.unwrap();
        assert!(matches!(verdict, Verdict::Whole(_)), "{verdict:?}");
    }

    /// Every story ends with a chain that is whole, and leaves nothing behind.
    pub async fn leave(self) {
        if let Some((admin, name)) = self.postgres {
            self.store.close().await.unwrap();
            let db = connect(&admin).await;
            let sql = format!("DROP DATABASE {name} WITH (FORCE)");
            db.execute_unprepared(&sql).await.unwrap();
        }
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// The same server, another database.
fn url(admin: &str, database: &str) -> String {
    let (address, parameters) = admin.split_once('?').unwrap_or((admin, ""));
    let (server, _) = address.rsplit_once('/').unwrap();
    format!("{server}/{database}?{parameters}")
}

/// A database with today's tables, made once for every set of migrations.
async fn template(admin: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let text: String = files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let name = format!("template_{}", hex(&text));
    let db = connect(admin).await;
    let lock = format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})");
    db.execute_unprepared(&lock).await.unwrap();
    let exists = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
    let exists = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, exists);
    if db.query_one_raw(exists).await.unwrap().is_none() {
        let sql = format!("CREATE DATABASE {name}");
        db.execute_unprepared(&sql).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let options = StoreOptions::postgres(url(admin, &name), folder.path());
        Store::open(&options).await.unwrap().close().await.unwrap();
    }
    // The lock goes with the connection.
    db.close().await.unwrap();
    name
}

fn hex(text: &str) -> String {
    let mut name = String::new();
    for byte in &Sha256::digest(text.as_bytes())[..8] {
        write!(name, "{byte:02x}").unwrap();
    }
    name
}

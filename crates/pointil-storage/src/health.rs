//! What `doctor` asks of the records.

use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseBackend, QueryOrder, Statement};
use serde::Serialize;

use crate::error::Result;
use crate::migration;
use crate::store::Store;
use crate::table::object;

/// How the database and the key are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Which database, with its version.
    pub database: String,
    /// The steps that its tables were made by, oldest first.
    pub steps: Vec<String>,
    /// What the database finds wrong with its own file; empty when nothing. PostgreSQL is not asked: `pg_amcheck` does that.
    pub damage: Vec<String>,
    /// How many objects there are.
    pub objects: u64,
    /// Objects whose key does not open with the studio key: with another key file their photographs may be readable.
    pub locked_objects: u64,
}

impl Store {
    /// Reads the database's own checks and tries the studio key on every object's key. Events are verified by [`Store::verify_audit`], the objects themselves
    /// by [`Store::check_objects`].
    pub async fn health(&self) -> Result<Health> {
        let sqlite = self.db().get_database_backend() == DatabaseBackend::Sqlite;
        let (name, version) = match sqlite {
            true => ("SQLite", "SELECT sqlite_version()"),
            false => ("PostgreSQL", "SHOW server_version"),
        };
        let mut damage = Vec::new();
        if sqlite {
            damage = self.texts("PRAGMA integrity_check").await?;
            damage.retain(|line| line != "ok");
            let orphans = self.texts("PRAGMA foreign_key_check").await?;
            damage.extend(
                orphans
                    .into_iter()
                    .map(|table| format!("a row of {table} refers to one that is gone")),
            );
        }
        let objects = object::Entity::find()
            .order_by_asc(object::Column::Address)
            .all(self.db())
            .await?;
        let mut locked = 0;
        for row in &objects {
            locked += u64::from(self.data_key(row).await.is_err());
        }
        Ok(Health {
            database: format!("{name} {}", self.texts(version).await?.join(" ")),
            steps: migration::applied(self.db()).await?,
            damage,
            objects: objects.len() as u64,
            locked_objects: locked,
        })
    }

    /// The first column of every row, as text.
    async fn texts(&self, sql: &str) -> Result<Vec<String>> {
        let statement = Statement::from_string(self.db().get_database_backend(), sql);
        let rows = self.db().query_all_raw(statement).await?;
        rows.into_iter()
            .map(|row| Ok(row.try_get_by_index(0)?))
            .collect()
    }
}

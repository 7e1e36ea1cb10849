//! The steps from an empty database to today's tables: the same text for both databases, with placeholders for the types that differ.
//!
//! A step that has been released is never edited (a test holds its hash); a change is a new step.

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement, TransactionTrait};
use sea_orm_migration::prelude::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager, async_trait};

use crate::error::{Result, StorageError};

/// The steps in their order.
pub(crate) const STEPS: [(&str, &str); 6] = [
    ("0001_studio", include_str!("../migrations/0001_studio.sql")),
    (
        "0002_clients",
        include_str!("../migrations/0002_clients.sql"),
    ),
    (
        "0003_photographs",
        include_str!("../migrations/0003_photographs.sql"),
    ),
    (
        "0004_designs",
        include_str!("../migrations/0004_designs.sql"),
    ),
    ("0005_agreed", include_str!("../migrations/0005_agreed.sql")),
    (
        "0006_practice",
        include_str!("../migrations/0006_practice.sql"),
    ),
];

/// The number of PostgreSQL's advisory lock around migrating: "pointil" in ASCII.
const LOCK: i64 = 0x0070_6f69_6e74_696c;

struct Step {
    name: &'static str,
    sql: &'static str,
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> std::result::Result<(), DbErr> {
        let sql = for_backend(self.sql, manager.get_database_backend());
        manager.get_connection().execute_unprepared(&sql).await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

struct Steps;

#[async_trait::async_trait]
impl MigratorTrait for Steps {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS
            .iter()
            .map(|&(name, sql)| Box::new(Step { name, sql }) as Box<dyn MigrationTrait>)
            .collect()
    }
}

/// What SQLite calls the placeholders.
const SQLITE: [(&str, &str); 7] = [
    ("{uuid}", "BLOB"),
    ("{integer}", "INTEGER"),
    ("{bytes}", "BLOB"),
    ("{key}", "TEXT"),
    ("{strict}", "STRICT"),
    ("{keyed}", "STRICT, WITHOUT ROWID"),
    // Without row numbers the whole row is in the key's index.
    ("{include_sort_key}", ""),
];

/// What PostgreSQL calls them. A key is compared byte by byte, as SQLite compares every text.
const POSTGRES: [(&str, &str); 7] = [
    ("{uuid}", "UUID"),
    ("{integer}", "BIGINT"),
    ("{bytes}", "BYTEA"),
    ("{key}", "TEXT COLLATE \"C\""),
    ("{strict}", ""),
    ("{keyed}", ""),
    ("{include_sort_key}", "INCLUDE (sort_key)"),
];

fn for_backend(sql: &str, backend: DatabaseBackend) -> String {
    let types = match backend {
        DatabaseBackend::Sqlite => SQLITE,
        _ => POSTGRES,
    };
    types
        .iter()
        .fold(sql.to_owned(), |sql, (name, kind)| sql.replace(name, kind))
}

/// Brings the tables up to date, unless a newer program has been there. On PostgreSQL other nodes wait meanwhile; on SQLite the
/// caller holds the folder's lock.
pub(crate) async fn run(db: &DatabaseConnection) -> Result<()> {
    if db.get_database_backend() != DatabaseBackend::Postgres {
        return up(db).await;
    }
    let lock = db.begin().await?;
    let statement = Statement::from_sql_and_values(
        DatabaseBackend::Postgres,
        "SELECT pg_advisory_xact_lock($1)",
        [LOCK.into()],
    );
    lock.execute_raw(statement).await?;
    let done = up(db).await;
    lock.commit().await?;
    done
}

/// The steps that a database has had, oldest first.
pub(crate) async fn applied(db: &DatabaseConnection) -> Result<Vec<String>> {
    let models = Steps::get_migration_models(db).await?;
    Ok(models.into_iter().map(|model| model.version).collect())
}

async fn up(db: &DatabaseConnection) -> Result<()> {
    for found in applied(db).await? {
        if STEPS.iter().all(|(name, _)| *name != found) {
            return Err(StorageError::Newer { found });
        }
    }
    Ok(Steps::up(db, None).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    /// SHA-256 of each released step, first eight bytes.
    const RELEASED: [&str; 6] = [
        "edb7ee6a177b838a",
        "a3a5e34614ea8eb2",
        "9e4f42169437e646",
        "0dd66e8b8e5d6baf",
        "c7a0d43a6588b83b",
        "554124f63cf18810",
    ];

    #[test]
    fn a_released_step_is_never_edited() {
        let hashes: Vec<String> = STEPS
            .iter()
            .map(|(_, sql)| {
                Sha256::digest(sql.as_bytes())[..8]
                    .iter()
                    .map(|byte| format!("{byte:02x}"))
                    .collect()
            })
            .collect();
        assert_eq!(hashes, RELEASED);
    }

    #[test]
    fn every_placeholder_is_filled_and_every_sqlite_table_strict() {
        for (name, sql) in STEPS {
            for backend in [DatabaseBackend::Sqlite, DatabaseBackend::Postgres] {
                assert!(!for_backend(sql, backend).contains('{'), "{name}");
            }
            let tables = sql.matches("CREATE TABLE").count();
            let strict = sql.matches("{strict}").count() + sql.matches("{keyed}").count();
            assert_eq!(strict, tables, "{name}");
        }
    }
}

//! The questions that practice records are found by, each answered through an index made for it.

use jiff::Timestamp;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Func;
use sea_orm::{Condition, ExprTrait, IntoSimpleExpr, QueryOrder, QuerySelect};

use super::{DuePlace, LONG, RecordKey, RecordSpan};
use crate::act::milliseconds;
use crate::id::{ClientId, RecordId, StudioId};
use crate::table::{practice_key, practice_record};

pub(super) type Records = Select<practice_record::Entity>;

pub(crate) fn find(studio: StudioId, id: RecordId) -> Records {
    practice_record::Entity::find_by_id(id.0).filter(practice_record::Column::Studio.eq(studio.0))
}

fn of_studio(studio: StudioId) -> Records {
    practice_record::Entity::find().filter(practice_record::Column::Studio.eq(studio.0))
}

pub(super) fn by_ids(studio: StudioId, ids: &[Uuid]) -> Records {
    // Said in a way that no index of the studio's fits: SQLite would take one when there are many identifiers, and read every record of the studio.
    let studios = practice_record::Column::Studio.into_simple_expr();
    let is_ours = Expr::from(Func::coalesce([studios.clone(), studios])).eq(studio.0);
    practice_record::Entity::find()
        .filter(is_ours)
        .filter(practice_record::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(practice_record::Column::Id)
}

pub(super) fn of_client(studio: StudioId, client: ClientId, kinds: &[&str]) -> Records {
    let query = of_studio(studio).filter(practice_record::Column::Client.eq(client.0));
    of_kinds(query, kinds)
}

fn of_kinds(query: Records, kinds: &[&str]) -> Records {
    match kinds {
        [] => query,
        kinds => query.filter(practice_record::Column::Kind.is_in(kinds.iter().copied())),
    }
}

pub(super) fn of_kind(
    studio: StudioId,
    kind: &str,
    state: Option<&str>,
    before: Option<RecordId>,
) -> Records {
    let mut query = of_studio(studio).filter(practice_record::Column::Kind.eq(kind));
    if let Some(state) = state {
        query = query.filter(practice_record::Column::State.eq(state));
    }
    if let Some(before) = before {
        query = query.filter(practice_record::Column::Id.lt(before.0));
    }
    query.order_by_desc(practice_record::Column::Id)
}

/// What lasts at most a day begins at most a day before the span; what lasts longer is looked for by itself, for there is little of it.
pub(super) fn in_calendar(
    studio: StudioId,
    kind: &str,
    span: RecordSpan,
    is_long: bool,
) -> Records {
    let (from, until) = span.milliseconds();
    let mut query = of_studio(studio)
        .filter(practice_record::Column::Kind.eq(kind))
        .filter(practice_record::Column::IsLong.eq(i64::from(is_long)))
        .filter(practice_record::Column::FromAt.lt(until))
        .filter(practice_record::Column::UntilAt.gt(from));
    if !is_long {
        query = query.filter(practice_record::Column::FromAt.gte(from.saturating_sub(LONG)));
    }
    query
}

pub(super) fn due(studio: StudioId, kinds: &[&str], until: Timestamp) -> Records {
    let query = of_studio(studio).filter(practice_record::Column::DueAt.lte(milliseconds(until)));
    of_kinds(query, kinds)
}

pub(super) fn after_place(query: Records, after: Option<DuePlace>) -> Records {
    let Some(DuePlace { due, id }) = after else {
        return query;
    };
    let due = milliseconds(due);
    let same = Condition::all()
        .add(practice_record::Column::DueAt.eq(due))
        .add(practice_record::Column::Id.gt(id.0));
    query
        .filter(practice_record::Column::DueAt.gte(due))
        .filter(
            Condition::any()
                .add(practice_record::Column::DueAt.gt(due))
                .add(same),
        )
}

pub(super) fn keys(
    studio: StudioId,
    key: &RecordKey,
    kinds: &[&str],
    before: Option<RecordId>,
) -> Select<practice_key::Entity> {
    let mut query = practice_key::Entity::find()
        .select_only()
        .column(practice_key::Column::Record)
        .filter(practice_key::Column::Studio.eq(studio.0))
        .filter(practice_key::Column::Name.eq(key.name.as_str()))
        .filter(practice_key::Column::Value.eq(key.value.as_str()));
    query = match kinds {
        [] => query,
        [kind] => query.filter(practice_key::Column::Kind.eq(*kind)),
        kinds => query.filter(practice_key::Column::Kind.is_in(kinds.iter().copied())),
    };
    if let Some(before) = before {
        query = query.filter(practice_key::Column::Record.lt(before.0));
    }
    query.order_by_desc(practice_key::Column::Record)
}

pub(super) fn heads_of(query: Records) -> Records {
    use practice_record::Column as Of;
    query.select_only().columns([
        Of::Id,
        Of::Client,
        Of::Kind,
        Of::State,
        Of::FromAt,
        Of::UntilAt,
        Of::DueAt,
        Of::Revision,
        Of::Format,
        Of::KeptByLaw,
        Of::CreatedAt,
        Of::EditedAt,
        Of::ActorKind,
        Of::Actor,
    ])
}

pub(super) fn states(studio: StudioId, kind: &str) -> Records {
    of_studio(studio)
        .filter(practice_record::Column::Kind.eq(kind))
        .select_only()
        .column(practice_record::Column::State)
        .column_as(practice_record::Column::Id.count(), "number")
        .group_by(practice_record::Column::State)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, StoreOptions};
    use sea_orm::{DatabaseBackend, QueryTrait, Statement};

    /// Every way of finding records goes through an index made for it, and none sorts what an index has in order.
    #[tokio::test]
    async fn every_list_is_read_through_its_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&StoreOptions::folder(folder.path()))
            .await
            .unwrap();
        for (statement, expected) in questions() {
            let plan = plan(&store, statement).await;
            assert!(plan.contains(expected), "{plan} instead of {expected}");
            assert!(
                !plan.contains("SCAN") && !plan.contains("TEMP B-TREE"),
                "{plan}"
            );
        }
    }

    fn questions() -> Vec<(Statement, &'static str)> {
        let (studio, id) = (StudioId(Uuid::nil()), RecordId(Uuid::nil()));
        let at: Timestamp = "2026-03-01T09:00:00Z".parse().unwrap();
        let day = RecordSpan {
            from: at,
            until: at + jiff::SignedDuration::from_hours(24),
        };
        let place = Some(DuePlace { due: at, id });
        let key = RecordKey::new("lot", "A");
        let due_page = after_place(due(studio, &["check_in"], at), place)
            .order_by_asc(practice_record::Column::DueAt)
            .order_by_asc(practice_record::Column::Id);
        let client = ClientId(Uuid::nil());
        vec![
            (
                sql(of_client(studio, client, &[])),
                "practice_record_client (studio=? AND client=?)",
            ),
            (
                sql(of_client(studio, client, &["session"])),
                "practice_record_client (studio=? AND client=? AND kind=?)",
            ),
            (
                sql(of_kind(studio, "lot", None, Some(id))),
                "practice_record_kind (studio=? AND kind=? AND id<?)",
            ),
            (
                sql(of_kind(studio, "lot", Some("open"), Some(id))),
                "practice_record_state (studio=? AND kind=? AND state=? AND id<?)",
            ),
            (
                sql(in_calendar(studio, "appointment", day, false)),
                "practice_record_calendar (studio=? AND kind=? AND is_long=? AND from_at>? AND from_at<?)",
            ),
            (
                sql(in_calendar(studio, "appointment", day, true)),
                "practice_record_calendar (studio=? AND kind=? AND is_long=? AND from_at<?)",
            ),
            (
                sql(due_page),
                "practice_record_due (studio=? AND due_at>? AND due_at<?)",
            ),
            (
                sql(states(studio, "lot")),
                "practice_record_state (studio=? AND kind=?)",
            ),
            (
                sql(keys(studio, &key, &["session"], Some(id))),
                "PRIMARY KEY (studio=? AND name=? AND value=? AND kind=? AND record<?)",
            ),
            (
                sql(by_ids(studio, &[Uuid::nil(); 1000])),
                "sqlite_autoindex_practice_record_1 (id=?)",
            ),
            (
                sql(due(studio, &[], at)),
                "practice_record_due (studio=? AND due_at<?)",
            ),
        ]
    }

    fn sql(query: impl QueryTrait) -> Statement {
        let mut statement = query.build(DatabaseBackend::Sqlite);
        statement.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
        statement
    }

    async fn plan(store: &Store, statement: Statement) -> String {
        let rows = store.db().query_all_raw(statement).await.unwrap();
        let lines: Vec<String> = rows
            .iter()
            .map(|row| row.try_get("", "detail").unwrap())
            .collect();
        lines.join("; ")
    }
}

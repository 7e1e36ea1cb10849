//! The trail of events looked through: of one client, by one person, of one sort.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::act::Actor;
use crate::audit::{Action, AuditEvent};
use crate::client::family;
use crate::error::Result;
use crate::id::{AccountId, ClientId, StudioId};
use crate::store::Store;
use crate::table::audit_event;

/// Which events are looked for; all of them when nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrailFilter {
    /// About this client and the records that were merged into theirs.
    pub client: Option<ClientId>,
    /// By this person.
    pub account: Option<AccountId>,
    /// Of this sort.
    pub action: Option<Action>,
}

impl Store {
    /// The newest events of a studio before `position` (all when `None`) that fit, newest first, at most `most`.
    pub async fn trail(
        &self,
        studio: StudioId,
        filter: &TrailFilter,
        before: Option<u64>,
        most: u64,
    ) -> Result<Vec<AuditEvent>> {
        let mut query =
            audit_event::Entity::find().filter(audit_event::Column::Studio.eq(studio.0));
        if let Some(client) = filter.client {
            let family = family(self.db(), studio, client).await?;
            let ids = family.iter().map(|row| row.id);
            query = query.filter(audit_event::Column::Client.is_in(ids));
        }
        if let Some(account) = filter.account {
            let kind = Actor::Account(account).kind();
            query = query
                .filter(audit_event::Column::ActorKind.eq(kind))
                .filter(audit_event::Column::Actor.eq(account.0));
        }
        if let Some(action) = filter.action {
            query = query.filter(audit_event::Column::Action.eq(action.as_str()));
        }
        if let Some(before) = before {
            let before = i64::try_from(before).unwrap_or(i64::MAX);
            query = query.filter(audit_event::Column::Position.lt(before));
        }
        let rows = query
            .order_by_desc(audit_event::Column::Position)
            .limit(most)
            .all(self.db())
            .await?;
        rows.into_iter().map(AuditEvent::read).collect()
    }
}

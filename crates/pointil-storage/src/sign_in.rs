//! Signed-in devices, and the lock after too many failed attempts, counted across all nodes.

use jiff::{SignedDuration, Timestamp};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::act::{Act, Actor, instant, maybe_instant, milliseconds};
use crate::audit::Action;
use crate::error::{Result, StorageError, check_text};
use crate::fold::email_key;
use crate::id::{AccountId, SignInId, StudioId};
use crate::store::Store;
use crate::table::{account, sign_in, sign_in_failure};
use crate::token::{Token, hash_presented};
use crate::write::{Entry, Writing};

/// "Last seen" is written at most once in so long.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Failed attempts older than this count for nobody.
const FORGET_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// A signed-in device, as its owner sees it in "your devices".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Device {
    /// The sign-in.
    pub id: SignInId,
    /// Whose.
    pub account: AccountId,
    /// What it calls itself.
    pub device: String,
    /// When it signed in.
    pub created_at: Timestamp,
    /// When it was last seen, to the minute.
    pub last_seen_at: Timestamp,
    /// When it must sign in again.
    pub ends_at: Timestamp,
    /// When it was signed out.
    pub revoked_at: Option<Timestamp>,
}

/// Who is behind a valid token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Their studio.
    pub studio: StudioId,
    /// Their account.
    pub account: Account,
    /// Their device.
    pub device: Device,
}

/// Whose failed attempts are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempts<'a> {
    /// Those on one e-mail address, whether it has an account or not.
    Email(&'a str),
    /// Those from one network address.
    Address(&'a str),
}

/// How many failed attempts lock, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockRule {
    /// So many failed attempts …
    pub attempts: u32,
    /// … within this time …
    pub within: SignedDuration,
    /// … lock for this long after the last.
    pub lock: SignedDuration,
}

impl Default for LockRule {
    /// Five attempts in a quarter of an hour lock for a quarter of an hour: at most 480 guesses a day.
    fn default() -> Self {
        Self {
            attempts: 5,
            within: SignedDuration::from_mins(15),
            lock: SignedDuration::from_mins(15),
        }
    }
}

impl Device {
    fn read(row: sign_in::Model) -> Result<Self> {
        Ok(Self {
            id: SignInId(row.id),
            account: AccountId(row.account),
            device: row.device,
            created_at: instant(row.created_at)?,
            last_seen_at: instant(row.last_seen_at)?,
            ends_at: instant(row.ends_at)?,
            revoked_at: maybe_instant(row.revoked_at)?,
        })
    }
}

impl Store {
    /// Signs a device in until `ends`, after its password was found right. The token is for its cookie; only its hash is kept.
    pub async fn sign_in(
        &self,
        act: &Act,
        account: AccountId,
        device: &str,
        ends: Timestamp,
    ) -> Result<(SignInId, Token)> {
        check_text("device", device, 300)?;
        let mut write = self.write(act).await?;
        write.open_account(account).await?;
        let id = SignInId(write.new_id()?);
        let token = Token::new()?;
        let row = sign_in::ActiveModel {
            id: Set(id.0),
            studio: Set(act.studio.0),
            account: Set(account.0),
            token_hash: Set(token.hash()),
            device: Set(device.to_owned()),
            created_at: Set(write.at()),
            last_seen_at: Set(write.at()),
            ends_at: Set(milliseconds(ends)),
            revoked_at: Set(None),
        };
        row.insert(write.db()).await?;
        write.record(Entry::new(Action::SignedIn, id.0)).await?;
        write.commit().await?;
        Ok((id, token))
    }

    /// Who is behind a token: nobody when it is unknown, over, revoked, or its account closed. A token finds its studio by itself, because nothing is
    /// known of a request before it.
    pub async fn signed_in(&self, token: &str, at: Timestamp) -> Result<Option<SignedIn>> {
        let Some(hash) = hash_presented(token) else {
            return Ok(None);
        };
        let row = sign_in::Entity::find()
            .filter(sign_in::Column::TokenHash.eq(hash))
            .filter(sign_in::Column::RevokedAt.is_null())
            .filter(sign_in::Column::EndsAt.gt(milliseconds(at)))
            .one(self.db())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let account = account::Entity::find_by_id(row.account)
            .filter(account::Column::Studio.eq(row.studio))
            .filter(account::Column::ClosedAt.is_null())
            .one(self.db())
            .await?;
        let Some(account) = account else {
            return Ok(None);
        };
        self.seen(&row, at).await?;
        Ok(Some(SignedIn {
            studio: StudioId(row.studio),
            account: Account::read(account)?,
            device: Device::read(row)?,
        }))
    }

    /// Notes that a device was seen. Not an event: it changes nothing that anybody decided.
    async fn seen(&self, row: &sign_in::Model, at: Timestamp) -> Result<()> {
        let at = milliseconds(at);
        let every = i64::try_from(SEEN_EVERY.as_millis()).unwrap_or(i64::MAX);
        if at < row.last_seen_at.saturating_add(every) {
            return Ok(());
        }
        let _turn = self.turn().await;
        sign_in::Entity::update_many()
            .col_expr(sign_in::Column::LastSeenAt, Expr::value(at))
            .filter(sign_in::Column::Id.eq(row.id))
            .filter(sign_in::Column::LastSeenAt.lt(at))
            .exec(self.db())
            .await?;
        Ok(())
    }

    /// The devices of an account that are signed in at `at`, newest first.
    pub async fn devices(
        &self,
        studio: StudioId,
        account: AccountId,
        at: Timestamp,
    ) -> Result<Vec<Device>> {
        let rows = open_devices(studio, account)
            .filter(sign_in::Column::EndsAt.gt(milliseconds(at)))
            .order_by_desc(sign_in::Column::CreatedAt)
            .order_by_desc(sign_in::Column::Id)
            .all(self.db())
            .await?;
        rows.into_iter().map(Device::read).collect()
    }

    /// Signs a device out. Once more is no error.
    pub async fn sign_out(&self, act: &Act, id: SignInId) -> Result<()> {
        let mut write = self.write(act).await?;
        let row = sign_in::Entity::find_by_id(id.0)
            .filter(sign_in::Column::Studio.eq(act.studio.0))
            .one(write.db())
            .await?
            .ok_or(StorageError::NotFound {
                kind: "sign-in",
                id: id.0,
            })?;
        if row.revoked_at.is_some() {
            return Ok(());
        }
        write.revoke(row).await?;
        write.commit().await
    }

    /// Signs out every device of an account but `keep`.
    pub async fn sign_out_everywhere(
        &self,
        act: &Act,
        account: AccountId,
        keep: Option<SignInId>,
    ) -> Result<()> {
        let mut write = self.write(act).await?;
        write.revoke_devices(account, keep).await?;
        write.commit().await
    }

    /// Counts an attempt to sign in before the password is looked at; or, when any of `whose` is locked, counts nothing and says until when.
    /// Counting first makes the lock exact: of attempts made at once on many nodes no more get through than the rule allows.
    pub async fn begin_attempt(
        &self,
        studio: StudioId,
        whose: &[(Attempts<'_>, LockRule)],
        at: Timestamp,
    ) -> Result<Option<Timestamp>> {
        let act = Act {
            studio,
            actor: Actor::Program,
            at,
        };
        let write = self.write(&act).await?;
        let mut until = None;
        for (attempts, rule) in whose {
            until = until.max(write.locked_until(*attempts, *rule).await?);
        }
        if until.is_some() {
            return Ok(until);
        }
        for (attempts, _) in whose {
            write.count_attempt(*attempts).await?;
        }
        write.commit().await?;
        Ok(None)
    }

    /// Forgets the attempts on an e-mail address after one that was right.
    pub async fn forget_attempts(&self, studio: StudioId, whose: Attempts<'_>) -> Result<()> {
        let _turn = self.turn().await;
        sign_in_failure::Entity::delete_many()
            .filter(sign_in_failure::Column::Studio.eq(studio.0))
            .filter(sign_in_failure::Column::Subject.eq(whose.hash()))
            .exec(self.db())
            .await?;
        Ok(())
    }
}

impl Attempts<'_> {
    /// Kept as a hash: the list of failures is no list of addresses.
    fn hash(self) -> Vec<u8> {
        let text = match self {
            Self::Email(email) => format!("email {}", email_key(email)),
            Self::Address(address) => format!("address {address}"),
        };
        Sha256::digest(text.as_bytes()).to_vec()
    }
}

impl Writing {
    async fn locked_until(&self, whose: Attempts<'_>, rule: LockRule) -> Result<Option<Timestamp>> {
        let latest = sign_in_failure::Entity::find()
            .filter(sign_in_failure::Column::Studio.eq(self.studio().0))
            .filter(sign_in_failure::Column::Subject.eq(whose.hash()))
            .order_by_desc(sign_in_failure::Column::At)
            .limit(u64::from(rule.attempts))
            .all(self.db())
            .await?;
        let (Some(last), Some(first)) = (latest.first(), latest.last()) else {
            return Ok(None);
        };
        let enough = latest.len() as u64 == u64::from(rule.attempts);
        let (first, last) = (instant(first.at)?, instant(last.at)?);
        if !enough || last.duration_since(first) > rule.within {
            return Ok(None);
        }
        let until = last
            .checked_add(rule.lock)
            .map_err(|_| StorageError::field("lock", "outside the calendar"))?;
        Ok((until > self.act().at).then_some(until))
    }

    async fn count_attempt(&self, whose: Attempts<'_>) -> Result<()> {
        let forget = self
            .act()
            .at
            .checked_sub(FORGET_AFTER)
            .map_err(|_| StorageError::field("at", "outside the calendar"))?;
        sign_in_failure::Entity::delete_many()
            .filter(sign_in_failure::Column::Studio.eq(self.studio().0))
            .filter(sign_in_failure::Column::At.lt(milliseconds(forget)))
            .exec(self.db())
            .await?;
        let row = sign_in_failure::ActiveModel {
            id: Set(self.new_id()?),
            studio: Set(self.studio().0),
            subject: Set(whose.hash()),
            at: Set(self.at()),
        };
        row.insert(self.db()).await?;
        Ok(())
    }

    pub(crate) async fn revoke_devices(
        &mut self,
        account: AccountId,
        keep: Option<SignInId>,
    ) -> Result<()> {
        let rows = open_devices(self.studio(), account).all(self.db()).await?;
        for row in rows {
            if keep != Some(SignInId(row.id)) {
                self.revoke(row).await?;
            }
        }
        Ok(())
    }

    async fn revoke(&mut self, row: sign_in::Model) -> Result<()> {
        let id = row.id;
        let mut row = row.into_active_model();
        row.revoked_at = Set(Some(self.at()));
        row.update(self.db()).await?;
        self.record(Entry::new(Action::SignInRevoked, id)).await
    }
}

fn open_devices(studio: StudioId, account: AccountId) -> Select<sign_in::Entity> {
    sign_in::Entity::find()
        .filter(sign_in::Column::Studio.eq(studio.0))
        .filter(sign_in::Column::Account.eq(account.0))
        .filter(sign_in::Column::RevokedAt.is_null())
}

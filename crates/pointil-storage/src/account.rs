//! The people who sign in.

use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::act::{Act, instant, maybe_instant};
use crate::audit::Action;
use crate::error::{
    Refusal, Result, StorageError, check_name, check_revision, check_text, count, is_taken,
};
use crate::fold::email_key;
use crate::id::{AccountId, StudioId};
use crate::store::Store;
use crate::table::account;
use crate::write::{Entry, Fingerprint, Writing};

/// What an account may do; the pages decide what follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything, accounts and settings too.
    Owner,
    /// Treats clients.
    Practitioner,
    /// Prepares: clients, photographs, appointments.
    Assistant,
    /// Looks.
    Reader,
}

impl Role {
    /// Every role, the one with most rights first.
    pub const ALL: [Self; 4] = [
        Self::Owner,
        Self::Practitioner,
        Self::Assistant,
        Self::Reader,
    ];

    /// The stable text of a role.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Practitioner => "practitioner",
            Self::Assistant => "assistant",
            Self::Reader => "reader",
        }
    }

    fn read(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| StorageError::damaged(format!("a role {text:?}")))
    }
}

/// What is said of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFields {
    /// The person's name, at most 200 characters.
    pub name: String,
    /// The address they sign in with, at most 254 characters; compared without case.
    pub email: String,
    /// What they may do.
    pub role: Role,
}

/// An account to be made.
#[derive(Clone)]
pub struct NewAccount {
    /// What is said of it.
    pub fields: AccountFields,
    /// The hash of its password as a PHC string (`$argon2id$…`); storage never sees the password.
    pub password_hash: String,
}

/// An account as it is kept. Its password's hash is fetched on its own, by [`Store::password_hash`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Its identifier.
    pub id: AccountId,
    /// What is said of it.
    #[serde(flatten)]
    pub fields: AccountFields,
    /// Grows with every edit.
    pub revision: u64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when nobody signs in with it.
    pub closed_at: Option<Timestamp>,
}

impl AccountFields {
    fn check(&self) -> Result<()> {
        check_name("name", &self.name, 200)?;
        check_email("e-mail", &self.email)
    }
}

/// An address with something on both sides of one `@`, without spaces.
pub(crate) fn check_email(field: &'static str, email: &str) -> Result<()> {
    check_name(field, email, 254)?;
    let sides = email.trim().rsplit_once('@');
    let fits = sides.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && !email.trim().contains(char::is_whitespace);
    if fits {
        return Ok(());
    }
    Err(StorageError::field(
        field,
        format!("{email:?}: an address looks like name@example.com"),
    ))
}

fn check_password_hash(hash: &str) -> Result<()> {
    check_text("password hash", hash, 400)?;
    if hash.starts_with('$') {
        return Ok(());
    }
    Err(StorageError::field("password hash", "not a PHC string"))
}

impl Account {
    pub(crate) fn read(row: account::Model) -> Result<Self> {
        Ok(Self {
            id: AccountId(row.id),
            fields: AccountFields {
                name: row.name,
                email: row.email,
                role: Role::read(&row.role)?,
            },
            revision: count(row.revision)?,
            created_at: instant(row.created_at)?,
            closed_at: maybe_instant(row.closed_at)?,
        })
    }
}

impl Store {
    /// Makes an account.
    ///
    /// # Errors
    /// [`Refusal::EmailTaken`] when an open account of this studio has the address.
    pub async fn create_account(&self, act: &Act, new: &NewAccount) -> Result<AccountId> {
        let mut write = self.write(act).await?;
        let id = write.create_account(new).await?;
        write.commit().await?;
        Ok(id)
    }

    /// An account.
    pub async fn account(&self, studio: StudioId, id: AccountId) -> Result<Option<Account>> {
        let row = find(studio, id).one(self.db()).await?;
        row.map(Account::read).transpose()
    }

    /// All accounts of a studio in the order they were made, closed ones too.
    pub async fn accounts(&self, studio: StudioId) -> Result<Vec<Account>> {
        let rows = account::Entity::find()
            .filter(account::Column::Studio.eq(studio.0))
            .order_by_asc(account::Column::Id)
            .all(self.db())
            .await?;
        rows.into_iter().map(Account::read).collect()
    }

    /// The open account with an e-mail address, and the hash of its password.
    pub async fn account_by_email(
        &self,
        studio: StudioId,
        email: &str,
    ) -> Result<Option<(Account, String)>> {
        let row = account::Entity::find()
            .filter(account::Column::Studio.eq(studio.0))
            .filter(account::Column::EmailKey.eq(email_key(email)))
            .filter(account::Column::ClosedAt.is_null())
            .one(self.db())
            .await?;
        row.map(|row| {
            let hash = row.password_hash.clone();
            Ok((Account::read(row)?, hash))
        })
        .transpose()
    }

    /// The hash of an open account's password, to ask for it once more before something grave.
    pub async fn password_hash(&self, studio: StudioId, id: AccountId) -> Result<Option<String>> {
        let row = find(studio, id)
            .filter(account::Column::ClosedAt.is_null())
            .one(self.db())
            .await?;
        Ok(row.map(|row| row.password_hash))
    }

    /// Changes name, address or role; answers with the new revision.
    ///
    /// # Errors
    /// [`Refusal::LastOwner`] when nobody would be left to own the studio.
    pub async fn edit_account(
        &self,
        act: &Act,
        id: AccountId,
        revision: u64,
        fields: &AccountFields,
    ) -> Result<u64> {
        fields.check()?;
        let mut write = self.write(act).await?;
        let row = write.open_account(id).await?;
        let next = check_revision("account", id.0, revision, row.revision)?;
        if fields.role != Role::Owner {
            write.check_other_owner(&row).await?;
        }
        let salt = write.studio_row().await?.salt;
        let before = Fingerprint::of(&salt, &Account::read(row.clone())?.fields)?;
        let mut row = row.into_active_model();
        row.name = Set(fields.name.clone());
        row.email = Set(fields.email.trim().to_owned());
        row.email_key = Set(email_key(&fields.email));
        row.role = Set(fields.role.as_str().to_owned());
        row.revision = Set(next);
        row.update(write.db()).await.map_err(email_taken)?;
        let after = Fingerprint::of(&salt, fields)?;
        let entry = Entry::new(Action::AccountEdited, id.0);
        write.record(entry.before(before).after(after)).await?;
        write.commit().await?;
        count(next)
    }

    /// Sets a new password, given as its hash, and signs out every device but `keep`.
    pub async fn change_password(
        &self,
        act: &Act,
        id: AccountId,
        password_hash: &str,
        keep: Option<crate::id::SignInId>,
    ) -> Result<()> {
        check_password_hash(password_hash)?;
        let mut write = self.write(act).await?;
        let mut row = write.open_account(id).await?.into_active_model();
        row.password_hash = Set(password_hash.to_owned());
        row.update(write.db()).await?;
        write
            .record(Entry::new(Action::PasswordChanged, id.0))
            .await?;
        write.revoke_devices(id, keep).await?;
        write.commit().await
    }

    /// Closes an account and signs out its devices. What it did stays in the records under its name.
    ///
    /// # Errors
    /// [`Refusal::LastOwner`] when nobody would be left to own the studio.
    pub async fn close_account(&self, act: &Act, id: AccountId) -> Result<()> {
        let mut write = self.write(act).await?;
        let row = write.open_account(id).await?;
        write.check_other_owner(&row).await?;
        let mut row = row.into_active_model();
        row.closed_at = Set(Some(write.at()));
        row.update(write.db()).await?;
        write
            .record(Entry::new(Action::AccountClosed, id.0))
            .await?;
        write.revoke_devices(id, None).await?;
        write.commit().await
    }
}

impl Writing {
    pub(crate) async fn create_owner(&mut self, new: &NewAccount) -> Result<AccountId> {
        let mut owner = new.clone();
        owner.fields.role = Role::Owner;
        self.create_account(&owner).await
    }

    async fn create_account(&mut self, new: &NewAccount) -> Result<AccountId> {
        new.fields.check()?;
        check_password_hash(&new.password_hash)?;
        let id = AccountId(self.new_id()?);
        let row = account::ActiveModel {
            id: Set(id.0),
            studio: Set(self.studio().0),
            name: Set(new.fields.name.clone()),
            email: Set(new.fields.email.trim().to_owned()),
            email_key: Set(email_key(&new.fields.email)),
            role: Set(new.fields.role.as_str().to_owned()),
            password_hash: Set(new.password_hash.clone()),
            revision: Set(1),
            created_at: Set(self.at()),
            closed_at: Set(None),
        };
        row.insert(self.db()).await.map_err(email_taken)?;
        let salt = self.studio_row().await?.salt;
        let after = Fingerprint::of(&salt, &new.fields)?;
        self.record(Entry::new(Action::AccountCreated, id.0).after(after))
            .await?;
        Ok(id)
    }

    pub(crate) async fn open_account(&self, id: AccountId) -> Result<account::Model> {
        let row = find(self.studio(), id).one(self.db()).await?;
        let row = row.ok_or(StorageError::NotFound {
            kind: "account",
            id: id.0,
        })?;
        match row.closed_at {
            Some(_) => Err(Refusal::AccountClosed.into()),
            None => Ok(row),
        }
    }

    /// If `row` is an owner, there is another.
    async fn check_other_owner(&self, row: &account::Model) -> Result<()> {
        if row.role != Role::Owner.as_str() {
            return Ok(());
        }
        let others = account::Entity::find()
            .filter(account::Column::Studio.eq(row.studio))
            .filter(account::Column::Role.eq(Role::Owner.as_str()))
            .filter(account::Column::ClosedAt.is_null())
            .filter(account::Column::Id.ne(row.id))
            .count(self.db())
            .await?;
        if others == 0 {
            return Err(Refusal::LastOwner.into());
        }
        Ok(())
    }
}

fn find(studio: StudioId, id: AccountId) -> Select<account::Entity> {
    account::Entity::find_by_id(id.0).filter(account::Column::Studio.eq(studio.0))
}

fn email_taken(error: DbErr) -> StorageError {
    if is_taken(&error) {
        return Refusal::EmailTaken.into();
    }
    error.into()
}

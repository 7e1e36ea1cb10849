//! The people treated: entered, changed, looked up.

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::account::check_email;
use crate::act::{Act, instant};
use crate::audit::Action;
use crate::error::{Refusal, Result, StorageError, check_name, check_revision, check_text, count};
use crate::fold::{APOSTROPHES, digits, email_key, fold, words};
use crate::id::{ClientId, StudioId};
use crate::random;
use crate::store::Store;
use crate::table::{client, client_term};
use crate::write::{Entry, Fingerprint, Writing};

/// Rows of one insert: SQLite takes at most 32,766 values in a statement.
pub(crate) const ROWS: usize = 1000;
/// Digits at the end of a phone number that make two the same, with or without the country's code.
const PHONE_DIGITS: usize = 9;

/// What is said of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientFields {
    /// Given names, at most 200 characters.
    pub given_name: String,
    /// Family name, at most 200 characters; may be empty.
    pub family_name: String,
    /// What they want to be called.
    pub preferred_name: Option<String>,
    /// The day they were born.
    pub birth_date: Option<Date>,
    /// Phone number as entered, at most 40 characters.
    pub phone: Option<String>,
    /// E-mail address, at most 254 characters.
    pub email: Option<String>,
    /// Notes, at most 20,000 characters.
    pub notes: String,
}

/// A client as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Client {
    /// The identifier.
    pub id: ClientId,
    /// What is said of them.
    #[serde(flatten)]
    pub fields: ClientFields,
    /// Grows with every edit.
    pub revision: u64,
    /// When they were entered.
    pub created_at: Timestamp,
    /// When they were last changed.
    pub edited_at: Timestamp,
    /// Whether the record is in use.
    pub state: ClientState,
}

/// Whether a client's record is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ClientState {
    /// In use.
    Active,
    /// One person with another record, which everything moved to.
    Merged {
        /// That record.
        into: ClientId,
    },
    /// Erased at the client's wish.
    Erased {
        /// When.
        at: Timestamp,
        /// The day until which name, approved versions, approvals, and records that the law asks to keep must be kept; `None` when nothing is left.
        kept_until: Option<Date>,
    },
}

impl ClientFields {
    pub(crate) fn check(&self) -> Result<()> {
        check_name("given name", &self.given_name, 200)?;
        check_text("family name", &self.family_name, 200)?;
        check_text("notes", &self.notes, 20_000)?;
        if let Some(name) = &self.preferred_name {
            check_name("preferred name", name, 200)?;
        }
        if let Some(email) = &self.email {
            check_email("e-mail", email)?;
        }
        if let Some(phone) = &self.phone {
            check_text("phone", phone, 40)?;
            if digits(phone).is_empty() {
                return Err(StorageError::field(
                    "phone",
                    format!("{phone:?}: no digit in it"),
                ));
            }
        }
        Ok(())
    }

    fn sort_key(&self) -> String {
        // A separator that sorts before every letter keeps "Li Zoe" before "Lima Ada".
        format!(
            "{}\u{1}{}",
            fold(self.family_name.trim()),
            fold(self.given_name.trim())
        )
    }

    /// The words of the name in alphabetical order: given and family name entered the wrong way round are the same name.
    pub(crate) fn name_key(&self) -> String {
        let mut names = words(&format!("{} {}", self.given_name, self.family_name));
        names.sort();
        names.join(" ")
    }

    pub(crate) fn phone_key(&self) -> Option<String> {
        let digits = digits(self.phone.as_deref()?);
        Some(digits[digits.len().saturating_sub(PHONE_DIGITS)..].to_owned())
    }

    pub(crate) fn email_key(&self) -> Option<String> {
        self.email.as_deref().map(email_key)
    }

    /// What finds this client. Words stand for themselves; phone digits begin with `#`, their reverse with `~`, the whole e-mail address with `@`.
    pub(crate) fn terms(&self) -> Vec<String> {
        let names = [&self.given_name, &self.family_name];
        let mut terms = Vec::new();
        for name in names.into_iter().chain(&self.preferred_name) {
            terms.extend(words(name));
            // O'Brien is found by Brien, too.
            terms.extend(words(&name.replace(APOSTROPHES, " ")));
        }
        if let Some(email) = &self.email {
            terms.extend(words(email));
            terms.push(format!("@{}", email_key(email)));
        }
        if let Some(phone) = &self.phone {
            let digits = digits(phone);
            terms.push(format!("#{digits}"));
            terms.push(format!("~{}", digits.chars().rev().collect::<String>()));
        }
        terms
    }
}

impl Client {
    pub(crate) fn read(row: client::Model) -> Result<Self> {
        let state = match (row.merged_into, row.erased_at) {
            (_, Some(at)) => ClientState::Erased {
                at: instant(at)?,
                kept_until: maybe_date(row.kept_until)?,
            },
            (Some(into), None) => ClientState::Merged {
                into: ClientId(into),
            },
            (None, None) => ClientState::Active,
        };
        Ok(Self {
            id: ClientId(row.id),
            fields: ClientFields {
                given_name: row.given_name,
                family_name: row.family_name,
                preferred_name: row.preferred_name,
                birth_date: maybe_date(row.birth_date)?,
                phone: row.phone,
                email: row.email,
                notes: row.notes,
            },
            revision: count(row.revision)?,
            created_at: instant(row.created_at)?,
            edited_at: instant(row.edited_at)?,
            state,
        })
    }
}

/// The hash of what is said of a client.
pub(crate) fn fingerprint(row: &client::Model) -> Result<Fingerprint> {
    Fingerprint::of(&row.salt, &Client::read(row.clone())?.fields)
}

/// A day out of the database.
pub(crate) fn maybe_date(text: Option<String>) -> Result<Option<Date>> {
    text.map(|text| {
        text.parse()
            .map_err(|_| StorageError::damaged(format!("a day {text:?}")))
    })
    .transpose()
}

impl Store {
    /// Enters a client.
    pub async fn create_client(&self, act: &Act, fields: &ClientFields) -> Result<ClientId> {
        let ids = self
            .import_clients(act, std::slice::from_ref(fields))
            .await?;
        ids.first()
            .copied()
            .ok_or_else(|| StorageError::damaged("a client that was just entered"))
    }

    /// Enters many clients at once, all or none: the list of another system.
    pub async fn import_clients(
        &self,
        act: &Act,
        clients: &[ClientFields],
    ) -> Result<Vec<ClientId>> {
        for fields in clients {
            fields.check()?;
        }
        let mut write = self.write(act).await?;
        let mut ids = Vec::with_capacity(clients.len());
        for portion in clients.chunks(ROWS) {
            write.insert_clients(portion, &mut ids).await?;
        }
        write.commit().await?;
        Ok(ids)
    }

    /// A client, also one that was merged or erased.
    pub async fn client(&self, studio: StudioId, id: ClientId) -> Result<Option<Client>> {
        let row = find(studio, id).one(self.db()).await?;
        row.map(Client::read).transpose()
    }

    /// The clients of these identifiers that there are, by identifier, also ones that were merged or erased.
    pub async fn clients(&self, studio: StudioId, ids: &[ClientId]) -> Result<Vec<Client>> {
        let mut ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        ids.sort();
        ids.dedup();
        let mut clients = Vec::with_capacity(ids.len());
        for ids in ids.chunks(ROWS) {
            let rows = client::Entity::find()
                .filter(client::Column::Studio.eq(studio.0))
                .filter(client::Column::Id.is_in(ids.iter().copied()))
                .order_by_asc(client::Column::Id)
                .all(self.db())
                .await?;
            for row in rows {
                clients.push(Client::read(row)?);
            }
        }
        Ok(clients)
    }

    /// Changes what is said of a client; answers with the new revision.
    ///
    /// # Errors
    /// [`StorageError::Stale`] when somebody else was quicker; [`Refusal::ClientMerged`], [`Refusal::ClientErased`].
    pub async fn edit_client(
        &self,
        act: &Act,
        id: ClientId,
        revision: u64,
        fields: &ClientFields,
    ) -> Result<u64> {
        fields.check()?;
        let mut write = self.write(act).await?;
        let row = write.live_client(id).await?;
        let next = check_revision("client", id.0, revision, row.revision)?;
        let salt = row.salt.clone();
        let before = fingerprint(&row)?;
        let mut row = row.into_active_model();
        set_fields(&mut row, fields);
        row.revision = Set(next);
        row.edited_at = Set(write.at());
        row.update(write.db()).await?;
        write.index_client(id).await?;
        let entry = Entry::new(Action::ClientEdited, id.0).client(id);
        let after = Fingerprint::of(&salt, fields)?;
        write.record(entry.before(before).after(after)).await?;
        write.commit().await?;
        count(next)
    }
}

fn set_fields(row: &mut client::ActiveModel, fields: &ClientFields) {
    row.given_name = Set(fields.given_name.clone());
    row.family_name = Set(fields.family_name.clone());
    row.preferred_name = Set(fields.preferred_name.clone());
    row.birth_date = Set(fields.birth_date.map(|day| day.to_string()));
    row.phone = Set(fields.phone.clone());
    row.email = Set(fields.email.as_deref().map(|email| email.trim().to_owned()));
    row.notes = Set(fields.notes.clone());
    row.sort_key = Set(fields.sort_key());
    row.name_key = Set(Some(fields.name_key()).filter(|key| !key.is_empty()));
    row.phone_key = Set(fields.phone_key());
    row.email_key = Set(fields.email_key());
}

pub(crate) fn find(studio: StudioId, id: ClientId) -> Select<client::Entity> {
    client::Entity::find_by_id(id.0).filter(client::Column::Studio.eq(studio.0))
}

impl Writing {
    async fn insert_clients(
        &mut self,
        portion: &[ClientFields],
        ids: &mut Vec<ClientId>,
    ) -> Result<()> {
        let mut rows = Vec::with_capacity(portion.len());
        let mut terms = Vec::new();
        let mut entries = Vec::with_capacity(portion.len());
        for fields in portion {
            let id = ClientId(self.new_id()?);
            let salt = random::bytes::<16>()?.to_vec();
            let after = Fingerprint::of(&salt, fields)?;
            let mut row = client::ActiveModel {
                id: Set(id.0),
                studio: Set(self.studio().0),
                salt: Set(salt),
                revision: Set(1),
                created_at: Set(self.at()),
                edited_at: Set(self.at()),
                merged_into: Set(None),
                erased_at: Set(None),
                kept_until: Set(None),
                ..<client::ActiveModel as Default>::default()
            };
            set_fields(&mut row, fields);
            rows.push(row);
            terms.extend(self.term_rows(id, &fields.sort_key(), fields.terms()));
            entries.push(
                Entry::new(Action::ClientCreated, id.0)
                    .client(id)
                    .after(after),
            );
            ids.push(id);
        }
        client::Entity::insert_many(rows)
            .exec_without_returning(self.db())
            .await?;
        self.insert_terms(terms).await?;
        self.record_all(entries).await
    }

    fn term_rows(
        &self,
        id: ClientId,
        sort_key: &str,
        mut terms: Vec<String>,
    ) -> Vec<client_term::ActiveModel> {
        terms.sort();
        terms.dedup();
        terms
            .into_iter()
            .map(|term| client_term::ActiveModel {
                studio: Set(self.studio().0),
                term: Set(term),
                client: Set(id.0),
                sort_key: Set(sort_key.to_owned()),
            })
            .collect()
    }

    async fn insert_terms(&self, rows: Vec<client_term::ActiveModel>) -> Result<()> {
        for portion in rows.chunks(ROWS) {
            client_term::Entity::insert_many(portion.to_vec())
                .exec_without_returning(self.db())
                .await?;
        }
        Ok(())
    }

    /// Writes anew what finds a client: its own words and those of the records merged into it.
    pub(crate) async fn index_client(&self, id: ClientId) -> Result<()> {
        self.unindex_client(id).await?;
        let mut terms = Vec::new();
        let family = self.family(id).await?;
        let sort_key = family.first().map(|row| row.sort_key.clone());
        for member in family {
            terms.extend(Client::read(member)?.fields.terms());
        }
        self.insert_terms(self.term_rows(id, &sort_key.unwrap_or_default(), terms))
            .await
    }

    pub(crate) async fn unindex_client(&self, id: ClientId) -> Result<()> {
        client_term::Entity::delete_many()
            .filter(client_term::Column::Client.eq(id.0))
            .exec(self.db())
            .await?;
        Ok(())
    }

    /// A client's record and, after it, every record merged into it.
    pub(crate) async fn family(&self, id: ClientId) -> Result<Vec<client::Model>> {
        family(self.db(), self.studio(), id).await
    }

    /// A client's record that is in use.
    pub(crate) async fn live_client(&self, id: ClientId) -> Result<client::Model> {
        let row = find(self.studio(), id)
            .one(self.db())
            .await?
            .ok_or(StorageError::NotFound {
                kind: "client",
                id: id.0,
            })?;
        if row.erased_at.is_some() {
            return Err(Refusal::ClientErased.into());
        }
        match row.merged_into {
            Some(into) => Err(Refusal::ClientMerged(ClientId(into)).into()),
            None => Ok(row),
        }
    }
}

/// A client's record and, after it, every record merged into it, however deep.
pub(crate) async fn family<C: ConnectionTrait>(
    db: &C,
    studio: StudioId,
    id: ClientId,
) -> Result<Vec<client::Model>> {
    let mut family: Vec<client::Model> = find(studio, id).one(db).await?.into_iter().collect();
    let mut next = 0;
    while next < family.len() {
        let merged = client::Entity::find()
            .filter(client::Column::MergedInto.eq(family[next].id))
            .all(db)
            .await?;
        family.extend(merged);
        next += 1;
    }
    Ok(family)
}

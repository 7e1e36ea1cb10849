//! A studio: its name, how it counts money and days, how long it keeps, and its settings.

use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::account::NewAccount;
use crate::act::{Act, Actor, instant};
use crate::audit::{Action, Link};
use crate::error::{Result, StorageError, check_name, check_revision, check_text, count};
use crate::id::{AccountId, StudioId};
use crate::random;
use crate::store::Store;
use crate::table::{audit_head, studio};
use crate::write::{Entry, Fingerprint, Writing};

/// Settings are a document of at most so many characters.
const MOST_SETTINGS: usize = 1_000_000;

/// What is said of a studio.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudioFields {
    /// Its name, at most 200 characters.
    pub name: String,
    /// The currency of its prices: three capital letters of ISO 4217.
    pub currency: String,
    /// The name of its time zone in the IANA database, `Europe/London`.
    pub time_zone: String,
    /// How many years what was agreed is kept after a client asked to be erased, 0 to 100.
    pub keeping_years: u8,
    /// Everything else that is set, as a document that storage does not look into.
    pub settings: String,
}

impl Default for StudioFields {
    /// Ten years of keeping: what courts and insurers usually ask of a treatment's record.
    fn default() -> Self {
        Self {
            name: "Studio".to_owned(),
            currency: "EUR".to_owned(),
            time_zone: "UTC".to_owned(),
            keeping_years: 10,
            settings: "{}".to_owned(),
        }
    }
}

/// A studio as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Studio {
    /// Its identifier.
    pub id: StudioId,
    /// What is said of it.
    #[serde(flatten)]
    pub fields: StudioFields,
    /// Grows with every edit.
    pub revision: u64,
    /// When it began.
    pub created_at: Timestamp,
}

impl StudioFields {
    fn check(&self) -> Result<()> {
        check_name("name", &self.name, 200)?;
        check_name("time zone", &self.time_zone, 64)?;
        check_text("settings", &self.settings, MOST_SETTINGS)?;
        let letters =
            self.currency.len() == 3 && self.currency.bytes().all(|b| b.is_ascii_uppercase());
        if !letters {
            return Err(StorageError::field(
                "currency",
                format!(
                    "{:?}: three capital letters of ISO 4217, such as EUR",
                    self.currency
                ),
            ));
        }
        if self.keeping_years > 100 {
            return Err(StorageError::field(
                "keeping years",
                format!("{}: 0 to 100", self.keeping_years),
            ));
        }
        Ok(())
    }
}

impl Studio {
    fn read(row: studio::Model) -> Result<Self> {
        Ok(Self {
            id: StudioId(row.id),
            fields: StudioFields {
                name: row.name,
                currency: row.currency,
                time_zone: row.time_zone,
                keeping_years: u8::try_from(row.keeping_years)
                    .map_err(|_| StorageError::damaged("a studio's keeping time"))?,
                settings: row.settings,
            },
            revision: count(row.revision)?,
            created_at: instant(row.created_at)?,
        })
    }
}

impl Store {
    /// Makes a studio with its first owner (whose role is set to owner).
    pub async fn create_studio(
        &self,
        fields: &StudioFields,
        owner: &NewAccount,
        at: Timestamp,
    ) -> Result<(StudioId, AccountId)> {
        fields.check()?;
        let id = StudioId(random::id(at)?);
        let act = Act {
            studio: id,
            actor: Actor::Program,
            at,
        };
        let mut write = self.write_first(&act).await?;
        let salt = random::bytes::<16>()?.to_vec();
        let after = Fingerprint::of(&salt, fields)?;
        let row = studio::ActiveModel {
            id: Set(id.0),
            name: Set(fields.name.clone()),
            currency: Set(fields.currency.clone()),
            time_zone: Set(fields.time_zone.clone()),
            keeping_years: Set(fields.keeping_years.into()),
            settings: Set(fields.settings.clone()),
            salt: Set(salt),
            revision: Set(1),
            created_at: Set(write.at()),
        };
        row.insert(write.db()).await?;
        let head = audit_head::ActiveModel {
            studio: Set(id.0),
            events: Set(Link::START.events()?),
            hash: Set(Link::START.hash.to_vec()),
        };
        head.insert(write.db()).await?;
        write
            .record(Entry::new(Action::StudioCreated, id.0).after(after))
            .await?;
        let owner = write.create_owner(owner).await?;
        write.commit().await?;
        Ok((id, owner))
    }

    /// Every studio of this database, oldest first.
    pub async fn studios(&self) -> Result<Vec<Studio>> {
        let rows = studio::Entity::find()
            .order_by_asc(studio::Column::Id)
            .all(self.db())
            .await?;
        rows.into_iter().map(Studio::read).collect()
    }

    /// A studio.
    pub async fn studio(&self, id: StudioId) -> Result<Option<Studio>> {
        let row = studio::Entity::find_by_id(id.0).one(self.db()).await?;
        row.map(Studio::read).transpose()
    }

    /// Changes what is said of the act's studio; `revision` is the one that the change was made on. Answers with the new one.
    pub async fn edit_studio(
        &self,
        act: &Act,
        revision: u64,
        fields: &StudioFields,
    ) -> Result<u64> {
        fields.check()?;
        let mut write = self.write(act).await?;
        let row = write.studio_row().await?;
        let next = check_revision("studio", row.id, revision, row.revision)?;
        let salt = row.salt.clone();
        let before = Fingerprint::of(&salt, &Studio::read(row.clone())?.fields)?;
        let mut row = row.into_active_model();
        row.name = Set(fields.name.clone());
        row.currency = Set(fields.currency.clone());
        row.time_zone = Set(fields.time_zone.clone());
        row.keeping_years = Set(fields.keeping_years.into());
        row.settings = Set(fields.settings.clone());
        row.revision = Set(next);
        row.update(write.db()).await?;
        let after = Fingerprint::of(&salt, fields)?;
        write
            .record(
                Entry::new(Action::StudioEdited, act.studio.0)
                    .before(before)
                    .after(after),
            )
            .await?;
        write.commit().await?;
        count(next)
    }
}

impl Writing {
    /// The studio of this write.
    pub(crate) async fn studio_row(&self) -> Result<studio::Model> {
        let id = self.studio().0;
        studio::Entity::find_by_id(id)
            .one(self.db())
            .await?
            .ok_or(StorageError::NotFound { kind: "studio", id })
    }
}

//! Encrypted files: written before the row that names them, deleted after it, so that a row never names a file that is not there.

use jiff::Timestamp;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, TransactionTrait};
use serde::Serialize;
use std::collections::BTreeSet;

use crate::act::{Act, milliseconds};
use crate::audit::Action;
use crate::envelope::{self, Kind, OVERHEAD, Place};
use crate::error::{Refusal, Result, StorageError, count};
use crate::id::{PhotographId, StudioId};
use crate::key::{Key, StudioKey, hex};
use crate::store::{Store, blocking};
use crate::table::{object, photograph};
use crate::write::{Entry, Writing};

/// Keys are wrapped anew in portions of so many.
const PORTION: u64 = 500;

/// A file that was written and waits for its row.
pub(crate) struct Written {
    pub(crate) address: Vec<u8>,
    path: String,
    size: i64,
    wrapped_key: Vec<u8>,
    key_version: u32,
}

/// Something that does not fit between rows and files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ObjectFault {
    /// A photograph's file is absent, changed, or does not open with the studio key.
    Unreadable {
        /// The photograph.
        photograph: PhotographId,
        /// What is wrong.
        reason: String,
    },
    /// A file that belongs to no photograph: left when the program stopped in between. [`Store::sweep_objects`] removes it.
    Stray {
        /// The file below the object folder.
        path: String,
    },
}

impl Store {
    /// Encrypts a picture and writes it down, lasting, under a name that nothing else has.
    pub(crate) async fn write_object(
        &self,
        place: Place,
        address: Vec<u8>,
        bytes: Vec<u8>,
    ) -> Result<Written> {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        let (file, key) = blocking(move || envelope::seal(place, &bytes)).await?;
        let (key_version, wrapped_key) = {
            // The file, not what was read at the start: another node may have rotated the key, and may be about to retire the old version.
            let studio_key = StudioKey::open(self.options().key_file(), false)?;
            let (version, newest) = studio_key.newest()?;
            let wrapped = envelope::wrap(newest, version, place.studio, &address, &key)?;
            (version, wrapped)
        };
        let name = hex(&address);
        let path = format!(
            "{}/{}/{}-{}",
            place.studio,
            &name[..2],
            *name,
            place.photograph
        );
        self.files()
            .put(&Path::from(path.as_str()), PutPayload::from(file))
            .await?;
        Ok(Written {
            address,
            path,
            size,
            wrapped_key,
            key_version,
        })
    }

    /// The picture of an object.
    pub(crate) async fn read_object(&self, place: Place, row: object::Model) -> Result<Vec<u8>> {
        let key = self.data_key(&row).await?;
        let size = count(row.size)?;
        let found = self.files().get(&Path::from(row.path.as_str())).await?;
        // Before anything is allocated for it.
        if found.meta.size != size + OVERHEAD {
            return Err(StorageError::damaged(format!(
                "object file {} has {} bytes instead of {}",
                row.path,
                found.meta.size,
                size + OVERHEAD
            )));
        }
        let file = found.bytes().await?;
        blocking(move || envelope::open(place, &key, &file)).await
    }

    pub(crate) async fn data_key(&self, row: &object::Model) -> Result<Key> {
        let version = u32::try_from(row.key_version)
            .map_err(|_| StorageError::damaged("a version of the studio key"))?;
        let unwrap = |studio_key: &StudioKey| {
            let key = studio_key.version(version)?;
            envelope::unwrap(key, version, row.studio, &row.address, &row.wrapped_key)
        };
        {
            let studio_key = self.key().read().await;
            if studio_key.version(version).is_ok() {
                return unwrap(&studio_key);
            }
        }
        // Another node may have rotated the key since it was read here.
        let read = StudioKey::open(self.options().key_file(), false)?;
        let key = unwrap(&read);
        *self.key().write().await = read;
        key
    }

    /// Deletes a file whose row is gone; one that is not there is no error.
    pub(crate) async fn delete_file(&self, path: &str) -> Result<()> {
        match self.files().delete(&Path::from(path)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) async fn discard(&self, written: &[Written]) -> Result<()> {
        for file in written {
            self.delete_file(&file.path).await?;
        }
        Ok(())
    }

    /// Makes a new version of the studio key and wraps every object's key with it; the objects themselves stay as they are. Answers with the version and how
    /// many were wrapped anew. The old versions stay in the key file until [`Store::retire_old_keys`].
    pub async fn rotate_key(&self, act: &Act) -> Result<(u32, u64)> {
        let version = {
            let mut key = self.key().write().await;
            // What the file says counts: another node may have been here.
            *key = StudioKey::open(self.options().key_file(), false)?.rotate()?;
            key.newest()?.0
        };
        let mut write = self.write(act).await?;
        write
            .record(Entry::new(Action::KeyRotated, act.studio.0))
            .await?;
        write.commit().await?;
        let mut wrapped = 0;
        loop {
            let portion = self.rewrap_portion(version).await?;
            wrapped += portion;
            if portion == 0 {
                return Ok((version, wrapped));
            }
        }
    }

    async fn rewrap_portion(&self, version: u32) -> Result<u64> {
        let _turn = self.turn().await;
        let tx = self.db().begin().await?;
        let rows = object::Entity::find()
            .filter(object::Column::KeyVersion.lt(i64::from(version)))
            .order_by_asc(object::Column::Address)
            .limit(PORTION)
            .all(self.db())
            .await?;
        let done = rows.len() as u64;
        for row in rows {
            let key = self.data_key(&row).await?;
            let studio_key = self.key().read().await;
            let newest = studio_key.version(version)?;
            let wrapped = envelope::wrap(newest, version, row.studio, &row.address, &key)?;
            // A photograph that is removed meanwhile is no error.
            object::Entity::update_many()
                .col_expr(object::Column::WrappedKey, Expr::value(wrapped))
                .col_expr(object::Column::KeyVersion, Expr::value(i64::from(version)))
                .filter(object::Column::Studio.eq(row.studio))
                .filter(object::Column::Address.eq(row.address))
                .exec(&tx)
                .await?;
        }
        tx.commit().await?;
        Ok(done)
    }

    /// Takes all versions but the newest out of the key file. Not while other nodes take photographs: one that is being written may still need the old version.
    ///
    /// # Errors
    /// [`Refusal::KeyInUse`] when an object's key is still wrapped with an older one: rotate first.
    pub async fn retire_old_keys(&self) -> Result<()> {
        let mut key = self.key().write().await;
        let read = StudioKey::open(self.options().key_file(), false)?;
        let old = object::Entity::find()
            .filter(object::Column::KeyVersion.lt(i64::from(read.newest()?.0)))
            .count(self.db())
            .await?;
        if old > 0 {
            return Err(Refusal::KeyInUse(old).into());
        }
        *key = read.retire()?;
        Ok(())
    }

    /// Reads every object of a studio and compares files with rows. Slow: it decrypts everything.
    pub async fn check_objects(&self, studio: StudioId) -> Result<Vec<ObjectFault>> {
        let mut faults = Vec::new();
        let rows = photograph::Entity::find()
            .filter(photograph::Column::Studio.eq(studio.0))
            .order_by_asc(photograph::Column::Id)
            .all(self.db())
            .await?;
        for row in rows {
            let photograph = PhotographId(row.id);
            for kind in [Kind::Original, Kind::Thumbnail] {
                if let Err(error) = self.picture(&row, kind).await {
                    let reason = error.to_string();
                    faults.push(ObjectFault::Unreadable { photograph, reason });
                }
            }
        }
        let strays = self.strays(studio, None).await?;
        faults.extend(strays.into_iter().map(|path| ObjectFault::Stray { path }));
        Ok(faults)
    }

    /// Deletes files that belong to no photograph and were written before `before` (younger ones may wait for their row). Answers with how many.
    pub async fn sweep_objects(&self, studio: StudioId, before: Timestamp) -> Result<u64> {
        let strays = self.strays(studio, Some(before)).await?;
        for path in &strays {
            self.delete_file(path).await?;
        }
        Ok(strays.len() as u64)
    }

    async fn strays(&self, studio: StudioId, before: Option<Timestamp>) -> Result<Vec<String>> {
        let known: Vec<String> = object::Entity::find()
            .select_only()
            .column(object::Column::Path)
            .filter(object::Column::Studio.eq(studio.0))
            .into_tuple()
            .all(self.db())
            .await?;
        let known: BTreeSet<String> = known.into_iter().collect();
        let mut strays = Vec::new();
        let mut folders = vec![Path::from(studio.to_string())];
        while let Some(folder) = folders.pop() {
            let listed = self.files().list_with_delimiter(Some(&folder)).await?;
            folders.extend(listed.common_prefixes);
            for file in listed.objects {
                let path = file.location.to_string();
                let written = file.last_modified.timestamp_millis();
                let old = before.is_none_or(|before| written < milliseconds(before));
                if old && !known.contains(&path) {
                    strays.push(path);
                }
            }
        }
        strays.sort();
        Ok(strays)
    }
}

impl Writing {
    pub(crate) async fn insert_object(&self, written: &Written) -> Result<()> {
        let row = object::ActiveModel {
            studio: Set(self.studio().0),
            address: Set(written.address.clone()),
            path: Set(written.path.clone()),
            size: Set(written.size),
            wrapped_key: Set(written.wrapped_key.clone()),
            key_version: Set(i64::from(written.key_version)),
            created_at: Set(self.at()),
        };
        row.insert(self.db()).await?;
        Ok(())
    }

    /// Deletes an object's row and with it the only copy of its key; answers with the file to delete after the commit.
    pub(crate) async fn delete_object(&self, address: &[u8]) -> Result<Option<String>> {
        let row = find(self.studio().0, address).one(self.db()).await?;
        let Some(row) = row else { return Ok(None) };
        let path = row.path.clone();
        row.delete(self.db()).await?;
        Ok(Some(path))
    }
}

pub(crate) fn find(studio: Uuid, address: &[u8]) -> Select<object::Entity> {
    object::Entity::find()
        .filter(object::Column::Studio.eq(studio))
        .filter(object::Column::Address.eq(address.to_vec()))
}

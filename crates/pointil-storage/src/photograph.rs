//! A client's photographs: kept as they come, encrypted, once for the same bytes.
//!
//! Nothing here looks into a picture: the caller decodes it, turns it upright, writes it anew without metadata and makes the thumbnail.

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::act::{Act, instant};
use crate::audit::Action;
use crate::client::maybe_date;
use crate::envelope::{self, Kind, Place};
use crate::error::{Result, StorageError, check_document, check_name, check_revision, count};
use crate::id::{ClientId, PhotographId, StudioId};
use crate::key::hex;
use crate::object::{self, Written};
use crate::random;
use crate::store::Store;
use crate::table::photograph;
use crate::write::{Entry, Fingerprint, Writing};

/// A photograph of at most so many bytes.
const MOST_BYTES: usize = 64 << 20;
/// A thumbnail of at most so many bytes.
const MOST_THUMBNAIL_BYTES: usize = 1 << 20;
/// Pixels a side that a picture can have.
const MOST_PIXELS: u32 = 65_535;
/// A document of at most so many characters.
const MOST_DOCUMENT: usize = 1_000_000;

/// What a picture is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaType {
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
    /// WebP.
    #[serde(rename = "image/webp")]
    WebP,
}

impl MediaType {
    /// As in `Content-Type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }

    /// The ending of a file name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }

    fn read(text: &str) -> Result<Self> {
        [Self::Jpeg, Self::Png, Self::WebP]
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or_else(|| StorageError::damaged(format!("a picture of type {text:?}")))
    }
}

/// An encoded picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What it is written in.
    pub media_type: MediaType,
    /// The encoded bytes.
    pub bytes: Vec<u8>,
}

/// What is said of a photograph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotographFields {
    /// From where the head is seen, in the caller's words, at most 40 characters.
    pub pose: String,
    /// The day it was taken.
    pub taken_on: Option<Date>,
    /// Landmarks and camera, a document that storage does not look into, at most a million characters.
    pub document: Option<String>,
}

/// A photograph to be kept.
#[derive(Clone, Debug)]
pub struct NewPhotograph {
    /// What is said of it.
    pub fields: PhotographFields,
    /// The picture: upright, without metadata.
    pub original: Picture,
    /// Its width in pixels.
    pub width_px: u32,
    /// Its height in pixels.
    pub height_px: u32,
    /// A small picture of it.
    pub thumbnail: Picture,
}

/// A photograph as kept, without its pictures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Photograph {
    /// The identifier.
    pub id: PhotographId,
    /// Whose.
    pub client: ClientId,
    /// What is said of it.
    #[serde(flatten)]
    pub fields: PhotographFields,
    /// What the picture is written in.
    pub media_type: MediaType,
    /// Width in pixels.
    pub width_px: u32,
    /// Height in pixels.
    pub height_px: u32,
    /// Grows with every edit.
    pub revision: u64,
    /// When it was kept.
    pub created_at: Timestamp,
}

impl PhotographFields {
    fn check(&self) -> Result<()> {
        check_name("pose", &self.pose, 40)?;
        match &self.document {
            Some(document) => check_document(document, MOST_DOCUMENT),
            None => Ok(()),
        }
    }
}

impl NewPhotograph {
    fn check(&self) -> Result<()> {
        self.fields.check()?;
        check_bytes("photograph", &self.original.bytes, MOST_BYTES)?;
        check_bytes("thumbnail", &self.thumbnail.bytes, MOST_THUMBNAIL_BYTES)?;
        for (field, pixels) in [("width", self.width_px), ("height", self.height_px)] {
            if pixels == 0 || pixels > MOST_PIXELS {
                return Err(StorageError::field(
                    field,
                    format!("{pixels} pixels: 1 to {MOST_PIXELS}"),
                ));
            }
        }
        Ok(())
    }
}

fn check_bytes(field: &'static str, bytes: &[u8], most: usize) -> Result<()> {
    if bytes.is_empty() || bytes.len() > most {
        return Err(StorageError::field(
            field,
            format!("{} bytes: 1 to {most}", bytes.len()),
        ));
    }
    Ok(())
}

impl Photograph {
    pub(crate) fn read(row: photograph::Model) -> Result<Self> {
        let pixels = |value: i64| {
            u32::try_from(value).map_err(|_| StorageError::damaged("the size of a photograph"))
        };
        Ok(Self {
            id: PhotographId(row.id),
            client: ClientId(row.client),
            fields: PhotographFields {
                pose: row.pose,
                taken_on: maybe_date(row.taken_on)?,
                document: row.document,
            },
            media_type: MediaType::read(&row.media_type)?,
            width_px: pixels(row.width)?,
            height_px: pixels(row.height)?,
            revision: count(row.revision)?,
            created_at: instant(row.created_at)?,
        })
    }
}

impl Store {
    /// Keeps a photograph. The same bytes for the same client are the same photograph: nothing is written the second time, and what was said of it stays.
    /// A client behind a private link keeps photographs of themselves, while the link is open.
    pub async fn put_photograph(
        &self,
        act: &Act,
        client: ClientId,
        new: &NewPhotograph,
    ) -> Result<PhotographId> {
        new.check()?;
        let address = self
            .picture_address(act.studio, client, Kind::Original, &new.original)
            .await?;
        let kept = by_address(act.studio, &address).one(self.db()).await?;
        if let Some(kept) = kept {
            return Ok(PhotographId(kept.id));
        }
        let id = PhotographId(random::id(act.at)?);
        let written = self.write_pictures(act, client, id, new).await?;
        let done = self.keep_photograph(act, client, id, new, &written).await;
        if !matches!(&done, Ok(kept) if *kept == id) {
            // Refused, or somebody put the same bytes meanwhile: the files are not needed. One that cannot be deleted now is swept later.
            let _ = self.discard(&written).await;
        }
        done
    }

    async fn picture_address(
        &self,
        studio: StudioId,
        client: ClientId,
        kind: Kind,
        picture: &Picture,
    ) -> Result<Vec<u8>> {
        let key = self.key().read().await;
        envelope::address(&key.address, studio.0, client.0, kind, &picture.bytes)
    }

    async fn write_pictures(
        &self,
        act: &Act,
        client: ClientId,
        id: PhotographId,
        new: &NewPhotograph,
    ) -> Result<[Written; 2]> {
        let write = async |kind, picture: &Picture| {
            let address = self
                .picture_address(act.studio, client, kind, picture)
                .await?;
            let place = Place {
                studio: act.studio.0,
                photograph: id.0,
                kind,
            };
            self.write_object(place, address, picture.bytes.clone())
                .await
        };
        let original = write(Kind::Original, &new.original).await?;
        let thumbnail = write(Kind::Thumbnail, &new.thumbnail).await?;
        Ok([original, thumbnail])
    }

    async fn keep_photograph(
        &self,
        act: &Act,
        client: ClientId,
        id: PhotographId,
        new: &NewPhotograph,
        [original, thumbnail]: &[Written; 2],
    ) -> Result<PhotographId> {
        let mut write = self.write(act).await?;
        write.check_link_of(client).await?;
        let salt = write.live_client(client).await?.salt;
        let kept = by_address(act.studio, &original.address)
            .one(write.db())
            .await?;
        if let Some(kept) = kept {
            return Ok(PhotographId(kept.id));
        }
        write.insert_object(original).await?;
        write.insert_object(thumbnail).await?;
        let row = photograph::Model {
            id: id.0,
            studio: act.studio.0,
            client: client.0,
            pose: new.fields.pose.clone(),
            taken_on: new.fields.taken_on.map(|day| day.to_string()),
            media_type: new.original.media_type.as_str().to_owned(),
            width: new.width_px.into(),
            height: new.height_px.into(),
            original: original.address.clone(),
            thumbnail: thumbnail.address.clone(),
            thumbnail_media_type: new.thumbnail.media_type.as_str().to_owned(),
            document: new.fields.document.clone(),
            revision: 1,
            created_at: write.at(),
        };
        let after = fingerprint(&salt, &row)?;
        let row = row.into_active_model().reset_all();
        row.insert(write.db()).await?;
        let entry = Entry::new(Action::PhotographKept, id.0).client(client);
        write.record(entry.after(after)).await?;
        write.commit().await?;
        Ok(id)
    }

    /// A photograph, without its pictures.
    pub async fn photograph(
        &self,
        studio: StudioId,
        id: PhotographId,
    ) -> Result<Option<Photograph>> {
        let row = find(studio, id).one(self.db()).await?;
        row.map(Photograph::read).transpose()
    }

    /// A client's photographs in the order they were kept.
    pub async fn photographs(&self, studio: StudioId, client: ClientId) -> Result<Vec<Photograph>> {
        let rows = of_client(studio, client)
            .order_by_asc(photograph::Column::Id)
            .all(self.db())
            .await?;
        rows.into_iter().map(Photograph::read).collect()
    }

    /// The picture of a photograph, decrypted.
    pub async fn original(&self, studio: StudioId, id: PhotographId) -> Result<Option<Picture>> {
        self.find_picture(studio, id, Kind::Original).await
    }

    /// The small picture of a photograph, decrypted.
    pub async fn thumbnail(&self, studio: StudioId, id: PhotographId) -> Result<Option<Picture>> {
        self.find_picture(studio, id, Kind::Thumbnail).await
    }

    async fn find_picture(
        &self,
        studio: StudioId,
        id: PhotographId,
        kind: Kind,
    ) -> Result<Option<Picture>> {
        match find(studio, id).one(self.db()).await? {
            Some(row) => Ok(Some(self.picture(&row, kind).await?)),
            None => Ok(None),
        }
    }

    pub(crate) async fn picture(&self, row: &photograph::Model, kind: Kind) -> Result<Picture> {
        let (address, media_type) = match kind {
            Kind::Original => (&row.original, &row.media_type),
            Kind::Thumbnail => (&row.thumbnail, &row.thumbnail_media_type),
        };
        let object = object::find(row.studio, address)
            .one(self.db())
            .await?
            .ok_or_else(|| StorageError::damaged(format!("photograph {} has no object", row.id)))?;
        let place = Place {
            studio: row.studio,
            photograph: row.id,
            kind,
        };
        Ok(Picture {
            media_type: MediaType::read(media_type)?,
            bytes: self.read_object(place, object).await?,
        })
    }

    /// Changes what is said of a photograph: pose, day, landmarks and camera. Answers with the new revision.
    pub async fn edit_photograph(
        &self,
        act: &Act,
        id: PhotographId,
        revision: u64,
        fields: &PhotographFields,
    ) -> Result<u64> {
        fields.check()?;
        let mut write = self.write(act).await?;
        let row = write.photograph_row(id).await?;
        let client = ClientId(row.client);
        let salt = write.live_client(client).await?.salt;
        let next = check_revision("photograph", id.0, revision, row.revision)?;
        let before = fingerprint(&salt, &row)?;
        let mut row = row.into_active_model();
        row.pose = Set(fields.pose.clone());
        row.taken_on = Set(fields.taken_on.map(|day| day.to_string()));
        row.document = Set(fields.document.clone());
        row.revision = Set(next);
        let row = row.update(write.db()).await?;
        let after = fingerprint(&salt, &row)?;
        let entry = Entry::new(Action::PhotographEdited, id.0).client(client);
        write.record(entry.before(before).after(after)).await?;
        write.commit().await?;
        count(next)
    }

    /// Removes a photograph: its key at once, its files after.
    pub async fn remove_photograph(&self, act: &Act, id: PhotographId) -> Result<()> {
        let mut write = self.write(act).await?;
        let row = write.photograph_row(id).await?;
        let files = write.delete_photograph(row).await?;
        write.commit().await?;
        self.delete_files(&files).await
    }

    pub(crate) async fn delete_files(&self, files: &[String]) -> Result<()> {
        for path in files {
            self.delete_file(path).await?;
        }
        Ok(())
    }
}

impl Writing {
    async fn photograph_row(&self, id: PhotographId) -> Result<photograph::Model> {
        find(self.studio(), id)
            .one(self.db())
            .await?
            .ok_or(StorageError::NotFound {
                kind: "photograph",
                id: id.0,
            })
    }

    /// Deletes a photograph's rows; answers with the files to delete after the commit.
    async fn delete_photograph(&mut self, row: photograph::Model) -> Result<Vec<String>> {
        let (id, client) = (row.id, ClientId(row.client));
        let (original, thumbnail) = (row.original.clone(), row.thumbnail.clone());
        row.delete(self.db()).await?;
        let mut files = Vec::new();
        files.extend(self.delete_object(&original).await?);
        files.extend(self.delete_object(&thumbnail).await?);
        self.record(Entry::new(Action::PhotographRemoved, id).client(client))
            .await?;
        Ok(files)
    }

    pub(crate) async fn delete_photographs_of(&mut self, client: ClientId) -> Result<Vec<String>> {
        let rows = of_client(self.studio(), client).all(self.db()).await?;
        let mut files = Vec::new();
        for row in rows {
            files.extend(self.delete_photograph(row).await?);
        }
        Ok(files)
    }
}

/// The hash of what is said of a photograph and of what is in it.
fn fingerprint(salt: &[u8], row: &photograph::Model) -> Result<Fingerprint> {
    let said = (
        &row.pose,
        &row.taken_on,
        &row.document,
        hex(&row.original).to_string(),
    );
    Fingerprint::of(salt, &said)
}

fn find(studio: StudioId, id: PhotographId) -> Select<photograph::Entity> {
    photograph::Entity::find_by_id(id.0).filter(photograph::Column::Studio.eq(studio.0))
}

fn by_address(studio: StudioId, address: &[u8]) -> Select<photograph::Entity> {
    photograph::Entity::find()
        .filter(photograph::Column::Studio.eq(studio.0))
        .filter(photograph::Column::Original.eq(address.to_vec()))
}

pub(crate) fn of_client(studio: StudioId, client: ClientId) -> Select<photograph::Entity> {
    photograph::Entity::find()
        .filter(photograph::Column::Studio.eq(studio.0))
        .filter(photograph::Column::Client.eq(client.0))
}

//! What a form of the practice sends: its fields, and the pictures that go with it. Forms with and without files are read alike.

use axum::extract::multipart::{Field as Part, MultipartError};
use axum::extract::{Form, FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use jiff::civil::Date;
use pointil_storage::{Act, ClientId, PhotographFields, PhotographId};

use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::photograph::intake;

/// Bytes of a field with words.
const MOST_TEXT: usize = 64 << 10;
/// Pictures that one form takes.
const MOST_PICTURES: usize = 12;
/// Fields that one form takes.
const MOST_FIELDS: usize = 400;

/// Fields with their values, some of them more than once, and pictures.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent {
    /// Names with values.
    pub(crate) pairs: Vec<(String, String)>,
    /// The files of fields called `photograph`; empty ones are left out.
    pub(crate) pictures: Vec<Vec<u8>>,
}

fn broken(error: MultipartError) -> Fault {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
        _ => Fault::Malformed(error.body_text()),
    }
}

async fn text(part: Part<'_>) -> Result<String, Fault> {
    let text = part.text().await.map_err(broken)?;
    match text.len() {
        0..=MOST_TEXT => Ok(text),
        _ => Err(Fault::TooLarge),
    }
}

impl Sent {
    /// The first value of a field, without spaces around it; empty when there is none.
    pub(crate) fn one(&self, name: &str) -> &str {
        let own = self.pairs.iter().find(|(own, _)| own == name);
        own.map_or("", |(_, value)| value.trim())
    }

    /// Every value of a field.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let own = self.pairs.iter().filter(|(own, _)| own == name);
        own.map(|(_, value)| value.clone()).collect()
    }

    async fn of_parts(mut parts: Multipart) -> Result<Self, Fault> {
        let mut sent = Self::default();
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            if name == "photograph" && part.file_name().is_some() {
                let bytes = part.bytes().await.map_err(broken)?;
                if !bytes.is_empty() {
                    sent.pictures.push(bytes.to_vec());
                }
            } else {
                sent.pairs.push((name, text(part).await?));
            }
            if sent.pictures.len() > MOST_PICTURES || sent.pairs.len() > MOST_FIELDS {
                return Err(Fault::TooLarge);
            }
        }
        Ok(sent)
    }

    /// Keeps the pictures as photographs of a client; they are upright and without place, time or camera data.
    ///
    /// # Errors
    /// Bytes that are no picture, or more than are taken.
    pub(crate) async fn keep_pictures(
        &self,
        app: &App,
        act: &Act,
        client: ClientId,
        day: Date,
    ) -> Result<Vec<PhotographId>, Fault> {
        let pose = match self.one("pose") {
            "" => "top",
            pose => pose,
        };
        let fields = PhotographFields {
            pose: pose.to_owned(),
            taken_on: Some(day),
            document: None,
        };
        let mut kept = Vec::with_capacity(self.pictures.len());
        for picture in &self.pictures {
            if picture.len() > app.config().upload_bytes {
                return Err(Fault::TooLarge);
            }
            let id = intake::keep_by(app, act, client, picture.clone(), fields.clone()).await?;
            kept.push(id);
        }
        Ok(kept)
    }
}

impl FromRequest<App> for Sent {
    type Rejection = Fault;

    async fn from_request(request: Request, app: &App) -> Result<Self, Fault> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            let parts = Multipart::from_request(request, app).await;
            let parts = parts.map_err(|error| Fault::Malformed(error.body_text()))?;
            return Self::of_parts(parts).await;
        }
        let pairs = Form::<Vec<(String, String)>>::from_request(request, app).await;
        let Form(pairs) = pairs.map_err(|error| Fault::Malformed(error.body_text()))?;
        Ok(Self {
            pairs,
            pictures: Vec::new(),
        })
    }
}

/// Photographs by their identifiers, each one of this client.
///
/// # Errors
/// One that is none, or another client's.
pub(crate) async fn own_photographs(
    app: &App,
    act: &Act,
    client: ClientId,
    named: &[String],
) -> Result<Vec<pointil_practice::id::PhotographId>, Fault> {
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let all = app.store().photographs(act.studio, client).await?;
    let of = |name: &String| {
        let own = all.iter().find(|own| own.id.to_string() == *name);
        let own = own.ok_or_else(|| field("photographs", "choose photographs of this client"))?;
        Ok(pointil_practice::id::PhotographId(own.id.to_uuid()))
    };
    named.iter().map(of).collect()
}

//! The pages of photographs.

use askama::Template;
use axum::extract::multipart::{Field as Part, MultipartError};
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_storage::{Client, ClientId, Photograph, PhotographFields, PhotographId, Picture};
use serde::Deserialize;

use crate::app::App;
use crate::client::{find, full_name, record};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form, entered};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::photograph::fits::placed_in;
use crate::photograph::intake;
use crate::seat::Seat;
use crate::studio::revision;
use crate::words;

/// The longest text field of an upload.
const MOST_TEXT: usize = 200;

#[derive(Template)]
#[template(path = "photograph.html")]
struct PhotographPage {
    frame: Frame,
    photograph: Photograph,
    client: Client,
    name: String,
    form: Form,
    may_edit: bool,
    may_remove: bool,
    /// How many landmarks are placed.
    landmarks: usize,
}

/// What is said of a photograph, as text.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Description {
    pose: String,
    taken_on: String,
    revision: String,
}

impl Description {
    fn of(photograph: &Photograph) -> Self {
        let fields = &photograph.fields;
        Self {
            pose: fields.pose.clone(),
            taken_on: fields
                .taken_on
                .map(|day| day.to_string())
                .unwrap_or_default(),
            revision: photograph.revision.to_string(),
        }
    }

    fn fields(&self) -> [Field; 2] {
        let poses = words::POSES.map(|(code, name)| (code.to_owned(), name.to_owned()));
        let pose = if self.pose.is_empty() {
            "front"
        } else {
            &self.pose
        };
        [
            Field::new("select", "pose", "Seen from")
                .holding(pose)
                .among(poses),
            Field::new("date", "taken_on", "Taken on")
                .holding(&self.taken_on)
                .optional(),
        ]
    }

    fn form(&self, csrf: &str) -> Form {
        let revision = Field::hidden("revision", &self.revision);
        Form::new(csrf, self.fields().into_iter().chain([revision]))
    }

    fn read(&self, document: Option<String>) -> Result<PhotographFields, Fault> {
        let taken_on = entered(&self.taken_on).map(|text| {
            let fault = field(
                "taken_on",
                &format!("{text:?} is no day: write it as 2026-12-31"),
            );
            text.parse().map_err(|_| fault)
        });
        let pose = entered(&self.pose).ok_or_else(|| field("pose", "choose one of the list"))?;
        Ok(PhotographFields {
            pose,
            taken_on: taken_on.transpose()?,
            document,
        })
    }
}

/// The form that adds a photograph. On a telephone or tablet it opens the camera or the album.
pub(crate) fn upload_form(csrf: &str) -> Form {
    let file = Field::new("file", "photograph", "Photograph")
        .hinting("At most 64 MiB and 60 million pixels.")
        .taking("image/jpeg,image/png,image/webp");
    let fields = Description::default().fields();
    Form::new(csrf, [file].into_iter().chain(fields))
}

fn broken(error: MultipartError) -> Fault {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
        _ => Fault::Malformed(error.body_text()),
    }
}

async fn text(part: Part<'_>) -> Result<String, Fault> {
    let text = part.text().await.map_err(broken)?;
    if text.len() > MOST_TEXT {
        return Err(Fault::TooLarge);
    }
    Ok(text)
}

/// Reads an upload's parts; the body's limit bounds them all together.
pub(crate) async fn read_upload(
    mut parts: Multipart,
    most_bytes: usize,
) -> Result<(Vec<u8>, PhotographFields), Fault> {
    let mut bytes = None;
    let mut description = Description::default();
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        match part.name() {
            Some("photograph") => {
                bytes = Some(part.bytes().await.map_err(broken)?.to_vec());
            }
            Some("pose") => description.pose = text(part).await?,
            Some("taken_on") => description.taken_on = text(part).await?,
            _ => {}
        }
    }
    let bytes = bytes.filter(|bytes| !bytes.is_empty());
    let bytes = bytes.ok_or_else(|| field("photograph", "no file was chosen: choose one"))?;
    if bytes.len() > most_bytes {
        return Err(Fault::TooLarge);
    }
    Ok((bytes, description.read(None)?))
}

pub(crate) async fn upload(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(client): Path<ClientId>,
    parts: Multipart,
) -> Result<Response, Fault> {
    let kept = async {
        let (bytes, fields) = read_upload(parts, app.config().upload_bytes).await?;
        intake::keep(&app, &seat, client, bytes, fields).await
    };
    match kept.await {
        Ok(_) => {
            Ok(Redirect::to(&format!("/clients/{client}?done=photograph-kept")).into_response())
        }
        Err(fault @ Fault::Field { .. }) => {
            let status = fault.status();
            let mut answer = record::show(&app, &seat, frame, client, Some(fault)).await?;
            *answer.status_mut() = status;
            Ok(answer)
        }
        Err(fault) => Err(fault),
    }
}

/// A photograph of the asker's studio.
pub(crate) async fn find_photograph(
    app: &App,
    seat: &Seat,
    id: PhotographId,
) -> Result<Photograph, Fault> {
    app.store()
        .photograph(seat.studio, id)
        .await?
        .ok_or(Fault::NotFound)
}

async fn show_with(
    app: &App,
    seat: &Seat,
    frame: Frame,
    photograph: Photograph,
    form: Form,
) -> Result<Response, Fault> {
    let client = find(app, seat, photograph.client).await?;
    page(&PhotographPage {
        frame: frame
            .titled(words::pose(&photograph.fields.pose).to_owned())
            .at(Nav::Clients),
        name: full_name(&client.fields),
        landmarks: placed_in(&photograph)?.landmarks.len(),
        client,
        photograph,
        form,
        may_edit: seat.can(Action::EditPhotographs),
        may_remove: seat.can(Action::RemovePhotographs),
    })
}

pub(crate) async fn show(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(id): Path<PhotographId>,
) -> Result<Response, Fault> {
    let photograph = find_photograph(&app, &seat, id).await?;
    let form = Description::of(&photograph).form(&frame.csrf);
    show_with(&app, &seat, frame, photograph, form).await
}

pub(crate) async fn edit(
    State(app): State<App>,
    seat: Seat,
    frame: Frame,
    Path(id): Path<PhotographId>,
    axum::Form(description): axum::Form<Description>,
) -> Result<Response, Fault> {
    let photograph = find_photograph(&app, &seat, id).await?;
    let edited = async {
        let fields = description.read(photograph.fields.document.clone())?;
        let revision = revision(&description.revision)?;
        Ok::<u64, Fault>(
            app.store()
                .edit_photograph(&seat.act(), id, revision, &fields)
                .await?,
        )
    };
    match edited.await {
        Ok(_) => Ok(Redirect::to(&format!("/photographs/{id}?done=saved")).into_response()),
        Err(fault) => {
            let form = description.form(&frame.csrf).refused(fault)?;
            show_with(&app, &seat, frame, photograph, form).await
        }
    }
}

pub(crate) async fn remove(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<PhotographId>,
) -> Result<Response, Fault> {
    let photograph = find_photograph(&app, &seat, id).await?;
    app.store().remove_photograph(&seat.act(), id).await?;
    let to = format!("/clients/{}?done=photograph-removed", photograph.client);
    Ok(Redirect::to(&to).into_response())
}

/// A decrypted picture, never kept on its way.
pub(crate) fn picture(picture: Option<Picture>) -> Result<Response, Fault> {
    let picture = picture.ok_or(Fault::NotFound)?;
    let kind = HeaderValue::from_static(picture.media_type.as_str());
    let mut answer = picture.bytes.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    Ok(answer)
}

pub(crate) async fn original(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<PhotographId>,
) -> Result<Response, Fault> {
    picture(app.store().original(seat.studio, id).await?)
}

pub(crate) async fn thumbnail(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<PhotographId>,
) -> Result<Response, Fault> {
    picture(app.store().thumbnail(seat.studio, id).await?)
}

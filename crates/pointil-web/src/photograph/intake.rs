//! Untrusted bytes become a photograph that is kept: bounded, decoded on a bounded number of threads, upright, written anew.

use pointil_photo::{PlacedLandmarks, decode};
use pointil_storage::{
    Act, ClientId, MediaType, NewPhotograph, PhotographFields, PhotographId, Picture,
};

use crate::app::App;
use crate::fault::Fault;
use crate::seat::Seat;

/// Quality of the picture that is kept: nothing that a measurement needs is lost.
const QUALITY: u8 = 92;
/// The longer side of what is kept: a hair on a head that fills the picture is still two pixels wide.
const LONGEST_PX: u32 = 6000;
/// The longer side of the small picture.
const THUMBNAIL_PX: u32 = 480;
/// Quality of the small picture.
const THUMBNAIL_QUALITY: u8 = 82;

/// Decodes an upload and writes it anew.
fn prepare(bytes: &[u8], fields: PhotographFields) -> Result<NewPhotograph, Fault> {
    let photograph = decode(bytes)?.at_most(LONGEST_PX);
    let jpeg = |picture: &pointil_photo::Photograph, quality| {
        let bytes = picture.to_jpeg(quality).map_err(Fault::internal)?;
        Ok::<Picture, Fault>(Picture {
            media_type: MediaType::Jpeg,
            bytes,
        })
    };
    // The lens is the one thing of the camera that is kept: the pose is found with it.
    let document = PlacedLandmarks::none(photograph.lens());
    let document = serde_json::to_string(&document).map_err(Fault::internal)?;
    Ok(NewPhotograph {
        fields: PhotographFields {
            document: Some(document),
            ..fields
        },
        original: jpeg(&photograph, QUALITY)?,
        width_px: photograph.size().width,
        height_px: photograph.size().height,
        thumbnail: jpeg(&photograph.at_most(THUMBNAIL_PX), THUMBNAIL_QUALITY)?,
    })
}

/// Keeps an upload as a photograph of a client.
pub(crate) async fn keep(
    app: &App,
    seat: &Seat,
    client: ClientId,
    bytes: Vec<u8>,
    fields: PhotographFields,
) -> Result<PhotographId, Fault> {
    crate::client::find(app, seat, client).await?;
    keep_by(app, &seat.act(), client, bytes, fields).await
}

/// Keeps an upload as a photograph of a client, whoever sends it: somebody of the studio, or the client.
pub(crate) async fn keep_by(
    app: &App,
    act: &Act,
    client: ClientId,
    bytes: Vec<u8>,
    fields: PhotographFields,
) -> Result<PhotographId, Fault> {
    let place = app
        .pictures()
        .clone()
        .acquire_owned()
        .await
        .map_err(Fault::internal)?;
    let prepared = tokio::task::spawn_blocking(move || {
        let prepared = prepare(&bytes, fields);
        drop(place);
        prepared
    });
    let new = prepared.await.map_err(Fault::internal)??;
    Ok(app.store().put_photograph(act, client, &new).await?)
}

//! Everything about a client as one ZIP file, written while it is sent.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use pointil_storage::{ClientExport, ClientId, PhotographId, StorageError, Store, StudioId};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::app::App;
use crate::fault::Fault;
use crate::seat::Seat;

/// Portions that wait to be sent.
const PORTIONS: usize = 4;
/// Bytes of a portion.
const PORTION: usize = 64 << 10;

type Portion = Result<Bytes, io::Error>;

/// What is written goes to the network, a portion at a time; whoever writes waits for whoever reads.
struct Outlet {
    portion: Vec<u8>,
    to: Sender<Portion>,
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.portion.extend_from_slice(bytes);
        if self.portion.len() >= PORTION {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let portion = std::mem::take(&mut self.portion);
        self.to
            .blocking_send(Ok(portion.into()))
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// The other end: a body made of portions.
struct Portions(Receiver<Portion>);

impl hyper::body::Body for Portions {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.0
            .poll_recv(context)
            .map(|portion| portion.map(|portion| portion.map(Frame::data)))
    }
}

/// Writes the archive: `client.json` and every photograph.
fn write(
    export: &ClientExport,
    outlet: Outlet,
    mut picture: impl FnMut(PhotographId) -> Result<Option<Vec<u8>>, StorageError>,
) -> io::Result<()> {
    // Photographs do not get smaller by being compressed again.
    let stored = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .large_file(false);
    let mut archive = ZipWriter::new_stream(outlet);
    archive.start_file("client.json", stored)?;
    archive.write_all(&serde_json::to_vec_pretty(export)?)?;
    for photograph in &export.photographs {
        let bytes = picture(photograph.photograph.id).map_err(io::Error::other)?;
        archive.start_file(photograph.file.as_str(), stored)?;
        archive.write_all(&bytes.unwrap_or_default())?;
    }
    archive.finish()?.into_inner().flush()
}

/// Writes in the background; a failure breaks the answer off, so that nobody takes half for the whole.
fn send(store: Store, studio: StudioId, export: ClientExport, to: Sender<Portion>) {
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || {
        let outlet = Outlet {
            portion: Vec::new(),
            to: to.clone(),
        };
        let picture = |id| {
            let picture = runtime.block_on(store.original(studio, id))?;
            Ok(picture.map(|picture| picture.bytes))
        };
        if let Err(error) = write(&export, outlet, picture) {
            let _ = to.blocking_send(Err(error));
        }
    });
}

pub(crate) async fn export(
    State(app): State<App>,
    seat: Seat,
    Path(id): Path<ClientId>,
) -> Result<Response, Fault> {
    let export = app.store().export_client(&seat.act(), id).await?;
    let (to, from) = channel(PORTIONS);
    send(app.store().clone(), seat.studio, export, to);
    let mut answer = Body::new(Portions(from)).into_response();
    let headers = answer.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/zip"),
    );
    // Named by its identifier: a file name is seen by more eyes than a record.
    let name = format!("attachment; filename=\"client-{id}.zip\"");
    if let Ok(value) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(answer)
}

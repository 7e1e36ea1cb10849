//! Accepting connections: as many as are allowed, none that dawdles, and an end that lets open requests finish.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

use crate::app::App;
use crate::network::Peer;
use crate::router::router;

/// Why serving ended.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The time for open requests was over before they were.
    #[error("some requests were still open after {0} seconds and were cut off")]
    CutOff(u64),
}

/// Answers connections of `listener` until `stop` is there; then takes no more and gives open requests the time that the settings allow.
///
/// # Errors
/// [`ServeError::CutOff`] when that time was not enough.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let places = Arc::new(Semaphore::new(app.config().connections));
    let open = GracefulShutdown::new();
    let pages = router(app.clone());
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let Some((stream, peer, place)) = accepted else {
            continue;
        };
        let pages = pages.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(peer);
            let pages = pages.clone();
            async move {
                Ok::<_, Infallible>(
                    pages
                        .oneshot(request)
                        .await
                        .unwrap_or_else(|never| match never {}),
                )
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(app.config().header_time)
            .serve_connection(TokioIo::new(stream), service);
        let connection = open.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
            drop(place);
        });
    }
    drop(listener);
    let time = app.config().shutdown_time;
    tokio::time::timeout(time, open.shutdown())
        .await
        .map_err(|_| ServeError::CutOff(time.as_secs()))
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, Peer, OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Answers are written whole; waiting for more to send only delays them.
            let _ = stream.set_nodelay(true);
            Some((stream, Peer(peer), place))
        }
        Err(error) => {
            tracing::warn!(%error, "a connection was not accepted");
            // Out of file handles, most often: trying again at once would only keep the processor busy.
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

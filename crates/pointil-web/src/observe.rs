//! The outermost layer: every request gets an identifier, a line in the log and its place in the metrics, every answer its headers.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use metrics::{counter, histogram, with_local_recorder};

use crate::app::App;
use crate::header::{random_text, secure};

/// What marks a request: the nonce of its page. Its first twelve digits are the identifier that people and logs are shown.
#[derive(Clone, Debug)]
pub(crate) struct RequestId {
    /// Random digits.
    pub nonce: String,
}

/// The layer. Logged are method, the route's pattern (never the address, which may name somebody), status and time.
pub(crate) async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let nonce = random_text::<16>().unwrap_or_default();
    let id = nonce.get(..12).unwrap_or_default().to_owned();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let nonce = RequestId { nonce };
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    let taken = began.elapsed();
    let headers = response.headers_mut();
    secure(headers, &nonce.nonce, app.config().is_https());
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert("x-request-id", value);
    }
    tracing::info!(request = id, %method, route, status, milliseconds = taken.as_millis() as u64, "answered");
    with_local_recorder(app.metrics(), || {
        let labels = [
            ("method", method.to_string()),
            ("route", route.clone()),
            ("status", status.to_string()),
        ];
        counter!("pointil_requests_total", &labels).increment(1);
        histogram!("pointil_request_seconds", "route" => route).record(taken.as_secs_f64());
    });
    response
}

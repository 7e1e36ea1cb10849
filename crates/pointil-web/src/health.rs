//! For the machines that look after the program: is it well, and how much does it do.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::fault::Fault;
use crate::network::Address;

/// `ok` when the records answer.
pub(crate) async fn healthz(State(app): State<App>) -> Result<&'static str, Fault> {
    app.store().studios().await?;
    Ok("ok\n")
}

/// Prometheus metrics, for this machine or whoever has the token.
pub(crate) async fn metrics(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let shown = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let is_known = match (&app.config().metrics_token, shown) {
        (Some(token), Some(shown)) => is_same(token, shown),
        (Some(_), None) => false,
        (None, _) => address.is_local,
    };
    if !is_known {
        return Err(Fault::NotFound);
    }
    let mut answer = app.metrics().handle().render().into_response();
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    answer.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(answer)
}

/// Compares without telling by its time where the difference is.
fn is_same(a: &str, b: &str) -> bool {
    let differs = a
        .bytes()
        .zip(b.bytes())
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    a.len() == b.len() && differs == 0
}

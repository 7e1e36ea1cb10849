//! The door: nobody gets past it to a handler who may not, whatever the handler does.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use crate::app::App;
use crate::csrf::{self, Origin};
use crate::fault::Fault;
use crate::frame::{Frame, done_of, page};
use crate::header::{cookie, random_text};
use crate::observe::RequestId;
use crate::permit::{Action, Permit, SIGNED, can, permit};
use crate::seat::Seat;
use crate::theme::Theme;

/// The cookie of a signed-in device.
const DEVICE: &str = "pointil";
/// The cookie of a browser that is not signed in: what its forms' token is for.
const VISITOR: &str = "pointil-visitor";
/// The largest form that is read to look for its token.
const MOST_FORM: usize = 1 << 20;

/// The name of the signed-in device's cookie: with HTTPS one that browsers accept from this host alone.
pub(crate) fn device_cookie(is_https: bool) -> &'static str {
    if is_https { "__Host-pointil" } else { DEVICE }
}

/// A `Set-Cookie` for the whole site that scripts cannot read.
pub(crate) fn set_cookie(
    name: &str,
    value: &str,
    seconds: i64,
    is_https: bool,
) -> Option<HeaderValue> {
    let secure = if is_https { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).ok()
}

/// Whether an address belongs to the API.
fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// The secret that a request shows: the API takes a bearer token and never a cookie, pages the other way round.
fn secret(headers: &HeaderMap, is_api: bool, is_https: bool) -> Option<String> {
    if !is_api {
        return cookie(headers, device_cookie(is_https)).map(str::to_owned);
    }
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim().to_owned())
}

/// Whether a fault is told as a problem document: to the API, and to a page's script, which asks for anything but a page.
fn reads_problems(headers: &HeaderMap, is_api: bool) -> bool {
    let accept = headers.get(header::ACCEPT).map(HeaderValue::as_bytes);
    is_api || accept.is_some_and(|own| own.starts_with(b"application/"))
}

/// The layer around every route.
pub(crate) async fn door(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let is_api = is_api(request.uri().path());
    let is_https = app.config().is_https();
    let shown = secret(request.headers(), is_api, is_https);
    let visitor = match cookie(request.headers(), VISITOR) {
        Some(known) => Some((known.to_owned(), false)),
        None => random_text::<16>().ok().map(|new| (new, true)),
    };
    let mut frame = frame_of(&request);
    frame.is_demonstration = app.is_demonstration();
    let path = request.uri().path().to_owned();
    let reads_problems = reads_problems(request.headers(), is_api);
    let answer = match recognise(&app, shown.as_deref()).await {
        Err(fault) => fault.into_response(),
        Ok(seat) => {
            let holder = match (&seat, &shown, &visitor) {
                (Some(_), Some(token), _) => token.clone(),
                (_, _, Some((visitor, _))) => visitor.clone(),
                _ => String::new(),
            };
            frame.csrf = csrf::token(&holder);
            frame.alarms = alarms(&app, seat.as_ref(), request.headers(), is_api).await;
            frame.seat = seat;
            match admit(&frame, request, &holder, is_api).await {
                Err(fault) => fault.into_response(),
                Ok(admitted) => {
                    request = admitted;
                    request.extensions_mut().insert(frame.clone());
                    next.run(request).await
                }
            }
        }
    };
    let mut answer = present(answer, &frame, &path, reads_problems);
    // A page with a form for a browser that is not known yet.
    if let (Some((visitor, true)), false, None) = (visitor, is_api, &frame.seat) {
        let week = 7 * 24 * 3600;
        if let Some(value) = set_cookie(VISITOR, &visitor, week, is_https) {
            answer.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    answer
}

fn frame_of(request: &Request) -> Frame {
    let marks = request.extensions().get::<RequestId>();
    Frame {
        nonce: marks.map(|marks| marks.nonce.clone()).unwrap_or_default(),
        theme: Theme::of(request.headers()),
        here: request.uri().path().to_owned(),
        done: done_of(request.uri().query()),
        ..Frame::default()
    }
}

/// How many red flags are open, for the navigation of a page; what is no page asks for none. A count that fails is told by the log and by
/// the navigation, and keeps nobody from a page.
async fn alarms(app: &App, seat: Option<&Seat>, headers: &HeaderMap, is_api: bool) -> Option<u64> {
    let accept = headers.get(header::ACCEPT).map(HeaderValue::to_str);
    let is_page = accept.is_none_or(|own| own.is_ok_and(|own| own.contains("text/html")));
    let seat = seat.filter(|own| is_page && !is_api && own.can(Action::ViewPractice))?;
    let counted = crate::practice::alarm::count(app, seat.studio).await;
    counted
        .inspect_err(|fault| {
            tracing::error!(
                reason = fault.reason(),
                "the open alarms could not be counted"
            )
        })
        .ok()
}

/// Who is behind a token.
async fn recognise(app: &App, token: Option<&str>) -> Result<Option<Seat>, Fault> {
    let Some(token) = token else { return Ok(None) };
    let at = app.now();
    let who = app.store().signed_in(token, at).await?;
    Ok(who.map(|who| Seat::new(who, at)))
}

/// Lets a request through, or says why not.
async fn admit(
    frame: &Frame,
    mut request: Request,
    holder: &str,
    is_api: bool,
) -> Result<Request, Fault> {
    let Some(route) = request.extensions().get::<MatchedPath>() else {
        return Err(Fault::NotFound);
    };
    let permit = permit(request.method(), route.as_str()).ok_or(Fault::MethodNotAllowed)?;
    if let Permit::May(action) = permit {
        let seat = frame.seat.as_ref().ok_or(Fault::SignedOut)?;
        if !can(seat.role(), action) {
            return Err(Fault::Forbidden);
        }
    }
    let is_change = ![Method::GET, Method::HEAD].contains(request.method());
    let is_signed = SIGNED.contains(&route.as_str());
    if is_change && !is_api && !is_signed {
        request = from_us(request, holder).await?;
    }
    if let Some(seat) = &frame.seat {
        request.extensions_mut().insert(seat.clone());
    }
    Ok(request)
}

/// Passes a change that comes from our own pages.
async fn from_us(request: Request, holder: &str) -> Result<Request, Fault> {
    match csrf::origin(request.headers()) {
        Origin::Ours => return Ok(request),
        Origin::Foreign => return Err(Fault::Foreign),
        Origin::Unknown => {}
    }
    let shown = request.headers().get("x-csrf-token");
    if let Some(token) = shown.and_then(|value| value.to_str().ok()) {
        return match csrf::is_token(holder, token) {
            true => Ok(request),
            false => Err(Fault::Foreign),
        };
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MOST_FORM)
        .await
        .map_err(|_| Fault::TooLarge)?;
    if !carries_token(&body, holder) {
        return Err(Fault::Foreign);
    }
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Whether a form's bytes carry the token: as a field of a plain form, or of one with files, where it comes first.
fn carries_token(body: &Bytes, holder: &str) -> bool {
    let text = String::from_utf8_lossy(body);
    let plain = text
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .any(|(name, value)| name == "csrf" && csrf::is_token(holder, value));
    let mut lines = text.lines();
    plain
        || lines.any(|line| line.ends_with("name=\"csrf\""))
            && lines
                .nth(1)
                .is_some_and(|value| csrf::is_token(holder, value))
}

#[derive(askama::Template)]
#[template(path = "fault.html")]
struct FaultPage {
    frame: Frame,
    fault: Fault,
    request: String,
    /// Where to go on from.
    back: String,
}

/// The page from which something was asked that could not be: the design or the client it is about, else the studio.
fn back_from(path: &str) -> String {
    let mut parts = path.split('/').skip(1);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(noun @ ("designs" | "clients")), Some(id), Some(_)) => format!("/{noun}/{id}"),
        _ => "/".to_owned(),
    }
}

/// A problem document (RFC 9457).
#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    detail: String,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    current_revision: Option<u64>,
    request_id: &'a str,
}

/// The fault behind an answer that axum gave by itself: a request that does not read as its handler takes it.
fn unread(answer: &Response) -> Option<Fault> {
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let is_bare = kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match answer.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Some(Fault::TooLarge),
        StatusCode::BAD_REQUEST
        | StatusCode::UNSUPPORTED_MEDIA_TYPE
        | StatusCode::UNPROCESSABLE_ENTITY
            if is_bare =>
        {
            Some(Fault::Malformed(
                "the request is not what is expected here: open the page again and repeat it"
                    .to_owned(),
            ))
        }
        StatusCode::METHOD_NOT_ALLOWED => Some(Fault::MethodNotAllowed),
        _ => None,
    }
}

/// Makes of an answer that carries a fault what its reader understands.
fn present(answer: Response, frame: &Frame, path: &str, reads_problems: bool) -> Response {
    let Some(fault) = answer
        .extensions()
        .get::<Fault>()
        .cloned()
        .or_else(|| unread(&answer))
    else {
        return answer;
    };
    // A nonce is made of the request's identifier and a secret part; only the identifier is shown.
    let request = frame.nonce.get(..12).unwrap_or_default().to_owned();
    if let Fault::Internal(reason) = &fault {
        tracing::error!(request, reason, "a request failed");
    }
    if reads_problems {
        return problem(&fault, &request);
    }
    if fault == Fault::SignedOut {
        let next = if path == "/" {
            String::new()
        } else {
            format!("?next={path}")
        };
        return Redirect::to(&format!("/sign-in{next}")).into_response();
    }
    let status = fault.status();
    let template = FaultPage {
        back: back_from(path),
        frame: frame.clone().titled(fault.title()),
        fault,
        request,
    };
    match page(&template) {
        Ok(mut response) => {
            *response.status_mut() = status;
            response
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn problem(fault: &Fault, request: &str) -> Response {
    let document = Problem {
        kind: format!("urn:pointil:problem:{}", fault.code()),
        title: fault.title(),
        status: fault.status().as_u16(),
        detail: fault.detail(),
        code: fault.code(),
        field: match fault {
            Fault::Field { field, .. } => Some(field),
            _ => None,
        },
        current_revision: match fault {
            Fault::Stale { current } => Some(*current),
            _ => None,
        },
        request_id: request,
    };
    let body = serde_json::to_string(&document).unwrap_or_default();
    let mut response = (fault.status(), body).into_response();
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    if let Fault::Throttled { seconds } = fault {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    response
}

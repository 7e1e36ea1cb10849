//! The page behind a private link, and the pages that say why there is none.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pointil_storage::{Actor, Comment, DesignVersion};

use super::{Closed, Visit};
use crate::app::App;
use crate::design_table::facts::Facts;
use crate::drawing::{aging, lying};
use crate::fault::Fault;
use crate::form::{Field, Form};
use crate::frame::{Frame, page};
use crate::network::Address;
use crate::practice::by_link::{self, Entry};
use crate::version::{
    Approving, Chosen, Saying, Seen, approval_words, approve_form, figures, short,
};
use crate::words;

/// A version to choose.
struct Choice {
    name: String,
    to: String,
    is_here: bool,
    is_approved: bool,
}

/// What was said, as the client sees it.
struct Line {
    who: &'static str,
    when: String,
    text: String,
    asks_change: bool,
}

#[derive(Template)]
#[template(path = "look.html")]
struct LookPage {
    frame: Frame,
    studio: String,
    token: String,
    version: DesignVersion,
    code: String,
    choices: Vec<Choice>,
    /// What else the link opens.
    entries: Vec<Entry>,
    seen: Seen,
    expected: String,
    touch_up: String,
    facts: Facts,
    lines: Vec<Line>,
    agreement: String,
    approved: Option<String>,
    approve: Form,
    say: Form,
    until: String,
}

#[derive(Template)]
#[template(path = "look-closed.html")]
struct ClosedPage {
    frame: Frame,
    /// Whose link it was, where that is known.
    studio: Option<String>,
    words: &'static str,
}

/// Says why a link shows nothing, and what to do.
pub(crate) fn closed(frame: Frame, closed: Closed) -> Result<Response, Fault> {
    let (status, studio, words) = match closed {
        Closed::Unknown => (
            StatusCode::NOT_FOUND,
            None,
            "This address belongs to no link. Perhaps a part of it was lost on the way: open it from the studio's own message, or copy it as a whole.",
        ),
        Closed::Revoked(studio) => (
            StatusCode::GONE,
            Some(studio.fields.name),
            "The studio closed this link. If you still want to look or to answer, ask the studio for a new one.",
        ),
        Closed::Over(studio) => (
            StatusCode::GONE,
            Some(studio.fields.name),
            "The time of this link is over. What you said and approved is kept; ask the studio for a new link to look again.",
        ),
    };
    let shown = page(&ClosedPage {
        frame: frame.titled("This link shows nothing any more"),
        studio,
        words,
    })?;
    Ok((status, shown).into_response())
}

/// What was entered and why it does not fit.
#[derive(Default)]
pub(super) struct Entered {
    pub approving: Option<(Approving, Fault)>,
    pub saying: Option<(Saying, Fault)>,
}

pub(super) async fn show_link(
    State(app): State<App>,
    from: Address,
    frame: Frame,
    Path(token): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Fault> {
    // Turning the head and changing the version are links to the same page: they are no new visit.
    let is_landing = chosen.is_empty();
    match Visit::of(&app, &token, from, is_landing).await? {
        Ok(visit) if visit.versions.is_empty() => {
            by_link::listed(&app, frame, (visit, token)).await
        }
        Ok(visit) => show(&app, frame, (visit, token), chosen, Entered::default()).await,
        Err(why) => closed(frame, why),
    }
}

fn lines(version: &DesignVersion, comments: &[Comment], zone: &jiff::tz::TimeZone) -> Vec<Line> {
    let own = comments.iter().filter(|own| own.version == version.id);
    own.map(|own| Line {
        who: match own.actor {
            Actor::Client(_) => "You",
            _ => "The studio",
        },
        when: words::instant(own.at, zone),
        text: own.text.clone(),
        asks_change: own.asks_change,
    })
    .collect()
}

fn say_form(csrf: &str, saying: &Saying) -> Form {
    let kind = if saying.kind.is_empty() {
        "comment"
    } else {
        &saying.kind
    };
    let fields = [
        Field::new("textarea", "text", "Your words").holding(&saying.text),
        Field::new("select", "kind", "They are")
            .holding(kind)
            .among([
                ("comment".to_owned(), "a comment or a question".to_owned()),
                ("change".to_owned(), "a wish for a change".to_owned()),
            ]),
    ];
    Form::new(csrf, fields)
}

/// The page of an open link.
pub(super) async fn show(
    app: &App,
    frame: Frame,
    (visit, token): (Visit, String),
    chosen: Chosen,
    entered: Entered,
) -> Result<Response, Fault> {
    let at = visit
        .versions
        .iter()
        .position(|own| own.id.to_string() == chosen.version);
    let at = at.unwrap_or(visit.versions.len() - 1);
    let version = visit.versions[at].clone();
    let (studio, address) = (visit.link.studio, format!("/look/{token}"));
    let choice = |own: &DesignVersion| Choice {
        name: own.name.clone(),
        to: format!("{address}?version={}", own.id),
        is_here: own.id == version.id,
        is_approved: own.approved_at.is_some(),
    };
    let here = format!("{address}?version={}&", version.id);
    let seen = Seen::of(&chosen, format!("{address}/{}", version.id), here);
    let zone = words::zone(&visit.studio.fields.time_zone);
    let lies = lying(app, studio, version.clone()).await?;
    let years = aging(app, studio, lies.clone(), "noon").await?;
    let comments = app.store().comments(studio, version.client).await?;
    let (approving, saying) = (entered.approving, entered.saying);
    let csrf = frame.csrf.clone();
    let approve = approve_form(
        &csrf,
        &version,
        &approving
            .as_ref()
            .map(|own| own.0.clone())
            .unwrap_or_default(),
    );
    let say = say_form(
        &csrf,
        &saying.as_ref().map(|own| own.0.clone()).unwrap_or_default(),
    );
    page(&LookPage {
        entries: by_link::entries(app, &visit, &token).await?,
        choices: visit.versions.iter().map(choice).collect(),
        code: short(version.document.hash),
        expected: years.expected(seen.days()).to_owned(),
        touch_up: years.touch_up.clone(),
        facts: figures(app, studio, lies).await?,
        lines: lines(&version, &comments, &zone),
        agreement: approval_words(&version, &visit.studio.fields.name),
        approved: version.approved_at.map(|at| words::instant(at, &zone)),
        approve: refused(approve, approving.map(|own| own.1))?,
        say: refused(say, saying.map(|own| own.1))?,
        until: words::instant(visit.link.ends_at, &zone),
        studio: visit.studio.fields.name,
        frame: frame
            .titled("Your design")
            .with_module("version/showing.js"),
        seen,
        token,
        version,
    })
}

fn refused(form: Form, fault: Option<Fault>) -> Result<Form, Fault> {
    match fault {
        Some(fault) => form.refused(fault),
        None => Ok(form),
    }
}

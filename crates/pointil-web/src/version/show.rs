//! A version, to be looked at: the head from several sides at several ages, its figures, what was said of it.

use askama::Template;
use axum::extract::{Path, Query, State as FromApp};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pointil_storage::{Client, Design as DesignRecord, DesignId, DesignVersion, DesignVersionId};
use pointil_treatment::Protocol;
use serde::Deserialize;

use super::act::{Approving, Saying};
use super::agreed::ShownApproval;
use super::paper::PaperLink;
use super::{People, Said, State, approval_words, opened, short, version_of};
use crate::app::App;
use crate::design_table::facts::Facts;
use crate::design_table::tables::refused;
use crate::drawing::{PAPERS, PICTURE_AGES, VIEWS, lying};
use crate::fault::Fault;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::price::prices;
use crate::seat::Seat;
use crate::words;

/// From where and at what age a picture shows the head, as an address says it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chosen {
    /// A side of [`VIEWS`].
    pub view: String,
    /// An age of [`PICTURE_AGES`].
    pub age: String,
    /// Which of several versions.
    pub version: String,
}

impl Chosen {
    /// Whether nothing is chosen.
    pub(crate) fn is_empty(&self) -> bool {
        self.view.is_empty() && self.age.is_empty() && self.version.is_empty()
    }

    /// A side and an age.
    pub(super) fn seen(view: &str, age: &str) -> Self {
        Self {
            view: view.to_owned(),
            age: age.to_owned(),
            version: String::new(),
        }
    }
}

/// The head as a page shows it: a picture with links around it, which a script makes a head to turn.
pub(crate) struct Seen {
    /// The address below which the pictures and the data are.
    pub base: String,
    /// The page's own address with what its links carry on, to which view and age are added.
    here: String,
    view: &'static str,
    age: &'static str,
    view_words: &'static str,
    age_words: &'static str,
    age_days: f64,
}

/// A link around the picture.
pub(crate) struct Turn {
    pub words: &'static str,
    pub to: String,
    pub is_here: bool,
}

impl Seen {
    /// What is chosen, or the front, healed. `here` ends where `view=…` can be added to it.
    pub(crate) fn of(chosen: &Chosen, base: String, here: String) -> Self {
        let view = VIEWS.iter().find(|(name, ..)| *name == chosen.view);
        let age = PICTURE_AGES.iter().find(|(name, ..)| *name == chosen.age);
        let (view, view_words, _) = *view.unwrap_or(&VIEWS[0]);
        let (age, age_words, age_days) = *age.unwrap_or(&PICTURE_AGES[1]);
        Self {
            base,
            here,
            view,
            age,
            view_words,
            age_words,
            age_days,
        }
    }

    /// The picture's address.
    pub(crate) fn picture(&self) -> String {
        format!("{}/pictures/{}/{}.png", self.base, self.view, self.age)
    }

    /// What the picture shows, for who cannot see it.
    pub(crate) fn alt(&self) -> String {
        format!(
            "A model of the head with the work, {}. View: {}",
            self.age_words.to_lowercase(),
            self.view_words.to_lowercase()
        )
    }

    /// Days after the session.
    pub(crate) fn days(&self) -> f64 {
        self.age_days
    }

    /// Links to the sides.
    pub(crate) fn views(&self) -> Vec<Turn> {
        let turn = |(view, words, _): &(&'static str, &'static str, _)| Turn {
            words,
            to: format!("{}view={view}&age={}", self.here, self.age),
            is_here: *view == self.view,
        };
        VIEWS.iter().map(turn).collect()
    }

    /// Links to the ages.
    pub(crate) fn ages(&self) -> Vec<Turn> {
        let turn = |(age, words, _): &(&'static str, &'static str, f64)| Turn {
            words,
            to: format!("{}view={}&age={age}", self.here, self.view),
            is_here: *age == self.age,
        };
        PICTURE_AGES.iter().map(turn).collect()
    }
}

/// What was entered into a form of the page and why it does not fit.
pub(super) enum Entered {
    /// Nothing.
    Nothing,
    /// An approval.
    Approval(Approving, Fault),
    /// A comment.
    Comment(Saying, Fault),
}

#[derive(Template)]
#[template(path = "version.html")]
struct VersionPage {
    frame: Frame,
    client: Client,
    design: DesignRecord,
    version: DesignVersion,
    code: String,
    state: State,
    kept: String,
    by: String,
    presented: Option<String>,
    approval: Option<ShownApproval>,
    seen: Seen,
    facts: Facts,
    papers: Vec<PaperLink>,
    said: Vec<Said>,
    agreement: String,
    approve: Form,
    comment: Form,
    is_on_table: bool,
    may_edit: bool,
}

impl VersionPage {
    fn may_approve(&self) -> bool {
        self.may_edit && self.presented.is_some() && self.approval.is_none()
    }
}

/// The figures of what a record holds, with its price.
///
/// # Errors
/// A design that cannot be laid out.
pub(crate) async fn figures(
    app: &App,
    studio: pointil_storage::StudioId,
    record: DesignRecord,
) -> Result<Facts, Fault> {
    let prices = prices(&app.studio(studio).await?)?;
    let work = move |table: &mut crate::design_table::tables::Table| {
        let layout = table.open.layout().map_err(refused)?;
        let protocol = Protocol::built_in().map_err(Fault::internal)?;
        let design = &table.open.case().design;
        Facts::of(design, &layout, &protocol, &prices).map_err(Fault::internal)
    };
    app.tables().work(studio, record, work).await
}

pub(super) async fn show_one(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Path((design, version)): Path<(DesignId, DesignVersionId)>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Fault> {
    let version = version_of(&app, &seat, design, version).await?;
    shown(&app, &seat, frame, (version, chosen), Entered::Nothing).await
}

/// The page with what was entered and does not fit.
pub(super) async fn show(
    app: &App,
    seat: &Seat,
    frame: Frame,
    version: DesignVersion,
    entered: Entered,
) -> Result<Response, Fault> {
    let page = shown(app, seat, frame, (version, Chosen::default()), entered).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The form by which a client approves.
pub(crate) fn approve_form(csrf: &str, version: &DesignVersion, approving: &Approving) -> Form {
    let fields = [
        Field::hidden("hash", version.document.hash.to_string()),
        Field::new("text", "signed_name", "Your name")
            .holding(&approving.signed_name)
            .filled("name")
            .hinting("Typed, it stands for your signature."),
    ];
    Form::new(csrf, fields)
}

async fn shown(
    app: &App,
    seat: &Seat,
    frame: Frame,
    (version, chosen): (DesignVersion, Chosen),
    entered: Entered,
) -> Result<Response, Fault> {
    let (design, client) = opened(app, seat, version.design).await?;
    let studio = app.studio(seat.studio).await?;
    let zone = words::zone(&studio.fields.time_zone);
    let people = People::of(app, seat).await?;
    let comments = app.store().comments(seat.studio, client.id).await?;
    let approvals = app.store().approvals(seat.studio, client.id).await?;
    let approval = approvals.iter().find(|own| own.version == version.id);
    let facts = figures(
        app,
        seat.studio,
        lying(app, seat.studio, version.clone()).await?,
    )
    .await?;
    let (approving, saying, fault) = match entered {
        Entered::Nothing => (Approving::default(), Saying::default(), (None, None)),
        Entered::Approval(own, fault) => (own, Saying::default(), (Some(fault), None)),
        Entered::Comment(own, fault) => (Approving::default(), own, (None, Some(fault))),
    };
    let approve = approve_form(&frame.csrf, &version, &approving);
    let comment = Form::new(
        &frame.csrf,
        [Field::new("textarea", "text", "Say something").holding(&saying.text)],
    );
    let refused = |form: Form, fault: Option<Fault>| match fault {
        Some(fault) => form.refused(fault),
        None => Ok(form),
    };
    let base = format!("/designs/{}/versions/{}", design.id, version.id);
    page(&VersionPage {
        frame: frame
            .titled(version.name.clone())
            .at(Nav::Clients)
            .with_module("version/showing.js"),
        code: short(version.document.hash),
        state: State::of(&version, &comments),
        kept: words::instant(version.created_at, &zone),
        by: people.name(version.actor),
        presented: version.presented_at.map(|at| words::instant(at, &zone)),
        approval: approval.map(|own| ShownApproval::of(own, &people, &zone)),
        seen: Seen::of(&chosen, base.clone(), format!("{base}?")),
        papers: PaperLink::all(&format!("{base}/papers"), &facts, PAPERS),
        facts,
        said: Said::of(&version, &comments, &people, &zone),
        agreement: approval_words(&version, &studio.fields.name),
        approve: refused(approve, fault.0)?,
        comment: refused(comment, fault.1)?,
        is_on_table: design.document.hash == version.document.hash,
        may_edit: seat.can(Action::EditDesigns),
        client,
        design,
        version,
    })
}

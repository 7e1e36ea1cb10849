//! What a client sees by their private link: the versions on their head over the years, room to answer, the approval; and what else it opens
//! ([`crate::practice::by_link`]).
//!
//! Nobody is signed in here. The token in the address finds the link, the link its studio and its versions; nothing else is in reach.

mod act;
mod page;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post};
use pointil_storage::{Act, Actor, DesignVersion, DesignVersionId, PrivateLink, Studio};

use crate::app::App;
use crate::drawing::lying;
use crate::fault::Fault;
use crate::network::Address;
use crate::practice::by_link;
use crate::version::{InLight, pictured, served};
pub(crate) use page::closed;

/// The routes.
pub(crate) fn routes(upload: DefaultBodyLimit) -> Router<App> {
    Router::new()
        .route("/look/{token}", get(page::show_link))
        .route("/look/{token}/approval", post(act::approve))
        .route("/look/{token}/comments", post(act::comment))
        .route("/look/{token}/{version}/{part}", get(part))
        .route(
            "/look/{token}/{version}/pictures/{view}/{age}",
            get(picture),
        )
        .merge(by_link::routes(upload))
        .layer(from_fn(unlisted))
}

/// No search engine lists a private page, and no other page learns its address.
async fn unlisted(request: axum::extract::Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    let robots = HeaderValue::from_static("noindex, nofollow, noarchive");
    headers.insert("x-robots-tag", robots);
    let nobody = HeaderValue::from_static("no-referrer");
    headers.insert(header::REFERRER_POLICY, nobody);
    answer
}

/// Why a link shows nothing.
pub(crate) enum Closed {
    /// There is no such link.
    Unknown,
    /// The studio closed it.
    Revoked(Studio),
    /// Its time is over, or what it showed is gone.
    Over(Studio),
}

/// A visit by a link that is open.
pub(crate) struct Visit {
    /// The link.
    pub(crate) link: PrivateLink,
    /// Its studio.
    pub(crate) studio: Studio,
    /// What it shows, oldest first.
    versions: Vec<DesignVersion>,
}

impl Visit {
    /// By this token, from this address; `is_landing` counts as opening the link.
    pub(crate) async fn of(
        app: &App,
        token: &str,
        from: Address,
        is_landing: bool,
    ) -> Result<Result<Self, Closed>, Fault> {
        let at = app.now();
        app.limits().look(from.ip, at)?;
        let Some(link) = app.store().find_link(token).await? else {
            app.limits().wrong(from.ip, at)?;
            return Ok(Err(Closed::Unknown));
        };
        let studio = app.studio(link.studio).await?;
        if link.revoked_at.is_some() {
            return Ok(Err(Closed::Revoked(studio)));
        }
        // Whoever is shown something was shown it: a link that was never opened is opened now, whatever is asked.
        let opened = if is_landing || link.opened == 0 {
            app.store().open_link(token, at).await?
        } else {
            app.store().link_by_token(token, at).await?
        };
        let Some(link) = opened else {
            return Ok(Err(Closed::Over(studio)));
        };
        let mut versions = Vec::new();
        for id in &link.versions {
            versions.extend(app.store().version(link.studio, *id).await?);
        }
        if versions.is_empty() && link.records.is_empty() {
            return Ok(Err(Closed::Over(studio)));
        }
        versions.sort_by_key(|own| own.id);
        Ok(Ok(Self {
            link,
            studio,
            versions,
        }))
    }

    /// The same where only an open link has an answer.
    async fn open(app: &App, token: &str, from: Address) -> Result<Self, Fault> {
        let visit = Self::of(app, token, from, false).await?;
        visit.map_err(|_| Fault::NotFound)
    }

    /// One of its versions.
    fn version(&self, id: DesignVersionId) -> Result<&DesignVersion, Fault> {
        let found = self.versions.iter().find(|own| own.id == id);
        found.ok_or(Fault::NotFound)
    }

    /// What storage is told of what the client does.
    pub(crate) fn act(&self, app: &App) -> Act {
        Act {
            studio: self.link.studio,
            actor: Actor::Client(self.link.id),
            at: app.now(),
        }
    }
}

async fn part(
    State(app): State<App>,
    from: Address,
    Path((token, version, part)): Path<(String, DesignVersionId, String)>,
    Query(light): Query<InLight>,
) -> Result<Response, Fault> {
    let visit = Visit::open(&app, &token, from).await?;
    let version = visit.version(version)?.clone();
    served(
        &app,
        visit.link.studio,
        lying(&app, visit.link.studio, version).await?,
        (&part, &light),
    )
    .await
}

async fn picture(
    State(app): State<App>,
    from: Address,
    Path((token, version, view, age)): Path<(String, DesignVersionId, String, String)>,
) -> Result<Response, Fault> {
    let visit = Visit::open(&app, &token, from).await?;
    let version = visit.version(version)?.clone();
    pictured(
        &app,
        visit.link.studio,
        lying(&app, visit.link.studio, version).await?,
        (&view, &age),
    )
    .await
}

//! What surrounds every page: heading, navigation, theme, who is signed in.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};

use crate::asset::{asset, import_map};
use crate::fault::Fault;
use crate::permit::Action;
use crate::seat::Seat;
use crate::theme::Theme;
use crate::words;

/// The part of the studio that a page belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nav {
    /// None: sign-in, faults.
    #[default]
    Outside,
    /// The day.
    Today,
    /// Clients and what is theirs.
    Clients,
    /// Who comes when, and who asks.
    Calendar,
    /// Red flags that are open.
    Alarms,
    /// Lots of pigment, needles and the like.
    Stock,
    /// Accounts of the studio's people.
    Accounts,
    /// The studio's settings.
    Studio,
    /// One's own password and devices.
    You,
}

/// What every template is given as `frame`. As an extractor it works for strangers, too.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The page's title and only first-level heading.
    pub title: String,
    /// Allows this answer's import map to run.
    pub nonce: String,
    /// Light, dark, or as the device has it.
    pub theme: Theme,
    /// What forms carry for browsers that do not say where a request comes from.
    pub csrf: String,
    /// Who is signed in.
    pub seat: Option<Seat>,
    /// The part of the studio.
    pub nav: Nav,
    /// The page's address, to come back to.
    pub here: String,
    /// A sentence about what was just done.
    pub done: Option<&'static str>,
    /// How many red flags are open; none where they could not be counted.
    pub alarms: Option<u64>,
    /// Whether everybody in this studio is made up.
    pub is_demonstration: bool,
    /// Modules that the page loads, by their names in the import map.
    pub modules: Vec<&'static str>,
}

impl Frame {
    /// With a title.
    #[must_use]
    pub fn titled(self, title: impl Into<String>) -> Self {
        let title = title.into();
        Self { title, ..self }
    }

    /// In a part of the studio.
    #[must_use]
    pub fn at(self, nav: Nav) -> Self {
        Self { nav, ..self }
    }

    /// With a module of `assets/`, such as `client-search.js`.
    #[must_use]
    pub fn with_module(mut self, module: &'static str) -> Self {
        self.modules.push(module);
        self
    }

    /// The address of an asset, with its content's fingerprint in it.
    pub fn asset(&self, name: &str) -> String {
        asset(name)
    }

    /// Modules by name and address, as the page's import map.
    pub fn import_map(&self) -> &'static str {
        import_map()
    }

    /// Whether the navigation's entry called so is the present one.
    pub fn is_at(&self, name: &str) -> bool {
        let own = match self.nav {
            Nav::Outside => "outside",
            Nav::Today => "today",
            Nav::Clients => "clients",
            Nav::Calendar => "calendar",
            Nav::Alarms => "alarms",
            Nav::Stock => "stock",
            Nav::Accounts => "accounts",
            Nav::Studio => "studio",
            Nav::You => "you",
        };
        own == name
    }

    /// Whether whoever is signed in may do this.
    pub fn can(&self, action: Action) -> bool {
        self.seat.as_ref().is_some_and(|seat| seat.can(action))
    }

    /// Whether whoever is signed in may look at the studio's money, outcomes and trail.
    pub fn can_view_books(&self) -> bool {
        self.can(Action::ViewBooks)
    }

    /// Whether whoever is signed in may look at the studio's accounts.
    pub fn can_view_accounts(&self) -> bool {
        self.can(Action::ViewAccounts)
    }
}

impl<S: Sync> FromRequestParts<S> for Frame {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// The sentence for `?done=…`, which a redirect after a change carries.
pub(crate) fn done_of(query: Option<&str>) -> Option<&'static str> {
    let pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .filter(|(name, _)| *name == "done")
        .find_map(|(_, code)| words::done(code))
}

/// A template as an answer.
///
/// # Errors
/// A template that cannot be written, which is a fault of ours.
pub fn page(template: &impl Template) -> Result<Response, Fault> {
    Ok(Html(template.render().map_err(Fault::internal)?).into_response())
}

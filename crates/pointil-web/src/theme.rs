//! Light or dark.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::app::App;
use crate::door::set_cookie;
use crate::header::cookie;

const COOKIE: &str = "pointil-theme";
const YEAR_SECONDS: i64 = 365 * 24 * 3600;

/// How a page is lit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the device has it.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        match cookie(headers, COOKIE) {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::Auto,
        }
    }

    /// As `data-theme` and the cookie have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Whether this is the theme called so.
    pub fn is(&self, name: &str) -> bool {
        self.as_str() == name
    }
}

#[derive(Deserialize)]
pub(crate) struct Choice {
    theme: Theme,
    #[serde(default)]
    back: String,
}

/// Keeps the choice on this device and goes back.
pub(crate) async fn choose(State(app): State<App>, Form(choice): Form<Choice>) -> Response {
    let mut answer = Redirect::to(&local_path(&choice.back)).into_response();
    let is_https = app.config().is_https();
    if let Some(value) = set_cookie(COOKIE, choice.theme.as_str(), YEAR_SECONDS, is_https) {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
    answer
}

/// A path on this site, or the first page: nobody is sent elsewhere by a link that looks like ours.
pub(crate) fn local_path(path: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/-_.~".contains(c);
    let fits = path.starts_with('/') && !path.starts_with("//") && path.chars().all(is_plain);
    if fits {
        path.to_owned()
    } else {
        "/".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(local_path("/clients/1"), "/clients/1");
        for elsewhere in [
            "//evil.example",
            "https://evil.example",
            "/\\evil",
            "",
            "/a?b",
            "/a\nb",
        ] {
            assert_eq!(local_path(elsewhere), "/", "{elsewhere}");
        }
    }
}

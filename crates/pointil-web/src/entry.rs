//! Addresses that sign a browser in once: whoever starts the program is let in by what it prints.

use std::sync::{Mutex, PoisonError};

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use pointil_storage::AccountId;

use crate::app::App;
use crate::fault::Fault;
use crate::sign_in::sign_in_device;

/// Entries that nobody has used yet. They live as long as the program and are never written down.
#[derive(Default)]
pub(crate) struct Entries(Mutex<Vec<Entry>>);

struct Entry {
    code: String,
    account: AccountId,
    to: String,
}

impl Entries {
    pub(crate) fn add(&self, code: String, account: AccountId, to: &str) {
        let to = to.to_owned();
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.push(Entry { code, account, to });
    }

    /// The entry behind a code, which is spent with that.
    fn take(&self, code: &str) -> Option<Entry> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = open.iter().position(|entry| entry.code == code)?;
        Some(open.swap_remove(place))
    }
}

pub(crate) async fn enter(
    State(app): State<App>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let spent = || {
        Fault::Refused {
        code: "entry_spent",
        words: "this address was used already, or the program was started anew: take the one that it printed last".to_owned(),
    }
    };
    let entry = app.entries().take(&code).ok_or_else(spent)?;
    sign_in_device(&app, entry.account, &headers, &entry.to).await
}

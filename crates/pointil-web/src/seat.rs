//! Who asks: a signed-in person, at one of their devices.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use pointil_storage::{Act, Actor, Role, SignInId, SignedIn, StudioId};

use crate::fault::Fault;
use crate::permit::{Action, can};

/// A signed-in person. A handler that takes one is never called for a stranger.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Their studio; every query takes it.
    pub studio: StudioId,
    /// Their account.
    pub account: pointil_storage::Account,
    /// Their device.
    pub device: SignInId,
    /// When the request came in.
    pub at: Timestamp,
}

impl Seat {
    pub(crate) fn new(who: SignedIn, at: Timestamp) -> Self {
        Self {
            studio: who.studio,
            account: who.account,
            device: who.device.id,
            at,
        }
    }

    /// Their role.
    pub fn role(&self) -> Role {
        self.account.fields.role
    }

    /// Whether they may do this.
    pub fn can(&self, action: Action) -> bool {
        can(self.role(), action)
    }

    /// What storage is told of a write by them, now.
    pub fn act(&self) -> Act {
        Act {
            studio: self.studio,
            actor: Actor::Account(self.account.id),
            at: self.at,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Seat {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(Fault::SignedOut)
    }
}

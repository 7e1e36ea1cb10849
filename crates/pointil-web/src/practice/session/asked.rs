//! What somebody at the chair asks for: one step of a session, as a program says it and as a form is read.

use pointil_practice::session::Observation;
use pointil_practice::{RuleCode, Words};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An administrative gate that an owner lets pass.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskedOverride {
    /// The gate's code.
    #[schema(value_type = String)]
    pub(super) code: RuleCode,
    /// Why, in at least four words.
    #[schema(value_type = String)]
    pub(super) reason: Words<500>,
}

/// A step of a session.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum AskedStep {
    /// The room is made ready.
    Prepare,
    /// Items of the checklist are done.
    Hygiene {
        /// Their codes.
        items: Vec<String>,
        /// Whether the client watched.
        witnessed: bool,
    },
    /// Lots are taken.
    Lots {
        /// Which.
        lots: Vec<Uuid>,
    },
    /// The first needle.
    Begin {
        /// What an owner lets pass.
        #[serde(default)]
        overrides: Vec<AskedOverride>,
    },
    /// The break is over.
    Resume {
        /// What an owner lets pass.
        #[serde(default)]
        overrides: Vec<AskedOverride>,
    },
    /// A break.
    Pause {
        /// Why.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        why: Option<Words<300>>,
    },
    /// Done as planned.
    Close,
    /// Ended early.
    Stop {
        /// Why.
        #[schema(value_type = String)]
        reason: Words<500>,
    },
    /// Never begun.
    Cancel {
        /// Why.
        #[schema(value_type = String)]
        reason: Words<500>,
    },
    /// Something is recorded.
    Observe {
        /// What.
        #[schema(value_type = Object)]
        observation: Observation,
    },
}

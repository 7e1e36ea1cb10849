//! A type for every noun's identifier, so that none is taken for another's.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub(crate) Uuid);

        impl $name {
            /// The bare identifier.
            pub fn to_uuid(self) -> Uuid {
                self.0
            }

            /// An identifier that came from elsewhere: a document, an address. Whether it is of this studio is found by the look-up.
            pub fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )*};
}

id! {
    /// A studio.
    StudioId
    /// A person who signs in.
    AccountId
    /// A signed-in device.
    SignInId
    /// A person treated.
    ClientId
    /// Two records of one person made one.
    MergeId
    /// A photograph of a client.
    PhotographId
    /// A client's line of work.
    DesignId
    /// A frozen document of a design.
    DesignVersionId
    /// What a client may look at without an account.
    LinkId
    /// What a client said of a version.
    CommentId
    /// What a client agreed to.
    ApprovalId
    /// A record of the practice.
    RecordId
    /// A message to be sent.
    MessageId
    /// The right of one sender to send one message once.
    ClaimId
}

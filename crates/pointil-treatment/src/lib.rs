//! What will be done to a scalp, and what follows from it.
//!
//! A [`Design`] is the plain, versioned, hashable agreement; [`Layout`] is every dot of it; [`plan`] says in how many appointments it
//! is worked, how long they take, what they use up and on which days they can be; [`quote`] what it costs. An [`OpenCase`] is the file
//! that leaves with the client. No clock, no files, no randomness: days, prices and seeds are passed in, and every result says what
//! it was derived from.

mod client;
pub mod design;
pub mod diff;
pub mod forecast;
mod layout;
mod money;
mod open_case;
pub mod plan;
mod protocol;
pub mod quote;
pub mod review;

pub use client::{Client, SkinReading};
pub use design::Design;
pub use layout::{Layout, LayoutDot, LayoutError, LiveLayout, PreviewDot};
pub use money::{Money, MoneyError, currency};
pub use open_case::{FORMAT, OpenCase, OpenCaseError};
pub use protocol::{Protocol, ProtocolError, Rule, Setting};

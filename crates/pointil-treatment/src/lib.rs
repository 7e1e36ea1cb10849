//! What follows from a design: in how many appointments it is worked, how long they take, what they use up, on which days they
//! can be, and what it costs. Pure numbers: no clock, no files; days and prices are passed in, and every result says what
//! it was derived from.

mod money;
pub mod plan;
mod protocol;
pub mod quote;

pub use money::{Money, MoneyError, currency};
pub use protocol::{Protocol, ProtocolError, Rule, Setting};

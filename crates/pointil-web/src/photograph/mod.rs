//! Photographs: taken in, shown, described, removed.

pub(crate) mod intake;
pub(crate) mod page;

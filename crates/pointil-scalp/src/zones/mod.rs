//! The scalp's zones: their names and the groups in which they are ordered.

mod zone;

pub use zone::{UnknownWorkOrder, UnknownZone, WorkOrder, Zone};

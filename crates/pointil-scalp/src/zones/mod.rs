//! The scalp's zones: their names and the groups in which they are ordered.

mod region;
mod zone;

pub(crate) use region::flat;
pub use zone::{UnknownWorkOrder, UnknownZone, WorkOrder, Zone};

//! The scalp's zones: their names, the groups in which they are ordered, their borders and areas.

mod areas;
mod borders;
mod layout;
mod map;
mod region;
mod zone;

pub use areas::ZoneAreas;
pub(crate) use borders::oval;
pub use layout::ZoneLayout;
pub use map::{ZoneBorder, ZoneMap};
pub(crate) use region::{Region, around_the_back, flat, unflat};
pub use zone::{UnknownWorkOrder, UnknownZone, WorkOrder, Zone};

//! A case: one client's head, its photographs, and what is to be done, read from a TOML file.

mod design;
mod dots;
mod file;
mod hairline;
mod head;
mod in_skin;
mod names;
mod place;
mod plan_file;
mod present_hair;
mod read;
mod sessions;
mod treatment;
mod treatment_file;

pub use design::design;
pub use dots::shades;
pub use file::PhotographSection;
pub use head::measurements;
pub use names::client;
pub use plan_file::{calendar, protocol};
pub use read::{Case, Shot, bounded};

//! A case: one client's head, its photographs, and what is to be done, read from a TOML file.

mod file;
mod hairline;
mod head;
mod read;
mod treatment;
mod treatment_file;

pub use file::PhotographSection;
pub use hairline::hairline;
pub use head::{measurements, skin};
pub use read::{Case, Shot};
pub use treatment::{composition, cumulative, deposit};

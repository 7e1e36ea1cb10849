//! A case: one client's head, its photographs, and what is to be done, read from a TOML file.

mod file;
mod hairline;
mod head;
mod in_skin;
mod read;
mod treatment;
mod treatment_file;

pub use file::PhotographSection;
pub use hairline::hairline;
pub use head::{measurements, skin};
pub use in_skin::{DotInSkin, dots_in_skin};
pub use read::{Case, Shot};
pub use treatment::{composition, deposit, dot_count, session_shares, sessions_done};

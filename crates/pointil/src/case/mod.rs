//! A case: one client's head, its photographs, and what is to be done, read from a TOML file.

mod dots;
mod file;
mod hairline;
mod head;
mod in_skin;
mod plan_file;
mod read;
mod treatment;
mod treatment_file;

pub use dots::{CaseInk, circumstances, placement, skin};
pub use file::PhotographSection;
pub use hairline::hairline;
pub use head::measurements;
pub use in_skin::{DotInSkin, dots_in_skin};
pub use plan_file::{calendar, protocol};
pub use read::{Case, Shot};
pub use treatment::{composition, dot_count, session_shares, sessions_done};

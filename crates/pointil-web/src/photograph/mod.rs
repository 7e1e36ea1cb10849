//! Photographs: taken in, shown, described, measured by landmarks, removed.

pub(crate) mod capture;
pub(crate) mod fits;
pub(crate) mod intake;
mod landmark_view;
mod landmark_words;
pub(crate) mod landmarks;
pub(crate) mod page;
pub(crate) mod screen;

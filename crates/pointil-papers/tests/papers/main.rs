//! Every paper as it is printed: set, rasterised, measured.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set up its paper must stop"
)]

mod every_paper;
mod raster;
mod stencil;

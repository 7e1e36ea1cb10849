//! Colour: from a spectrum to what an eye sees and what a screen shows.

mod adaptation;
mod lab;
mod light;
mod typology;
mod viewing;
mod xyz;

pub use adaptation::adapt;
pub use lab::Lab;
pub use light::{LinearRgb, linear_to_srgb8, srgb8_to_linear};
pub use typology::{ImplausibleAngle, TypologyAngle, TypologyClass};
pub use viewing::{Illuminant, Viewing};
pub use xyz::Xyz;

//! Five clients on their way through the studio, in a real browser, with a clock that is moved: one from the enquiry to the reminder a year after, one who is
//! declined, one whose skin reacts, one whose practitioner's licence ended yesterday, one who has a fever.

mod chair;
mod jan;
mod others;
mod scene;

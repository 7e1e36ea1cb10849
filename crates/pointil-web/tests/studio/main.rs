//! The studio as its people meet it: pages, forms and the API, asked through the router.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed"
)]

mod aftercare;
mod agreements;
mod api;
mod browser;
mod clients;
mod consents;
mod credentials;
mod designs;
mod diary;
mod door;
mod events;
mod feed;
mod gates;
mod hours;
mod house;
mod landmarks;
mod messages;
mod money;
mod papers;
#[cfg(feature = "stripe")]
mod payments;
mod people;
mod photographs;
mod private_care;
mod private_records;
mod protocol;
mod reviews;
mod screenings;
mod served;
mod sessions;
mod settings;
mod sink;
mod stock;
mod today;
mod versions;
mod visits;

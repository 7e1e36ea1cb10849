//! The studio as pages and JSON: what a person sees, and who may do what.
//!
//! - **Everything works as links and forms.** Scripts are small modules that make a page quicker, never possible.
//! - **Nobody reaches a handler by mistake.** Every route stands in one table with what it asks for ([`permit`]); a route that is not there answers nobody.
//! - **Handlers are thin:** read, ask storage, answer. What is wrong is a [`Fault`], shown as a page to people and as a problem document to programs.
//! - **Health data never reaches a log.** What is logged of a request is its identifier, method, the route's pattern, status and duration.
//!
//! The crate knows no SQL and decides nothing about skin or scalp. It reads no clock: [`App`] is given one.
//!
//! # A new page
//!
//! 1. a template in `templates/` that extends `base.html`, and a struct for it beside its handler;
//! 2. the handler, which takes a [`Seat`] (who asks) and a [`Frame`] (what surrounds every page) and answers with [`page`];
//! 3. its route in [`router()`] and its row in [`permit`]. The table test then asks it as every role and as a stranger.

mod account;
mod api;
mod app;
mod asset;
mod client;
mod config;
mod csrf;
mod design_table;
mod door;
mod drawing;
mod entry;
mod export;
mod fault;
mod first_visit;
mod form;
mod frame;
mod header;
mod health;
mod invitation;
mod kept;
mod limit;
mod log;
mod network;
mod observe;
mod password;
pub mod payment;
pub mod permit;
mod photograph;
mod practice;
mod price;
mod router;
mod seat;
mod serve;
mod sign_in;
mod studio;
mod theme;
mod tidy;
mod trail;
mod version;
mod visit;
mod words;
mod you;

pub use app::{App, Clock, DEMONSTRATION, StartError};
pub use config::{
    Config, ConfigError, KEYS, Key, LogFormat, MailConfig, MailTls, Setting, Source, StripeAccount,
};
pub use fault::Fault;
pub use frame::{Frame, Nav, page};
pub use log::start_logging;
pub use permit::{Action, can};
pub use practice::round::{Stop, ask_back, go_round, keep_round};
pub use price::with_price_list;
pub use router::router;
pub use seat::Seat;
pub use serve::{ServeError, serve};
pub use tidy::tidy_daily;

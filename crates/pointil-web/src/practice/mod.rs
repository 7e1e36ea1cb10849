//! The practice's pages: the records of a client's journey and of the studio, shown, asked for and written.

pub(crate) mod aftercare;
mod agreement;
pub(crate) mod alarm;
mod answers;
mod appointment;
mod ask;
mod asked;
mod booking;
pub(crate) mod by_link;
mod calendar;
pub(crate) mod check_in;
mod consent;
mod consultation;
mod credential;
pub(crate) mod desk;
pub(crate) mod enquiry;
mod event;
mod feed;
mod hours;
mod money;
mod offer;
mod outcomes;
mod paper;
mod patch_test;
mod place;
pub(crate) mod post;
mod protocol;
mod removal;
pub(crate) mod review;
pub(crate) mod round;
mod screening;
pub(crate) mod sent;
pub(crate) mod session;
mod stock;
mod terms;
mod time_off;
mod today;
mod waiting;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::app::App;

/// The routes.
pub(crate) fn routes(upload: DefaultBodyLimit) -> Router<App> {
    Router::new()
        .merge(after_care(upload))
        .merge(session::routes())
        .merge(enquiries())
        .merge(appointments())
        .merge(consultations())
        .route("/studio/places", get(place::show).post(place::add))
        .route("/studio/places/{place}/close", post(place::close))
        .route("/studio/places/{place}/reopen", post(place::reopen))
        .route(
            "/clients/{client}/agreements",
            get(agreement::show).post(agreement::draw_up),
        )
        .route("/agreements/{agreement}", get(agreement::show_one))
        .route("/agreements/{agreement}/offer", post(agreement::offer))
        .route("/agreements/{agreement}/sign", post(agreement::sign))
        .route(
            "/agreements/{agreement}/countersign",
            post(agreement::countersign),
        )
        .route(
            "/agreements/{agreement}/withdraw",
            post(agreement::withdraw),
        )
        .route("/agreements/{agreement}/decline", post(agreement::decline))
        .route(
            "/clients/{client}/consents",
            get(consent::show).post(consent::say),
        )
        .route("/consents/{consent}/withdraw", post(consent::withdraw))
        .route(
            "/clients/{client}/patch-tests",
            get(patch_test::show).post(patch_test::apply),
        )
        .route("/patch-tests/{test}/clear", post(patch_test::clear))
        .route("/patch-tests/{test}/reaction", post(patch_test::reaction))
        .route("/patch-tests/{test}/abandon", post(patch_test::abandon))
        .route(
            "/clients/{client}/screening",
            get(screening::show).post(screening::begin),
        )
        .route(
            "/screenings/{screening}",
            get(screening::show_one).post(screening::answer),
        )
        .route("/screenings/{screening}/letter", post(screening::letter))
        .route("/screenings/{screening}/still", post(screening::still))
        .route("/screenings/{screening}/change", post(screening::change))
        .route("/records/{record}/{paper}", get(paper::show))
        .merge(by_link::staff_routes())
        .merge(stock::routes())
        .merge(money::routes())
        .merge(edges())
        .merge(post::routes())
        .merge(feed::routes())
        .merge(credential::routes())
        .route(
            "/studio/protocol",
            get(protocol::show).post(protocol::revise),
        )
}

/// What comes after a session.
fn after_care(upload: DefaultBodyLimit) -> Router<App> {
    Router::new()
        .merge(check_in::routes(upload))
        .route("/clients/{client}/aftercare", get(aftercare::show))
        .route(
            "/clients/{client}/check-ins",
            post(aftercare::tell).layer(upload),
        )
        .route("/alarms", get(alarm::show))
        .merge(event::routes(upload))
        .merge(removal::routes())
        .merge(review::routes(upload))
}

fn enquiries() -> Router<App> {
    Router::new()
        .route("/ask", get(ask::show).post(ask::ask))
        .route("/ask/thanks", get(ask::thanks))
        .route("/enquiries", get(enquiry::list))
        .route("/enquiries/{enquiry}", get(enquiry::show))
        .route("/enquiries/{enquiry}/answer", post(enquiry::answer))
        .route("/enquiries/{enquiry}/close", post(enquiry::close))
        .route("/enquiries/{enquiry}/client", post(enquiry::link))
}

fn appointments() -> Router<App> {
    Router::new()
        .route("/calendar", get(calendar::show))
        .route("/clients/{client}/appointments", get(appointment::list))
        .route("/appointments", post(appointment::book))
        .route("/appointments/new", get(appointment::show_new))
        .route(
            "/appointments/{appointment}",
            get(appointment::show).post(appointment::step),
        )
        .route(
            "/appointments/{appointment}/move",
            get(appointment::show_move).post(appointment::move_it),
        )
}

fn consultations() -> Router<App> {
    Router::new()
        .route(
            "/clients/{client}/consultation",
            get(consultation::list).post(consultation::begin),
        )
        .route(
            "/consultations/{consultation}",
            get(consultation::show).post(consultation::amend),
        )
        .route(
            "/consultations/{consultation}/close",
            post(consultation::close),
        )
}

/// The day, and what the calendar goes by: hours, time off, terms, who waits.
fn edges() -> Router<App> {
    Router::new()
        .route("/today", get(today::show))
        .route("/studio/outcomes", get(outcomes::show))
        .route("/studio/terms", get(terms::show).post(terms::edit))
        .route(
            "/studio/places/{place}/hours",
            get(hours::show).post(hours::edit),
        )
        .route("/studio/time-off", get(time_off::show).post(time_off::plan))
        .route("/studio/time-off/{off}/cancel", post(time_off::cancel))
        .route("/waiting", get(waiting::list).post(waiting::begin))
        .route("/waiting/new", get(waiting::show_new))
        .route("/waiting/{waiting}", get(waiting::show).post(waiting::step))
}

//! Every route and its handler. What a route asks for stands in [`crate::permit`].

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::fault::Fault;
use crate::{
    account, api, asset, client, design_table, door, entry, first_visit, health, invitation,
    observe, photograph, practice, price, sign_in, studio, theme, trail, version, visit, you,
};

/// Bytes of a request's body where a route says nothing else.
const MOST_BODY: usize = 1 << 20;
/// Bytes that a form with a file has beside the file.
const FORM_AROUND: usize = 64 << 10;

/// The studio's pages and API.
pub fn router(app: App) -> Router {
    let upload = DefaultBodyLimit::max(app.config().upload_bytes + FORM_AROUND);
    let time = app.config().request_time;
    Router::new()
        .merge(open())
        .merge(people())
        .merge(clients())
        .merge(photographs(upload))
        .merge(api::routes(upload))
        .nest("/designs", design_table::routes())
        .merge(practice::routes(upload))
        .merge(version::routes())
        .merge(visit::routes(upload))
        .fallback(|| async { Fault::NotFound })
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), door::door))
        .layer(TimeoutLayer::with_status_code(
            axum::http::StatusCode::SERVICE_UNAVAILABLE,
            time,
        ))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(app.clone(), observe::observe))
        .with_state(app)
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    axum::response::IntoResponse::into_response(Fault::internal("a handler gave up"))
}

/// Open to strangers.
fn open() -> Router<App> {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics))
        .route("/assets/{*file}", get(asset::serve))
        .route("/theme", post(theme::choose))
        .route(
            "/first-visit",
            get(first_visit::show_form).post(first_visit::open_studio),
        )
        .route("/enter/{code}", get(entry::enter))
        .route("/sign-in", get(sign_in::show_form).post(sign_in::sign_in))
        .route(
            "/welcome/{account}/{until}/{proof}",
            get(invitation::show_welcome).post(invitation::choose_password),
        )
}

fn people() -> Router<App> {
    Router::new()
        .route("/sign-out", post(sign_in::sign_out))
        .route("/you", get(you::show_you))
        .route("/you/password", post(you::change_password))
        .route("/you/devices/sign-out-others", post(you::sign_out_others))
        .route("/you/devices/{device}/sign-out", post(you::sign_out_device))
        .route(
            "/studio",
            get(studio::show_studio).post(studio::edit_studio),
        )
        .route("/studio/key", post(studio::save_key))
        .route("/studio/trail", get(trail::show))
        .route(
            "/studio/prices",
            get(price::page::show_prices).post(price::page::edit_prices),
        )
        .route(
            "/accounts",
            get(account::show_accounts).post(account::invite),
        )
        .route(
            "/accounts/{account}",
            get(account::show_account).post(account::edit_account),
        )
        .route("/accounts/{account}/close", post(account::close_account))
        .route("/accounts/{account}/link", post(account::renew_link))
}

fn clients() -> Router<App> {
    Router::new()
        .route("/", get(client::list::show_home))
        .route(
            "/clients",
            get(client::list::show_list).post(client::edit::create),
        )
        .route("/clients/list", get(client::list::show_rows))
        .route("/clients/new", get(client::edit::show_new))
        .route("/clients/duplicates", get(client::merge::show_duplicates))
        .route("/clients/{client}", get(client::record::show_record))
        .route(
            "/clients/{client}/edit",
            get(client::edit::show_edit).post(client::edit::edit),
        )
        .route(
            "/clients/{client}/merge",
            get(client::merge::show_merge).post(client::merge::merge),
        )
        .route("/merges/{merge}/undo", post(client::merge::undo))
        .route("/clients/{client}/export", post(crate::export::export))
        .route(
            "/clients/{client}/erase",
            get(client::erase::show_erase).post(client::erase::erase),
        )
}

fn photographs(upload: DefaultBodyLimit) -> Router<App> {
    Router::new()
        .route(
            "/clients/{client}/photographs",
            post(photograph::page::upload).layer(upload),
        )
        .route(
            "/clients/{client}/photographs/new",
            get(photograph::capture::show),
        )
        .route(
            "/photographs/{photograph}",
            get(photograph::page::show).post(photograph::page::edit),
        )
        .route(
            "/photographs/{photograph}/original",
            get(photograph::page::original),
        )
        .route(
            "/photographs/{photograph}/thumbnail",
            get(photograph::page::thumbnail),
        )
        .route(
            "/photographs/{photograph}/screen",
            get(photograph::screen::show),
        )
        .route(
            "/photographs/{photograph}/landmarks",
            get(photograph::landmarks::show).post(photograph::landmarks::click),
        )
        .route(
            "/photographs/{photograph}/landmarks/try",
            post(photograph::landmarks::try_out),
        )
        .route(
            "/photographs/{photograph}/landmarks/save",
            post(photograph::landmarks::save),
        )
        .route(
            "/photographs/{photograph}/remove",
            post(photograph::page::remove),
        )
}

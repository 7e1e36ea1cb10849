//! From a design on the table to a version that the client approved: versions, what changed between them, presenting, links, papers.
//!
//! Everything lies below `/designs/{design}`; what a client sees by their link is in [`crate::visit`].

mod act;
mod agreed;
mod compare;
mod link;
mod list;
mod paper;
mod part;
mod present;
mod served;
mod show;

use axum::Router;
use axum::routing::{get, post};
use pointil_storage::{
    Account, Actor, Client, Design as DesignRecord, DesignId, DesignVersion, DesignVersionId,
};

use crate::app::App;
use crate::design_table::answers::record;
use crate::fault::Fault;
use crate::seat::Seat;
pub(crate) use act::{Approving, Keeping, Saying, kept};
pub(crate) use agreed::{Said, State, approval_words, short};
pub(crate) use link::{TERMS, address as link_address, made as made_link};
pub(crate) use part::part;
pub(crate) use served::{InLight, pictured, served};
pub(crate) use show::{Chosen, Seen, approve_form, figures};

/// The routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/designs/{design}/versions",
            get(list::show_list).post(act::keep),
        )
        .route("/designs/{design}/versions/{version}", get(show::show_one))
        .route(
            "/designs/{design}/versions/{version}/presented",
            post(act::present),
        )
        .route(
            "/designs/{design}/versions/{version}/go-back",
            post(act::go_back),
        )
        .route(
            "/designs/{design}/versions/{version}/approval",
            post(act::approve),
        )
        .route(
            "/designs/{design}/versions/{version}/comments",
            post(act::comment),
        )
        .route(
            "/designs/{design}/versions/{version}/papers/{paper}",
            get(paper::of_version),
        )
        .route(
            "/designs/{design}/versions/{version}/{part}",
            get(served::of_version),
        )
        .route(
            "/designs/{design}/versions/{version}/pictures/{view}/{age}",
            get(served::picture_of_version),
        )
        .route(
            "/designs/{design}/pictures/{view}/{age}",
            get(served::picture_of_design),
        )
        .route("/designs/{design}/compare", get(compare::show_comparison))
        .route("/designs/{design}/present", get(present::show))
        .route("/designs/{design}/papers/{paper}", get(paper::of_design))
        .route("/designs/{design}/links", post(link::make))
        .route("/designs/{design}/links/{link}/revoke", post(link::revoke))
}

/// A design and its client, of the asker's studio.
pub(crate) async fn opened(
    app: &App,
    seat: &Seat,
    design: DesignId,
) -> Result<(DesignRecord, Client), Fault> {
    let record = record(app, seat, design).await?;
    let client = app.store().client(seat.studio, record.client).await?;
    Ok((record, client.ok_or(Fault::NotFound)?))
}

/// A version of a design of the asker's studio.
pub(crate) async fn version_of(
    app: &App,
    seat: &Seat,
    design: DesignId,
    version: DesignVersionId,
) -> Result<DesignVersion, Fault> {
    let found = app.store().version(seat.studio, version).await?;
    found
        .filter(|own| own.design == design)
        .ok_or(Fault::NotFound)
}

/// Who did something, by name.
pub(crate) struct People(Vec<Account>);

impl People {
    /// Those of the asker's studio.
    pub(crate) async fn of(app: &App, seat: &Seat) -> Result<Self, Fault> {
        Ok(Self(app.store().accounts(seat.studio).await?))
    }

    /// The name.
    pub(crate) fn name(&self, actor: Actor) -> String {
        match actor {
            Actor::Account(id) => {
                let own = self.0.iter().find(|own| own.id == id);
                own.map_or_else(String::new, |own| own.fields.name.clone())
            }
            Actor::Client(_) => "the client".to_owned(),
            Actor::Program => "the program".to_owned(),
        }
    }
}

//! Agreements of a client: drawn up from a version of a design, put before the client, signed on this screen, countersigned.

mod signing;
mod terms;

use askama::Template;
use axum::extract::{Form as Entered, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use pointil_practice::agreement::{
    Agreement, AgreementState, AgreementText, ClientSigned, IdentityCheck,
};
use pointil_practice::{ContentHash, Words};
use pointil_storage::{Approval, ClientId, DesignVersion, DesignVersionId, RecordId};
use serde::Deserialize;

use super::by_link::{MakeLink, make_link};
use super::desk::{Changes, Day, Desk, Kept, client as client_id, record};
use super::place::fitting;
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::Form;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::seat::Seat;
use crate::words;
pub(super) use signing::{ShownSignature, Signing, sign_form, signatures};
pub(super) use terms::PICTURES;

/// An agreement in a list.
struct Row {
    id: RecordId,
    standing: &'static str,
    design: String,
    drafted: String,
}

/// A version that can be agreed on.
struct Offer {
    id: DesignVersionId,
    name: String,
    approved: bool,
}

#[derive(Template)]
#[template(path = "practice/agreements.html")]
struct ListPage {
    frame: Frame,
    client: ClientId,
    rows: Vec<Row>,
    offers: Vec<Offer>,
    problem: Option<String>,
    may_treat: bool,
}

/// Whose signature the page asks for now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Nobody,
    Client,
    Studio,
}

#[derive(Template)]
#[template(path = "practice/agreement.html")]
struct AgreementPage {
    frame: Frame,
    id: RecordId,
    client: ClientId,
    agreement: Agreement,
    standing: &'static str,
    version: String,
    base: String,
    is_draft: bool,
    asked: Asked,
    sign: Form,
    identities: [(&'static str, &'static str); 3],
    least_identity: &'static str,
    signatures: Vec<ShownSignature>,
    can_withdraw: bool,
    make_link: Option<MakeLink>,
    problem: Option<String>,
    may_treat: bool,
}

impl AgreementPage {
    fn asks_client(&self) -> bool {
        self.asked == Asked::Client
    }

    fn asks_studio(&self) -> bool {
        self.asked == Asked::Studio
    }

    fn pictures(&self) -> [(&'static str, &'static str, &'static str); 4] {
        [
            ("front", "fresh", "Front, fresh"),
            ("front", "healed", "Front, healed"),
            ("top", "healed", "Top, healed"),
            ("side", "healed", "Side, healed"),
        ]
    }
}

fn standing(state: &AgreementState) -> &'static str {
    match state {
        AgreementState::Draft => "Draft",
        AgreementState::Offered { .. } => "Before the client",
        AgreementState::SignedByClient { .. } => "Signed by the client, not yet by the studio",
        AgreementState::InForce { .. } => "In force",
        AgreementState::Amended { .. } => "A later agreement took its place",
        AgreementState::Withdrawn { .. } => "Taken back",
        AgreementState::Declined { .. } => "The client said no",
    }
}

const IDENTITIES: [(&str, &str); 3] = [
    ("unchecked", "Not checked"),
    ("seen", "I looked at a document"),
    ("copied", "A copy of a document is kept"),
];

fn identity(name: &str) -> Option<IdentityCheck> {
    match name {
        "unchecked" => Some(IdentityCheck::Unchecked),
        "seen" => Some(IdentityCheck::Seen),
        "copied" => Some(IdentityCheck::Copied),
        _ => None,
    }
}

pub(super) fn identity_words(asked: IdentityCheck) -> &'static str {
    match asked {
        IdentityCheck::Unchecked => IDENTITIES[0].1,
        IdentityCheck::Seen => IDENTITIES[1].1,
        IdentityCheck::Copied => IDENTITIES[2].1,
    }
}

/// A client's agreements.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    listed(&app, frame, &seat, client, None).await
}

async fn listed(
    app: &App,
    frame: Frame,
    seat: &Seat,
    client: ClientId,
    problem: Option<String>,
) -> Result<Response, Fault> {
    let person = find(app, seat, client).await?;
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let desk = Desk::at(app, seat).await?;
    let agreements = desk.of_client::<Agreement>(client).await?;
    let versions = app.store().versions(seat.studio, client).await?;
    let approvals: Vec<Approval> = app.store().approvals(seat.studio, client).await?;
    let name = |design: ContentHash| {
        let same = |own: &&DesignVersion| own.document.hash.to_string() == design.to_string();
        let found = versions.iter().find(same);
        found.map_or_else(|| design.short(), |own| own.name.clone())
    };
    let row = |kept: Kept<Agreement>| Row {
        id: kept.id,
        standing: standing(kept.says.standing()),
        design: name(kept.says.terms().design),
        drafted: words::instant(kept.created_at, &zone),
    };
    let rows = agreements.into_iter().rev().map(row).collect();
    let offers = versions.iter().map(|version| Offer {
        id: version.id,
        name: version.name.clone(),
        approved: approvals.iter().any(|own| own.version == version.id),
    });
    page(&ListPage {
        client,
        rows,
        offers: offers.collect(),
        problem,
        may_treat: frame.can(Action::TreatClients),
        frame: frame
            .titled(format!("Agreements with {}", full_name(&person.fields)))
            .at(Nav::Clients),
    })
}

/// Which version is agreed on.
#[derive(Deserialize)]
pub(crate) struct Drawn {
    version: DesignVersionId,
}

/// Draws an agreement up from a version.
pub(super) async fn draw_up(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
    Entered(drawn): Entered<Drawn>,
) -> Result<Response, Fault> {
    match drafted(&app, &seat, client, drawn.version).await {
        Ok(id) => Ok(Redirect::to(&format!("/agreements/{id}")).into_response()),
        Err(fault @ Fault::Refused { .. }) => {
            listed(&app, frame, &seat, client, Some(fault.detail())).await
        }
        Err(fault) => Err(fault),
    }
}

async fn drafted(
    app: &App,
    seat: &Seat,
    client: ClientId,
    version: DesignVersionId,
) -> Result<RecordId, Fault> {
    let person = find(app, seat, client).await?;
    let version = app.store().version(seat.studio, version).await?;
    let version = version.filter(|own| own.client == client);
    let version = version.ok_or(Fault::NotFound)?;
    // Drawing takes seconds: it is done once, under the protocol of now, and a protocol that changes meanwhile is found when it is written.
    let protocol = Desk::at(app, seat).await?.protocol().await?;
    let terms = terms::terms(app, seat, &protocol, (&person, &version)).await?;
    app.decide(seat.act(), |desk| {
        let terms = terms.clone();
        async move {
            let protocol = desk.protocol().await?;
            if protocol.version() != terms.protocol {
                return Err(Fault::Stale { current: 0 });
            }
            let text = AgreementText::english(&terms, &protocol).map_err(Fault::internal)?;
            let earlier = desk.of_client::<Agreement>(client).await?;
            let in_force = |own: &&Kept<Agreement>| {
                matches!(own.says.standing(), AgreementState::InForce { .. })
            };
            let amends = earlier.iter().rev().find(in_force).map(|own| own.says.id);
            let (id, by) = (desk.new_id()?, desk.by()?);
            let who = client_id(client);
            let draft = Agreement::draft(record(id), who, amends, terms, text, by)?;
            Ok((Changes::none().begin(id, Some(client), &draft)?, id))
        }
    })
    .await
}

/// An agreement: its words and pictures, and the signature that is asked for now.
pub(super) async fn show_one(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, id, None).await
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    tried: Option<(Signing, Fault)>,
) -> Result<Response, Fault> {
    let zone = words::zone(&app.studio(seat.studio).await?.fields.time_zone);
    let kept = Desk::at(app, seat).await?.one::<Agreement>(id).await?;
    let client = kept.client.ok_or(Fault::NotFound)?;
    let agreement = kept.says;
    let version = DesignVersionId::from_uuid(agreement.terms().design_version.0);
    let version = app.store().version(seat.studio, version).await?;
    let version = version.ok_or(Fault::NotFound)?;
    let asked = match agreement.standing() {
        AgreementState::Offered { .. } => Asked::Client,
        AgreementState::SignedByClient { .. } => Asked::Studio,
        _ => Asked::Nobody,
    };
    let (entered, fault) = tried.unzip();
    let (mut sign, mut problem) = (
        sign_form(&frame.csrf, agreement.content(), entered.as_ref()),
        None,
    );
    match fault {
        Some(fault @ Fault::Field { .. }) if asked != Asked::Nobody => {
            sign = sign.refused(fault)?;
        }
        Some(fault) => problem = Some(fault.detail()),
        None => {}
    }
    let law = agreement.terms().jurisdiction.jurisdiction();
    let is_shown = *agreement.standing() != AgreementState::Draft;
    page(&AgreementPage {
        id,
        client,
        standing: standing(agreement.standing()),
        version: version.name.clone(),
        base: format!("/designs/{}/versions/{}", version.design, version.id),
        is_draft: *agreement.standing() == AgreementState::Draft,
        asked,
        sign,
        identities: IDENTITIES,
        least_identity: identity_words(law.identity.value),
        signatures: signatures(&agreement, &zone),
        can_withdraw: matches!(
            agreement.standing(),
            AgreementState::Draft
                | AgreementState::Offered { .. }
                | AgreementState::SignedByClient { .. }
                | AgreementState::InForce { .. }
        ),
        make_link: is_shown.then(|| make_link(&frame, client, id)).flatten(),
        problem,
        may_treat: frame.can(Action::TreatClients),
        frame: frame
            .titled(format!("Agreement with {}", agreement.terms().client_name))
            .at(Nav::Clients)
            .with_module("practice/signature.js"),
        agreement,
    })
}

async fn changed(
    app: &App,
    frame: Frame,
    seat: &Seat,
    id: RecordId,
    signing: Signing,
    change: impl Fn(Agreement, &Desk, &Day) -> Result<Agreement, Fault> + Send + Sync,
) -> Result<Response, Fault> {
    match app.alter(seat.act(), id, change).await {
        Ok(()) => Ok(Redirect::to(&format!("/agreements/{id}?done=saved")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            shown(app, frame, seat, id, Some((signing, fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// Puts it before the client.
pub(super) async fn offer(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    let offer = |own: Agreement, desk: &Desk, _: &Day| Ok(own.offer(desk.by()?)?);
    changed(&app, frame, &seat, id, Signing::default(), offer).await
}

/// The client signs on this screen.
pub(super) async fn sign(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(signing): Entered<Signing>,
) -> Result<Response, Fault> {
    let read = signing.clone();
    let sign = move |own: Agreement, desk: &Desk, _: &Day| {
        let client = read.read(desk, None)?;
        let parent = None;
        Ok(own.sign_by_client(ClientSigned { client, parent })?)
    };
    changed(&app, frame, &seat, id, signing, sign).await
}

/// The studio signs after the client; an agreement that this one amends ends in the same write.
pub(super) async fn countersign(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(signing): Entered<Signing>,
) -> Result<Response, Fault> {
    let read = signing.clone();
    let made = app
        .decide(seat.act(), |desk| {
            let read = &read;
            async move {
                let kept = desk.one::<Agreement>(id).await?;
                let studio = read.read(&desk, None)?;
                let checked = identity(&read.identity);
                let checked = checked.ok_or_else(|| field("identity", "say how it was checked"))?;
                let by = desk.person()?;
                let sealed = kept.says.clone().countersign(by, studio, checked)?;
                let mut changes = Changes::none().edit(&kept, &sealed)?;
                if let Some(earlier) = sealed.amends {
                    let earlier = RecordId::from_uuid(earlier.0);
                    let earlier = desk.one::<Agreement>(earlier).await?;
                    if matches!(earlier.says.standing(), AgreementState::InForce { .. }) {
                        let amended = earlier.says.clone().amend(&sealed, desk.now())?;
                        changes = changes.edit(&earlier, &amended)?;
                    }
                }
                Ok((changes, ()))
            }
        })
        .await;
    match made {
        Ok(()) => Ok(Redirect::to(&format!("/agreements/{id}?done=saved")).into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            shown(&app, frame, &seat, id, Some((signing, fault))).await
        }
        Err(fault) => Err(fault),
    }
}

/// One side takes it back.
pub(super) async fn withdraw(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
    Entered(signing): Entered<Signing>,
) -> Result<Response, Fault> {
    let why = signing.why.clone();
    let take_back = move |own: Agreement, desk: &Desk, _: &Day| {
        let why: Words<500> = fitting("why", &why)?;
        Ok(own.withdraw(desk.now(), why)?)
    };
    changed(&app, frame, &seat, id, signing, take_back).await
}

/// The client says no.
pub(super) async fn decline(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(id): Path<RecordId>,
) -> Result<Response, Fault> {
    let decline = |own: Agreement, desk: &Desk, _: &Day| Ok(own.decline(desk.now())?);
    changed(&app, frame, &seat, id, Signing::default(), decline).await
}

//! The credentials of the studio's people and places, and what the law asks of them.

use askama::Template;
use axum::extract::{Form as Entered, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use pointil_practice::credential::{Credential, CredentialKind, Holder, missing};
use pointil_storage::{RecordId, Role};

use super::entry::{self, Fields};
use super::{Holders, days, is_unseen, person, place, standing};
use crate::app::App;
use crate::fault::Fault;
use crate::form::Form;
use crate::frame::{Frame, Nav, page};
use crate::permit::Action;
use crate::practice::desk::{Changes, Desk, Kept, record};
use crate::seat::Seat;

/// A credential in a list.
struct Row {
    id: RecordId,
    kind: &'static str,
    more: String,
    standing: &'static str,
    is_wrong: bool,
    is_unseen: bool,
    is_public: bool,
}

/// What a law asks of a holder, and what of it is missing today.
struct Asked {
    by: String,
    kinds: String,
    source: String,
    missing: Vec<&'static str>,
}

/// Somebody or a place with what they hold.
struct Section {
    id: usize,
    name: String,
    is_place: bool,
    asked: Vec<Asked>,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "practice/credentials.html")]
struct CredentialsPage {
    frame: Frame,
    sections: Vec<Section>,
    has_place: bool,
    form: Option<Form>,
}

/// The studio's credentials as they are now.
struct Shown<'a> {
    desk: &'a Desk,
    holders: &'a Holders,
    all: Vec<Kept<Credential>>,
    today: Date,
}

impl Shown<'_> {
    fn rows(&self, holder: Holder) -> Vec<Row> {
        let own = self.all.iter().filter(|kept| kept.says.holder == holder);
        own.map(|kept| {
            let (standing, is_wrong) = standing(&kept.says, self.today);
            Row {
                id: kept.id,
                kind: kept.says.kind.words(),
                more: format!("{} · {}", kept.says.issuer, days(&kept.says)),
                standing,
                is_wrong,
                is_unseen: is_unseen(&kept.says, self.today, self.desk.now()),
                is_public: kept.says.is_public,
            }
        })
        .collect()
    }

    fn missing(&self, kinds: &[CredentialKind], holder: Holder) -> Vec<&'static str> {
        let all: Vec<Credential> = self.all.iter().map(|kept| kept.says.clone()).collect();
        let missing = missing(kinds, holder, &all, self.today);
        missing.into_iter().map(CredentialKind::words).collect()
    }

    /// What the law of each open place asks of whoever treats there, or of the place itself.
    fn asked(&self, holder: Holder) -> Vec<Asked> {
        let open = self.holders.places.iter().rev();
        let open = open.filter(|kept| kept.says.is_open());
        let mut asked = Vec::new();
        for kept in open {
            let law = kept.says.jurisdiction.jurisdiction();
            let fact = match holder {
                Holder::Person { .. } => &law.person_credentials,
                Holder::Premises { id } if id == kept.says.id => &law.premises_credentials,
                Holder::Premises { .. } => continue,
            };
            let kinds: Vec<_> = fact.value.iter().map(|kind| kind.words()).collect();
            asked.push(Asked {
                by: format!("{} ({})", kept.says.name, law.name),
                kinds: kinds.join(", "),
                source: format!("{} (grade {})", fact.source, fact.grade),
                missing: self.missing(&fact.value, holder),
            });
        }
        asked
    }

    fn sections(&self) -> Vec<Section> {
        let people = self.holders.people.iter().filter(|own| {
            let treats = matches!(own.fields.role, Role::Owner | Role::Practitioner);
            let holds = self.all.iter().any(|kept| kept.says.holder == person(own));
            holds || treats && own.closed_at.is_none()
        });
        let people = people.map(|own| {
            let is_asked = own.closed_at.is_none();
            (person(own), false, is_asked)
        });
        let places = self.holders.places.iter().rev();
        let places = places.map(|own| (place(own), true, own.says.is_open()));
        let all = people.chain(places).enumerate();
        all.map(|(id, (holder, is_place, is_asked))| Section {
            id,
            name: self.holders.name(holder),
            is_place,
            asked: if is_asked {
                self.asked(holder)
            } else {
                Vec::new()
            },
            rows: self.rows(holder),
        })
        .collect()
    }
}

async fn shown_with(
    app: &App,
    frame: Frame,
    seat: &Seat,
    tried: (&Fields, Option<Fault>),
) -> Result<Response, Fault> {
    let desk = Desk::at(app, seat).await?;
    let holders = Holders::of(app, &desk).await?;
    let shown = Shown {
        all: desk.of_kind::<Credential>(None).await?,
        today: desk.today().await?,
        desk: &desk,
        holders: &holders,
    };
    let (fields, fault) = tried;
    let mut form = entry::form(&frame.csrf, &holders, fields);
    if let Some(fault) = fault {
        form = form.refused(fault)?;
    }
    page(&CredentialsPage {
        form: frame.can(Action::EditStudio).then_some(form),
        frame: frame.titled("Credentials").at(Nav::Studio),
        has_place: holders.places.iter().any(|own| own.says.is_open()),
        sections: shown.sections(),
    })
}

/// The studio's credentials.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
) -> Result<Response, Fault> {
    shown_with(&app, frame, &seat, (&Fields::new(), None)).await
}

/// Records one.
pub(super) async fn add(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    let made = app
        .decide(seat.act(), |desk| {
            let (app, fields) = (&app, &fields);
            async move {
                let holders = Holders::of(app, &desk).await?;
                let facts = entry::facts(entry::whose(&holders, fields)?, fields)?;
                let id = desk.new_id()?;
                let own = Credential::record(record(id), facts, desk.by()?)?;
                Ok((Changes::none().begin(id, None, &own)?, ()))
            }
        })
        .await;
    match made {
        Ok(()) => Ok(Redirect::to("/studio/credentials?done=saved").into_response()),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => {
            shown_with(&app, frame, &seat, (&fields, Some(fault))).await
        }
        Err(fault) => Err(fault),
    }
}

//! Payment over the network: a page of the provider for one payment, and its notice that the money is there.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Form as Entered, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use pointil_practice::account::{Draft, Method, PaidFor, Posting, amount};
use pointil_practice::{Act, Words, id};
use pointil_storage::{Act as StoredAct, Actor, ClientId, RecordId};

use super::book::{Book, next_number};
use crate::app::App;
use crate::client::{find, full_name};
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form};
use crate::frame::{Frame, Nav, page};
use crate::payment::{AskedPayment, GatewayError, PaidOnline};
use crate::practice::booking::{Fields, of};
use crate::practice::desk::{Changes, Desk, record};
use crate::seat::Seat;

#[derive(Template)]
#[template(path = "practice/money/online.html")]
struct OnlinePage {
    frame: Frame,
    client: ClientId,
    name: String,
    is_there: bool,
    form: Form,
    /// Where the client pays.
    address: Option<String>,
}

#[derive(Template)]
#[template(path = "practice/money/paid.html")]
struct PaidPage {
    frame: Frame,
}

impl From<GatewayError> for Fault {
    fn from(error: GatewayError) -> Self {
        Self::Refused {
            code: "payment.provider",
            words: error.to_string(),
        }
    }
}

async fn shown(
    app: &App,
    frame: Frame,
    seat: &Seat,
    (client, mut fields): (ClientId, Fields),
    asked: Result<Option<String>, Fault>,
) -> Result<Response, Fault> {
    let person = find(app, seat, client).await?;
    let desk = Desk::at(app, seat).await?;
    let book = Book::of(app, &desk, client).await?;
    if !fields.contains_key("entry") {
        fields.insert("entry".to_owned(), desk.new_id()?.to_string());
        let open = book.open().map(|own| own.to_decimal().to_string());
        fields.insert("amount".to_owned(), open.unwrap_or_default());
    }
    let form = Form::new(
        &frame.csrf,
        [
            Field::hidden("entry", of(&fields, "entry")),
            Field::new("text", "amount", "Amount")
                .holding(of(&fields, "amount"))
                .hinting(format!("In {}, such as 1234.50.", book.currency()))
                .filled("off"),
        ],
    );
    let status = asked.as_ref().err().map(Fault::status);
    let (form, address) = match asked {
        Ok(address) => (form, address),
        Err(fault) => (form.refused(fault)?, None),
    };
    let mut answer = page(&OnlinePage {
        client,
        name: full_name(&person.fields),
        is_there: app.gateway().is_some(),
        form,
        address,
        frame: frame.titled("Ask for a payment online").at(Nav::Clients),
    })?;
    if let Some(status) = status {
        *answer.status_mut() = status;
    }
    Ok(answer)
}

/// The form that asks for a payment.
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
) -> Result<Response, Fault> {
    shown(&app, frame, &seat, (client, Fields::new()), Ok(None)).await
}

async fn asked(app: &App, seat: &Seat, client: ClientId, fields: &Fields) -> Result<String, Fault> {
    let missing = |words: &str| Fault::Refused {
        code: "payment.provider",
        words: words.to_owned(),
    };
    let gateway = app.gateway();
    let gateway = gateway.ok_or_else(|| missing("the studio has no payment provider"))?;
    let base = app.config().public_address.as_deref();
    let base = base.ok_or_else(|| {
        missing("the provider must know where clients come back to: set public_address")
    })?;
    let desk = Desk::at(app, seat).await?;
    let book = Book::of(app, &desk, client).await?;
    let entry: RecordId = of(fields, "entry")
        .parse()
        .map_err(|_| Fault::Malformed("the form names no entry".to_owned()))?;
    let amount = amount(of(fields, "amount"), &book.currency());
    let amount = amount.map_err(|error| field("amount", &error.to_string()))?;
    if amount.minor() <= 0 {
        return Err(field("amount", "give more than nothing"));
    }
    let studio = app.studio(seat.studio).await?.fields.name;
    let asked = AskedPayment {
        reference: format!("{client}.{entry}"),
        amount,
        words: format!("Payment to {studio}"),
        back: format!("{base}/paid"),
    };
    Ok(gateway.ask(asked).await?.address)
}

/// Asks the provider for a page on which the client pays.
pub(super) async fn ask(
    State(app): State<App>,
    frame: Frame,
    seat: Seat,
    Path(client): Path<ClientId>,
    Entered(fields): Entered<Fields>,
) -> Result<Response, Fault> {
    find(&app, &seat, client).await?;
    let address = match asked(&app, &seat, client, &fields).await {
        Ok(address) => Ok(Some(address)),
        Err(fault @ (Fault::Field { .. } | Fault::Refused { .. })) => Err(fault),
        Err(fault) => return Err(fault),
    };
    shown(&app, frame, &seat, (client, fields), address).await
}

/// Where the client comes back to. Whether the money is there the provider says by its notice, not by sending somebody here.
pub(super) async fn thanks(frame: Frame) -> Result<Response, Fault> {
    page(&PaidPage {
        frame: frame.titled("Thank you"),
    })
}

/// Posts what a provider says was paid; the same notice again does nothing.
async fn keep(app: &App, paid: &PaidOnline) -> Result<(), Fault> {
    let unknown = || Fault::Malformed("a payment that nobody asked for".to_owned());
    let (client, entry) = paid.reference.split_once('.').ok_or_else(unknown)?;
    let client: ClientId = client.parse().map_err(|_| unknown())?;
    let entry: RecordId = entry.parse().map_err(|_| unknown())?;
    let studio = app.studio_id().await?.ok_or(Fault::NotFound)?;
    let known = app.store().client(studio, client).await?;
    known.ok_or(Fault::NotFound)?;
    let act = StoredAct {
        studio,
        actor: Actor::Program,
        at: app.now(),
    };
    app.decide(act, |desk| {
        let (app, paid) = (app, paid);
        async move {
            let book = Book::of(app, &desk, client).await?;
            if book.entry(record(entry)).is_some() {
                return Ok((Changes::none(), ()));
            }
            let (last, _) = next_number(&desk, book.today).await?;
            let reference = Words::new(&paid.id).map_err(|_| unknown())?;
            let draft = Draft {
                id: record(entry),
                act: Act {
                    at: desk.now(),
                    by: id::PersonId(studio.to_uuid()),
                },
                day: book.today,
                posting: Posting::Payment {
                    amount: paid.amount,
                    method: Method::Card,
                    paid_for: PaidFor::Account,
                    reference: Some(reference),
                    appointment: None,
                },
            };
            let own = book.account().post(draft, last)?;
            Ok((Changes::none().begin(entry, Some(client), &own)?, ()))
        }
    })
    .await
}

/// Takes a notice of the provider, as its bytes came in.
pub(super) async fn notice(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Fault> {
    let gateway = app.gateway().ok_or(Fault::NotFound)?;
    let signature = headers.get("stripe-signature");
    let signature = signature.and_then(|own| own.to_str().ok()).unwrap_or("");
    let paid = gateway.read_notice(signature, &body, app.now());
    let paid = paid.map_err(|error| Fault::Malformed(error.to_string()))?;
    if let Some(paid) = paid {
        keep(&app, &paid).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

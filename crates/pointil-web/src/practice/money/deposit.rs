//! The deposit of an appointment: what is asked, what is paid, and what is kept of it when nobody comes.

use pointil_practice::account::Draft;
use pointil_practice::agreement::{Agreement, AgreementState};
use pointil_practice::appointment::{Appointment, Term, Terms};
use pointil_storage::ClientId;
use pointil_treatment::Money;

use super::book::{Book, next_number};
use crate::app::App;
use crate::fault::Fault;
use crate::practice::desk::{Changes, Desk, record};

/// The deposit that is asked of a client: as the agreement in force has it, else the terms' share of its price; none where nothing is agreed
/// on, or nothing is asked.
pub(in crate::practice) async fn asked(
    desk: &Desk,
    client: ClientId,
    terms: &Terms,
) -> Result<Option<Money>, Fault> {
    let agreements = desk.of_client::<Agreement>(client).await?;
    let in_force = agreements
        .iter()
        .rev()
        .find(|own| matches!(own.says.standing(), AgreementState::InForce { .. }));
    let Some(agreed) = in_force.map(|own| own.says.terms()) else {
        return Ok(None);
    };
    let by_terms = || terms.deposit(agreed.price).map_err(Fault::internal);
    let deposit = agreed.deposit.map_or_else(by_terms, Ok)?;
    Ok((deposit.minor() > 0).then_some(deposit))
}

/// What is paid of an appointment's deposit and was not given back.
pub(in crate::practice) async fn paid(
    app: &App,
    desk: &Desk,
    (client, appointment): (ClientId, &Appointment),
) -> Result<Option<Money>, Fault> {
    let book = Book::of(app, desk, client).await?;
    let paid = book.account().deposit_of(appointment.series);
    paid.map_err(Fault::internal)
}

/// With an invoice over what the terms let the studio keep of the deposit of an appointment that was cancelled or to which nobody came. What
/// is not kept stays the client's credit until somebody gives it back.
pub(in crate::practice) async fn keep(
    changes: Changes,
    app: &App,
    desk: &Desk,
    (client, appointment, terms): (ClientId, &Appointment, &Terms),
) -> Result<Changes, Fault> {
    let book = Book::of(app, desk, client).await?;
    let (last, next) = next_number(desk, book.today).await?;
    let account = book.account();
    let kept = account.kept_deposit(appointment, terms, (next, book.today))?;
    let Some(posting) = kept else {
        return Ok(changes);
    };
    let id = desk.new_id()?;
    // A client who cancels behind a private link is no person of the studio: the studio's terms post it.
    let by_itself = pointil_practice::Act {
        at: desk.now(),
        by: pointil_practice::id::PersonId(desk.studio().to_uuid()),
    };
    let draft = Draft {
        id: record(id),
        act: desk.by().unwrap_or(by_itself),
        day: book.today,
        posting,
    };
    let entry = account.post(draft, last)?;
    changes.begin(id, Some(client), &entry)
}

/// What the terms say of a deposit and its windows, in a sentence.
pub(in crate::practice) fn windows(terms: &Terms) -> String {
    let [free, half] = [Term::FreeUntil, Term::HalfUntil].map(|term| terms.value(term));
    format!(
        "If the client cancels more than {free} hours ahead, nothing of a deposit is kept; until {half} hours ahead {} percent may be; later, or when nobody comes, {} percent. If the studio cancels, nothing is kept.",
        terms.value(Term::KeptBetween),
        terms.value(Term::KeptLate)
    )
}

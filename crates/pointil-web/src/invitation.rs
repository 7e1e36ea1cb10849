//! One-time links by which a person sets the password of their account.
//!
//! A link needs no memory: it is a proof over the account and its end, keyed by the hash of the account's present password, which nobody outside the
//! database knows. Setting a password changes that hash, so a link works once, and only the newest way in is open.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use pointil_storage::{Account, AccountId, Act, Actor};
use serde::Deserialize;
use sha2::Sha256;

use crate::app::App;
use crate::fault::Fault;
use crate::first_visit::field;
use crate::form::{Field, Form};
use crate::frame::{Frame, page};
use crate::header::{hex, random_text, unhex};
use crate::password;
use crate::sign_in::sign_in_device;

/// How long a link can be used.
pub(crate) const LASTS: SignedDuration = SignedDuration::from_hours(72);
/// What an account has for a password's hash until its person chose one; it fits no password.
const INVITED: &str = "$invited$";

/// The stand-in for the hash of a password that nobody has chosen yet.
pub(crate) fn unchosen() -> Result<String, Fault> {
    let random = random_text::<32>().map_err(Fault::internal)?;
    Ok(format!("{INVITED}{random}"))
}

/// Whether an account's person has not chosen a password yet.
pub(crate) fn is_unchosen(hash: &str) -> bool {
    hash.starts_with(INVITED)
}

fn mac(account: AccountId, until: i64, hash: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(hash.as_bytes()).ok()?;
    mac.update(format!("pointil invitation {account} {until}").as_bytes());
    Some(mac)
}

/// The path of a link for an account whose password has this hash.
pub(crate) fn path(account: AccountId, hash: &str, at: Timestamp) -> Result<String, Fault> {
    let until = at.checked_add(LASTS).map_err(Fault::internal)?.as_second();
    let mac = mac(account, until, hash).ok_or_else(|| Fault::internal("a link without a key"))?;
    let proof = hex(&mac.finalize().into_bytes());
    Ok(format!("/welcome/{account}/{until}/{proof}"))
}

fn is_proof(account: AccountId, until: i64, hash: &str, proof: &str) -> bool {
    let mac = mac(account, until, hash);
    let proof = unhex(proof);
    mac.zip(proof)
        .is_some_and(|(mac, proof)| mac.verify_slice(&proof).is_ok())
}

/// What a link says.
#[derive(Deserialize)]
pub(crate) struct Link {
    account: AccountId,
    until: i64,
    proof: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choice {
    password: String,
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage {
    frame: Frame,
    studio: String,
    account: Account,
    form: Form,
}

/// The account that a link opens, while it does.
async fn opened(app: &App, link: &Link) -> Result<Account, Fault> {
    let spent = || {
        Fault::Refused {
        code: "link_spent",
        words: "this link was used already or its time is over: ask an owner of the studio for a new one".to_owned(),
    }
    };
    let studio = app.studio_id().await?.ok_or_else(spent)?;
    let hash = app
        .store()
        .password_hash(studio, link.account)
        .await?
        .ok_or_else(spent)?;
    let is_open = app.now().as_second() < link.until
        && is_proof(link.account, link.until, &hash, &link.proof);
    let account = app.store().account(studio, link.account).await?;
    account.filter(|_| is_open).ok_or_else(spent)
}

async fn show(
    app: &App,
    frame: Frame,
    account: Account,
    fault: Option<Fault>,
) -> Result<Response, Fault> {
    let studio = app.studio_id().await?.ok_or(Fault::NotFound)?;
    let hint = format!(
        "At least {} characters; a few unrelated words do well.",
        password::FEWEST
    );
    let fields = [Field::new("password", "password", "Choose a password")
        .filled("new-password")
        .hinting(hint)];
    let form = Form::new(&frame.csrf, fields);
    let form = match fault {
        Some(fault) => form.refused(fault)?,
        None => form,
    };
    page(&WelcomePage {
        frame: frame.titled(format!("Welcome, {}", account.fields.name)),
        studio: app.studio(studio).await?.fields.name,
        account,
        form,
    })
}

pub(crate) async fn show_welcome(
    State(app): State<App>,
    Path(link): Path<Link>,
    frame: Frame,
) -> Result<Response, Fault> {
    let account = opened(&app, &link).await?;
    show(&app, frame, account, None).await
}

pub(crate) async fn choose_password(
    State(app): State<App>,
    Path(link): Path<Link>,
    headers: HeaderMap,
    frame: Frame,
    axum::Form(choice): axum::Form<Choice>,
) -> Result<Response, Fault> {
    let account = opened(&app, &link).await?;
    if let Some(objection) = password::objection(&choice.password) {
        return show(&app, frame, account, Some(field("password", &objection))).await;
    }
    let hash = app.hasher().hash(choice.password).await?;
    let act = Act {
        studio: app.studio_id().await?.ok_or(Fault::NotFound)?,
        actor: Actor::Account(account.id),
        at: app.now(),
    };
    app.store()
        .change_password(&act, account.id, &hash, None)
        .await?;
    sign_in_device(&app, account.id, &headers, "/?done=welcome").await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_for_one_account_one_hash_and_one_end() {
        let account: AccountId = "0192d000-0000-7000-8000-000000000001".parse().unwrap();
        let other: AccountId = "0192d000-0000-7000-8000-000000000002".parse().unwrap();
        let at = Timestamp::from_second(1_800_000_000).unwrap();
        let link = path(account, "$invited$aa", at).unwrap();
        let parts: Vec<&str> = link.split('/').collect();
        let (until, proof) = (parts[3].parse().unwrap(), parts[4]);
        assert_eq!(until, 1_800_000_000 + 72 * 3600);
        assert!(is_proof(account, until, "$invited$aa", proof));
        assert!(!is_proof(other, until, "$invited$aa", proof));
        assert!(!is_proof(account, until + 1, "$invited$aa", proof));
        assert!(!is_proof(account, until, "$argon2id$x", proof));
        assert!(!is_proof(account, until, "$invited$aa", &proof[2..]));
    }
}

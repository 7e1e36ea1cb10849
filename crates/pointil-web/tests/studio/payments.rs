//! Payment over the network against a server that plays Stripe by its documentation: what is sent, what is believed, what is posted.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Method, StatusCode};
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use sha2::Sha256;

use crate::house::{Answer, Browser, House, now, wait};

const KEY: &str = "sk_test_a_secret";
const NOTICE_KEY: &str = "whsec_another_secret";

/// What the played server was sent.
type Sent = Arc<Mutex<Vec<String>>>;

/// A server that answers every request with this status and text.
fn playing(status: u16, text: &str) -> (String, Sent) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let sent = Sent::default();
    let (kept, text) = (sent.clone(), text.to_owned());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut request, mut part) = (Vec::new(), [0; 4096]);
            loop {
                let count = stream.read(&mut part).unwrap();
                request.extend_from_slice(&part[..count]);
                let read = String::from_utf8_lossy(&request).into_owned();
                let Some((head, body)) = read.split_once("\r\n\r\n") else {
                    continue;
                };
                let length = head.lines().find_map(|line| {
                    let (name, value) = line.split_once(':')?;
                    let is_length = name.eq_ignore_ascii_case("content-length");
                    is_length.then(|| value.trim().parse::<usize>().unwrap())
                });
                if count == 0 || body.len() >= length.unwrap_or(0) {
                    kept.lock().unwrap().push(read);
                    break;
                }
            }
            let answer = format!(
                "HTTP/1.1 {status} Played\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
                text.len()
            );
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (address, sent)
}

fn session(minor: i64) -> String {
    format!(
        "{{\"id\":\"cs_test_1\",\"object\":\"checkout.session\",\"amount_total\":{minor},\"currency\":\"eur\",\"payment_status\":\"unpaid\",\"url\":\"https://checkout.stripe.com/c/pay/cs_test_1\"}}"
    )
}

/// A studio with an account at the played server, and a client who owes EUR 1,210.
async fn studio(address: &str) -> (House, Browser, String) {
    let settings = [
        ("stripe_key", KEY),
        ("stripe_notice_key", NOTICE_KEY),
        ("stripe_address", address),
        ("public_address", "http://studio.test"),
    ];
    let (house, mut owner) = House::open_with(&settings).await;
    let client = owner.enter_client("Ada", "Lovelace").await;
    crate::money::invoiced(&mut owner, &client).await;
    (house, owner, client)
}

async fn asked(owner: &mut Browser, client: &str) -> (Answer, String) {
    let path = format!("{client}/online-payment");
    let form = owner.get(&path).await;
    let entry = form.value_after("name=\"entry\"", "value");
    let amount = form.value_after("id=\"f-amount\"", "value");
    assert_eq!(amount, "1210.00");
    let answer = owner
        .post(&path, &[("entry", &entry), ("amount", &amount)])
        .await;
    let id = client.rsplit('/').next().unwrap();
    (answer, format!("{id}.{entry}"))
}

fn event(reference: &str, minor: i64, asked: i64, status: &str) -> String {
    format!(
        "{{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"checkout.session.completed\",\"data\":{{\"object\":{{\"id\":\"cs_test_1\",\"object\":\"checkout.session\",\"amount_total\":{minor},\"currency\":\"eur\",\"payment_status\":\"{status}\",\"client_reference_id\":\"{reference}\",\"payment_intent\":\"pi_1\",\"metadata\":{{\"pointil_minor\":\"{asked}\",\"pointil_currency\":\"eur\"}}}}}}}}"
    )
}

fn signature(body: &str, key: &str, at: i64) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(format!("{at}.{body}").as_bytes());
    let hex: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("t={at},v1={hex},v0=00")
}

/// Another program sends a notice: no cookie, no token, no word of where it comes from.
async fn notice(house: &House, body: &str, signature: &str) -> Answer {
    let mut stranger = house.browser();
    stranger.site = None;
    let request = stranger
        .request(Method::POST, "/payments/stripe")
        .header("content-type", "application/json")
        .header("stripe-signature", signature);
    stranger
        .ask(request.body(Body::from(body.to_owned())).unwrap())
        .await
}

async fn owed(owner: &mut Browser, client: &str) -> bool {
    let page = owner.get(&format!("{client}/account")).await.text();
    page.contains("EUR 1,210.00 is owed.")
}

#[tokio::test]
async fn a_payment_is_asked_for_once_and_posted_once() {
    let (address, sent) = playing(200, &session(121_000));
    let (house, mut owner, client) = studio(&address).await;
    let (page, reference) = asked(&mut owner, &client).await;
    assert!(
        page.text()
            .contains("https://checkout.stripe.com/c/pay/cs_test_1"),
        "{}",
        page.text()
    );
    let request = sent.lock().unwrap()[0].clone();
    let lower = request.to_lowercase();
    assert!(
        request.starts_with("POST /v1/checkout/sessions HTTP/1.1"),
        "{request}"
    );
    assert!(
        request.contains(&format!("Bearer {KEY}"))
            && lower.contains(&format!("idempotency-key: {reference}")),
        "{request}"
    );
    for part in [
        "mode=payment",
        "unit_amount%5D=121000",
        "currency%5D=eur",
        "Payment%20to%20Still%20Point",
    ] {
        let plus = part.replace("%20", "+");
        assert!(
            request.contains(part) || request.contains(&plus),
            "{part}: {request}"
        );
    }
    assert!(
        !request.contains("Ada") && !request.contains("Treatment"),
        "nothing of the client is sent: {request}"
    );
    assert!(!page.text().contains(KEY));
    let body = event(&reference, 121_000, 121_000, "paid");
    let signed = signature(&body, NOTICE_KEY, now().as_second());
    assert_eq!(
        notice(&house, &body, &signed).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        notice(&house, &body, &signed).await.status,
        StatusCode::NO_CONTENT
    );
    let page = owner.get(&format!("{client}/account")).await.text();
    assert!(
        page.contains("Nothing is owed.") && page.matches("pi_1").count() == 1,
        "{page}"
    );
}

#[tokio::test]
async fn no_notice_is_believed_that_is_not_signed_now() {
    let (address, _) = playing(200, &session(121_000));
    let (house, mut owner, client) = studio(&address).await;
    let (_, reference) = asked(&mut owner, &client).await;
    let body = event(&reference, 121_000, 121_000, "paid");
    let at = now().as_second();
    let good = signature(&body, NOTICE_KEY, at);
    let other = event(&reference, 1_210, 1_210, "paid");
    for (body, signed) in [
        (&body, String::new()),
        (&body, signature(&body, KEY, at)),
        (&body, signature(&body, NOTICE_KEY, at - 301)),
        (&body, signature(&body, NOTICE_KEY, at + 301)),
        (&body, good.replace("v1=", "v0=")),
        (
            &body,
            good.replace(&format!("t={at}"), &format!("t={}", at + 1)),
        ),
        (&other, good.clone()),
    ] {
        let answer = notice(&house, body, &signed).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{signed}");
        assert!(!answer.text().contains(NOTICE_KEY));
    }
    // Signed, but not what was asked for, not paid yet, or nothing of ours.
    let signed = |body: &str| signature(body, NOTICE_KEY, at);
    let less = event(&reference, 1_000, 121_000, "paid");
    assert_eq!(
        notice(&house, &less, &signed(&less)).await.status,
        StatusCode::BAD_REQUEST
    );
    let unpaid = event(&reference, 121_000, 121_000, "unpaid");
    assert_eq!(
        notice(&house, &unpaid, &signed(&unpaid)).await.status,
        StatusCode::NO_CONTENT
    );
    let theirs = "{\"type\":\"charge.updated\",\"data\":{\"object\":{}}}";
    assert_eq!(
        notice(&house, theirs, &signed(theirs)).await.status,
        StatusCode::NO_CONTENT
    );
    assert!(owed(&mut owner, &client).await);
    wait(SignedDuration::from_mins(6));
    assert_eq!(
        notice(&house, &body, &good).await.status,
        StatusCode::BAD_REQUEST,
        "a notice grows old"
    );
}

#[tokio::test]
async fn what_the_provider_refuses_or_garbles_is_said_without_its_words() {
    let refusal = "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"amount_too_small\",\"message\":\"with a secret\"}}";
    for (status, text, said) in [
        (402, refusal.to_owned(), "amount_too_small"),
        (200, session(5), "another amount"),
        (200, "no JSON".to_owned(), "no session"),
    ] {
        let (address, _) = playing(status, &text);
        let (_house, mut owner, client) = studio(&address).await;
        let (page, _) = asked(&mut owner, &client).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(
            page.text().contains(said) && !page.text().contains("with a secret"),
            "{}",
            page.text()
        );
    }
    let (_house, mut owner, client) = studio("http://127.0.0.1:9").await;
    let (page, _) = asked(&mut owner, &client).await;
    assert!(
        page.text().contains("cannot be reached") && !page.text().contains(KEY),
        "{}",
        page.text()
    );
}

#[test]
fn an_address_without_encryption_is_refused() {
    use pointil_web::payment::{Secret, Stripe};
    let stripe = |address: &str| Stripe::new(address, Secret::new(KEY), Secret::new(NOTICE_KEY));
    assert!(stripe("http://api.stripe.com").is_err() && stripe("ftp://x").is_err());
    let shown = format!("{:?}", stripe("https://api.stripe.com").unwrap());
    assert!(
        !shown.contains(KEY) && !shown.contains(NOTICE_KEY),
        "{shown}"
    );
}

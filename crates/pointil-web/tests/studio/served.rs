//! The studio over a real connection.

use std::time::Duration;

use axum::body::Body;
use axum::http::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use crate::house::House;

/// Sends bytes and reads until the other end closes.
async fn exchange(address: std::net::SocketAddr, bytes: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn served(
    house: &House,
) -> (
    std::net::SocketAddr,
    oneshot::Sender<()>,
    tokio::task::JoinHandle<bool>,
) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let served = pointil_web::serve(house.app.clone(), listener, async {
        let _ = stopped.await;
    });
    (
        address,
        stop,
        tokio::spawn(async move { served.await.is_ok() }),
    )
}

#[tokio::test]
async fn at_the_machine_itself_the_first_visit_needs_no_code() {
    let house = House::empty().await;
    let (address, stop, end) = served(&house).await;
    let ask = |host: &str, more: &str| {
        format!("GET /first-visit HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{more}\r\n")
    };
    let local = exchange(address, &ask("localhost:7878", "")).await;
    assert!(
        local.starts_with("HTTP/1.1 200")
            && local.contains("Whoever fills this in becomes the owner"),
        "{local}"
    );
    let by_name = exchange(address, &ask("evil.example", "")).await;
    assert!(by_name.contains("you are not at the machine"));
    let proxied = exchange(address, &ask("localhost", "x-forwarded-for: 9.9.9.9\r\n")).await;
    assert!(proxied.contains("you are not at the machine"));
    stop.send(()).unwrap();
    assert!(end.await.unwrap());
}

#[tokio::test]
async fn who_dawdles_is_let_go_and_pages_are_compressed() {
    let house = House::with(&[("header_seconds", "1")]).await;
    let (address, stop, end) = served(&house).await;
    let slow = tokio::time::timeout(
        Duration::from_secs(10),
        exchange(address, "GET / HTTP/1.1\r\nhost: x\r\n"),
    )
    .await;
    assert!(!slow.unwrap().contains("200 OK"));
    let request = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    assert!(exchange(address, request).await.ends_with("ok\n"));
    stop.send(()).unwrap();
    assert!(end.await.unwrap());
    assert!(TcpStream::connect(address).await.is_err());
    let mut browser = house.browser();
    let request = browser
        .request(Method::GET, "/sign-in")
        .header("accept-encoding", "gzip");
    let request = request.body(Body::empty()).unwrap();
    let first = browser.get("/first-visit").await;
    assert_eq!(first.header("content-encoding"), "");
    let answer = browser.ask(request).await;
    assert_eq!(answer.to(), "/first-visit");
}

#[tokio::test]
async fn assets_are_kept_for_ever_and_compressed() {
    let house = House::empty().await;
    let mut browser = house.browser();
    let path = browser
        .get("/first-visit")
        .await
        .value_after("rel=\"stylesheet\"", "href");
    let request = browser
        .request(Method::GET, &path)
        .header("accept-encoding", "gzip");
    let answer = browser.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert_eq!(
        answer.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert_eq!(browser.get("/assets/base.css").await.status, 404);
}

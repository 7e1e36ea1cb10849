//! From where on the network a request comes.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::app::App;
use crate::fault::Fault;

/// The other end of a connection, noted where it is accepted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub SocketAddr);

/// The network address of whoever asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address {
    /// The address, behind proxies that are trusted.
    pub ip: IpAddr,
    /// Whether the request was made on this machine itself: over loopback, no proxy in between, by a name of this machine.
    pub is_local: bool,
}

fn is_local_name(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|b| b.is_ascii_digit()) {
            name
        } else {
            host
        }
    });
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The last address of `X-Forwarded-For` that is no proxy of ours: what stands before it could be made up.
fn forwarded(headers: &HeaderMap, trusted: &[IpAddr]) -> Option<IpAddr> {
    let lines = headers.get_all("x-forwarded-for").iter();
    let text: Vec<&str> = lines.filter_map(|value| value.to_str().ok()).collect();
    text.join(",")
        .rsplit(',')
        .map_while(|part| part.trim().parse::<IpAddr>().ok())
        .find(|ip| !trusted.contains(ip))
}

impl Address {
    fn of(parts: &Parts, app: &App) -> Self {
        let peer = parts
            .extensions
            .get::<Peer>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        let trusted = &app.config().trusted_proxies;
        let ip = match trusted.contains(&peer) {
            true => forwarded(&parts.headers, trusted).unwrap_or(peer),
            false => peer,
        };
        let is_forwarded = ["x-forwarded-for", "forwarded", "via"]
            .iter()
            .any(|name| parts.headers.contains_key(*name));
        let host = parts
            .headers
            .get("host")
            .and_then(|host| host.to_str().ok());
        Self {
            ip,
            is_local: peer.is_loopback() && !is_forwarded && host.is_some_and(is_local_name),
        }
    }
}

impl FromRequestParts<App> for Address {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        Ok(Self::of(parts, app))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn names_of_this_machine() {
        for local in [
            "localhost",
            "localhost:7878",
            "127.0.0.1:80",
            "[::1]:7878",
            "[::1]",
        ] {
            assert!(is_local_name(local), "{local}");
        }
        for other in [
            "studio.example",
            "evil.localhost.example:80",
            "10.0.0.1",
            "",
        ] {
            assert!(!is_local_name(other), "{other}");
        }
    }

    #[test]
    fn an_address_that_the_asker_made_up_is_not_believed() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            HeaderValue::from_static("6.6.6.6, 9.9.9.9, 10.0.0.2"),
        );
        let proxy: IpAddr = "10.0.0.2".parse().unwrap();
        assert_eq!(forwarded(&headers, &[proxy]), "9.9.9.9".parse().ok());
    }
}

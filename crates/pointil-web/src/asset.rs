//! Styles, modules and pictures: embedded, each under an address that holds the hash of its content.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::fault::Fault;
use crate::header::hex;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets"]
struct Files;

/// Names, and the addresses below `/assets/` that they have: `base.css` is `base.2771f7d1a0b3.css`.
static FINGERPRINTED: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let named = |name: &str| {
        let hash = hex(&Files::get(name)?.metadata.sha256_hash());
        let (stem, ending) = name.rsplit_once('.')?;
        Some(format!("{stem}.{}.{ending}", hash.get(..12)?))
    };
    Files::iter()
        .filter_map(|name| Some((name.to_string(), named(&name)?)))
        .collect()
});

/// The import map of all modules, so that a module is imported by name and fetched by fingerprint.
static IMPORTS: LazyLock<String> = LazyLock::new(|| {
    let modules: BTreeMap<String, String> = FINGERPRINTED
        .iter()
        .filter(|(name, _)| name.ends_with(".js"))
        .map(|(name, path)| (format!("#{name}"), format!("/assets/{path}")))
        .collect();
    serde_json::json!({ "imports": modules }).to_string()
});

/// The address of an asset.
pub(crate) fn asset(name: &str) -> String {
    let path = FINGERPRINTED.get(name).map_or(name, String::as_str);
    format!("/assets/{path}")
}

/// The import map as JSON. Modules import each other as `#name.js`.
pub(crate) fn import_map() -> &'static str {
    &IMPORTS
}

/// Serves an asset by its fingerprinted address, to be kept for ever.
pub(crate) async fn serve(Path(path): Path<String>) -> Result<Response, Fault> {
    let name = FINGERPRINTED
        .iter()
        .find_map(|(name, own)| (*own == path).then_some(name))
        .ok_or(Fault::NotFound)?;
    let file = Files::get(name).ok_or(Fault::NotFound)?;
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    };
    let mut answer = file.data.into_owned().into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    headers.insert(header::CACHE_CONTROL, forever);
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_the_hash_and_modules_are_mapped() {
        let path = asset("base.css");
        assert!(path.starts_with("/assets/base.") && path.ends_with(".css"));
        assert_eq!(path.len(), "/assets/base.css".len() + 13);
        assert!(import_map().contains("\"#client-search.js\":\"/assets/client-search."));
    }
}

//! A studio with an owner, and browsers that visit it.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use pointil_storage::{Account, AccountFields, Act, Actor, NewAccount, Role, StudioId};
use pointil_web::{App, Config, router};
use tempfile::TempDir;
use tower::ServiceExt;

pub const OWNER: &str = "olga@example.com";
pub const PASSWORD: &str = "quiet mornings and coffee";

thread_local! {
    static NOW: RefCell<Arc<AtomicI64>> = RefCell::new(Arc::new(AtomicI64::new(1_800_000_000)));
}

/// The clock of this test's thread.
pub fn clock() -> Arc<AtomicI64> {
    NOW.with_borrow(Arc::clone)
}

/// Lets this thread live in the time of another.
pub fn keep_time_of(clock: Arc<AtomicI64>) {
    NOW.set(clock);
}

/// The time of this test.
pub fn now() -> Timestamp {
    Timestamp::from_second(clock().load(Ordering::Relaxed)).unwrap()
}

/// Puts the clock to a time.
pub fn set_clock(at: Timestamp) {
    clock().store(at.as_second(), Ordering::Relaxed);
}

/// Lets time go by.
pub fn wait(time: SignedDuration) {
    clock().fetch_add(time.as_secs(), Ordering::Relaxed);
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Where it sends the browser.
    pub fn to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        self.header("location")
    }

    /// The value of the first attribute `name` that follows `after`.
    pub fn value_after(&self, after: &str, name: &str) -> String {
        let text = self.text();
        let (_, rest) = text
            .split_once(after)
            .unwrap_or_else(|| panic!("no {after:?} in {text}"));
        let (_, rest) = rest.split_once(&format!("{name}=\"")).unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

/// A studio.
pub struct House {
    pub app: App,
    pages: Router,
    _folder: TempDir,
}

impl House {
    /// A studio that nobody has visited.
    pub async fn empty() -> Self {
        Self::with(&[]).await
    }

    /// The same with settings.
    pub async fn with(settings: &[(&'static str, &str)]) -> Self {
        Self::of(tempfile::tempdir().unwrap(), settings).await
    }

    /// The studio of a folder that was left, or a new one.
    pub async fn of(folder: TempDir, settings: &[(&'static str, &str)]) -> Self {
        let mut flags = vec![("folder", folder.path().join("studio").display().to_string())];
        flags.extend(
            settings
                .iter()
                .map(|(name, text)| (*name, (*text).to_owned())),
        );
        let config = Config::load(&flags, [], None).unwrap();
        let app = App::open(config, now).await.unwrap();
        Self {
            pages: router(app.clone()),
            app,
            _folder: folder,
        }
    }

    /// Leaves the studio with everything written; its folder.
    pub async fn left(self) -> TempDir {
        let Self {
            app,
            pages,
            _folder,
        } = self;
        drop(pages);
        app.store().clone().close().await.unwrap();
        _folder
    }

    /// A studio with an owner, and the owner's browser.
    pub async fn open() -> (Self, Browser) {
        Self::open_with(&[]).await
    }

    /// The same with settings.
    pub async fn open_with(settings: &[(&'static str, &str)]) -> (Self, Browser) {
        let house = Self::with(settings).await;
        let mut owner = house.browser();
        let code = house.app.setup_code().to_owned();
        let form = [
            ("studio_name", "Still Point"),
            ("time_zone", "Europe/Prague"),
            ("currency", "EUR"),
            ("name", "Olga Ondrová"),
            ("email", OWNER),
            ("password", PASSWORD),
            ("code", &code),
        ];
        let answer = owner.post("/first-visit", &form).await;
        assert_eq!(answer.to(), "/studio?done=opened#key");
        (house, owner)
    }

    pub async fn studio(&self) -> StudioId {
        self.app.studio_id().await.unwrap().unwrap()
    }

    /// A browser of a person with this role.
    pub async fn person(&self, role: Role) -> Browser {
        let account = self.account(role).await;
        let act = Act {
            studio: self.studio().await,
            actor: Actor::Account(account.id),
            at: now(),
        };
        let ends = now() + SignedDuration::from_hours(24);
        let signed_in = self
            .app
            .store()
            .sign_in(&act, account.id, "A tablet", ends)
            .await;
        let mut browser = self.browser();
        let token = signed_in.unwrap().1.reveal().to_owned();
        browser.cookies.push(("pointil".to_owned(), token.clone()));
        browser.bearer = Some(token);
        browser
    }

    async fn account(&self, role: Role) -> Account {
        let studio = self.studio().await;
        let act = Act {
            studio,
            actor: Actor::Program,
            at: now(),
        };
        let fields = AccountFields {
            name: role.as_str().to_owned(),
            email: format!("{}@example.com", role.as_str()),
            role,
        };
        let new = NewAccount {
            fields,
            password_hash: "$none$".to_owned(),
        };
        let store = self.app.store();
        let id = store.create_account(&act, &new).await.unwrap();
        store.account(studio, id).await.unwrap().unwrap()
    }

    pub fn browser(&self) -> Browser {
        Browser {
            pages: self.pages.clone(),
            cookies: Vec::new(),
            bearer: None,
            site: Some("same-origin"),
        }
    }
}

/// Somebody's browser: it keeps cookies, and says where a request comes from.
#[derive(Clone)]
pub struct Browser {
    pages: Router,
    pub cookies: Vec<(String, String)>,
    /// For the API.
    pub bearer: Option<String>,
    /// What it sends as `Sec-Fetch-Site`.
    pub site: Option<&'static str>,
}

/// A form's fields as a browser sends them.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    let escape = |text: &str| -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric();
        text.bytes()
            .map(|byte| {
                if plain(byte) {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect()
    };
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", escape(value)));
    pairs.collect::<Vec<_>>().join("&")
}

impl Browser {
    pub async fn ask(&mut self, request: Request<Body>) -> Answer {
        let response = self.pages.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (pair, _) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(own, _)| own != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
        }
    }

    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut builder = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "studio.test");
        if path.starts_with("/api") {
            if let Some(token) = &self.bearer {
                builder = builder.header("authorization", format!("Bearer {token}"));
            }
            return builder;
        }
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if let Some(site) = self.site {
            builder = builder.header("sec-fetch-site", site);
        }
        builder.header("cookie", cookies.join("; "))
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        self.ask(request).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(encoded(fields)))
            .unwrap();
        self.ask(request).await
    }

    pub async fn json(&mut self, method: Method, path: &str, value: serde_json::Value) -> Answer {
        let request = self
            .request(method, path)
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(Body::from(value.to_string()))
            .unwrap();
        self.ask(request).await
    }

    /// Sends a file with a form.
    pub async fn upload(&mut self, path: &str, file: &[u8], fields: &[(&str, &str)]) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--part\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let head = "--part\r\ncontent-disposition: form-data; name=\"photograph\"; filename=\"x.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n";
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--part--\r\n");
        let request = self
            .request(Method::POST, path)
            .header("content-type", "multipart/form-data; boundary=part")
            .body(Body::from(body))
            .unwrap();
        self.ask(request).await
    }

    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.post("/sign-in", &[("email", email), ("password", password)])
            .await
    }

    /// Enters a client; answers with the path of their record.
    pub async fn enter_client(&mut self, given: &str, family: &str) -> String {
        let answer = self
            .post(
                "/clients",
                &[("given_name", given), ("family_name", family)],
            )
            .await;
        answer.to().split('?').next().unwrap().to_owned()
    }
}

//! How the program is set up: command line over environment over file over default.

mod mail;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

use crate::log::USUAL;
use crate::payment::Secret;

pub use mail::{MailConfig, MailTls};

/// A setting that exists.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name in the file; in the environment `POINTIL_` and the name in capitals.
    pub name: &'static str,
    /// What holds when nobody says otherwise; empty when there is none.
    pub default: &'static str,
    /// Whether it may be read from a file of its own, named by the key with `_file`.
    pub is_secret: bool,
}

const fn key(name: &'static str, default: &'static str) -> Key {
    Key {
        name,
        default,
        is_secret: false,
    }
}

const fn secret(name: &'static str) -> Key {
    Key {
        name,
        default: "",
        is_secret: true,
    }
}

/// Every setting, as `docs/configuration.md` explains them.
pub const KEYS: [Key; 28] = [
    key("listen", "127.0.0.1:7878"),
    key("folder", "studio"),
    secret("database"),
    key("studio_key", ""),
    key("public_address", ""),
    key("trusted_proxies", ""),
    key("sign_in_days", "30"),
    key("upload_mib", "64"),
    key("connections", "256"),
    key("header_seconds", "10"),
    key("request_seconds", "120"),
    key("shutdown_seconds", "20"),
    key("password_workers", "2"),
    key("picture_workers", "2"),
    secret("metrics_token"),
    key("node", "main"),
    key("mail_host", ""),
    key("mail_port", ""),
    key("mail_tls", "tls"),
    key("mail_user", ""),
    secret("mail_password"),
    key("mail_from", ""),
    key("mail_authority", ""),
    secret("stripe_key"),
    secret("stripe_notice_key"),
    key("stripe_address", "https://api.stripe.com"),
    key("log", USUAL),
    key("log_format", "text"),
];

/// Where a value came from, for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The built-in default.
    Default,
    /// The configuration file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// The command line.
    Flag,
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("the default"),
            Self::File(path) => path.display().fmt(f),
            Self::Environment(name) => write!(f, "the environment variable {name}"),
            Self::Flag => f.write_str("the command line"),
        }
    }
}

/// An account with Stripe.
#[derive(Clone, Debug)]
pub struct StripeAccount {
    /// Where Stripe is reached; its own address but for a test.
    pub address: String,
    /// The secret key.
    pub key: Secret,
    /// The secret of its notices.
    pub notice_key: Secret,
}

/// A value and where it came from.
#[derive(Clone)]
pub struct Setting {
    /// The text.
    pub text: String,
    /// Its source.
    pub source: Source,
}

/// Why the settings cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The configuration file is not readable or not TOML.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A name that is no setting.
    #[error("{source_name}: there is no setting {name:?}; docs/configuration.md lists them all")]
    Unknown {
        /// The name.
        name: String,
        /// Where it stands.
        source_name: String,
    },
    /// A value that does not fit.
    #[error("{name} = {text:?} (from {source_name}): {allowed}")]
    Value {
        /// The setting.
        name: &'static str,
        /// What was given; hidden when it is a secret.
        text: String,
        /// Where it stands.
        source_name: String,
        /// What is allowed.
        allowed: &'static str,
    },
}

/// How lines are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The settings, checked.
#[derive(Clone)]
pub struct Config {
    /// Where the program listens.
    pub listen: SocketAddr,
    /// The studio's folder: database, objects, key.
    pub folder: PathBuf,
    /// A PostgreSQL address; SQLite in the folder when absent.
    pub database: Option<String>,
    /// The studio key, when it is not in the folder.
    pub studio_key: Option<PathBuf>,
    /// How people reach the studio, such as `https://studio.example`; cookies are for HTTPS alone when it begins so.
    pub public_address: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// A device stays signed in for so many days.
    pub sign_in_days: u16,
    /// The largest upload in bytes.
    pub upload_bytes: usize,
    /// Connections held at once.
    pub connections: usize,
    /// The time in which a request's head must have arrived.
    pub header_time: Duration,
    /// The time in which a request must be answered.
    pub request_time: Duration,
    /// The time that open requests have when the program is asked to stop.
    pub shutdown_time: Duration,
    /// Passwords hashed at once.
    pub password_workers: usize,
    /// Pictures decoded at once.
    pub picture_workers: usize,
    /// What opens `/metrics` from elsewhere; from this machine it is open.
    pub metrics_token: Option<String>,
    /// The name of this program among those that send messages from one database.
    pub node: String,
    /// How messages are sent; they wait when it is absent.
    pub mail: Option<MailConfig>,
    /// An account with Stripe, for payment over the network; none when payments are written down by hand.
    pub stripe: Option<StripeAccount>,
    /// Which lines are logged, in the syntax of `tracing-subscriber`'s filter.
    pub log: String,
    /// How.
    pub log_format: LogFormat,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// Settings as text, by name; the strongest source has won.
#[derive(Default)]
struct Raw(BTreeMap<&'static str, Setting>);

impl Config {
    /// Puts the settings together: `flags` over `environment` over the file at `path` over the defaults. Variables that do not begin with
    /// `POINTIL_` are not ours; `POINTIL_PHOTOS` belongs to the tests.
    ///
    /// # Errors
    /// An unknown name, a value that does not fit, a file that cannot be read, each with its source.
    pub fn load(
        flags: &[(&'static str, String)],
        environment: impl IntoIterator<Item = (String, String)>,
        path: Option<&Path>,
    ) -> Result<Self, ConfigError> {
        let mut raw = Raw::default();
        for key in KEYS {
            raw.put(key.name, key.default, Source::Default)?;
        }
        if let Some(path) = path {
            raw.read_file(path)?;
        }
        for (variable, text) in environment {
            let ours = variable.strip_prefix("POINTIL_");
            if let Some(name) = ours.filter(|name| !["PHOTOS", "CONFIG"].contains(name)) {
                let name = name.to_ascii_lowercase();
                raw.put(&name, &text, Source::Environment(variable.clone()))?;
            }
        }
        for (name, text) in flags {
            raw.put(name, text, Source::Flag)?;
        }
        raw.check()
    }

    /// Whether people reach the studio by HTTPS, so that cookies must not go over anything else.
    pub fn is_https(&self) -> bool {
        self.public_address
            .as_deref()
            .is_some_and(|address| address.starts_with("https://"))
    }
}

impl Raw {
    fn put(&mut self, name: &str, text: &str, source: Source) -> Result<(), ConfigError> {
        if let Some(key) = KEYS.iter().find(|key| key.name == name) {
            let text = text.trim().to_owned();
            self.0.insert(key.name, Setting { text, source });
            return Ok(());
        }
        let own_file = name
            .strip_suffix("_file")
            .and_then(|name| KEYS.iter().find(|key| key.is_secret && key.name == name));
        let Some(key) = own_file else {
            return Err(ConfigError::Unknown {
                name: name.to_owned(),
                source_name: source.to_string(),
            });
        };
        let path = PathBuf::from(text);
        let text = std::fs::read_to_string(&path).map_err(|error| ConfigError::File {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        self.put(key.name, &text, Source::File(path))
    }

    fn read_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let fault = |reason: String| ConfigError::File {
            path: path.to_owned(),
            reason,
        };
        let text = std::fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
        let table: toml::Table = text.parse().map_err(|error| fault(format!("{error}")))?;
        for (name, value) in table {
            let text = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(number) => number.to_string(),
                other => {
                    return Err(fault(format!(
                        "{name} is a {}: write a text or a whole number",
                        other.type_str()
                    )));
                }
            };
            self.put(&name, &text, Source::File(path.to_owned()))?;
        }
        Ok(())
    }

    fn fault(&self, name: &'static str, allowed: &'static str) -> ConfigError {
        let is_secret = KEYS.iter().any(|key| key.name == name && key.is_secret);
        let setting = self.0.get(name);
        ConfigError::Value {
            name,
            text: match setting {
                Some(setting) if !is_secret => setting.text.clone(),
                _ => "…".to_owned(),
            },
            source_name: setting.map(|s| s.source.to_string()).unwrap_or_default(),
            allowed,
        }
    }

    fn text(&self, name: &'static str) -> Option<String> {
        let text = self.0.get(name).map(|setting| setting.text.clone());
        text.filter(|text| !text.is_empty())
    }

    fn parse<T: FromStr>(
        &self,
        name: &'static str,
        allowed: &'static str,
    ) -> Result<T, ConfigError> {
        self.text(name)
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| self.fault(name, allowed))
    }

    fn whole(
        &self,
        name: &'static str,
        range: std::ops::RangeInclusive<u64>,
        allowed: &'static str,
    ) -> Result<u64, ConfigError> {
        let number: u64 = self.parse(name, allowed)?;
        if range.contains(&number) {
            return Ok(number);
        }
        Err(self.fault(name, allowed))
    }

    fn seconds(&self, name: &'static str) -> Result<Duration, ConfigError> {
        let seconds = self.whole(name, 1..=3600, "1 to 3600 seconds")?;
        Ok(Duration::from_secs(seconds))
    }

    fn size(&self, name: &'static str, most: u64) -> Result<usize, ConfigError> {
        let number = self.whole(name, 1..=most, "a whole number from 1, not absurdly large")?;
        usize::try_from(number).map_err(|_| self.fault(name, "a smaller number"))
    }

    fn public_address(&self) -> Result<Option<String>, ConfigError> {
        let Some(text) = self.text("public_address") else {
            return Ok(None);
        };
        let fits = ["https://", "http://"].iter().any(|scheme| {
            text.strip_prefix(scheme)
                .is_some_and(|host| !host.is_empty() && !host.contains('/'))
        });
        let allowed = "https:// or http:// and a host, without a path";
        fits.then_some(Some(text))
            .ok_or_else(|| self.fault("public_address", allowed))
    }

    fn proxies(&self) -> Result<Vec<IpAddr>, ConfigError> {
        let text = self.text("trusted_proxies").unwrap_or_default();
        let parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        parts
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|_| self.fault("trusted_proxies", "network addresses between commas"))
    }

    /// An account with Stripe, where both of its secrets are set.
    fn stripe(&self) -> Result<Option<StripeAccount>, ConfigError> {
        let address = self.text("stripe_address").unwrap_or_default();
        match (self.text("stripe_key"), self.text("stripe_notice_key")) {
            (None, None) => Ok(None),
            (Some(_), _) if !cfg!(feature = "stripe") => Err(self.fault(
                "stripe_key",
                "nothing: this program was built without the feature stripe",
            )),
            (Some(key), Some(notice_key)) => Ok(Some(StripeAccount {
                address,
                key: Secret::new(key),
                notice_key: Secret::new(notice_key),
            })),
            _ => Err(self.fault(
                "stripe_notice_key",
                "both stripe_key and stripe_notice_key, or neither",
            )),
        }
    }

    fn check(self) -> Result<Config, ConfigError> {
        let log_format = match self.text("log_format").as_deref() {
            Some("text") => LogFormat::Text,
            Some("json") => LogFormat::Json,
            _ => return Err(self.fault("log_format", "text or json")),
        };
        let days = self.whole("sign_in_days", 1..=365, "1 to 365 days")?;
        Ok(Config {
            listen: self.parse("listen", "an address and a port, such as 127.0.0.1:7878")?,
            folder: self.parse("folder", "a folder")?,
            database: self.text("database"),
            studio_key: self.text("studio_key").map(PathBuf::from),
            public_address: self.public_address()?,
            trusted_proxies: self.proxies()?,
            sign_in_days: u16::try_from(days).unwrap_or(u16::MAX),
            upload_bytes: self.size("upload_mib", 64)? << 20,
            connections: self.size("connections", 100_000)?,
            header_time: self.seconds("header_seconds")?,
            request_time: self.seconds("request_seconds")?,
            shutdown_time: self.seconds("shutdown_seconds")?,
            password_workers: self.size("password_workers", 64)?,
            picture_workers: self.size("picture_workers", 64)?,
            metrics_token: self.text("metrics_token"),
            node: self.parse("node", "a name")?,
            mail: self.mail()?,
            stripe: self.stripe()?,
            log: self.parse("log", "a filter such as info or pointil_web=debug")?,
            log_format,
        })
    }
}

//! How messages are sent.

use std::net::IpAddr;
use std::path::PathBuf;

use lettre::message::Mailbox;

use super::{ConfigError, Raw};

/// Whether the way to the mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// From the first byte on.
    Required,
    /// After the first words, and then nothing else.
    StartTls,
    /// Not at all: to this machine itself alone.
    Off,
}

/// The mail server, and who writes.
#[derive(Clone)]
pub struct MailConfig {
    /// The server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether the way there is encrypted.
    pub tls: MailTls,
    /// A file with the certificate (PEM) of whoever vouches for the server, beside those that everybody knows.
    pub authority: Option<PathBuf>,
    /// Name and password.
    pub sign_in: Option<(String, String)>,
    /// The sender.
    pub from: Mailbox,
    /// The studio's public address; links in messages begin with it.
    pub public_address: String,
}

impl MailConfig {
    /// The studio's host name: in identifiers of messages, and in what the program calls itself at the server.
    pub fn domain(&self) -> &str {
        let (_, host) = self
            .public_address
            .split_once("://")
            .unwrap_or(("", &self.public_address));
        match host.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => host,
        }
    }
}

fn is_this_machine(host: &str) -> bool {
    let address: Result<IpAddr, _> = host.parse();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

impl Raw {
    /// What is set of the mail.
    pub(super) fn mail(&self) -> Result<Option<MailConfig>, ConfigError> {
        let Some(host) = self.text("mail_host") else {
            let others = ["mail_user", "mail_from", "mail_password"];
            if others.iter().any(|name| self.text(name).is_some()) {
                let allowed = "the mail server's name, since other settings of the mail are there";
                return Err(self.fault("mail_host", allowed));
            }
            return Ok(None);
        };
        let (tls, port) = match self.text("mail_tls").as_deref() {
            Some("tls") => (MailTls::Required, 465),
            Some("starttls") => (MailTls::StartTls, 587),
            Some("none") if is_this_machine(&host) => (MailTls::Off, 25),
            _ => {
                let allowed = "tls, starttls, or none, and none only where mail_host is this machine (localhost, 127.0.0.1, ::1)";
                return Err(self.fault("mail_tls", allowed));
            }
        };
        let port = match self.text("mail_port") {
            Some(_) => self.parse("mail_port", "1 to 65535")?,
            None => port,
        };
        let sign_in = match (self.text("mail_user"), self.text("mail_password")) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            (None, Some(_)) => return Err(self.fault("mail_user", "a name with mail_password")),
            (Some(_), None) => {
                return Err(self.fault("mail_password", "a password with mail_user"));
            }
        };
        let public_address = self.public_address()?.ok_or_else(|| {
            let allowed = "how people reach the studio, since messages carry links";
            self.fault("public_address", allowed)
        })?;
        Ok(Some(MailConfig {
            host,
            port,
            tls,
            authority: self.text("mail_authority").map(PathBuf::from),
            sign_in,
            from: self.parse(
                "mail_from",
                "an address, such as Studio <post@studio.example>",
            )?,
            public_address,
        }))
    }
}

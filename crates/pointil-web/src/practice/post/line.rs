//! The way to the mail server: one connection for many messages, and for each what came of it.
//!
//! A message is handed over in four steps. What goes wrong before the last of them has certainly not been sent. When the connection breaks after
//! the text and before the answer, nobody can know.

use std::future::Future;
use std::time::{Duration, SystemTime};

use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::{Address, Message};
use pointil_practice::reminder::Filled;
use pointil_storage::Failure;

use crate::config::{MailConfig, MailTls};

/// How long one word of the server is waited for.
const STEP: Duration = Duration::from_secs(30);
/// How long its answer to the text is waited for: servers look into it before they answer.
const LAST_STEP: Duration = Duration::from_secs(300);
/// How long handing over one message can take, with a new connection: the steps of opening one, of a message, and the last.
pub(super) const LONGEST: Duration = Duration::from_secs(12 * 30 + 300);

/// A message, ready.
pub(super) struct Written {
    from: Address,
    to: Address,
    bytes: Vec<u8>,
}

/// What came of a message.
pub(super) enum Outcome {
    /// The server has it.
    Taken,
    /// The server does not take it; the connection can be used on.
    Refused(Failure),
    /// The connection is gone before the message was.
    Broken(Failure),
    /// It may have arrived or not.
    Unclear(&'static str),
}

fn passing(word: &str) -> Failure {
    Failure::Passing(word.to_owned())
}

fn lasting(word: &str) -> Failure {
    Failure::Lasting(word.to_owned())
}

impl Written {
    /// A mail of plain text.
    ///
    /// # Errors
    /// An address to which nothing can be sent.
    pub(super) fn new(
        mail: &MailConfig,
        to: &str,
        id: String,
        at: SystemTime,
        text: &Filled,
    ) -> Result<Self, Failure> {
        let to: Address = to.parse().map_err(|_| lasting("refused_address"))?;
        // Nobody's holiday note answers to it (RFC 3834).
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let message = Message::builder()
            .from(mail.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(text.subject.as_str())
            .date(at)
            .message_id(Some(id))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(text.body.clone())
            .map_err(|_| lasting("unwritten"))?;
        Ok(Self {
            from: mail.from.email.clone(),
            to,
            bytes: message.formatted(),
        })
    }

    fn is_ascii(&self) -> bool {
        [&self.from, &self.to]
            .iter()
            .all(|own| own.to_string().is_ascii())
    }
}

/// Why a step was not taken.
enum Trouble {
    /// The server said no.
    No { is_lasting: bool, code: u16 },
    /// It said nothing that can be understood.
    Silence(&'static str),
}

/// One step, with an end.
async fn step<T>(
    time: Duration,
    asked: impl Future<Output = Result<T, Error>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(time, asked).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(match error.status() {
            Some(code) => Trouble::No {
                is_lasting: error.is_permanent(),
                code: code.into(),
            },
            None if error.is_tls() => Trouble::Silence("no_encryption"),
            None => Trouble::Silence("no_connection"),
        }),
        Err(_) => Err(Trouble::Silence("no_answer")),
    }
}

/// A connection to the mail server.
pub(super) struct Line(AsyncSmtpConnection);

impl Line {
    /// Connects, encrypts and signs in as the settings say.
    ///
    /// # Errors
    /// The server cannot be reached or does not want us; all of that may pass or be mended.
    pub(super) async fn open(mail: &MailConfig) -> Result<Self, Failure> {
        let hello = match mail.domain().parse() {
            Ok(address) => ClientId::Ipv4(address),
            Err(_) => ClientId::Domain(mail.domain().to_owned()),
        };
        let encryption = match mail.tls {
            MailTls::Off => None,
            MailTls::Required | MailTls::StartTls => Some(encryption(mail)?),
        };
        let at_once = encryption.clone().filter(|_| mail.tls == MailTls::Required);
        let server = (mail.host.as_str(), mail.port);
        let connected =
            AsyncSmtpConnection::connect_tokio1(server, Some(STEP), &hello, at_once, None);
        let mut line = step(4 * STEP, connected)
            .await
            .map_err(|own| unopened(&own))?;
        if let Some(encryption) = encryption.filter(|_| mail.tls == MailTls::StartTls) {
            let encrypted = step(3 * STEP, line.starttls(encryption, &hello)).await;
            encrypted.map_err(|_| passing("no_encryption"))?;
        }
        if let Some((user, password)) = &mail.sign_in {
            let who = Credentials::new(user.clone(), password.clone());
            let signed_in = line.auth(&[Mechanism::Plain, Mechanism::Login], &who);
            let signed_in = step(2 * STEP, signed_in).await;
            signed_in.map_err(|_| passing("sign_in_refused"))?;
        }
        Ok(Self(line))
    }

    /// Hands a message over.
    pub(super) async fn hand_over(&mut self, written: &Written) -> Outcome {
        let parameters = match written.is_ascii() {
            true => Vec::new(),
            false
                if self
                    .0
                    .server_info()
                    .supports_feature(Extension::SmtpUtfEight) =>
            {
                vec![MailParameter::SmtpUtfEight]
            }
            false => return Outcome::Refused(lasting("refused_address")),
        };
        let from = Mail::new(Some(written.from.clone()), parameters);
        if let Err(trouble) = step(STEP, self.0.command(from)).await {
            return self.not_taken(&trouble, "refused_sender").await;
        }
        let to = Rcpt::new(written.to.clone(), Vec::new());
        if let Err(trouble) = step(STEP, self.0.command(to)).await {
            return self.not_taken(&trouble, "refused_address").await;
        }
        if let Err(trouble) = step(STEP, self.0.command(Data)).await {
            return self.not_taken(&trouble, "refused_message").await;
        }
        match step(LAST_STEP, self.0.message(&written.bytes)).await {
            Ok(_) => Outcome::Taken,
            Err(Trouble::Silence(word)) => Outcome::Unclear(word),
            Err(no) => self.not_taken(&no, "refused_message").await,
        }
    }

    /// What a step that was not taken means for the message. 421 says that the server goes (RFC 5321 §3.8).
    async fn not_taken(&mut self, trouble: &Trouble, refused: &str) -> Outcome {
        let (is_lasting, code) = match trouble {
            Trouble::Silence(word) => return Outcome::Broken(passing(word)),
            Trouble::No { is_lasting, code } => (*is_lasting, *code),
        };
        if code == 421 || step(STEP, self.0.command(Rset)).await.is_err() {
            return Outcome::Broken(match is_lasting {
                true => lasting(refused),
                false => passing("put_off"),
            });
        }
        Outcome::Refused(match is_lasting {
            true => lasting(refused),
            false => passing("put_off"),
        })
    }

    /// Says goodbye; whether anybody hears it is all the same.
    pub(super) async fn close(mut self) {
        let _ = step(Duration::from_secs(2), self.0.quit()).await;
    }
}

fn unopened(trouble: &Trouble) -> Failure {
    match trouble {
        Trouble::Silence(word) => passing(word),
        Trouble::No { .. } => passing("server_refuses"),
    }
}

fn encryption(mail: &MailConfig) -> Result<TlsParameters, Failure> {
    let mut wanted = TlsParameters::builder(mail.host.clone());
    if let Some(path) = &mail.authority {
        let unread = |error: &dyn std::fmt::Display| {
            tracing::warn!(%error, "mail_authority cannot be read");
            passing("no_encryption")
        };
        let pem = std::fs::read(path).map_err(|error| unread(&error))?;
        let known = Certificate::from_pem(&pem).map_err(|error| unread(&error))?;
        wanted = wanted.add_root_certificate(known);
    }
    wanted.build().map_err(|_| passing("no_encryption"))
}

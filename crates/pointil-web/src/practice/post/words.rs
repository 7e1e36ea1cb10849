//! Messages in words for the studio.

use pointil_practice::reminder::Template;
use pointil_storage::{Message, MessageState};

/// What a message is, in a line.
pub(super) fn template(name: &str) -> &'static str {
    match Template::named(name) {
        Some(Template::AppointmentConfirmed) => "An appointment is agreed",
        Some(Template::AppointmentReminder) => "An appointment comes near",
        Some(Template::AppointmentCancelled) => "An appointment is cancelled",
        Some(Template::Offer) => "A time from the waiting list",
        Some(Template::Question) => "How they are",
        Some(Template::QuestionAgain) => "How they are, asked again",
        Some(Template::Guide) => "What helps in the next days",
        Some(Template::LookBack) => "How they like it",
        Some(Template::ComeBack) => "It is a while since we met",
        Some(Template::Expiring) => "A credential ends",
        Some(Template::Test) => "A message to oneself",
        None => "A message",
    }
}

/// Where it stands.
pub(super) const fn state(state: MessageState) -> &'static str {
    match state {
        MessageState::Queued => "Waits",
        MessageState::Claimed | MessageState::HandingOver => "Is being sent",
        MessageState::Sent => "Sent",
        MessageState::Failed => "Could not be sent",
        MessageState::Withdrawn => "Withdrawn",
        MessageState::Uncertain => "Perhaps sent",
    }
}

/// Why it was not sent, and what can be done; nothing for one without a fault.
pub(super) fn fault(message: &Message) -> &'static str {
    let Some(word) = message.fault.as_deref() else {
        return match message.state {
            MessageState::Uncertain => {
                "The program stopped while it was being handed over: nobody knows whether it arrived. Ask the person, or look at the mail server."
            }
            _ => "",
        };
    };
    match (message.state, word) {
        (MessageState::Uncertain, _) => {
            "The connection broke while it was being handed over: nobody knows whether it arrived. Ask the person, or look at the mail server."
        }
        (_, "refused_address") => {
            "The mail server does not know this address: ask for the right one."
        }
        (_, "refused_sender") => {
            "The mail server does not take messages from the studio's address: look at mail_from in the settings."
        }
        (_, "refused_message") => {
            "The mail server does not take this message: ask whoever runs it."
        }
        (_, "put_off") => "The mail server asked to try later.",
        (_, "no_connection") => "The mail server could not be reached.",
        (_, "no_answer") => "The mail server did not answer in time.",
        (_, "no_encryption") => {
            "The way to the mail server could not be encrypted, and nothing is sent in the open: look at mail_tls in the settings."
        }
        (_, "sign_in_refused") => {
            "The mail server did not take name and password: look at mail_user and mail_password in the settings."
        }
        (_, "server_refuses") => "The mail server takes nothing from us now.",
        (_, "no_address") => "There is no address any more: tell them yourself.",
        (_, "no_record") => "What it was about is gone.",
        (_, "too_late") => "By the time it could have been sent it was of no use any more.",
        _ => "It could not be written.",
    }
}

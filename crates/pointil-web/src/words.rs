//! The studio's words for what is kept as codes.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use pointil_storage::{Action, Likeness, Role};

/// A role's name.
pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::Owner => "Owner",
        Role::Practitioner => "Practitioner",
        Role::Assistant => "Assistant",
        Role::Reader => "Read-only",
    }
}

/// What a role may do, in a line.
pub(crate) fn role_means(role: Role) -> &'static str {
    match role {
        Role::Owner => "everything, people and settings too",
        Role::Practitioner => "treats clients, draws designs",
        Role::Assistant => "enters clients and photographs",
        Role::Reader => "looks and changes nothing",
    }
}

/// The sentence for a change that was just made.
pub(crate) fn done(code: &str) -> Option<&'static str> {
    Some(match code {
        "opened" => "The studio is open. One thing is left: save its key.",
        "saved" => "Saved.",
        "posted" => "Posted.",
        "client-entered" => "The client is entered.",
        "merged" => "Both records are one now.",
        "unmerged" => "The records are apart again.",
        "erased" => "The client is erased.",
        "photograph-kept" => "The photograph is kept.",
        "head" => "The design lies on the head of the photographs now.",
        "photograph-removed" => "The photograph is removed, and its key with it.",
        "password" => "Your password is changed. Your other devices are signed out.",
        "signed-out" => "Signed out.",
        "closed" => "The account is closed.",
        "version-kept" => "The version is kept as it was on the table.",
        "presented" => "Marked as presented.",
        "went-back" => "The version's design is on the table again. Undo takes that back.",
        "approved" => "The approval is kept with the version.",
        "commented" => "Said. Whoever has a link to this version reads it.",
        "link-closed" => "The link is closed.",
        "lot-received" => "The lot is in stock.",
        "recalled" => "Recalled. It cannot be used any more. Below is who received it.",
        "prices" => "The price list is saved.",
        "feed-closed" => "The feed is closed. Its address shows nothing any more.",
        "message-settled" => "Decided. It stands in the list where it belongs now.",
        "test-queued" => "A message to yourself waits to be sent.",
        "you-approved" => "Thank you. Your approval is kept, and the studio sees it.",
        "you-said" => "Thank you. The studio reads it.",
        "change-asked" => "Thank you. The studio sees your wish and comes back to you.",
        "you-answered" => "Thank you. The studio has your answers.",
        "you-told" => "Thank you for telling us.",
        "you-kept" => "Kept. Come back by the same link and go on.",
        "you-changed" => "Thank you for telling us. The studio reads it.",
        "you-anew" => "Here are the questions again.",
        "you-signed" => "Thank you. Your signature is kept, and the studio sees it.",
        "you-declined" => "Thank you for telling us. Nothing is agreed on.",
        "you-cancelled" => "The appointment is cancelled, and the studio sees it.",
        "you-took" => "The time is yours.",
        "you-left" => "You left the time to somebody else and stay on the waiting list.",
        "you-wait-no-more" => "You are no longer on the waiting list.",
        "welcome" => "Welcome. Your password is set.",
        _ => return None,
    })
}

/// An event of a time line, as what happened.
pub(crate) fn happened(action: Action) -> &'static str {
    match action {
        Action::ClientCreated => "Entered",
        Action::ClientEdited => "Details changed",
        Action::ClientsMerged => "Records made one",
        Action::MergeUndone => "Records taken apart",
        Action::ClientExported => "Everything written out",
        Action::ClientErased => "Erased",
        Action::ClientExpired => "What had to be kept was erased, too",
        Action::PhotographKept => "Photograph added",
        Action::PhotographEdited => "Photograph described",
        Action::PhotographRemoved => "Photograph removed",
        Action::DesignCreated => "Design begun",
        Action::DesignEdited => "Design drawn on",
        Action::DesignUndone | Action::DesignRedone => {
            "A step of a design taken back or done again"
        }
        Action::DesignRenamed => "Design renamed",
        Action::VersionFrozen => "Version of a design frozen",
        Action::VersionPresented => "Version shown to the client",
        Action::VersionApproved => "Version approved",
        Action::ChangeAsked => "Change of a version asked for",
        Action::Commented => "Comment on a version",
        Action::LinkCreated => "Private link made",
        Action::LinkOpened => "Private link opened",
        Action::LinkRevoked => "Private link closed",
        Action::RecordCreated => "Record of the practice begun",
        Action::RecordEdited => "Record of the practice changed",
        Action::RecordErased => "Record of the practice erased",
        Action::MessageQueued => "Message waits to be sent",
        Action::MessageWithdrawn => "Message withdrawn",
        Action::MessageSent => "Message sent",
        Action::MessageFailed => "Message could not be sent",
        Action::MessageUncertain => "Message perhaps sent",
        Action::MessageSettled => "Message decided on",
        other => other.as_str(),
    }
}

/// What two records have in common.
pub(crate) fn likeness(likeness: Likeness) -> &'static str {
    match likeness {
        Likeness::Phone => "the same phone number",
        Likeness::Email => "the same e-mail address",
        Likeness::NameAndBirthDate => "the same name and day of birth",
    }
}

/// From where a photograph is taken: the code that is kept, and its name.
pub(crate) const POSES: [(&str, &str); 7] = [
    ("front", "Front"),
    ("front_left", "Front left"),
    ("front_right", "Front right"),
    ("left", "Left side"),
    ("right", "Right side"),
    ("top", "Top"),
    ("back", "Back"),
];

/// A pose's name; words of another program stay as they are.
pub(crate) fn pose(code: &str) -> &str {
    POSES
        .iter()
        .find(|(own, _)| *own == code)
        .map_or(code, |(_, name)| name)
}

/// The time zone of a studio; one that this machine does not know counts as UTC.
pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// An instant as the studio's clock shows it.
pub(crate) fn instant(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%-d %B %Y, %H:%M")
        .to_string()
}

/// A day.
pub(crate) fn day(day: jiff::civil::Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// What a browser calls itself, in words for people.
pub(crate) fn device(user_agent: &str) -> String {
    const SYSTEMS: [(&str, &str); 6] = [
        ("iPad", "iPad"),
        ("iPhone", "iPhone"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    const BROWSERS: [(&str, &str); 4] = [
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let find = |known: &[(&str, &'static str)]| {
        let found = known.iter().find(|(sign, _)| user_agent.contains(sign));
        found.map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Unknown device".to_owned(),
    }
}

/// The initials of a name.
pub(crate) fn initials(given: &str, family: &str) -> String {
    let first = |name: &str| name.trim().chars().next();
    let letters = first(given).into_iter().chain(first(family));
    letters.flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_without_its_version() {
        let safari =
            "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/605";
        assert_eq!(device(safari), "Safari on iPad");
        assert_eq!(device("curl/8"), "Unknown device");
    }

    #[test]
    fn initials_of_any_name() {
        assert_eq!(initials("ada", "Lovelace"), "AL");
        assert_eq!(initials("Éva", ""), "É");
        assert_eq!(initials("", ""), "");
    }
}

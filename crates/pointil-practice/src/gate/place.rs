//! Gates of protocol, place and people.

use jiff::civil::Date;

use super::{Verdict, View};
use crate::credential::{CredentialKind, Holder, missing};
use crate::premises::Premises;
use crate::protocol::StudioProtocol;
use crate::record::PracticeRecord as _;
use crate::rule::RuleCode;

pub(super) fn verdicts(view: &View<'_>) -> Vec<(RuleCode, Verdict)> {
    vec![
        (RuleCode::ProtocolInForce, protocol_in_force(view)),
        (RuleCode::ProtocolVersion, protocol_version(view)),
        (RuleCode::PremisesOpen, premises_open(view)),
        (RuleCode::PremisesCredential, premises_credential(view)),
        (
            RuleCode::PractitionerCredential,
            practitioner_credential(view),
        ),
        (
            RuleCode::PractitionerInsurance,
            practitioner_insurance(view),
        ),
        (RuleCode::ClientAge, age(view)),
    ]
}

fn protocol_in_force(view: &View<'_>) -> Verdict {
    let protocol = view.own.protocol.ok_or("There is no protocol.")?;
    let version = protocol.version().short();
    if !protocol.is_in_force() {
        return Err(format!("Protocol {version} is no longer in force."));
    }
    if !protocol.is_whole() {
        return Err(format!("Protocol {version} is not as it was made."));
    }
    match view.own.premises {
        Some(own) if own.jurisdiction != protocol.jurisdiction => Err(format!(
            "Protocol {version} follows the law of {}; the premises lie in {}.",
            protocol.jurisdiction, own.jurisdiction
        )),
        _ => Ok(format!(
            "Protocol {version}, for {}.",
            protocol.jurisdiction
        )),
    }
}

fn protocol_version(view: &View<'_>) -> Verdict {
    let planned = view.own.session.plan.protocol;
    match view.own.protocol.map(StudioProtocol::version) {
        Some(now) if now == planned => Ok(format!("Planned under {}.", planned.short())),
        Some(now) => Err(format!(
            "Planned under {}; in force is {}.",
            planned.short(),
            now.short()
        )),
        None => Err("There is no protocol.".to_owned()),
    }
}

/// The premises of the session.
fn place<'a>(view: &View<'a>) -> Result<&'a Premises, String> {
    let wanted = view.own.session.plan.premises;
    let premises = view.own.premises.filter(|own| own.id == wanted);
    premises.ok_or_else(|| "The premises of the session are not known.".to_owned())
}

fn premises_open(view: &View<'_>) -> Verdict {
    let premises = place(view)?;
    let room = &view.own.session.plan.room;
    if !premises.is_open() {
        return Err(format!("{} is closed.", premises.name));
    }
    if !premises.rooms.contains(room) {
        return Err(format!("{} has no room {room}.", premises.name));
    }
    Ok(format!(
        "{}, room {room}; it is {} there.",
        premises.name, view.today
    ))
}

fn standing(view: &View<'_>, asked: &[CredentialKind], holder: Holder) -> Verdict {
    let missing = missing(asked, holder, view.own.credentials, view.today);
    if missing.is_empty() {
        let words: Vec<_> = asked.iter().map(|kind| kind.words()).collect();
        return Ok(match words.as_slice() {
            [] => "The law of the place asks for none.".to_owned(),
            words => format!("Valid on {}: {}.", view.today, words.join(", ")),
        });
    }
    let said: Vec<_> = missing
        .into_iter()
        .map(|kind| {
            let own = view.own.credentials.iter();
            let last = own
                // What was taken back was not valid until its end.
                .filter(|own| own.state() != "revoked")
                .filter(|own| own.holder == holder && own.kind == kind)
                .filter_map(|own| own.valid_until)
                .max();
            match last {
                Some(day) => format!("{} (the last was valid until {day})", kind.words()),
                None => kind.words().to_owned(),
            }
        })
        .collect();
    Err(format!("Not valid on {}: {}.", view.today, said.join(", ")))
}

fn premises_credential(view: &View<'_>) -> Verdict {
    let premises = place(view)?;
    let law = premises.jurisdiction.jurisdiction();
    let holder = Holder::Premises { id: premises.id };
    standing(view, &law.premises_credentials.value, holder)
}

fn practitioner_credential(view: &View<'_>) -> Verdict {
    let law = place(view)?.jurisdiction.jurisdiction();
    standing(view, &law.person_credentials.value, practitioner(view))
}

fn practitioner_insurance(view: &View<'_>) -> Verdict {
    standing(view, &[CredentialKind::Insurance], practitioner(view))
}

fn practitioner(view: &View<'_>) -> Holder {
    Holder::Person {
        id: view.own.session.plan.practitioner,
    }
}

fn age(view: &View<'_>) -> Verdict {
    let law = place(view)?.jurisdiction.jurisdiction();
    let born = view.own.born.ok_or("The day of birth is not known.")?;
    let age = age_on(born, view.today);
    let least = i32::from(law.least_age.value);
    if age >= least {
        return Ok(format!("{age} years old; asked are {least}."));
    }
    let with_parent = law.least_age_with_parent.as_ref();
    let with_parent = with_parent.map(|own| i32::from(own.value));
    if with_parent.is_some_and(|least| age >= least) && has_parent(view) {
        return Ok(format!("{age} years old, and a parent has signed."));
    }
    Err(format!("{age} years old; asked are {least}."))
}

fn has_parent(view: &View<'_>) -> bool {
    let design = view.own.session.plan.design;
    let mut own = view
        .own
        .agreements
        .iter()
        .filter(|own| own.client == view.client && own.in_force_for(design));
    own.any(|own| {
        own.sealed()
            .is_some_and(|sealed| sealed.signed.parent.is_some())
    })
}

/// Whole years from a birth to a day. Whoever was born on 29 February is a year older on 1 March of other years.
fn age_on(born: Date, day: Date) -> i32 {
    let years = i32::from(day.year()) - i32::from(born.year());
    let is_before_birthday = (day.month(), day.day()) < (born.month(), born.day());
    years - i32::from(is_before_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_counts_from_its_first_minute_and_a_leap_day_from_the_next() {
        let age = |born: &str, day: &str| age_on(born.parse().unwrap(), day.parse().unwrap());
        assert_eq!(age("2009-03-01", "2027-02-28"), 17);
        assert_eq!(age("2009-03-01", "2027-03-01"), 18);
        assert_eq!(age("2008-02-29", "2026-02-28"), 17);
        assert_eq!(age("2008-02-29", "2026-03-01"), 18);
        assert_eq!(age("2008-02-29", "2028-02-29"), 20);
        assert_eq!(age("2030-01-01", "2027-01-01"), -3);
    }
}

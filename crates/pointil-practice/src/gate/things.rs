//! Gates of hygiene, lots and anaesthetic.

use pointil_treatment::Rule;

use super::{Verdict, View};
use crate::jurisdiction::InkLaw;
use crate::lot::{CertificateKind, LimitFinding, Lot, LotKind, LotState, check};
use crate::patch_test::blocked_lots;
use crate::rule::RuleCode;
use crate::session::{HygienePhase, Observation, hygiene_items};

pub(super) fn verdicts(view: &View<'_>) -> Vec<(RuleCode, Verdict)> {
    vec![
        (RuleCode::SessionSkin, skin(view)),
        (RuleCode::SessionHygiene, hygiene(view)),
        (RuleCode::SessionPhotographs, photographs(view)),
        (RuleCode::LotChosen, chosen(view)),
        (RuleCode::LotUnavailable, available(view)),
        (RuleCode::LotExpired, each(view, |lot| expired(view, lot))),
        (RuleCode::LotRecalled, each(view, recalled)),
        (
            RuleCode::LotOpened,
            each(view, |lot| open_too_long(view, lot)),
        ),
        (RuleCode::LotBlocked, blocked(view)),
        (RuleCode::LotCertificate, certificates(view)),
        (RuleCode::AnaestheticStrength, strength(view)),
        (RuleCode::AnaestheticMinutes, minutes(view)),
        (RuleCode::AnaestheticArea, area(view)),
    ]
}

fn skin(view: &View<'_>) -> Verdict {
    let seen = view.own.session.observations();
    let seen = seen.filter(|(step, _)| view.is_of_today(step.act.at));
    let last = seen.filter_map(|(_, own)| match own {
        Observation::Skin { is_whole, seen } => Some((*is_whole, seen)),
        _ => None,
    });
    match last.last() {
        Some((true, _)) => Ok("Looked at today: no scabs, wounds or inflammation.".to_owned()),
        Some((false, seen)) => {
            let seen = seen.as_ref().map_or_else(String::new, ToString::to_string);
            Err(format!("Not whole: {seen}"))
        }
        None => Err("Nobody has recorded today what the scalp looks like.".to_owned()),
    }
}

fn hygiene(view: &View<'_>) -> Verdict {
    // A checklist that could not be read is none that was done.
    if hygiene_items().is_empty() {
        return Err("The checklist cannot be read.".to_owned());
    }
    let session = view.own.session;
    let missing = session.hygiene_missing(HygienePhase::Open, |step| view.is_of_today(step.act.at));
    if missing.is_empty() {
        return Ok("Every item is done.".to_owned());
    }
    Err(format!("Missing: {}.", missing.join(", ")))
}

fn photographs(view: &View<'_>) -> Verdict {
    let before = view
        .own
        .session
        .observations()
        .filter(|(_, own)| {
            matches!(
                own,
                Observation::Photograph {
                    is_before: true,
                    ..
                }
            )
        })
        .count();
    if before > 0 {
        Ok(format!("{before} from before the session."))
    } else {
        Err("None from before the session.".to_owned())
    }
}

fn chosen(view: &View<'_>) -> Verdict {
    let has = |kind: LotKind| {
        let mut lots = view.lots.iter().filter_map(|own| own.1);
        lots.any(|lot| lot.facts.kind == kind)
    };
    let asked = [LotKind::Pigment, LotKind::Needles];
    let missing = asked.into_iter().filter(|kind| !has(*kind));
    let missing: Vec<_> = missing.map(LotKind::words).collect();
    if missing.is_empty() {
        let names: Vec<_> = view
            .lots
            .iter()
            .filter_map(|own| own.1)
            .map(Lot::name)
            .collect();
        return Ok(format!("In use: {}.", names.join(", ")));
    }
    Err(format!("No lot of {}.", missing.join(" and of ")))
}

/// A gate that holds for every lot in use: what is wrong with each.
fn each(view: &View<'_>, fault: impl Fn(&Lot) -> Option<String>) -> Verdict {
    let lots = view.lots.iter().filter_map(|own| own.1);
    let faults: Vec<_> = lots.filter_map(fault).collect();
    if faults.is_empty() {
        return Ok(format!("{} lots looked at.", view.lots.len()));
    }
    Err(faults.join(" "))
}

fn available(view: &View<'_>) -> Verdict {
    for (id, lot) in &view.lots {
        if lot.is_none() {
            return Err(format!("Lot {id} is not in stock."));
        }
    }
    each(view, |lot| match lot.standing() {
        // A recall has a gate of its own; a lot that was used up by this very session is still what was used.
        LotState::Opened | LotState::Recalled { .. } => None,
        LotState::UsedUp if view.own.session.is_under_way() => None,
        LotState::Received => Some(format!("{} is not opened.", lot.name())),
        LotState::UsedUp => Some(format!("{} is used up.", lot.name())),
        LotState::Expired => Some(format!("{} is expired.", lot.name())),
        LotState::Quarantined { why, .. } => Some(format!("{} is set aside: {why}", lot.name())),
        LotState::Discarded { .. } => Some(format!("{} was thrown away.", lot.name())),
    })
}

fn expired(view: &View<'_>, lot: &Lot) -> Option<String> {
    lot.is_expired(view.today)
        .then(|| lot.expiry_words(view.today))
}

fn recalled(lot: &Lot) -> Option<String> {
    match lot.standing() {
        LotState::Recalled { from, .. } => Some(format!("{} is recalled by {from}.", lot.name())),
        _ => None,
    }
}

fn open_too_long(view: &View<'_>, lot: &Lot) -> Option<String> {
    let opened = view.day(lot.opened()?.at);
    let by_studio = view
        .own
        .protocol
        .map_or(0, |own| own.whole(lot.facts.kind.open_rule()));
    let (days, until) = lot.open_until(opened, by_studio);
    (until < view.today).then(|| {
        let name = lot.name();
        format!("{name}: opened on {opened}, with {days} days to be used until {until}.")
    })
}

fn blocked(view: &View<'_>) -> Verdict {
    let blocked = blocked_lots(view.client, view.own.patch_tests);
    let own: Vec<_> = view
        .lots
        .iter()
        .filter(|(id, _)| blocked.contains(id))
        .map(|(id, lot)| lot.map_or_else(|| format!("lot {id}"), Lot::name))
        .collect();
    if own.is_empty() {
        return Ok("No lot in use has caused a reaction.".to_owned());
    }
    Err(format!("This client has reacted to {}.", own.join(", ")))
}

fn certificates(view: &View<'_>) -> Verdict {
    let law = view.own.premises.map(|own| own.jurisdiction.jurisdiction());
    if law.is_some_and(|own| own.ink_law.value == InkLaw::None) {
        return Ok("No limits for inks are known here.".to_owned());
    }
    each(view, |lot| {
        if !matches!(lot.facts.kind, LotKind::Pigment | LotKind::Diluent) {
            return None;
        }
        let own = &lot.facts.certificates;
        if !own.iter().any(|own| own.kind == CertificateKind::Reach) {
            return Some(format!("{} has no certificate under REACH.", lot.name()));
        }
        let findings = own.iter().flat_map(|own| check(&own.values));
        let too_much: Vec<_> = findings
            .filter_map(|own| match own {
                LimitFinding::TooMuch { limit, mg_per_kg } => Some(format!(
                    "{} {mg_per_kg} mg/kg, the limit is {}",
                    limit.words, limit.limit_mg_per_kg
                )),
                _ => None,
            })
            .collect();
        (!too_much.is_empty()).then(|| format!("{}: {}.", lot.name(), too_much.join("; ")))
    })
}

/// Strength, area and minutes of every anaesthetic of the session.
fn applied<'a>(view: &View<'a>) -> Vec<(u16, u16, u16)> {
    let own = view.own.session.observations();
    own.filter_map(|(_, own)| match own {
        Observation::Anaesthetic {
            permille,
            area_cm2,
            minutes,
            ..
        } => Some((*permille, *area_cm2, *minutes)),
        _ => None,
    })
    .collect()
}

/// A value against a setting of the protocol.
fn within(view: &View<'_>, value: f64, rule: Rule, unit: &str) -> Verdict {
    let most = view.own.protocol.map_or(0.0, |own| own.usual(rule));
    let found = format!("{value} {unit}; at most {most}.");
    if value <= most { Ok(found) } else { Err(found) }
}

fn strength(view: &View<'_>) -> Verdict {
    let most = applied(view).into_iter().map(|own| own.0).max();
    let percent = f64::from(most.unwrap_or(0)) / 10.0;
    within(view, percent, Rule::AnaestheticStrength, "percent")
}

fn minutes(view: &View<'_>) -> Verdict {
    let most = applied(view).into_iter().map(|own| own.2).max();
    let minutes = f64::from(most.unwrap_or(0));
    within(view, minutes, Rule::AnaestheticMinutes, "minutes")
}

fn area(view: &View<'_>) -> Verdict {
    let sum: u32 = applied(view).into_iter().map(|own| u32::from(own.1)).sum();
    within(
        view,
        f64::from(sum),
        Rule::AnaestheticArea,
        "square centimetres",
    )
}

//! Gates of what was agreed and consented to.

use jiff::ToSpan;
use pointil_treatment::Rule;

use super::{Verdict, View};
use crate::agreement::Agreement;
use crate::consent::{Consent, ConsentKind, holds};
use crate::rule::RuleCode;

pub(super) fn verdicts(view: &View<'_>) -> Vec<(RuleCode, Verdict)> {
    vec![
        (
            RuleCode::AgreementInForce,
            in_force(view).map(|own| format!("Agreement {}.", own.content().short())),
        ),
        (RuleCode::AgreementCoolingOff, cooling_off(view)),
        (
            RuleCode::ConsentTreatment,
            consent(view, ConsentKind::Treatment),
        ),
        (
            RuleCode::ConsentPhotographs,
            consent(view, ConsentKind::ClinicalPhotographs),
        ),
        (RuleCode::SessionDay, planned_day(view)),
    ]
}

/// The agreement on this session's design; of two, the one signed earlier.
fn in_force<'a>(view: &View<'a>) -> Result<&'a Agreement, String> {
    let design = view.own.session.plan.design;
    let own = view.own.agreements.iter();
    own.filter(|own| own.client == view.client && own.in_force_for(design))
        .filter(|own| {
            own.sealed()
                .is_some_and(|sealed| sealed.studio.at <= view.now)
        })
        .min_by_key(|own| own.sealed().map(|sealed| sealed.signed.client.at))
        .ok_or_else(|| format!("None is in force for design {}.", design.short()))
}

fn cooling_off(view: &View<'_>) -> Verdict {
    let own = in_force(view)?;
    let signed = own.sealed().ok_or("It is not signed.")?.signed.client.at;
    let by_law = view
        .own
        .premises
        .map(|own| own.jurisdiction.jurisdiction().cooling_off_hours.value);
    let by_studio = view.own.protocol.map(|own| own.whole(Rule::CoolingOff));
    let hours = by_studio
        .unwrap_or_default()
        .max(u32::from(by_law.unwrap_or_default()));
    let from = signed
        .checked_add(i64::from(hours).hours())
        .map_err(|error| error.to_string())?;
    let found = format!("Signed at {signed}; with {hours} hours it is over at {from}.");
    if view.now < from {
        Err(found)
    } else {
        Ok(found)
    }
}

fn consent(view: &View<'_>, kind: ConsentKind) -> Verdict {
    let said: Vec<Consent> = view
        .own
        .consents
        .iter()
        .filter(|own| own.at <= view.now)
        .cloned()
        .collect();
    if holds(view.client, kind, &said) {
        Ok("Given.".to_owned())
    } else {
        Err("Not given, or taken back.".to_owned())
    }
}

fn planned_day(view: &View<'_>) -> Verdict {
    let planned = view.day(view.own.session.plan.planned.from);
    if let Some(begun) = view.own.session.begun_at() {
        return Ok(format!("Begun on {}.", view.day(begun)));
    }
    let found = format!("Planned for {planned}; it is {}.", view.today);
    if planned == view.today {
        Ok(found)
    } else {
        Err(found)
    }
}

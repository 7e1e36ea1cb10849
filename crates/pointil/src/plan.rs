//! `pointil plan`: in how many appointments a case is worked, how long they take, what they use up and on which days they can be.

use jiff::civil::Date;
use pointil_treatment::design::Technique;
use pointil_treatment::plan::{
    Appointment, Calendar, Comfort, Materials, Plan, PlanFinding, Work, propose,
};
use pointil_treatment::{Design, Layout, Protocol, Rule};
use serde_json::{Value, json};

use crate::arguments::CaseFileArguments;
use crate::colour_input::{input, named};
use crate::failure::Failure;
use crate::opened::{Opened, laid_out};
use crate::report::Report;
use crate::scene::Scene;

/// Plans the case and prints the plan.
pub fn plan(arguments: &CaseFileArguments, report: &Report) -> Result<(), Failure> {
    let opened = Opened::read(&arguments.case)?;
    let planned = Planned::of(&opened, report)?;
    let days = planned.days()?;
    let lines = planned.lines(days.as_deref())?;
    report.done(&planned.summary(days.as_deref())?, &lines, &[]);
    Ok(())
}

/// A case, laid out and planned.
pub struct Planned {
    /// The design.
    pub design: Design,
    /// Its dots.
    pub layout: Layout,
    /// What is worked.
    pub work: Work,
    /// By which protocol.
    pub protocol: Protocol,
    /// In which appointments.
    pub plan: Plan,
    /// On which days they can be, if the case says.
    calendar: Option<Calendar>,
}

impl Planned {
    /// Designs and plans the case.
    pub fn of(opened: &Opened, report: &Report) -> Result<Self, Failure> {
        report.begin(4 + opened.photographs() as u64);
        report.step("finding the head");
        let scene = opened.scene(report)?;
        Self::on(&scene, opened, report)
    }

    /// The same on the case's scene.
    pub fn on(scene: &Scene<'_>, opened: &Opened, report: &Report) -> Result<Self, Failure> {
        let protocol = opened.protocol()?;
        let calendar = opened.calendar()?;
        let open = opened.open_case(&scene.head)?;
        let layout = laid_out(&open.design, report)?;
        report.step("planning");
        let work = Work::of(&open.design, &layout).map_err(input)?;
        let plan = Plan::of(&work, &protocol);
        Ok(Self {
            design: open.design,
            layout,
            work,
            protocol,
            plan,
            calendar,
        })
    }

    /// A day for each appointment, if the case has a calendar.
    pub fn days(&self) -> Result<Option<Vec<Date>>, Failure> {
        let days = self.calendar.as_ref().map(|calendar| {
            propose(&self.plan, &self.protocol, calendar).map_err(|e| named("plan", &e))
        });
        days.transpose()
    }

    /// The plan in words.
    pub fn lines(&self, days: Option<&[Date]>) -> Result<Vec<String>, Failure> {
        let plan = &self.plan;
        if self.design.is_finished() {
            let left = plan.findings.iter().map(PlanFinding::words);
            let done = format!(
                "{} dots on {:.0} cm² in the skin",
                self.layout.dots.len(),
                self.layout.treated_area().square_cm()
            );
            return Ok(core::iter::once(done).chain(left).collect());
        }
        let work = plan.work_minutes();
        let mut lines = vec![format!(
            "{} dots on {:.0} cm² in {} sessions, {} appointments; {} of work ({} to {}), {} in the chair",
            plan.dots(),
            self.layout.treated_area().square_cm(),
            plan.sessions(),
            plan.appointments.len(),
            hours(work.usual),
            hours(work.low),
            hours(work.high),
            hours(plan.chair_minutes()),
        )];
        for (k, own) in plan.appointments.iter().enumerate() {
            lines.push(String::new());
            lines.extend(self.appointment_lines(k, own, days)?);
        }
        lines.push(String::new());
        lines.push(format!("in all: {}", materials(&plan.materials())));
        let rules = [
            Rule::DotsPerMinute,
            Rule::LongestAppointment,
            Rule::UsualInterval,
            Rule::LeastInterval,
        ];
        for rule in rules {
            let own = self.protocol.setting(rule);
            lines.push(format!(
                "{rule}: {} {} ({} to {}; grade {}: {})",
                own.usual, own.unit, own.low, own.high, own.grade, own.source
            ));
        }
        for finding in &plan.findings {
            lines.push(format!("{} {}", finding.code(), finding.words()));
        }
        Ok(lines)
    }

    fn appointment_lines(
        &self,
        index: usize,
        own: &Appointment,
        days: Option<&[Date]>,
    ) -> Result<Vec<String>, Failure> {
        let part = if own.parts > 1 {
            format!(", part {} of {}", own.part, own.parts)
        } else {
            String::new()
        };
        let day = days.and_then(|days| days.get(index));
        let when = match day {
            Some(day) => format!("{} {day}", weekday(*day)),
            None if index == 0 => "first day".to_owned(),
            None => format!(
                "{} days later, at least {}",
                self.plan.usual_days(index, &self.protocol),
                self.plan.least_days(index, &self.protocol)
            ),
        };
        let mut lines = vec![
            format!(
                "session {}{part} ({}), {when}",
                own.session,
                own.purpose.words()
            ),
            format!(
                "  {} dots, {} of work ({} to {}), {}, {} in the chair; {}",
                own.dots(),
                hours(own.work.usual),
                hours(own.work.low),
                hours(own.work.high),
                counted(own.breaks, "break"),
                hours(own.chair_minutes),
                materials(&own.materials())
            ),
        ];
        for (zone, dots) in own.by_zone() {
            let felt = Comfort::of(zone).map_err(input)?.words();
            lines.push(format!("  {:<28}{dots:>7}  felt {felt}", zone.name()));
        }
        Ok(lines)
    }

    /// The plan for machines.
    pub fn summary(&self, days: Option<&[Date]>) -> Result<Value, Failure> {
        let appointments: Result<Vec<Value>, Failure> = self
            .plan
            .appointments
            .iter()
            .enumerate()
            .map(|(k, own)| {
                let zones: Result<serde_json::Map<String, Value>, Failure> = own
                    .by_zone()
                    .into_iter()
                    .map(|(zone, dots)| {
                        let felt = Comfort::of(zone).map_err(input)?;
                        let entry = json!({
                            "dots": dots,
                            "felt": { "low": felt.low, "high": felt.high, "disputed": felt.disputed },
                        });
                        Ok((zone.name().to_owned(), entry))
                    })
                    .collect();
                Ok(json!({
                    "session": own.session,
                    "part": own.part,
                    "parts": own.parts,
                    "purpose": own.purpose.words(),
                    "day": days.and_then(|days| days.get(k)).map(ToString::to_string),
                    "days_after_the_last": {
                        "usual": self.plan.usual_days(k, &self.protocol),
                        "least": self.plan.least_days(k, &self.protocol),
                    },
                    "dots": own.dots(),
                    "work_minutes": { "low": own.work.low, "usual": own.work.usual, "high": own.work.high },
                    "breaks": own.breaks,
                    "chair_minutes": own.chair_minutes,
                    "cartridges": own.materials().cartridges,
                    "pigment_ml": own.materials().pigment_ml,
                    "diluent_ml": own.materials().diluent_ml,
                    "zones": zones?,
                }))
            })
            .collect();
        let findings = self.plan.findings.iter();
        let findings = findings.map(|own| json!({ "code": own.code(), "words": own.words() }));
        Ok(json!({
            "techniques": self.design.techniques.iter().map(Technique::name).collect::<Vec<_>>(),
            "treated_cm2": self.layout.treated_area().square_cm(),
            "dots": self.plan.dots(),
            "sessions": self.plan.sessions(),
            "finished": self.design.is_finished(),
            "chair_minutes": self.plan.chair_minutes(),
            "appointments": appointments?,
            "findings": findings.collect::<Vec<_>>(),
        }))
    }
}

fn hours(minutes: f64) -> String {
    let minutes = minutes.round().max(0.0) as u64;
    format!("{} h {:02}", minutes / 60, minutes % 60)
}

/// `1 break`, `2 breaks`.
fn counted(number: u32, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

fn materials(own: &Materials) -> String {
    format!(
        "{}, {:.1} ml of pigment, {:.1} ml of sterile water",
        counted(own.cartridges, "cartridge"),
        own.pigment_ml,
        own.diluent_ml
    )
}

fn weekday(day: Date) -> &'static str {
    use jiff::civil::Weekday as W;
    match day.weekday() {
        W::Monday => "Monday",
        W::Tuesday => "Tuesday",
        W::Wednesday => "Wednesday",
        W::Thursday => "Thursday",
        W::Friday => "Friday",
        W::Saturday => "Saturday",
        W::Sunday => "Sunday",
    }
}

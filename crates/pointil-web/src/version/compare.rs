//! Two designs side by side: versions of one design, or a version and what lies on the table.

use askama::Template;
use axum::extract::{Path, Query, State as FromApp};
use axum::response::Response;
use pointil_storage::{Client, Design as DesignRecord, DesignId};
use pointil_treatment::Layout;
use serde::Deserialize;
use std::sync::Arc;

use super::show::{Turn, figures};
use super::{Chosen, Seen, opened, short, version_of};
use crate::app::App;
use crate::design_table::facts::Facts;
use crate::design_table::tables::refused;
use crate::drawing::lying;
use crate::fault::Fault;
use crate::frame::{Frame, Nav, page};
use crate::seat::Seat;

/// The working design among versions.
const NOW: &str = "now";

/// What is compared, and how it is seen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    from: String,
    to: String,
    view: String,
    age: String,
}

/// One of the two.
struct Side {
    name: String,
    code: String,
    seen: Seen,
    facts: Facts,
    layout: Arc<Layout>,
    design: pointil_treatment::Design,
}

/// A figure of both.
struct Figure {
    name: String,
    from: String,
    to: String,
}

impl Figure {
    fn differs(&self) -> bool {
        self.from != self.to
    }
}

#[derive(Template)]
#[template(path = "comparison.html")]
struct ComparisonPage {
    frame: Frame,
    client: Client,
    design: DesignRecord,
    sides: [Side; 2],
    figures: Vec<Figure>,
    changes: Vec<String>,
    views: Vec<Turn>,
    ages: Vec<Turn>,
}

async fn side(
    app: &App,
    seat: &Seat,
    record: &DesignRecord,
    (which, asked): (&str, &Asked),
) -> Result<Side, Fault> {
    let address = format!("/designs/{}", record.id);
    let (own, base) = if which == NOW {
        let own = DesignRecord {
            name: "On the table now".to_owned(),
            ..record.clone()
        };
        (own, address.clone())
    } else {
        let id = which.parse().map_err(|_| Fault::NotFound)?;
        let version = version_of(app, seat, record.id, id).await?;
        let base = format!("{address}/versions/{}", version.id);
        (lying(app, seat.studio, version).await?, base)
    };
    let chosen = Chosen::seen(&asked.view, &asked.age);
    let here = format!("{address}/compare?from={}&to={}&", asked.from, asked.to);
    let laid = app.tables().work(seat.studio, own.clone(), |table| {
        let layout = table.open.layout().map_err(refused)?;
        Ok((table.open.case().design.clone(), layout))
    });
    let (design, layout) = laid.await?;
    Ok(Side {
        name: own.name.clone(),
        code: short(own.document.hash),
        seen: Seen::of(&chosen, base, here),
        facts: figures(app, seat.studio, own).await?,
        layout,
        design,
    })
}

pub(super) async fn show_comparison(
    FromApp(app): FromApp<App>,
    seat: Seat,
    frame: Frame,
    Path(design): Path<DesignId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let (record, client) = opened(&app, &seat, design).await?;
    let from = side(&app, &seat, &record, (&asked.from, &asked)).await?;
    let to = side(&app, &seat, &record, (&asked.to, &asked)).await?;
    let changes =
        pointil_treatment::diff::words((&from.design, &from.layout), (&to.design, &to.layout));
    page(&ComparisonPage {
        frame: frame
            .titled(format!("{} beside {}", from.name, to.name))
            .at(Nav::Clients),
        client,
        design: record,
        figures: beside(&from.facts, &to.facts),
        changes,
        views: from.seen.views(),
        ages: from.seen.ages(),
        sides: [from, to],
    })
}

/// The figures of both, zone by zone at the end.
fn beside(from: &Facts, to: &Facts) -> Vec<Figure> {
    let figure = |name: &str, of: &dyn Fn(&Facts) -> String| Figure {
        name: name.to_owned(),
        from: of(from),
        to: of(to),
    };
    let mut figures = vec![
        figure("Dots", &|own| own.dots.to_string()),
        figure("Treated area", &|own| format!("{:.0} cm²", own.treated_cm2)),
        figure("Sessions", &|own| own.sessions().to_string()),
        figure("Hours in the chair", &|own| {
            format!("{:.1} h", own.chair_hours)
        }),
        figure("Price", &|own| {
            let quote = own.price.quote();
            quote.map_or_else(|| "–".to_owned(), |own| own.total.clone())
        }),
    ];
    let mut zones: Vec<_> = from
        .zones
        .iter()
        .chain(&to.zones)
        .map(|own| own.zone)
        .collect();
    zones.sort_unstable();
    zones.dedup();
    for zone in zones {
        let name = crate::fault::sentence(&zone.name().replace('_', " "));
        figures.push(figure(name.trim_end_matches('.'), &|own| {
            let found = own.zones.iter().find(|own| own.zone == zone);
            found.map_or_else(
                || "–".to_owned(),
                |own| format!("{} dots on {:.0} cm²", own.dots, own.treated_cm2),
            )
        }));
    }
    figures
}

//! The run in numbers and in words.

use pointil_optics::{Band, Lab, ShadeWarning, ViewingDistance};
use pointil_papers::STRIP_AGES;
use pointil_render::Treated;
use pointil_scalp::Zone;
use pointil_treatment::Layout;
use pointil_treatment::design::DotSetting;
use pointil_treatment::forecast::{DUE_SHARE, LedgerYear};
use serde_json::{Map, Value, json};

use crate::age::Age;
use crate::colour_input::{lab, three};
use crate::failure::Failure;
use crate::scene::Scene;

/// Touch-ups that the ledger is carried on for.
const TOUCH_UPS: u32 = 3;

/// What is to be expected of the work at one age.
pub struct Expected<'a> {
    age: &'a Age,
    /// How most dots are set.
    setting: &'a DotSetting,
    from: Option<ViewingDistance>,
    /// Darkness relative to when healed, in nine of ten clients.
    share: Band,
    touch_up_years: Option<Band>,
    /// What is in the skin after each touch-up.
    lifetime: Vec<LedgerYear>,
    /// Mean colour of the treated skin.
    area: Lab,
    bare: Lab,
    warnings: Vec<ShadeWarning>,
}

impl<'a> Expected<'a> {
    /// At this age; warnings are of the look from arm's length unless told otherwise.
    pub fn of(
        treated: &Treated<'_>,
        layout: &'a Layout,
        age: &'a Age,
        from: Option<ViewingDistance>,
    ) -> Result<Self, Failure> {
        let days = age.days();
        let share = treated.shares(&[days])?.first().copied();
        let [area, bare] = treated.colours(days)?;
        let near = from.unwrap_or(ViewingDistance::ARMS_LENGTH);
        Ok(Self {
            age,
            setting: &layout.settings[treated.main_setting()],
            from,
            share: share.ok_or_else(|| Failure::input("fading: no course to forecast by"))?,
            touch_up_years: treated.touch_up_years()?,
            lifetime: treated.lifetime(TOUCH_UPS)?,
            area,
            bare,
            warnings: treated.warnings(days, near)?,
        })
    }
}

fn band(band: Band) -> Value {
    json!({ "low": band.low, "middle": band.middle, "high": band.high })
}

/// The run in numbers.
pub fn summary(
    scene: &Scene<'_>,
    (layout, light): (&Layout, &str),
    forecast: &Expected<'_>,
    shares: &[Band],
) -> Value {
    let head = &scene.head;
    let count = |zone: Zone| {
        layout
            .dots
            .iter()
            .filter(|dot| dot.zone == Some(zone))
            .count()
    };
    let zones: Map<String, Value> = Zone::ALL
        .iter()
        .map(|zone| (zone.name().to_owned(), json!(count(*zone))))
        .collect();
    let sessions: Vec<usize> = (1..=layout.sessions)
        .map(|k| layout.dots.iter().filter(|dot| dot.session == k).count())
        .collect();
    json!({
        "head_length_mm": head.head_length().mm(),
        "head_breadth_mm": head.head_breadth().mm(),
        "head_circumference_mm": head.head_circumference().mm(),
        "scale_uncertainty": scene.scale_uncertainty,
        "hairline_height_mm": layout.hairline.mid_frontal_height(head).mm(),
        "treated_cm2": layout.treated_area().square_cm(),
        "dots": layout.dots.len(),
        "dots_in_skin": layout.dots.iter().filter(|dot| dot.done).count(),
        "dots_by_session": sessions,
        "dots_by_zone": zones,
        "photographs": photographs(scene),
        "seen": seen(light, forecast),
        "forecast": course(forecast, shares),
    })
}

fn photographs(scene: &Scene<'_>) -> Vec<Value> {
    let views = scene.views.iter().map(|view| {
        let suspects = view.pose.suspects.iter();
        let suspects: Vec<String> = suspects.map(|s| s.landmark.to_string()).collect();
        json!({
            "name": view.shot.name,
            "residual_px": view.pose.residual_px,
            "uncertainty_mm": view.pose.uncertainty.mm(),
            "suspects": suspects,
        })
    });
    views.collect()
}

/// What the pictures show.
fn seen(light: &str, forecast: &Expected<'_>) -> Value {
    let warnings = forecast.warnings.iter().map(|warning| warning.words());
    json!({
        "age": forecast.age.words(),
        "days": forecast.age.days(),
        "light": light,
        "distance_m": forecast.from.map(ViewingDistance::metres),
        "shade": forecast.setting.shade,
        "water_parts": forecast.setting.water,
        "bare_skin_lab": lab(forecast.bare),
        "treated_skin_lab": lab(forecast.area),
        "warnings": warnings.collect::<Vec<_>>(),
    })
}

/// What is to be expected.
fn course(forecast: &Expected<'_>, shares: &[Band]) -> Value {
    let ages: Vec<Value> = STRIP_AGES
        .iter()
        .zip(shares)
        .map(|((label, days), share)| {
            json!({
                "age": label.to_lowercase(),
                "days": days,
                "share_of_healed_darkness": band(*share),
            })
        })
        .collect();
    json!({
        "share_of_healed_darkness": band(forecast.share),
        "touch_up_share": DUE_SHARE,
        "years_to_touch_up": forecast.touch_up_years.map(band),
        "ledger": forecast.lifetime.iter().map(|own| json!({
            "years": own.years,
            "dots_per_cm2": own.dots_per_cm2,
            "coverage": own.coverage,
        })).collect::<Vec<_>>(),
        "ages": ages,
    })
}

/// The run in words.
pub fn words(scene: &Scene<'_>, layout: &Layout, forecast: &Expected<'_>) -> Vec<String> {
    let head = &scene.head;
    let mut lines = vec![
        format!(
            "head of {:.0} × {:.0} mm, {:.0} mm around; hairline {:.0} mm above the glabella",
            head.head_length().mm(),
            head.head_breadth().mm(),
            head.head_circumference().mm(),
            layout.hairline.mid_frontal_height(head).mm()
        ),
        format!(
            "{} dots on {:.0} cm² in {} sessions",
            layout.dots.len(),
            layout.treated_area().square_cm(),
            layout.sessions
        ),
    ];
    for view in &scene.views {
        lines.push(format!(
            "{}: landmarks met within {:.1} px; scalp known to ±{:.1} mm",
            view.shot.name,
            view.pose.residual_px,
            view.pose.uncertainty.mm()
        ));
    }
    lines.extend(forecast_words(forecast));
    lines
}

fn forecast_words(forecast: &Expected<'_>) -> Vec<String> {
    let (share, age) = (forecast.share, forecast.age.words());
    let mut lines = vec![
        format!(
            "{} 1:{:.1}, {age}: L*a*b* {} on skin of {}",
            forecast.setting.shade,
            forecast.setting.water,
            three(forecast.area),
            three(forecast.bare)
        ),
        format!(
            "{age}: {:.0} % of the healed darkness ({:.0} to {:.0} % in nine of ten clients)",
            100.0 * share.middle,
            100.0 * share.low,
            100.0 * share.high
        ),
    ];
    if let Some(years) = forecast.touch_up_years {
        lines.push(format!(
            "touch-up due {:.1} years after healing ({:.1} to {:.1} in nine of ten clients)",
            years.middle, years.low, years.high
        ));
    }
    if let [first, .., last] = &forecast.lifetime[..] {
        lines.push(format!(
            "the skin holds {:.0} dots/cm² (they cover {:.1} %) when healed, {:.0} ({:.1} %) after {TOUCH_UPS} touch-ups in {:.0} years",
            first.dots_per_cm2,
            100.0 * first.coverage,
            last.dots_per_cm2,
            100.0 * last.coverage,
            last.years
        ));
    }
    let warned = forecast.warnings.iter().map(|own| own.words());
    lines.extend(
        warned.map(|words| format!("warning: {age}, the work {words} beside black stubble")),
    );
    lines
}

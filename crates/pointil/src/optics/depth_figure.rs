//! The figure of `pointil optics depth`.

use pointil_render::{
    Chart, ChartAxis, Corner, Curve, Frame, Picture, PictureError, Strip, Strips, contact_sheet,
};
use pointil_scalp::PictureSize;

use super::depth::{AtDepth, Series};
use crate::colour_arguments::Scattering;

/// Size of a panel in pixels.
const PANEL: PictureSize = PictureSize {
    width: 660,
    height: 430,
};

/// Curves of types I to VI: from light to dark as the skins are, dark enough for white paper.
const COLOURS: [[u8; 3]; 6] = [
    [236, 170, 96],
    [220, 128, 56],
    [188, 88, 44],
    [142, 60, 46],
    [96, 42, 48],
    [40, 24, 40],
];

/// Nobody tells a dot from the skin that differs by less (CIEDE2000): it has no hue.
const TOLD_APART: f64 = 0.5;

/// The curves of both scatterings side by side, and the colours under them.
pub fn draw(all: &[Series]) -> Result<Picture, PictureError> {
    let columns = [
        (Scattering::Living, "living skin, 3.0/mm"),
        (Scattering::Excised, "excised skin, 4.5/mm"),
    ];
    let mut frames = Vec::new();
    for (scattering, name) in columns {
        let own = of(all, scattering);
        frames.push(frame(
            &format!("b* - {name}"),
            chart(&own, b_axis(all), Corner::BottomRight, |row| row.middle.b)?,
        ));
    }
    for (scattering, name) in columns {
        let own = of(all, scattering);
        frames.push(frame(
            &format!("hue - {name}"),
            chart(&own, hue_axis(), Corner::TopRight, |row| {
                if row.difference > TOLD_APART {
                    row.hue_deg
                } else {
                    f64::NAN
                }
            })?,
        ));
    }
    for (scattering, name) in columns {
        frames.push(frame(
            &format!("colour - {name}"),
            strips(&of(all, scattering)).picture(PANEL)?,
        ));
    }
    contact_sheet(&frames, 2)
}

fn frame(label: &str, picture: Picture) -> Frame {
    Frame {
        label: label.to_owned(),
        picture,
    }
}

fn of(all: &[Series], scattering: Scattering) -> Vec<&Series> {
    let own = all.iter().filter(|own| own.scattering == scattering);
    own.collect()
}

fn depth_axis() -> ChartAxis {
    ChartAxis {
        label: "depth of the top of the dot, mm".to_owned(),
        low: 0.0,
        high: 1.0,
        step: 0.2,
        decimals: 1,
    }
}

fn b_axis(all: &[Series]) -> ChartAxis {
    let values = all.iter().flat_map(|own| &own.rows).map(|row| row.middle.b);
    let least = values.fold(0.0, f64::min);
    ChartAxis {
        label: "b* in a dot of black. disc: blue begins".to_owned(),
        low: 4.0 * (least / 4.0).floor(),
        high: 20.0,
        step: 4.0,
        decimals: 0,
    }
}

fn hue_axis() -> ChartAxis {
    ChartAxis {
        label: "hue to an eye used to the skin: 270 is blue".to_owned(),
        low: 180.0,
        high: 300.0,
        step: 30.0,
        decimals: 0,
    }
}

fn chart(
    own: &[&Series],
    y: ChartAxis,
    legend: Corner,
    value: fn(&AtDepth) -> f64,
) -> Result<Picture, PictureError> {
    let curves = own.iter().zip(COLOURS).map(|(series, colour)| Curve {
        label: format!("{:?}", series.fitzpatrick),
        colour,
        points: series
            .rows
            .iter()
            .map(|row| [row.depth_mm, value(row)])
            .collect(),
        heavy: series.blue_mm(),
    });
    let chart = Chart {
        x: depth_axis(),
        y,
        curves: curves.collect(),
        legend,
    };
    chart.picture(PANEL)
}

fn strips(own: &[&Series]) -> Strips {
    let strips = own.iter().map(|series| Strip {
        label: format!("{:?}", series.fitzpatrick),
        ground: series.bare_srgb,
        colours: series.rows.iter().map(|row| row.srgb).collect(),
        heavy: series.blue_mm(),
    });
    Strips {
        x: depth_axis(),
        label: "a dot in its skin, enlarged. bar: looks blue".to_owned(),
        strips: strips.collect(),
    }
}

//! How the zones are laid out where neither the head nor the hairline says so.

use crate::units::Mm;

/// Free measures of the zones, to be set for each client. All defaults are of grade D: drawn by Pointil from the verbal
/// descriptions of hair-restoration texts (Shapiro 2013; Limmer), with no published measurements behind them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ZoneLayout {
    /// The depth of the defined zone behind the transition zone. With the tuft the hairline is 2–4 cm deep (Shapiro 2013).
    pub defined_zone_depth: Mm,
    /// Half the breadth of the frontal tuft.
    pub frontal_tuft_half_breadth: Mm,
    /// Half the depth of the frontal tuft.
    pub frontal_tuft_half_depth: Mm,
    /// The least depth of the frontal third on the midline, where the line joining the frontotemporal points would leave less.
    pub frontal_third_depth: Mm,
    /// How far the frontotemporal angle reaches from its point.
    pub frontotemporal_angle_reach: Mm,
    /// Where the fringe runs above the ear: its share of the way from tragion to vertex (about 15 cm).
    pub fringe_above_ear: f64,
    /// Where the fringe runs behind the ear: its share of the way up to the vertex from halfway between ear and
    /// opisthocranion.
    pub fringe_behind_ear: f64,
    /// Where the back of the head begins: its share of the way from the ear's rear to the opisthocranion. The default gives sides and
    /// back about the shares of the scalp that the SALT score counts (18 % each, 24 %).
    pub back_from_ear: f64,
    /// Where the fringe runs at the back: its share of the way from opisthocranion to vertex (about 15 cm).
    pub fringe_at_back: f64,
    /// The slope of the skin at the vertex transition point, in degrees against level.
    pub vertex_transition_slope_deg: f64,
    /// How far below the tragia the nape begins: the level of the inion.
    pub nape_below_tragion: Mm,
}

impl Default for ZoneLayout {
    fn default() -> Self {
        Self {
            defined_zone_depth: Mm::new(10.0),
            frontal_tuft_half_breadth: Mm::new(20.0),
            frontal_tuft_half_depth: Mm::new(10.0),
            frontal_third_depth: Mm::new(50.0),
            frontotemporal_angle_reach: Mm::new(20.0),
            fringe_above_ear: 0.54,
            fringe_behind_ear: 0.41,
            back_from_ear: 0.40,
            fringe_at_back: 0.27,
            vertex_transition_slope_deg: 25.0,
            nape_below_tragion: Mm::new(10.0),
        }
    }
}

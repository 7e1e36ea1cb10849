//! What a command line wants seen: the case with another skin or pigment, and in which light.

use pointil_optics::Lab;
use pointil_render::Subject;
use pointil_treatment::design::{DotSetting, ShadeRecipe};
use pointil_treatment::{OpenCase, SkinReading};

use crate::arguments::SimulateArguments;
use crate::colour_arguments::SkinColour;
use crate::colour_input::named;
use crate::failure::Failure;
use crate::opened::Opened;

/// The case with the command line's skin and pigment.
pub fn subject(
    opened: &Opened,
    mut open: OpenCase,
    arguments: &SimulateArguments,
) -> Result<Subject, Failure> {
    let mut field = "client.skin";
    if let Some(skin) = arguments.skin {
        field = "--skin";
        open.client.skin = Some(match skin {
            SkinColour::Type(own) => SkinReading::Fitzpatrick(own),
            SkinColour::Measured(Lab { l, a, b }) => SkinReading::Lab([l, a, b]),
        });
    }
    if let Some(instead) = &arguments.pigment {
        let catalogue = opened.shades()?;
        let shade = catalogue.shade(&instead.shade);
        let shade = shade.map_err(|e| named("--pigment", &e))?;
        let own = |setting: &DotSetting| DotSetting {
            shade: shade.key.clone(),
            water: instead.dilution.water_parts(),
            ..setting.clone()
        };
        open.design.shades.retain(|own| own.key != shade.key);
        open.design.shades.push(ShadeRecipe::of(shade));
        open.design.set_every_dot(own);
    }
    let subject = Subject::new(open, &opened.fading()?, arguments.light.into());
    subject.map_err(|e| named(field, &e))
}

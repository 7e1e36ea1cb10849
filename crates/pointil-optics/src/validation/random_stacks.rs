//! What adding–doubling must obey in any layers: shown on random ones.

use super::{Comparison, Method, ValidationError};
use crate::adding_doubling::{AddingDoubling, Totals};
use crate::layers::{Layer, LayerStack};

/// Stacks of one to four layers between media of all kinds, the same ones every time (Knuth's linear congruence).
fn random_stacks(count: usize) -> Result<Vec<LayerStack>, ValidationError> {
    let mut state: u64 = 20_240_131;
    let mut random = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let stacks = (0..count).map(|k| {
        let refractive_index = 1.0 + 0.6 * random();
        let layers = (0..=k % 4)
            .map(|_| Layer {
                mu_a: libm::exp(10.0 * random() - 7.0),
                mu_s: libm::exp(9.0 * random() - 3.0),
                g: 1.2 * random() - 0.25,
                refractive_index,
                thickness: libm::exp(9.0 * random() - 7.0),
            })
            .collect();
        let (above, below) = (1.0 + 0.5 * random(), 1.0 + 0.5 * random());
        Ok(LayerStack::new(above, layers, below)?)
    });
    stacks.collect()
}

fn totals<const N: usize>(stack: &LayerStack) -> Result<Totals, ValidationError> {
    Ok(AddingDoubling::<N>::for_stack(stack)?.totals(stack)?)
}

/// Between the same media, with other layers.
fn with_layers(stack: &LayerStack, layers: Vec<Layer>) -> Result<LayerStack, ValidationError> {
    Ok(LayerStack::new(stack.above(), layers, stack.below())?)
}

fn error(what: &str, ours: f64, allowed: f64) -> Comparison {
    let what = format!("random stacks: {what}");
    Comparison::error(what, Method::AddingDoubling, ours, allowed)
}

/// Energy closure, a layer cut in two, and few directions against many.
pub(super) fn run() -> Result<Vec<Comparison>, ValidationError> {
    let mut out = energy()?;
    out.push(cut_in_two()?);
    out.extend(few_directions()?);
    Ok(out)
}

/// Light is neither made nor lost, clear layers keep none, and what absorbs returns less.
fn energy() -> Result<Vec<Comparison>, ValidationError> {
    let (mut missing, mut negative, mut kept, mut brighter) = (0.0_f64, 0.0_f64, 0.0_f64, 0_u32);
    for stack in random_stacks(300)? {
        let got = totals::<16>(&stack)?;
        let all = got.reflectance + got.transmittance + got.absorbed.iter().sum::<f64>();
        missing = missing.max((all - 1.0).abs());
        let parts = got.absorbed.iter().chain([&got.transmittance]);
        negative = parts.fold(negative, |most, part| most.max(-part));
        let clear = stack.layers().iter().map(|layer| Layer {
            mu_a: 0.0,
            ..*layer
        });
        let without = totals::<16>(&with_layers(&stack, clear.collect())?)?;
        kept = without
            .absorbed
            .iter()
            .fold(kept, |most, part| most.max(part.abs()));
        brighter += u32::from(without.reflectance <= got.reflectance);
    }
    Ok(vec![
        error(
            "reflected, passed and absorbed of 300, off 1 at most",
            missing,
            1e-9,
        ),
        error("a share of light below 0, at most", negative, 2e-6),
        error("light kept by clear layers, at most", kept, 1e-4),
        error(
            "stacks that absorption makes no darker",
            brighter.into(),
            0.0,
        ),
    ])
}

/// A layer is its two parts, one on the other.
fn cut_in_two() -> Result<Comparison, ValidationError> {
    let mut worst = 0.0_f64;
    for stack in random_stacks(60)? {
        let halves = stack.layers().iter().flat_map(|layer| {
            let part = |share: f64| Layer {
                thickness: layer.thickness * share,
                ..*layer
            };
            [part(0.3), part(0.7)]
        });
        let cut = with_layers(&stack, halves.collect())?;
        let (one, two) = (totals::<16>(&stack)?, totals::<16>(&cut)?);
        worst = worst
            .max((one.reflectance - two.reflectance).abs())
            .max((one.transmittance - two.transmittance).abs());
    }
    Ok(error("layers cut in two, of 60, at most", worst, 1e-8))
}

/// Sixteen directions are enough for any index: the worst has three different ones and a thin layer that scatters forward.
fn few_directions() -> Result<[Comparison; 2], ValidationError> {
    let mut errors = Vec::new();
    for stack in random_stacks(200)? {
        let (some, many) = (totals::<16>(&stack)?, totals::<64>(&stack)?);
        let reflected = (some.reflectance - many.reflectance).abs();
        errors.push(reflected.max((some.transmittance - many.transmittance).abs()));
    }
    errors.sort_by(f64::total_cmp);
    let worst = errors.last().copied().unwrap_or(f64::NAN);
    Ok([
        error(
            "16 against 64 directions, of 200, median",
            errors[errors.len() / 2],
            1e-6,
        ),
        error("16 against 64 directions, of 200, worst", worst, 2.5e-3),
    ])
}

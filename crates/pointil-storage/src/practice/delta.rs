//! A text as what differs from another one: former revisions are kept as differences from the revision after them, since a long session is written step by step and each
//! step says little that is new.
//!
//! A difference is a row of pieces, each a stretch of the other text or bytes of its own, with numbers of seven bits a byte (LEB128).

use std::collections::HashMap;

/// A stretch that is looked for has at least so many bytes.
const BLOCK: usize = 16;
const COPY: u8 = 0;
const OWN: u8 = 1;

/// `text` as it differs from `base`.
pub(super) fn difference(base: &str, text: &str) -> Vec<u8> {
    let (base, text) = (base.as_bytes(), text.as_bytes());
    let mut places: HashMap<&[u8], usize> = HashMap::new();
    for (number, block) in base.chunks_exact(BLOCK).enumerate() {
        places.entry(block).or_insert(number * BLOCK);
    }
    let mut pieces = Vec::new();
    let (mut own, mut at) = (0, 0);
    while at + BLOCK <= text.len() {
        let Some(&place) = places.get(&text[at..at + BLOCK]) else {
            at += 1;
            continue;
        };
        // Stretches begin anywhere; the blocks that find them do not.
        let before = common(text[own..at].iter().rev().zip(base[..place].iter().rev()));
        let after = common(text[at..].iter().zip(&base[place..]));
        push_own(&mut pieces, &text[own..at - before]);
        pieces.push(COPY);
        push_number(&mut pieces, place - before);
        push_number(&mut pieces, before + after);
        at += after;
        own = at;
    }
    push_own(&mut pieces, &text[own..]);
    pieces
}

/// The text that differs from `base` so; none when these are no differences from it.
pub(super) fn restore(base: &str, mut pieces: &[u8]) -> Option<String> {
    let mut text = Vec::new();
    while let Some((&kind, rest)) = pieces.split_first() {
        pieces = rest;
        match kind {
            COPY => {
                let from = take_number(&mut pieces)?;
                let until = from.checked_add(take_number(&mut pieces)?)?;
                text.extend_from_slice(base.as_bytes().get(from..until)?);
            }
            OWN => {
                let (own, rest) = {
                    let length = take_number(&mut pieces)?;
                    pieces.split_at_checked(length)?
                };
                text.extend_from_slice(own);
                pieces = rest;
            }
            _ => return None,
        }
    }
    String::from_utf8(text).ok()
}

/// How many pairs from the first on are the same.
fn common<'a>(pairs: impl Iterator<Item = (&'a u8, &'a u8)>) -> usize {
    pairs.take_while(|(one, other)| one == other).count()
}

fn push_own(pieces: &mut Vec<u8>, own: &[u8]) {
    if !own.is_empty() {
        pieces.push(OWN);
        push_number(pieces, own.len());
        pieces.extend_from_slice(own);
    }
}

fn push_number(pieces: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        pieces.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    pieces.push(number as u8);
}

fn take_number(pieces: &mut &[u8]) -> Option<usize> {
    let mut number = 0_usize;
    for shift in (0..usize::BITS).step_by(7) {
        let (&byte, rest) = pieces.split_first()?;
        *pieces = rest;
        number |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_step_of_a_long_session_is_kept_in_few_bytes() {
        let steps = |number: usize| {
            let step = |one: usize| {
                format!(
                    "{{\"at\":\"2026-03-01T{one:05}\",\"zone\":\"crown\",\"dots\":{}}}",
                    one * 37
                )
            };
            let log: Vec<String> = (0..number).map(step).collect();
            format!(
                "{{\"state\":\"running\",\"steps\":{number},\"log\":[{}],\"remark\":\"ümläut\"}}",
                log.join(",")
            )
        };
        let (former, next) = (steps(200), steps(201));
        let kept = difference(&next, &former);
        assert!(
            former.len() > 10_000 && kept.len() < 40,
            "{} of {}",
            kept.len(),
            former.len()
        );
        assert_eq!(restore(&next, &kept), Some(former));
    }

    proptest! {
        #[test]
        fn every_text_comes_back(parts in proptest::collection::vec("[a-dä€𝄞]{0,40}", 1..8), order in proptest::collection::vec(0..8_usize, 0..12)) {
            let base = parts.concat();
            let text: String = order.iter().filter_map(|&one| parts.get(one)).map(String::as_str).collect();
            prop_assert_eq!(restore(&base, &difference(&base, &text)), Some(text));
        }

        #[test]
        fn whatever_the_bytes_are_nothing_breaks(base in "[a-c]{0,40}", pieces in proptest::collection::vec(prop_oneof![0..3_u8, any::<u8>()], 0..40)) {
            if let Some(text) = restore(&base, &pieces) {
                prop_assert!(text.len() <= pieces.len() * 40);
            }
        }
    }
}

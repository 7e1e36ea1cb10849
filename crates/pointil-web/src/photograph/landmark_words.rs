//! The landmarks in plain words, and which of them a photograph from each side asks for, in the order of placing.

use pointil_scalp::Landmark;

/// What a person needs to know to place a landmark.
pub(crate) struct LandmarkWords {
    /// In plain words.
    pub(crate) name: &'static str,
    /// Where exactly it is.
    pub(crate) place: &'static str,
    /// Its anatomical name, as case files have it but with spaces.
    pub(crate) anatomical: String,
}

/// A landmark in words. Left and right are the client's own.
pub(crate) fn landmark_words(landmark: Landmark) -> LandmarkWords {
    let (name, place) = described(landmark);
    LandmarkWords {
        name,
        place,
        anatomical: landmark.name().replace('_', " "),
    }
}

fn described(landmark: Landmark) -> (&'static str, &'static str) {
    use Landmark as L;
    match landmark {
        L::Glabella => (
            "Between the brows",
            "the most forward point of the forehead, in the middle",
        ),
        L::Sellion => (
            "Root of the nose",
            "the deepest point of the bridge, between the eyes",
        ),
        L::Pronasale => ("Tip of the nose", "the most forward point of the nose"),
        L::Subnasale => (
            "Under the nose",
            "where the nose meets the upper lip, in the middle",
        ),
        L::Stomion => ("Mouth", "the middle of the line between the closed lips"),
        L::Pogonion => ("Chin, front", "the most forward point of the chin"),
        L::Menton => ("Chin, lowest point", "the lowest point of the chin"),
        L::ExocanthionLeft => (
            "Left eye, outer corner",
            "where the lids meet, towards the ear",
        ),
        L::ExocanthionRight => (
            "Right eye, outer corner",
            "where the lids meet, towards the ear",
        ),
        L::EndocanthionLeft => (
            "Left eye, inner corner",
            "where the lids meet, towards the nose",
        ),
        L::EndocanthionRight => (
            "Right eye, inner corner",
            "where the lids meet, towards the nose",
        ),
        L::TragionLeft => (
            "Left ear, notch in front",
            "just above the small flap before the ear canal",
        ),
        L::TragionRight => (
            "Right ear, notch in front",
            "just above the small flap before the ear canal",
        ),
        L::SuperauraleLeft => ("Left ear, top", "the highest point of the ear"),
        L::SuperauraleRight => ("Right ear, top", "the highest point of the ear"),
        L::SubauraleLeft => ("Left ear, lobe", "the lowest point of the lobe"),
        L::SubauraleRight => ("Right ear, lobe", "the lowest point of the lobe"),
        L::PostauraleLeft => ("Left ear, back edge", "the point of the ear farthest back"),
        L::PostauraleRight => ("Right ear, back edge", "the point of the ear farthest back"),
        L::Vertex => (
            "Top of the head",
            "the highest point of the head held upright",
        ),
        L::Opisthocranion => (
            "Back of the head",
            "the point farthest from between the brows",
        ),
    }
}

const LEFT: [Landmark; 8] = [
    Landmark::ExocanthionLeft,
    Landmark::Sellion,
    Landmark::Pronasale,
    Landmark::Pogonion,
    Landmark::TragionLeft,
    Landmark::SuperauraleLeft,
    Landmark::PostauraleLeft,
    Landmark::SubauraleLeft,
];

const RIGHT: [Landmark; 8] = [
    Landmark::ExocanthionRight,
    Landmark::Sellion,
    Landmark::Pronasale,
    Landmark::Pogonion,
    Landmark::TragionRight,
    Landmark::SuperauraleRight,
    Landmark::PostauraleRight,
    Landmark::SubauraleRight,
];

const FRONT_LEFT: [Landmark; 9] = [
    Landmark::ExocanthionRight,
    Landmark::ExocanthionLeft,
    Landmark::EndocanthionLeft,
    Landmark::Pronasale,
    Landmark::Stomion,
    Landmark::Pogonion,
    Landmark::TragionLeft,
    Landmark::SuperauraleLeft,
    Landmark::SubauraleLeft,
];

const FRONT_RIGHT: [Landmark; 9] = [
    Landmark::ExocanthionLeft,
    Landmark::ExocanthionRight,
    Landmark::EndocanthionRight,
    Landmark::Pronasale,
    Landmark::Stomion,
    Landmark::Pogonion,
    Landmark::TragionRight,
    Landmark::SuperauraleRight,
    Landmark::SubauraleRight,
];

const BACK: [Landmark; 8] = [
    Landmark::SuperauraleLeft,
    Landmark::PostauraleLeft,
    Landmark::SubauraleLeft,
    Landmark::SuperauraleRight,
    Landmark::PostauraleRight,
    Landmark::SubauraleRight,
    Landmark::Opisthocranion,
    Landmark::Vertex,
];

const TOP: [Landmark; 8] = [
    Landmark::Pronasale,
    Landmark::Glabella,
    Landmark::SuperauraleRight,
    Landmark::PostauraleRight,
    Landmark::SuperauraleLeft,
    Landmark::PostauraleLeft,
    Landmark::Vertex,
    Landmark::Opisthocranion,
];

const FRONT: [Landmark; 11] = [
    Landmark::ExocanthionRight,
    Landmark::ExocanthionLeft,
    Landmark::EndocanthionRight,
    Landmark::EndocanthionLeft,
    Landmark::Pronasale,
    Landmark::Stomion,
    Landmark::Pogonion,
    Landmark::SuperauraleRight,
    Landmark::SubauraleRight,
    Landmark::SuperauraleLeft,
    Landmark::SubauraleLeft,
];

/// The landmarks that are seen from the side of a photograph, in the order in which the hand places them quickest; and then all others.
pub(crate) fn landmarks_for(pose: &str) -> (Vec<Landmark>, Vec<Landmark>) {
    let asked: &[Landmark] = match pose {
        "left" => &LEFT,
        "right" => &RIGHT,
        "front_left" => &FRONT_LEFT,
        "front_right" => &FRONT_RIGHT,
        "back" => &BACK,
        "top" => &TOP,
        _ => &FRONT,
    };
    let others = Landmark::ALL.iter().filter(|own| !asked.contains(own));
    (asked.to_vec(), others.copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::POSES;
    use pointil_photo::MarkedPhotograph;

    #[test]
    fn every_side_asks_for_enough_and_every_landmark_can_be_placed() {
        for (pose, _) in POSES {
            let (asked, others) = landmarks_for(pose);
            assert!(asked.len() > MarkedPhotograph::LEAST_ALONE, "{pose}");
            assert_eq!(asked.len() + others.len(), Landmark::ALL.len(), "{pose}");
            let left = asked.contains(&Landmark::SuperauraleLeft);
            assert_eq!(left, !pose.ends_with("right"), "{pose}");
        }
        let mut names: Vec<_> = Landmark::ALL
            .iter()
            .map(|own| landmark_words(*own).name)
            .collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Landmark::ALL.len());
    }
}

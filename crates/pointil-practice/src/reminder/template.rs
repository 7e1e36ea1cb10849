//! The words of messages. They name no treatment and no reason: whoever reads over a shoulder learns nothing of anybody's health.

use serde::{Deserialize, Serialize};

macro_rules! templates {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// The text of a message.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Template {
            $($(#[$doc])* $variant,)+
        }

        impl Template {
            /// Every template.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The template of a name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|template| template.name() == name)
            }

            /// Its text: the subject, an empty line, the body.
            const fn text(self) -> &'static str {
                match self {
                    $(Self::$variant => include_str!(concat!("../../../../data/practice/messages/", $name, ".txt")),)+
                }
            }
        }
    };
}

templates! {
    /// An appointment is agreed.
    AppointmentConfirmed = "appointment_confirmed",
    /// An appointment comes near.
    AppointmentReminder = "appointment_reminder",
    /// An appointment does not take place.
    AppointmentCancelled = "appointment_cancelled",
    /// A time from the waiting list.
    Offer = "offer",
    /// A check-in.
    Question = "question",
    /// A check-in that was missed.
    QuestionAgain = "question_again",
    /// The aftercare.
    Guide = "guide",
    /// A review.
    LookBack = "look_back",
    /// A recall.
    ComeBack = "come_back",
    /// A credential that ends.
    Expiring = "expiring",
    /// A message to oneself.
    Test = "test",
}

/// What a text is filled with; no health data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fill {
    /// How the person is addressed.
    pub name: String,
    /// The studio's name.
    pub studio: String,
    /// A day as people read it.
    pub day: String,
    /// A time as people read it.
    pub time: String,
    /// The address of the premises.
    pub place: String,
    /// The private link.
    pub link: String,
}

/// A message in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The subject, one line.
    pub subject: String,
    /// The body.
    pub body: String,
}

impl Template {
    /// The text filled. What is filled in is not looked into for further places, and new lines in it become blanks: nobody writes headers by it.
    pub fn fill(self, fill: &Fill) -> Filled {
        let (subject, body) = self.text().split_once("\n\n").unwrap_or(("", self.text()));
        Filled {
            subject: filled(subject, fill),
            body: filled(body, fill),
        }
    }
}

fn filled(text: &str, fill: &Fill) -> String {
    let mut out = String::with_capacity(text.len() + 200);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        let value = match place {
            "name" => &fill.name,
            "studio" => &fill.studio,
            "day" => &fill.day,
            "time" => &fill.time,
            "place" => &fill.place,
            "link" => &fill.link,
            _ => "",
        };
        out.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_says_what_for() {
        let words = [
            "scalp",
            "pigment",
            "hair",
            "skin",
            "session",
            "treatment",
            "patch",
            "heal",
            "needle",
            "laser",
            "fever",
            "pain",
            "wound",
            "symptom",
            "health",
            "touch-up",
            "consent",
            "screening",
            "licence",
        ];
        for template in Template::ALL {
            let text = template.text().to_lowercase();
            for word in words {
                assert!(!text.contains(word), "{}: {word}", template.name());
            }
        }
    }

    #[test]
    fn every_place_in_a_text_is_known_and_every_text_has_a_link() {
        let known = ["name", "studio", "day", "time", "place", "link"];
        for template in Template::ALL {
            let places: Vec<&str> = template
                .text()
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}'))
                .map(|(place, _)| place)
                .collect();
            assert!(
                places.iter().all(|place| known.contains(place)),
                "{}",
                template.name()
            );
            assert!(places.contains(&"link"), "{}", template.name());
            assert_eq!(Template::named(template.name()), Some(*template));
        }
    }

    #[test]
    fn what_is_filled_in_is_taken_as_it_is() {
        let fill = Fill {
            name: "{link}\r\nBcc: all".to_owned(),
            studio: "North".to_owned(),
            day: "3 March".to_owned(),
            time: "10:00".to_owned(),
            place: "1 North Street".to_owned(),
            link: "https://studio.example/l/x".to_owned(),
        };
        let filled = Template::AppointmentReminder.fill(&fill);
        assert_eq!(filled.subject, "Your appointment on 3 March");
        assert!(
            filled
                .body
                .starts_with("Hello {link}  Bcc: all,\n\nwe look")
        );
        assert!(filled.body.contains("here: https://studio.example/l/x\n"));
    }
}

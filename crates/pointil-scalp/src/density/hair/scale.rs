//! Grades of a scale: each with its name and what it means, said once.

/// Declares a scale from its grades in order of severity, each with a doc comment of one line and a name.
macro_rules! scale {
    ($(#[$doc:meta])* $scale:ident { $(#[doc = $meaning:literal] $grade:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize,
            serde::Deserialize, schemars::JsonSchema,
        )]
        pub enum $scale {
            $(#[doc = $meaning] #[serde(rename = $name)] $grade,)+
        }

        impl $scale {
            /// Every grade, in order.
            pub const ALL: &[Self] = &[$(Self::$grade,)+];

            /// The name used in case files and by practitioners.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$grade => $name,)+ }
            }

            /// What it means, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$grade => $meaning.trim_ascii(),)+ }
            }
        }
    };
}

pub(super) use scale;

//! Why a command failed, in one sentence, and the exit code that says which kind of failure it was.

use std::process::ExitCode;

/// A failure with its kind.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    kind: Kind,
    message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The case file, a photograph or a value in them.
    Input,
    /// The output folder.
    Output,
    /// A figure that misses its gate.
    Gate,
    /// Nothing is wrong yet.
    Warned,
}

impl Failure {
    /// Something is wrong with what was given: exit code 3. `message` names the field, the value, what is allowed and
    /// what to do.
    pub fn input(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Input,
            message: message.into(),
        }
    }

    /// The results have nowhere to go: exit code 4.
    pub fn output(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Output,
            message: message.into(),
        }
    }

    /// What was worked out misses its gate: exit code 5.
    pub fn gate(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Gate,
            message: message.into(),
        }
    }

    /// All was looked at, nothing is wrong, and something soon will be: exit code 6.
    pub fn warned(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Warned,
            message: message.into(),
        }
    }

    /// The same failure, with the place it was found in front.
    #[must_use]
    pub fn at(self, place: &str) -> Self {
        Self {
            message: format!("{place}: {}", self.message),
            ..self
        }
    }

    /// The kind for machines: `input`, `output`, `gate` or `warned`.
    pub const fn kind(&self) -> &'static str {
        match self.kind {
            Kind::Input => "input",
            Kind::Output => "output",
            Kind::Gate => "gate",
            Kind::Warned => "warned",
        }
    }

    /// Whether all was worked out, and what was found is the failure.
    pub fn is_gate(&self) -> bool {
        matches!(self.kind, Kind::Gate | Kind::Warned)
    }

    /// The exit code: 3 for bad input, 4 for an output folder that cannot be written, 5 for a gate missed, 6 for
    /// something to be mended soon (2 is a wrong command line).
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self.kind {
            Kind::Input => 3,
            Kind::Output => 4,
            Kind::Gate => 5,
            Kind::Warned => 6,
        })
    }
}

impl From<pointil_render::DesignPictureError> for Failure {
    fn from(error: pointil_render::DesignPictureError) -> Self {
        match error {
            pointil_render::DesignPictureError::Input(message) => Self::input(message),
            pointil_render::DesignPictureError::Drawing(message) => Self::output(message),
        }
    }
}

impl From<pointil_papers::PaperError> for Failure {
    fn from(error: pointil_papers::PaperError) -> Self {
        Self::input(error.to_string())
    }
}

//! The error of a command.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use xtask::Diagnostic;

/// What went wrong, where, and how to fix it: in lower case, without a full stop, at most one
/// screen.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
    help: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Broken,
    Stale,
    /// The reader of the output has closed the pipe: nothing is reported.
    Silent,
}

/// The maximum number of diagnostics shown, so that they fit on a screen.
const SHOWN: usize = 6;

impl Failure {
    /// The command failed: exit code 1.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Broken,
            message: message.into(),
            help: None,
        }
    }

    /// Something is out of date: exit code 4; `help` is the command that updates it.
    pub(crate) fn stale(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            kind: Kind::Stale,
            message: message.into(),
            help: Some(help.into()),
        }
    }

    /// The library's diagnostics of `subject`.
    pub(crate) fn diagnosed(subject: impl fmt::Display, diagnostics: &[Diagnostic]) -> Self {
        let mut message = format!("{subject}: ");
        for (index, diagnostic) in diagnostics.iter().take(SHOWN).enumerate() {
            if index > 0 {
                message.push_str("\n\n");
            }
            message.push_str(&diagnostic.to_string().replace("\n  at: #\n", "\n"));
        }
        if let Some(more) = diagnostics
            .len()
            .checked_sub(SHOWN)
            .filter(|more| *more > 0)
        {
            message.push_str(&format!("\n\n... and {more} more"));
        }
        Self::new(message.trim_end_matches("\n  at: #"))
    }

    /// An error of the operating system about `path`.
    pub(crate) fn io(verb: &str, path: &Path, error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self {
                kind: Kind::Silent,
                ..Self::new("")
            };
        }
        let reason = error.to_string();
        let reason = reason
            .split(" (os error")
            .next()
            .unwrap_or_default()
            .to_lowercase();
        Self::new(format!("cannot {verb} {}: {reason}", path.display()))
    }

    /// What went wrong, without the remedy.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Adds the remedy.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Prefixes the message with what was being worked on.
    #[must_use]
    pub(crate) fn within(mut self, subject: impl fmt::Display) -> Self {
        self.message = format!("{subject}: {}", self.message);
        self
    }

    /// Prints the error and returns the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        match self.kind {
            Kind::Silent => return ExitCode::SUCCESS,
            Kind::Broken => eprintln!("error: {self}"),
            Kind::Stale => eprintln!("stale: {self}"),
        }
        ExitCode::from(if self.kind == Kind::Stale { 4 } else { 1 })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

//! How a command ends when it does not succeed.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use xtask::Diagnostic;

/// What went wrong, where, and what to do about it: lower case, no full stop, one screen.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    what: String,
    help: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Broken,
    Stale,
    /// Whoever was to read our output has gone: nothing is left to say.
    Hush,
}

/// How many diagnostics fit on a screen.
const SHOWN: usize = 6;

impl Failure {
    /// Something is broken: exit code 1.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            kind: Kind::Broken,
            what: what.into(),
            help: None,
        }
    }

    /// Something is out of date, and `help` is the command that brings it up to date: exit code 4.
    pub(crate) fn stale(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            kind: Kind::Stale,
            what: what.into(),
            help: Some(help.into()),
        }
    }

    /// What the library said about `place`.
    pub(crate) fn diagnosed(place: impl fmt::Display, diagnostics: &[Diagnostic]) -> Self {
        let mut what = format!("{place}: ");
        for (index, diagnostic) in diagnostics.iter().take(SHOWN).enumerate() {
            if index > 0 {
                what.push_str("\n\n");
            }
            what.push_str(&diagnostic.to_string().replace("\n  at: #\n", "\n"));
        }
        if let Some(more) = diagnostics
            .len()
            .checked_sub(SHOWN)
            .filter(|more| *more > 0)
        {
            what.push_str(&format!("\n\n... and {more} more"));
        }
        Self::new(what.trim_end_matches("\n  at: #"))
    }

    /// What the operating system said about `path`.
    pub(crate) fn io(verb: &str, path: &Path, error: &std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self {
                kind: Kind::Hush,
                ..Self::new("")
            };
        }
        let said = error.to_string();
        let said = said
            .split(" (os error")
            .next()
            .unwrap_or_default()
            .to_lowercase();
        Self::new(format!("cannot {verb} {}: {said}", path.display()))
    }

    /// Adds what to do about it.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds, in front, what was being worked on.
    #[must_use]
    pub(crate) fn within(mut self, place: impl fmt::Display) -> Self {
        self.what = format!("{place}: {}", self.what);
        self
    }

    /// Tells the reader, and gives the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        match self.kind {
            Kind::Hush => return ExitCode::SUCCESS,
            Kind::Broken => eprintln!("error: {self}"),
            Kind::Stale => eprintln!("stale: {self}"),
        }
        ExitCode::from(if self.kind == Kind::Stale { 4 } else { 1 })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(help) = &self.help {
            write!(f, "\n  help: {help}")?;
        }
        Ok(())
    }
}

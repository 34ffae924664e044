//! The parts of a client that stand behind features of its crate.

use std::fmt;
use std::str::FromStr;

/// A part of the client that stands behind a feature of its crate, in a file of its own: where the
/// feature is off, it is not even parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Module {
    /// The client for code that is not async.
    Blocking,
    /// A mock of every operation.
    Mock,
}

impl Module {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Blocking, Self::Mock];

    /// The feature's name, and the module's: `blocking`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blocking => "blocking",
            Self::Mock => "mock",
        }
    }

    /// The file that holds it, beside `generated.rs`: `blocking.rs`.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Blocking => "blocking.rs",
            Self::Mock => "mock.rs",
        }
    }

    /// Those whose feature is on in the crate that a build step is run for.
    ///
    /// `environment` looks a variable up; cargo sets `CARGO_FEATURE_BLOCKING` and the like (The
    /// Cargo Book, "Environment variables cargo sets for build scripts").
    pub fn of_build(environment: impl Fn(&str) -> bool) -> Vec<Self> {
        let asked =
            |module: &Self| environment(&format!("CARGO_FEATURE_{}", module.name().to_uppercase()));
        Self::ALL.into_iter().filter(asked).collect()
    }
}

impl fmt::Display for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Module {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|it| it.name() == name);
        known.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("there is no module of this name: there are {names}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Module;

    #[test]
    fn a_build_step_asks_by_cargos_variables() {
        assert_eq!(
            Module::of_build(|name| name == "CARGO_FEATURE_MOCK"),
            [Module::Mock]
        );
        assert_eq!(Module::of_build(|_| false), []);
    }

    #[test]
    fn a_module_is_read_by_its_name() {
        for module in Module::ALL {
            assert_eq!(module.to_string().parse(), Ok(module));
        }
        let said = "client".parse::<Module>().unwrap_err();
        assert!(said.ends_with("there are blocking, mock"), "{said}");
    }
}

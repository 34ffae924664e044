//! The parts of a client that are behind Cargo features of its crate.
//!
//! A feature is one row of [`Feature::row`], and the function that emits its code is one arm of
//! `emit::features::emit`: that function needs the plan, which ranks above this file.

use std::fmt;
use std::str::FromStr;

/// A part of the client behind a feature of its crate, in a separate file, which is not even parsed
/// if the feature is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Feature {
    /// The client for code that is not async.
    Blocking,
    /// A mock of every operation.
    Mock,
}

struct Row {
    name: &'static str,
    file: &'static str,
    /// The environment variable that cargo sets for a build script if the feature is on (The Cargo
    /// Book, "Environment variables cargo sets for build scripts").
    variable: &'static str,
}

impl Feature {
    /// All features.
    pub const ALL: [Self; 2] = [Self::Blocking, Self::Mock];

    const fn row(self) -> Row {
        match self {
            Self::Blocking => Row {
                name: "blocking",
                file: "blocking.rs",
                variable: "CARGO_FEATURE_BLOCKING",
            },
            Self::Mock => Row {
                name: "mock",
                file: "mock.rs",
                variable: "CARGO_FEATURE_MOCK",
            },
        }
    }

    /// The cargo feature's name, and the module's: `blocking`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The file that contains its code, beside `generated.rs`: `blocking.rs`.
    #[must_use]
    pub const fn file(self) -> &'static str {
        self.row().file
    }

    /// The features that are enabled in the crate whose build script is running; `is_set` looks up
    /// an environment variable.
    pub fn of_build(is_set: impl Fn(&str) -> bool) -> Vec<Self> {
        let all = Self::ALL.into_iter();
        all.filter(|feature| is_set(feature.row().variable))
            .collect()
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no feature has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownFeature;

impl fmt::Display for UnknownFeature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Feature::ALL.map(Feature::name).join(", ");
        write!(f, "unknown feature; the features are {names}")
    }
}

impl std::error::Error for UnknownFeature {}

impl FromStr for Feature {
    type Err = UnknownFeature;

    fn from_str(name: &str) -> Result<Self, UnknownFeature> {
        let mut all = Self::ALL.into_iter();
        all.find(|feature| feature.name() == name)
            .ok_or(UnknownFeature)
    }
}

#[cfg(test)]
mod tests {
    use super::Feature;

    #[test]
    fn a_build_script_finds_features_by_cargos_variables() {
        assert_eq!(
            Feature::of_build(|name| name == "CARGO_FEATURE_MOCK"),
            [Feature::Mock]
        );
        assert_eq!(Feature::of_build(|_| false), []);
    }

    #[test]
    fn a_feature_is_parsed_from_its_name() {
        for feature in Feature::ALL {
            assert_eq!(feature.to_string().parse(), Ok(feature));
        }
        let message = "client".parse::<Feature>().unwrap_err().to_string();
        assert!(
            message.ends_with("the features are blocking, mock"),
            "{message}"
        );
    }

    #[test]
    fn the_names_of_a_row_agree() {
        for feature in Feature::ALL {
            let row = feature.row();
            assert_eq!(row.file, format!("{}.rs", row.name));
            let variable = format!("CARGO_FEATURE_{}", row.name.to_uppercase());
            assert_eq!(row.variable, variable);
        }
    }
}

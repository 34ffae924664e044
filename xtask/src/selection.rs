//! The cargo features by which users select operations.

use std::collections::BTreeSet;

/// The feature with which all operations are generated, whatever their tags are. It is among the
/// defaults.
pub const ALL_OPERATIONS: &str = "all-operations";

/// The operations that are generated: all, or those of some cargo features.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection(Option<BTreeSet<String>>);

impl Selection {
    /// Every operation and every type.
    pub const EVERYTHING: Self = Self(None);

    /// The selection of these cargo features; those that are not of operations are ignored.
    #[must_use]
    pub fn of_features<'f>(features: impl IntoIterator<Item = &'f str>) -> Self {
        Self::of_build(features.into_iter().map(variable))
    }

    /// The selection of the crate whose build script has these environment variables. Cargo sets
    /// one for each feature that is on (The Cargo Book, "Environment variables cargo sets for build
    /// scripts").
    #[must_use]
    pub fn of_build(variables: impl IntoIterator<Item = String>) -> Self {
        let variables = variables.into_iter();
        let on: BTreeSet<String> = variables.filter(|name| name.starts_with(PREFIX)).collect();
        if on.contains(&variable(ALL_OPERATIONS)) {
            Self::EVERYTHING
        } else {
            Self(Some(on))
        }
    }

    pub(crate) fn is_everything(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn includes(&self, feature: &str) -> bool {
        let on = self.0.as_ref();
        on.is_none_or(|on| on.contains(&variable(feature)))
    }
}

const PREFIX: &str = "CARGO_FEATURE_";

/// The environment variable of a feature.
fn variable(feature: &str) -> String {
    format!("{PREFIX}{}", feature.to_uppercase().replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::Selection;

    #[test]
    fn a_build_script_selects_by_cargos_variables() {
        let variables = ["CARGO_FEATURE_API_KEYS", "CARGO_PKG_NAME", "HOME"];
        let selection = Selection::of_build(variables.map(str::to_owned));
        assert!(selection.includes("api-keys") && !selection.includes("home"));
        assert_eq!(selection, Selection::of_features(["api-keys"]));
    }

    #[test]
    fn all_operations_are_everything() {
        let selection = Selection::of_features(["webhooks", "all-operations"]);
        assert_eq!(selection, Selection::EVERYTHING);
        assert!(!Selection::of_features([]).is_everything());
    }
}

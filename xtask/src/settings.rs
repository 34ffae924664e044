//! The caller's settings for the generated code.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::feature::Feature;
use crate::lock::Decisions;
use crate::selection::Selection;

/// The caller's settings for the generated code.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Settings {
    /// The crate's name as its users write it: `diga_api`.
    pub crate_name: String,
    /// Prefix of the environment variables that configure the client: `DIGA` for `DIGA_API_TOKEN`.
    pub env: String,
    /// What was decided for earlier versions of the document, as the lock has it.
    pub decisions: Decisions,
    /// Corrections to the document (an Overlay 1.0 document), or null.
    pub overlay: Value,
    /// The features whose code is generated beside the client itself.
    pub features: BTreeSet<Feature>,
    /// The operations that are generated.
    pub selection: Selection,
    /// Whether each tag has a file of its own, as in a packaged crate.
    pub by_tag: bool,
}

impl Settings {
    /// The settings for a package of this name: `diga-api` is `diga_api`, and `DIGA_API_TOKEN`
    /// is the variable of its token.
    #[must_use]
    pub fn of_package(name: &str) -> Self {
        let crate_name = name.replace('-', "_");
        let stem = crate_name.strip_suffix("_api").unwrap_or(&crate_name);
        Self {
            env: stem.to_ascii_uppercase(),
            crate_name,
            decisions: Decisions::default(),
            overlay: Value::Null,
            features: BTreeSet::new(),
            selection: Selection::EVERYTHING,
            by_tag: false,
        }
    }

    /// The same, with what is decided already.
    #[must_use]
    pub fn with_decisions(mut self, decisions: Decisions) -> Self {
        self.decisions = decisions;
        self
    }

    /// The same, with these operations.
    #[must_use]
    pub fn with_selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// The same, with these features.
    #[must_use]
    pub fn with_features(mut self, features: impl IntoIterator<Item = Feature>) -> Self {
        self.features = features.into_iter().collect();
        self
    }
}

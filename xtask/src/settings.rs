//! The caller's settings for the generated code.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::feature::Feature;

/// The caller's settings for the generated code.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Settings {
    /// The crate's name as its users write it: `diga_api`.
    pub crate_name: String,
    /// Prefix of the environment variables that configure the client: `DIGA` for `DIGA_API_TOKEN`.
    pub env: String,
    /// The Rust names of operations in earlier versions of the document: operationId to method
    /// name.
    pub names: BTreeMap<String, String>,
    /// The schemas that are instances of each generic type, by the type's Rust name, as earlier
    /// versions of the document were generated.
    pub generics: BTreeMap<String, Vec<String>>,
    /// Error codes of earlier versions of the document, in the order in which they were named. They
    /// stay variants of the enum.
    pub error_codes: Vec<String>,
    /// Corrections to the document (an Overlay 1.0 document), or null.
    pub overlay: Value,
    /// The features whose code is generated beside the client itself.
    pub features: BTreeSet<Feature>,
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
            names: BTreeMap::new(),
            generics: BTreeMap::new(),
            error_codes: Vec::new(),
            overlay: Value::Null,
            features: BTreeSet::new(),
        }
    }

    /// The same, with the names that operations already have.
    #[must_use]
    pub fn with_names(mut self, names: BTreeMap<String, String>) -> Self {
        self.names = names;
        self
    }

    /// The same, with the generic types that there are already.
    #[must_use]
    pub fn with_generics(mut self, generics: BTreeMap<String, Vec<String>>) -> Self {
        self.generics = generics;
        self
    }

    /// The same, with the error codes that are variants already.
    #[must_use]
    pub fn with_error_codes(mut self, codes: Vec<String>) -> Self {
        self.error_codes = codes;
        self
    }

    /// The same, with these features.
    #[must_use]
    pub fn with_features(mut self, features: impl IntoIterator<Item = Feature>) -> Self {
        self.features = features.into_iter().collect();
        self
    }
}

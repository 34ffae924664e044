//! The code behind each feature.

mod blocking;
mod mock;

use crate::feature::Feature;
use crate::plan::model::Plan;
pub(crate) use mock::document;
use proc_macro2::{Ident, TokenStream};
use syn::Item;

/// The inputs from which the code of a feature is generated.
#[derive(Clone, Copy)]
pub(crate) struct Inputs<'a> {
    pub(crate) plan: &'a Plan,
    /// What the mock has of the document: [`document`].
    pub(crate) document: &'a str,
    /// The modules beside `types`.
    pub(crate) modules: &'a [Ident],
    /// The async methods and builders.
    pub(crate) operations: &'a [Item],
}

/// The code of a feature.
pub(crate) fn emit(feature: Feature, inputs: Inputs<'_>) -> TokenStream {
    match feature {
        Feature::Blocking => blocking::emit(inputs.operations),
        Feature::Mock => mock::emit(inputs.plan, inputs.document, inputs.modules),
    }
}

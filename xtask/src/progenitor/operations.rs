//! All operations: the client's methods, and the module of their builders.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::context::Context;
use super::output::Output;
use super::run::run;
use super::stand_in::StandIn;
use crate::Diagnostic;
use crate::plan::model::Plan;

/// The client's methods and the operations' builders; `modules` are those beside `types`.
pub(crate) fn operations(plan: &Plan, modules: &[Ident]) -> Result<TokenStream, Diagnostic> {
    let mut output = Output::parse(run(StandIn::of(plan))?)?;
    let mut methods = Vec::with_capacity(plan.operations.len());
    let mut builders = Vec::with_capacity(plan.operations.len());
    for operation in &plan.operations {
        let (method, builder) = output.take(&operation.rust)?;
        let context = Context { plan, operation };
        methods.push(context.method(method));
        builders.push(context.builder(builder)?);
    }
    Ok(quote! {
        // What an operation requires, it asks for.
        #[allow(clippy::too_many_arguments)]
        impl crate::runtime::Client { #(#methods)* }

        /// Operations being put together.
        // A parameter may be called as a method of the standard library is.
        #[allow(clippy::too_many_arguments, clippy::type_complexity, clippy::should_implement_trait)]
        // A status goes before the range that it is the first of.
        #[allow(clippy::match_overlapping_arm)]
        pub mod builder {
            #[allow(unused_imports)] // whether an operation uses them is the document's affair
            use super::{#(#modules,)* operations, types};
            #[allow(unused_imports)] // nor need there be operations
            use crate::runtime::{Client, Error, Response};
            #(#builders)*
        }
    })
}

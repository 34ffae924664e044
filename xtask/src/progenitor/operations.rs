//! All operations: the client's methods and the module of builders.

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
        // Each required value is an argument, of a deprecated type too.
        #[allow(clippy::too_many_arguments, deprecated)]
        impl crate::runtime::Client { #(#methods)* }

        /// Builders of operations.
        // A parameter can have the name of a method of the standard library.
        #[allow(clippy::too_many_arguments, clippy::type_complexity, clippy::should_implement_trait)]
        // A status comes before a range that starts with it.
        #[allow(clippy::match_overlapping_arm)]
        // A deprecated type is part of a request.
        #[allow(deprecated)]
        pub mod builder {
            #[allow(unused_imports)] // not every document uses all of them
            use super::{#(#modules,)* operations, types};
            #[allow(unused_imports)] // a document can have no operation
            use crate::runtime::{Client, Error, Response};
            #(#builders)*
        }
    })
}

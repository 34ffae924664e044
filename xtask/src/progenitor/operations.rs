//! All operations: the client's methods and the module of builders.

use proc_macro2::Ident;
use syn::{ImplItem, Item, ItemImpl, ItemMod, parse_quote};

use super::context::Context;
use super::output::Output;
use super::run::run;
use super::stand_in::StandIn;
use crate::Diagnostic;
use crate::emit::docs::markdown;
use crate::emit::index::groups;
use crate::plan::model::Plan;

/// The client's methods, in one block for each tag, and the operations' builders; `modules` are
/// those beside `types`. They are items, not tokens, which would be parsed again.
pub(crate) fn operations(
    plan: &Plan,
    modules: &[Ident],
    crate_name: &str,
) -> Result<Vec<Item>, Diagnostic> {
    let mut output = Output::parse(run(StandIn::of(plan))?)?;
    let mut items = Vec::new();
    let mut builders = Vec::with_capacity(plan.operations.len());
    for group in groups(plan) {
        let mut methods = Vec::with_capacity(group.operations.len());
        for operation in &group.operations {
            let (method, builder) = output.take(&operation.rust)?;
            let context = Context {
                plan,
                operation,
                crate_name,
            };
            methods.push(ImplItem::Fn(context.method(method)));
            builders.extend(context.builder(builder)?);
        }
        let heading = group.heading(plan, "#");
        let heading = heading.map(|heading| markdown(&heading));
        let mut block: ItemImpl = parse_quote! {
            #heading
            // Each required value is an argument, of a deprecated type too.
            #[allow(clippy::too_many_arguments, deprecated)]
            impl crate::runtime::Client {}
        };
        block.items = methods;
        items.push(Item::Impl(block));
    }
    let mut module: ItemMod = parse_quote! {
        /// Builders of operations.
        // A parameter can have the name of a method of the standard library.
        #[allow(clippy::too_many_arguments, clippy::type_complexity,
            clippy::should_implement_trait)]
        // A status comes before a range that starts with it.
        #[allow(clippy::match_overlapping_arm)]
        // A deprecated type is part of a request.
        #[allow(deprecated)]
        pub mod builder {
            #[allow(unused_imports)] // not every document uses all of them
            use super::{#(#modules,)* operations, types};
            #[allow(unused_imports)] // a document can have no operation
            use crate::runtime::{Client, Error, Response};
        }
    };
    let content = module.content.get_or_insert_default();
    content.1.extend(builders);
    items.push(Item::Mod(module));
    Ok(items)
}

//! Schemas to types.
//!
//! [`Builder`] names every component, then turns each schema into a [`Shape`]: a type that Rust
//! already has, or a definition that it adds. What a kind of schema becomes is decided in the file
//! of that kind: [`scalars`], [`enums`], [`unions`], [`families`], [`objects`] (arrays too);
//! [`integers`] keeps the width of integers that the lock has;
//! [`all_of`] merges schemas beforehand, [`hierarchy`] finds the bases among them, [`constraints`]
//! reads the rules that are checked, and [`budget`] bounds the work. [`names`] names the types, and
//! [`chosen`] checks the names that are chosen by hand.
//!
//! [`Shape`]: crate::plan::model::Shape

mod all_of;
mod budget;
mod builder;
pub(super) mod chosen;
mod conditionals;
mod constraints;
mod docs;
mod enums;
mod families;
mod hierarchy;
mod integers;
mod names;
mod objects;
mod one_way;
mod resolved;
mod scalars;
mod unions;
mod untyped;

pub(super) use all_of::{flatten, reference};
pub(super) use builder::Builder;
pub(super) use docs::{default, describe};

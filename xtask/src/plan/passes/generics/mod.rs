//! Generic types, which Pydantic writes as one component for each argument.
//!
//! The rule: at least two objects whose component's name and title agree (`Page_Call_` and
//! `Page[Call]`), which are equal but for one position, and whose titles' arguments name what is in
//! that position. Then they are one type `Page<T>`. What is not certain stays a type of its own.
//!
//! 1. [`title`]: read the titles; components with one generic name are a family.
//! 2. [`frame`]: each component gives a frame for each position that its argument can be: its
//!    struct with the type parameter there. Arguments that need more than serde's own
//!    implementation (timestamps, integers, nulls, rules) give none, since how a field is written
//!    would depend on the argument.
//! 3. [`group`]: components with equal frames and equal usage are instances of one generic type.
//!    The largest group of a family gets the name; the others are as they were.
//! 4. [`apply`]: the first instance's definition becomes the generic type, and every reference to
//!    an instance becomes a reference to it with the argument.
//!
//! Types that the lock has as instances decide which group is the generic type, so that one sibling
//! that differs leaves it, and the others stay. A generic type of the lock needs one instance only.
//!
//! This is the last pass: all others see the instances as they are in the document, and what they
//! decided (usage, boxes, pages) is part of the frame.
//!
//! Example: of `Page_Call_ { data: [Call], more: bool }` and `Page_Text_ { data: [Text], more: bool
//! }` the frames are both `{ data: [T], more: bool }`, the arguments `Call` and `Text`. The result
//! is `Page<T> { data: Vec<T>, more: bool }`, and a response of `Page_Call_` is `Page<Call>`.

mod apply;
mod equal;
mod frame;
mod group;
mod rename;
mod title;

use crate::plan::model::Plan;

pub(super) fn run(plan: &mut Plan) {
    let groups = group::groups(plan);
    apply::apply(plan, groups);
}

#[cfg(test)]
mod tests;

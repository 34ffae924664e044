//! OpenAPI 3.0 and 3.1 to 3.0.3.
//!
//! Two walks. The first ([`survey`]) finds the target of every reference, and which schemas become
//! components; the second ([`document`], [`schema`]) writes the lowered document, and at each
//! schema applies the rules, each of which is one small file: [`keywords`], [`annotations`],
//! [`constants`], [`bounds`], [`content`], [`tuples`], [`objects`], [`types`], [`null`],
//! [`discriminator`], [`references`], [`conditionals`]. The table in [`position`] says what each
//! position contains. Last, [`cycles`] removes references of components to nothing but themselves,
//! and [`proof`] ensures that nothing of 3.1 is left.
//!
//! These extensions express what 3.0.3 cannot: `x-null: true` (null and nothing else), `x-const:
//! true` (the one value of `enum` is a constant), `x-prefix-items` (the schemas of a tuple) with
//! `x-items-false: true` (and nothing after them), `x-property-names` (patterns of which every name
//! matches one), `x-name-rules` (what `propertyNames` requires of each name),
//! `x-dependent-required`, `x-exact` (a number that may be an integer), `x-pattern-properties`
//! (`additionalProperties` come from patterns; `true`: other properties may have any value),
//! `x-conditional` (the schemas of `then`, `else` and `dependentSchemas`, whose properties are
//! optional).
//!
//! Keywords that restrict values without shaping them are dropped: `contains`,
//! `if` and their like. So are constraints of the wrong JSON type. What is dropped is noted, as is
//! every value that is read leniently.

mod annotations;
mod bounds;
mod conditionals;
mod constants;
mod content;
mod cycles;
pub(crate) mod depth;
mod discriminator;
mod document;
mod keywords;
mod members;
mod names;
mod null;
mod objects;
mod pointer;
mod position;
mod proof;
mod references;
mod repair;
mod resolve;
mod schema;
mod security;
mod shape;
mod survey;
#[cfg(test)]
mod tests;
mod tuples;
mod types;

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::read::check_version;
use document::Lowering;
use survey::Survey;

/// Lowers a 3.0 or 3.1 document to 3.0.3.
///
/// # Errors
/// A document that is not OpenAPI 3.0 or 3.1; a reference that dangles or leaves the document; a
/// part of the wrong JSON type; a document that is nested too deeply; the first keyword that 3.0.3
/// does not have and that no rule removed.
pub fn lower(document: &Value) -> Result<Value, Diagnostic> {
    lower_with_notes(document).map(|(lowered, _)| lowered)
}

/// Lowers a document, and notes what is read leniently or left out.
pub(crate) fn lower_with_notes(document: &Value) -> Result<(Value, Vec<Note>), Diagnostic> {
    depth::check(document)?;
    check_version(document)?;
    let survey = Survey::of(document)?;
    let (mut lowered, notes) = Lowering::new(document, survey).document()?;
    cycles::cut(&mut lowered);
    proof::check(&lowered)?;
    Ok((lowered, notes))
}

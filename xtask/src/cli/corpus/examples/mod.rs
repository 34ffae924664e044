//! The examples of a document, decoded with the generated types and encoded again.

mod find;
mod json_eq;
mod program;
mod types;
pub(crate) mod validate;
mod verdict;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};
use xtask::Generated;

use xtask::manifest::TypeRef;

use self::find::{Example, examples};
pub(crate) use self::json_eq::json_eq;
use self::json_eq::missing;
pub(crate) use self::program::WRAPPERS;
pub(crate) use self::types::Types;
use self::validate::Validation;
pub(crate) use self::validate::Validators;
use self::verdict::{Verdict, clipped};
use super::score::ExampleScore;
use super::scratch::{ScratchWorkspace, filtered};
use crate::cli::failure::Failure;
use crate::cli::files;

/// The maximum number of failures that a row shows; the log contains all of them.
const SHOWN: usize = 40;

/// The examples of one document, and the program that tries them.
#[derive(Debug)]
pub(crate) struct Examples {
    program: String,
    document: Value,
    found: Vec<Example>,
    /// The number in the program of each type, as a module of the crate names it.
    types: BTreeMap<TypeRef, usize>,
}

impl Examples {
    /// Finds the examples, and lays out the document's crate with a module that tries them. It is
    /// inside the crate because the adaptor that reads timestamps is not public.
    pub(crate) fn stage(
        name: &str,
        document: Value,
        generated: &Generated,
        scratch: &ScratchWorkspace,
    ) -> Result<Self, Failure> {
        let known = Types::new(&generated.manifest);
        let mut found = examples(&document, &generated.manifest);
        let mut types = BTreeMap::new();
        for ty in found.iter_mut().filter_map(|example| example.ty.as_mut()) {
            *ty = known.in_module(ty);
            let number = types.len();
            types.entry(ty.clone()).or_insert(number);
        }
        let staged = Self {
            program: format!("{name}-examples"),
            document,
            found,
            types,
        };
        if !staged.types.is_empty() {
            staged.write(generated, scratch)?;
        }
        Ok(staged)
    }

    /// The member of the workspace, if there is anything to try.
    pub(crate) fn member(&self) -> Option<&str> {
        (!self.types.is_empty()).then_some(&self.program)
    }

    fn write(&self, generated: &Generated, scratch: &ScratchWorkspace) -> Result<(), Failure> {
        let module = program::module(&self.types);
        let library = self.program.replace('-', "_");
        let main = format!("fn main() {{\n    {library}::examples::run();\n}}\n");
        let more = [
            ("src/lib.rs", "#[allow(missing_docs)]\npub mod examples;\n"),
            ("src/examples.rs", module.as_str()),
            ("src/main.rs", main.as_str()),
        ];
        scratch.stage(&self.program, &self.document, generated, &more)
    }

    /// Tries all examples and counts the results; also returns the failures, and writes a log of
    /// all examples that did not come back equal.
    pub(crate) fn score(
        &self,
        scratch: &ScratchWorkspace,
    ) -> Result<(ExampleScore, Option<String>), Failure> {
        let results = match self.member() {
            Some(_) => self.run(&scratch.build(&self.program)?)?,
            None => vec![None; self.found.len()],
        };
        let mut validators = Validators::new(&self.document)?;
        let mut score = ExampleScore::default();
        let (mut failures, mut others) = (Vec::new(), Vec::new());
        for (example, result) in self.found.iter().zip(results) {
            score.found += 1;
            let verdict = Verdict::of(&example.value, result);
            let mut validate = |pointer: &Option<String>| match pointer {
                Some(pointer) => validators.validate(pointer, &example.value),
                None => Validation::Valid,
            };
            let validation = validate(&example.schema);
            if let Validation::Invalid(objection) = validation {
                score.contradicting += 1;
                let result = format!("invalid by its schema ({objection}); {verdict}");
                others.push(describe(example, &result));
                continue;
            }
            // An example of a part of a schema need not be an example of the schema.
            let is_partial = matches!(validate(&example.enclosing), Validation::Invalid(_));
            if verdict == Verdict::NoType || is_partial {
                score.no_type += 1;
                others.push(describe(example, "there is no type for it"));
                continue;
            }
            match verdict {
                Verdict::Equal => score.equal += 1,
                _ if validation == Validation::NoSchema => {
                    score.no_schema += 1;
                    let result = format!("not validated, its schema is invalid; {verdict}");
                    others.push(describe(example, &result));
                }
                Verdict::Narrowed(ref back) if !described(&mut validators, example, back) => {
                    score.narrowed += 1;
                    others.push(describe(example, &verdict.to_string()));
                }
                _ => {
                    score.unequal += 1;
                    failures.push(describe(example, &verdict.to_string()));
                }
            }
        }
        let log = scratch.folder(&format!("{}.log", self.program));
        files::write(&log, &[failures.concat(), others.concat()].concat())?;
        let mut why: String = failures.iter().take(SHOWN).map(String::as_str).collect();
        if failures.len() > SHOWN {
            let _ = writeln!(why, "{} in all, see {}", failures.len(), log.display());
        }
        Ok((score, (!failures.is_empty()).then_some(why)))
    }

    /// The result of each example that has a type.
    fn run(&self, program: &Path) -> Result<Vec<Option<Value>>, Failure> {
        let numbers = self.found.iter();
        let numbers = numbers.map(|example| self.types.get(example.ty.as_ref()?));
        let numbers: Vec<_> = numbers.collect();
        let pairs = self.found.iter().zip(&numbers);
        let lines = pairs.filter_map(|(example, number)| {
            let line = json!([number.as_ref()?, example.value]);
            Some(format!("{line}\n"))
        });
        let output = filtered(program, lines.collect())?;
        let mut lines = output.split(|byte| *byte == b'\n');
        let mut next = || serde_json::from_slice(lines.next()?).ok();
        Ok(numbers
            .iter()
            .map(|number| number.as_ref().and_then(|_| next()))
            .collect())
    }
}

/// Whether the schema describes any of the properties that are missing in `back`.
fn described(validators: &mut Validators, example: &Example, back: &Value) -> bool {
    let Some(schema) = example.enclosing.as_ref().or(example.schema.as_ref()) else {
        return false;
    };
    let described = validators.described(schema, &example.value);
    let absent = missing(&example.value, back);
    absent.iter().any(|pointer| described.contains(pointer))
}

/// An example and its result, as a row and the log show it.
fn describe(example: &Example, result: &str) -> String {
    let ty = example.ty.as_ref();
    let ty = ty.map_or("no type".to_owned(), TypeRef::to_string);
    let value = clipped(&example.value);
    format!("#{}\n  {ty}: {result}\n  value: {value}\n", example.pointer)
}

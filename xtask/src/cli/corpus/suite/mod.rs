//! JSON Schema's own test suite: its instances, decoded, validated and encoded by generated types.
//!
//! The suite is a folder of OpenAPI documents, a component for each schema, and `cases.json` with
//! the instances. All documents that can be generated become one client, so that it is compiled
//! once. Each instance is decoded as the type of its schema and encoded again. If the schema has a
//! `type`, it is also sent by its operation, to a port where no server listens: what the client
//! rejects before that has violations.

mod cases;
mod figures;
mod merge;
mod program;

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use self::figures::{Figures, Result as Tried};
use self::merge::Merged;
use self::program::Program;
use super::examples::Validators;
use super::scratch::{ScratchWorkspace, filtered};
use crate::cli::failure::Failure;
use crate::cli::shared::Shared;
use crate::cli::workspace::Workspace;
use crate::cli::{files, guard};

/// The folder in the shared one.
pub(crate) const FOLDER: &str = "json-schema-suite";

/// The crate with the types of all documents.
const CRATE: &str = "json-schema-suite";

/// Tries every instance and prints the figures.
///
/// # Errors
/// If the suite is missing, or the figures are below what is required.
pub(crate) fn run(workspace: &Workspace, shared: &Shared) -> std::result::Result<(), Failure> {
    let folder = shared.path(FOLDER).ok_or_else(|| {
        Failure::new(format!("the shared folder has no {FOLDER}"))
            .help("name the folder that has it with --shared")
    })?;
    let cases = cases::read(&folder)?;
    let merged = Merged::read(&folder, &cases)?;
    let settings = guard::settings(CRATE, None);
    let generated = guard::generate(&merged.document, &settings)
        .map_err(|refusal| refusal.failure(folder.display()))?;
    let program = Program::new(&generated.manifest, &merged, &cases);
    let scratch = ScratchWorkspace::new(workspace, &[])?;
    let (source, main) = (program.source(), program::main(CRATE));
    let more = [
        ("src/lib.rs", "#[allow(missing_docs)]\npub mod suite;\n"),
        ("src/suite.rs", source.as_str()),
        ("src/main.rs", main.as_str()),
    ];
    scratch.stage(CRATE, &merged.document, &generated, &more)?;
    scratch.assemble(&[CRATE.to_owned()])?;
    let executable = scratch.build(CRATE)?;
    let lines = cases.iter().filter_map(|case| program.line(case));
    let mut results = try_all(&executable, lines.collect())?.into_iter();

    let mut validators = HashMap::new();
    let mut figures = Figures::default();
    for case in &cases {
        let Some(document) = merged.originals.get(&case.file()) else {
            figures.refused += 1;
            continue;
        };
        let result = program.line(case).and_then(|_| results.next());
        let tried = Tried::new(case.data.get(), result.unwrap_or_default());
        let expected = if case.valid {
            Vec::new()
        } else {
            let validators = match validators.entry(case.file()) {
                std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                std::collections::hash_map::Entry::Vacant(new) => {
                    new.insert(Validators::new(document)?)
                }
            };
            validators.objections(case.pointer(), &case.value())
        };
        figures.add(case, merged.is_typed(case), &tried, &expected);
    }
    let log = scratch.folder(&format!("{CRATE}.log"));
    files::write(&log, figures.log())?;
    files::print(&format!("{figures}\n"))?;
    figures.verdict(&log)
}

/// The result of each line, in order.
fn try_all(program: &Path, lines: Vec<String>) -> std::result::Result<Vec<Value>, Failure> {
    let output = filtered(program, lines.concat())?;
    let lines = output.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| !line.is_empty());
    Ok(lines
        .map(|line| serde_json::from_slice(line).unwrap_or_default())
        .collect())
}

//! `cargo xtask corpus`: tries the generator on every document in a folder.

mod checks;
mod examples;
pub(crate) mod fidelity;
mod generation;
mod names;
mod output;
mod report;
mod score;
mod scratch;
mod service;
pub(crate) mod suite;
mod summary;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;
use xtask::Feature;

use self::checks::{check, check_examples, check_fidelity, check_service, sampled};
use self::fidelity::Fidelity;
use self::generation::{Document, Generation, Staged};
use self::names::stem;
use self::report::heading;
use self::scratch::ScratchWorkspace;
use self::summary::Summary;
use super::failure::Failure;
use super::files;
use super::progress::bar;
use super::shared::Shared;
use super::workspace::Workspace;

/// Generates a client for every document in a folder, and prints a row for each and a summary; exit
/// code 1 if one fails.
#[derive(Debug, Args)]
pub(crate) struct Corpus {
    /// Folders whose *.json, *.yaml and *.yml files are read, or single files [default: the
    /// documents in the folder of --shared]
    #[arg(required_unless_present = "folder", value_name = "DIR")]
    sources: Vec<PathBuf>,
    /// Packages each document into target/corpus and runs `cargo check` on it; a warning counts as
    /// a failure.
    #[arg(long)]
    compile: bool,
    /// Compiles the modules behind features too: blocking, mock.
    #[arg(long, requires = "compile")]
    modules: bool,
    /// Decodes and encodes values drawn from each schema with the generated types; a value that
    /// does not come back equal fails the document.
    #[arg(long, conflicts_with = "compile")]
    fidelity: bool,
    /// Decodes and encodes the examples in each document with the generated types; a valid example
    /// that does not come back equal fails the document.
    #[arg(long, conflicts_with_all = ["compile", "fidelity"])]
    examples: bool,
    /// Starts the service that each crate has behind the feature `mock`, and calls every operation,
    /// for a success and for each documented error; a response that the document does not describe
    /// fails it.
    #[arg(long, conflicts_with_all = ["compile", "fidelity", "examples"])]
    serve: bool,
    /// Decodes, validates and encodes the instances of JSON Schema's own test suite, which is in
    /// the folder of --shared, and prints how many are treated as the suite asks for.
    #[arg(long, conflicts_with_all = ["compile", "fidelity", "examples", "serve", "sources"])]
    json_schema_suite: bool,
    /// How many values are drawn from each schema.
    #[arg(long, value_name = "N", default_value_t = 10, requires = "fidelity")]
    per_schema: u32,
    /// The seed for drawing values.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "fidelity")]
    seed: u32,
    /// Compiles or tries only the smallest documents, with N operations in total; the others are
    /// only generated.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// How many documents are generated at the same time [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Only documents whose name contains this, in upper or lower case.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// How the rows are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    shared: Shared,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Corpus {
    pub(crate) fn run(self, workspace: &Workspace) -> Result<(), Failure> {
        if self.json_schema_suite {
            return suite::run(workspace, &self.shared);
        }
        let paths = self.paths()?;
        let fidelity = if self.fidelity {
            let prepared = Fidelity::prepare(workspace, &self.shared, self.per_schema, self.seed);
            Some(prepared?)
        } else {
            None
        };
        let modules = if self.modules {
            Feature::ALL.to_vec()
        } else if self.serve {
            vec![Feature::Mock]
        } else {
            Vec::new()
        };
        let scratch = if self.compile || self.fidelity || self.examples || self.serve {
            Some(ScratchWorkspace::new(workspace, &modules)?)
        } else {
            None
        };
        let generation = Generation {
            scratch: scratch.as_ref(),
            fidelity: fidelity.as_ref(),
            examples: self.examples,
            serve: self.serve,
            modules: &modules,
        };
        let mut documents = generation.all(&paths, self.jobs)?;
        if let Some(operations) = self.sample {
            sample(&mut documents, operations);
        }
        if let Some(scratch) = &scratch {
            scratch.assemble(&members(&documents, fidelity.is_some()))?;
        }
        self.report(documents, scratch.as_ref(), fidelity.as_ref())
    }

    /// Tries each document and prints its row, and the summary last.
    fn report(
        &self,
        mut documents: Vec<Document>,
        scratch: Option<&ScratchWorkspace>,
        fidelity: Option<&Fidelity>,
    ) -> Result<(), Failure> {
        let names = documents.iter().map(|document| document.report.name.len());
        let width = names.max().unwrap_or(0).max(8);
        let text = self.format == Format::Text;
        if text {
            files::print(&heading(width))?;
        }
        let verb = if scratch.is_some() { "trying" } else { "" };
        let bar = bar(documents.len(), verb);
        for document in &mut documents {
            bar.set_message(document.report.name.clone());
            if let (Some(scratch), Some(staged)) = (scratch, &document.staged) {
                let report = &mut document.report;
                match (staged, fidelity) {
                    (Staged::Crate(name), Some(fidelity)) => {
                        check_fidelity(report, &document.path, name, scratch, fidelity)
                    }
                    (Staged::Crate(name), None) => check(report, name, scratch)?,
                    (Staged::Examples(examples), _) => check_examples(report, examples, scratch),
                    (Staged::Service(service), _) => check_service(report, service, scratch),
                }
            }
            if text {
                bar.suspend(|| files::print(&document.report.print(width)))?;
            }
            bar.inc(1);
        }
        bar.finish_and_clear();

        let reports = documents.into_iter().map(|document| document.report);
        let reports: Vec<_> = reports.collect();
        let summary = Summary::of(&reports);
        match self.format {
            Format::Text => files::print(&format!("{summary}\n"))?,
            Format::Json => {
                let json = json!({"rows": reports, "summary": summary});
                files::print(&format!("{json:#}\n"))?;
            }
        }
        match summary.documents - summary.passed {
            0 => Ok(()),
            1 => Err(Failure::new("1 document failed")),
            many => Err(Failure::new(format!("{many} documents failed"))),
        }
    }

    fn paths(&self) -> Result<Vec<PathBuf>, Failure> {
        let mut paths = Vec::new();
        let sources = if self.sources.is_empty() {
            self.shared.corpus()
        } else {
            self.sources.clone()
        };
        for source in sources {
            if source.is_file() {
                paths.push(source);
                continue;
            }
            let failed = |error| Failure::io("read", &source, &error);
            let mut found = Vec::new();
            for entry in std::fs::read_dir(&source).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                let ending = path.extension().and_then(|ending| ending.to_str());
                if matches!(ending, Some("json" | "yaml" | "yml")) && path.is_file() {
                    found.push(path);
                }
            }
            found.sort();
            paths.extend(found);
        }
        if let Some(only) = &self.only {
            let only = only.to_lowercase();
            paths.retain(|path| stem(path).to_lowercase().contains(&only));
        }
        if paths.is_empty() {
            let help = "name a folder with *.json, *.yaml or *.yml in it; \
                        --only takes a part of a file's name";
            return Err(Failure::new("there is no document to try").help(help));
        }
        Ok(paths)
    }
}

/// The members of the scratch workspace.
fn members(documents: &[Document], fidelity: bool) -> Vec<String> {
    let mut members = Vec::new();
    for document in documents {
        match &document.staged {
            Some(Staged::Crate(name)) => {
                members.push(name.clone());
                if fidelity {
                    members.push(Fidelity::program(name));
                }
            }
            Some(Staged::Examples(examples)) => {
                members.extend(examples.member().map(str::to_owned));
            }
            Some(Staged::Service(service)) => members.push(service.member().to_owned()),
            None => {}
        }
    }
    members
}

/// Limits the documents to be tried to the smallest ones.
fn sample(documents: &mut [Document], operations: usize) {
    let sizes = documents
        .iter()
        .map(|document| (document.report.operations, document.report.name.as_str()));
    let sampled = sampled(&sizes.collect::<Vec<_>>(), operations);
    for (document, sampled) in documents.iter_mut().zip(sampled) {
        if !sampled {
            document.staged = None;
        }
    }
}

//! Documents, generated and laid out as members of the scratch workspace.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::Value;
use xtask::{Feature, Generated};

use super::examples::Examples;
use super::fidelity::Fidelity;
use super::names::{crate_names, stem};
use super::output::first_lines;
use super::report::{Outcome, Report};
use super::scratch::ScratchWorkspace;
use super::service::Service;
use crate::cli::failure::Failure;
use crate::cli::guard::{self, Refusal};
use crate::cli::progress::bar;
use crate::cli::{document, files};

/// The generation of documents, and of the crates that try them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Generation<'a> {
    /// Where crates are laid out, if anything is tried.
    pub(crate) scratch: Option<&'a ScratchWorkspace>,
    pub(crate) fidelity: Option<&'a Fidelity>,
    /// Whether the document's examples are tried.
    pub(crate) examples: bool,
    /// Whether the document's service is called.
    pub(crate) serve: bool,
    pub(crate) modules: &'a [Feature],
}

/// A document, and how far it has been processed.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) path: PathBuf,
    pub(crate) report: Report,
    /// What was laid out for trying it, if the document was generated.
    pub(crate) staged: Option<Staged>,
}

/// What was laid out for a document.
#[derive(Debug)]
pub(crate) enum Staged {
    /// A crate of this name.
    Crate(String),
    /// A program that tries the document's examples.
    Examples(Examples),
    /// A program that calls the document's service.
    Service(Service),
}

impl Generation<'_> {
    /// Generates all documents, several at a time; the result is in the order of the paths.
    pub(crate) fn all(
        &self,
        paths: &[PathBuf],
        jobs: Option<u16>,
    ) -> Result<Vec<Document>, Failure> {
        let names = crate_names(paths);
        let bar = bar(paths.len(), "generating");
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let jobs = jobs.map_or(processors, usize::from).min(paths.len());
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let (Some(path), Some(name)) = (paths.get(index), names.get(index)) else {
                    return done;
                };
                bar.set_message(stem(path));
                done.push((index, self.one(path, name)));
                bar.inc(1);
            }
        };
        let mut done = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
            let each = workers.into_iter().filter_map(|worker| worker.join().ok());
            each.flatten().collect::<Vec<_>>()
        });
        bar.finish_and_clear();
        done.sort_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, document)| document).collect()
    }

    /// Reads and generates one document, and lays it out if it is to be tried.
    fn one(&self, path: &Path, name: &str) -> Result<Document, Failure> {
        let start = Instant::now();
        let settings = guard::settings(name, None).with_features(self.modules.iter().copied());
        let mut report = Report::new(stem(path));
        let text = files::read(path)?;
        let format = xtask::Format::of(&path.to_string_lossy(), &text);
        let read = guard::run(|| xtask::read(&text, format).map_err(|diagnostic| vec![diagnostic]));
        let generated = read.and_then(|document| {
            (report.operations, report.schemas) = document::counts(&document);
            let generated = guard::generate(&document, &settings)?;
            Ok((document, generated))
        });
        report.seconds = start.elapsed().as_secs_f64();
        let mut staged = None;
        match generated {
            Err(refusal) => {
                report.outcome = match &refusal {
                    Refusal::Diagnosed(_) => Outcome::Refused,
                    Refusal::Panicked(_) => Outcome::Panicked,
                };
                let message = refusal.failure("").to_string();
                let message = message.trim_start_matches(": ").replace('\t', " ");
                report.why = Some(first_lines(&message, 14));
            }
            Ok((document, generated)) => {
                report.lines = generated.rust.lines().count();
                report.outcome = Outcome::Generated;
                if let Some(scratch) = self.scratch {
                    staged = Some(self.stage(name, document, &generated, scratch)?);
                }
            }
        }
        Ok(Document {
            path: path.to_owned(),
            report,
            staged,
        })
    }

    fn stage(
        &self,
        name: &str,
        document: Value,
        generated: &Generated,
        scratch: &ScratchWorkspace,
    ) -> Result<Staged, Failure> {
        if self.examples {
            let examples = Examples::stage(name, document, generated, scratch)?;
            return Ok(Staged::Examples(examples));
        }
        if self.serve {
            let service = Service::stage(name, document, generated, scratch)?;
            return Ok(Staged::Service(service));
        }
        scratch.stage(name, &document, generated, &[])?;
        if let Some(fidelity) = self.fidelity {
            fidelity.stage(name, &generated.manifest.schemas, scratch)?;
        }
        Ok(Staged::Crate(name.to_owned()))
    }
}

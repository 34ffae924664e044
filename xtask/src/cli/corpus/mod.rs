//! `cargo xtask corpus`: every document of a folder, and what became of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use xtask::Module;

use super::crates::{Crates, first};
use super::difference;
use super::examples::Examples;
use super::failure::Failure;
use super::fidelity::Fidelity;
use super::files;
use super::library::{self, Refusal};
use super::manifest::Audience;
use super::row::{Outcome, Row, Summary, head};
use super::trial::{check, sampled, score, tally};
use super::workspace::Workspace;

/// Generates every document in a folder: a row each, a summary last; exit code 1 if one is not
/// well.
#[derive(Debug, Args)]
pub(crate) struct Corpus {
    /// Folders whose *.json, *.yaml and *.yml are taken, or single files.
    #[arg(required = true, value_name = "DIR")]
    places: Vec<PathBuf>,
    /// Packages each document into target/corpus and runs `cargo check` on it; a warning fails it
    /// too.
    #[arg(long)]
    compile: bool,
    /// Compiles what stands behind features too: blocking, mock.
    #[arg(long, requires = "compile")]
    modules: bool,
    /// Sends values drawn from each schema through the generated types and back; what is not equal
    /// fails the document.
    #[arg(long, conflicts_with = "compile")]
    fidelity: bool,
    /// Sends the examples that each document carries through the generated types and back; a valid
    /// one that is not equal fails the document.
    #[arg(long, conflicts_with_all = ["compile", "fidelity"])]
    examples: bool,
    /// How many values are drawn from each schema.
    #[arg(long, value_name = "N", default_value_t = 10, requires = "fidelity")]
    per_schema: u32,
    /// What the drawing begins with.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "fidelity")]
    seed: u32,
    /// Compiles or tries only the smallest documents, of N operations in all; the others are
    /// generated.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// How many documents are generated at a time [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Only documents whose name contains this, in whatever case.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// How the rows are printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// A document on its way.
struct Document {
    path: PathBuf,
    row: Row,
    /// The crate that it was packaged as.
    packaged: Option<String>,
    examples: Option<Examples>,
}

impl Corpus {
    pub(crate) fn run(self, workspace: &Workspace) -> Result<(), Failure> {
        let paths = self.paths()?;
        let fidelity = match self.fidelity {
            true => Some(Fidelity::prepare(workspace, self.per_schema, self.seed)?),
            false => None,
        };
        let crates = match self.compile || self.fidelity || self.examples {
            true => Some(Crates::new(workspace, &self.chosen())?),
            false => None,
        };
        let mut documents = self.generate(paths, crates.as_ref(), fidelity.as_ref())?;

        if let Some(operations) = self.sample {
            sample(&mut documents, operations);
        }
        let width = documents
            .iter()
            .map(|document| document.row.name.len())
            .max()
            .unwrap_or(0)
            .max(8);
        let text = self.format == Format::Text;
        if text {
            files::print(&head(width))?;
        }
        if let Some(crates) = &crates {
            let packaged = documents.iter().filter_map(|it| it.packaged.clone());
            let mut members: Vec<_> = packaged.collect();
            if fidelity.is_some() {
                members.extend(members.clone().iter().map(|name| Fidelity::program(name)));
            }
            let examples = documents.iter().filter_map(|it| it.examples.as_ref());
            members.extend(examples.filter_map(|it| it.member().map(str::to_owned)));
            crates.assemble(&members)?;
        }
        let bar = bar(
            documents.len(),
            if crates.is_some() { "trying" } else { "" },
        );
        for document in &mut documents {
            bar.set_message(document.row.name.clone());
            let row = &mut document.row;
            if let Some(crates) = &crates {
                match (&document.packaged, &document.examples, &fidelity) {
                    (Some(name), _, Some(fidelity)) => {
                        score(row, &document.path, name, crates, fidelity)
                    }
                    (Some(name), _, None) => check(row, name, crates)?,
                    (None, Some(examples), _) => tally(row, examples, crates),
                    (None, None, _) => {}
                }
            }
            if text {
                bar.suspend(|| files::print(&document.row.print(width)))?;
            }
            bar.inc(1);
        }
        bar.finish_and_clear();

        let rows: Vec<_> = documents.into_iter().map(|document| document.row).collect();
        let summary = Summary::of(&rows);
        match self.format {
            Format::Text => files::print(&format!("{summary}\n"))?,
            Format::Json => files::print(&format!(
                "{:#}\n",
                json!({"rows": rows, "summary": summary})
            ))?,
        }
        match summary.documents - summary.well {
            0 => Ok(()),
            1 => Err(Failure::new("1 document is not well")),
            many => Err(Failure::new(format!("{many} documents are not well"))),
        }
    }

    /// The modules that are made and compiled.
    fn chosen(&self) -> Vec<Module> {
        match self.modules {
            true => Module::ALL.into(),
            false => Vec::new(),
        }
    }

    fn paths(&self) -> Result<Vec<PathBuf>, Failure> {
        let mut paths = Vec::new();
        for place in &self.places {
            if place.is_file() {
                paths.push(place.clone());
                continue;
            }
            let failed = |error| Failure::io("read", place, &error);
            let mut found = Vec::new();
            for entry in std::fs::read_dir(place).map_err(failed)? {
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
            return Err(Failure::new("there is no document to try")
                .help("name a folder with *.json, *.yaml or *.yml in it; --only takes a part of a file's name"));
        }
        Ok(paths)
    }

    /// Generates all, several at a time, in the order of their names.
    fn generate(
        &self,
        paths: Vec<PathBuf>,
        crates: Option<&Crates>,
        fidelity: Option<&Fidelity>,
    ) -> Result<Vec<Document>, Failure> {
        let names = crate_names(&paths);
        let bar = bar(paths.len(), "generating");
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let jobs = self.jobs.map_or(processors, usize::from).min(paths.len());
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let (Some(path), Some(name)) = (paths.get(index), names.get(index)) else {
                    return done;
                };
                bar.set_message(stem(path));
                done.push((
                    index,
                    one(path, name, crates, fidelity, self.examples, &self.chosen()),
                ));
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
}

/// Reads and generates one document, and packages it where crates are asked for.
fn one(
    path: &Path,
    name: &str,
    crates: Option<&Crates>,
    fidelity: Option<&Fidelity>,
    with_examples: bool,
    modules: &[Module],
) -> Result<Document, Failure> {
    let start = Instant::now();
    let settings = library::settings(name, None).with_modules(modules.iter().copied());
    let mut row = Row {
        name: stem(path),
        operations: 0,
        schemas: 0,
        lines: 0,
        seconds: 0.0,
        check_seconds: None,
        fidelity: None,
        examples: None,
        outcome: Outcome::Refused,
        why: None,
    };
    let text = files::read(path)?;
    let format = xtask::Format::of(&path.to_string_lossy(), &text);
    let read =
        library::guarded(|| xtask::read(&text, format).map_err(|diagnostic| vec![diagnostic]));
    let made = read.and_then(|document| {
        (row.operations, row.schemas) = difference::counts(&document);
        library::generate(&document, &settings).map(|generated| (document, generated))
    });
    row.seconds = start.elapsed().as_secs_f64();
    let (mut packaged, mut examples) = (None, None);
    match made {
        Err(refusal) => {
            row.outcome = match &refusal {
                Refusal::Diagnosed(_) => Outcome::Refused,
                Refusal::Panicked(_) => Outcome::Panicked,
            };
            row.why = Some(first(
                &refusal
                    .failure("")
                    .to_string()
                    .trim_start_matches(": ")
                    .replace('\t', " "),
                14,
            ));
        }
        Ok((document, generated)) => {
            row.lines = generated.rust.lines().count();
            row.outcome = Outcome::Generated;
            if let (Some(crates), true) = (crates, with_examples) {
                examples = Some(Examples::stage(name, document, &generated, crates)?);
            } else if let Some(crates) = crates {
                let audience = Audience::Other(name);
                crates.template.stage(
                    audience,
                    &document,
                    &generated,
                    false,
                    &[],
                    &crates.folder(name),
                )?;
                if let Some(fidelity) = fidelity {
                    fidelity.stage(name, &types(&generated.manifest), crates)?;
                }
                packaged = Some(name.to_owned());
            }
        }
    }
    Ok(Document {
        path: path.to_owned(),
        row,
        packaged,
        examples,
    })
}

/// Leaves a sample to be tried.
fn sample(documents: &mut [Document], operations: usize) {
    let rows = documents
        .iter()
        .map(|it| (it.row.operations, it.row.name.as_str()));
    let sampled = sampled(&rows.collect::<Vec<_>>(), operations);
    for (document, sampled) in documents.iter_mut().zip(sampled) {
        if !sampled {
            (document.packaged, document.examples) = (None, None);
        }
    }
}

/// The Rust type of each schema.
fn types(manifest: &Value) -> BTreeMap<String, String> {
    let schemas = manifest
        .get("schemas")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let named =
        schemas.filter_map(|(schema, rust)| Some((schema.clone(), rust.as_str()?.to_owned())));
    named.collect()
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// A name for the crate of each document: its own, as far as cargo and rustc like it.
fn crate_names(paths: &[PathBuf]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for path in paths {
        let stem = stem(path).to_ascii_lowercase();
        let pieces = stem.split(|character: char| !character.is_ascii_alphanumeric());
        let pieces: Vec<_> = ["corpus"]
            .into_iter()
            .chain(pieces.filter(|piece| !piece.is_empty()))
            .collect();
        let name = pieces.join("-");
        let taken = names.iter().filter(|other| **other == name).count();
        let name = if taken == 0 {
            name
        } else {
            format!("{name}-again-{}", names.len())
        };
        names.push(name);
    }
    names
}

/// Progress on standard error, where that is a terminal.
fn bar(length: usize, verb: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    if let Ok(style) = ProgressStyle::with_template("{prefix} {pos}/{len} {elapsed} {wide_msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(verb);
    bar.enable_steady_tick(Duration::from_millis(500));
    bar
}

#[cfg(test)]
mod tests {
    use super::{PathBuf, crate_names};

    #[test]
    fn crates_have_names_that_rustc_likes() {
        let paths =
            ["a/ITIS__osparc-simcore__1.json", "b/x.y.yaml", "c/x-y.json"].map(PathBuf::from);
        assert_eq!(
            crate_names(&paths),
            [
                "corpus-itis-osparc-simcore-1",
                "corpus-x-y",
                "corpus-x-y-again-2"
            ]
        );
    }
}

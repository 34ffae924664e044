//! `cargo xtask vendor`: writes the service's document into the repository.

mod corrections;
mod index;
mod link;
mod merge;
mod order;
mod page;
mod part;
mod positions;
mod source;

use chrono::DateTime;
use clap::Args;
use serde_json::Value;
use xtask::{Decisions, Feature, Format, Generated, Lock, Settings, Source};

use self::corrections::{Corrections, Named};
use self::part::Part;
use self::source::Reader;
use super::diff::{self, Extent};
use super::failure::Failure;
use super::guard::Refusal;
use super::progress::during;
use super::public_api::PublicApi;
use super::source_path::{located, recorded};
use super::tag_features::Manifest;
use super::vendored::{RELOCK, canonical, vendor_command};
use super::workspace::Workspace;
use super::{document, files, guard};

/// Writes openapi/openapi.json, openapi/openapi.lock and openapi/public-api.txt from the documents
/// that the service publishes.
#[derive(Debug, Args)]
pub(crate) struct Vendor {
    /// OpenAPI as JSON or YAML, a documentation page with an OpenAPI block, an `llms.txt` index, or
    /// a folder of pages; files or URLs. Several are merged [default: the sources in the lock]
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,
    /// Reads the absolute links of an index from this mirror, a URL or a folder: their paths below
    /// it. If it is the site that the index is a mirror of, reads them beside the index.
    #[arg(long, value_name = "URL", requires = "sources")]
    base: Option<String>,
    /// Writes nothing; exit code 4 if a file would change.
    #[arg(long)]
    check: bool,
    /// Leaves the vendored document as it is and writes only the lock and the public API.
    #[arg(long, conflicts_with = "sources")]
    relock: bool,
}

impl Vendor {
    pub(crate) fn run(self, workspace: &Workspace) -> Result<(), Failure> {
        let mut lock = workspace.lock()?;
        let path = workspace.document();
        // The vendored document may be broken; then everything is new.
        let old: Option<Value> = std::fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let Vendored {
            document,
            sources,
            subject,
        } = self.document(workspace, lock.as_ref(), old.as_ref())?;
        let text = canonical(&document);
        if let (Some(lock), Some(old)) = (&mut lock, &old) {
            positions::complete(lock, old);
        }
        let settings = workspace.settings("diga-api", lock.as_ref())?;
        let overlay = settings.overlay.clone();
        let mut settings = settings.with_features(Feature::ALL);
        let mut corrections = None;
        let generated = match generate(&text, &settings) {
            Ok(generated) => generated,
            Err(refusal) => {
                let failure = refusal.failure(&subject);
                corrections = followed(&text, &settings, old.as_ref(), lock.as_ref());
                let Some(corrections) = &corrections else {
                    return Err(failure);
                };
                settings.overlay = corrections.overlay.clone();
                generate(&text, &settings).map_err(|_| failure)?
            }
        };

        let public_api = PublicApi::of(&generated)?;
        let notes = generated.notes;
        let mut next = Lock::new(
            sources,
            files::sha256(text.as_bytes()),
            today(),
            generated.decisions,
        );
        if let Some(lock) = &lock {
            let date = std::mem::replace(&mut next.date, lock.date.clone());
            if next != *lock {
                next.date = date;
            }
        }
        let lock_text = next.print();
        let (lock_path, public_api_path) = (workspace.lock_file(), workspace.public_api_file());
        let manifest = Manifest::updated(workspace, &next.decisions)?;
        let manifest = manifest.filter(|manifest| manifest.difference.is_some());
        let overlay_path = workspace.overlay_file();
        let overlay_text = corrections
            .as_ref()
            .map(|corrections| canonical(&corrections.overlay));
        let mut all = vec![
            (path.as_path(), text.as_str()),
            (lock_path.as_path(), lock_text.as_str()),
            (public_api_path.as_path(), public_api.text()),
        ];
        if let Some(text) = &overlay_text {
            all.push((overlay_path.as_path(), text.as_str()));
        }
        if let Some(manifest) = &manifest {
            all.push((manifest.path.as_path(), manifest.text.as_str()));
        }
        let changed: Vec<_> = all
            .into_iter()
            .filter(|(path, text)| !std::fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes()))
            .collect();
        let is_new_document = changed.iter().any(|(changed, _)| *changed == path);

        let mut report = format!("{}\n", document::size(&document));
        for note in corrections
            .iter()
            .flat_map(|corrections| &corrections.notes)
        {
            report += &format!("note: {}: {note}\n", overlay_path.display());
        }
        report += &document::lines(&notes);
        if is_new_document || lock.as_ref().map(|lock| &lock.decisions) != Some(&next.decisions) {
            let before = lock.map(|lock| lock.decisions).unwrap_or_default();
            let sides = Sides {
                old: old.as_ref(),
                new: &document,
                overlays: (overlay, settings.overlay),
            };
            report += &changes(workspace, before, sides)?;
        }
        let Some((stale, _)) = changed.first() else {
            return files::print(&format!("{report}nothing has changed\n"));
        };
        if self.check {
            files::print(&report)?;
            return Err(Failure::stale(
                format!("{} differs from its sources", stale.display()),
                self.update_command(workspace, &next.sources),
            ));
        }
        files::write_all(&changed)?;
        for (path, _) in &changed {
            report += &format!("wrote {}\n", path.display());
        }
        files::print(&report)
    }

    /// The document and its sources.
    fn document(
        &self,
        workspace: &Workspace,
        lock: Option<&Lock>,
        old: Option<&Value>,
    ) -> Result<Vendored, Failure> {
        let absent = || {
            Failure::new(format!(
                "{}: there is no lock",
                workspace.lock_file().display()
            ))
            .help("name the source: `cargo xtask vendor SOURCE`")
        };
        let mut names = self.sources.clone();
        let mut base = self.base.clone();
        if names.is_empty() {
            for source in &lock.ok_or_else(absent)?.sources {
                names.push(located(workspace, &source.from));
                base = base.or_else(|| {
                    let base = source.base.as_deref();
                    base.map(|base| located(workspace, base))
                });
            }
        }
        let subject = match names.as_slice() {
            [only] => only.clone(),
            several => format!("the document merged from {} sources", several.len()),
        };
        if self.relock {
            let mut sources = lock.ok_or_else(absent)?.sources.clone();
            for (source, name) in sources.iter_mut().zip(&names) {
                source.from = recorded(workspace, name);
            }
            return Ok(Vendored {
                document: guard::read(&workspace.document())?,
                sources,
                subject,
            });
        }
        let reader = Reader::of(base);
        let (mut sources, mut parts): (Vec<_>, Vec<Part>) = (Vec::new(), Vec::new());
        for name in &names {
            let reading = index::read(&reader, name)?;
            for note in &reading.notes {
                files::print(&format!("note: {note}\n"))?;
            }
            if reading.parts.len() > 1 || reading.prose > 0 {
                files::print(&format!(
                    "{name}: {} pages with an OpenAPI block, {} without\n",
                    reading.parts.len(),
                    reading.prose
                ))?;
            }
            sources.push(Source {
                from: recorded(workspace, &reading.source.from),
                base: reading.source.base.map(|base| recorded(workspace, &base)),
                ..reading.source
            });
            parts.extend(reading.parts);
        }
        let is_merged = parts.len() > 1;
        let is_sorted = order::are_sorted(parts.iter().map(|part| &part.document));
        let mut document = merge::merge(parts).map_err(|conflicts| {
            Failure::diagnosed("the sources contradict each other", &conflicts)
        })?;
        if is_merged {
            order::arrange(&mut document, old, is_sorted);
            if old.is_none() {
                let why = "operations are in the order of the pages, none of which states the \
                           order of the service's own document";
                files::print(&format!("note: {subject}: {why}\n"))?;
            }
        }
        Ok(Vendored {
            document,
            sources,
            subject,
        })
    }

    /// The command that updates what `--check` found to be stale.
    fn update_command(&self, workspace: &Workspace, sources: &[Source]) -> String {
        if self.relock {
            return RELOCK.to_owned();
        }
        vendor_command(workspace, sources)
    }
}

/// What is vendored.
struct Vendored {
    document: Value,
    sources: Vec<Source>,
    /// What messages call it.
    subject: String,
}

/// Generates from the text of the document, as the build step will do.
fn generate(text: &str, settings: &Settings) -> Result<Generated, Refusal> {
    during("generating", || {
        guard::run(|| {
            let document = xtask::read(text.as_bytes(), Format::Json)
                .map_err(|diagnostic| vec![diagnostic])?;
            xtask::generate(&document, settings)
        })
    })
}

/// The overlay for a document in which operations or schemas that it corrects have moved or gone;
/// none if that is not why the document is refused.
fn followed(
    text: &str,
    settings: &Settings,
    old: Option<&Value>,
    lock: Option<&Lock>,
) -> Option<Corrections> {
    let mut without = settings.clone();
    without.overlay = Value::Null;
    without.features.clear();
    let generated = generate(text, &without).ok()?;
    let document = serde_json::from_str(text).ok()?;
    let (old, new) = (
        Named {
            document: old?,
            decisions: &lock?.decisions,
        },
        Named {
            document: &document,
            decisions: &generated.decisions,
        },
    );
    corrections::follow(&settings.overlay, old, new)
}

/// The documents that are compared.
struct Sides<'d> {
    old: Option<&'d Value>,
    new: &'d Value,
    /// The overlay of each.
    overlays: (Value, Value),
}

/// What has changed since the last run, for those who call the client.
fn changes(workspace: &Workspace, names: Decisions, sides: Sides<'_>) -> Result<String, Failure> {
    let Some(old) = sides.old else {
        return Ok("everything is new\n".to_owned());
    };
    let version = diff::released(workspace);
    match diff::between((old, sides.new), names, sides.overlays, version.as_deref()) {
        Ok(report) => {
            let command = "cargo xtask diff --all".to_owned();
            let extent = Extent {
                all: false,
                command,
            };
            Ok(report.print(diff::Format::Text, &extent))
        }
        // The document that was vendored before cannot be generated: the new one can.
        Err(_) => {
            Ok("the vendored document cannot be generated, so everything is new\n".to_owned())
        }
    }
}

/// The date in UTC.
fn today() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = now.map_or(0, |elapsed| elapsed.as_secs());
    let now = i64::try_from(seconds)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    now.unwrap_or_default().format("%Y-%m-%d").to_string()
}

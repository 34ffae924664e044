//! `cargo xtask vendor`: writes the service's document into the repository.

mod link;
mod merge;
mod page;
mod part;
mod positions;
mod source;

use chrono::DateTime;
use clap::Args;
use serde_json::Value;
use xtask::{Decisions, Format, Lock, Source};

use self::part::Part;
use self::source::Reader;
use super::diff::{self, Extent};
use super::failure::Failure;
use super::tag_features::Manifest;
use super::vendored::{RELOCK, canonical, vendor_command};
use super::workspace::Workspace;
use super::{document, files, guard};

/// Writes openapi/openapi.json and openapi/openapi.lock from the documents that the service
/// publishes.
#[derive(Debug, Args)]
pub(crate) struct Vendor {
    /// OpenAPI as JSON or YAML, a documentation page with an OpenAPI block, an `llms.txt` index, or
    /// a folder of pages; files or URLs. Several are merged [default: the sources in the lock]
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,
    /// Writes nothing; exit code 4 if a file would change.
    #[arg(long)]
    check: bool,
    /// Leaves the vendored document as it is and writes only the lock.
    #[arg(long, conflicts_with = "sources")]
    relock: bool,
}

impl Vendor {
    pub(crate) fn run(self, workspace: &Workspace) -> Result<(), Failure> {
        let mut lock = workspace.lock()?;
        let (document, sources) = self.document(workspace, lock.as_ref())?;
        let text = canonical(&document);
        let (path, lock_path) = (workspace.document(), workspace.lock_file());

        // The vendored document may be broken; then everything is new.
        let old: Option<Value> = std::fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if let (Some(lock), Some(old)) = (&mut lock, &old) {
            positions::complete(lock, old);
        }
        let settings = workspace.settings("diga-api", lock.as_ref())?;
        let subject = match sources.as_slice() {
            [only] => only.from.clone(),
            several => format!("the document merged from {} sources", several.len()),
        };
        // Parsed again from the text, as the build step will do.
        let generated = guard::run(|| {
            let document = xtask::read(text.as_bytes(), Format::Json)
                .map_err(|diagnostic| vec![diagnostic])?;
            xtask::generate(&document, &settings)
        })
        .map_err(|refusal| refusal.failure(&subject))?;

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
        let has_content = |path: &std::path::Path, text: &str| {
            std::fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes())
        };
        let unchanged = has_content(&path, &text);
        let unchanged_lock = has_content(&lock_path, &lock_text);
        let manifest = Manifest::updated(workspace, &next.decisions)?;
        let manifest = manifest.filter(|manifest| manifest.difference.is_some());

        let mut report = format!("{}\n", document::size(&document));
        report += &document::lines(&notes);
        if !unchanged || lock.as_ref().map(|lock| &lock.decisions) != Some(&next.decisions) {
            let before = lock.map(|lock| lock.decisions).unwrap_or_default();
            report += &changes(workspace, old.as_ref(), before, &document, settings.overlay)?;
        }
        if unchanged && unchanged_lock && manifest.is_none() {
            return files::print(&format!("{report}nothing has changed\n"));
        }
        if self.check {
            files::print(&report)?;
            let stale = match &manifest {
                _ if !unchanged => &path,
                Some(manifest) if unchanged_lock => &manifest.path,
                _ => &lock_path,
            };
            return Err(Failure::stale(
                format!("{} differs from its sources", stale.display()),
                self.update_command(&next.sources),
            ));
        }
        let manifest = manifest.as_ref();
        let changed = [
            (!unchanged).then_some((path.as_path(), text.as_str())),
            (!unchanged_lock).then_some((lock_path.as_path(), lock_text.as_str())),
            manifest.map(|manifest| (manifest.path.as_path(), manifest.text.as_str())),
        ];
        let changed: Vec<_> = changed.into_iter().flatten().collect();
        files::write_all(&changed)?;
        for (path, _) in changed {
            report += &format!("wrote {}\n", path.display());
        }
        files::print(&report)
    }

    /// The document and its sources.
    fn document(
        &self,
        workspace: &Workspace,
        lock: Option<&Lock>,
    ) -> Result<(Value, Vec<Source>), Failure> {
        let absent = || {
            Failure::new(format!(
                "{}: there is no lock",
                workspace.lock_file().display()
            ))
            .help("name the source: `cargo xtask vendor SOURCE`")
        };
        if self.relock {
            let lock = lock.ok_or_else(absent)?;
            return Ok((guard::read(&workspace.document())?, lock.sources.clone()));
        }
        let mut names = self.sources.clone();
        if names.is_empty() {
            names.extend(
                lock.ok_or_else(absent)?
                    .sources
                    .iter()
                    .map(|source| source.from.clone()),
            );
        }
        let reader = Reader::default();
        let (mut sources, mut parts): (Vec<_>, Vec<Part>) = (Vec::new(), Vec::new());
        for name in &names {
            let reading = reader.read(name)?;
            if reading.parts.len() > 1 || reading.prose > 0 {
                files::print(&format!(
                    "{name}: {} pages with an OpenAPI block, {} without\n",
                    reading.parts.len(),
                    reading.prose
                ))?;
            }
            sources.push(reading.source);
            parts.extend(reading.parts);
        }
        let document = merge::merge(parts).map_err(|conflicts| {
            Failure::diagnosed("the sources contradict each other", &conflicts)
        })?;
        Ok((document, sources))
    }

    /// The command that updates what `--check` found to be stale.
    fn update_command(&self, sources: &[Source]) -> String {
        if self.relock {
            return RELOCK.to_owned();
        }
        vendor_command(sources)
    }
}

/// What has changed since the last run, for those who call the client.
fn changes(
    workspace: &Workspace,
    old: Option<&Value>,
    names: Decisions,
    new: &Value,
    overlay: Value,
) -> Result<String, Failure> {
    let Some(old) = old else {
        return Ok("everything is new\n".to_owned());
    };
    let version = diff::released(workspace);
    match diff::between(old, names, new, overlay, version.as_deref()) {
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

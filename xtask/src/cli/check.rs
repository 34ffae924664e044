//! `cargo xtask check`: whether the vendored files are up to date.

use std::collections::BTreeMap;

use clap::Args;
use xtask::{Decisions, Feature, Format, Lock, OperationNames};

use super::failure::Failure;
use super::progress::during;
use super::public_api::PublicApi;
use super::tag_features::Manifest;
use super::vendored::{RELOCK, canonical, generator_mismatch, vendor_command};
use super::workspace::Workspace;
use super::{document, files, guard};

/// Checks that the vendored document, its lock, the names in the lock and the public API agree;
/// writes nothing.
#[derive(Debug, Args)]
pub(crate) struct Check {}

impl Check {
    pub(crate) fn run(self, workspace: &Workspace) -> Result<(), Failure> {
        let (path, lock_path) = (workspace.document(), workspace.lock_file());
        let bytes =
            files::read(&path).map_err(|failure| failure.help("cargo xtask vendor SOURCE"))?;
        let lock = workspace.lock()?.ok_or_else(|| {
            Failure::new(format!("{}: there is no lock", lock_path.display()))
                .help("cargo xtask vendor SOURCE")
        })?;
        let read = || xtask::read(&bytes, Format::Json).map_err(|diagnostic| vec![diagnostic]);
        let source = guard::run(read).map_err(|refusal| refusal.failure(path.display()))?;

        if files::sha256(&bytes) != lock.sha256 {
            return Err(Failure::stale(
                format!("{} was changed since it was vendored", path.display()),
                vendor_command(workspace, &lock.sources),
            ));
        }
        if canonical(&source).as_bytes() != bytes {
            return Err(Failure::stale(
                format!("{} is not formatted as `vendor` formats it", path.display()),
                RELOCK,
            ));
        }
        let settings = workspace.settings("diga-api", Some(&lock))?;
        let settings = settings.with_features(Feature::ALL);
        let generated = during("generating", || guard::generate(&source, &settings))
            .map_err(|refusal| refusal.failure(path.display()))?;
        files::print(&document::lines(&generated.notes))?;
        if let Some(why) = version_mismatch(&lock)
            .or_else(|| decision_mismatch(&lock.decisions, &generated.decisions))
            .or_else(|| generator_mismatch(&lock))
        {
            return Err(Failure::stale(
                format!("{}: {why}", lock_path.display()),
                RELOCK,
            ));
        }
        let public_api_path = workspace.public_api_file();
        if let Some(why) = PublicApi::of(&generated)?.mismatch(&public_api_path)? {
            return Err(Failure::stale(
                format!("{}: {why}", public_api_path.display()),
                RELOCK,
            ));
        }
        if let Some(manifest) = Manifest::updated(workspace, &generated.decisions)?
            && let Some(why) = manifest.difference
        {
            let path = manifest.path.display();
            return Err(Failure::stale(format!("{path}: {why}"), RELOCK));
        }
        files::print(&format!("{}: up to date\n", document::size(&source)))
    }
}

/// The difference between the format of the lock and the present one, if there is one.
fn version_mismatch(lock: &Lock) -> Option<String> {
    (lock.version != Lock::VERSION).then(|| {
        format!(
            "has format {}, and the present one is {}",
            lock.version,
            Lock::VERSION
        )
    })
}

/// The first difference between the decisions in the lock and those for the document.
fn decision_mismatch(lock: &Decisions, now: &Decisions) -> Option<String> {
    let names = |operations: &BTreeMap<String, OperationNames>| -> BTreeMap<String, String> {
        let operations = operations.iter();
        operations
            .map(|(key, names)| (key.clone(), names.name.clone()))
            .collect()
    };
    let mismatch = name_mismatch(
        "operation",
        &names(&lock.operations),
        &names(&now.operations),
    )
    .or_else(|| name_mismatch("schema", &lock.types, &now.types))
    .or_else(|| name_mismatch("inline schema", &lock.inline_types, &now.inline_types));
    if mismatch.is_some() {
        return mismatch;
    }
    let differs = if lock.operations != now.operations {
        "the paths, methods or media types of the operations"
    } else if lock.generics != now.generics {
        "the generic types"
    } else if lock.tags != now.tags {
        "the tags"
    } else if lock.paged != now.paged {
        "the paged operations"
    } else if lock.error_codes != now.error_codes {
        "the error codes"
    } else if lock.retired != now.retired {
        "the retired names"
    } else if lock != now {
        "the decisions"
    } else {
        return None;
    };
    Some(format!("{differs} are not those in the lock"))
}

/// The first difference between names and those in the lock, if there is one.
fn name_mismatch(
    noun: &str,
    lock: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
) -> Option<String> {
    let different = now.iter().find(|(key, name)| lock.get(*key) != Some(name));
    if let Some((key, name)) = different {
        return Some(match lock.get(key) {
            Some(other) => format!("{noun} {key} is named {name}, but {other} in the lock"),
            None => format!("{noun} {key} ({name}) is missing"),
        });
    }
    let gone = lock.keys().find(|key| !now.contains_key(*key));
    gone.map(|key| format!("the document no longer has the {noun} {key}"))
}

//! `cargo xtask check`: whether the vendored files are up to date.

use clap::Args;
use xtask::{Format, Lock};

use super::failure::Failure;
use super::vendored::{RELOCK, canonical, generator_mismatch, vendor_command};
use super::workspace::Workspace;
use super::{document, files, guard};

/// Checks that the vendored document, its lock and the names in the lock agree; writes nothing.
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
        let document = guard::run(read).map_err(|refusal| refusal.failure(path.display()))?;

        if files::sha256(&bytes) != lock.sha256 {
            return Err(Failure::stale(
                format!("{} was changed since it was vendored", path.display()),
                vendor_command(&lock.sources),
            ));
        }
        if canonical(&document).as_bytes() != bytes {
            return Err(Failure::stale(
                format!("{} is not formatted as `vendor` formats it", path.display()),
                RELOCK,
            ));
        }
        let settings = workspace.settings("diga-api", Some(&lock))?;
        let generated = guard::generate(&document, &settings)
            .map_err(|refusal| refusal.failure(path.display()))?;
        if let Some(why) = name_mismatch(&lock, &generated.names)
            .or_else(|| paging_mismatch(&lock, &generated.paged))
            .or_else(|| error_code_mismatch(&lock, &generated.error_codes))
            .or_else(|| generator_mismatch(&lock))
        {
            return Err(Failure::stale(
                format!("{}: {why}", lock_path.display()),
                RELOCK,
            ));
        }
        files::print(&format!("{}: up to date\n", document::size(&document)))
    }
}

/// The first difference between the names of the operations and those in the lock, if there is one.
fn name_mismatch(
    lock: &Lock,
    names: &std::collections::BTreeMap<String, String>,
) -> Option<String> {
    let missing = names
        .iter()
        .find(|entry| lock.operations.get(entry.0) != Some(entry.1));
    if let Some((id, name)) = missing {
        return Some(match lock.operations.get(id) {
            Some(other) => format!("{id} is named {name}, but {other} in the lock"),
            None => format!("{id} ({name}) is missing"),
        });
    }
    let gone = lock.operations.keys().find(|id| !names.contains_key(*id));
    gone.map(|id| format!("the document no longer has the operation {id}"))
}

/// The difference between the error codes and those in the lock, if there is one.
fn error_code_mismatch(lock: &Lock, codes: &[String]) -> Option<String> {
    (lock.error_codes != codes).then(|| "the error codes are not those in the lock".to_owned())
}

/// The difference between the paged operations and those in the lock, if there is one.
fn paging_mismatch(lock: &Lock, paged: &[String]) -> Option<String> {
    (lock.paged != paged).then(|| "the paged operations are not those in the lock".to_owned())
}

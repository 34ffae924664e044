//! The form of the vendored files, which `vendor` writes and `check` expects.

use serde_json::Value;
use xtask::{Generator, Lock, Source};

use super::source_path::located;
use super::workspace::Workspace;

/// The command that updates the lock alone.
pub(crate) const RELOCK: &str = "cargo xtask vendor --relock";

/// The document as it is vendored: two spaces per level, key order and characters unchanged, a
/// newline at the end.
pub(crate) fn canonical(document: &Value) -> String {
    format!("{document:#}\n")
}

/// The command that vendors the same sources again.
pub(crate) fn vendor_command(workspace: &Workspace, sources: &[Source]) -> String {
    let mut command = "cargo xtask vendor".to_owned();
    if let Some(base) = sources.iter().find_map(|source| source.base.as_ref()) {
        command += &format!(" --base {}", located(workspace, base));
    }
    for source in sources {
        command += &format!(" {}", located(workspace, &source.from));
    }
    command
}

/// The difference between the generator that wrote the lock and the present one, if there is one.
pub(crate) fn generator_mismatch(lock: &Lock) -> Option<String> {
    let (then, now) = (&lock.generator, Generator::present());
    (*then != now).then(|| {
        format!(
            "written by xtask {} and progenitor {}, but the current versions are {} and {}",
            then.xtask, then.progenitor, now.xtask, now.progenitor
        )
    })
}

//! Documents beside the repository, which not every machine has.

use std::path::PathBuf;

/// A file or folder in the folder that `.cargo/config.toml` names, if it exists.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("DIGA_SHARED").map(PathBuf::from);
    let path = folder.map(|folder| folder.join(name));
    let found = path.filter(|path| path.exists());
    if found.is_none() {
        println!("skipped: there is no {name} in the folder that DIGA_SHARED names");
    }
    found
}

//! The folder of documents and tools that is not part of the repository.

use std::path::{Path, PathBuf};

use clap::Args;

/// The environment variable that names the folder; `.cargo/config.toml` has the default.
pub(crate) const VARIABLE: &str = "DIGA_SHARED";

/// Folders of documents that the generator is tested with.
const CORPUS: [&str; 3] = ["corpus", "diga", "diga/history"];

/// The folder of documents and tools that only tests of the generator need.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Shared {
    /// The folder with documents and tools for testing the generator; it is not part of the
    /// repository.
    #[arg(long = "shared", value_name = "DIR", env = VARIABLE)]
    folder: Option<PathBuf>,
}

impl Shared {
    /// The folder, if one is named and exists.
    pub(crate) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref().filter(|folder| folder.is_dir())
    }

    /// The folders of documents that exist in it.
    pub(crate) fn corpus(&self) -> Vec<PathBuf> {
        let folders = CORPUS.iter().filter_map(|name| self.path(name));
        folders.collect()
    }

    /// A file or folder in it, if it exists.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        let path = self.folder()?.join(name);
        path.exists().then_some(path)
    }
}

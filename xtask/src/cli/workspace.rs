//! The workspace and the paths in it.

use std::path::{Path, PathBuf};

use xtask::{Lock, Settings};

use super::failure::Failure;
use super::{files, guard};

/// The folder that contains `openapi/`, `diga-api/` and `xtask/`.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The folder given by `--root`; otherwise the workspace that cargo runs this program from,
    /// otherwise the one that contains the current folder.
    pub(crate) fn find(root: Option<PathBuf>) -> Result<Self, Failure> {
        if let Some(root) = root {
            if !root.is_dir() {
                return Err(Failure::new(format!(
                    "--root {}: no such folder",
                    root.display()
                )));
            }
            return Ok(Self { root });
        }
        let failed = |error| Failure::io("find", Path::new("the current folder"), &error);
        let current = std::env::current_dir().map_err(failed)?;
        let by_cargo = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let start = by_cargo.as_deref().unwrap_or(&current);
        let root = start
            .ancestors()
            .find(|folder| folder.join("xtask/Cargo.toml").is_file());
        Ok(Self {
            // A relative path keeps messages short.
            root: match root {
                Some(root) if root == current => PathBuf::from("."),
                Some(root) => root.to_owned(),
                None => PathBuf::from("."),
            },
        })
    }

    /// A path under the root.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        if self.root == Path::new(".") {
            PathBuf::from(below)
        } else {
            self.root.join(below)
        }
    }

    /// The vendored document.
    pub(crate) fn document(&self) -> PathBuf {
        self.path("openapi/openapi.json")
    }

    /// The lock: where the document came from, and the names in it.
    pub(crate) fn lock_file(&self) -> PathBuf {
        self.path("openapi/openapi.lock")
    }

    /// Every public item that the document generates.
    pub(crate) fn public_api_file(&self) -> PathBuf {
        self.path("openapi/public-api.txt")
    }

    /// The corrections to the document.
    pub(crate) fn overlay_file(&self) -> PathBuf {
        self.path("openapi/overlay.json")
    }

    /// The settings for the vendored document: the names in the lock, and the corrections.
    pub(crate) fn settings(&self, name: &str, lock: Option<&Lock>) -> Result<Settings, Failure> {
        let mut settings = guard::settings(name, lock);
        if self.overlay_file().exists() {
            settings.overlay = guard::parse(&self.overlay_file())?;
        }
        Ok(settings)
    }

    /// The lock, if there is one.
    pub(crate) fn lock(&self) -> Result<Option<Lock>, Failure> {
        let path = self.lock_file();
        if !path.exists() {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&files::read(&path)?).into_owned();
        match Lock::parse(&text) {
            Ok(lock) => Ok(Some(lock)),
            Err(diagnostic) => Err(Failure::diagnosed(path.display(), &[diagnostic])),
        }
    }
}

//! Where the files are.

use std::path::{Path, PathBuf};

use xtask::{Lock, Settings};

use super::failure::Failure;
use super::{files, guard};

/// The folder that holds `openapi/`, `diga-api/` and `xtask/`.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The one that is named, else the one that cargo runs us from, else the one that the current
    /// folder is in.
    pub(crate) fn find(named: Option<PathBuf>) -> Result<Self, Failure> {
        if let Some(root) = named {
            if !root.is_dir() {
                return Err(Failure::new(format!(
                    "--root {}: no such folder",
                    root.display()
                )));
            }
            return Ok(Self { root });
        }
        let here = |error| Failure::io("find", Path::new("the current folder"), &error);
        let current = std::env::current_dir().map_err(here)?;
        let by_cargo = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let start = by_cargo.as_deref().unwrap_or(&current);
        let root = start
            .ancestors()
            .find(|folder| folder.join("xtask/Cargo.toml").is_file());
        Ok(Self {
            // Relative where that is the same, so that messages are short.
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

    /// What is recorded about it.
    pub(crate) fn lock_file(&self) -> PathBuf {
        self.path("openapi/openapi.lock")
    }

    /// Our corrections of it.
    pub(crate) fn overlay_file(&self) -> PathBuf {
        self.path("openapi/overlay.json")
    }

    /// How the vendored document is generated: under the names that `lock` holds, and with our
    /// corrections.
    pub(crate) fn settings(&self, name: &str, lock: Option<&Lock>) -> Result<Settings, Failure> {
        let mut settings = guard::settings(name, lock);
        if self.overlay_file().exists() {
            settings.overlay = guard::parse(&self.overlay_file())?;
        }
        Ok(settings)
    }

    /// The lock, where there is one.
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

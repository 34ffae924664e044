//! Where the sources of the lock are.
//!
//! The lock names files relative to its own folder, so that the same lock serves every checkout
//! and every folder in which the command is started.

use std::path::{Component, Path, PathBuf};

use super::workspace::Workspace;

/// Whether a source is read from the network.
pub(crate) fn is_url(name: &str) -> bool {
    name.starts_with("https://") || name.starts_with("http://")
}

/// A source of the lock as the command line would name it: a URL, or a path from the current
/// folder.
pub(crate) fn located(workspace: &Workspace, from: &str) -> String {
    if is_url(from) || Path::new(from).is_absolute() {
        return from.to_owned();
    }
    let lock = workspace.lock_file();
    let folder = lock.parent().unwrap_or(Path::new(""));
    let path = normalized(&folder.join(from));
    // Locks used to name files relative to the workspace.
    let former = workspace.path(from);
    let path = if !path.exists() && former.exists() {
        former
    } else {
        path
    };
    printed(&path)
}

/// A source of the command line as the lock names it.
pub(crate) fn recorded(workspace: &Workspace, given: &str) -> String {
    if is_url(given) {
        return given.to_owned();
    }
    let lock = workspace.lock_file();
    let folder = lock.parent().unwrap_or(Path::new(""));
    let absolute = |path: &Path| std::path::absolute(path).map(|path| normalized(&path));
    let (Ok(path), Ok(folder), Ok(root)) = (
        absolute(Path::new(given)),
        absolute(folder),
        absolute(&workspace.path(".")),
    ) else {
        return given.to_owned();
    };
    // What is named by an absolute path and is not in the workspace is where it is.
    if Path::new(given).is_absolute() && !path.starts_with(root) {
        return given.to_owned();
    }
    relative(&folder, &path).map_or_else(|| given.to_owned(), |path| printed(&path))
}

fn printed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

/// The path from a folder to a file; none if they are on different drives.
fn relative(folder: &Path, file: &Path) -> Option<PathBuf> {
    let (from, to): (Vec<_>, Vec<_>) = (folder.components().collect(), file.components().collect());
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other);
    let common = common.count();
    if common == 0 {
        return None;
    }
    let up = from.iter().skip(common).map(|_| Component::ParentDir);
    Some(up.chain(to.into_iter().skip(common)).collect())
}

/// A path without `.` and without `..` after a name.
fn normalized(path: &Path) -> PathBuf {
    let mut parts: Vec<Component<'_>> = Vec::new();
    for part in path.components() {
        match (part, parts.last()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    if parts.is_empty() {
        return PathBuf::from(".");
    }
    parts.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{normalized, relative};

    #[test]
    fn a_file_is_named_from_a_folder() {
        let named = |file: &str| {
            let path = relative(Path::new("/a/openapi"), Path::new(file)).unwrap();
            path.to_string_lossy().replace('\\', "/")
        };
        assert_eq!(named("/a/openapi/openapi.json"), "openapi.json");
        assert_eq!(named("/a/page.md"), "../page.md");
        assert_eq!(named("/shared/docs"), "../../shared/docs");
    }

    #[test]
    fn parents_are_resolved_after_names_only() {
        let text = |path: &str| {
            let path = normalized(Path::new(path));
            path.to_string_lossy().replace('\\', "/")
        };
        assert_eq!(text("openapi/../page.md"), "page.md");
        assert_eq!(text("openapi/../../shared/x"), "../shared/x");
        assert_eq!(text("./openapi/.."), ".");
    }
}

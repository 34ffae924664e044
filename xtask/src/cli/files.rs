//! Reading files, and writing them atomically.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::failure::Failure;

/// The content of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::io("read", path, &error))
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Writes to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::io("write to", Path::new("standard output"), &error))
}

/// Writes to standard error, where text does not mix with what is printed for other programs.
pub(crate) fn print_aside(text: &str) -> Result<(), Failure> {
    let written = std::io::stderr().lock().write_all(text.as_bytes());
    written.map_err(|error| Failure::io("write to", Path::new("standard error"), &error))
}

/// Writes a file if its content differs; returns whether it did. A pipe or a device, such as
/// `/dev/stdout`, is written to; a symbolic link is followed.
pub(crate) fn write(path: &Path, text: &str) -> Result<bool, Failure> {
    let target = if path.is_symlink() {
        std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
    } else {
        path.to_owned()
    };
    let is_stream =
        std::fs::metadata(&target).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir());
    if is_stream {
        let failed = |error| Failure::io("write to", path, &error);
        let mut stream = OpenOptions::new().write(true).open(path).map_err(failed)?;
        stream.write_all(text.as_bytes()).map_err(failed)?;
        return Ok(true);
    }
    if std::fs::read(&target).is_ok_and(|present| present == text.as_bytes()) {
        return Ok(false);
    }
    replace(&target, staged(&target, text)?)?;
    Ok(true)
}

/// Writes a value as JSON, with a newline at the end, if the file's content differs.
pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> Result<bool, Failure> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))?;
    text.push('\n');
    write(path, &text)
}

/// Writes all of the files or none.
pub(crate) fn write_all(files: &[(&Path, &str)]) -> Result<(), Failure> {
    let mut prepared = Vec::new();
    for (path, text) in files {
        let staged = staged(path, text)?;
        let synced = staged.as_file().sync_all();
        synced.map_err(|error| Failure::io("write", path, &error))?;
        prepared.push((*path, std::fs::read_to_string(path).ok(), staged));
    }
    let mut replaced = Vec::new();
    for (path, before, staged) in prepared {
        if let Err(failure) = replace(path, staged) {
            restore(replaced);
            return Err(failure);
        }
        replaced.push((path, before));
    }
    Ok(())
}

/// Restores files. If that fails, the error that made it necessary is the one to report.
fn restore(files: Vec<(&Path, Option<String>)>) {
    for (path, before) in files {
        let _ = match before {
            Some(before) => write(path, &before).map(drop),
            None => std::fs::remove_file(path).map_err(|error| Failure::io("remove", path, &error)),
        };
    }
}

/// A temporary file beside `path` with the new content, ready to replace it.
fn staged(path: &Path, text: &str) -> Result<NamedTempFile, Failure> {
    let failed = |error| Failure::io("write", path, &error);
    if path.is_dir() {
        return Err(Failure::new(format!(
            "cannot write {}: it is a folder",
            path.display()
        )));
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The umask applies, as for any other file; the default of a temporary file is 0600.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder
        .prefix(".xtask-")
        .tempfile_in(folder)
        .map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    Ok(file)
}

fn replace(path: &Path, staged: NamedTempFile) -> Result<(), Failure> {
    staged
        .persist(path)
        .map_err(|error| Failure::io("write", path, &error.error))?;
    Ok(())
}

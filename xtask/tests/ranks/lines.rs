//! Lines have at most 100 columns; rustfmt wraps neither strings nor comments nor macros.

use std::fs;
use std::path::{Path, PathBuf};

const COLUMNS: usize = 100;

/// Folders of output, which is compared as it is.
const OUTPUT: [&str; 3] = ["snapshots", "progenitor", "target"];

#[test]
fn no_line_is_longer_than_100_columns() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for folder in ["diga-api", "xtask"] {
        rust_files(&root.join(folder), &mut files);
    }
    assert!(files.len() > 200, "{} files", files.len());
    let mut long = Vec::new();
    for file in files {
        for (index, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            if line.chars().count() > COLUMNS {
                long.push(format!("{}:{}", file.display(), index + 1));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_test_output = OUTPUT.contains(&name.as_str())
                && (name != "progenitor" || path.parent().unwrap().ends_with("tests"));
            if !is_test_output {
                rust_files(&path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

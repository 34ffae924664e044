//! The names of documents and of their crates.

use std::path::{Path, PathBuf};

/// The file's name without its extension.
pub(crate) fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// A name for the crate of each document: the document's name, reduced to what cargo and rustc
/// accept.
pub(crate) fn crate_names(paths: &[PathBuf]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for path in paths {
        let stem = stem(path).to_ascii_lowercase();
        let pieces = stem.split(|character: char| !character.is_ascii_alphanumeric());
        let pieces: Vec<_> = ["corpus"]
            .into_iter()
            .chain(pieces.filter(|piece| !piece.is_empty()))
            .collect();
        let name = pieces.join("-");
        let name = if names.contains(&name) {
            format!("{name}-again-{}", names.len())
        } else {
            name
        };
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{PathBuf, crate_names};

    #[test]
    fn crates_have_names_that_rustc_accepts() {
        let paths =
            ["a/ITIS__osparc-simcore__1.json", "b/x.y.yaml", "c/x-y.json"].map(PathBuf::from);
        assert_eq!(
            crate_names(&paths),
            [
                "corpus-itis-osparc-simcore-1",
                "corpus-x-y",
                "corpus-x-y-again-2"
            ]
        );
    }
}

//! Folders have ranks: each imports only from those below it, and the files in a folder do not
//! import each other in circles.
//!
//! `cargo test -p xtask --test ranks -- --nocapture` prints the ranks and what violates them.
//!
//! A reference is a `use` or any path within the crate, in tokens of macros too; a re-export counts
//! as the file that defines the name. Tests do not count, nor does code within `quote!`, which
//! belongs to the generated crate. Methods are not seen: `client.call()` names no file.

// `clippy.toml` excuses the tests themselves, not what they call.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a tree that cannot be read fails the test"
)]

mod check;
mod lines;
mod names;
mod tokens;
mod tree;
mod violations;

use std::collections::BTreeSet;
use std::path::Path;

use check::{FILES, Ranks, Report};
use tree::Tree;

/// The lowest rank of each folder comes first; entries of one rank do not import each other.
const RANKS: &[Ranks] = &[
    Ranks {
        folder: "diga-api/src",
        ranks: &[&["runtime/"], &["lib.rs"]],
    },
    Ranks {
        folder: "diga-api/src/runtime",
        ranks: &[
            &["media_type.rs", "model/", "retry/"],
            &["operation.rs"],
            &["error/"],
            &["auth/"],
            &["request/"],
            &["send/"],
            &["response/"],
            &["client/", "stream/"],
            &["polling/"],
            &["mod.rs"],
            &["blocking/", "mock/"],
        ],
    },
    Ranks {
        folder: "diga-api/src/runtime/mock",
        ranks: &[&[FILES], &["service/"]],
    },
    Ranks {
        folder: "xtask/src",
        ranks: &[
            &["identifier.rs", "openapi/"],
            &["diagnostic.rs", "feature.rs", "note.rs", "selection.rs"],
            &["lock/", "print.rs"],
            &["settings.rs"],
            &["overlay.rs", "read/"],
            &["lower/"],
            &["plan/"],
            &["emit/", "manifest/", "wire/"],
            &["progenitor/"],
            &["by_tag.rs"],
            &["pipeline.rs"],
            &["build.rs"],
            &["lib.rs"],
            &["cli/"],
            &["main.rs"],
        ],
    },
    Ranks {
        folder: "xtask/src/plan",
        ranks: &[
            &["model/"],
            &["types/"],
            &["operations/"],
            &["passes/"],
            &["prune.rs"],
            &["mod.rs"],
        ],
    },
    Ranks {
        folder: "xtask/src/plan/passes",
        ranks: &[&[FILES], &["generics/", "paging/"], &["mod.rs"]],
    },
    Ranks {
        folder: "xtask/src/emit",
        ranks: &[&[FILES], &["features/"]],
    },
    Ranks {
        folder: "xtask/src/cli",
        ranks: &[
            // What several commands use.
            &["crate_name.rs", "failure.rs", "progress.rs", "shared.rs"],
            &["files.rs"],
            &["document.rs", "guard.rs"],
            &["workspace.rs"],
            &["source_path.rs", "surface/", "tag_features.rs"],
            &["public_api.rs", "vendored.rs"],
            // Commands do not use each other, with three exceptions: `vendor` reports what `diff`
            // finds, `corpus` stages packages, and `ci` asks whether the tools of `corpus` are
            // there.
            &["diff/"],
            &["check.rs", "generate.rs", "package/", "vendor/"],
            &["corpus/"],
            &["ci.rs"],
            &["mod.rs"],
        ],
    },
    Ranks {
        folder: "xtask/src/cli/diff",
        ranks: &[&["report.rs"], &["compare/"], &[FILES]],
    },
    Ranks {
        folder: "xtask/src/cli/corpus",
        ranks: &[
            &["output.rs", "score.rs"],
            &["scratch.rs"],
            &["examples/"],
            &["service/", "suite/"],
            &[FILES],
        ],
    },
];

/// Names that any file may use whatever the ranks are: the file that defines them, and the name.
const EXCEPTIONS: &[(&str, &str)] = &[
    // The constant that generated code gives the runtime: title, version, server, environment.
    ("diga-api/src/lib.rs", "API"),
    // The document that generated code gives the service behind the feature `mock`.
    ("diga-api/src/lib.rs", "DOCUMENT"),
];

/// Reads the crates with these roots, each a file and the library's name, and checks them.
fn report(base: &Path, roots: &[(&str, Option<&str>)], ranks: &[Ranks]) -> Report {
    let mut tree = Tree::default();
    for (root, library) in roots {
        tree.add(base, root, *library);
    }
    let files: BTreeSet<_> = tree
        .modules
        .iter()
        .map(|module| module.file.clone())
        .collect();
    let mut references = names::references(&tree);
    for ((_, to), names) in &mut references {
        names.retain(|name| !EXCEPTIONS.contains(&(to.as_str(), name.as_str())));
    }
    references.retain(|_, names| !names.is_empty());
    check::check(ranks, &files, &references)
}

#[test]
fn the_folders_of_both_crates_import_from_below() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let roots = [
        ("diga-api/src/lib.rs", None),
        ("xtask/src/lib.rs", Some("xtask")),
        ("xtask/src/main.rs", None),
    ];
    let report = report(workspace, &roots, RANKS);
    for ranks in RANKS {
        println!("{ranks}");
    }
    println!("{report}");
    assert!(report.violations.is_empty(), "\n{report}");
}

//! `cargo xtask diff`: what has changed between two documents, for those who call the client.

mod compare;
mod group;
mod print;
mod report;
mod sides;

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::files;
use super::workspace::Workspace;

pub(crate) use print::{Extent, Format};
pub(crate) use sides::{between, released};

/// Prints what has changed from one document to another: in the Rust that is generated from them,
/// and on the wire. The first line is the smallest step of the version.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The earlier document, JSON or YAML [default: openapi/openapi.json of the last commit]
    #[arg(value_name = "OLD")]
    old: Option<PathBuf>,
    /// The later document [default: openapi/openapi.json]
    #[arg(value_name = "NEW")]
    new: Option<PathBuf>,
    /// The format of the report.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: Format,
    /// Prints every line of every section on its own, nothing grouped and nothing left out.
    #[arg(long)]
    all: bool,
}

impl Diff {
    pub(crate) fn run(self, workspace: &Workspace) -> Result<(), Failure> {
        let report = sides::report(workspace, self.old.as_deref(), self.new.as_deref())?;
        let mut command = "cargo xtask diff --all".to_owned();
        for path in self.old.iter().chain(&self.new) {
            command += &format!(" {}", path.display());
        }
        let extent = Extent {
            all: self.all,
            command,
        };
        files::print(&report.print(self.format, &extent))
    }
}

//! The command line of the workspace: `cargo xtask <COMMAND>`.

mod cli;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use cli::failure::Failure;
use cli::workspace::Workspace;
use cli::{check, ci, corpus, diff, generate, guard, package, vendor};

/// Generates the typed client in diga-api from its OpenAPI document.
///
/// Exit codes: 0 success, 1 failure, 2 wrong usage, 4 something is out of date (the message names
/// the command that updates it).
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    /// The workspace to work in, instead of the one that contains the current folder.
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Vendor(vendor::Vendor),
    Generate(generate::Generate),
    Check(check::Check),
    Diff(diff::Diff),
    Package(package::Package),
    Corpus(corpus::Corpus),
    Ci(ci::Ci),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    guard::install_panic_hook();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let workspace = Workspace::find(arguments.root)?;
    match arguments.command {
        Command::Vendor(vendor) => vendor.run(&workspace),
        Command::Generate(generate) => generate.run(&workspace),
        Command::Check(check) => check.run(&workspace),
        Command::Diff(diff) => diff.run(&workspace),
        Command::Package(package) => package.run(&workspace),
        Command::Corpus(corpus) => corpus.run(&workspace),
        Command::Ci(ci) => ci.run(&workspace),
    }
}

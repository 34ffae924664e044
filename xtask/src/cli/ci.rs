//! `cargo xtask ci`: what must pass before anything is merged.

use std::path::Path;
use std::process::Command;

use clap::Args;

use super::failure::Failure;
use super::workspace::Workspace;

/// Runs what `.ci/run` runs, prints each command, and stops at the first that fails.
#[derive(Debug, Args)]
pub(crate) struct Ci {
    /// Prints the commands and runs none.
    #[arg(long)]
    list: bool,
}

/// A command, as it can be typed in the workspace's root.
struct Step {
    environment: Option<(&'static str, &'static str)>,
    arguments: Vec<String>,
}

impl Ci {
    pub(crate) fn run(self, workspace: &Workspace) -> Result<(), Failure> {
        for step in steps(workspace) {
            eprintln!("$ {step}");
            if !self.list {
                step.run(workspace)?;
            }
        }
        Ok(())
    }
}

fn steps(workspace: &Workspace) -> Vec<Step> {
    let there = |path: &str| workspace.path(path).exists();
    let step = |line: &str| Step {
        environment: None,
        arguments: line.split(' ').map(str::to_owned).collect(),
    };
    let mut steps = vec![
        step("fmt --all --check"),
        step("clippy --workspace --all-targets --locked -- -D warnings"),
        step("test --workspace --locked"),
        Step {
            environment: Some(("RUSTDOCFLAGS", "-D warnings")),
            ..step("doc --workspace --no-deps --locked")
        },
    ];
    if there("diga-api/examples/create_webhook.rs") {
        steps.push(step(
            "run --quiet --locked --package diga-api --example create_webhook",
        ));
    }
    steps.push(step("xtask check"));
    if there("openapi/openapi.json") {
        // The crate as the registry gets it: laid out, free of warnings, and packed.
        steps.push(step("xtask package"));
        steps.push(step("xtask corpus openapi/openapi.json --compile"));
        let staged = "--manifest-path target/package-staging/Cargo.toml";
        steps.push(step(&format!(
            "package {staged} --allow-dirty --no-verify --offline"
        )));
    }
    // The documents beside the repository, which not every machine has.
    let sources = workspace
        .lock()
        .ok()
        .flatten()
        .map(|lock| lock.sources)
        .unwrap_or_default();
    if !sources.is_empty() && sources.iter().all(|source| there(&source.from)) {
        steps.push(step("xtask vendor --check"));
    }
    let corpus = [
        "../shared/corpus",
        "../shared/diga",
        "../shared/diga/history",
    ];
    let corpus: Vec<_> = corpus.into_iter().filter(|folder| there(folder)).collect();
    if !corpus.is_empty() {
        steps.push(step(&format!("xtask corpus {}", corpus.join(" "))));
        steps.push(step(&format!(
            "xtask corpus {} --compile --only {SAMPLE}",
            corpus.join(" ")
        )));
    }
    steps
}

/// A part of the names of documents that are small, and compile in the time that there is.
const SAMPLE: &str = "edge-ai";

impl Step {
    fn run(&self, workspace: &Workspace) -> Result<(), Failure> {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(&program);
        command
            .args(&self.arguments)
            .envs(self.environment)
            .current_dir(workspace.path("."));
        // What cargo told us about ourselves is not so for what we start.
        command.env_remove("CARGO_MANIFEST_DIR");
        let status = command
            .status()
            .map_err(|error| Failure::io("run", Path::new(&program), &error))?;
        match status.success() {
            true => Ok(()),
            false => Err(Failure::new(format!("`{self}` failed ({status})"))),
        }
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some((name, value)) = self.environment {
            write!(f, "{name}=\"{value}\" ")?;
        }
        write!(f, "cargo {}", self.arguments.join(" "))
    }
}

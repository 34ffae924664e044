//! `cargo xtask ci`: what must pass before anything is merged.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use clap::Args;

use super::failure::Failure;
use super::fidelity::Fidelity;
use super::workspace::Workspace;

/// Runs everything that must pass, prints each command with its seconds, and stops at the first
/// that fails.
#[derive(Debug, Args)]
pub(crate) struct Ci {
    /// Prints the commands and runs none.
    #[arg(long)]
    list: bool,
}

type Preparation = fn(&Workspace) -> Result<(), Failure>;

/// A command, as it can be typed in the workspace's root.
#[derive(Default)]
struct Step {
    /// Makes what the step needs and not every machine has; where it cannot, the step is left out,
    /// and that is said.
    needs: Option<Preparation>,
    environment: Option<(&'static str, &'static str)>,
    arguments: Vec<String>,
}

/// What is to be run, and what cannot be here.
#[derive(Default)]
struct Steps {
    run: Vec<Step>,
    skipped: Vec<String>,
}

impl Ci {
    pub(crate) fn run(self, workspace: &Workspace) -> Result<(), Failure> {
        let mut steps = steps(workspace);
        let start = Instant::now();
        for step in &steps.run {
            eprintln!("$ {step}");
            if !self.list {
                let start = Instant::now();
                if let Some(Err(why)) = step.needs.map(|needs| needs(workspace)) {
                    steps.skipped.push(format!("`{step}`: {why}"));
                    continue;
                }
                step.run(workspace)?;
                eprintln!("[{} s]\n", start.elapsed().as_secs());
            }
        }
        for skipped in steps.skipped {
            eprintln!("skipped: {skipped}");
        }
        if !self.list {
            eprintln!("all passed in {} s", start.elapsed().as_secs());
        }
        Ok(())
    }
}

fn steps(workspace: &Workspace) -> Steps {
    let there = |path: &str| workspace.path(path).exists();
    let mut steps = Steps::default();
    // The versions that the lock has; from here on nothing else is fetched.
    steps.add("fetch --locked --quiet");
    steps.add("fmt --all --check");
    steps.add(&format!("install --quiet --locked --root {TOOLS} {HACK}"));
    // Exactly what the README says.
    steps.add("test --workspace");
    if there("diga-api/examples/create_webhook.rs") {
        let example = "run --quiet --locked --example create_webhook";
        steps.add(example);
        steps.add(&format!("{example} -- --demo-errors"));
    }
    // What stands behind a feature, and the client with none.
    let features = format!("--quiet --locked --package diga-api --features {FEATURES}");
    steps.add(&format!(
        "test {features} --lib --test blocking --test mock --test service"
    ));
    steps.add(&format!("test {features} --doc"));
    if there("diga-api/examples/blocking.rs") {
        steps.add(&format!("run {features} --example blocking"));
    }
    // Each alone, and each with each other; compression is one, whichever it is.
    steps.add(
        "hack clippy --quiet --locked --package diga-api --lib --feature-powerset --depth 2 --group-features gzip,brotli,zstd --exclude-features default -- -D warnings",
    );
    steps.add(&format!(
        "clippy --workspace --all-targets --features {FEATURES} --locked -- -D warnings"
    ));
    steps.run.push(Step {
        environment: Some(("RUSTDOCFLAGS", "-D warnings")),
        ..Step::of(&format!(
            "doc --workspace --no-deps --features {FEATURES} --locked"
        ))
    });
    steps.add("xtask check");
    if there("openapi/openapi.json") {
        // The crate as the registry gets it: laid out, packed, built from the package, and free of
        // warnings.
        steps.add("xtask package");
        steps.add(
            "package --quiet --manifest-path target/package-staging/Cargo.toml --target-dir target --allow-dirty",
        );
        steps.add("xtask corpus openapi/openapi.json --compile");
    }
    // The documents beside the repository, which not every machine has.
    let lock = workspace.lock().ok().flatten();
    let sources = lock.map(|lock| lock.sources).unwrap_or_default();
    match !sources.is_empty() && sources.iter().all(|source| there(&source.from)) {
        true => steps.add("xtask vendor --check"),
        false => steps.skip("vendoring again: what openapi/openapi.lock names is not here"),
    }
    let corpus = [
        "../shared/corpus",
        "../shared/diga",
        "../shared/diga/history",
    ];
    let corpus: Vec<_> = corpus.into_iter().filter(|folder| there(folder)).collect();
    match corpus.is_empty() {
        true => steps.skip("clients of other documents: ../shared is not here"),
        false => {
            let corpus = corpus.join(" ");
            steps.add(&format!(
                "xtask corpus {corpus} --compile --modules --sample {SAMPLE}"
            ));
            steps.add(&format!(
                "xtask corpus {corpus} --examples --sample {SAMPLE}"
            ));
            if there("../shared/fidelity") {
                steps.run.push(Step {
                    needs: Some(|workspace| Fidelity::prepare(workspace, 1, 1).map(drop)),
                    ..Step::of(&format!(
                        "xtask corpus {corpus} --fidelity --sample {SMALL_SAMPLE}"
                    ))
                });
            }
        }
    }
    steps
}

/// What of diga-api is off by default and has code of ours.
const FEATURES: &str = "blocking,gzip,mock,sse";

/// Where the programs are that the steps call.
const TOOLS: &str = "target/tools";

/// Compiles every combination of features.
const HACK: &str = "cargo-hack@0.6.46";

/// How many operations are compiled and have their examples tried: the smallest half of the
/// documents, which takes a few minutes on two cores.
const SAMPLE: usize = 120;

/// How many operations have values drawn from their schemas, each through a program of its own.
const SMALL_SAMPLE: usize = 30;

impl Steps {
    fn add(&mut self, line: &str) {
        self.run.push(Step::of(line));
    }

    fn skip(&mut self, what: &str) {
        self.skipped.push(what.to_owned());
    }
}

impl Step {
    fn of(line: &str) -> Self {
        Self {
            needs: None,
            environment: None,
            arguments: line.split(' ').map(str::to_owned).collect(),
        }
    }

    fn run(&self, workspace: &Workspace) -> Result<(), Failure> {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(&program);
        match self.arguments.split_first() {
            // Out of the build that the tests made: the alias names the package, and cargo would
            // make another for it.
            Some((xtask, arguments)) if xtask == "xtask" => command
                .args(["run", "--quiet", "--locked", "--bin", "xtask", "--"])
                .args(arguments),
            _ => command.args(&self.arguments),
        };
        let fetches = |it: &String| matches!(it.as_str(), "fetch" | "install");
        if !self.arguments.first().is_some_and(fetches) {
            command.env("CARGO_NET_OFFLINE", "true");
        }
        // `cargo hack` is looked for where it was put.
        let mut path = vec![workspace.path(TOOLS).join("bin")];
        path.extend(
            std::env::var_os("PATH")
                .iter()
                .flat_map(std::env::split_paths),
        );
        if let Ok(path) = std::env::join_paths(path) {
            command.env("PATH", path);
        }
        command
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

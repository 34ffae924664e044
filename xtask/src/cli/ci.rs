//! `cargo xtask ci`: everything that must pass before a change is merged.

use std::path::Path;
use std::process::{Command, ExitStatus, Output};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use clap::Args;

use super::failure::Failure;
use super::shared::{self, Shared};
use super::source_path::located;
use super::workspace::Workspace;

/// Runs everything that must pass before a change is merged; prints each command and how long it
/// took, and stops at the first failure. Commands that keep one core busy, such as those
/// that compile one crate again and again, run beside the others.
#[derive(Debug, Args)]
pub(crate) struct Ci {
    /// Prints the commands without running them.
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    shared: Shared,
}

/// A cargo command that can be typed in the root of the workspace.
#[derive(Default)]
struct Step {
    environment: Option<(&'static str, &'static str)>,
    arguments: Vec<String>,
    /// Whether it runs on a second thread, beside the steps after it; such steps run one after
    /// another. One that compiles for long needs a target directory of its own, because cargo locks
    /// the directory while it compiles.
    beside: bool,
}

/// The steps to run, and those that cannot run on this machine.
#[derive(Default)]
struct Steps {
    run: Vec<Step>,
    skipped: Vec<String>,
}

impl Ci {
    pub(crate) fn run(self, workspace: &Workspace) -> Result<(), Failure> {
        let steps = steps(workspace, &self.shared);
        let start = Instant::now();
        if self.list {
            for step in &steps.run {
                eprintln!("$ {step}");
            }
        } else {
            self.run_all(&steps.run, workspace)?;
        }
        for skipped in steps.skipped {
            eprintln!("skipped: {skipped}");
        }
        if !self.list {
            eprintln!("all passed in {} s", start.elapsed().as_secs());
        }
        Ok(())
    }

    fn run_all(&self, steps: &[Step], workspace: &Workspace) -> Result<(), Failure> {
        let has_failed = AtomicBool::new(false);
        let run_beside = || {
            let mut steps = steps.iter().filter(|step| step.beside);
            steps.try_for_each(|step| {
                if has_failed.load(Ordering::Relaxed) {
                    return Ok(());
                }
                step.run_quietly(workspace, &self.shared)
            })
        };
        thread::scope(|scope| {
            let mut beside = None;
            let result = steps.iter().try_for_each(|step| {
                if step.beside {
                    beside.get_or_insert_with(|| scope.spawn(run_beside));
                    return Ok(());
                }
                eprintln!("$ {step}");
                let start = Instant::now();
                step.run(workspace, &self.shared)?;
                eprintln!("[{} s]\n", start.elapsed().as_secs());
                Ok(())
            });
            has_failed.store(result.is_err(), Ordering::Relaxed);
            let beside = beside.map_or(Ok(()), |thread| {
                thread
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            });
            result.and(beside)
        })
    }
}

fn steps(workspace: &Workspace, shared: &Shared) -> Steps {
    let exists = |path: &str| workspace.path(path).exists();
    let mut steps = Steps::default();
    // The versions in Cargo.lock; the steps after the installation run without the network.
    steps.add("fetch --locked --quiet");
    steps.add("fmt --all --check");
    // In the dev profile, which compiles it in half the time.
    steps.add(&format!(
        "install --quiet --locked --debug --root {TOOLS} {HACK}"
    ));
    // The command in the README. It tests the client with the features in FEATURES, which
    // every-operation enables.
    steps.add("test --workspace");
    // The client with the features that its users get: alone, so that no other package adds any.
    steps.add("test --quiet --locked --package user-tests");
    if exists("diga-api/examples/create_webhook") {
        let example = "run --quiet --locked --example create_webhook";
        steps.add(example);
        steps.add(&format!("{example} -- --demo-errors"));
        steps.add("run --quiet --locked --example test_your_code");
    }
    // The crates for the checks of features below: the client of a small document, because features
    // select parts of the runtime, which is the same for every document, and that of one whose tags
    // are odd.
    for (document, name) in [(SHOP, FEATURE_CHECK), (TAGS, TAG_CHECK)] {
        steps.add(&format!("xtask package --spec {document} --name {name}"));
    }
    // Each feature alone and in each pair. The compressions count as one. Those for the connection
    // have their code in one file, which has no other features in it.
    for features in [
        format!(
            "--group-features gzip,brotli,zstd \
             --exclude-features all-operations,default,{CONNECTION}"
        ),
        format!("--include-features {CONNECTION}"),
    ] {
        steps.beside(&format!(
            "hack clippy --quiet --manifest-path target/packages/{FEATURE_CHECK}/Cargo.toml \
             --target-dir target/features --lib --feature-powerset --depth 2 {features} -- \
             -D warnings"
        ));
    }
    // Each tag alone, with its parts of `blocking` and `mock`.
    let package = format!("target/packages/{TAG_CHECK}");
    steps.beside(&each_tag(&package, "target/features", "--features"));
    // Counts that must not grow unseen. Those of generation take too long. Beside the others,
    // because valgrind occupies one core.
    steps.beside("test --quiet --locked --package diga-api --bench calls -- guard");
    steps.add(&format!(
        "clippy --workspace --all-targets --features {FEATURES} --locked -- -D warnings"
    ));
    steps.run.push(Step {
        environment: Some(("RUSTDOCFLAGS", "-D warnings")),
        ..Step::new(&format!(
            "doc --workspace --no-deps --features {FEATURES} --locked"
        ))
    });
    steps.add("xtask check");
    if exists("openapi/openapi.json") {
        // The crate for the registry: staged, packed, and built from the package, without TLS,
        // which is code of dependencies. With no operations it has no warnings either.
        steps.add("xtask package");
        steps.add(
            "package --quiet --manifest-path target/package-staging/Cargo.toml --target-dir target \
             --allow-dirty --no-default-features --features all-operations",
        );
        steps.add(
            "clippy --quiet --manifest-path target/package-staging/Cargo.toml --target-dir target \
             --lib --no-default-features -- -D warnings",
        );
        let package = "target/package-staging";
        steps.add(&each_tag(package, "target", "--exclude-features"));
    }
    // The documents outside the repository, which not every machine has.
    let lock = workspace.lock().ok().flatten();
    let sources = lock.map(|lock| lock.sources).unwrap_or_default();
    if !sources.is_empty()
        && sources
            .iter()
            .all(|source| Path::new(&located(workspace, &source.from)).exists())
    {
        steps.add("xtask vendor --check");
    } else {
        steps.skip("vendoring again: the sources in openapi/openapi.lock are not on this machine");
    }
    if shared.corpus().is_empty() {
        steps.skip("clients of other documents: --shared names no folder that has any");
    } else {
        steps.add(&format!("xtask corpus --sample {SAMPLE}"));
    }
    steps
}

/// The command that compiles a packaged crate with no operations, with those of each tag alone, and
/// with all, in this target directory. `modules` is the option for the features that add modules to
/// the operations: `--features` or `--exclude-features`.
fn each_tag(package: &str, target: &str, modules: &str) -> String {
    format!(
        "hack check --quiet --manifest-path {package}/Cargo.toml --target-dir {target} --lib \
         --each-feature {modules} blocking,mock --exclude-features default,{OWN},{CONNECTION} \
         --exclude-all-features"
    )
}

/// The features of diga-api that are off by default and have code of their own.
const FEATURES: &str = "blocking,gzip,mock,sse";

/// The features that select how a client connects.
const CONNECTION: &str = "rustls,rustls-ring,native-tls,http2";

/// The other features of diga-api that select no operations, but for `blocking` and `mock`.
const OWN: &str = "brotli,gzip,pattern,sse,zstd";

/// A small document, and the crate whose features are checked in every combination.
const SHOP: &str = "xtask/tests/seeds/shop.json";
const FEATURE_CHECK: &str = "feature-check";

/// The document whose tags are odd, and its crate.
const TAGS: &str = "xtask/tests/generated/documents/feature_tags.json";
const TAG_CHECK: &str = "tag-check";

/// Where the programs that the steps call are installed.
const TOOLS: &str = "target/tools";

/// Compiles combinations of features.
const HACK: &str = "cargo-hack@0.6.46";

/// The number of operations of other documents that are generated: those of the smaller half of the
/// documents. The other modes of `cargo xtask corpus` take too long.
const SAMPLE: usize = 120;

impl Steps {
    fn add(&mut self, line: &str) {
        self.run.push(Step::new(line));
    }

    fn beside(&mut self, line: &str) {
        self.run.push(Step {
            beside: true,
            ..Step::new(line)
        });
    }

    fn skip(&mut self, reason: &str) {
        self.skipped.push(reason.to_owned());
    }
}

impl Step {
    fn new(line: &str) -> Self {
        Self {
            arguments: line.split(' ').map(str::to_owned).collect(),
            ..Self::default()
        }
    }

    fn run(&self, workspace: &Workspace, shared: &Shared) -> Result<(), Failure> {
        let status = self.command(workspace, shared).status();
        let status = status.map_err(|error| Failure::io("run", Path::new("cargo"), &error))?;
        self.result(status)
    }

    /// Runs the step, and prints what it printed when it has ended, so that this is not mixed with
    /// the output of others.
    fn run_quietly(&self, workspace: &Workspace, shared: &Shared) -> Result<(), Failure> {
        let start = Instant::now();
        let output = self.command(workspace, shared).output();
        let output = output.map_err(|error| Failure::io("run", Path::new("cargo"), &error))?;
        let Output {
            status,
            stdout,
            stderr,
        } = output;
        let [stdout, stderr] =
            [stdout, stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        eprintln!(
            "$ {self}\n{stdout}{stderr}[{} s, beside the others]\n",
            start.elapsed().as_secs()
        );
        self.result(status)
    }

    fn result(&self, status: ExitStatus) -> Result<(), Failure> {
        if status.success() {
            Ok(())
        } else {
            Err(Failure::new(format!("`{self}` failed ({status})")))
        }
    }

    fn command(&self, workspace: &Workspace, shared: &Shared) -> Command {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(program);
        match self.arguments.split_first() {
            // Not through the alias, which selects the package: cargo would then build the
            // dependencies again, with other features than the tests had.
            Some((xtask, arguments)) if xtask == "xtask" => command
                .args(["run", "--quiet", "--locked", "--bin", "xtask", "--"])
                .args(arguments),
            _ => command.args(&self.arguments),
        };
        let fetches = |name: &String| matches!(name.as_str(), "fetch" | "install");
        if !self.arguments.first().is_some_and(fetches) {
            command.env("CARGO_NET_OFFLINE", "true");
        }
        // Cargo finds `cargo hack` by PATH.
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
        // An absolute path, because cargo runs tests in the folders of their packages.
        if let Some(Ok(folder)) = shared.folder().map(std::path::absolute) {
            command.env(shared::VARIABLE, folder);
        }
        // Set by cargo for this program. They would be wrong for the one that is started, and build
        // scripts that read them, such as ring's, would run again, with all that depends on them.
        for (name, _) in std::env::vars_os() {
            let set = ["CARGO_MANIFEST_", "CARGO_PKG_"];
            if name
                .to_str()
                .is_some_and(|name| set.iter().any(|set| name.starts_with(set)))
            {
                command.env_remove(name);
            }
        }
        command
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

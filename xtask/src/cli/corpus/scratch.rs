//! A workspace of packaged crates, so that their dependencies are compiled once.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use serde_json::Value;
use xtask::{Feature, Generated};

use super::output::first_lines;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::package::cargo_manifest::{Audience, Other};
use crate::cli::package::staging::{Layout, Template};
use crate::cli::workspace::Workspace;

/// A crate that has all dependencies and no code: compiled first, so that they do not count towards
/// the time of any row.
const DEPENDENCIES: &str = "corpus-dependencies";

/// Runs a program of the workspace with this input, and returns its output.
pub(crate) fn filtered(program: &Path, input: String) -> Result<Vec<u8>, Failure> {
    let failed = |error| Failure::io("run", program, &error);
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let stdin = child.stdin.take();
    // Written beside the reading, so that neither waits for the other.
    let writer = std::thread::spawn(move || {
        stdin.map_or(Ok(()), |mut stdin| stdin.write_all(input.as_bytes()))
    });
    let output = child.wait_with_output().map_err(failed)?;
    if !output.status.success() || !matches!(writer.join(), Ok(Ok(()))) {
        let name = program.display();
        return Err(Failure::new(format!("{name} ended with {}", output.status)));
    }
    Ok(output.stdout)
}

/// The workspace in target/corpus.
#[derive(Debug)]
pub(crate) struct ScratchWorkspace {
    root: PathBuf,
    lock: PathBuf,
    /// The features that are on when crates are checked: `blocking,mock`.
    features: String,
    template: Template,
    /// Locked as long as this exists: another run would replace the list of members.
    _guard: File,
}

/// The result of `cargo check` on a crate.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) seconds: f64,
    pub(crate) errors: Vec<String>,
    pub(crate) warnings: Vec<String>,
}

impl ScratchWorkspace {
    /// A workspace whose crates are checked with these modules enabled.
    pub(crate) fn new(workspace: &Workspace, modules: &[Feature]) -> Result<Self, Failure> {
        let features: Vec<_> = modules.iter().map(|module| module.name()).collect();
        let root = workspace.path("target/corpus");
        Ok(Self {
            _guard: lock(&root)?,
            root,
            lock: workspace.path("Cargo.lock"),
            features: features.join(","),
            template: Template::read(workspace)?,
        })
    }

    /// The folder of a member.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Lays out the crate of a document as a member. What is in `more` is appended to the files of
    /// these names.
    pub(crate) fn stage(
        &self,
        name: &str,
        document: &Value,
        generated: &Generated,
        more: &[(&str, &str)],
    ) -> Result<(), Failure> {
        let layout = Layout {
            audience: Audience::Other(Other::unpublished(name)),
            document,
            generated,
            in_workspace: true,
            more,
        };
        self.template.stage(&layout, &self.folder(name))
    }

    /// Writes the workspace of these members, and compiles their dependencies.
    pub(crate) fn assemble(&self, members: &[String]) -> Result<(), Failure> {
        self.template
            .stage_dependencies(DEPENDENCIES, &self.folder(DEPENDENCIES))?;
        let mut text = "[workspace]\nresolver = \"3\"\nmembers = [\n".to_owned();
        for member in members.iter().map(String::as_str).chain([DEPENDENCIES]) {
            text += &format!("    \"{member}\",\n");
        }
        text += "]\n\n[profile.dev]\ndebug = 0\nincremental = false\n";
        files::write(&self.root.join("Cargo.toml"), &text)?;
        if self.lock.is_file() {
            // The versions that diga-api is built with.
            let lock = String::from_utf8_lossy(&files::read(&self.lock)?).into_owned();
            files::write(&self.root.join("Cargo.lock"), &lock)?;
        }
        let checked = self.check(DEPENDENCIES)?;
        if checked.errors.is_empty() {
            Ok(())
        } else {
            Err(Failure::new(format!(
                "the dependencies do not compile:\n{}",
                checked.errors.join("\n")
            )))
        }
    }

    /// Runs `cargo check` on a member.
    pub(crate) fn check(&self, name: &str) -> Result<Checked, Failure> {
        let start = Instant::now();
        let features = ["--features", &self.features];
        let mut arguments = vec!["check", "--message-format=json", "--package", name];
        if !self.features.is_empty() {
            arguments.extend(features);
        }
        let output = self.cargo(&arguments)?;
        let seconds = start.elapsed().as_secs_f64();
        let (mut errors, mut warnings) = (Vec::new(), Vec::new());
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let message: Value = serde_json::from_str(line).unwrap_or_default();
            let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str);
            // A message without a span is only a summary of the others.
            let has_span = message
                .pointer("/message/spans")
                .and_then(Value::as_array)
                .is_some_and(|spans| !spans.is_empty());
            match (
                text("/reason"),
                text("/message/level"),
                text("/message/rendered"),
            ) {
                (Some("compiler-message"), Some("warning"), Some(rendered)) if has_span => {
                    warnings.push(rendered.to_owned())
                }
                (Some("compiler-message"), Some(level), Some(rendered))
                    if has_span && level.starts_with("error") =>
                {
                    errors.push(rendered.to_owned());
                }
                _ => {}
            }
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        let counts = |line: &str| line.contains(" generated ") && line.contains(" warning");
        let manifest = stderr
            .lines()
            .filter(|line| line.starts_with("warning: ") && !counts(line));
        warnings.extend(manifest.map(str::to_owned));
        if !output.status.success() && errors.is_empty() {
            errors.push(stderr.into_owned());
        }
        Ok(Checked {
            seconds,
            errors,
            warnings,
        })
    }

    /// Builds a member that is a program, and returns its path.
    pub(crate) fn build(&self, name: &str) -> Result<PathBuf, Failure> {
        let mut arguments = vec!["build", "--quiet", "--package", name];
        if !self.features.is_empty() {
            arguments.extend(["--features", &self.features]);
        }
        let output = self.cargo(&arguments)?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(Failure::new(format!(
                "{name} does not build:\n{}",
                first_lines(&stderr, 30)
            )));
        }
        Ok(self
            .root
            .join("target/debug")
            .join(name)
            .with_extension(std::env::consts::EXE_EXTENSION))
    }

    /// Runs cargo in the workspace, and uses the network only if that fails without it.
    fn cargo(&self, arguments: &[&str]) -> Result<Output, Failure> {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let run = |offline: &[&str]| {
            let mut command = Command::new(&program);
            command
                .args(arguments)
                .args(offline)
                .args(["--target-dir", "target"])
                .current_dir(&self.root);
            command.env_remove("CARGO_TARGET_DIR").stdin(Stdio::null());
            command
                .output()
                .map_err(|error| Failure::io("run", Path::new(&program), &error))
        };
        let output = run(&["--offline"])?;
        if !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("--offline")
        {
            return run(&[]);
        }
        Ok(output)
    }
}

/// Waits until no other run uses the workspace. The lock ends with the process, if not before.
fn lock(root: &Path) -> Result<File, Failure> {
    let path = root.join(".lock");
    std::fs::create_dir_all(root)
        .and_then(|()| File::create(&path))
        .and_then(|file| file.lock().map(|()| file))
        .map_err(|error| Failure::io("lock", &path, &error))
}

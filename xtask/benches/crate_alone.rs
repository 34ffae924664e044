//! What it costs to compile the packaged crate alone, compared with the output of two other
//! generators for the same document.
//!
//! ```sh
//! cargo bench -p xtask --bench crate_alone            # three builds of each, in turn
//! cargo bench -p xtask --bench crate_alone -- 1
//! ```
//!
//! Installs openapi-to-rust and oas3-gen from the registry into target/tools. The dependencies are
//! compiled before; all crates are compiled without TLS, which is code of dependencies only.
//! Processor time is compared, which other work on the machine disturbs less than the time of day.
// A benchmark that cannot measure may panic.
#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod processor;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use processor::processor;

/// The versions of the generators whose output is compared.
const OPENAPI_TO_RUST: &str = "0.23.0";
const OAS3_GEN: &str = "0.29.0";

/// Builds of a crate: the name of the row and the arguments of cargo.
const BUILDS: [(&str, &[&str]); 3] = [
    ("check", &["check"]),
    ("debug", &["build"]),
    ("release", &["build", "--release"]),
];

fn main() {
    let rounds = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(3);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let root = root.canonicalize().expect("the workspace");
    let folder = root.join("target/bench-crate-alone");
    let crates = [
        ours(&root, &folder),
        openapi_to_rust(&root, &folder),
        oas3_gen(&root, &folder),
    ];
    println!(
        "processor time, median of {rounds}  diga-api  openapi-to-rust  ratio  oas3-gen  ratio"
    );
    for (name, arguments) in BUILDS {
        for one in &crates {
            one.build(arguments);
        }
        let mut times = [vec![], vec![], vec![]];
        for _ in 0..rounds {
            for (one, times) in crates.iter().zip(&mut times) {
                times.push(one.build(arguments));
            }
        }
        let [ours, first, second] = times.map(|mut times: Vec<f64>| {
            times.sort_by(f64::total_cmp);
            times[times.len() / 2]
        });
        println!(
            "{name:<25}  {ours:>8.1} s  {first:>13.1} s  {:>5.2}  {second:>6.1} s  {:>5.2}",
            ours / first,
            ours / second
        );
    }
}

/// The package that is published.
fn ours(root: &Path, folder: &Path) -> Crate {
    let package = folder.join("diga-api");
    let mut staged = Command::new(env!("CARGO_BIN_EXE_xtask"));
    staged.arg("package").arg("--out").arg(&package);
    run(staged.current_dir(root));
    Crate {
        folder: package,
        target: folder.join("target"),
        arguments: &["--no-default-features", "--features", "all-operations"],
    }
}

/// What openapi-to-rust makes of the document, as a crate.
fn openapi_to_rust(root: &Path, folder: &Path) -> Crate {
    let program = installed(root, "openapi-to-rust", OPENAPI_TO_RUST);
    let package = folder.join("openapi-to-rust");
    fs::create_dir_all(package.join("src")).expect("a folder");
    let document = root.join("openapi/openapi.json");
    fs::copy(document, package.join("openapi.json")).expect("the document");
    let own = [
        "init",
        "openapi.json",
        "--output-dir",
        "src/generated",
        "--force",
    ];
    run(Command::new(&program).args(own).current_dir(&package));
    run(Command::new(&program).arg("generate").current_dir(&package));
    let required = package.join("src/generated/REQUIRED_DEPS.toml");
    let dependencies = fs::read_to_string(required).expect("its dependencies");
    let manifest = format!(
        "[package]\nname = \"peer\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n{dependencies}"
    );
    fs::write(package.join("Cargo.toml"), manifest).expect("a manifest");
    let library = "#![allow(warnings)]\npub mod generated;\n";
    fs::write(package.join("src/lib.rs"), library).expect("a library");
    compiled(root, folder, package, "\"rustls\", ")
}

/// What oas3-gen makes of the document with its defaults: a client in a crate.
fn oas3_gen(root: &Path, folder: &Path) -> Crate {
    let program = installed(root, "oas3-gen", OAS3_GEN);
    let package = folder.join("oas3-gen");
    let mut generate = Command::new(program);
    generate.args(["generate", "client-mod", "--workspace", "--input"]);
    generate.arg(root.join("openapi/openapi.json"));
    run(generate.arg("--output").arg(&package));
    compiled(root, folder, package, "\"native-tls\", ")
}

/// The program of a crate in the registry, compiled once.
fn installed(root: &Path, name: &str, version: &str) -> PathBuf {
    let tools = root.join(format!("target/tools/{name}-{version}"));
    let program = tools.join("bin").join(name);
    if !program.exists() {
        let mut install = cargo();
        install.args(["install", "--quiet", "--locked", "--debug", "--root"]);
        run(install.arg(tools).args([name, "--version", version]));
    }
    program
}

/// A crate that another generator wrote, compiled as ours is: outside of this workspace, without
/// TLS (`tls` is that feature of reqwest), and with our versions of the crates that both use.
fn compiled(root: &Path, folder: &Path, package: PathBuf, tls: &str) -> Crate {
    let manifest = package.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    assert!(text.contains(tls), "{}: no {tls}", manifest.display());
    let text = text.replace(tls, "") + "\n[workspace]\n";
    fs::write(manifest, text).expect("a manifest");
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).expect("a lock");
    Crate {
        folder: package,
        target: folder.join("target"),
        arguments: &[],
    }
}

struct Crate {
    folder: PathBuf,
    target: PathBuf,
    arguments: &'static [&'static str],
}

impl Crate {
    /// Compiles the crate, and what of its dependencies is not yet compiled. Returns the seconds of
    /// processor time.
    fn build(&self, arguments: &[&str]) -> f64 {
        let library = self.folder.join("src/lib.rs");
        let text = fs::read(&library).expect("the library");
        fs::write(&library, text).expect("a newer library");
        let before = processor();
        let mut build = cargo();
        build.args(arguments).args(["--quiet", "--jobs", "1"]);
        build.args(self.arguments).current_dir(&self.folder);
        build.env("CARGO_TARGET_DIR", &self.target);
        run(build.env("CARGO_INCREMENTAL", "0"));
        processor() - before
    }
}

fn cargo() -> Command {
    let mut command = Command::new(env!("CARGO"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_") && name != "CARGO_HOME" {
            command.env_remove(name);
        }
    }
    command
}

fn run(command: &mut Command) {
    let status = command.stdout(Stdio::null()).status().expect("it starts");
    assert!(status.success(), "{command:?}: {status}");
}

//! Values drawn from a document's schemas, decoded with the generated types and encoded again.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use indexmap::IndexMap;
use xtask::manifest::TypeRef;

use super::output::first_lines;
use super::score::FidelityScore;
use super::scratch::ScratchWorkspace;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::package::cargo_manifest::HEADER;
use crate::cli::shared::Shared;
use crate::cli::workspace::Workspace;

/// The packages that `draw.py` imports, by their names for pip.
const PACKAGES: [&str; 4] = ["jsonschema", "referencing", "pyyaml", "exrex"];

/// The tools that draw values and compare them.
#[derive(Debug)]
pub(crate) struct Fidelity {
    python: PathBuf,
    tools: PathBuf,
    /// The folder for values and results.
    folder: PathBuf,
    per_schema: u32,
    seed: u32,
}

impl Fidelity {
    /// Finds `draw.py` and `harness.py`, and creates a virtual environment for them if there is
    /// none.
    pub(crate) fn prepare(
        workspace: &Workspace,
        shared: &Shared,
        per_schema: u32,
        seed: u32,
    ) -> Result<Self, Failure> {
        let tools = tools(shared).ok_or_else(|| {
            Failure::new("fidelity/draw.py and fidelity/harness.py are not in the shared folder")
                .help("name the folder with --shared, or omit --fidelity")
        })?;
        let venv = workspace.path("target/fidelity-venv");
        let python = venv.join(if cfg!(windows) {
            "Scripts/python.exe"
        } else {
            "bin/python"
        });
        let fidelity = Self {
            folder: absolute(&workspace.path("target/corpus/fidelity"))?,
            tools: absolute(&tools)?,
            python: absolute(&python)?,
            per_schema,
            seed,
        };
        let has_all = ["-c", "import jsonschema, referencing, yaml, exrex"];
        if !fidelity.python.exists() || fidelity.python(&has_all, None).is_err() {
            eprintln!("installing {} into {}", PACKAGES.join(", "), venv.display());
            run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
            let install = [
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ];
            run(Command::new(&fidelity.python).args(install).args(PACKAGES))?;
        }
        std::fs::create_dir_all(&fidelity.folder)
            .map_err(|error| Failure::io("create", &fidelity.folder, &error))?;
        Ok(fidelity)
    }

    /// The name of the program that decodes and encodes values with the types of a crate.
    pub(crate) fn program(name: &str) -> String {
        format!("{name}-fidelity")
    }

    /// Writes the program; `types` has the Rust type of each schema.
    pub(crate) fn stage(
        &self,
        name: &str,
        types: &IndexMap<String, TypeRef>,
        scratch: &ScratchWorkspace,
    ) -> Result<(), Failure> {
        let program = Self::program(name);
        let folder = scratch.folder(&program);
        let library = name.replace('-', "_");
        let rows = types
            .iter()
            .map(|(schema, rust)| format!("{schema}\t{}\n", of_crate(rust, &library)));
        let table = self.folder.join(format!("{name}.tsv"));
        files::write(&table, &rows.collect::<String>())?;
        let main = self.python(&["harness.py", "main", &table.to_string_lossy()], None)?;
        files::write(
            &folder.join("src/main.rs"),
            &String::from_utf8_lossy(&main.stdout),
        )?;
        let manifest = format!(
            "{HEADER}[package]\nname = \"{program}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
             publish = false\n\n[dependencies]\n{name} = {{ path = \"../{name}\" }}\n\
             serde = \"1\"\nserde_json = \"1\"\n"
        );
        files::write(&folder.join("Cargo.toml"), &manifest).map(drop)
    }

    /// Draws values, tries them, and counts the results; also returns the worst schemas if not all
    /// values came back equal.
    pub(crate) fn score(
        &self,
        document: &Path,
        name: &str,
        scratch: &ScratchWorkspace,
    ) -> Result<(FidelityScore, String), Failure> {
        let key = files::sha256(&files::read(document)?);
        let key = key.get(..12).unwrap_or_default();
        let drawn = self.folder.join(format!(
            "{name}-{key}-{}-{}.jsonl",
            self.per_schema, self.seed
        ));
        if !drawn.is_file() {
            let document = absolute(document)?;
            let (count, seed) = (self.per_schema.to_string(), self.seed.to_string());
            let arguments = [
                "draw.py",
                &document.to_string_lossy(),
                "--per-schema",
                &count,
                "--seed",
                &seed,
            ];
            let values = self.python(&arguments, None)?;
            files::write(&drawn, &String::from_utf8_lossy(&values.stdout))?;
        }
        let program = scratch.build(&Self::program(name))?;
        let input = File::open(&drawn).map_err(|error| Failure::io("read", &drawn, &error))?;
        let tried = run(Command::new(&program).stdin(input))?;
        let results = self.folder.join(format!("{name}.results.jsonl"));
        files::write(&results, &String::from_utf8_lossy(&tried.stdout))?;
        let (drawn, results) = (drawn.to_string_lossy(), results.to_string_lossy());
        let scored = self.python(&["harness.py", "score", &drawn, &results], None)?;
        let output = String::from_utf8_lossy(&scored.stdout).into_owned();
        let (line, worst) = output.split_once('\n').unwrap_or((&output, ""));
        let score =
            read(line).ok_or_else(|| Failure::new(format!("harness.py printed `{line}`")))?;
        Ok((score, first_lines(worst, 8)))
    }

    fn python(&self, arguments: &[&str], input: Option<File>) -> Result<Output, Failure> {
        let mut command = Command::new(&self.python);
        command
            .args(arguments)
            .current_dir(&self.tools)
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command
            .env("PYTHONUTF8", "1")
            .stdin(input.map_or(Stdio::null(), Stdio::from));
        run(&mut command)
    }
}

/// The folder of the tools, if they exist.
pub(crate) fn tools(shared: &Shared) -> Option<PathBuf> {
    let tools = shared.path("fidelity")?;
    let present = ["draw.py", "harness.py"].iter();
    let mut present = present.map(|name| tools.join(name).is_file());
    present.all(|present| present).then_some(tools)
}

/// A type of the manifest, as another crate names it.
fn of_crate(ty: &TypeRef, library: &str) -> String {
    let qualified = |ty: &TypeRef| match ty {
        TypeRef::Named(path) => Some(TypeRef::Named(format!("{library}::{path}"))),
        TypeRef::ExactNumber => Some(TypeRef::Named(format!("{library}::Number"))),
        _ => None,
    };
    ty.replace(&qualified).to_string()
}

/// `12/13 equal (92.31 %), lost 1, refused 0, no type 0`.
fn read(line: &str) -> Option<FidelityScore> {
    let mut numbers = line
        .split(|character: char| !character.is_ascii_digit())
        .filter(|piece| !piece.is_empty());
    let equal = numbers.next()?.parse().ok()?;
    // Skips the total, and the two parts of the percentage.
    let mut numbers = numbers.skip(3).map(|number| number.parse().ok());
    Some(FidelityScore {
        equal,
        lost: numbers.next()??,
        refused: numbers.next()??,
        no_type: numbers.next()??,
    })
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| Failure::io("find", path, &error))
}

/// Runs a program; its failure is an error.
fn run(command: &mut Command) -> Result<Output, Failure> {
    let name = Path::new(command.get_program()).to_owned();
    let output = command
        .output()
        .map_err(|error| Failure::io("run", &name, &error))?;
    if output.status.success() {
        return Ok(output);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let tail: Vec<_> = stderr.trim_end().lines().rev().take(12).collect();
    let tail: Vec<_> = tail.into_iter().rev().collect();
    let arguments: Vec<_> = command
        .get_args()
        .map(|argument| argument.to_string_lossy())
        .collect();
    let command = format!("{} {}", name.display(), arguments.join(" "));
    Err(Failure::new(format!(
        "{} ended with {}:\n{}",
        command.trim(),
        output.status,
        tail.join("\n")
    )))
}

#[cfg(test)]
mod tests {
    use super::{FidelityScore, TypeRef, of_crate, read};

    #[test]
    fn scores_are_read() {
        let score = FidelityScore {
            equal: 12,
            lost: 1,
            refused: 2,
            no_type: 3,
        };
        assert_eq!(
            read("12/18 equal (66.67 %), lost 1, refused 2, no type 3"),
            Some(score)
        );
        assert_eq!(read("Traceback"), None);
    }

    #[test]
    fn types_are_qualified_with_the_crate() {
        let note = TypeRef::Named("types::Note".to_owned());
        assert_eq!(of_crate(&note, "note_api"), "note_api::types::Note");
        assert_eq!(
            of_crate(&note.list(), "note_api"),
            "::std::vec::Vec<note_api::types::Note>"
        );
        assert_eq!(of_crate(&TypeRef::Any, "note_api"), "::serde_json::Value");
    }
}

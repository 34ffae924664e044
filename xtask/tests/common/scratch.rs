//! A crate in `target/` that has many clients, and one runtime.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A crate that is made by the test.
#[allow(dead_code, reason = "no test uses all of it")]
pub(crate) struct Scratch {
    /// Documents.
    root: PathBuf,
    /// The crate.
    krate: PathBuf,
    /// Its name.
    name: String,
    /// The names of its modules.
    modules: RefCell<Vec<String>>,
}

#[allow(dead_code, reason = "no test uses all of it")]
impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let root = workspace().join("target").join(name);
        let krate = root.join("crate");
        let _ = fs::remove_dir_all(&krate);
        fs::create_dir_all(&root).unwrap();
        Self {
            root,
            krate,
            name: name.to_owned(),
            modules: RefCell::default(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Stages the crate of a document, which has the runtime and the client at its root.
    pub(crate) fn package(&self, document: &str) {
        let spec = self.path("document.json");
        fs::write(&spec, document).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .arg("--root")
            .arg(workspace())
            .args(["package", "--name", &self.name, "--spec"])
            .arg(&spec)
            .arg("--out")
            .arg(&self.krate)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let path = self.krate.join("Cargo.toml");
        let manifest = fs::read_to_string(&path).unwrap();
        if !manifest.contains("[workspace]") {
            fs::write(path, format!("{manifest}\n[workspace]\n")).unwrap();
        }
        let lock = self.krate.join("Cargo.lock");
        fs::copy(workspace().join("Cargo.lock"), lock).unwrap();
    }

    /// Adds a client as a module. The runtime's `Client` can have the operations of one client
    /// only, so that of another one is a type of its own.
    pub(crate) fn client(&self, module: &str, rust: &str) {
        let own = rust
            .replace("impl crate::runtime::Client {", "impl Client {")
            .replace(
                "::std::clone::Clone::clone(self)",
                "::std::clone::Clone::clone(&self.0)",
            );
        let own = format!(
            "pub use crate::{{Error, File, Response}};\n/// A client.\n\
             #[derive(Clone, Debug)]\npub struct Client(pub crate::runtime::Client);\n{own}"
        );
        self.write(module, &own);
    }

    /// Adds code that calls a client.
    pub(crate) fn calls(&self, module: &str, client: &str, code: &str) {
        self.write(
            module,
            &format!("use std::collections::BTreeMap;\nuse {client} as api;\n{code}\n"),
        );
    }

    fn write(&self, module: &str, code: &str) {
        fs::write(self.krate.join(format!("src/{module}.rs")), code).unwrap();
        self.modules.borrow_mut().push(module.to_owned());
    }

    /// Runs a program that uses the crate, which it calls `LIBRARY`, with this input; returns what
    /// it prints.
    pub(crate) fn run(&self, main: &str, input: &str) -> String {
        let library = self.krate.join("src/lib.rs");
        self.declare_modules(&library);
        let main = main.replace("LIBRARY", &self.name.replace('-', "_"));
        fs::write(self.krate.join("src/main.rs"), main).unwrap();
        let file = self.path("input");
        fs::write(&file, input).unwrap();
        let output = self
            .cargo("run")
            .arg("--quiet")
            .stdin(fs::File::open(&file).unwrap())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn declare_modules(&self, library: &Path) {
        let mut text = fs::read_to_string(library).unwrap();
        text = text.replacen("//! ", "#![allow(warnings)]\n//! ", 1);
        for module in &*self.modules.borrow() {
            text += &format!("pub mod {module};\n");
        }
        fs::write(library, text).unwrap();
    }

    /// A command of cargo in the crate. Its dependencies are those of the workspace, compiled once.
    fn cargo(&self, command: &str) -> Command {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args([command, "--offline"])
            .args([
                "--no-default-features",
                "--features",
                "all-operations,pattern",
            ])
            .env("CARGO_TARGET_DIR", workspace().join("target"))
            .env_remove("CARGO_MANIFEST_DIR")
            .current_dir(&self.krate);
        cargo
    }

    /// The modules that do not compile, each with the first error. One that does not compile hides
    /// errors of later passes of the compiler, so it is removed, and the rest is compiled again.
    pub(crate) fn broken(&self) -> BTreeMap<String, String> {
        self.declare_modules(&self.krate.join("src/lib.rs"));
        let mut broken = BTreeMap::new();
        loop {
            let errors = self.check();
            if errors.is_empty() {
                return broken;
            }
            let before = broken.len();
            for (file, why) in errors {
                let name = Path::new(&file).file_stem().unwrap().to_str().unwrap();
                let is_module = self.modules.borrow().iter().any(|module| module == name);
                assert!(is_module, "{file}: {why}");
                fs::write(self.krate.join(&file), "").unwrap();
                broken.entry(name.to_owned()).or_insert(why);
            }
            assert!(
                broken.len() > before,
                "the same files fail again: {broken:?}"
            );
        }
    }

    /// The errors by file.
    fn check(&self) -> Vec<(String, String)> {
        let output = self
            .cargo("check")
            .args(["--message-format=json", "--lib"])
            .output()
            .unwrap();
        let lines = String::from_utf8(output.stdout).unwrap();
        let mut found = Vec::new();
        for line in lines.lines() {
            let Ok(line) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            let message = &line["message"];
            let spans = message["spans"].as_array().into_iter().flatten();
            let primary = spans.filter(|span| span["is_primary"] == true);
            if message["level"] == "error" {
                let text = message["message"].as_str().unwrap_or_default();
                let files = primary.filter_map(|span| span["file_name"].as_str());
                found.extend(files.map(|file| (file.to_owned(), text.to_owned())));
            }
        }
        assert!(
            output.status.success() || !found.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        found
    }
}

fn workspace() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap().to_owned()
}

//! Generates the client of the vendored document: the operations whose features are on.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Reads `openapi/` and writes only `$OUT_DIR/generated.rs` and a file for each feature that has
/// code of its own.
fn generate() -> Result<(), Box<dyn Error>> {
    let of_cargo = |name: &str| {
        env::var_os(name)
            .map(PathBuf::from)
            .ok_or(format!("cargo sets no {name}"))
    };
    let openapi = of_cargo("CARGO_MANIFEST_DIR")?.join("../openapi");
    let files = xtask::Vendored {
        document: &read(&openapi.join("openapi.json"))?,
        overlay: &read(&openapi.join("overlay.json"))?,
        lock: &read(&openapi.join("openapi.lock"))?,
    };
    let features = xtask::Feature::of_build(|name| env::var_os(name).is_some());
    let variables = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let selection = xtask::Selection::of_build(variables);
    let package = env!("CARGO_PKG_NAME");
    let generated = xtask::build(files, package, features, selection)?;
    let out = of_cargo("OUT_DIR")?;
    for (name, rust) in generated.files() {
        fs::write(out.join(name), rust).map_err(|error| format!("{name}: {error}"))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

//! Figures that a change must not worsen unseen: they are in a file, which is reviewed.
//!
//! They are counts, so other work on the machine does not disturb them. Instructions depend on the
//! compiler, so they are compared if they were counted with the same one.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What a figure may differ from the one in the file.
const TOLERANCE: f64 = 0.03;

/// A figure that was measured, or the reason that it was not.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    /// Whether it is a count of instructions.
    pub(crate) instructions: bool,
    pub(crate) measured: Result<u64, String>,
}

/// Compares figures with those in a file, and prints what could not be compared. With
/// `UPDATE_EXPECT=1`, writes the file.
///
/// # Errors
/// The figures that differ by more than 3 %.
pub(crate) fn compare(file: &Path, figures: &[Figure]) -> Result<(), Box<dyn Error>> {
    let compiler = compiler();
    let old = fs::read_to_string(file).unwrap_or_default();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        return write(file, &old, &compiler, figures);
    }
    let same_compiler = value(&old, "compiler") == Some(&compiler);
    let mut worse = Vec::new();
    for Figure {
        name,
        instructions,
        measured,
    } in figures
    {
        let expected = value(&old, name).and_then(|value| value.parse::<u64>().ok());
        match (measured, expected) {
            (Err(why), _) => println!("{name}: not measured: {why}"),
            (Ok(measured), None) => {
                println!("{name}: {measured}, not listed yet: UPDATE_EXPECT=1 lists it");
            }
            (Ok(measured), Some(_)) if *instructions && !same_compiler => {
                println!("{name}: {measured}, not compared: listed for another compiler");
            }
            (Ok(measured), Some(expected)) => {
                let change = ratio(*measured, expected) - 1.0;
                println!(
                    "{name}: {measured}, listed {expected}, {:+.1} %",
                    change * 100.0
                );
                if change.abs() > TOLERANCE {
                    worse.push(format!("{name}: {measured} instead of {expected}"));
                }
            }
        }
    }
    if worse.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} differs by more than 3 %:\n  {}\n\
         help: if that is intended, refresh it with UPDATE_EXPECT=1",
        file.display(),
        worse.join("\n  ")
    )
    .into())
}

fn write(file: &Path, old: &str, compiler: &str, figures: &[Figure]) -> Result<(), Box<dyn Error>> {
    let mut new = format!("compiler: {compiler}\n");
    for Figure { name, measured, .. } in figures {
        match measured {
            Ok(measured) => new.push_str(&format!("{name}: {measured}\n")),
            Err(why) => {
                println!("{name}: not measured: {why}");
                if let Some(value) = value(old, name) {
                    new.push_str(&format!("{name}: {value}\n"));
                }
            }
        }
    }
    fs::write(file, new).map_err(|error| format!("{}: {error}", file.display()).into())
}

fn value<'a>(file: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = file.lines();
    lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[allow(clippy::cast_precision_loss)]
fn ratio(one: u64, other: u64) -> f64 {
    one as f64 / other as f64
}

fn compiler() -> String {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let printed = Command::new(compiler).arg("--version").output();
    let printed = printed.map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&printed).trim().to_owned()
}

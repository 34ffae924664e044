//! The library, called so that a fault of its own is told like any other.

use std::cell::{Cell, RefCell};
use std::panic;
use std::path::Path;
use std::sync::Once;

use serde_json::Value;
use xtask::{Diagnostic, Format, Generated, Lock, Settings};

use super::failure::Failure;
use super::files;

/// Deep documents make deep recursion, and only what is used of it is ever taken.
const STACK: usize = 256 << 20;

/// Why nothing was generated.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The document's fault, or a limit of ours that is known.
    Diagnosed(Vec<Diagnostic>),
    /// Our fault: what the panic said, and where.
    Panicked(String),
}

impl Refusal {
    /// The refusal as the end of a command that worked on `place`.
    pub(crate) fn failure(&self, place: impl std::fmt::Display) -> Failure {
        match self {
            Self::Diagnosed(diagnostics) => Failure::diagnosed(place, diagnostics),
            Self::Panicked(said) => Failure::new(format!("{place}: this is a fault in xtask: {said}"))
                .help("report it with the document, or with the part of it that is enough to see the fault"),
        }
    }
}

/// How a crate of this name is generated, under the names that `lock` holds.
pub(crate) fn settings(name: &str, lock: Option<&Lock>) -> Settings {
    let names = lock.map(|lock| lock.operations.clone()).unwrap_or_default();
    Settings::of_package(name).with_names(names)
}

/// Reads a JSON or YAML file that is no OpenAPI document: an overlay.
pub(crate) fn parse(path: &Path) -> Result<Value, Failure> {
    let text = files::read(path)?;
    let format = Format::of(&path.to_string_lossy(), &text);
    run(|| xtask::parse(&text, format).map_err(|diagnostic| vec![diagnostic]))
        .map_err(|refusal| refusal.failure(path.display()))
}

/// Reads the document in a file.
pub(crate) fn read(path: &Path) -> Result<Value, Failure> {
    let text = files::read(path)?;
    let format = Format::of(&path.to_string_lossy(), &text);
    run(|| xtask::read(&text, format).map_err(|diagnostic| vec![diagnostic]))
        .map_err(|refusal| refusal.failure(path.display()))
}

/// Runs all stages.
pub(crate) fn generate(document: &Value, settings: &Settings) -> Result<Generated, Refusal> {
    run(|| xtask::generate(document, settings))
}

/// Runs the library on a stack of its own, and turns a panic into a refusal.
pub(crate) fn run<T: Send>(
    work: impl FnOnce() -> Result<T, Vec<Diagnostic>> + Send,
) -> Result<T, Refusal> {
    let caught = || {
        CAUGHT.set(true);
        let done = panic::catch_unwind(panic::AssertUnwindSafe(work));
        done.map_err(|_| HEARD.take())
    };
    let outcome = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, caught);
        match thread {
            Ok(thread) => thread.join().unwrap_or_else(|_| Err(String::new())),
            Err(error) => Err(format!("no thread to run on: {error}")),
        }
    });
    match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(diagnostics)) => Err(Refusal::Diagnosed(diagnostics)),
        Err(said) => Err(Refusal::Panicked(said)),
    }
}

thread_local! {
    /// What the last panic of this thread said.
    static HEARD: RefCell<String> = const { RefCell::new(String::new()) };
    /// Whether this thread's panics become refusals.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Keeps what a panic says for the message, instead of printing it with a backtrace.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        panic::set_hook(Box::new(|information| {
            let payload = information.payload();
            let text = payload.downcast_ref::<String>().map(String::as_str);
            let said = text
                .or_else(|| payload.downcast_ref::<&str>().copied())
                .unwrap_or("it panicked");
            let place = information
                .location()
                .map(|place| format!(" ({}:{})", place.file(), place.line()));
            let said = format!("{said}{}", place.unwrap_or_default());
            if CAUGHT.get() {
                HEARD.set(said);
            } else {
                eprintln!("error: this is a fault in xtask: {said}");
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::{Refusal, listen, run, settings};

    #[test]
    fn a_panic_of_the_library_is_told_as_a_fault_of_ours() {
        listen();
        let refusal = run::<()>(|| panic!("lost the thread")).unwrap_err();
        let said = refusal.failure("a.json").to_string();
        assert!(matches!(refusal, Refusal::Panicked(_)));
        assert!(
            said.starts_with("a.json: this is a fault in xtask: lost the thread (xtask/src/"),
            "{said}"
        );
        assert!(
            said.contains("\n  help: report it with the document"),
            "{said}"
        );
    }

    #[test]
    fn deep_recursion_has_room() {
        fn deep(levels: u32) -> u32 {
            let room = std::hint::black_box([0_u8; 512]);
            if levels == 0 {
                u32::from(room[0])
            } else {
                deep(levels - 1) + 1
            }
        }
        assert_eq!(run(|| Ok(deep(100_000))).ok(), Some(100_000));
    }

    #[test]
    fn the_environment_is_called_after_the_crate() {
        let named = |name| {
            let settings = settings(name, None);
            (settings.crate_name, settings.env)
        };
        assert_eq!(
            named("diga-api"),
            ("diga_api".to_owned(), "DIGA".to_owned())
        );
        assert_eq!(
            named("my-notes"),
            ("my_notes".to_owned(), "MY_NOTES".to_owned())
        );
    }
}

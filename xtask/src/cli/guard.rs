//! Calls to the library that turn its panics into error messages.

use std::cell::{Cell, RefCell};
use std::panic;
use std::path::Path;
use std::sync::Once;

use serde_json::Value;
use xtask::{Diagnostic, Format, Generated, Lock, Settings};

use super::failure::Failure;
use super::files;

/// Deeply nested documents need deep recursion. The system allocates only the pages that are used.
const STACK: usize = 256 << 20;

/// The reason that nothing was generated.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The document is invalid, or exceeds a limit of the generator.
    Diagnosed(Vec<Diagnostic>),
    /// The library panicked, which is a bug: the message, and where it came from.
    Panicked(String),
}

impl Refusal {
    /// The error of a command that worked on `subject`.
    pub(crate) fn failure(&self, subject: impl std::fmt::Display) -> Failure {
        match self {
            Self::Diagnosed(diagnostics) => Failure::diagnosed(subject, diagnostics),
            Self::Panicked(message) => {
                let help = "report it with the document, or with the part that reproduces it";
                Failure::new(format!("{subject}: this is a bug in xtask: {message}")).help(help)
            }
        }
    }
}

/// The settings for a crate of this name, with the names and error codes in the lock.
pub(crate) fn settings(name: &str, lock: Option<&Lock>) -> Settings {
    let names = lock.map(|lock| lock.operations.clone()).unwrap_or_default();
    let codes = lock
        .map(|lock| lock.error_codes.clone())
        .unwrap_or_default();
    Settings::of_package(name)
        .with_names(names)
        .with_error_codes(codes)
}

/// Reads a JSON or YAML file that is not an OpenAPI document, such as an overlay.
pub(crate) fn parse(path: &Path) -> Result<Value, Failure> {
    let text = files::read(path)?;
    let format = Format::of(&path.to_string_lossy(), &text);
    run(|| xtask::parse(&text, format).map_err(|diagnostic| vec![diagnostic]))
        .map_err(|refusal| refusal.failure(path.display()))
}

/// Reads an OpenAPI document.
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

/// Runs the library on a thread with a large stack, and turns a panic into a refusal.
pub(crate) fn run<T: Send>(
    work: impl FnOnce() -> Result<T, Vec<Diagnostic>> + Send,
) -> Result<T, Refusal> {
    let guarded = || {
        GUARDED.set(true);
        match panic::catch_unwind(panic::AssertUnwindSafe(work)) {
            Ok(result) => result.map_err(Refusal::Diagnosed),
            Err(_) => Err(Refusal::Panicked(MESSAGE.take())),
        }
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, guarded);
        match thread {
            Ok(thread) => thread
                .join()
                .unwrap_or_else(|_| Err(Refusal::Panicked(String::new()))),
            Err(error) => Err(Refusal::Panicked(format!(
                "no thread can be started: {error}"
            ))),
        }
    })
}

thread_local! {
    /// The message of the last panic of this thread.
    static MESSAGE: RefCell<String> = const { RefCell::new(String::new()) };
    /// Whether the panics of this thread become refusals.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Replaces the panic hook: the message of a guarded panic is kept for the refusal instead of being
/// printed with a backtrace.
pub(crate) fn install_panic_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        panic::set_hook(Box::new(|information| {
            let payload = information.payload();
            let text = payload.downcast_ref::<String>().map(String::as_str);
            let message = text
                .or_else(|| payload.downcast_ref::<&str>().copied())
                .unwrap_or("it panicked");
            let location = information
                .location()
                .map(|location| format!(" ({}:{})", location.file(), location.line()));
            let message = format!("{message}{}", location.unwrap_or_default());
            if GUARDED.get() {
                MESSAGE.set(message);
            } else {
                eprintln!("error: this is a bug in xtask: {message}");
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::{Refusal, install_panic_hook, run, settings};

    #[test]
    fn a_panic_of_the_library_is_reported_as_a_fault_of_xtask() {
        install_panic_hook();
        let refusal = run::<()>(|| panic!("lost the thread")).unwrap_err();
        let message = refusal.failure("a.json").to_string();
        assert!(matches!(refusal, Refusal::Panicked(_)));
        assert!(
            message.starts_with("a.json: this is a bug in xtask: lost the thread (xtask/src/"),
            "{message}"
        );
        assert!(
            message.contains("\n  help: report it with the document"),
            "{message}"
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
    fn environment_variables_are_named_after_the_crate() {
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

//! How a failure is printed.

use std::error::Error;
use std::process::ExitCode;

/// One line for the error, and one for each cause that adds something.
pub(crate) fn exit_code(result: Result<(), Box<dyn Error>>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    let mut message = error.to_string();
    eprintln!("error: {message}");
    let mut cause = error.source();
    while let Some(error) = cause {
        let line = error.to_string();
        if !message.contains(&line) {
            eprintln!("  caused by: {line}");
        }
        message = line;
        cause = error.source();
    }
    ExitCode::FAILURE
}

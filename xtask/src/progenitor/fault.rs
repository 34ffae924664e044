//! Diagnostics of bugs in this folder, which no document should ever cause.

use crate::Diagnostic;

/// progenitor does not accept the stand-in document.
pub(super) fn refused(why: &str) -> Diagnostic {
    report(format!("progenitor refuses its stand-in document: {why}"))
}

/// progenitor's output is not what this folder expects.
pub(super) fn unexpected(why: &str) -> Diagnostic {
    report(format!(
        "progenitor's output does not have the form that version {} has: {why}",
        crate::PROGENITOR
    ))
}

fn report(message: String) -> Diagnostic {
    Diagnostic::new("#", message).help("this is a bug in xtask: report it with the document")
}

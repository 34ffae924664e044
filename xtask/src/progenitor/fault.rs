//! Diagnostics for what is wrong between progenitor and this folder: never the document's fault.

use crate::Diagnostic;

/// progenitor does not accept the stand-in document.
pub(super) fn refused(why: &str) -> Diagnostic {
    report(format!("progenitor refuses what was made for it: {why}"))
}

/// progenitor's output is not what this folder expects.
pub(super) fn unexpected(why: &str) -> Diagnostic {
    report(format!(
        "progenitor's code is not of the form that its version {} has: {why}",
        crate::PROGENITOR
    ))
}

fn report(message: String) -> Diagnostic {
    Diagnostic::new("#", message).help("this is a bug in xtask: report it with the document")
}

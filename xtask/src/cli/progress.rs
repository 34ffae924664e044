//! Progress on standard error, if that is a terminal; anywhere else nothing is printed.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A progress bar of `length` steps.
pub(crate) fn bar(length: usize, verb: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    if let Ok(style) = ProgressStyle::with_template("{prefix} {pos}/{len} {elapsed} {wide_msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(verb);
    bar.enable_steady_tick(Duration::from_millis(500));
    bar
}

/// Does work that takes seconds, and prints meanwhile what it is.
pub(crate) fn during<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let spinner = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{wide_msg} {elapsed}") {
        spinner.set_style(style);
    }
    spinner.set_message(what.to_owned());
    spinner.enable_steady_tick(Duration::from_millis(500));
    let result = work();
    spinner.finish_and_clear();
    result
}

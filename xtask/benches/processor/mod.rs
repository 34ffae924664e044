//! Processor time, which other work on the machine disturbs less than the time of day.

use std::fs;

/// The processor time of this process, of all its threads, and of child processes that have ended,
/// in seconds; zero if the system does not report it.
pub(crate) fn processor() -> f64 {
    // Clock ticks, a hundredth of a second on every Linux that cargo runs on; fields 14 to 17 of
    // proc_pid_stat(5).
    let statistics = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = statistics.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(4);
    ticks
        .filter_map(|field| field.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

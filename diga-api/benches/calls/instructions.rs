//! Counts instructions with valgrind: those of a run of many calls, minus those of a run of few, so
//! that the start-up does not count.

use std::error::Error;
use std::process::{Command, Stdio};

/// The number of instructions of one call, by the client and by hand.
pub(crate) fn per_call(url: &str, calls: u64) -> Result<[u64; 2], Box<dyn Error>> {
    const FEW: u64 = 10;
    let side = |side| {
        let many = of(&["call", side, &(calls + FEW).to_string(), url])?;
        let few = of(&["call", side, &FEW.to_string(), url])?;
        Ok::<_, Box<dyn Error>>(many.saturating_sub(few) / calls)
    };
    Ok([side("ours")?, side("by-hand")?])
}

/// The number of instructions in which a page is decoded, by the client and by hand: without those
/// in which it is written.
pub(crate) fn per_page(bytes: usize) -> Result<[u64; 2], Box<dyn Error>> {
    let side = |side| {
        let page = of(&["page", side, &bytes.to_string()])?;
        let decoded = of(&["decode", side, &bytes.to_string()])?;
        Ok::<_, Box<dyn Error>>(decoded.saturating_sub(page))
    };
    Ok([side("ours")?, side("by-hand")?])
}

fn of(arguments: &[&str]) -> Result<u64, Box<dyn Error>> {
    let program = std::env::current_exe()?;
    let ran = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let printed = String::from_utf8_lossy(&ran.stderr);
    let total = printed.lines().find_map(|line| {
        let (_, counted) = line.split_once("Collected :")?;
        counted.trim().parse().ok()
    });
    total.ok_or_else(|| format!("valgrind ({}) printed no total", ran.status).into())
}

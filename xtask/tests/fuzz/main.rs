//! Documents that are almost right: a result that is Rust, or a diagnostic; never a panic, a hang,
//! or memory without end.
//!
//! A short run with a fixed seed is part of `cargo test`. A long one:
//!
//! ```sh
//! FUZZ_SECONDS=600 FUZZ_SEED=7 cargo test --release -p xtask --test fuzz
//! ```
//!
//! The same documents are also looked for by libFuzzer, which is led by what of the generator they
//! reach: `xtask/fuzz`.
//!
//! `FUZZ_FROM` begins with that document of the seed. `FUZZ_KEEP=DIR` writes what is generated from
//! into a folder, which `cargo xtask corpus DIR --compile` compiles.

// Helpers of tests may fail as tests do.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used
)]

mod holds;
mod mutate;

use std::panic::catch_unwind;
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// What one document may take, unoptimised and on a machine that does other things too.
const TIME: Duration = Duration::from_secs(30);
/// Documents of a run without `FUZZ_SECONDS`.
const SHORT: u64 = 60;

#[test]
fn almost_right_documents_are_generated_or_refused() {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .and_then(|value| value.parse::<u64>().ok())
    };
    let seconds = number("FUZZ_SECONDS").map(Duration::from_secs);
    let (seed, from) = (
        number("FUZZ_SEED").unwrap_or(1),
        number("FUZZ_FROM").unwrap_or(0),
    );
    let keep = std::env::var_os("FUZZ_KEEP").map(PathBuf::from);
    let (send, receive) = channel();
    let worker = std::thread::spawn(move || {
        let began = Instant::now();
        let (mut run, mut made, mut failures) = (0, 0, Vec::new());
        for case in from.. {
            let on = seconds.map_or(case < from + SHORT, |limit| began.elapsed() < limit);
            if !on {
                break;
            }
            let document = mutate::document(&bytes(seed, case));
            let _ = send.send((case, document.to_string()));
            run += 1;
            let outcome = catch_unwind(|| holds::holds(&document));
            match outcome.unwrap_or_else(|_| Err("it panics".to_owned())) {
                Ok(true) => {
                    made += 1;
                    if let Some(folder) = &keep {
                        let file = folder.join(format!("case-{seed}-{case}.json"));
                        std::fs::write(file, document.to_string()).unwrap();
                    }
                }
                Ok(false) => {}
                Err(why) => {
                    failures.push(format!(
                        "FUZZ_SEED={seed} FUZZ_FROM={case}: {why}: {document}"
                    ));
                    if failures.len() >= 10 {
                        break;
                    }
                }
            }
        }
        (run, made, failures)
    });
    let mut last = (0, String::new());
    loop {
        match receive.recv_timeout(TIME) {
            Ok(next) => last = next,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                panic!(
                    "FUZZ_SEED={seed} FUZZ_FROM={}: takes too long: {}",
                    last.0, last.1
                )
            }
        }
    }
    let (run, made, failures) = worker.join().unwrap();
    println!("{run} documents, of which {made} are generated");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(
        made * 10 > run,
        "the documents are so wrong that they show nothing: {made} of {run}"
    );
}

/// Bytes that are always the same (SplitMix64): for one document, and up to twelve changes.
fn bytes(seed: u64, case: u64) -> Vec<u8> {
    let mut state =
        seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ case.wrapping_mul(0xD1B5_4A32_D192_ED03);
    let mut word = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = state;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ (word >> 31)
    };
    let changes = 1 + usize::try_from(word() % 12).unwrap();
    let words = std::iter::repeat_with(word).flat_map(u64::to_le_bytes);
    words.take(1 + changes * mutate::CHANGE).collect()
}

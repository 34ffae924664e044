//! Documents that are almost right: a result that is Rust, or a diagnostic; never a panic, a hang, or memory without end.
//!
//! A short run with a fixed seed is part of `cargo test`. A long one:
//!
//! ```sh
//! FUZZ_SECONDS=600 FUZZ_SEED=7 cargo test --release -p xtask --test fuzz
//! ```
//!
//! `FUZZ_FROM` begins with that document of the seed. `FUZZ_KEEP=DIR` writes what is generated from into a folder, which
//! `cargo xtask corpus DIR --compile` compiles.

// Helpers of tests may fail as tests do.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used
)]

mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::Value;
use xtask::Settings;

/// What one document may take, unoptimised and on a machine that does other things too.
const TIME: Duration = Duration::from_secs(30);
/// How many bytes of Rust one byte of document may become, at the most.
const GROWTH: usize = 400;
/// Documents of a run without `FUZZ_SECONDS`.
const SHORT: u64 = 60;

#[test]
fn almost_right_documents_are_generated_or_refused() {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .and_then(|it| it.parse::<u64>().ok())
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
            let on = seconds.map_or(case < from + SHORT, |it| began.elapsed() < it);
            if !on {
                break;
            }
            let document = mutate::Source::new(&bytes(seed, case)).document();
            let _ = send.send((case, document.to_string()));
            run += 1;
            match holds(&document) {
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

/// Whether a document is generated; an error if what happens is neither that nor a diagnostic.
fn holds(document: &Value) -> Result<bool, String> {
    let settings = Settings::of_package("fuzz-api");
    let outcome = catch_unwind(AssertUnwindSafe(|| xtask::generate(document, &settings)));
    let generated = match outcome.map_err(|_| "it panics")? {
        Ok(generated) => generated,
        Err(diagnostics) => {
            let told: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
            // What xtask says of itself is a fault, whoever finds it.
            return match told.iter().find(|it| it.contains("this is a fault")) {
                None if !told.is_empty() => Ok(false),
                fault => Err(format!("{fault:?}")),
            };
        }
    };
    let length = document.to_string().len();
    if generated.rust.len() > GROWTH * (length + 1_024) {
        return Err(format!("{length} bytes became {}", generated.rust.len()));
    }
    syn::parse_file(&generated.rust).map_err(|it| format!("not Rust: {it}"))?;
    let schemas = document.pointer("/components/schemas");
    for (name, _) in schemas.and_then(Value::as_object).into_iter().flatten() {
        if generated.manifest["schemas"].get(name).is_none() {
            return Err(format!("the manifest lacks {name:?}"));
        }
    }
    Ok(true)
}

/// Bytes that are always the same (SplitMix64).
fn bytes(seed: u64, case: u64) -> Vec<u8> {
    let mut state =
        seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ case.wrapping_mul(0xD1B5_4A32_D192_ED03);
    let mut bytes = Vec::with_capacity(512);
    for _ in 0..64 {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = state;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bytes.extend((word ^ (word >> 31)).to_le_bytes());
    }
    bytes
}

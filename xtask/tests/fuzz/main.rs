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

mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::Value;
use xtask::Settings;

/// What one document may take, unoptimised and on a machine that does other things too.
const TIME: Duration = Duration::from_secs(30);
/// What a kilobyte of document may become.
const GROWTH: usize = 4_000;
/// Documents of a run without `FUZZ_SECONDS`.
const SHORT: u64 = 60;

#[test]
fn almost_right_documents_are_generated_or_refused() {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse::<u64>().ok());
    let seconds = number("FUZZ_SECONDS").map(Duration::from_secs);
    let (seed, from) = (number("FUZZ_SEED").unwrap_or(1), number("FUZZ_FROM").unwrap_or(0));
    let keep = std::env::var_os("FUZZ_KEEP").map(PathBuf::from);
    let (send, receive) = channel();
    let worker = std::thread::spawn(move || {
        let began = Instant::now();
        let (mut run, mut made) = (0, 0);
        for case in from.. {
            let on = seconds.map_or(case < from + SHORT, |it| began.elapsed() < it);
            if !on {
                break;
            }
            let document = mutate::Source::new(&bytes(seed, case)).document();
            let _ = send.send((case, document.to_string()));
            run += 1;
            if holds(&document) {
                made += 1;
                if let Some(folder) = &keep {
                    std::fs::write(folder.join(format!("case-{seed}-{case}.json")), document.to_string()).unwrap();
                }
            }
        }
        (run, made)
    });
    let mut last = (0, String::new());
    loop {
        match receive.recv_timeout(TIME) {
            Ok(next) => last = next,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                panic!("FUZZ_SEED={seed} FUZZ_FROM={}: takes too long: {}", last.0, last.1)
            }
        }
    }
    let (run, made) = worker
        .join()
        .unwrap_or_else(|_| panic!("FUZZ_SEED={seed} FUZZ_FROM={}: {}", last.0, last.1));
    println!("{run} documents, of which {made} are generated");
    assert!(made * 10 > run, "the documents are so wrong that they show nothing: {made} of {run}");
}

/// Whether a document is generated; panics if what happens is neither that nor a diagnostic.
fn holds(document: &Value) -> bool {
    let settings = Settings::of_package("fuzz-api");
    let outcome = catch_unwind(AssertUnwindSafe(|| xtask::generate(document, &settings)));
    let generated = match outcome.expect("no panic") {
        Ok(generated) => generated,
        Err(diagnostics) => {
            assert!(!diagnostics.is_empty());
            for it in &diagnostics {
                let text = it.to_string();
                // What xtask says of itself is a fault, whoever finds it.
                assert!(!text.contains("fault"), "{text}");
            }
            return false;
        }
    };
    let length = document.to_string().len();
    assert!(generated.rust.len() / GROWTH < 1 + length / 1_024, "{length} bytes became {}", generated.rust.len());
    syn::parse_file(&generated.rust).expect("what is generated is Rust");
    for name in document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten() {
        assert!(generated.manifest["schemas"].get(name.0).is_some(), "the manifest lacks {}", name.0);
    }
    true
}

/// Bytes that are always the same (SplitMix64).
fn bytes(seed: u64, case: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ case.wrapping_mul(0xD1B5_4A32_D192_ED03);
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

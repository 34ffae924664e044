//! libFuzzer's bytes are choices: which small document, and what to change in it. So whatever it
//! tries is a document that is almost right, and what it keeps is what led the generator somewhere
//! new. CONTRIBUTING.md has the command.
#![no_main]

#[path = "../tests/fuzz/holds.rs"]
mod holds;
#[path = "../tests/fuzz/mutate.rs"]
mod mutate;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let document = mutate::document(bytes);
    if let Err(why) = holds::holds(&document) {
        panic!("{why}: {document}");
    }
});

//! The fault run: hundreds of concurrent calls to a server with random faults, each checked against
//! what the server did to it.
//!
//! Every call ends in time, with its own value or with an error that the faults explain; no `POST`
//! takes effect twice unless it was declared idempotent; no part of a body is taken for the whole;
//! nothing panics, memory is bounded, and no credential leaves its origin. Calls travel over plain
//! HTTP, TLS and HTTP/2; bodies are streamed both ways, and some streams fail; some callers drop
//! their futures; tokens expire, are refused, and sometimes cannot be fetched.
//!
//! ```sh
//! cargo test --release -p diga-api --test faults -- --calls 10000 --seed 7
//! ```
//!
//! Without arguments it is short. The fault of a request follows from the seed, the number of its
//! call and the number of its attempt; this is the only test that uses real time.

// A panic fails the test.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing
)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/tls.rs"]
mod tls;

mod call;
mod fault;
mod figures;
mod http2;
mod server;
mod tokens;
mod wire;

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use futures_util::{StreamExt, stream};

use call::{ATTEMPT, Ended, Ending};
use figures::Figures;
use server::{Ledger, Server};
use tokens::Tokens;
use wire::Wire;

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// How many problems are printed.
const SHOWN: usize = 10;

/// The number of concurrent calls in a run that is not short.
const MANY: usize = 300;

struct Arguments {
    calls: u32,
    in_flight: usize,
    seed: u64,
}

fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            println!("the fault run was not asked for");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\nfaults [--calls N] [--in-flight N] [--seed N]");
            return ExitCode::from(2);
        }
    };
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        before(panic);
    }));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let figures = runtime.unwrap().block_on(run(&arguments));
    println!("{figures}");
    let wrong = figures.wrong();
    for what in wrong.iter().take(SHOWN) {
        println!("WRONG: {what}");
    }
    match wrong.len() {
        0 => {
            println!("all as it should be");
            ExitCode::SUCCESS
        }
        many => {
            println!(
                "{many} things are wrong; again: --calls {} --seed {}",
                arguments.calls, arguments.seed
            );
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Figures {
    let Arguments {
        calls,
        in_flight,
        seed,
    } = *arguments;
    println!("{calls} calls, {in_flight} at once, seed {seed}");
    let ledger = Arc::<Mutex<Ledger>>::default();
    let tokens = Tokens::default();
    let client = |url: &str, wire: Wire| {
        let http = tls::client(wire.protocol(), true).build().unwrap();
        let tokens = tokens.clone();
        call::client(url, http, move || tokens.clone().fetch())
    };
    let mut clients = Vec::new();
    for wire in Wire::ALL {
        let server = Server::start(wire, seed, Arc::clone(&ledger)).await;
        clients.push(client(&server.url(), wire));
    }
    // A port on which nothing listens.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nowhere = format!("http://{}", closed.local_addr().unwrap());
    let nowhere = client(&nowhere, Wire::Plain);
    drop(closed);
    let begun = Instant::now();
    let mut ended: Vec<(u32, Ended)> = stream::iter(0..calls)
        .map(|number| {
            let client = if call::is_refused(number) {
                nowhere.clone()
            } else {
                clients[Wire::of(number) as usize].clone()
            };
            let calling = tokio::spawn(call::call(client, number));
            async move {
                let ended = calling.await;
                (number, ended.unwrap_or_else(|error| panicked(&error)))
            }
        })
        .buffer_unordered(in_flight)
        .collect()
        .await;
    println!("{:.1} s", begun.elapsed().as_secs_f64());
    ended.sort_by_key(|(number, _)| *number);
    let ended: Vec<Ended> = ended.into_iter().map(|(_, ended)| ended).collect();
    // Until the server has read what the client gave up, so that it counts.
    tokio::time::sleep(ATTEMPT).await;
    let panics = PANICS.load(Ordering::Relaxed);
    let ledger = ledger.lock().unwrap();
    Figures::of(&ended, &ledger, &tokens, panics)
}

fn panicked(error: &tokio::task::JoinError) -> Ended {
    Ended {
        ending: Ending::Panicked,
        attempts: 0,
        took: std::time::Duration::ZERO,
        message: error.to_string(),
    }
}

/// Our arguments, among those that cargo passes to every test; `None` if another test is selected.
fn arguments() -> Result<Option<Arguments>, lexopt::Error> {
    use lexopt::prelude::*;

    let (mut calls, mut in_flight, mut seed) = (600, None, 7);
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("calls") => calls = parser.value()?.parse()?,
            Long("in-flight") => in_flight = Some(parser.value()?.parse()?),
            Long("seed") => seed = parser.value()?.parse()?,
            // There is nothing to choose from.
            Long("list") => return Ok(None),
            Long("test-threads" | "skip" | "format" | "color") | Short('Z') => {
                parser.value()?;
            }
            Long(_) | Short(_) => {}
            Value(filter) => {
                if !"faults".contains(&*filter.string()?) {
                    return Ok(None);
                }
            }
        }
    }
    Ok(Some(Arguments {
        calls,
        in_flight: in_flight.unwrap_or((calls as usize / 20).clamp(1, MANY)),
        seed,
    }))
}

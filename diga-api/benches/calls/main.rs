//! The cost of a call and of decoding a large page, compared to the same written by hand with
//! reqwest and serde, in the same run.
//!
//! ```sh
//! cargo bench -p diga-api
//! ```
//!
//! `cargo test -p diga-api --bench calls -- guard` compares counts with those in `figures.txt`.
//!
//! Both talk to the same server on loopback, in a process of its own. Instructions are counted by
//! valgrind, where it is installed: they are the same whatever else the machine does. Throughput is
//! not; it is the median of pairs.
// A benchmark that cannot measure may panic.
#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing)]

mod by_hand;
mod figures;
mod instructions;
mod page;
mod server;

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use diga_api::Client;
use diga_api::types::{WebhookEvent, WebhookRequest};
use futures_util::StreamExt;
use tokio::runtime::Runtime;

use by_hand::ByHand;
use figures::Figure;
use server::Server;

/// Which of the two is measured.
#[derive(Clone, Copy, Debug)]
enum Side {
    Ours,
    ByHand,
}

impl Side {
    fn of(name: &str) -> Self {
        if name == "ours" {
            Self::Ours
        } else {
            Self::ByHand
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["serve"] => server::serve(),
        ["call", side, calls, url] => {
            one_by_one(Side::of(side), calls.parse().expect("a number"), url);
        }
        ["page", _, bytes] => {
            black_box(page::page(bytes.parse().expect("a number")));
        }
        ["decode", side, bytes] => {
            let page = page::page(bytes.parse().expect("a number"));
            black_box(page::decode(Side::of(side), &page));
        }
        ["guard"] => guard(),
        // `cargo bench` adds `--bench`; `cargo test --benches` does not, and only tries whether it
        // runs.
        _ => measure(arguments.contains(&"--bench")),
    }
}

fn measure(whole: bool) {
    let server = Server::start();
    let pairs = if whole { 200 } else { 1 };
    println!("one `create_webhook` call        ours  by hand  ratio");
    let [ours, by_hand] = [Side::Ours, Side::ByHand].map(|side| allocations(side, &server.url));
    row("allocations", ours.0, by_hand.0);
    row("bytes allocated", ours.1, by_hand.1);
    match instructions::per_call(&server.url, if whole { 500 } else { 20 }) {
        Ok([ours, by_hand]) => row("instructions", ours, by_hand),
        Err(why) => println!("{:<28}  not measured: {why}", "instructions"),
    }
    decoding(if whole { page::BYTES } else { 1 << 16 });
    let mut ratios = in_flight(pairs, &server.url);
    ratios.sort_by(f64::total_cmp);
    println!("\n64 calls in flight, {pairs} pairs of {BATCH} calls each");
    println!(
        "{:<28}  median of ratios {:.3}, half of them from {:.3} to {:.3}",
        "throughput, by hand = 1",
        ratios[ratios.len() / 2],
        ratios[ratios.len() / 4],
        ratios[ratios.len() * 3 / 4],
    );
}

/// Compares the figures of the dev profile, which a test has compiled, with those in the file.
fn guard() {
    const GENERATED: &str = include_str!(concat!(env!("OUT_DIR"), "/generated.rs"));
    let server = Server::start();
    let ours = |counted: Result<[u64; 2], Box<dyn Error>>| {
        counted
            .map(|[ours, _]| ours)
            .map_err(|error| error.to_string())
    };
    let figures = [
        Figure {
            name: "generated lines of the vendored document",
            instructions: false,
            measured: u64::try_from(GENERATED.lines().count()).map_err(|error| error.to_string()),
        },
        Figure {
            name: "instructions of a call",
            instructions: true,
            measured: ours(instructions::per_call(&server.url, 60)),
        },
        Figure {
            name: "instructions of decoding a page of 65536 bytes",
            instructions: true,
            measured: ours(instructions::per_page(1 << 16)),
        },
    ];
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/calls/figures.txt");
    if let Err(worse) = figures::compare(Path::new(file), &figures) {
        eprintln!("{worse}");
        std::process::exit(1);
    }
}

fn decoding(bytes: usize) {
    println!("\na page of {bytes} bytes               ours   by hand  ratio");
    match instructions::per_page(bytes) {
        Ok([ours, by_hand]) => row("instructions", ours, by_hand),
        Err(why) => println!("{:<28}  not measured: {why}", "instructions"),
    }
    let page = page::page(bytes);
    let [ours, by_hand] = [Side::Ours, Side::ByHand].map(|side| {
        allocation_counter::measure(|| {
            page::decode(side, &page);
        })
    });
    row("peak memory", ours.bytes_max, by_hand.bytes_max);
    row("allocations", ours.count_total, by_hand.count_total);
}

#[allow(clippy::cast_precision_loss)]
fn row(what: &str, ours: u64, by_hand: u64) {
    let ratio = ours as f64 / by_hand as f64;
    println!("{what:<28}  {ours:>7}  {by_hand:>7}  {ratio:>5.3}");
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

fn client(url: &str) -> Client {
    Client::builder()
        .base_url(url)
        .token("a-token-for-the-benchmark")
        .build()
        .expect("a client")
}

async fn ours(client: &Client) {
    let request = WebhookRequest::new(by_hand::URL, [WebhookEvent::StatusChanged]);
    let webhook = client
        .create_webhook(request)
        .send()
        .await
        .expect("a webhook");
    black_box(webhook.into_inner());
}

/// Calls, one after the other, on one connection.
fn one_by_one(side: Side, calls: usize, url: &str) {
    runtime().block_on(async {
        match side {
            Side::Ours => {
                let client = client(url);
                for _ in 0..calls {
                    ours(&client).await;
                }
            }
            Side::ByHand => {
                let client = ByHand::new(url);
                for _ in 0..calls {
                    client.create_webhook().await;
                }
            }
        }
    });
}

/// Allocations of one call, in number and bytes: the mean of many calls on a warm connection.
fn allocations(side: Side, url: &str) -> (u64, u64) {
    const CALLS: u64 = 200;
    let runtime = runtime();
    let count = |call: &mut dyn FnMut()| {
        call();
        let counted = allocation_counter::measure(|| (0..CALLS).for_each(|_| call()));
        (counted.count_total / CALLS, counted.bytes_total / CALLS)
    };
    match side {
        Side::Ours => {
            let client = client(url);
            count(&mut || runtime.block_on(ours(&client)))
        }
        Side::ByHand => {
            let client = ByHand::new(url);
            count(&mut || runtime.block_on(client.create_webhook()))
        }
    }
}

/// Calls between two looks at the clock, in which the machine changes little.
const BATCH: usize = 512;

/// Makes batches of calls by the client and by hand in turn, 64 calls at a time, on warm
/// connections: for each pair, how much longer the one by hand took.
fn in_flight(pairs: usize, url: &str) -> Vec<f64> {
    runtime().block_on(async {
        let (client, by_hand) = (client(url), ByHand::new(url));
        let batch = async |side| {
            let call = |_| async {
                match side {
                    Side::Ours => ours(&client).await,
                    Side::ByHand => by_hand.create_webhook().await,
                }
            };
            let began = Instant::now();
            futures_util::stream::iter(0..BATCH)
                .map(call)
                .buffer_unordered(64)
                .for_each(|()| std::future::ready(()))
                .await;
            began.elapsed().as_secs_f64()
        };
        let mut ratios = Vec::new();
        // The first pair opens the connections.
        for pair in 0..=pairs {
            let ours = batch(Side::Ours).await;
            let by_hand = batch(Side::ByHand).await;
            if pair > 0 {
                ratios.push(by_hand / ours);
            }
        }
        ratios
    })
}

//! A campaign against the embedded service: a thousand calls are made, followed to their end and
//! read back, without any wait. It is alone in its process, so that the time of the process is its
//! own.

// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::time::{Duration, Instant};

use diga_api::Poller;
use diga_api::mock::Service;
use diga_api::types::{CallRequest, CallStatus};
use serde_json::json;
use tokio::task::JoinSet;

const CALLS: usize = 1000;

/// The time that a campaign may take: two seconds, and unoptimised five times as much. The waits
/// between the polls, which the client of a service does not make, would be more than a minute.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 2 });

/// A machine that does much else at the same time slows some of the attempts down; a service that
/// is slow, or waits, slows all of them down.
const ATTEMPTS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_are_made_followed_and_read_back_without_a_wait() {
    let mut measured = Vec::new();
    for _ in 0..ATTEMPTS {
        let (elapsed, processor) = campaign().await;
        println!("{CALLS} calls in {elapsed:?}, of the processors {processor:?}");
        // Where other programs have the processors, the time that this one had them counts, which
        // two threads have twice.
        if elapsed < LIMIT || processor.is_some_and(|time| time < LIMIT * 2) {
            return;
        }
        measured.push((elapsed, processor));
    }
    assert_eq!(measured, [], "more than {LIMIT:?} each time");
}

/// The code that a program would have: typed calls, each followed to its end by a poller, and read
/// back from the list. Returns how long it took, and how long it had the processors.
async fn campaign() -> (Duration, Option<Duration>) {
    let service = Service::start().await.unwrap();
    // A call has ended when it is polled, except for every tenth, which is in progress at first.
    let mut polls = 0;
    service
        .before("get_call", move |call| {
            polls += 1;
            let begins = polls % 11 == 0 && call["status"] == "dialing";
            call["status"] = json!(if begins { "in_progress" } else { "completed" });
            call["duration"] = json!(60);
        })
        .unwrap();
    let client = service.client().unwrap();
    let (start, processor) = (Instant::now(), processor_time());
    let numbers: Vec<usize> = (0..CALLS).collect();
    let mut campaign = JoinSet::new();
    for chunk in numbers.chunks(CALLS / 50) {
        let (client, chunk) = (client.clone(), chunk.to_vec());
        campaign.spawn(async move {
            let poller = Poller::new(&client);
            let mut ended = Vec::new();
            for number in chunk {
                let to = format!("+346{number:08}");
                let call = client.make_call(CallRequest::new("+34910000000", to));
                let id = call.send().await.unwrap().id;
                let call = poller.until(
                    || client.get_call(id).send(),
                    |call| call.status == CallStatus::Completed,
                );
                ended.push(call.await.unwrap().id);
            }
            ended
        });
    }
    let mut ended: Vec<_> = campaign.join_all().await.concat();
    let mut read = Vec::new();
    let mut calls = client.list_calls().status(CallStatus::Completed).items();
    while let Some(call) = calls.next().await {
        let call = call.unwrap();
        assert_eq!(call.duration, Some(60));
        read.push(call.id);
    }
    let elapsed = start.elapsed();
    let processor = processor.and_then(|before| processor_time()?.checked_sub(before));
    ended.sort_unstable();
    read.sort_unstable();
    assert_eq!((ended.len(), ended), (CALLS, read));
    service.assert_requested("make_call", CALLS);
    let polls = service.requests_of("get_call").unwrap().len();
    assert!(polls > CALLS && polls < CALLS * 6 / 5, "{polls}");
    (elapsed, processor)
}

/// How long this process had the processors. Linux alone has a file that says it: user and system
/// time are the 14th and 15th field of `/proc/self/stat`, in hundredths of a second (proc(5)).
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is the program's name in parentheses, which may contain spaces.
    let (_, fields) = stat.rsplit_once(") ")?;
    let times = fields.split(' ').skip(11).take(2);
    let hundredths: Option<u64> = times.map(|time| time.parse::<u64>().ok()).sum();
    hundredths.map(|hundredths| Duration::from_millis(hundredths * 10))
}

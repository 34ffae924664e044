//! Goes through a list with `items()`, which requests each page when it is needed, and shows how
//! many requests that took.
//!
//! ```text
//! cargo run --example list_calls
//! ```

mod embedded_diga;

use std::error::Error;

use diga_api::types::CallStatus;
use embedded_diga::Diga;
use serde_json::json;

/// A list may be long.
const SHOWN: usize = 12;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let diga = Diga::connect().await?;
    for seconds in [35, 150, 12, 340, 61, 95, 8, 212, 47] {
        let ended = json!({ "status": "completed", "duration": seconds });
        diga.appears("/v1/call", ended);
    }

    // Filters and the size of a page are methods of the builder.
    let list = diga
        .client
        .list_calls()
        .status(CallStatus::Completed)
        .limit(4);
    let mut calls = list.items();
    let (mut count, mut seconds) = (0, 0);
    while let Some(call) = calls.next().await {
        let call = call?;
        let duration = call.duration.unwrap_or_default();
        println!("{}  {}  {duration:>4} s", call.created_date, call.id);
        (count, seconds) = (count + 1, seconds + duration);
        if count == SHOWN {
            println!("and perhaps more");
            break;
        }
    }
    println!("{count} calls, {seconds} seconds");

    if let Some(service) = &diga.embedded {
        println!(
            "read in {} requests",
            service.requests_of("list_calls")?.len()
        );
    }
    Ok(())
}

//! Tests code that uses the client against an embedded Diga, which has state: what was created is
//! found, and the test decides what fails and what happens meanwhile.
//!
//! ```text
//! cargo run --example test_your_code     # prints what the service has received
//! cargo test --example test_your_code    # the same as a test
//! ```

use std::error::Error;
use std::time::Duration;

use diga_api::mock::{Fault, Service};
use diga_api::types::{CallRequest, CallStatus};
use diga_api::{Client, Poller};

/// The code under test: calls a number until somebody answers, at most `attempts` times.
async fn is_reached(client: &Client, to: &str, attempts: u32) -> Result<bool, diga_api::Error> {
    for _ in 0..attempts {
        let request = CallRequest::new("+34910000000", to);
        let call = client.make_call(request).send().await?;
        let ended = Poller::new(client).until(
            || client.get_call(call.id).send(),
            |call| !matches!(call.status, CallStatus::Dialing | CallStatus::InProgress),
        );
        if ended.await?.status == CallStatus::Completed {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn the_third_call_is_answered() -> Result<Service, Box<dyn Error>> {
    let service = Service::builder().seed(7).start().await?;
    // What happens at the service between two polls: each call ends when it is read for the second
    // time, and the third call is answered.
    let (mut polls, mut endings) = (0, ["no_answer", "failed", "completed"].into_iter());
    service.before("get_call", move |call| {
        polls += 1;
        if polls % 2 == 0 {
            call["status"] = endings.next().into();
        }
    })?;
    // The code does not notice a failure that passes.
    let unavailable = Fault::unavailable(Duration::from_secs(5));
    service.inject(unavailable.of("get_call").once())?;

    let client = service.client()?; // has a token, and waits for nothing
    assert!(is_reached(&client, "+34600000000", 5).await?);

    service.assert_requested("make_call", 3);
    service.assert_requested("get_call", 1 + 3 * 2);
    let last = service.records("/v1/call")?.pop().ok_or("no call")?;
    assert_eq!(last.get("status"), Some(&"completed".into()));
    Ok(service)
}

#[tokio::test]
async fn reaches_the_customer() -> Result<(), Box<dyn Error>> {
    the_third_call_is_answered().await.map(drop)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    for request in the_third_call_is_answered().await?.requests() {
        let status = request.status.map_or(0, |status| status.as_u16());
        println!("{status} {} {}", request.method, request.path);
    }
    Ok(())
}

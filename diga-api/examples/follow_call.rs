//! Makes a phone call and follows it to its end: status and messages, by polling with a deadline.
//!
//! ```text
//! cargo run --example follow_call                            # at an embedded Diga
//! cargo run --example follow_call -- +34910000000 +34600000000  # with a token: a real call
//! ```

mod embedded_diga;

use std::error::Error;
use std::time::Duration;

use diga_api::types::{CallRequest, CallResponse, CallStatus};
use diga_api::{Client, Poller};
use embedded_diga::Diga;
use serde_json::json;
use uuid::Uuid;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let diga = Diga::connect().await?;
    let mut numbers = std::env::args().skip(1);
    let (from, to) = match (numbers.next(), numbers.next()) {
        (Some(from), Some(to)) => (from, to),
        _ if diga.embedded.is_some() => ("+34910000000".to_owned(), "+34600000000".to_owned()),
        _ => return Err("usage: follow_call FROM TO; this makes a real call".into()),
    };
    let request = CallRequest::new(from, &*to);
    let call = diga.client.make_call(request).send().await?;
    println!("call {} to {to}", call.id);
    // Each poll consists of two calls. Temporary errors are tolerated; the waits become longer.
    let poller = Poller::new(&diga.client).with_timeout(Duration::from_secs(30 * 60));
    let (mut status, mut said) = (None, 0);
    let followed = poller.until(
        || poll(diga.client.clone(), call.id),
        |(call, messages)| {
            if status.as_ref() != Some(&call.status) {
                println!("  {}", call.status);
                status = Some(call.status.clone());
            }
            for line in messages.iter().skip(said) {
                println!("    {line}");
            }
            said = messages.len();
            talk(&diga, call.id, said);
            !matches!(call.status, CallStatus::Dialing | CallStatus::InProgress)
        },
    );
    let (ended, _) = followed.await?;
    println!("it took {} seconds", ended.duration.unwrap_or_default());
    Ok(())
}

/// The call, and what was said so far.
async fn poll(client: Client, id: Uuid) -> Result<(CallResponse, Vec<String>), diga_api::Error> {
    let call = client.get_call(id).send().await?.into_inner();
    let mut messages = client.get_call_messages(id).order("asc").items();
    let mut lines = Vec::new();
    while let Some(message) = messages.next().await.transpose()? {
        let content = message.content.unwrap_or_default();
        lines.push(format!("{}: {content}", message.role));
    }
    Ok((call, lines))
}

/// What the embedded Diga lacks: somebody to talk to.
fn talk(diga: &Diga, call: Uuid, said: usize) {
    let path = format!("/v1/call/{call}");
    let lines = [
        ("assistant", "Hello, is now a good time?"),
        ("user", "It is."),
        ("assistant", "Thank you!"),
    ];
    let Some((role, content)) = lines.get(said) else {
        return diga.happens(&path, json!({ "status": "completed", "duration": 42 }));
    };
    diga.happens(&path, json!({ "status": "in_progress" }));
    let list = format!("{path}/message");
    diga.appears(&list, json!({ "role": role, "content": content }));
}

//! Serves an embedded Diga on a port, for programs that are not written in Rust: `curl`, a browser,
//! a tool that tests APIs.
//!
//! ```text
//! cargo run --example serve -- [PORT] [SEED]
//! ```

use std::error::Error;

use diga_api::mock::Service;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().map_or(Ok(0), |port| port.parse())?;
    let seed = arguments.next().map_or(Ok(0), |seed| seed.parse())?;
    let builder = Service::builder().port(port).seed(seed).token("token");
    let service = builder.start().await?;
    println!("serving, until it is stopped; for clients of this crate:");
    println!(
        "export DIGA_BASE_URL={} DIGA_API_TOKEN=token",
        service.base_url()
    );
    std::future::pending().await
}

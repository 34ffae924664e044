//! Builds an agent: chooses a voice, creates a draft, changes it, freezes it as a version, and
//! publishes that.
//!
//! ```text
//! cargo run --example publish_agent
//! ```

mod embedded_diga;

use std::error::Error;

use diga_api::types::{
    AgentRequest, AgentUpdateRequest, AvailableLanguages, LaunchVersionRequest, PublishAgentRequest,
};
use embedded_diga::Diga;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Diga {
        client,
        embedded: _embedded,
    } = Diga::connect().await?;

    let voice = client
        .list_voices()
        .items()
        .next()
        .await
        .ok_or("there is no voice")??;
    println!("voice    {} ({})", voice.name, voice.id);

    // Required fields are arguments, optional ones are methods.
    let request = AgentRequest::new(voice.id, AvailableLanguages::En)
        .name("Reception")
        .greeting("Hello, how can I help you?")
        .prompt("You are the receptionist of a small hotel. Be brief.");
    let agent = client.create_agent(request).send().await?;
    println!(
        "agent    {} \"{}\"",
        agent.agent_id,
        agent.name.as_deref().unwrap_or_default()
    );

    // Only what is set changes; `_null` clears a field.
    let update = AgentUpdateRequest::new()
        .greeting("Good day!")
        .description_null();
    let agent = client.update_agent(agent.agent_id, update).send().await?;
    println!(
        "greeting \"{}\"",
        agent.greeting.as_deref().unwrap_or_default()
    );

    let request = LaunchVersionRequest::new().version_name("First");
    let version = client
        .launch_agent_version(agent.agent_id, request)
        .send()
        .await?;
    println!(
        "version  {} ({})",
        version.version_number, version.version_id
    );

    let request = PublishAgentRequest::new().version_id(version.version_id);
    let published = client
        .publish_agent_version(agent.agent_id, request)
        .send()
        .await?;
    match published.published_version_id {
        Some(id) => println!("live     version {id}"),
        None => println!("no version is live"),
    }
    Ok(())
}

// Code that calls the client of the earlier document. Each function has the name of the method that
// it calls, and reads what its caller would read.

// list_calls
pub async fn list_calls(client: &api::Client) -> Result<(), api::Error> {
    let page = client
        .list_calls()
        .limit(20)
        .status(api::types::CallStatus::Completed)
        .send()
        .await?
        .into_inner();
    let _: (bool, Option<uuid::Uuid>) = (page.has_more, page.last_id);
    for call in &page.data {
        let _: (uuid::Uuid, i64) = (call.id, call.created_date.timestamp());
        let _: Option<i128> = call.duration;
        if call.status == api::types::CallStatus::InProgress {
            let _: &str = call.status.as_str();
        }
    }
    Ok(())
}

// make_call
pub async fn make_call(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::CallRequest::new("+34910000000", "+34600000000");
    match client.make_call(request).send().await {
        Ok(call) => {
            let _: &String = &call.contact.identifier;
            let _: (uuid::Uuid, &str) = (call.id, call.type_.as_str());
        }
        Err(error) => match error.api() {
            Some(api::errors::MakeCallError::Status422(_)) => {}
            _ => return Err(error.into()),
        },
    }
    Ok(())
}

// get_call
pub async fn get_call(client: &api::Client) -> Result<(), api::Error> {
    let call = client.get_call(ID).send().await?.into_inner();
    let _: (Option<uuid::Uuid>, Option<String>) = (call.agent_id, call.end_reason);
    let _: Option<i64> = call.start_time.map(|start| start.timestamp());
    Ok(())
}

// get_recording
pub async fn get_recording(client: &api::Client) -> Result<(), api::Error> {
    let recording = client.get_recording(ID).send().await?;
    let _: String = format!("{recording:?}");
    Ok(())
}

// get_transcription
pub async fn get_transcription(client: &api::Client) -> Result<(), api::Error> {
    for message in client.get_transcription(ID).send().await?.into_inner() {
        let _: (api::types::MessageRole, Option<String>) = (message.role, message.content);
    }
    Ok(())
}

// list_knowledge_bases
pub async fn list_knowledge_bases(client: &api::Client) -> Result<(), api::Error> {
    let page = client.list_knowledge_bases().send().await?.into_inner();
    let _: Vec<String> = page.data.into_iter().map(|base| base.name).collect();
    Ok(())
}

// create_knowledge_base
pub async fn create_knowledge_base(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::KnowledgeBaseCreateSchema::new("Hours").description("When");
    let base = client.create_knowledge_base(request).send().await?;
    let _: (uuid::Uuid, &String) = (base.id, &base.name);
    Ok(())
}

// get_knowledge_base
pub async fn get_knowledge_base(client: &api::Client) -> Result<(), api::Error> {
    let base = client.get_knowledge_base(ID).send().await?.into_inner();
    let _: (String, Option<String>) = (base.name, base.description);
    let _: Vec<String> = base.knowledge_items.into_iter().map(|item| item.name).collect();
    Ok(())
}

// delete_knowledge_base
pub async fn delete_knowledge_base(client: &api::Client) -> Result<(), api::Error> {
    client.delete_knowledge_base(ID).send().await?;
    Ok(())
}

// update_knowledge_base
pub async fn update_knowledge_base(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::KnowledgeBaseUpdateSchema::new().name("Prices");
    let base = client.update_knowledge_base(ID, request).send().await?;
    let _: &String = &base.name;
    Ok(())
}

// get_knowledge_item
pub async fn get_knowledge_item(client: &api::Client) -> Result<(), api::Error> {
    let item = client.get_knowledge_item(ID).send().await?.into_inner();
    let _: (uuid::Uuid, String, String) = (item.id, item.name, item.url);
    Ok(())
}

// delete_knowledge_item
pub async fn delete_knowledge_item(client: &api::Client) -> Result<(), api::Error> {
    client.delete_knowledge_item(ID).send().await?;
    Ok(())
}

// list_agents
pub async fn list_agents(client: &api::Client) -> Result<(), api::Error> {
    let page = client.list_agents().limit(5).send().await?.into_inner();
    for agent in page.data {
        let _: (uuid::Uuid, Option<String>, i128) =
            (agent.agent_id, agent.name, agent.version_number);
    }
    Ok(())
}

// create_agent
pub async fn create_agent(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::AgentRequest::new(ID, api::types::AvailableLanguages::Es)
        .name("Reception")
        .prompt("Be brief.")
        .mode(api::types::AgentMode::Free);
    let agent = client.create_agent(request).send().await?.into_inner();
    let _: (uuid::Uuid, String) = (agent.version_id, agent.voice.name);
    Ok(())
}

// get_agent
pub async fn get_agent(client: &api::Client) -> Result<(), api::Error> {
    let agent = client.get_agent(ID).is_published(true).send().await?.into_inner();
    let _: (Option<bool>, Option<String>) = (agent.is_draft, agent.greeting);
    match agent.mode {
        api::types::AgentMode::Free | api::types::AgentMode::Path => {}
        other => drop(other.as_str().to_owned()),
    }
    Ok(())
}

// delete_agent
pub async fn delete_agent(client: &api::Client) -> Result<(), api::Error> {
    client.delete_agent(ID).send().await?;
    Ok(())
}

// update_agent
pub async fn update_agent(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::AgentUpdateRequest::new().prompt("Be kind.").max_reminder_count(2);
    let agent = client.update_agent(ID, request).send().await?.into_inner();
    let _: Option<i128> = agent.max_reminder_count;
    Ok(())
}

// list_agent_version
pub async fn list_agent_version(client: &api::Client) -> Result<(), api::Error> {
    let page = client.list_agent_version(ID).send().await?.into_inner();
    let _: Vec<i128> = page.data.iter().map(|version| version.version_number).collect();
    Ok(())
}

// launch_agent_version
pub async fn launch_agent_version(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::LaunchVersionRequest::new();
    let agent = client.launch_agent_version(ID, request).send().await?;
    let _: uuid::Uuid = agent.version_id;
    Ok(())
}

// publish_agent_version
pub async fn publish_agent_version(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::PublishAgentRequest::new();
    client.publish_agent_version(ID, request).send().await?;
    Ok(())
}

// get_voices
pub async fn get_voices(client: &api::Client) -> Result<(), api::Error> {
    let page = client.get_voices().send().await?.into_inner();
    let _: Vec<(uuid::Uuid, String)> =
        page.data.into_iter().map(|voice| (voice.id, voice.name)).collect();
    Ok(())
}

// get_voice
pub async fn get_voice(client: &api::Client) -> Result<(), api::Error> {
    let voice = client.get_voice(ID).send().await?.into_inner();
    let _: String = voice.name;
    Ok(())
}

// list_phones
pub async fn list_phones(client: &api::Client) -> Result<(), api::Error> {
    let page = client.list_phones().send().await?.into_inner();
    let _: Vec<String> = page.data.into_iter().map(|phone| phone.number).collect();
    Ok(())
}

// get_phone
pub async fn get_phone(client: &api::Client) -> Result<(), api::Error> {
    let phone: api::types::PhoneResponseSchema = client.get_phone(ID).send().await?.into_inner();
    let _: (String, Option<String>) = (phone.number, phone.nickname);
    Ok(())
}

// list_integrations
pub async fn list_integrations(client: &api::Client) -> Result<(), api::Error> {
    let page = client.list_integrations().send().await?.into_inner();
    for integration in page.data {
        let _: (String, String) = (integration.name, integration.base_url);
    }
    Ok(())
}

// create_integration
pub async fn create_integration(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::CreateIntegrationRequest::new(
        "Calendar",
        "https://calendar.example",
        api::types::IntegrationType::Http,
    );
    let integration = client.create_integration(request).send().await?;
    let _: uuid::Uuid = integration.id;
    Ok(())
}

// get_integration
pub async fn get_integration(client: &api::Client) -> Result<(), api::Error> {
    let integration = client.get_integration(ID).send().await?.into_inner();
    let _: uuid::Uuid = integration.company_id;
    Ok(())
}

// delete_integration
pub async fn delete_integration(client: &api::Client) -> Result<(), api::Error> {
    let () = client.delete_integration(ID).send().await?.into_inner();
    Ok(())
}

// update_tools_approval
pub async fn update_tools_approval(client: &api::Client) -> Result<(), api::Error> {
    let tools = [api::types::ToolApprovalUpdate::new(ID, true)];
    let request = api::types::UpdateToolsApprovalRequest::new(tools);
    client.update_tools_approval(ID, request).send().await?;
    Ok(())
}

// list_tools
pub async fn list_tools(client: &api::Client) -> Result<(), api::Error> {
    let tools: serde_json::Value = client.list_tools(ID).send().await?.into_inner();
    let _: String = tools.to_string();
    Ok(())
}

// get_webhooks
pub async fn get_webhooks(client: &api::Client) -> Result<(), api::Error> {
    let page = client.get_webhooks().send().await?.into_inner();
    let _: Vec<String> = page.data.into_iter().map(|webhook| webhook.url).collect();
    Ok(())
}

// create_webhook
pub async fn create_webhook(client: &api::Client) -> Result<(), api::Error> {
    let events = [api::types::WebhookEvent::StatusChanged];
    let request = api::types::WebhookRequest::new("https://example.com/events", events);
    let webhook = client.create_webhook(request).send().await?;
    let _: (uuid::Uuid, &String) = (webhook.id, &webhook.url);
    Ok(())
}

// get_webhook
pub async fn get_webhook(client: &api::Client) -> Result<(), api::Error> {
    let webhook = client.get_webhook(ID).send().await?.into_inner();
    let _: Vec<api::types::WebhookEvent> = webhook.subscribed_events;
    Ok(())
}

// delete_webhook
pub async fn delete_webhook(client: &api::Client) -> Result<(), api::Error> {
    client.delete_webhook(ID).send().await?;
    Ok(())
}

// update_webhook
pub async fn update_webhook(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::WebhookUpdateRequest::new().url("https://example.com/other");
    let webhook = client.update_webhook(ID, request).send().await?;
    let _: &String = &webhook.url;
    Ok(())
}

// list_paths
pub async fn list_paths(client: &api::Client) -> Result<(), api::Error> {
    let page = client.list_paths().send().await?.into_inner();
    let _: Vec<Option<String>> = page.data.into_iter().map(|path| path.name).collect();
    Ok(())
}

// create_path
pub async fn create_path(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::CreatePathRequestSchema::new("Booking".to_owned());
    let path = client.create_path(request).send().await?;
    let _: uuid::Uuid = path.id;
    Ok(())
}

// get_path
pub async fn get_path(client: &api::Client) -> Result<(), api::Error> {
    let path = client.get_path(ID).send().await?.into_inner();
    for node in path.nodes {
        match node {
            api::types::PathResponseSchemaNodesItem::Start(start) => drop(start.name),
            api::types::PathResponseSchemaNodesItem::End(end) => drop(end.name),
            _ => {}
        }
    }
    Ok(())
}

// delete_path
pub async fn delete_path(client: &api::Client) -> Result<(), api::Error> {
    let () = client.delete_path(ID).send().await?.into_inner();
    Ok(())
}

// list_api_keys
pub async fn list_api_keys(client: &api::Client) -> Result<(), api::Error> {
    let page = client.list_api_keys().send().await?.into_inner();
    let _: Vec<String> = page.data.into_iter().map(|key| key.name).collect();
    Ok(())
}

// create_api_key
pub async fn create_api_key(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::ApiKeyRequestSchema::new("deploy", true)
        .permissions([api::types::Permission::CallsView]);
    let key = client.create_api_key(request).send().await?.into_inner();
    let _: (uuid::Uuid, Option<String>) = (key.id, key.value);
    Ok(())
}

// get_api_key
pub async fn get_api_key(client: &api::Client) -> Result<(), api::Error> {
    let key = client.get_api_key(ID).send().await?.into_inner();
    let _: String = key.name;
    Ok(())
}

// delete_api_key
pub async fn delete_api_key(client: &api::Client) -> Result<(), api::Error> {
    client.delete_api_key(ID).send().await?;
    Ok(())
}

// update_api_key
pub async fn update_api_key(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::ApiKeyUpdateRequest::new().name("other");
    client.update_api_key(ID, request).send().await?;
    Ok(())
}

// update_customer
pub async fn update_customer(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::CustomerRequestSchema::new().name("Ada").email("ada@example.com");
    let customer = client.update_customer(request).send().await?.into_inner();
    let _: (String, Option<String>) = (customer.id, customer.name);
    Ok(())
}

// get_payment_methods
pub async fn get_payment_methods(client: &api::Client) -> Result<(), api::Error> {
    for method in client.get_payment_methods().send().await?.into_inner() {
        let _: (String, String) = (method.id, method.type_);
    }
    Ok(())
}

// get_usage_alert_config
pub async fn get_usage_alert_config(client: &api::Client) -> Result<(), api::Error> {
    let alert = client.get_usage_alert_config().send().await?.into_inner();
    let _: (bool, i64) = (alert.enabled, alert.percent);
    Ok(())
}

// update_usage_alert_config
pub async fn update_usage_alert_config(client: &api::Client) -> Result<(), api::Error> {
    let request = api::types::UsageAlertNotificationRequest::new(true, 80, "ada@example.com");
    let alert = client.update_usage_alert_config(request).send().await?;
    let _: i64 = alert.updated_at.timestamp();
    Ok(())
}

use diga_api::types::WebhookRequest;

fn main() {
    // `subscribed_events` is required.
    let _ = WebhookRequest::new("https://example.com/hook");
}

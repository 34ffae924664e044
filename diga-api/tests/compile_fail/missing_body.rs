fn call(client: &diga_api::Client) {
    // The document requires a body.
    let _ = client.create_webhook();
}

fn main() {}

//! Uploads a file, waits until it is indexed, and makes a knowledge base of it, which agents can
//! search.
//!
//! ```text
//! cargo run --example upload_knowledge -- [FILE]
//! ```

mod embedded_diga;

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use diga_api::forms::UploadKnowledgeItemsForm;
use diga_api::types::{GetKnowledgeItemResponse, KnowledgeBaseCreateSchema, KnowledgeItemStatus};
use diga_api::{File, Poller};
use embedded_diga::Diga;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let diga = Diga::connect().await?;
    let file = std::env::args_os().nth(1).map(PathBuf::from);
    let (name, content) = match &file {
        Some(path) => (
            path.file_name().unwrap_or_default().to_string_lossy(),
            std::fs::read(path)?,
        ),
        None => ("hours.txt".into(), b"We are open from 9 to 17.".to_vec()),
    };

    println!("uploading {name}, {} bytes", content.len());
    let form = UploadKnowledgeItemsForm::new(File::from(content).with_name(&*name)).name(&*name);
    let uploaded = diga.client.upload_knowledge_items(form).send().await?;
    for failed in &uploaded.failed_items {
        println!("  refused {}: {}", failed.name, failed.error);
    }
    let accepted = uploaded.successful_items.first();
    let item = accepted.ok_or("nothing was accepted")?.id;

    let path = format!("/v1/knowledge/item/{item}");
    let poller = Poller::new(&diga.client).with_timeout(Duration::from_secs(300));
    let mut polls = 0;
    let indexed = poller.until(
        || diga.client.get_knowledge_item(item).send(),
        |response| {
            polls += 1;
            let status = status(response);
            let shown = status.map_or("unknown", KnowledgeItemStatus::as_str);
            println!("  {shown}");
            if polls == 3 {
                diga.happens(&path, json!({ "status": "uploaded" }));
            }
            status != Some(&KnowledgeItemStatus::Indexing)
        },
    );
    if status(&*indexed.await?) != Some(&KnowledgeItemStatus::Uploaded) {
        return Err("the file could not be indexed".into());
    }

    let request =
        KnowledgeBaseCreateSchema::new("Opening hours").knowledge_item_ids([item.to_string()]);
    let base = diga.client.create_knowledge_base(request).send().await?;
    let items = &base.knowledge_item_ids;
    println!("knowledge base {} has {items:?}", base.id);
    Ok(())
}

/// An item is one of several kinds.
fn status(item: &GetKnowledgeItemResponse) -> Option<&KnowledgeItemStatus> {
    match item {
        GetKnowledgeItemResponse::File(item) => Some(&item.status),
        GetKnowledgeItemResponse::Url(item) => Some(&item.status),
        GetKnowledgeItemResponse::Txt(item) => Some(&item.status),
        _ => None,
    }
}

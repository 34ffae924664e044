//! What it costs to build a program that uses the client, compared with a program that makes the
//! same call by hand.
//!
//! ```sh
//! cargo bench -p xtask --bench consumer            # one cold build of each
//! cargo bench -p xtask --bench consumer -- 3       # three of each in turn, and the shortest
//! cargo bench -p xtask --bench consumer -- rebuild # after one word of the document has changed
//! cargo bench -p xtask --bench consumer -- size    # of the program in the release profile
//! ```
//!
//! By hand is reqwest with its default features, as its documentation begins: rustls on aws-lc-rs.
//! Crates are fetched before the clock runs. Beside the time of day stands the processor's, which
//! other work on the machine disturbs less.
// A benchmark that cannot measure may panic.
#![allow(clippy::expect_used)]

mod processor;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use processor::processor;

const CALL_BY_HAND: &str = r#"use serde::{Deserialize, Serialize};

#[derive(Serialize)]
struct Request {
    url: String,
    subscribed_events: Vec<String>,
}

#[derive(Deserialize)]
struct Webhook {
    id: uuid::Uuid,
    created_date: chrono::DateTime<chrono::Utc>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let request = Request {
        url: "https://example.com/diga/events".to_owned(),
        subscribed_events: vec!["status_changed".to_owned()],
    };
    let response = reqwest::Client::new()
        .post("https://api.diga.io/v1/webhook/")
        .bearer_auth(std::env::var("DIGA_API_TOKEN")?)
        .json(&request)
        .send()
        .await?;
    let webhook: Webhook = response.error_for_status()?.json().await?;
    println!("{} was created at {}", webhook.id, webhook.created_date);
    Ok(())
}
"#;

const CALL: &str = r#"use diga_api::Client;
use diga_api::types::{WebhookEvent, WebhookRequest};

#[tokio::main]
async fn main() -> Result<(), diga_api::Error> {
    let client = Client::from_env()?;
    let events = [WebhookEvent::StatusChanged];
    let request = WebhookRequest::new("https://example.com/diga/events", events);
    let webhook = client.create_webhook(request).send().await?;
    println!("{} was created at {}", webhook.id, webhook.created_date);
    Ok(())
}
"#;

const DEPENDENCIES_BY_HAND: &str = r#"chrono = { version = "0.4", features = ["serde"] }
reqwest = { version = "0.13", features = ["json"] }
serde = { version = "1", features = ["derive"] }
uuid = { version = "1", features = ["serde"] }
"#;

/// Only the operations of one tag.
const ONE_TAG: &str = r#", default-features = false, features = ["rustls", "webhooks"]"#;

const RING: &str = r#", default-features = false, features = ["rustls-ring", "all-operations"]"#;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let root = root.canonicalize().expect("the workspace");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "rebuild") {
        rebuild(&root);
    } else if arguments.iter().any(|argument| argument == "size") {
        size(&root);
    } else {
        let rounds = arguments.iter().find_map(|argument| argument.parse().ok());
        cold(&root, rounds.unwrap_or(1));
    }
}

/// Builds programs from nothing.
fn cold(root: &Path, rounds: usize) {
    let packaged = packaged(root);
    let beside = format!("{DEPENDENCIES_BY_HAND}{}", on(&packaged, ""));
    let programs = [
        Program::write(root, "by-hand", DEPENDENCIES_BY_HAND, CALL_BY_HAND),
        Program::write(root, "packaged-beside-reqwest", &beside, CALL),
        Program::write(root, "packaged", &on(&packaged, ""), CALL),
        Program::write(root, "packaged-one-tag", &on(&packaged, ONE_TAG), CALL),
        Program::write(root, "packaged-rustls-ring", &on(&packaged, RING), CALL),
        Program::write(
            root,
            "from-the-repository",
            &on(&root.join("diga-api"), ""),
            CALL,
        ),
    ];
    let mut shortest = programs.each_ref().map(|_| [f64::INFINITY; 2]);
    for _ in 0..rounds {
        for (program, shortest) in programs.iter().zip(&mut shortest) {
            for (shortest, took) in shortest.iter_mut().zip(program.build_from_nothing()) {
                *shortest = shortest.min(took);
            }
        }
    }
    println!("a cold build of              time of day  ratio  processor  ratio");
    let by_hand = shortest.first().copied().expect("the first");
    for (program, took) in programs.iter().zip(shortest) {
        let [day, processor] = took;
        println!(
            "{:<27}  {day:>9.1} s  {:>5.2}  {processor:>7.1} s  {:>5.2}",
            program.name,
            day / by_hand[0],
            processor / by_hand[1],
        );
    }
}

/// Builds a program on a copy of the repository again: after nothing has changed, and after one
/// word of the document has.
fn rebuild(root: &Path) {
    let copy = root.join("target/bench-consumers/repository");
    for file in tracked(root) {
        let to = copy.join(&file);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(root.join(file), to).expect("a file");
    }
    let dependencies = on(&copy.join("diga-api"), "");
    let program = Program::write(root, "rebuild", &dependencies, CALL);
    program.build(&[]);
    let again = program.build(&[]);
    let document = copy.join("openapi/openapi.json");
    let text = fs::read_to_string(&document).expect("the document");
    let changed = text.replacen("\"Create Webhook\"", "\"Make Webhook\"", 1);
    assert_ne!(text, changed, "the word is in the document");
    fs::write(&document, changed).expect("the document");
    let after = program.build(&[]);
    println!("a build after                time of day  processor");
    for (what, [day, processor]) in [("nothing has changed", again), ("one word", after)] {
        println!("{what:<27}  {day:>9.1} s  {processor:>7.1} s");
    }
}

/// The files that git knows.
fn tracked(root: &Path) -> Vec<String> {
    let mut list = Command::new("git");
    let output = list.args(["ls-files"]).current_dir(root).output();
    let output = output.expect("git runs").stdout;
    let output = String::from_utf8(output).expect("names");
    output.lines().map(str::to_owned).collect()
}

/// Builds programs in the release profile, without symbols, and compares their sizes.
fn size(root: &Path) {
    let programs = [
        Program::write(root, "by-hand", DEPENDENCIES_BY_HAND, CALL_BY_HAND),
        Program::write(root, "packaged", &on(&packaged(root), ""), CALL),
    ];
    println!("a release build of              MB  ratio");
    let mut by_hand = None;
    for program in programs {
        program.build(&["--release", "--config", "profile.release.strip=true"]);
        let file = program.folder.join("target/release").join(program.name);
        let bytes = fs::metadata(file).expect("a program").len();
        #[allow(clippy::cast_precision_loss)]
        let size = bytes as f64 / 1e6;
        let ratio = size / *by_hand.get_or_insert(size);
        println!("{:<27}  {size:>5.2}  {ratio:>5.2}", program.name);
    }
}

/// The folder of the packaged crate.
fn packaged(root: &Path) -> PathBuf {
    let staged = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("package")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .current_dir(root)
        .status();
    assert!(staged.expect("xtask runs").success(), "the crate is staged");
    root.join("target/package-staging")
}

/// The dependency on the client in a folder, with more options.
fn on(path: &Path, options: &str) -> String {
    let path = path.display().to_string();
    format!("diga-api = {{ path = {path:?}{options} }}\n")
}

/// A crate in target/bench-consumers.
struct Program {
    name: &'static str,
    folder: PathBuf,
}

impl Program {
    fn write(root: &Path, name: &'static str, dependencies: &str, main: &str) -> Self {
        let folder = root.join("target/bench-consumers").join(name);
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\n{dependencies}\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n"
        );
        fs::create_dir_all(folder.join("src")).expect("a folder");
        fs::write(folder.join("Cargo.toml"), manifest).expect("a manifest");
        fs::write(folder.join("src/main.rs"), main).expect("a program");
        // The versions in the Cargo.lock of the workspace.
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock");
        let program = Self { name, folder };
        program.cargo(&["fetch", "--quiet"]);
        program
    }

    /// Builds it from nothing; returns the seconds of real time and of processor time.
    fn build_from_nothing(&self) -> [f64; 2] {
        let target = self.folder.join("target");
        if target.exists() {
            fs::remove_dir_all(target).expect("an old build can be removed");
        }
        self.build(&[])
    }

    /// Builds what has changed; returns the seconds of real time and of processor time.
    fn build(&self, options: &[&str]) -> [f64; 2] {
        let (began, before) = (Instant::now(), processor());
        self.cargo(&[&["build", "--quiet", "--offline"], options].concat());
        [began.elapsed().as_secs_f64(), processor() - before]
    }

    fn cargo(&self, arguments: &[&str]) {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).current_dir(&self.folder);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CARGO_") && name != "CARGO_HOME" {
                command.env_remove(name);
            }
        }
        let status = command.status().expect("cargo runs");
        assert!(status.success(), "{}: {status}", self.name);
    }
}

//! Reads sources: documents, pages, indexes and folders, from files or the network.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use xtask::{Format, Source};

use super::page::{self, Block};
use super::part::Part;
use crate::cli::failure::Failure;
use crate::cli::progress::bar;
use crate::cli::source_path::is_url;
use crate::cli::{files, guard};

/// Everything that one source contains.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) source: Source,
    pub(crate) parts: Vec<Part>,
    /// How many pages have no OpenAPI block.
    pub(crate) prose: usize,
    /// What a reader of an index should know: `NAME: WHAT`.
    pub(crate) notes: Vec<String>,
}

/// What a source turns out to be.
#[derive(Debug)]
pub(super) enum Opened {
    /// An index, with its bytes.
    Index(Vec<u8>),
    /// Anything else.
    Reading(Reading),
}

/// The largest response that is read, in bytes.
const LIMIT: u64 = 64 << 20;

pub(super) const NO_BLOCK: &str = "name a page that has its document in a ```yaml block \
                        under the heading `## OpenAPI`, or the document itself";

/// Reads sources; only URLs use the network.
pub(crate) struct Reader {
    /// What absolute links of an index are read from instead.
    pub(super) base: Option<String>,
    /// Connections, once there is one.
    agent: OnceCell<ureq::Agent>,
}

enum Kind {
    Page,
    Index,
    Document,
}

impl Reader {
    /// A reader of indexes whose absolute links are read from `base`.
    pub(crate) fn of(base: Option<String>) -> Self {
        Self {
            base,
            agent: OnceCell::new(),
        }
    }

    /// Reads `given`, a path or a URL; of an index, the index itself.
    pub(super) fn open(&self, given: &str) -> Result<Opened, Failure> {
        if !is_url(given) && Path::new(given).is_dir() {
            return Ok(Opened::Reading(self.folder(given)?));
        }
        let bytes = self.bytes(given)?;
        let source = Source {
            from: given.to_owned(),
            base: None,
            sha256: files::sha256(&bytes),
        };
        match kind(given, &bytes) {
            Kind::Index => Ok(Opened::Index(bytes)),
            Kind::Document => Ok(Opened::Reading(Reading {
                parts: vec![document(given, &bytes, Format::of(given, &bytes))?],
                source,
                prose: 0,
                notes: Vec::new(),
            })),
            Kind::Page => {
                let parts = page_parts(given, &bytes)?;
                if parts.is_empty() {
                    let why = format!("{given}: no OpenAPI block in this page");
                    return Err(Failure::new(why).help(NO_BLOCK));
                }
                Ok(Opened::Reading(Reading {
                    source,
                    parts,
                    prose: 0,
                    notes: Vec::new(),
                }))
            }
        }
    }

    fn folder(&self, given: &str) -> Result<Reading, Failure> {
        let mut pages = Vec::new();
        walk(Path::new(given), &mut pages)?;
        pages.sort();
        let pages: Vec<_> = pages
            .iter()
            .map(|page| page.to_string_lossy().into_owned())
            .collect();
        self.several(given, &[], &pages)
    }

    /// Reads the pages and documents that one source names; `index` is the content of the index, if
    /// the source is one.
    pub(super) fn several(
        &self,
        given: &str,
        index: &[u8],
        names: &[String],
    ) -> Result<Reading, Failure> {
        let mut read = String::new();
        if !index.is_empty() {
            read += &line(index, given, given);
        }
        let (mut parts, mut prose) = (Vec::new(), 0);
        let bar = bar(names.len(), "reading");
        for name in names {
            bar.set_message(name.clone());
            let bytes = self.bytes(name).map_err(|failure| failure.within(given))?;
            let found = match kind(name, &bytes) {
                Kind::Document => vec![document(name, &bytes, Format::of(name, &bytes))?],
                Kind::Page | Kind::Index => page_parts(name, &bytes)?,
            };
            if found.is_empty() {
                prose += 1;
            } else {
                read += &line(&bytes, name, given);
                parts.extend(found);
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        if parts.is_empty() && index.is_empty() {
            return Err(Failure::new(format!(
                "{given}: no page in this folder has an OpenAPI block"
            ))
            .help(NO_BLOCK));
        }
        Ok(Reading {
            source: self.indexed(given, &read),
            parts,
            prose,
            notes: Vec::new(),
        })
    }

    /// An index or a folder as a source; `read` has the lines of what was read.
    pub(super) fn indexed(&self, given: &str, read: &str) -> Source {
        Source {
            from: given.to_owned(),
            base: self.base.clone(),
            sha256: files::sha256(read.as_bytes()),
        }
    }

    pub(super) fn bytes(&self, name: &str) -> Result<Vec<u8>, Failure> {
        if is_url(name) {
            return self.fetch(name);
        }
        files::read(Path::new(name)).map_err(|failure| match name.split_once("://") {
            Some(_) => failure.help("only http:// and https:// URLs can be read"),
            None => failure,
        })
    }

    fn fetch(&self, url: &str) -> Result<Vec<u8>, Failure> {
        let agent = self.agent.get_or_init(|| {
            let settings = ureq::Agent::config_builder()
                .timeout_global(Some(Duration::from_secs(60)))
                .user_agent(concat!("xtask/", env!("CARGO_PKG_VERSION")))
                .build();
            ureq::Agent::new_with_config(settings)
        });
        let mut response = agent
            .get(url)
            .call()
            .map_err(|error| fetch_failed(url, &error))?;
        let body = response.body_mut().with_config().limit(LIMIT).read_to_vec();
        body.map_err(|error| fetch_failed(url, &error))
    }
}

fn fetch_failed(url: &str, error: &ureq::Error) -> Failure {
    Failure::new(match error {
        ureq::Error::StatusCode(status) => {
            format!("cannot fetch {url}: the server responded with status {status}")
        }
        other => format!("cannot fetch {url}: {other}"),
    })
    .help("open the address in a browser; files can be vendored without the network")
}

/// A line as `sha256sum` prints it, with file names relative to the folder or index.
pub(super) fn line(bytes: &[u8], name: &str, given: &str) -> String {
    let mut base = Path::new(given);
    if is_url(given) || !base.is_dir() {
        base = base.parent().unwrap_or(base);
    }
    let name = Path::new(name)
        .strip_prefix(base)
        .map_or(name.to_owned(), |below| {
            below.to_string_lossy().replace('\\', "/")
        });
    format!("{}  {name}\n", files::sha256(bytes))
}

fn kind(name: &str, bytes: &[u8]) -> Kind {
    let path = name.split(['?', '#']).next().unwrap_or_default();
    let file = path
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if [".md", ".mdx", ".markdown"]
        .iter()
        .any(|ending| file.ends_with(ending))
    {
        return Kind::Page;
    }
    if [".json", ".yaml", ".yml"]
        .iter()
        .any(|ending| file.ends_with(ending))
    {
        return Kind::Document;
    }
    let text = String::from_utf8_lossy(bytes);
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    let key = |line: &str| line.starts_with("openapi:") || line.starts_with("swagger:");
    if !page::documents(&text).is_empty() {
        Kind::Page
    } else if file.starts_with("llms") && file.ends_with(".txt") {
        Kind::Index
    } else if begins.starts_with('{') || text.lines().any(key) {
        Kind::Document
    } else if page::links(&text).iter().any(|link| link.ends_with(".md")) {
        Kind::Index
    } else {
        Kind::Page
    }
}

pub(super) fn text<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, Failure> {
    std::str::from_utf8(bytes)
        .map_err(|_| Failure::new(format!("{name}: not UTF-8")).help("save it as UTF-8"))
}

pub(super) fn document(name: &str, bytes: &[u8], format: Format) -> Result<Part, Failure> {
    let read = || xtask::read(bytes, format).map_err(|diagnostic| vec![diagnostic]);
    Ok(Part {
        document: guard::run(read).map_err(|refusal| refusal.failure(name))?,
        name: name.to_owned(),
    })
}

/// The documents in a page: none if it is prose, several if pages were concatenated.
fn page_parts(name: &str, bytes: &[u8]) -> Result<Vec<Part>, Failure> {
    let mut parts = Vec::new();
    let blocks = page::documents(text(name, bytes)?);
    let several = blocks.len() > 1;
    for block in blocks {
        if !block.closed {
            let why = format!(
                "{name}: the OpenAPI block that starts on line {} has no end",
                block.line
            );
            return Err(Failure::new(why).help("download the page again; it seems to be truncated"));
        }
        let mut part = document(name, block.text.as_bytes(), block.format)?;
        if several {
            part.name = format!("{name}:{}", block.line);
        }
        check_operation(&part, &block)?;
        parts.push(part);
    }
    Ok(parts)
}

/// Checks that a block has the operation that its first line names.
fn check_operation(part: &Part, block: &Block) -> Result<(), Failure> {
    let Some((method, path)) = block.operation() else {
        return Ok(());
    };
    let item = part.document.get("paths").and_then(|paths| paths.get(path));
    if item.and_then(|item| item.get(&method)).is_some() {
        return Ok(());
    }
    let operation = format!("{} {path}", method.to_uppercase());
    Err(Failure::new(format!(
        "{}: line {} names {operation}, but the block does not define it",
        part.name, block.line
    ))
    .help("download the page again; its first line and its block describe different operations"))
}

/// Every Markdown file below a folder, except in hidden folders; symbolic links are not followed.
fn walk(folder: &Path, pages: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |error| Failure::io("read", folder, &error);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (path, name) = (entry.path(), entry.file_name());
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type().map_err(failed)?.is_dir() {
            walk(&path, pages)?;
        } else if matches!(
            path.extension().and_then(|ending| ending.to_str()),
            Some("md" | "mdx")
        ) {
            pages.push(path);
        }
    }
    Ok(())
}

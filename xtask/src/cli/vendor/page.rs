//! Documentation pages: Markdown with an OpenAPI document in a fenced block.

use xtask::Format;

use xtask::openapi::method::METHODS;

/// An OpenAPI block of a page.
#[derive(Debug, PartialEq)]
pub(crate) struct Block {
    /// The format that the first line names.
    pub(crate) format: Format,
    /// The rest of that line: `/api-reference/openapi.json post /v1/webhook/`.
    pub(crate) about: String,
    /// The document, after as many empty lines as precede it in the page, so that line numbers in
    /// messages are those of the page.
    pub(crate) text: String,
    /// The number of the line that opens the block, counted from 1.
    pub(crate) line: usize,
    /// Whether a line closes it.
    pub(crate) closed: bool,
    /// Whether it is the first one under a heading `OpenAPI`.
    named: bool,
}

impl Block {
    /// The operation that the first line names: method in lower case, and path.
    pub(crate) fn operation(&self) -> Option<(String, &str)> {
        let mut words = self.about.split_whitespace().rev();
        let (path, method) = (words.next()?, words.next()?.to_ascii_lowercase());
        (path.starts_with('/') && METHODS.contains(&method.as_str())).then_some((method, path))
    }
}

/// Finds the OpenAPI blocks of a page: the first block of YAML or JSON under each heading `OpenAPI`
/// (several if pages were concatenated, as in `llms-full.txt`); without such a heading, the first
/// block that starts like an OpenAPI document.
pub(crate) fn documents(page: &str) -> Vec<Block> {
    let blocks = blocks(page);
    if blocks.iter().any(|block| block.named) {
        return blocks.into_iter().filter(|block| block.named).collect();
    }
    let first = blocks
        .into_iter()
        .find(|block| starts_like_openapi(&block.text));
    first.into_iter().collect()
}

/// The links of a page in order, without duplicates.
pub(crate) fn links(page: &str) -> Vec<&str> {
    let mut links = Vec::new();
    for piece in page.split("](").skip(1) {
        let link = piece.split([')', ' ', '\n']).next().unwrap_or_default();
        let link = link.trim_start_matches('<').trim_end_matches('>');
        let link = link.split('#').next().unwrap_or_default();
        if !link.is_empty() && !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

fn starts_like_openapi(text: &str) -> bool {
    let json = text.trim_start().starts_with('{')
        && (text.contains("\"openapi\"") || text.contains("\"swagger\""));
    json || text
        .lines()
        .any(|line| line.starts_with("openapi:") || line.starts_with("swagger:"))
}

/// Every fenced block of YAML or JSON (CommonMark 4.5).
fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    // Whether the next block is the first one under the heading.
    let mut named = false;
    let mut lines = page.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        if let Some(title) = line.strip_prefix('#') {
            let title = title.trim_matches(['#', ' ', '\t']);
            named = title.eq_ignore_ascii_case("openapi");
            continue;
        }
        let Some((fence, about)) = opening(line) else {
            continue;
        };
        let mut text = "\n".repeat(index + 1);
        let mut closed = false;
        for (_, line) in lines.by_ref() {
            if closes(line, fence) {
                closed = true;
                break;
            }
            text.push_str(line);
            text.push('\n');
        }
        let (word, about) = about.split_once(char::is_whitespace).unwrap_or((about, ""));
        let format = match word.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Format::Yaml,
            "json" => Format::Json,
            _ => continue,
        };
        found.push(Block {
            format,
            about: about.trim().to_owned(),
            text,
            line: index + 1,
            closed,
            named: std::mem::take(&mut named),
        });
    }
    found
}

/// The fence that opens a block on this line, and the rest of the line.
fn opening(line: &str) -> Option<(&str, &str)> {
    let text = line.trim_start_matches(' ');
    let mark = text
        .chars()
        .next()
        .filter(|mark| matches!(mark, '`' | '~'))?;
    let about = text.trim_start_matches(mark);
    let fence = text.get(..text.len() - about.len())?;
    let inline = mark == '`' && about.contains('`');
    (line.len() - text.len() <= 3 && fence.len() >= 3 && !inline).then_some((fence, about.trim()))
}

fn closes(line: &str, fence: &str) -> bool {
    opening(line).is_some_and(|(other, about)| about.is_empty() && other.starts_with(fence))
}

#[cfg(test)]
mod tests {
    use xtask::Format;

    use super::{Block, documents, links};

    fn block(page: &str) -> Option<Block> {
        documents(page).into_iter().next()
    }

    #[test]
    fn the_block_under_the_heading_is_taken() {
        let page = "# A\n\n```yaml\nopenapi: 3.1.0\nx: 1\n```\n\n## OpenAPI\n\n\
                    ````yaml /o.json post /v1/it/\nopenapi: 3.1.0\n\
                    d: |\n  ```\n  code\n  ```\n````";
        let block = block(page).unwrap();
        assert_eq!(
            (block.format, block.line, block.closed),
            (Format::Yaml, 10, true)
        );
        assert_eq!(block.operation(), Some(("post".to_owned(), "/v1/it/")));
        assert_eq!(
            block.text.trim_start(),
            "openapi: 3.1.0\nd: |\n  ```\n  code\n  ```\n"
        );
        assert_eq!(
            block.text.lines().nth(10),
            Some("openapi: 3.1.0"),
            "line numbers are those of the page"
        );
    }

    #[test]
    fn without_the_heading_a_block_that_starts_like_openapi_is_taken() {
        let found =
            block("```yaml\nnot: this\n```\n~~~json\n{\"openapi\": \"3.1.0\"}\n~~~\n").unwrap();
        assert_eq!((found.format, found.line), (Format::Json, 4));
        assert_eq!(
            block("# Prose\n\n```yaml\nnot: an openapi document\n```\n"),
            None
        );
        assert_eq!(
            block("## OpenAPI\n\n`yaml`\n\n```rust\nfn main() {}\n```\n"),
            None
        );
    }

    #[test]
    fn a_block_without_an_end_is_not_closed() {
        assert!(
            !block("## OpenAPI\n```yaml\nopenapi: 3.1.0\n")
                .unwrap()
                .closed
        );
    }

    #[test]
    fn concatenated_pages_have_a_block_each() {
        let page = "# A\n## OpenAPI\n```yaml\na: 1\n```\n```json\n{}\n```\n\
                    # B\n## OpenAPI\n```yaml\nb: 1\n```\n";
        let lines: Vec<_> = documents(page).iter().map(|block| block.line).collect();
        assert_eq!(lines, [3, 11]);
    }

    #[test]
    fn links_are_taken_once_and_in_order() {
        assert_eq!(
            links("- [A](https://x/a.md): (see [B](./b.md#part))\n- [A](https://x/a.md \"title\")"),
            ["https://x/a.md", "./b.md"]
        );
    }
}

//! The README and the tutorial of a packaged crate.

use super::cargo_manifest::Other;

/// The begin and the end of what the README says about the repository only.
const REPOSITORY: [&str; 2] = ["<!-- in the repository only", "<!-- end -->"];

/// The begin and the end of what it says in the package only, which is a comment in the repository.
const PACKAGE: [&str; 2] = ["<!-- in the package only", "-->"];

/// The README of the repository as it is in the package.
pub(super) fn in_package(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with(REPOSITORY[0]) {
            lines.by_ref().find(|line| *line == REPOSITORY[1]);
        } else if line.starts_with(PACKAGE[0]) {
            for line in lines.by_ref().take_while(|line| *line != PACKAGE[1]) {
                out.push_str(line);
                out.push('\n');
            }
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    // A part that is left out has an empty line before and after it.
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out
}

/// What is written about the client of another document.
pub(super) struct About<'a> {
    pub(super) other: Other<'a>,
    /// The document's title, as code.
    pub(super) title: String,
    pub(super) license: Option<&'a str>,
    /// The sections about the document.
    pub(super) guide: &'a str,
}

impl About<'_> {
    pub(super) fn readme(&self) -> String {
        let Self {
            other: Other { name, publish, .. },
            title,
            license,
            guide,
        } = self;
        let source = if *publish {
            (*name).to_owned()
        } else {
            format!("--path PATH/TO/{name}")
        };
        let license = license.map_or_else(String::new, |license| {
            format!(
                "\n## Licence\n\n{license}. The code in `src/runtime` is under the licences in \
                 `LICENSE-APACHE` and\n`LICENSE-MIT`, at your option.\n"
            )
        });
        format!(
            "# {name}\n\n\
             The Rust client for {title}.\nRequests, responses and errors are typed. All of it is \
             generated from the service's OpenAPI\ndocument.\n\n\
             ```sh\n\
             cargo add {source}\n\
             cargo add tokio --features macros,rt-multi-thread\n\
             cargo add --dev {source} --features mock    # for tests\n\
             ```\n\n\
             {}\n{FEATURES}{license}",
            shown(guide)
        )
    }

    /// The same for rustdoc, below the first line of the crate's documentation.
    pub(super) fn tutorial(&self) -> String {
        let sections = self.guide.lines().map(|line| {
            let heading = line
                .strip_prefix("## ")
                .map(|heading| format!("# {heading}"));
            // rustdoc's blocks are Rust.
            let line = heading.unwrap_or_else(|| line.replace("```rust,no_run", "```no_run"));
            format!("{line}\n")
        });
        let sections: String = sections.collect();
        format!("\n{sections}\n{}", FEATURES.replace("## ", "# "))
    }
}

/// The sections without the lines that rustdoc hides.
fn shown(guide: &str) -> String {
    let mut out = String::new();
    let mut is_rust = false;
    for line in guide.lines() {
        if line.starts_with("```") {
            is_rust = line.starts_with("```rust");
        }
        if !(is_rust && line.starts_with("# ")) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The features, which are the same for every document.
const FEATURES: &str = "\
## Features

| feature | default | what it does |
| --- | --- | --- |
| `rustls` | yes | TLS as reqwest's defaults have it: rustls on aws-lc-rs (needs a C compiler) |
| `pattern` | if the document has one | validates strings against it before they are sent |
| `rustls-ring` | no | TLS by rustls on ring, which compiles faster |
| `native-tls` | no | TLS by the operating system's own library |
| `http2` | no | HTTP/2 if the server offers it |
| `sse` | no | server-sent events as typed events, with reconnection; without it, as bytes |
| `mock` | no | mocks of every operation and a server with state, for tests |
| `gzip`, `brotli`, `zstd` | no | requests and decompresses responses in this encoding |
| `blocking` | no | `blocking::Client`, for code that is not async |
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packages_readme_says_nothing_about_the_repository() {
        let text = "# a\n\n<!-- in the repository only -->\n\nb\n\n<!-- end -->\n\n\
                    <!-- in the package only\nc\n-->\n\nd\n";
        assert_eq!(in_package(text), "# a\n\nc\n\nd\n");
    }

    #[test]
    fn the_readme_of_another_document_shows_what_the_tutorial_tests() {
        let about = About {
            other: Other::unpublished("note-api"),
            title: "`Notes`".to_owned(),
            license: Some("MIT"),
            guide: "## Call\n\n```rust,no_run\n# fn hidden() {\ncall();\n# }\n```\n",
        };
        let readme = about.readme();
        assert!(readme.starts_with("# note-api\n\nThe Rust client for `Notes`."));
        assert!(readme.contains("cargo add --path PATH/TO/note-api\n"));
        assert!(readme.contains("cargo add --dev --path PATH/TO/note-api --features mock "));
        assert!(readme.contains("## Call\n\n```rust,no_run\ncall();\n```\n"));
        assert!(readme.contains("\n## Licence\n\nMIT. "));
        let tutorial = about.tutorial();
        assert!(tutorial.starts_with("\n# Call\n\n```no_run\n# fn hidden() {\n"));
    }
}

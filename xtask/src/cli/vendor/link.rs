//! The targets of the links in an index.

use std::path::{Path, PathBuf};

/// Whether a source is read from the network.
pub(crate) fn is_url(name: &str) -> bool {
    name.starts_with("https://") || name.starts_with("http://")
}

/// The target of a link in `index`. If the index is a file, a URL is replaced by the file beside
/// the index that mirrors it, if there is one.
pub(crate) fn resolve(index: &str, link: &str) -> String {
    if is_url(index) {
        return absolute(index, link);
    }
    let folder = Path::new(index).parent().unwrap_or(Path::new(""));
    if !is_url(link) {
        return folder
            .join(link.trim_start_matches('/'))
            .to_string_lossy()
            .into_owned();
    }
    mirrored(folder, link).map_or(link.to_owned(), |file| file.to_string_lossy().into_owned())
}

/// The file under `folder` whose path is the end of the URL's path; the longest match wins.
fn mirrored(folder: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split("://").nth(1)?.split(['?', '#']).next()?;
    let segments: Vec<_> = path
        .split('/')
        .skip(1)
        .filter(|segment| !segment.is_empty())
        .collect();
    if segments.contains(&"..") {
        return None;
    }
    (0..segments.len())
        .filter_map(|skip| segments.get(skip..))
        .map(|rest| {
            rest.iter()
                .fold(folder.to_owned(), |path, segment| path.join(segment))
        })
        .find(|file| file.is_file())
}

/// A link as an absolute URL (RFC 3986, section 5; only what indexes use).
fn absolute(base: &str, link: &str) -> String {
    if is_url(link) {
        return link.to_owned();
    }
    let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if let Some(other) = link.strip_prefix("//") {
        return format!("{scheme}://{other}");
    }
    let mut segments: Vec<&str> = if link.starts_with('/') {
        Vec::new()
    } else {
        path.split('/').collect()
    };
    segments.pop();
    for segment in link.trim_start_matches('/').split('/') {
        match segment {
            "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    format!("{scheme}://{host}/{}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::absolute;

    #[test]
    fn links_are_resolved_against_the_index() {
        for (link, url) in [
            ("https://b/x.md", "https://b/x.md"),
            ("/x.md", "https://a/x.md"),
            ("x.md", "https://a/docs/x.md"),
            ("./y/../x.md", "https://a/docs/x.md"),
            ("../x.md", "https://a/x.md"),
            ("../../../x.md", "https://a/x.md"),
            ("//c/x.md", "https://c/x.md"),
        ] {
            assert_eq!(absolute("https://a/docs/llms.txt?v=1", link), url);
        }
    }
}

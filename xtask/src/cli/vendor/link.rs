//! The targets of the links in an index.

use std::path::{Path, PathBuf};

use crate::cli::source_path::is_url;

/// The target of a link in `index`.
///
/// - An absolute link is read from `base`, if there is one: its path below that URL or folder. If
///   `base` is the site that the index is a mirror of, the link is read beside the index.
/// - If the index is a file, a URL is replaced by the file beside the index that mirrors it, if
///   there is one.
pub(super) fn resolve(index: &str, link: &str, base: Option<&str>) -> String {
    if let Some(base) = base.filter(|_| is_url(link)) {
        return through(index, link, base.trim_end_matches('/'));
    }
    if is_url(index) {
        return absolute(index, link);
    }
    let folder = Path::new(index).parent().unwrap_or(Path::new(""));
    if !is_url(link) {
        return file_below(folder, link);
    }
    mirrored(folder, link).map_or(link.to_owned(), |file| file.to_string_lossy().into_owned())
}

/// The target of an absolute link, read from a mirror.
fn through(index: &str, link: &str, base: &str) -> String {
    let below = |url: &str| -> Option<String> {
        let rest = url.strip_prefix(base)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| rest.to_owned())
    };
    if let Some(rest) = below(link) {
        return match below(index) {
            Some(_) => link.to_owned(),
            None => resolve(index, &format!("./{}", rest.trim_start_matches('/')), None),
        };
    }
    let path = link.split("://").nth(1).unwrap_or_default();
    let path = path.split_once('/').map_or("", |(_, path)| path);
    if is_url(base) {
        format!("{base}/{path}")
    } else {
        file_below(Path::new(base), path)
    }
}

fn file_below(folder: &Path, link: &str) -> String {
    let link = link.split(['?', '#']).next().unwrap_or_default();
    let link = link.trim_start_matches("./").trim_start_matches('/');
    folder.join(link).to_string_lossy().into_owned()
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
    use super::{absolute, resolve};

    #[test]
    fn absolute_links_are_read_from_a_mirror() {
        let link = "https://docs.example.com/api/x.md";
        for (index, base, target) in [
            // The mirror.
            (
                "http://[::1]:80/llms.txt",
                "http://[::1]:80",
                "http://[::1]:80/api/x.md",
            ),
            (
                "http://[::1]:80/llms.txt",
                "http://[::1]:80/docs/",
                "http://[::1]:80/docs/api/x.md",
            ),
            ("docs/llms.txt", "http://mirror", "http://mirror/api/x.md"),
            ("docs/llms.txt", "mirror", "mirror/api/x.md"),
            // The site that is mirrored.
            (
                "http://mirror/docs/llms.txt",
                "https://docs.example.com",
                "http://mirror/docs/api/x.md",
            ),
            ("docs/llms.txt", "https://docs.example.com/api", "docs/x.md"),
            (
                "https://docs.example.com/llms.txt",
                "https://docs.example.com",
                link,
            ),
        ] {
            let found = resolve(index, link, Some(base)).replace('\\', "/");
            assert_eq!(found, target, "{index} {base}");
        }
        assert_eq!(
            resolve("http://a/llms.txt", "/x.md", Some("http://b")),
            "http://a/x.md"
        );
    }

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

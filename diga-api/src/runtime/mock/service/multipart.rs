//! Reads `multipart/form-data` (RFC 7578).

/// Name and content of each part; none if it is no such body. Content that is no UTF-8, a file's,
/// is replaced where it is none.
pub(super) fn parts(content_type: &str, body: &[u8]) -> Option<Vec<(String, String)>> {
    let boundary = parameter(content_type, "boundary")?;
    let delimiter = format!("--{boundary}").into_bytes();
    let mut found = Vec::new();
    let mut rest = after(body, &delimiter)?;
    loop {
        if rest.starts_with(b"--") {
            return Some(found);
        }
        let part = rest.strip_prefix(b"\r\n")?;
        let next = position(part, &delimiter)?;
        let (part, following) = part.split_at_checked(next)?;
        rest = following.get(delimiter.len()..)?;
        let head_end = position(part, b"\r\n\r\n")?;
        let (head, content) = part.split_at_checked(head_end)?;
        let content = content.get(4..)?;
        let content = content.strip_suffix(b"\r\n").unwrap_or(content);
        let head = String::from_utf8_lossy(head);
        let disposition = head.lines().find(|line| {
            line.to_ascii_lowercase()
                .starts_with("content-disposition:")
        })?;
        let name = parameter(disposition, "name")?;
        found.push((name, String::from_utf8_lossy(content).into_owned()));
    }
}

/// A parameter of a header, without its quotes.
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').find_map(|part| {
        let (key, value) = part.trim().split_once('=')?;
        let value = value.trim().trim_matches('"');
        key.eq_ignore_ascii_case(name).then(|| value.to_owned())
    })
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

fn after<'b>(bytes: &'b [u8], wanted: &[u8]) -> Option<&'b [u8]> {
    bytes.get(position(bytes, wanted)? + wanted.len()..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_by_their_names() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n\
            --x\r\ncontent-disposition: form-data; name=\"f\"; filename=\"f.pdf\"\r\n\
            content-type: application/pdf\r\n\r\n%PDF\r\n\r\n--x--\r\n";
        let found = parts("multipart/form-data; boundary=\"x\"", body).unwrap();
        let expected = [("a", "1"), ("f", "%PDF\r\n")];
        assert_eq!(
            found,
            expected.map(|(name, content)| (name.to_owned(), content.to_owned()))
        );
        assert_eq!(parts("multipart/form-data", body), None);
        assert_eq!(parts("multipart/form-data; boundary=y", body), None);
        assert_eq!(
            parts("multipart/form-data; boundary=x", b"--x\r\nfoo"),
            None
        );
    }
}

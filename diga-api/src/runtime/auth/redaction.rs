//! Removes secrets from strings that a server sent.

/// What stands in place of a secret.
pub(crate) const MARKER: &str = "[redacted]";

/// The length of the shortest secret that is looked for, in characters. A shorter one is part of
/// ordinary words: `te[redacted]t/html` would hide nothing and destroy the message.
const SHORTEST: usize = 8;

/// `text` with every one of `secrets` replaced, or `None` if it contains none.
///
/// The text is read once, from left to right, and what replaces a secret is not read again. Secrets
/// that overlap are replaced together. A marker that `text` has already stays as it is.
pub(super) fn redact(text: &str, secrets: &[&str]) -> Option<String> {
    let mut out = String::new();
    // Everything before this position is in `out`, and no secret that was found goes beyond it.
    let mut copied = 0;
    let mut found = false;
    let mut marker_end = 0;
    for (start, _) in text.char_indices() {
        let rest = text.get(start..).unwrap_or_default();
        if start >= copied && start >= marker_end && rest.starts_with(MARKER) {
            marker_end = start + MARKER.len();
        }
        if start < marker_end {
            continue;
        }
        let longest = secrets
            .iter()
            .filter(|secret| secret.chars().nth(SHORTEST - 1).is_some())
            .filter_map(|secret| match_start(rest, secret))
            .max();
        let Some(end) = longest.map(|length| start + length) else {
            continue;
        };
        if start >= copied {
            out.push_str(text.get(copied..start).unwrap_or_default());
            out.push_str(MARKER);
        }
        copied = copied.max(end);
        found = true;
    }
    found.then(|| {
        out.push_str(text.get(copied..).unwrap_or_default());
        out
    })
}

/// The length of `secret` at the start of `text`, in the longest of its written forms: as it is,
/// escaped as in a JSON string (also one within another), percent-encoded, or escaped for HTML.
fn match_start(text: &str, secret: &str) -> Option<usize> {
    // All positions that the characters so far may have led to: `\\` may be two characters, or one
    // that is escaped.
    let mut positions = vec![0];
    let mut next = Vec::new();
    for character in secret.chars() {
        for position in positions.drain(..) {
            let rest = text.get(position..).unwrap_or_default();
            each_form(rest, character, |length| {
                if !next.contains(&(position + length)) {
                    next.push(position + length);
                }
            });
        }
        if next.is_empty() {
            return None;
        }
        std::mem::swap(&mut positions, &mut next);
    }
    positions.into_iter().max()
}

/// Calls `found` with the length of each form of `character` with which `text` begins.
fn each_form(text: &str, character: char, mut found: impl FnMut(usize)) {
    if text.starts_with(character) {
        found(character.len_utf8());
    }
    match text.as_bytes().first() {
        Some(b'\\') => {
            // Each level of JSON strings within JSON strings doubles the backslashes.
            let backslashes = text.bytes().take_while(|byte| *byte == b'\\').count();
            let escaped = text.get(backslashes..).unwrap_or_default();
            if character == '\\' {
                for run in [2, 4] {
                    if backslashes >= run {
                        found(run);
                    }
                }
            } else if matches!(character, '"' | '/') && escaped.starts_with(character) {
                found(backslashes + character.len_utf8());
            }
            let mut units = [0; 2];
            let mut length = backslashes;
            for unit in character.encode_utf16(&mut units) {
                let rest = text.get(length..).unwrap_or_default();
                // The first escape's backslashes are counted; the second begins with its own.
                let rest = rest.trim_start_matches('\\');
                length = text.len() - rest.len();
                match rest.strip_prefix('u').and_then(|hex| hex.get(..4)) {
                    Some(hex) if u16::from_str_radix(hex, 16) == Ok(*unit) => length += 5,
                    _ => return,
                }
            }
            found(length);
        }
        Some(b'%') => {
            let mut bytes = [0; 4];
            let bytes = character.encode_utf8(&mut bytes).bytes();
            let mut length = 0;
            for byte in bytes {
                let hex = text.get(length..).and_then(|rest| rest.strip_prefix('%'));
                match hex.and_then(|hex| hex.get(..2)) {
                    Some(hex) if u8::from_str_radix(hex, 16) == Ok(byte) => length += 3,
                    _ => return,
                }
            }
            found(length);
        }
        Some(b'+') if character == ' ' => found(1),
        Some(b'&') => {
            let entities: &[&str] = match character {
                '&' => &["&amp;", "&#38;", "&#x26;"],
                '<' => &["&lt;", "&#60;", "&#x3c;", "&#x3C;"],
                '>' => &["&gt;", "&#62;", "&#x3e;", "&#x3E;"],
                '"' => &["&quot;", "&#34;", "&#x22;"],
                '\'' => &["&apos;", "&#39;", "&#x27;"],
                '/' => &["&#47;", "&#x2f;", "&#x2F;"],
                '=' => &["&#61;", "&#x3d;", "&#x3D;"],
                _ => &[],
            };
            let entity = entities.iter().find(|entity| text.starts_with(**entity));
            if let Some(entity) = entity {
                found(entity.len());
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn every_occurrence_is_replaced_in_one_pass() {
        for (text, secrets, expected) in [
            (
                "a token-01 b token-01",
                &["token-01"][..],
                "a [redacted] b [redacted]",
            ),
            // A secret that is part of the marker does not change it.
            (
                "token-01 and redacted",
                &["token-01", "redacted"],
                "[redacted] and [redacted]",
            ),
            (
                "[redacted] and redacted",
                &["redacted"],
                "[redacted] and [redacted]",
            ),
            // The longest one at a position, and all that overlap.
            (
                "token-0123 token-01",
                &["token-01", "token-0123"],
                "[redacted] [redacted]",
            ),
            (
                "<aaaabbbbccccdd>",
                &["aaaabbbb", "bbbbcccc"],
                "<[redacted]dd>",
            ),
            ("token-01token-01", &["token-01"], "[redacted][redacted]"),
            ("ä token-01", &["token-01"], "ä [redacted]"),
        ] {
            assert_eq!(redact(text, secrets).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(redact("nothing here", &["token-01"]), None);
        assert_eq!(redact("token-0", &["token-01"]), None);
    }

    #[test]
    fn a_secret_of_fewer_than_eight_characters_destroys_no_message() {
        assert_eq!(redact("text/html", &["x", "", "html", "text/ht"]), None);
        assert!(redact("text/html", &["text/htm"]).is_some());
    }

    #[test]
    fn escaped_forms_are_found() {
        let secret = r#"a"b\c/d é&="#;
        for text in [
            secret.to_owned(),
            serde_json::to_string(secret)
                .unwrap()
                .trim_matches('"')
                .to_owned(),
            r#"a\"b\\c\/d \u00e9&="#.to_owned(),
            r#"a\u0022b\u005Cc/d \u00E9\u0026="#.to_owned(),
            r#"a\\\"b\\\\c\/d \\u00e9&="#.to_owned(),
            "a%22b%5cc%2Fd%20%C3%A9%26%3D".to_owned(),
            "a%22b%5Cc/d+%c3%a9%26%3d".to_owned(),
            "a&quot;b\\c/d é&amp;=".to_owned(),
        ] {
            let around = format!("<{text}>");
            assert_eq!(
                redact(&around, &[secret]).as_deref(),
                Some("<[redacted]>"),
                "{text}"
            );
        }
        let beyond = "1234567\u{1f511}";
        assert_eq!(
            redact(r"1234567\ud83d\udd11", &[beyond]).as_deref(),
            Some("[redacted]")
        );
        assert_eq!(redact(r"1234567\ud83d", &[beyond]), None);
    }

    #[test]
    fn many_ways_to_read_a_string_take_no_more_time() {
        let secret = "\\".repeat(200) + "x";
        let text = "\\".repeat(2000);
        assert_eq!(redact(&text, &[&secret]), None);
    }
}

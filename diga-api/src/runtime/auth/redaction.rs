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
    // Whatever its form, a secret takes at least a byte for each character.
    let findable = |secret: &&&str| (SHORTEST..=text.len()).contains(&secret.chars().count());
    let secrets: Vec<&str> = secrets.iter().filter(findable).copied().collect();
    if secrets.is_empty() {
        return None;
    }
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

/// The ways to write a secret that a server may send back.
#[derive(Clone, Copy)]
enum Form {
    AsItIs,
    /// In a JSON string that is within this number of other JSON strings, each of which doubles the
    /// backslashes.
    Json {
        within: u32,
    },
    Percent,
    Html,
}

const FORMS: [Form; 5] = [
    Form::AsItIs,
    Form::Json { within: 0 },
    Form::Json { within: 1 },
    Form::Percent,
    Form::Html,
];

/// The length of `secret` at the start of `text`, in the longest of its forms.
fn match_start(text: &str, secret: &str) -> Option<usize> {
    // Almost every position of a text: no form begins otherwise.
    let first = text.chars().next()?;
    if !secret.starts_with([first]) && !matches!(first, '\\' | '%' | '+' | '&') {
        return None;
    }
    let lengths = FORMS.into_iter().filter_map(|form| {
        secret.chars().try_fold(0, |length, character| {
            let rest = text.get(length..).unwrap_or_default();
            Some(length + character_length(rest, character, form)?)
        })
    });
    lengths.max()
}

/// The length of `character` at the start of `text`, written in `form`.
fn character_length(text: &str, character: char, form: Form) -> Option<usize> {
    let escaped = match form {
        Form::AsItIs => None,
        Form::Json { within } => return json_length(text, character, 2 << within),
        Form::Percent if character == ' ' && text.starts_with('+') => Some(1),
        Form::Percent => percent_length(text, character),
        Form::Html => entities(character)
            .iter()
            .find(|entity| text.starts_with(**entity))
            .map(|entity| entity.len()),
    };
    let literal = || text.starts_with(character).then(|| character.len_utf8());
    escaped.or_else(literal)
}

/// The length of `character` in a JSON string, where a backslash is written as `escaped` ones.
fn json_length(text: &str, character: char, escaped: usize) -> Option<usize> {
    let backslashes = text.bytes().take_while(|byte| *byte == b'\\').count();
    if character == '\\' && backslashes >= escaped {
        return Some(escaped);
    }
    if backslashes == 0 {
        return text.starts_with(character).then(|| character.len_utf8());
    }
    if backslashes >= escaped {
        // Those are backslashes of the text itself.
        return None;
    }
    let rest = text.get(backslashes..)?;
    if matches!(character, '"' | '/') && rest.starts_with(character) {
        return Some(backslashes + 1);
    }
    // `\u00e9`, and two of them for a character beyond the basic plane.
    let mut units = [0; 2];
    let mut length = 0;
    for unit in character.encode_utf16(&mut units) {
        let rest = text
            .get(length..)?
            .trim_start_matches('\\')
            .strip_prefix('u')?;
        let hex = rest.get(..4)?;
        if u16::from_str_radix(hex, 16) != Ok(*unit) {
            return None;
        }
        length += backslashes + 5;
    }
    Some(length)
}

/// The length of `character` as UTF-8 in percent-encoding.
fn percent_length(text: &str, character: char) -> Option<usize> {
    let mut bytes = [0; 4];
    let mut length = 0;
    for byte in character.encode_utf8(&mut bytes).bytes() {
        let hex = text.get(length..)?.strip_prefix('%')?.get(..2)?;
        if u8::from_str_radix(hex, 16) != Ok(byte) {
            return None;
        }
        length += 3;
    }
    Some(length)
}

/// The ways to escape `character` in HTML and XML.
fn entities(character: char) -> &'static [&'static str] {
    match character {
        '&' => &["&amp;", "&#38;", "&#x26;"],
        '<' => &["&lt;", "&#60;", "&#x3c;", "&#x3C;"],
        '>' => &["&gt;", "&#62;", "&#x3e;", "&#x3E;"],
        '"' => &["&quot;", "&#34;", "&#x22;"],
        '\'' => &["&apos;", "&#39;", "&#x27;"],
        '/' => &["&#47;", "&#x2f;", "&#x2F;"],
        '=' => &["&#61;", "&#x3d;", "&#x3D;"],
        '+' => &["&#43;", "&#x2b;", "&#x2B;"],
        _ => &[],
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
    fn text_that_ends_within_an_escape_is_not_a_secret() {
        let secret = "1234567\u{e9}";
        for text in [
            r"1234567\",
            r"1234567\u",
            r"1234567\u00e",
            "1234567%C3%A",
            "1234567&",
        ] {
            assert_eq!(redact(text, &[secret]), None, "{text}");
        }
    }
}

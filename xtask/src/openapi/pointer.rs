//! JSON pointers (RFC 6901), also as URI fragments.

/// A key as one token of a pointer: `~` becomes `~0`, `/` becomes `~1`.
#[must_use]
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The key that one token of a pointer stands for.
#[must_use]
pub fn unescape(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// The keys of a pointer, which starts with a slash or is empty.
#[must_use]
pub fn keys(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(unescape).collect()
}

/// Decodes percent-encoding, or returns the string unchanged where the result is not UTF-8. A `%`
/// without two hexadecimal digits stays as it is.
#[must_use]
pub fn percent_decode(encoded: &str) -> String {
    let bytes = encoded.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = (byte == b'%')
            .then(|| encoded.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(code.unwrap_or(byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).unwrap_or_else(|_| encoded.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_undo_what_a_pointer_escapes() {
        assert_eq!(keys("/paths/~1a~01/x"), ["paths", "/a~1", "x"]);
        assert!(keys("").is_empty());
        assert_eq!(unescape(&escape("/a~1/~0")), "/a~1/~0");
    }

    #[test]
    fn percent_encoding_is_undone_and_a_stray_percent_is_left() {
        assert_eq!(percent_decode("a%20b%7B%c3%a4"), "a b{ä");
        assert_eq!(percent_decode("100%"), "100%");
        assert_eq!(percent_decode("%zz%f"), "%zz%f");
        assert_eq!(percent_decode("%ff"), "%ff");
        assert_eq!(percent_decode("%ä"), "%ä");
    }
}

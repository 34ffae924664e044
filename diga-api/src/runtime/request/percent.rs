//! Percent-encoding (RFC 3986), the same for paths, queries, cookies and forms.

/// Appends a string to another, percent-encoded: [`encode_into`] or [`encode_reserved_into`].
pub(crate) type Encode = fn(&mut String, &str);

/// Appends `text` to `out` and percent-encodes everything but the unreserved characters of RFC
/// 3986; a space becomes `%20`.
pub(crate) fn encode_into(out: &mut String, text: &str) {
    encode(out, text, |_| false);
}

/// Like [`encode_into`], but leaves those reserved characters that mean nothing within the value of
/// a query parameter (RFC 3986, section 3.4, without `&` and `+`): `allowReserved` of OpenAPI.
pub(crate) fn encode_reserved_into(out: &mut String, text: &str) {
    encode(out, text, |byte| b":/?@!$'()*,;=".contains(&byte));
}

fn encode(out: &mut String, text: &str, is_left: impl Fn(u8) -> bool) {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or('0');
    out.reserve(text.len());
    for byte in text.bytes() {
        let is_unreserved =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        if is_unreserved || is_left(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 0x0F));
        }
    }
}

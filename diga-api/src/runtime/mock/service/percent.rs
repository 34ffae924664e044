//! Percent-decoding (RFC 3986, section 2.1).

/// The string that was encoded; what is no UTF-8 is replaced.
pub(super) fn decode(encoded: &str) -> String {
    if !encoded.contains('%') {
        return encoded.to_owned();
    }
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digits = (byte == b'%').then(|| Some((digit(ahead.next())?, digit(ahead.next())?)));
        match digits.flatten() {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = ahead;
            }
            None => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The same of a form (application/x-www-form-urlencoded), in which a plus sign is a space.
pub(super) fn decode_form(encoded: &str) -> String {
    if !encoded.contains('+') {
        return decode(encoded);
    }
    decode(&encoded.replace('+', "%20"))
}

fn digit(byte: Option<u8>) -> Option<u8> {
    let digit = char::from(byte?).to_digit(16)?;
    u8::try_from(digit).ok()
}

/// The string with everything but RFC 3986's unreserved characters encoded.
pub(super) fn encode(string: &str) -> String {
    let mut out = String::with_capacity(string.len());
    for byte in string.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

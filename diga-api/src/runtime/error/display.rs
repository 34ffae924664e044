//! How an error is printed: on one line of limited length, without anything that must not be
//! logged.

use std::fmt::{self, Write as _};

use http::StatusCode;

use super::error::{Details, Error};
use super::kind::Kind;

/// The maximum number of characters printed of an untrusted string.
const BOUND: usize = 200;

/// An untrusted string on one line, truncated to `BOUND` characters, with control characters
/// replaced by spaces.
struct Line<'a>(&'a str);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut space = false;
        let mut written = 0;
        for character in self.0.trim().chars() {
            if written >= BOUND {
                return f.write_char('…');
            }
            let blank = character.is_whitespace() || character.is_control();
            if !(blank && space) {
                f.write_char(if blank { ' ' } else { character })?;
                written += 1;
            }
            space = blank;
        }
        Ok(())
    }
}

/// A status as people write it: `403 Forbidden`.
struct Status(StatusCode);

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.as_u16())?;
        match self.0.canonical_reason() {
            Some(reason) => write!(f, " {reason}"),
            None => Ok(()),
        }
    }
}

/// `create_webhook: 403 Forbidden: forbidden: This is forbidden (request id req_1)`; with a status
/// that the document does not describe, `create_webhook (POST https://...): 404 Not Found`.
impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let details = &self.inner.details;
        if let Some(call) = &details.call {
            f.write_str(call.operation.name)?;
            if self.is_undocumented() {
                let method = &call.operation.method;
                write!(f, " ({method} {})", Line(&call.url))?;
            }
            f.write_str(": ")?;
        }
        if let Some(status) = details.status() {
            write!(f, "{}", Status(status))?;
            details.write_response(f)?;
        } else {
            write!(f, "{}", Line(&details.detail))?;
            details.write_violations(f)?;
        }
        if let Some(call) = details.call.as_ref().filter(|call| call.attempts > 1) {
            write!(f, ", after {} attempts", call.attempts)?;
        }
        if let Some(id) = self.request_id() {
            write!(f, " (request id {})", Line(id))?;
        }
        Ok(())
    }
}

impl<E> Error<E> {
    /// Whether the document does not describe the status: then it may come from a proxy, or from a
    /// wrong base URL, which the URL shows.
    fn is_undocumented(&self) -> bool {
        let details = &self.inner.details;
        match details.kind {
            Kind::Undocumented => true,
            Kind::Status => details.decode.is_none() && !self.is_api(),
            _ => false,
        }
    }
}

impl Details {
    /// Writes the part of the message after the status.
    fn write_response(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(code) = &self.reported.code {
            write!(f, ": {}", Line(code))?;
        }
        if let Some(message) = &self.reported.message {
            write!(f, ": {}", Line(message))?;
        }
        if !self.detail.is_empty() {
            write!(f, ", but {}", Line(&self.detail))?;
        }
        if let Some(decode) = &self.decode {
            let lead = if self.kind == Kind::Decode {
                ", but"
            } else {
                ";"
            };
            let message = decode.to_string();
            write!(
                f,
                "{lead} the body does not match the document: {}",
                Line(&message)
            )?;
        }
        Ok(())
    }

    fn write_violations(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 3;
        for (index, violation) in self.violations.iter().take(SHOWN).enumerate() {
            let lead = if index == 0 { ": " } else { "; " };
            write!(
                f,
                "{lead}{} {}",
                Line(&violation.location),
                Line(&violation.rule)
            )?;
        }
        match self.violations.len().checked_sub(SHOWN) {
            Some(more @ 1..) => write!(f, "; and {more} more"),
            _ => Ok(()),
        }
    }
}

/// Prints the same line as [`Display`](fmt::Display), which is what `main` prints of the error that
/// it returns; in the alternate form (`{:#?}`), all that is known but headers and bodies. Both can
/// be logged.
impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return fmt::Display::fmt(self, f);
        }
        let details = &self.inner.details;
        let mut out = f.debug_struct("Error");
        out.field("kind", &details.kind);
        if !details.detail.is_empty() {
            out.field("detail", &format_args!("{}", Line(&details.detail)));
        }
        if let Some(call) = &details.call {
            out.field("operation", &call.operation.name)
                .field("method", &call.operation.method)
                .field("url", &format_args!("{}", Line(&call.url)))
                .field("attempts", &call.attempts)
                .field("elapsed", &call.elapsed);
        }
        if let Some(response) = &details.response {
            out.field("status", &response.status.as_u16())
                .field("body_bytes", &response.body.len());
        }
        if let Some(id) = self.request_id() {
            out.field("request_id", &format_args!("{}", Line(id)));
        }
        if let Some(code) = &details.reported.code {
            out.field("error_code", &format_args!("{}", Line(code)));
        }
        if let Some(message) = &details.reported.message {
            out.field("message", &format_args!("{}", Line(message)));
        }
        if !details.violations.is_empty() {
            out.field("violations", &details.violations);
        }
        if let Some(decode) = &details.decode {
            out.field("decode", &format_args!("{}", Line(&decode.to_string())));
        }
        if let Some(source) = &details.source {
            out.field("source", source);
        }
        out.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_from_outside_is_one_line_of_limited_length() {
        let text = format!("a\r\n\tb\u{1b}[31m{}", "x".repeat(1000));
        let line = Line(&text).to_string();
        assert!(line.starts_with("a b [31mxx"), "{line}");
        assert_eq!(line.chars().count(), BOUND + 1);
    }
}

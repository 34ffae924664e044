//! Decompresses responses.
//!
//! reqwest could, but it stops after the first of several gzip members without an error, and its
//! features would change every other client in the program.

use http::header::CONTENT_ENCODING;
use http::{HeaderMap, Method, StatusCode};

use crate::runtime::error::{Error, Kind};

/// The encodings that are requested: those of the enabled features.
pub(super) const ACCEPTED: Option<&str> = match (
    cfg!(feature = "gzip"),
    cfg!(feature = "brotli"),
    cfg!(feature = "zstd"),
) {
    (false, false, false) => None,
    (true, false, false) => Some("gzip"),
    (false, true, false) => Some("br"),
    (false, false, true) => Some("zstd"),
    (true, true, false) => Some("gzip, br"),
    (true, false, true) => Some("gzip, zstd"),
    (false, true, true) => Some("br, zstd"),
    (true, true, true) => Some("gzip, br, zstd"),
};

/// The encodings of a body, of which each has a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Gzip,
    Brotli,
    Zstd,
}

impl Encoding {
    fn of(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "br" => Some(Self::Brotli),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    /// The feature, and whether it is enabled.
    const fn feature(self) -> (&'static str, bool) {
        match self {
            Self::Gzip => ("gzip", cfg!(feature = "gzip")),
            Self::Brotli => ("brotli", cfg!(feature = "brotli")),
            Self::Zstd => ("zstd", cfg!(feature = "zstd")),
        }
    }
}

/// The response with its body decompressed. If that is impossible, the response as it is, with the
/// reason.
pub(super) fn decompressed(
    method: &Method,
    response: reqwest::Response,
) -> (reqwest::Response, Option<Error>) {
    let status = response.status();
    if !response.headers().contains_key(CONTENT_ENCODING)
        || *method == Method::HEAD
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED)
        || response.content_length() == Some(0)
    {
        return (response, None);
    }
    match encodings(response.headers()) {
        Ok(encodings) if encodings.is_empty() => (response, None),
        #[cfg(any(feature = "gzip", feature = "brotli", feature = "zstd"))]
        Ok(encodings) => (decoder::decoded(response, encodings), None),
        #[cfg(not(any(feature = "gzip", feature = "brotli", feature = "zstd")))]
        Ok(_) => (response, None),
        Err(why) => (response, Some(Error::new(Kind::Decode, why))),
    }
}

/// The encodings of a body in the order in which they were applied; or why it cannot be
/// decompressed.
fn encodings(headers: &HeaderMap) -> Result<Vec<Encoding>, String> {
    let mut encodings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        let Ok(value) = value.to_str() else {
            return Err("its body has an encoding that cannot be read".to_owned());
        };
        for name in value.split(',').map(str::trim) {
            if name.is_empty() || name.eq_ignore_ascii_case("identity") {
                continue;
            }
            let Some(encoding) = Encoding::of(name) else {
                return Err(format!(
                    "its body is compressed as `{name}`, which was not requested and cannot be \
                     decompressed"
                ));
            };
            let (feature, enabled) = encoding.feature();
            if !enabled {
                return Err(format!(
                    "its body is compressed as `{name}`: enable the feature `{feature}` of {}",
                    env!("CARGO_PKG_NAME")
                ));
            }
            encodings.push(encoding);
        }
    }
    Ok(encodings)
}

/// The error of a body that is not in the encoding that its header names.
#[derive(Debug)]
pub(super) struct Corrupt {
    #[cfg_attr(
        not(any(feature = "gzip", feature = "brotli", feature = "zstd")),
        allow(dead_code)
    )]
    cause: std::io::Error,
}

impl std::fmt::Display for Corrupt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.cause.fmt(f)
    }
}

impl std::error::Error for Corrupt {}

#[cfg(any(feature = "gzip", feature = "brotli", feature = "zstd"))]
mod decoder {
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll, ready};

    use bytes::{Bytes, BytesMut};
    use futures_core::Stream;
    use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
    use http_body::{Body, Frame};
    use tokio::io::{AsyncBufRead, AsyncRead, BufReader};
    use tokio_util::io::{StreamReader, poll_read_buf};

    use super::{Corrupt, Encoding};
    use crate::runtime::error::BoxError;

    /// The response with its body decoded, the last encoding first.
    pub(super) fn decoded(
        mut response: reqwest::Response,
        encodings: Vec<Encoding>,
    ) -> reqwest::Response {
        let mut decoded = http::Response::new(());
        *decoded.status_mut() = response.status();
        *decoded.version_mut() = response.version();
        let mut headers = std::mem::take(response.headers_mut());
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
        *decoded.headers_mut() = headers;
        let body = Decoded {
            body: Some(reqwest::Body::from(response)),
            encodings,
            reader: None,
        };
        decoded.map(|()| reqwest::Body::wrap(body)).into()
    }

    type Reader = Pin<Box<dyn AsyncRead + Send + Sync>>;

    /// A body as it is decoded.
    struct Decoded {
        /// The body, until its first bytes have arrived: one without any is empty, whatever its
        /// encoding.
        body: Option<reqwest::Body>,
        encodings: Vec<Encoding>,
        reader: Option<Reader>,
    }

    impl Body for Decoded {
        type Data = Bytes;
        type Error = BoxError;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
            /// The size of a chunk.
            const CHUNK: usize = 16 << 10;

            let this = &mut *self;
            if let Some(mut body) = this.body.take() {
                match poll_data(&mut body, cx) {
                    Poll::Pending => {
                        this.body = Some(body);
                        return Poll::Pending;
                    }
                    Poll::Ready(None) => return Poll::Ready(None),
                    Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error.into()))),
                    Poll::Ready(Some(Ok(chunk))) => {
                        let first = Some(chunk);
                        this.reader = reader(Chunks { first, body }, &this.encodings);
                    }
                }
            }
            let Some(reader) = &mut this.reader else {
                return Poll::Ready(None);
            };
            let mut chunk = BytesMut::with_capacity(CHUNK);
            let read = ready!(poll_read_buf(reader.as_mut(), cx, &mut chunk));
            Poll::Ready(match read {
                Ok(0) => {
                    this.reader = None;
                    None
                }
                Ok(_) => Some(Ok(Frame::data(chunk.freeze()))),
                Err(error) => {
                    this.reader = None;
                    Some(Err(cause(error)))
                }
            })
        }
    }

    /// The transport's own error, or that of the decoder.
    fn cause(error: io::Error) -> BoxError {
        if error
            .get_ref()
            .is_some_and(|inner| inner.is::<reqwest::Error>())
        {
            return match error.into_inner() {
                Some(error) => error,
                None => "the body was cut off".into(),
            };
        }
        Corrupt { cause: error }.into()
    }

    fn reader(chunks: Chunks, encodings: &[Encoding]) -> Option<Reader> {
        let mut encodings = encodings.iter().rev();
        let mut reader = decode(*encodings.next()?, StreamReader::new(chunks));
        for encoding in encodings {
            reader = decode(*encoding, BufReader::new(reader));
        }
        Some(reader)
    }

    fn decode(encoding: Encoding, input: impl AsyncBufRead + Send + Sync + 'static) -> Reader {
        match encoding {
            #[cfg(feature = "gzip")]
            Encoding::Gzip => {
                let mut decoder = async_compression::tokio::bufread::GzipDecoder::new(input);
                decoder.multiple_members(true);
                Box::pin(decoder)
            }
            #[cfg(feature = "brotli")]
            Encoding::Brotli => {
                Box::pin(async_compression::tokio::bufread::BrotliDecoder::new(input))
            }
            #[cfg(feature = "zstd")]
            Encoding::Zstd => {
                let mut decoder = async_compression::tokio::bufread::ZstdDecoder::new(input);
                decoder.multiple_members(true);
                Box::pin(decoder)
            }
            // Its feature is not enabled, so it has been rejected.
            #[allow(unreachable_patterns)]
            _ => Box::pin(input),
        }
    }

    /// The next bytes of a body.
    fn poll_data(
        body: &mut reqwest::Body,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, reqwest::Error>>> {
        loop {
            let frame = match ready!(Pin::new(&mut *body).poll_frame(cx)) {
                Some(Ok(frame)) => frame,
                Some(Err(error)) => return Poll::Ready(Some(Err(error.without_url()))),
                None => return Poll::Ready(None),
            };
            match frame.into_data() {
                Ok(chunk) if !chunk.is_empty() => return Poll::Ready(Some(Ok(chunk))),
                _ => {}
            }
        }
    }

    /// The chunks of a body whose first has been read.
    struct Chunks {
        first: Option<Bytes>,
        body: reqwest::Body,
    }

    impl Stream for Chunks {
        type Item = io::Result<Bytes>;

        fn poll_next(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<io::Result<Bytes>>> {
            if let Some(first) = self.first.take() {
                return Poll::Ready(Some(Ok(first)));
            }
            let chunk = ready!(poll_data(&mut self.body, cx));
            Poll::Ready(chunk.map(|chunk| chunk.map_err(io::Error::other)))
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(values: &[&'static str]) -> Result<usize, String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(CONTENT_ENCODING, HeaderValue::from_static(value));
        }
        encodings(&headers).map(|encodings| encodings.len())
    }

    #[test]
    fn an_encoding_that_cannot_be_decompressed_is_named() {
        assert_eq!(read(&["identity", ""]), Ok(0));
        let message = read(&["identity, compress"]).unwrap_err();
        assert!(message.contains("`compress`"), "{message}");
        for (name, feature) in [("gzip", "gzip"), ("BR", "brotli"), ("zstd", "zstd")] {
            match (Encoding::of(name).unwrap().feature(), read(&[name])) {
                ((_, true), read) => assert_eq!(read, Ok(1)),
                ((_, false), read) => {
                    let message = read.unwrap_err();
                    let help = format!("`{name}`: enable the feature `{feature}`");
                    assert!(message.contains(&help), "{message}");
                }
            }
        }
    }
}

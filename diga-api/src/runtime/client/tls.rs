//! TLS for the client that the builder creates. The process-wide TLS settings are not changed.
//!
//! Several of the features for TLS may be enabled, since cargo unites those of all dependents. The
//! first of `rustls-ring`, `rustls` and `native-tls` is used. `rustls-ring` comes first because it
//! is off by default, so that someone chose it; `native-tls` comes last so that a dependency which
//! enables it does not replace rustls.

use reqwest::{Client, ClientBuilder};

use crate::runtime::error::{Error, root_cause};

/// Creates a client that uses rustls on ring with the operating system's trust store, or the
/// provider that the process has installed.
///
/// A machine without any root certificate is an error only if TLS is `needed`, which it is not for
/// a base URL of plain http.
#[cfg(feature = "rustls-ring")]
pub(crate) fn build(http: impl Fn() -> ClientBuilder, needed: bool) -> Result<Client, Error> {
    let config = ring(needed).map_err(without_tls)?;
    let http = http().tls_backend_preconfigured(config);
    http.build().map_err(failed)
}

#[cfg(feature = "rustls-ring")]
fn ring(needed: bool) -> Result<rustls::ClientConfig, rustls::Error> {
    use std::sync::Arc;

    use rustls::crypto::{CryptoProvider, ring};

    let provider = CryptoProvider::get_default()
        .map_or_else(|| Arc::new(ring::default_provider()), Arc::clone);
    let config = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    let mut config = match rustls_platform_verifier::Verifier::new(provider) {
        Ok(verifier) => config
            .dangerous() // rustls calls every other verifier that; this is the platform's
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth(),
        Err(error) if needed => return Err(error),
        Err(_) => config
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth(),
    };
    config.alpn_protocols = if cfg!(feature = "http2") {
        vec![b"h2".to_vec(), b"http/1.1".to_vec()]
    } else {
        vec![b"http/1.1".to_vec()]
    };
    Ok(config)
}

/// Creates a client that uses rustls as reqwest sets it up: on aws-lc-rs, or on the provider that
/// the process has installed, with the operating system's trust store.
///
/// A machine without any root certificate is an error only if TLS is `needed`, which it is not for
/// a base URL of plain http.
#[cfg(all(feature = "rustls", not(feature = "rustls-ring")))]
pub(crate) fn build(http: impl Fn() -> ClientBuilder, needed: bool) -> Result<Client, Error> {
    let error = match http().tls_backend_rustls().build() {
        Ok(client) => return Ok(client),
        Err(error) if needed => return Err(without_tls(error)),
        Err(error) => error,
    };
    // Without the certificates of the system, unless the failure had another cause.
    let http = http().tls_backend_rustls().tls_certs_only([]);
    http.build().map_err(|_| failed(error))
}

/// Creates a client that uses the operating system's TLS library.
#[cfg(all(
    feature = "native-tls",
    not(any(feature = "rustls", feature = "rustls-ring"))
))]
pub(crate) fn build(http: impl Fn() -> ClientBuilder, _needed: bool) -> Result<Client, Error> {
    http().tls_backend_native().build().map_err(failed)
}

/// Creates a client without TLS: for plain http only.
#[cfg(not(any(feature = "native-tls", feature = "rustls", feature = "rustls-ring")))]
pub(crate) fn build(http: impl Fn() -> ClientBuilder, needed: bool) -> Result<Client, Error> {
    if needed {
        let why = "built without TLS: enable the feature `rustls`, `rustls-ring` or `native-tls`, \
                   or pass your own `reqwest::Client` to `ClientBuilder::http_client`";
        return Err(Error::configuration(why));
    }
    http().build().map_err(failed)
}

fn failed(error: reqwest::Error) -> Error {
    Error::configuration(format!(
        "the HTTP client cannot be created: {}",
        root_cause(&error)
    ))
    .with_source(error)
}

#[cfg(any(feature = "rustls", feature = "rustls-ring"))]
fn without_tls(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::configuration(format!(
        "TLS cannot be set up: {}; install the system's CA certificates, \
         or pass your own client to `ClientBuilder::http_client`",
        root_cause(&error)
    ))
    .with_source(error)
}

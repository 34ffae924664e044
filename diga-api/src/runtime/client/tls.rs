//! TLS for the client that the builder creates. The process-wide TLS settings are not changed.

/// Sets up rustls on ring with the operating system's trust store. No provider is installed
/// process-wide.
///
/// A machine without any root certificate is an error only if the base URL is `https`.
#[cfg(feature = "rustls")]
pub(crate) fn configure(
    http: reqwest::ClientBuilder,
    needed: bool,
) -> Result<reqwest::ClientBuilder, rustls::Error> {
    use std::sync::Arc;

    let provider = Arc::new(rustls::crypto::ring::default_provider());
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
    Ok(http.tls_backend_preconfigured(config))
}

/// Uses the operating system's TLS library.
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
pub(crate) fn configure(
    http: reqwest::ClientBuilder,
    _needed: bool,
) -> Result<reqwest::ClientBuilder, std::convert::Infallible> {
    Ok(http.tls_backend_native())
}

/// Without TLS, only plain http works, or a client that the caller passes.
#[cfg(not(any(feature = "native-tls", feature = "rustls")))]
pub(crate) fn configure(
    http: reqwest::ClientBuilder,
    needed: bool,
) -> Result<reqwest::ClientBuilder, std::io::Error> {
    if needed {
        return Err(std::io::Error::other(
            "built without TLS: enable the feature `rustls` or `native-tls`, \
             or pass your own `reqwest::Client`",
        ));
    }
    Ok(http)
}

//! TLS servers on loopback and clients for them. Nothing but these tests trusts their certificate.

// Each test uses a part of it.
#![allow(dead_code, missing_docs, unreachable_pub)]
// A panic in it fails the test.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::TlsAcceptor;

/// For `localhost` and `127.0.0.1`, signed by itself, made by `openssl ca -selfsign`.
fn certificate() -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(include_bytes!("tls/cert.pem")).unwrap()
}

/// Accepts connections over `protocol`: `h2` or `http/1.1`.
pub fn acceptor(protocol: &str) -> TlsAcceptor {
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/key.pem")).unwrap();
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate()], key)
        .unwrap();
    config.alpn_protocols = vec![protocol.into()];
    TlsAcceptor::from(Arc::new(config))
}

/// A client that offers `protocol`, and trusts the certificate if `trusts`.
pub fn client(protocol: &str, trusts: bool) -> reqwest::ClientBuilder {
    let mut roots = RootCertStore::empty();
    if trusts {
        roots.add(certificate()).unwrap();
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.into()];
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .tls_backend_preconfigured(config)
}

//! The transport of one request: reqwest, and the layers that the caller adds.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tower_layer::Layer;
use tower_service::Service;

use crate::runtime::error::BoxError;
use crate::runtime::request::observed;

/// Sends a request and returns the response: the service that a layer of [`ClientBuilder::layer`]
/// wraps.
///
/// A [`Service`] of [`reqwest::Request`] and [`reqwest::Response`]. Its error is boxed; unless
/// another layer changed it, it prints like a [`reqwest::Error`], which is its
/// [`source`](std::error::Error::source). It never contains the URL, whose query may have a
/// credential.
///
/// [`ClientBuilder::layer`]: crate::ClientBuilder::layer
#[derive(Clone)]
pub struct Transport {
    inner: Inner,
}

#[derive(Clone)]
enum Inner {
    Http(reqwest::Client),
    Layered(Arc<dyn Carry>),
}

/// An error of our own transport, as opposed to one of a layer that uses reqwest itself.
#[derive(Debug)]
pub(crate) struct TransportError(pub(crate) reqwest::Error);

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

type Carrying = Pin<Box<dyn Future<Output = Result<reqwest::Response, BoxError>> + Send>>;

/// A service of any type.
trait Carry: Send + Sync {
    fn carry(&self, request: reqwest::Request) -> Carrying;
}

impl<S> Carry for S
where
    S: Service<reqwest::Request, Response = reqwest::Response> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    fn carry(&self, request: reqwest::Request) -> Carrying {
        let mut service = self.clone();
        Box::pin(async move {
            poll_fn(|cx| service.poll_ready(cx))
                .await
                .map_err(Into::into)?;
            service.call(request).await.map_err(Into::into)
        })
    }
}

impl Transport {
    pub(crate) fn new(http: reqwest::Client) -> Self {
        Self {
            inner: Inner::Http(http),
        }
    }

    /// This transport wrapped in `layer`.
    pub(crate) fn within<L>(self, layer: L) -> Self
    where
        L: Layer<Self>,
        L::Service:
            Service<reqwest::Request, Response = reqwest::Response> + Clone + Send + Sync + 'static,
        <L::Service as Service<reqwest::Request>>::Error: Into<BoxError>,
        <L::Service as Service<reqwest::Request>>::Future: Send,
    {
        Self {
            inner: Inner::Layered(Arc::new(layer.layer(self))),
        }
    }

    /// Sends one request, without following redirects.
    // An `async fn` would have the request twice in its future: as an argument and as a variable.
    #[allow(clippy::manual_async_fn)]
    pub(crate) fn send(
        &self,
        mut request: reqwest::Request,
    ) -> impl Future<Output = Result<reqwest::Response, BoxError>> + Send {
        async move {
            match &self.inner {
                Inner::Http(http) => {
                    if let Some(body) = request.body_mut().take() {
                        *request.body_mut() = Some(observed(body));
                    }
                    match http.execute(request).await {
                        Ok(response) => Ok(response),
                        Err(error) => Err(TransportError(error.without_url()).into()),
                    }
                }
                Inner::Layered(layered) => layered.carry(request).await,
            }
        }
    }
}

impl Service<reqwest::Request> for Transport {
    type Response = reqwest::Response;
    type Error = BoxError;
    type Future = Carrying;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: reqwest::Request) -> Carrying {
        let this = self.clone();
        Box::pin(async move { this.send(request).await })
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").finish_non_exhaustive()
    }
}

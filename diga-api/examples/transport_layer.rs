//! Puts a layer of your own around the transport: it sees every attempt of every call. This one
//! adds a header, measures, and prints a line for each attempt.
//!
//! ```text
//! cargo run --example transport_layer
//! ```

mod embedded_diga;

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use diga_api::mock::Fault;
use embedded_diga::Diga;
use http::HeaderValue;
use reqwest::{Request, Response};
use tower::{Layer, Service};

/// Wraps a service in `Measured`.
struct Measure;

impl<S> Layer<S> for Measure {
    type Service = Measured<S>;

    fn layer(&self, inner: S) -> Measured<S> {
        Measured(inner)
    }
}

/// The service inside, with what is done before and after it.
#[derive(Clone)]
struct Measured<S>(S);

impl<S> Service<Request> for Measured<S>
where
    S: Service<Request, Response = Response>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let label = HeaderValue::from_static("transport-layer-example");
        request.headers_mut().insert("x-called-by", label);
        let attempt = format!("{} {}", request.method(), request.url().path());
        let start = Instant::now();
        let response = self.0.call(request);
        Box::pin(async move {
            let response = response.await;
            let outcome = response.as_ref().map_or("failed".to_owned(), |response| {
                response.status().to_string()
            });
            println!(
                "  {attempt}: {outcome} in {:.1} ms",
                start.elapsed().as_secs_f64() * 1e3
            );
            response
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let diga = Diga::connect_with(|builder| builder.layer(Measure)).await?;
    if let Some(service) = &diga.embedded {
        println!("the first attempt is going to fail:");
        service.inject(Fault::unavailable(Duration::from_secs(1)).once())?;
    }
    let page = diga.client.list_projects().limit(5).send().await?;
    println!("{} projects", page.data.len());
    Ok(())
}

//! A client of a server on loopback that sends the same response to every request.

use generated_tests::Client;

use crate::common::{Received, Reply, Server, json, reply};

/// A client and its server.
pub(crate) struct Wire {
    pub(crate) client: Client,
    pub(crate) server: Server,
}

impl Wire {
    /// This response to every request.
    pub(crate) async fn responding(response: Reply) -> Self {
        let server = Server::start([response]).await;
        let client = Client::builder().base_url(&server.url).build().unwrap();
        Self { client, server }
    }

    /// 204 to every request.
    pub(crate) async fn silent() -> Self {
        Self::responding(reply(204, "", "")).await
    }

    /// This JSON to every request.
    pub(crate) async fn json(status: u16, body: &str) -> Self {
        Self::responding(json(status, body)).await
    }

    /// The only request that the server received.
    pub(crate) fn received(&self) -> Received {
        self.server.only()
    }

    /// The request target: path and query.
    pub(crate) fn target(&self) -> String {
        let line = self.received().line;
        line.split(' ').nth(1).unwrap_or_default().to_owned()
    }

    pub(crate) fn query(&self) -> String {
        let target = self.target();
        target
            .split_once('?')
            .map_or("", |(_, query)| query)
            .to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.received().header(name).map(str::to_owned)
    }
}

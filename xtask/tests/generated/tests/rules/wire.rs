//! A client of a server on loopback that answers every request the same.

use generated_tests::Client;

use crate::common::{Received, Reply, Server, json, reply};

/// A client, and the server that it talks to.
pub(crate) struct Wire {
    pub(crate) client: Client,
    pub(crate) server: Server,
}

impl Wire {
    pub(crate) async fn answering(answer: Reply) -> Self {
        let server = Server::start([answer]).await;
        let client = Client::builder().base_url(&server.url).build().unwrap();
        Self { client, server }
    }

    /// 204 to everything.
    pub(crate) async fn silent() -> Self {
        Self::answering(reply(204, "", "")).await
    }

    /// This JSON to everything.
    pub(crate) async fn json(status: u16, body: &str) -> Self {
        Self::answering(json(status, body)).await
    }

    /// The one request that came.
    pub(crate) fn received(&self) -> Received {
        self.server.only()
    }

    /// What stands between the method and the version.
    pub(crate) fn target(&self) -> String {
        let line = self.received().line;
        line.split(' ').nth(1).unwrap_or_default().to_owned()
    }

    pub(crate) fn query(&self) -> String {
        let target = self.target();
        target.split_once('?').map_or("", |it| it.1).to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.received().header(name).map(str::to_owned)
    }
}

//! The service that a document's crate has behind the feature `mock`: it starts and serves every
//! operation, and its responses are documented ones.

mod exchange;
mod program;

use std::process::{Command, Stdio};

use serde_json::Value;
use xtask::Generated;

use self::exchange::Exchange;
use self::program::program;
use super::examples::validate::Validators;
use super::score::ServiceScore;
use super::scratch::ScratchWorkspace;
use crate::cli::failure::Failure;

/// The maximum number of failures that a row shows.
const SHOWN: usize = 20;

/// The program that calls the service of one document.
#[derive(Debug)]
pub(crate) struct Service {
    program: String,
    document: Value,
    operations: usize,
}

impl Service {
    /// Lays out the document's crate with a program that starts its service and calls it.
    pub(crate) fn stage(
        name: &str,
        document: Value,
        generated: &Generated,
        scratch: &ScratchWorkspace,
    ) -> Result<Self, Failure> {
        let staged = Self {
            program: format!("{name}-service"),
            operations: generated.manifest.operations.len(),
            document,
        };
        let library = staged.program.replace('-', "_");
        let main = program(&library, &staged.document, &generated.manifest);
        let more = [("src/main.rs", main.as_str())];
        scratch.stage(&staged.program, &staged.document, generated, &more)?;
        Ok(staged)
    }

    /// The member of the workspace.
    pub(crate) fn member(&self) -> &str {
        &self.program
    }

    /// Runs the program, and checks what the service has responded; also returns what is wrong.
    pub(crate) fn score(
        &self,
        scratch: &ScratchWorkspace,
    ) -> Result<(ServiceScore, Option<String>), Failure> {
        let program = scratch.build(&self.program)?;
        let output = Command::new(&program).stdin(Stdio::null()).output();
        let output = output.map_err(|error| Failure::io("run", &program, &error))?;
        let mut validators = Validators::new(&self.document)?;
        let mut score = ServiceScore::default();
        let mut wrong = Vec::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let exchange: Exchange = match serde_json::from_str(line) {
                Ok(exchange) => exchange,
                Err(error) => {
                    wrong.push(format!("{error}: {line}"));
                    continue;
                }
            };
            match exchange.check(&self.document, &mut validators) {
                Ok(()) if exchange.is_success() => score.operations += 1,
                Ok(()) => score.errors += 1,
                Err(why) => wrong.push(format!("{}: {why}", exchange.operation)),
            }
        }
        if !output.status.success() {
            wrong.push(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        if wrong.is_empty() && score.operations != self.operations as u64 {
            let served = score.operations;
            wrong.push(format!(
                "{served} of {} operations are served",
                self.operations
            ));
        }
        let more = wrong.len().saturating_sub(SHOWN);
        wrong.truncate(SHOWN);
        if more > 0 {
            wrong.push(format!("and {more} more"));
        }
        Ok((score, (!wrong.is_empty()).then(|| wrong.join("\n"))))
    }
}

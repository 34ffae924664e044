//! A temporary workspace for each test, in which the real binary runs.

// No test file uses all of it.
#![allow(dead_code)]
// clippy.toml allows it in tests, not in the functions that tests call.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

pub(crate) mod server;
pub(crate) mod shared;

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A page as the documentation site serves it, with an OpenAPI document in a block.
pub(crate) const PAGE: &str = concat!(
    "> ## Documentation Index\n",
    "> Use this file to discover all pages: https://docs.example.com/llms.txt\n\n",
    "# Create a note\n\n> Prose with a [link](./other.md)\n\n## OpenAPI\n\n",
    "````yaml /openapi.json post /v1/note/\n",
    "openapi: 3.1.0\n",
    "info:\n  version: 0.10\n  title: Notes – für alle\n",
    "servers:\n  - url: https://api.example.com\n",
    "paths:\n  /v1/note/:\n    post:\n      operationId: create_note_v1_note__post\n",
    "      requestBody:\n        required: true\n        content:\n          application/json:\n",
    "            schema:\n              $ref: '#/components/schemas/Note'\n",
    "      responses:\n        200:\n          description: |\n",
    "            ```\n            fenced\n            ```\n",
    "          content:\n            application/json:\n              schema:\n",
    "                $ref: '#/components/schemas/Note'\n",
    "components:\n  schemas:\n    Note:\n      type: object\n      required: [text]\n",
    "      properties:\n        text:\n          type: string\n          title: Text\n",
    "````\n"
);

/// The vendored document of [`PAGE`].
pub(crate) const DOCUMENT: &str = r##"{
  "openapi": "3.1.0",
  "info": {
    "version": "0.10",
    "title": "Notes – für alle"
  },
  "servers": [
    {
      "url": "https://api.example.com"
    }
  ],
  "paths": {
    "/v1/note/": {
      "post": {
        "operationId": "create_note_v1_note__post",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/Note"
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "```\nfenced\n```\n",
            "content": {
              "application/json": {
                "schema": {
                  "$ref": "#/components/schemas/Note"
                }
              }
            }
          }
        }
      }
    }
  },
  "components": {
    "schemas": {
      "Note": {
        "type": "object",
        "required": [
          "text"
        ],
        "properties": {
          "text": {
            "type": "string",
            "title": "Text"
          }
        }
      }
    }
  }
}
"##;

/// The result of running the binary.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// Asserts the exit code, that nothing panicked, and that the output fits on a screen.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "out: {}\nerr: {}",
            self.out,
            self.err
        );
        assert!(
            !self.err.contains("panicked") && !self.err.contains("RUST_BACKTRACE"),
            "{}",
            self.err
        );
        assert!(self.err.lines().count() <= 25, "{}", self.err);
        self
    }

    /// Asserts what the binary printed to standard error.
    #[track_caller]
    pub(crate) fn says(self, err: &str) -> Self {
        assert_eq!(self.err, err);
        self
    }
}

/// A folder that is removed when the test ends.
#[derive(Debug)]
pub(crate) struct Workspace {
    dir: TempDir,
}

impl Workspace {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        // One level down, so that the workspace has an empty folder around it.
        std::fs::create_dir(dir.path().join("repository")).unwrap();
        Self { dir }
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("repository")
    }

    /// A workspace that has [`PAGE`] vendored.
    pub(crate) fn vendored() -> Self {
        let workspace = Self::new();
        workspace.write("page.md", PAGE);
        workspace.run(&["vendor", "page.md"]).ends(0);
        workspace
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    #[track_caller]
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Both vendored files, byte for byte.
    pub(crate) fn vendored_files(&self) -> (String, String) {
        (
            self.read("openapi/openapi.json"),
            self.read("openapi/openapi.lock"),
        )
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .args(["--root", "."])
            .args(arguments)
            .current_dir(self.root());
        command
            .env_remove("CARGO_MANIFEST_DIR")
            .env_remove("DIGA_SHARED")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run(&mut self.command(arguments))
    }
}

pub(crate) fn run(command: &mut Command) -> Run {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    Run {
        code: status.code(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

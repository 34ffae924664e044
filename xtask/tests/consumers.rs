//! The neighbours of a client: programs that use reqwest or rustls themselves, built and run
//! without a client and with one under its default features. Cargo unites the features of all
//! dependents, so a client could break code that never calls it.
#![cfg(feature = "cli")]
// Helpers may panic like the tests themselves.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A program's own dependencies, as lines of a manifest, and its code.
struct Neighbour {
    name: &'static str,
    dependencies: &'static str,
    own: &'static str,
}

const NEIGHBOURS: [Neighbour; 6] = [
    Neighbour {
        name: "reqwest-bare",
        dependencies: "reqwest = { version = \"0.13\", default-features = false }",
        own: OWN_REQWEST,
    },
    Neighbour {
        name: "reqwest-default",
        dependencies: "reqwest = \"0.13\"",
        own: OWN_REQWEST,
    },
    Neighbour {
        name: "reqwest-native-tls",
        dependencies: r#"
reqwest = { version = "0.13", default-features = false, features = ["native-tls"] }"#,
        own: OWN_REQWEST,
    },
    Neighbour {
        name: "reqwest-no-provider",
        dependencies: r#"
reqwest = { version = "0.13", default-features = false, features = ["rustls-no-provider"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }"#,
        own: OWN_PROVIDER,
    },
    Neighbour {
        name: "rustls-default",
        dependencies: "rustls = \"0.23\"",
        own: OWN_RUSTLS,
    },
    Neighbour {
        name: "rustls-ring",
        dependencies: r#"
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }"#,
        own: OWN_RUSTLS_RING,
    },
];

/// Fails as `Client::new` does, and calls the server.
const OWN_REQWEST: &str = r#"
fn own(address: &str) {
    let client = reqwest::Client::new();
    block_on(async {
        let response = client.get(format!("http://{address}/")).send().await;
        assert_eq!(response.expect("a response").status(), 200);
        // The server does not speak TLS: an error, with any backend and without one.
        let failed = client.get(format!("https://{address}/")).send().await;
        println!("own https: {:?}", failed.expect_err("no TLS"));
    });
}
"#;

/// The provider that the program installs is the first one.
const OWN_PROVIDER: &str = r#"
fn own(address: &str) {
    let ring = rustls::crypto::ring::default_provider();
    ring.install_default().expect("nobody else has installed a provider");
    let client = reqwest::Client::new();
    block_on(async {
        let response = client.get(format!("http://{address}/")).send().await;
        assert_eq!(response.expect("a response").status(), 200);
    });
}
"#;

const OWN_RUSTLS: &str = r#"
fn own(_: &str) {
    rustls::ClientConfig::builder()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
}
"#;

/// With the argument `install`, it installs its provider first.
const OWN_RUSTLS_RING: &str = r#"
fn own(_: &str) {
    if std::env::args().any(|argument| argument == "install") {
        let ring = rustls::crypto::ring::default_provider();
        ring.install_default().expect("nobody else has installed a provider");
    }
    rustls::ClientConfig::builder()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
}
"#;

/// What every program has: a server, and calls of the client if it is there.
const MAIN: &str = r#"
use std::io::{Read as _, Write as _};

#[allow(dead_code)]
fn block_on(future: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(future);
}

fn main() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = server.local_addr().expect("an address").to_string();
    std::thread::spawn(move || {
        for mut connection in server.incoming().flatten() {
            std::thread::spawn(move || {
                let _ = connection.read(&mut [0; 4096]);
                let _ = connection.write_all(
                    b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
                );
            });
        }
    });
    #[cfg(feature = "client")]
    for (scheme, ends) in [("http", true), ("https", false)] {
        use neighbour_client::Client;
        let builder = Client::builder().token("any");
        let builder = builder.base_url(format!("{scheme}://{address}"));
        let client = builder.build().expect("a client");
        block_on(async {
            let call = client.request_raw(http::Method::GET, "/").send().await;
            match call {
                Ok(_) => assert!(ends),
                Err(error) => assert!(!ends && error.is_connect(), "{error:?}"),
            }
        });
    }
    own(&address);
    println!("all is well");
}
"#;

#[test]
#[ignore = "compiles a dozen programs, which takes minutes"]
fn no_neighbour_starts_to_fail() {
    let consumers = Consumers::write();
    for neighbour in &NEIGHBOURS {
        for with in [false, true] {
            let output = consumers.run(neighbour.name, with, None);
            let printed = printed(&output);
            let what = format!("{} with={with}\n{printed}", neighbour.name);
            if neighbour.name == "rustls-ring" && with {
                // Documented: rustls chooses no provider where it has two.
                assert!(!output.status.success(), "{what}");
                assert!(
                    printed.contains("CryptoProvider::install_default()"),
                    "{what}"
                );
                let installed = consumers.run(neighbour.name, with, Some("install"));
                assert!(installed.status.success(), "{}", self::printed(&installed));
            } else {
                assert!(
                    output.status.success() && printed.contains("all is well"),
                    "{what}"
                );
            }
        }
    }
}

/// Crates whose features decide how the values of a whole program are read, written and sent.
const SHARED: [&str; 6] = ["chrono", "reqwest", "serde", "serde_json", "uuid", "http"];

/// A test of a program would otherwise behave differently from the program: with `preserve_order`
/// or `arbitrary_precision`, for example, serde_json does for all that use it.
#[test]
fn the_feature_mock_enables_no_feature_of_what_values_go_through() {
    let features = |arguments: &[&str]| -> BTreeSet<String> {
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--offline", "--locked", "--package", "diga-api"])
            .args([
                "--edges", "normal", "--prefix", "none", "--format", "{p} {f}",
            ])
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", printed(&output));
        let tree = String::from_utf8(output.stdout).unwrap();
        // A crate that was printed before is marked.
        let lines = tree.lines().map(|line| line.trim_end_matches(" (*)"));
        let lines = lines.filter(|line| {
            let name = line.split(' ').next();
            name.is_some_and(|name| SHARED.contains(&name))
        });
        lines.map(str::to_owned).collect()
    };
    for defaults in [&[][..], &["--no-default-features"]] {
        let without = features(defaults);
        assert_eq!(without.len(), SHARED.len(), "{without:?}");
        assert_eq!(
            features(&[defaults, &["--features", "mock"]].concat()),
            without
        );
    }
}

fn printed(output: &Output) -> String {
    let printed = [&*output.stdout, &*output.stderr].concat();
    String::from_utf8_lossy(&printed).into_owned()
}

/// A workspace of the programs in `target/consumers`.
struct Consumers {
    root: PathBuf,
    folder: PathBuf,
}

impl Consumers {
    fn write() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let root = root.canonicalize().unwrap();
        let client = root.join("target/packages/neighbour-client");
        let staged = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["package", "--spec", "xtask/tests/seeds/shop.json"])
            .args(["--name", "neighbour-client"])
            .current_dir(&root)
            .output()
            .unwrap();
        assert!(staged.status.success(), "{}", printed(&staged));
        let folder = root.join("target/consumers");
        let names = NEIGHBOURS.each_ref().map(|neighbour| neighbour.name);
        // The profile of the workspace, so that dependencies are shared with its builds.
        let workspace = format!(
            "[workspace]\nresolver = \"3\"\nmembers = {names:?}\n\
             [profile.dev]\ndebug = \"line-tables-only\"\n\
             [profile.dev.build-override]\ndebug = \"line-tables-only\"\n"
        );
        write(&folder.join("Cargo.toml"), &workspace);
        for Neighbour {
            name,
            dependencies,
            own,
        } in NEIGHBOURS
        {
            let manifest = format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
                 [features]\nclient = [\"dep:neighbour-client\", \"dep:http\"]\n\
                 [dependencies]\n{dependencies}\nhttp = {{ version = \"1\", optional = true }}\n\
                 neighbour-client = {{ path = {client:?}, optional = true }}\n\
                 [dependencies.tokio]\nversion = \"1\"\n\
                 features = [\"net\", \"rt-multi-thread\", \"sync\", \"time\"]\n"
            );
            write(&folder.join(name).join("Cargo.toml"), &manifest);
            write(
                &folder.join(name).join("src/main.rs"),
                &[MAIN, own].concat(),
            );
        }
        // The versions that the workspace has; cargo adds those that only the programs need.
        let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap();
        write(&folder.join("Cargo.lock"), &lock);
        let consumers = Self { root, folder };
        if !consumers
            .cargo(&["fetch", "--quiet", "--offline"])
            .status
            .success()
        {
            let fetched = consumers.cargo(&["fetch", "--quiet"]);
            assert!(fetched.status.success(), "{}", printed(&fetched));
        }
        consumers
    }

    fn run(&self, name: &str, with: bool, argument: Option<&str>) -> Output {
        let target = self.root.join("target");
        let target = target.to_str().unwrap();
        let mut arguments = vec!["run", "--quiet", "--offline", "--target-dir", target];
        arguments.extend(["--package", name]);
        if with {
            arguments.extend(["--features", "client"]);
        }
        arguments.extend(argument.map(|_| "--"));
        arguments.extend(argument);
        self.cargo(&arguments)
    }

    fn cargo(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).current_dir(&self.folder);
        // Set by the cargo that runs this test; the network is needed once.
        for name in ["CARGO_MANIFEST_DIR", "CARGO_NET_OFFLINE"] {
            command.env_remove(name);
        }
        command.output().unwrap()
    }
}

/// Writes a file, unless it has this content, so that cargo does not build again.
fn write(path: &Path, content: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == content) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

//! `multipart/form-data` bodies.

use generated_tests::File;
use generated_tests::forms::{
    BodyMultipartEncodingForm, BodyMultipartForm, BodyMultipartMediaTypeForm,
    BodyMultipartOptionalForm,
};
use generated_tests::types::{BodyItem, ParameterChoice};

use crate::wire::Wire;

/// The header lines and the content of each part of a multipart body.
pub(crate) fn parts(wire: &Wire) -> Vec<(String, String)> {
    let content_type = wire.header("content-type").unwrap();
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap()
        .trim_matches('"');
    let text = wire.received().text();
    let text = text.strip_suffix("\r\n").unwrap_or(&text);
    let text = text.strip_suffix(&format!("--{boundary}--")).unwrap();
    let separator = format!("--{boundary}\r\n");
    let parts = text.split(&separator).skip(1);
    parts
        .map(|part| {
            let (head, body) = part.split_once("\r\n\r\n").unwrap();
            (
                head.to_lowercase(),
                body.strip_suffix("\r\n").unwrap().to_owned(),
            )
        })
        .collect()
}

#[tokio::test]
async fn multipart_has_files_scalars_and_json() {
    let wire = Wire::silent().await;
    let file = |text: &'static str| File::from(text);
    let form = BodyMultipartForm::new(
        file("one")
            .with_name("a \"b\".wav")
            .with_content_type("audio/wav"),
        "abc",
    )
    .files([file("two"), file("three")])
    .count(3)
    .meta(BodyItem::new("n"))
    .tags(["x".to_owned(), "y".to_owned()])
    .items([BodyItem::new("i")])
    .maybe(file("four"))
    .maybe_files([file("five")])
    .choice(ParameterChoice::Up);
    wire.client.body_multipart(form).send().await.unwrap();
    let parts = parts(&wire);
    let at = |name: &str| -> Vec<(String, String)> {
        parts
            .iter()
            .filter(|(head, _)| head.contains(&format!("name=\"{name}\"")))
            .cloned()
            .collect()
    };
    let file = at("file");
    assert_eq!(file.len(), 1, "{parts:?}");
    assert!(
        file[0].0.contains("audio/wav") && file[0].0.contains("filename=\"a %22b%22.wav\""),
        "{file:?}"
    );
    assert_eq!(file[0].1, "one");
    assert_eq!(
        at("files")
            .iter()
            .map(|(_, content)| content.as_str())
            .collect::<Vec<_>>(),
        ["two", "three"]
    );
    assert!(
        at("files").iter().all(
            |(head, _)| head.contains("filename=") && head.contains("application/octet-stream")
        )
    );
    for (name, expected) in [("name", "abc"), ("count", "3"), ("choice", "up")] {
        let found = at(name);
        assert_eq!(found[0].1, expected, "{name}");
        assert!(!found[0].0.contains("filename"), "{found:?}");
    }
    assert_eq!(
        at("tags")
            .iter()
            .map(|(_, content)| content.as_str())
            .collect::<Vec<_>>(),
        ["x", "y"]
    );
    assert_eq!(at("meta")[0].1, r#"{"name":"n"}"#);
    assert!(
        at("meta")[0].0.contains("content-type: application/json"),
        "{parts:?}"
    );
    assert_eq!(at("items")[0].1, r#"{"name":"i"}"#);
    assert_eq!(at("maybe")[0].1, "four");
    assert_eq!(at("maybe_files")[0].1, "five");
}

#[tokio::test]
async fn a_file_can_be_documented_by_its_media_type() {
    let wire = Wire::silent().await;
    let form = BodyMultipartMediaTypeForm::new(File::from("one")).files([File::from("two")]);
    wire.client
        .body_multipart_media_type(form)
        .send()
        .await
        .unwrap();
    assert_eq!(
        parts(&wire)
            .iter()
            .map(|(_, content)| content.as_str())
            .collect::<Vec<_>>(),
        ["one", "two"]
    );
    let optional = BodyMultipartOptionalForm::new()
        .note("n")
        .file(File::from("f"));
    let wire = Wire::silent().await;
    wire.client
        .body_multipart_optional()
        .body(optional)
        .send()
        .await
        .unwrap();
    assert_eq!(parts(&wire).len(), 2);
}

#[tokio::test]
async fn a_parts_encoding_is_its_content_type() {
    let wire = Wire::silent().await;
    let form = BodyMultipartEncodingForm::new(File::from("png"), "note");
    wire.client
        .body_multipart_encoding(form)
        .send()
        .await
        .unwrap();
    let parts = parts(&wire);
    assert!(parts[0].0.contains("content-type: image/png"), "{parts:?}");
    assert!(
        parts[1].0.contains("content-type: text/markdown"),
        "{parts:?}"
    );
}

#[tokio::test]
async fn an_invalid_multipart_form_is_not_sent() {
    let wire = Wire::silent().await;
    let form = BodyMultipartForm::new(File::from("one"), "too long");
    let error = wire.client.body_multipart(form).send().await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    assert_eq!(wire.server.count(), 0);
}

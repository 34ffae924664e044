//! Error codes that the document shows in examples, over HTTP.

use generated_tests::Error;
use generated_tests::errors::{ErrorCode, GetCodedCallError};

use crate::wire::Wire;

/// The error of a response with this body.
async fn fail(status: u16, body: &str) -> Error<GetCodedCallError> {
    let wire = Wire::json(status, body).await;
    wire.client.get_coded_call("1").send().await.unwrap_err()
}

fn body(code: &str) -> String {
    format!(r#"{{"status": "error", "error_code": "{code}", "message": "No."}}"#)
}

#[tokio::test]
async fn a_code_of_the_documents_examples_is_a_variant() {
    let error = fail(404, &body("CODED_CALL_NOT_FOUND")).await;
    assert_eq!(error.code(), Some(ErrorCode::CodedCallNotFound));
    assert_eq!(error.error_code(), Some("CODED_CALL_NOT_FOUND"));
    assert!(matches!(
        error.api(),
        Some(GetCodedCallError::Status404(body)) if body.error_code == "CODED_CALL_NOT_FOUND"
    ));
    let any: Error = error.into();
    assert_eq!(any.code(), Some(ErrorCode::CodedCallNotFound));
}

#[tokio::test]
async fn code_and_status_are_independent() {
    for status in [403, 502, 418] {
        let error = fail(status, &body("CODED_FAILURE")).await;
        assert_eq!(error.code(), Some(ErrorCode::CodedFailure), "{status}");
    }
}

#[tokio::test]
async fn an_unknown_code_is_kept() {
    for code in ["SOMETHING_NEW", "ONLY_IN_THE_SCHEMA", "unathorized_role"] {
        let error = fail(403, &body(code)).await;
        let found = error.code().unwrap();
        assert!(matches!(found, ErrorCode::UnknownValue(_)), "{found:?}");
        assert_eq!(found.as_str(), code);
    }
}

#[tokio::test]
async fn two_spellings_are_two_codes() {
    let misspelled = fail(403, &body("UNATHORIZED_ROLE")).await.code();
    let spelled = fail(403, &body("UNAUTHORIZED_ROLE")).await.code();
    assert_eq!(misspelled, Some(ErrorCode::UnathorizedRole));
    assert_eq!(spelled, Some(ErrorCode::UnauthorizedRole));
}

#[tokio::test]
async fn a_body_without_the_property_has_no_code() {
    for body in [
        r#"{"detail": ["NOT_A_CODE"]}"#,
        r#"{"code": "CODED_FAILURE"}"#,
        r#"{"error_code": 1}"#,
        "",
    ] {
        assert_eq!(fail(422, body).await.code(), None, "{body}");
    }
}

#[tokio::test]
async fn a_code_may_be_one_object_below() {
    let body = r#"{"failure": {"reason": "quota_exceeded", "request_id": "req_2"}}"#;
    let wire = Wire::json(429, body).await;
    let error = wire.client.make_coded_call().send().await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode::QuotaExceeded));
    assert_eq!(error.error_code(), Some("quota_exceeded"));
}

#[test]
fn a_code_is_a_string_in_every_way() {
    let code = ErrorCode::MCPServerError;
    assert_eq!(code.to_string(), "M_C_P_SERVER_ERROR");
    assert_eq!("M_C_P_SERVER_ERROR".parse(), Ok(code.clone()));
    assert_eq!(
        serde_json::to_string(&code).unwrap(),
        r#""M_C_P_SERVER_ERROR""#
    );
    let read: ErrorCode = serde_json::from_str(r#""call.not_ready""#).unwrap();
    assert_eq!(read, ErrorCode::CallNotReady);
}

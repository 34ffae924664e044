//! Arrays and tuples, decoded as generated types and encoded again.

use crate::rows::Back::{Refused, Same};
use crate::rows::holds;

#[test]
fn arrays_and_tuples_are_preserved() {
    holds(&[
        ("ArrayPair", r#"["a", 1]"#, Same),
        ("ArrayPair", r#"["a"]"#, Refused),
        ("ArrayPairItemsFalse", r#"["a", {"a": "b"}]"#, Same),
        ("ArrayOpenTuple", r#"["a"]"#, Same),
        ("ArrayOpenTuple", r#"["a", 1, null]"#, Same),
        ("ArrayOpenTuple", "[]", Same),
        ("ArrayTupleRest", r#"["a", 1, 2]"#, Same),
        ("ArrayNested", "[[[1], []], []]", Same),
        ("ArraySet", r#"["a", "a", "b", "c", "d"]"#, Same),
        ("ArrayOfPairs", r#"[["a", 1], ["b", 2]]"#, Same),
        ("ArrayAny", r#"[1, "a", null]"#, Same),
        ("ArrayItemsTrue", r#"[{}]"#, Same),
        ("ArrayContains", "[1, 2]", Same),
        ("ArrayInline", r#"[{"x": [{"y": 1}]}]"#, Same),
        (
            "ArrayHolder",
            r#"{"pair": ["a", 1], "grid": [[1.5]], "maybe": null}"#,
            Same,
        ),
        ("ArrayHolder", "{}", Same),
        ("ArrayHolder", r#"{"maybe": []}"#, Same),
        ("ArrayLong", "[1,2,3,4,5,6,7,8,9]", Same),
    ]);
}

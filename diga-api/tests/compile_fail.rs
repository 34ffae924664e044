//! What the document requires is required by the compiler.

#[test]
fn what_is_required_and_left_out_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}

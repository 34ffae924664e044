//! Small trees, each with one thing wrong, so that the check is seen to fail.

use std::fs;

use crate::check::{FILES, Ranks};

const RANKS: &[Ranks] = &[
    Ranks {
        folder: "src",
        ranks: &[&["low/"], &["high/"], &["lib.rs"], &["main.rs"]],
    },
    Ranks {
        folder: "src/high",
        ranks: &[&[FILES], &["features/"]],
    },
];

/// The root of every tree.
const ROOT: (&str, &str) = ("lib.rs", "mod high; mod low;");
const HIGH: (&str, &str) = ("high/mod.rs", "pub struct High; pub fn high() {}");

/// The violations of a tree of these files, which replace those of the same name.
fn violations(files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut program = false;
    for (name, source) in [ROOT, HIGH, ("low/mod.rs", "")].iter().chain(files) {
        let file = folder.path().join("src").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, source).unwrap();
        program |= *name == "main.rs";
    }
    let mut roots = vec![("src/lib.rs", Some("library"))];
    if program {
        roots.push(("src/main.rs", None));
    }
    crate::report(folder.path(), &roots, RANKS).violations
}

#[test]
fn a_use_may_lead_down() {
    let low = ("low/mod.rs", "pub struct Low;");
    let high = ("high/mod.rs", "use crate::low::Low; pub struct High(Low);");
    assert!(violations(&[low, high]).is_empty());
}

#[test]
fn a_use_may_not_lead_up() {
    let upward = "src/low/mod.rs (rank 1) -> src/high/mod.rs (rank 2): High";
    for import in [
        "use crate::high::High;",
        "use super::high::High;",
        "use crate::{high::{High as Other}};",
        "use self::super::high::{self, High};",
        "use crate::high; fn f(_: high::High) {}",
        "fn f() { use crate::high::High; }",
        "#[cfg(feature = \"x\")] use crate::high::High;",
        "#[cfg(any(test, feature = \"x\"))] use crate::high::High;",
    ] {
        assert_eq!(violations(&[("low/mod.rs", import)]), [upward], "{import}");
    }
}

#[test]
fn a_glob_is_a_use_of_everything() {
    assert_eq!(
        violations(&[("low/mod.rs", "use crate::high::*;")]),
        ["src/low/mod.rs (rank 1) -> src/high/mod.rs (rank 2): *"]
    );
    let root = ("lib.rs", "mod high; mod low; pub use high::High;");
    assert_eq!(
        violations(&[root, ("low/mod.rs", "use crate::*;")]),
        ["src/low/mod.rs (rank 1) -> src/high/mod.rs (rank 2): High"]
    );
}

#[test]
fn a_path_may_not_lead_up_wherever_it_stands() {
    let upward = "src/low/mod.rs (rank 1) -> src/high/mod.rs (rank 2): high";
    for source in [
        "fn f() { crate::high::high() }",
        "fn f() { println!(\"{:?}\", super::high::high()) }",
        "macro_rules! m { ($a:ident) => { $crate::high::high() } }",
        "struct S; impl S { fn f() { (0..crate::high::high()); } }",
    ] {
        assert_eq!(violations(&[("low/mod.rs", source)]), [upward], "{source}");
    }
    assert_eq!(
        violations(&[("low/mod.rs", "fn f(_: Option<Vec<crate::high::High>>) {}")]),
        ["src/low/mod.rs (rank 1) -> src/high/mod.rs (rank 2): High"]
    );
}

#[test]
fn a_reexport_is_the_file_that_defines_the_name() {
    let root = (
        "lib.rs",
        "mod high; mod low; pub use high::High as Renamed;",
    );
    let low = ("low/mod.rs", "use crate::Renamed;");
    assert_eq!(
        violations(&[root, low]),
        ["src/low/mod.rs (rank 1) -> src/high/mod.rs (rank 2): High"]
    );
    let root = (
        "lib.rs",
        "mod high; mod low; pub use low::*; pub use high::High;",
    );
    let low = ("low/mod.rs", "pub struct Low;");
    let high = ("high/mod.rs", "use crate::Low; pub struct High(Low);");
    assert!(violations(&[root, low, high]).is_empty());
}

#[test]
fn a_child_may_not_use_what_its_parent_defines() {
    let root = ("lib.rs", "mod high; mod low; pub struct Settings;");
    assert_eq!(
        violations(&[root, ("low/mod.rs", "use super::Settings;")]),
        ["src/low/mod.rs (rank 1) -> src/lib.rs (rank 3): Settings"]
    );
}

#[test]
fn a_name_that_a_macro_defines_belongs_to_its_module() {
    let high = ("high/mod.rs", "types! { Made }");
    assert_eq!(
        violations(&[high, ("low/mod.rs", "use crate::high::Made;")]),
        ["src/low/mod.rs (rank 1) -> src/high/mod.rs (rank 2): Made"]
    );
}

#[test]
fn what_another_crate_defines_does_not_count() {
    let high = ("high/mod.rs", "pub use std::fmt::Debug;");
    assert!(violations(&[high, ("low/mod.rs", "use crate::high::Debug;")]).is_empty());
}

#[test]
fn tests_and_quoted_code_do_not_count() {
    for source in [
        "#[cfg(test)] mod unit { use crate::high::High; }",
        "#[cfg(test)] use crate::high::High;",
        "#[cfg(all(test, feature = \"x\"))] fn f() { crate::high::high() }",
        "struct S; impl S { #[cfg(test)] fn f() { crate::high::high() } }",
        "fn f() { quote! { crate::high::high() } }",
        "fn f() { vec![parse_quote!(crate::high::High)] }",
        "/// As `crate::high::High`.\nstruct S;",
        "fn f(high: u8) { g(high).high }",
    ] {
        assert!(violations(&[("low/mod.rs", source)]).is_empty(), "{source}");
    }
    let low = ("low/mod.rs", "mod tests;");
    assert!(violations(&[low, ("low/tests.rs", "use crate::high::High;")]).is_empty());
}

#[test]
fn files_of_a_folder_may_not_import_each_other() {
    let low = (
        "low/mod.rs",
        "mod a; mod b; mod c; pub use a::A; pub use b::B;",
    );
    let a = ("low/a.rs", "use super::B; pub struct A(B);");
    let b = ("low/b.rs", "use super::c::C; pub struct B(C);");
    let c = ("low/c.rs", "pub struct C(Box<super::A>);");
    assert_eq!(
        violations(&[low, a, b, c]),
        ["3 files import each other:\
            \n    src/low/a.rs -> src/low/b.rs: B\
            \n    src/low/b.rs -> src/low/c.rs: C\
            \n    src/low/c.rs -> src/low/a.rs: A"]
    );
    let c = ("low/c.rs", "pub struct C;");
    assert!(violations(&[low, a, b, c]).is_empty());
}

#[test]
fn a_module_that_uses_what_it_reexports_is_in_the_circle() {
    let low = ("low/mod.rs", "mod a; pub use a::A; pub struct Low(A);");
    let a = ("low/a.rs", "pub struct A(Box<super::Low>);");
    assert_eq!(
        violations(&[low, a]),
        ["2 files import each other:\
            \n    src/low/a.rs -> src/low/mod.rs: Low\
            \n    src/low/mod.rs -> src/low/a.rs: A"]
    );
    let low = ("low/mod.rs", "mod a; pub use a::A; pub struct Low;");
    assert!(violations(&[low, a]).is_empty());
}

#[test]
fn what_is_not_in_the_table_is_reported() {
    let root = ("lib.rs", "mod high; mod low; mod middle;");
    assert_eq!(
        violations(&[root, ("middle/mod.rs", "")]),
        ["src/middle/ has no rank in the table of src"]
    );
    let low = ("low/mod.rs", "mod deep;");
    assert_eq!(
        violations(&[low, ("low/deep/mod.rs", "")]),
        ["src/low/deep/ has no rank: src/low has no table"]
    );
    let high = ("high/mod.rs", "mod more;");
    assert_eq!(
        violations(&[high, ("high/more/mod.rs", "")]),
        ["src/high/more/ has no rank in the table of src/high"]
    );
}

#[test]
fn a_folder_has_ranks_within() {
    let high = (
        "high/mod.rs",
        "mod features; mod other; use features::Feature;",
    );
    let features = (
        "high/features/mod.rs",
        "use super::other::Other; pub struct Feature;",
    );
    let other = ("high/other.rs", "pub struct Other;");
    assert_eq!(
        violations(&[high, features, other]),
        ["src/high/mod.rs (rank 1) -> src/high/features/mod.rs (rank 2): Feature"]
    );
}

#[test]
fn modules_are_found_where_the_compiler_finds_them() {
    let root = (
        "lib.rs",
        "mod high; mod low { pub mod a; } #[path = \"low/other.rs\"] mod b;",
    );
    let a = ("low/a.rs", "pub mod deep { use crate::high::High; }");
    let other = ("low/other.rs", "use crate::high::high;");
    assert_eq!(
        violations(&[root, a, other]),
        [
            "src/low/a.rs (rank 1) -> src/high/mod.rs (rank 2): High",
            "src/low/other.rs (rank 1) -> src/high/mod.rs (rank 2): high"
        ]
    );
}

#[test]
fn a_program_names_its_library() {
    let root = ("lib.rs", "mod high; mod low; pub use high::High;");
    let main = ("main.rs", "use library::High;");
    assert!(violations(&[root, main]).is_empty());
    let main = ("main.rs", "#[path = \"low/command.rs\"] mod command;");
    let command = ("low/command.rs", "use library::High;");
    assert_eq!(
        violations(&[root, main, command]),
        ["src/low/command.rs (rank 1) -> src/high/mod.rs (rank 2): High"]
    );
}

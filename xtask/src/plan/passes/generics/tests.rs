use std::collections::BTreeSet;

use super::super::fixture::{alias, list, plan, structure};
use super::*;
use crate::plan::model::{Definition, Kind, Shape, Type, Webhook};

/// Names of schemas.
fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}

/// A page of these items.
fn page(item: Type) -> Kind {
    structure([("data", list(item)), ("more", Type::Bool(None))])
}

/// A plan in which each definition has a title, which its component is named after.
fn titled<'t>(definitions: impl IntoIterator<Item = (&'t str, Kind)>) -> Plan {
    let (titles, kinds): (Vec<_>, Vec<_>) = definitions.into_iter().unzip();
    let mut plan = plan(kinds);
    for (definition, title) in plan.definitions.iter_mut().zip(titles) {
        definition.title = Some(title.to_owned());
        definition.schema = Some(title.replace(['[', ']', ',', ' '], "_"));
        definition.rust = title.replace(['[', ']', ',', ' '], "");
    }
    plan
}

/// A plan that receives this definition.
fn receiving(mut plan: Plan, id: usize) -> Plan {
    plan.webhooks.push(Webhook {
        name: String::new(),
        rust: String::new(),
        shape: Shape::named(id),
    });
    plan
}

fn names(plan: &Plan) -> Vec<&str> {
    let definitions = plan.definitions.iter();
    definitions
        .map(|definition| definition.rust.as_str())
        .collect()
}

/// The arguments of the generic type with this name.
fn arguments<'p>(plan: &'p Plan, name: &str) -> Vec<&'p Type> {
    let mut definitions = plan.definitions.iter();
    let found: &Definition = definitions
        .find(|definition| definition.rust == name)
        .unwrap();
    let instances = found.generic.iter().flat_map(|generic| &generic.instances);
    instances.map(|instance| &instance.argument.ty).collect()
}

fn a_and_b() -> [(&'static str, Kind); 2] {
    [("A", structure([])), ("B", structure([]))]
}

#[test]
fn equal_components_are_one_generic_type() {
    let pages = [
        ("Page[A]", page(Type::Named(0))),
        ("Page[B]", page(Type::Named(1))),
    ];
    let mut plan = receiving(titled(a_and_b().into_iter().chain(pages)), 3);
    run(&mut plan);
    assert_eq!(names(&plan), ["A", "B", "Page"]);
    assert_eq!(arguments(&plan, "Page"), [&Type::Named(0), &Type::Named(1)]);
    assert_eq!(
        plan.definitions[2].kind.parts()[0].ty,
        list(Type::Parameter)
    );
    assert_eq!(
        plan.webhooks[0].shape.ty,
        Type::Generic(2, Box::new(Shape::named(1)))
    );
    assert_eq!(plan.decisions.generics["Page"], set(["Page_A_", "Page_B_"]));
}

#[test]
fn one_instance_is_not_generic_unless_the_lock_has_it() {
    let definitions = || {
        let page = [("Page[A]", page(Type::Named(0)))];
        titled(a_and_b().into_iter().chain(page))
    };
    let mut alone = definitions();
    run(&mut alone);
    assert_eq!(names(&alone), ["A", "B", "PageA"]);
    assert!(alone.decisions.generics.is_empty());
    let mut locked = definitions();
    let instances = BTreeSet::from(["Page_A_".to_owned(), "Page_B_".to_owned()]);
    locked
        .decisions
        .generics
        .insert("Pages".to_owned(), instances);
    run(&mut locked);
    assert_eq!(names(&locked), ["A", "B", "Pages"]);
    assert_eq!(locked.decisions.generics["Pages"], set(["Page_A_"]));
}

#[test]
fn what_differs_in_two_places_is_separate() {
    let other = structure([("data", list(Type::Named(1))), ("more", Type::String)]);
    let pages = [("Page[A]", page(Type::Named(0))), ("Page[B]", other)];
    let mut plan = titled(a_and_b().into_iter().chain(pages));
    run(&mut plan);
    assert_eq!(names(&plan), ["A", "B", "PageA", "PageB"]);
}

#[test]
fn instances_of_the_lock_stay_when_one_of_them_differs() {
    let differs = || structure([("data", list(Type::Named(1))), ("more", Type::String)]);
    let pages = [
        ("Page[B]", differs()),
        ("Page[A]", page(Type::Named(0))),
        ("Page[C]", differs()),
    ];
    let mut plan = titled(a_and_b().into_iter().chain(pages));
    let instances = BTreeSet::from(["Page_A_".to_owned()]);
    plan.decisions.generics.insert("Page".to_owned(), instances);
    run(&mut plan);
    assert_eq!(names(&plan), ["A", "B", "PageB", "Page", "PageC"]);
    assert_eq!(arguments(&plan, "Page"), [&Type::Named(0)]);
}

#[test]
fn an_argument_that_the_title_does_not_name_is_separate() {
    let pages = [
        ("Page[A]", page(Type::Named(0))),
        ("Page[B]", page(Type::Named(0))),
    ];
    let mut plan = titled(a_and_b().into_iter().chain(pages));
    run(&mut plan);
    assert_eq!(names(&plan), ["A", "B", "PageA", "PageB"]);
}

#[test]
fn what_needs_an_adaptor_is_separate() {
    let pages = [
        ("Page[A]", page(Type::Named(0))),
        ("Page[B]", page(Type::Named(1))),
        ("Page[str]", page(Type::String)),
    ];
    let kinds = [("A", alias(Type::DateTime)), ("B", structure([]))];
    let mut plan = titled(kinds.into_iter().chain(pages));
    run(&mut plan);
    assert_eq!(names(&plan), ["A", "B", "PageA", "Page"]);
    assert_eq!(arguments(&plan, "Page"), [&Type::Named(1), &Type::String]);
}

#[test]
fn a_recursive_generic_type_contains_itself() {
    let tree = |item, own| structure([("value", item), ("children", list(Type::Named(own)))]);
    let trees = [
        ("Tree[A]", tree(Type::Named(0), 2)),
        ("Tree[B]", tree(Type::Named(1), 3)),
    ];
    let mut plan = titled(a_and_b().into_iter().chain(trees));
    run(&mut plan);
    assert_eq!(names(&plan), ["A", "B", "Tree"]);
    let own = Type::Generic(2, Box::new(Shape::of(Type::Parameter)));
    assert_eq!(plan.definitions[2].kind.parts()[1].ty, list(own));
}

#[test]
fn an_instance_is_an_argument() {
    let envelope = |item| structure([("result", Type::Named(item))]);
    let mut plan = titled(a_and_b().into_iter().chain([
        ("Envelope[Page[A]]", envelope(3)),
        ("Page[A]", page(Type::Named(0))),
        ("Page[B]", page(Type::Named(1))),
        ("Envelope[A]", envelope(0)),
        (
            "Envelope[list[A]]",
            structure([("result", list(Type::Named(0)))]),
        ),
    ]));
    run(&mut plan);
    assert_eq!(names(&plan), ["A", "B", "Envelope", "Page"]);
    assert_eq!(
        arguments(&plan, "Envelope"),
        [
            &Type::Generic(3, Box::new(Shape::named(0))),
            &Type::Named(0),
            &list(Type::Named(0))
        ]
    );
}

#[test]
fn an_alias_of_its_own_instance_stays_a_type() {
    let pages = [
        ("Page[A]", page(Type::Named(0))),
        ("Page[B]", page(Type::Named(1))),
        ("Page[C]", page(Type::Named(4))),
        ("C", structure([])),
    ];
    // `A` would be an endless `Vec<Page<Vec<Page<...`.
    let kinds = [("A", alias(list(Type::Named(2)))), ("B", structure([]))];
    let mut plan = titled(kinds.into_iter().chain(pages));
    plan.definitions[4].kind = page(Type::Named(5));
    run(&mut plan);
    assert_eq!(names(&plan), ["A", "B", "PageA", "Page", "C"]);
}

#[test]
fn equal_inline_types_are_one() {
    let linked = |item, links| {
        structure([
            ("data", list(Type::Named(item))),
            ("links", Type::Named(links)),
        ])
    };
    let links = || structure([("next", Type::String)]);
    let mut plan = titled(a_and_b().into_iter().chain([
        ("Page[A]", linked(0, 4)),
        ("Page[B]", linked(1, 5)),
        ("PageALinks", links()),
        ("PageBLinks", links()),
    ]));
    for inline in &mut plan.definitions[4..] {
        inline.schema = None;
    }
    run(&mut plan);
    assert_eq!(names(&plan), ["A", "B", "Page", "PageLinks"]);
    assert_eq!(plan.definitions[2].kind.parts()[1].ty, Type::Named(3));
}

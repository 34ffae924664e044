//! Names of what was named after an instance: inline types in it, and inline unions as arguments.

use std::collections::HashSet;

use heck::ToPascalCase as _;

use super::group::Group;
use crate::plan::model::{Content, Id, Kind, Plan, Shape, Type};

/// Renames inline definitions: what is called like an instance is called like the generic type, and
/// an argument after what its alternatives have in common (`FileItem` and `UrlItem`: `Item` alone
/// says too little, `FileKnowledgeItem` and `UrlKnowledgeItem`: `KnowledgeItem`), else after the
/// operation that responds with it.
pub(super) fn rename(plan: &mut Plan, groups: &[Group]) {
    let mut taken: HashSet<String> = groups.iter().map(|group| group.rust.clone()).collect();
    let definitions = plan.definitions.iter();
    taken.extend(definitions.map(|definition| definition.rust.clone()));
    let mut prefixes: Vec<(String, String)> = Vec::new();
    for group in groups {
        for member in &group.members {
            let Some(instance) = plan.definitions.get(member.id) else {
                continue;
            };
            if let Some(argument) = bare(&member.argument)
                && let Some(inline) = plan.definitions.get(argument)
                && inline.schema.is_none()
                && inline.rust.starts_with(&instance.rust)
            {
                let candidates = [common_words(plan, argument), item(plan, member.id)];
                let mut candidates = candidates.into_iter().flatten();
                if let Some(name) = candidates.find(|name| taken.insert(name.clone())) {
                    prefixes.push((inline.rust.clone(), name));
                }
            }
            prefixes.push((instance.rust.clone(), group.rust.clone()));
        }
    }
    // An argument is called like its instance and more.
    prefixes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
    // What the generic type consists of has the name, rather than its equal in another instance.
    let pairs = groups.iter().flat_map(|group| &group.pairs);
    let own: HashSet<Id> = pairs.map(|(own, _)| *own).collect();
    let mut order: Vec<Id> = (0..plan.definitions.len()).collect();
    order.sort_by_key(|id| !own.contains(id));
    for id in order {
        let definition = plan.definitions.get_mut(id);
        let Some(definition) = definition.filter(|definition| definition.schema.is_none()) else {
            continue;
        };
        let renamed = prefixes.iter().find_map(|(prefix, name)| {
            let rest = definition.rust.strip_prefix(prefix)?;
            let is_word = !rest.starts_with(|c: char| c.is_ascii_lowercase());
            is_word.then(|| (format!("{name}{rest}"), rest.is_empty()))
        });
        if let Some((name, whole)) = renamed
            // An argument's own name is taken for it.
            && (whole || taken.insert(name.clone()))
        {
            let heading = format!("`{}`", definition.rust);
            if definition.docs == heading {
                definition.docs = format!("`{name}`");
            }
            definition.rust = name;
        }
    }
}

/// The definition that an argument is or is a list or map of.
fn bare(shape: &Shape) -> Option<Id> {
    match &shape.ty {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) | Type::Boxed(inner) => bare(inner),
        _ => None,
    }
}

/// The words that the names of all alternatives begin and end with, if these are two or more.
fn common_words(plan: &Plan, union: Id) -> Option<String> {
    let Kind::Union(union) = &plan.definitions.get(union)?.kind else {
        return None;
    };
    let alternatives = union.alternatives.iter();
    let names: Option<Vec<Vec<String>>> = alternatives
        .map(|alternative| {
            let name = &plan.definitions.get(bare(&alternative.shape)?)?.rust;
            Some(words(name))
        })
        .collect();
    let names = names.filter(|names| names.len() > 1)?;
    let shortest = names.iter().map(Vec::len).min()?;
    let first = names.first()?;
    let shared = |pick: &dyn Fn(&[String], usize) -> Option<String>, most: usize| {
        let same = |at: &usize| {
            let word = pick(first, *at);
            names.iter().all(|name| pick(name, *at) == word)
        };
        (0..most).take_while(same).count()
    };
    let front = shared(&|name, at| name.get(at).cloned(), shortest);
    let back = |name: &[String], at: usize| {
        name.len()
            .checked_sub(at + 1)
            .and_then(|at| name.get(at).cloned())
    };
    let back = shared(&back, shortest - front);
    if front + back < 2 {
        return None;
    }
    let words = first.iter().take(front);
    let words = words.chain(first.iter().skip(first.len() - back));
    Some(words.map(String::as_str).collect())
}

/// The words of a name in Pascal case.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for c in name.to_pascal_case().chars() {
        match words.last_mut() {
            Some(word) if !c.is_ascii_uppercase() => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    words
}

/// `ListCallsItem`, if one operation alone responds with the instance.
fn item(plan: &Plan, instance: Id) -> Option<String> {
    let mut operations = plan.operations.iter().filter(|operation| {
        let mut responses = operation.successes.iter();
        responses.any(|response| match &response.content {
            Content::Json(shape) => plan.resolved(shape).bare() == Some(instance),
            _ => false,
        })
    });
    let only = operations.next()?;
    if operations.next().is_some() {
        return None;
    }
    Some(format!("{}Item", only.response_stem))
}

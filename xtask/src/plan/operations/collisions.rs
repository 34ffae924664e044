//! Operations that end at the same name, or at one that is taken.
//!
//! The one whose path agrees with the name keeps it: `update_knowledge_base` belongs to `PATCH
//! /knowledge/base/{id}`. Each of the others gets the first name of [`Candidates::all`] that is
//! free and that no other operation of the group would have: at `PATCH /knowledge/item/{id}`, it is
//! `update_knowledge_item`. FastAPI's suffix is never part of a name.

use super::path_words::{PathWords, by_parameter, is_verb, singular};
use crate::identifier::{Scope, snake, words};

/// What an operation's names are made of.
pub(super) struct Candidates<'a> {
    /// The words of the name at which it collided.
    pub(super) stem: &'a [String],
    pub(super) method: &'a str,
    pub(super) path: &'a str,
}

/// The names of operations that collide at `name`.
pub(super) fn decide(
    name: &str,
    members: &[(usize, Candidates<'_>)],
    paths: &PathWords,
    scope: &mut Scope,
) -> Vec<(usize, String)> {
    let verb = verb(members, paths);
    let mut given = Vec::with_capacity(members.len());
    if members.len() > 1
        && let Some(index) = agreeing(verb, members, paths)
        && scope.try_claim(name)
    {
        given.push((index, name.to_owned()));
    }
    let others: Vec<_> = members
        .iter()
        .filter(|(index, _)| given.iter().all(|(known, _)| known != index))
        .collect();
    let all: Vec<Vec<String>> = others
        .iter()
        .map(|(_, member)| member.all(verb, paths))
        .collect();
    for (position, ((index, _), own)) in others.iter().zip(&all).enumerate() {
        let rivals = |rule: usize, name: &String| {
            let mut others = all.iter().enumerate();
            others.any(|(other, names)| other != position && names.get(rule) == Some(name))
        };
        let free = own
            .iter()
            .enumerate()
            .find(|(rule, name)| !rivals(*rule, name) && scope.try_claim(name));
        let name = match free {
            Some((_, name)) => name.clone(),
            None => scope.claim(&format!("{name}_")),
        };
        given.push((*index, name));
    }
    given
}

/// The word of the name that says what is done.
fn verb<'m>(members: &[(usize, Candidates<'m>)], paths: &PathWords) -> Option<&'m str> {
    let (_, first) = members.first()?;
    let word = first.stem.first()?;
    let in_path = |word: &String| {
        let mut members = members.iter();
        members.any(|(_, member)| paths.words(member.path).contains(word))
    };
    (is_verb(word) || !in_path(word)).then_some(word.as_str())
}

/// The one operation whose path agrees best with the name.
fn agreeing(
    verb: Option<&str>,
    members: &[(usize, Candidates<'_>)],
    paths: &PathWords,
) -> Option<usize> {
    let degrees: Vec<(u8, usize)> = members
        .iter()
        .map(|(index, member)| (member.agreement(verb, paths), *index))
        .collect();
    let best = degrees.iter().map(|(degree, _)| *degree).max()?;
    let mut agreeing = degrees.iter().filter(|(degree, _)| *degree == best);
    match (best, agreeing.next(), agreeing.next()) {
        (1.., Some((_, index)), None) => Some(*index),
        _ => None,
    }
}

impl Candidates<'_> {
    /// How well the path says what the name says: 3 the same, 2 it ends so, 1 it contains it.
    fn agreement(&self, verb: Option<&str>, paths: &PathWords) -> u8 {
        let singulars =
            |words: &[String]| words.iter().map(|word| singular(word)).collect::<Vec<_>>();
        let noun = match (verb, self.stem.split_first()) {
            (Some(_), Some((_, noun))) => noun,
            _ => self.stem,
        };
        let (noun, path) = (singulars(noun), singulars(&self.named(verb, paths)));
        if noun.is_empty() {
            0
        } else if path == noun {
            3
        } else if path.ends_with(&noun) {
            2
        } else {
            u8::from(path.windows(noun.len()).any(|part| part == noun))
        }
    }

    /// What the path names once the verb is left out: `/templates/validate` names templates. One
    /// thing is created at a time.
    fn named(&self, verb: Option<&str>, paths: &PathWords) -> Vec<String> {
        let all = paths.words(self.path);
        let others: Vec<String> = all
            .iter()
            .filter(|word| Some(word.as_str()) != verb)
            .cloned()
            .collect();
        let mut named = if others.is_empty() { all } else { others };
        if let (Some("create" | "add"), Some(last)) = (verb, named.last_mut()) {
            *last = singular(last);
        }
        named
    }

    /// The names that the operation can have, the best first. All operations have as many.
    fn all(&self, verb: Option<&str>, paths: &PathWords) -> Vec<String> {
        let named = self.named(verb, paths);
        let by = by_parameter(self.path);
        let lead = [verb.unwrap_or(self.method).to_owned()];
        let method = [self.method.to_owned()];
        let known: Vec<String> = self.stem.iter().map(|word| singular(word)).collect();
        let added: Vec<String> = named
            .iter()
            .filter(|word| !known.contains(&singular(word)))
            .cloned()
            .collect();
        // Every segment, with versions and parameters.
        let whole = words(self.path);
        let parts: [&[&[String]]; 8] = [
            &[&lead, &named],
            &[&lead, &named, &by],
            &[self.stem, &added],
            &[&method, &named],
            &[&method, &named, &by],
            &[self.stem, &added, &method],
            &[&lead, &whole],
            &[&method, &whole],
        ];
        parts
            .iter()
            .map(|parts| snake(&parts.concat().join("_")))
            .collect()
    }
}

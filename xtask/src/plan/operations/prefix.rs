//! The words that the names of all operations begin with.

use std::collections::HashSet;

use super::path_words::{is_verb, is_version, shared_prefix};

/// Drops the words that all stems begin with, of operations that have an operationId.
///
/// Of `v1_list_calls` and `v1_get_call`, `v1` is dropped; of `users_list` and `users_get` nothing,
/// since what is left would not say what is listed. Unless it is a version, only words are dropped
/// without which every name still says what is done: a word that is not known as a verb can be one.
/// A verb is never dropped, nor a stem's last word. Of one operation alone, a version is.
pub(super) fn drop_shared<'s>(
    stems: impl Iterator<Item = (&'s mut Vec<String>, bool)>,
    reserved: &[&str],
) {
    let mut stems: Vec<&mut Vec<String>> = stems
        .filter_map(|(stem, with_id)| with_id.then_some(stem))
        .collect();
    let own: Vec<&[String]> = stems.iter().map(|stem| stem.as_slice()).collect();
    let heads: Vec<&[String]> = own
        .iter()
        .map(|stem| stem.split_last().map_or(&[][..], |(_, head)| head))
        .collect();
    let longest = match own.as_slice() {
        [[first, _, ..]] if is_version(first) => 1,
        [] | [_] => 0,
        _ => shared_prefix(&heads),
    };
    let dropped = (1..=longest)
        .rev()
        .find(|length| is_dropped(&own, *length, reserved))
        .unwrap_or_default();
    for stem in &mut stems {
        stem.drain(..dropped);
    }
}

/// Whether the stems are good names without their first `length` words.
fn is_dropped(stems: &[&[String]], length: usize, reserved: &[&str]) -> bool {
    let shared = stems.first().and_then(|stem| stem.get(..length));
    let shared = shared.unwrap_or_default();
    if shared.iter().any(|word| is_verb(word)) {
        return false;
    }
    let by_version = shared.last().is_some_and(|word| is_version(word));
    let remainders: Vec<&[String]> = stems
        .iter()
        .map(|stem| stem.get(length..).unwrap_or_default())
        .collect();
    let whole: HashSet<_> = stems.iter().collect();
    let distinct: HashSet<_> = remainders.iter().collect();
    whole.len() == distinct.len()
        && remainders.iter().all(|words| {
            let first = words.first().and_then(|word| word.chars().next());
            first.is_some_and(|first| first.is_ascii_lowercase())
                && !reserved.contains(&words.join("_").as_str())
                && (by_version || says_what_is_done_to_what(words))
        })
}

/// Whether there is a verb among the words, and another word.
fn says_what_is_done_to_what(words: &[String]) -> bool {
    let verbs = words.iter().filter(|word| is_verb(word)).count();
    (1..words.len()).contains(&verbs)
}

#[cfg(test)]
mod tests {
    use super::drop_shared;
    use crate::identifier::words;

    fn dropped(ids: &[&str]) -> Vec<String> {
        let mut stems: Vec<_> = ids.iter().map(|id| words(id)).collect();
        drop_shared(stems.iter_mut().map(|stem| (stem, true)), &["clone"]);
        stems.into_iter().map(|stem| stem.join("_")).collect()
    }

    #[test]
    fn what_all_operations_share_is_dropped() {
        assert_eq!(
            dropped(&["v1_list_calls", "v1_get_call"]),
            ["list_calls", "get_call"]
        );
        assert_eq!(dropped(&["v1ListCalls"]), ["list_calls"]);
        assert_eq!(
            dropped(&["acmeApi.notes.list", "acmeApi.tags.list"]),
            ["notes_list", "tags_list"]
        );
    }

    #[test]
    fn what_a_name_needs_is_not_dropped() {
        for ids in [
            // What is left would be verbs alone.
            &["users_list", "users_get"][..],
            // A verb, known or not.
            &["get_note", "get_tag"],
            &["frobnicate_note", "frobnicate_tag"],
            // A method that every client has.
            &["api_clone", "api_note"],
            // No identifier.
            &["notes_2fa", "notes_mail"],
            &["note"],
            &["list_notes", "get_note"],
        ] {
            assert_eq!(dropped(ids), ids);
        }
    }
}

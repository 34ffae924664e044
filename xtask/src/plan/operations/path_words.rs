//! The words of operationIds and paths, from which methods get their names.

use crate::identifier::words;

/// Words that say what is done.
const VERBS: &[&str] = &[
    "accept",
    "add",
    "approve",
    "archive",
    "assign",
    "batch",
    "bulk",
    "call",
    "cancel",
    "change",
    "check",
    "clear",
    "close",
    "complete",
    "confirm",
    "connect",
    "copy",
    "count",
    "create",
    "delete",
    "describe",
    "disable",
    "do",
    "download",
    "duplicate",
    "enable",
    "execute",
    "export",
    "fetch",
    "find",
    "generate",
    "get",
    "handle",
    "has",
    "head",
    "import",
    "insert",
    "invite",
    "is",
    "join",
    "launch",
    "leave",
    "list",
    "login",
    "logout",
    "make",
    "move",
    "open",
    "options",
    "patch",
    "pause",
    "post",
    "process",
    "publish",
    "purge",
    "put",
    "query",
    "read",
    "refresh",
    "register",
    "reject",
    "release",
    "remove",
    "rename",
    "replace",
    "request",
    "reset",
    "restart",
    "restore",
    "resume",
    "retrieve",
    "revoke",
    "run",
    "save",
    "schedule",
    "search",
    "select",
    "send",
    "set",
    "share",
    "show",
    "start",
    "stop",
    "submit",
    "subscribe",
    "sync",
    "test",
    "trace",
    "transfer",
    "trigger",
    "unsubscribe",
    "update",
    "upload",
    "upsert",
    "use",
    "validate",
    "verify",
    "view",
    "write",
];

/// Whether a word says what is done.
pub(super) fn is_verb(word: &str) -> bool {
    VERBS.binary_search(&word).is_ok()
}

/// Whether a word is a version: `v1`, `v2beta`.
pub(super) fn is_version(word: &str) -> bool {
    let Some(rest) = word.strip_prefix('v') else {
        return false;
    };
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    digits > 0 && rest.len() <= digits + 6 && rest.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The word for one of what a plural names; other words are unchanged.
pub(super) fn singular(word: &str) -> String {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    let cut = |count: usize| {
        let stem = word.get(..word.len().saturating_sub(count));
        stem.unwrap_or(word).to_owned()
    };
    if ends(&["ss", "us", "is", "news", "series", "data"]) {
        word.to_owned()
    } else if word.ends_with("ies") && word.len() > 4 {
        cut(3) + "y"
    } else if ends(&["sses", "shes", "ches", "xes", "zes"]) {
        cut(2)
    } else if word.ends_with('s') && word.len() > 3 {
        cut(1)
    } else {
        word.to_owned()
    }
}

/// The segments of a path that are no parameters.
fn static_segments(path: &str) -> Vec<&str> {
    segments(path)
        .filter(|segment| !is_parameter(segment))
        .collect()
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

fn is_parameter(segment: &str) -> bool {
    segment.contains('{')
}

/// How many elements all lists begin with, in common.
pub(super) fn shared_prefix<T: PartialEq>(lists: &[&[T]]) -> usize {
    let Some((first, others)) = lists.split_first() else {
        return 0;
    };
    let mut length = first.len();
    for other in others {
        let pairs = first.iter().zip(*other);
        length = length.min(pairs.take_while(|(a, b)| a == b).count());
    }
    length
}

/// Turns paths into words.
pub(super) struct PathWords {
    /// How many static segments all paths begin with: they distinguish nothing.
    skipped: usize,
}

impl PathWords {
    /// For a document with these paths.
    pub(super) fn of<'p>(paths: impl IntoIterator<Item = &'p str>) -> Self {
        let paths: Vec<Vec<&str>> = paths.into_iter().map(static_segments).collect();
        let several = paths
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a != b));
        let heads: Vec<&[&str]> = paths
            .iter()
            .map(|path| path.split_last().map_or(&[][..], |(_, head)| head))
            .collect();
        Self {
            skipped: if several { shared_prefix(&heads) } else { 0 },
        }
    }

    /// The words of the path's static segments, without those that all paths begin with and
    /// without a version in front. A segment that a parameter follows names one thing of several,
    /// so it is singular.
    pub(super) fn words(&self, path: &str) -> Vec<String> {
        let segments: Vec<&str> = segments(path).collect();
        let mut kept: Vec<String> = Vec::new();
        let mut seen = 0;
        for (index, segment) in segments.iter().enumerate() {
            if is_parameter(segment) {
                continue;
            }
            seen += 1;
            if seen <= self.skipped || (kept.is_empty() && is_version(segment)) {
                continue;
            }
            let mut words = words(segment);
            let next = segments.get(index + 1);
            if next.is_some_and(|next| is_parameter(next))
                && let Some(last) = words.last_mut()
            {
                *last = singular(last);
            }
            kept.extend(words);
        }
        kept
    }
}

/// `by` and the words of the path's last parameter.
pub(super) fn by_parameter(path: &str) -> Vec<String> {
    let last = path
        .rsplit_once('{')
        .and_then(|(_, rest)| rest.split_once('}'));
    let Some((name, _)) = last else {
        return vec![];
    };
    std::iter::once("by".to_owned())
        .chain(words(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{PathWords, VERBS, by_parameter, is_version, singular};

    #[test]
    fn verbs_are_sorted_for_the_search() {
        assert!(VERBS.is_sorted());
    }

    #[test]
    fn plurals_of_english_are_undone() {
        for (plural, expected) in [
            ("items", "item"),
            ("queries", "query"),
            ("boxes", "box"),
            ("status", "status"),
            ("data", "data"),
            ("access", "access"),
        ] {
            assert_eq!(singular(plural), expected);
        }
        assert!(is_version("v1") && is_version("v2beta") && !is_version("voice"));
    }

    #[test]
    fn a_path_has_words_that_distinguish_it() {
        let paths = ["/api/v1/work-pools/{name}/queues", "/api/v1/queues/{id}"];
        let words = PathWords::of(paths);
        assert_eq!(words.words(paths[0]), ["work", "pool", "queues"]);
        assert_eq!(words.words(paths[1]), ["queue"]);
        assert_eq!(PathWords::of(["/v2/items"]).words("/v2/items"), ["items"]);
        assert_eq!(by_parameter("/a/{first}/b/{itemId}"), ["by", "item", "id"]);
    }
}

//! The wire, where the Rust is the same.

use std::collections::BTreeSet;

use xtask::openapi::media_type;
use xtask::wire::{Aspect, Facts, OWN_SERVER};

use super::comparison::{Comparison, Section};
use super::owner::Owner;
use crate::cli::diff::report::{Direction, Line, Use};

/// Facts of an operation or a type on both sides.
struct Pair<'s> {
    owner: Owner,
    name: &'s str,
    old: &'s Facts,
    new: &'s Facts,
    /// Whether values are sent: constraints and defaults apply to nothing else.
    sent: bool,
    /// Whether it is a type, whose subjects are fields and variants.
    is_type: bool,
}

pub(super) fn compare(comparison: &mut Comparison<'_>) {
    for (old, new) in comparison.common_operations() {
        let pair = Pair {
            owner: Owner::Operation(new.rust_name.clone()),
            name: &new.rust_name,
            old: &old.facts,
            new: &new.facts,
            sent: true,
            is_type: false,
        };
        facts(comparison, &pair);
    }
    for (name, old, new) in comparison.common_types() {
        let pair = Pair {
            owner: Owner::Type(name.to_owned()),
            name,
            old: &old.facts,
            new: &new.facts,
            sent: old.sent || new.sent,
            is_type: true,
        };
        facts(comparison, &pair);
    }
}

fn facts(comparison: &mut Comparison<'_>, pair: &Pair<'_>) {
    let keys: BTreeSet<&(String, Aspect)> = pair.old.keys().chain(pair.new.keys()).collect();
    for key in keys {
        let (old, new) = (pair.old.get(key), pair.new.get(key));
        let (subject, aspect) = key;
        if old == new || !is_on_both_sides(pair, subject, *aspect) {
            continue;
        }
        let (old, new) = (old.map(String::as_str), new.map(String::as_str));
        let is_limit = aspect.is_constraint() || *aspect == Aspect::Default;
        let is_received = pair.is_type && !pair.sent;
        let location = pair.new.get(&(subject.clone(), Aspect::Location));
        let is_path = location.is_some_and(|location| location == "path");
        let documentation = (is_received && (is_limit || *aspect == Aspect::Required))
            || (*aspect == Aspect::Name && is_path);
        let section = if documentation {
            Section::Documentation
        } else {
            Section::Behaviour
        };
        // The client sends credentials to the origin of its base URL only.
        let is_server = subject == OWN_SERVER;
        let breaking =
            section == Section::Behaviour && (is_server || !is_compatible(*aspect, old, new));
        let line = Line::new(
            item(pair, subject),
            message(pair, subject, *aspect, old, new),
        )
        .values(old, new)
        .breaking(breaking)
        .about(uses(comparison, pair, *aspect));
        comparison.line(section, pair.owner.clone(), line);
    }
}

/// The operations that a changed fact of a type concerns: limits, only those that send it.
fn uses(comparison: &Comparison<'_>, pair: &Pair<'_>, aspect: Aspect) -> Vec<Use> {
    let mut uses = comparison.uses_of(&pair.owner);
    if pair.is_type && pair.sent && (aspect.is_constraint() || aspect == Aspect::Default) {
        uses.retain(|one| one.direction != Direction::Received);
    }
    uses
}

/// Whether the parameter, field or variant exists on both sides; if not, the Rust differs.
fn is_on_both_sides(pair: &Pair<'_>, subject: &str, aspect: Aspect) -> bool {
    let end = subject.find(['[', '{']).unwrap_or(subject.len());
    let root = subject.get(..end).unwrap_or_default().to_owned();
    let both = |aspect: Aspect| {
        let key = (root.clone(), aspect);
        pair.old.contains_key(&key) && pair.new.contains_key(&key)
    };
    if root.is_empty() {
        return true;
    }
    if root.starts_with("response ") {
        return both(Aspect::ResponseMediaTypes);
    }
    match aspect {
        Aspect::TagValues => both(Aspect::TagValues),
        _ if root == "body" => both(Aspect::MediaType),
        // An alternative of a union has no name on the wire.
        _ => {
            both(Aspect::Name)
                || !(pair.old.contains_key(&(root.clone(), Aspect::Name))
                    || pair.new.contains_key(&(root.clone(), Aspect::Name)))
        }
    }
}

fn item(pair: &Pair<'_>, subject: &str) -> String {
    if subject.is_empty() {
        pair.name.to_owned()
    } else {
        format!("{}.{subject}", pair.name)
    }
}

fn message(
    pair: &Pair<'_>,
    subject: &str,
    aspect: Aspect,
    old: Option<&str>,
    new: Option<&str>,
) -> String {
    let item = item(pair, subject);
    let text = |value: Option<&str>| {
        let value = value.filter(|value| !value.is_empty());
        value.map_or_else(|| "none".to_owned(), |value| format!("`{value}`"))
    };
    let (was, is) = (text(old), text(new));
    if subject == OWN_SERVER {
        let url = |value: Option<&str>, text: String| {
            value.map_or_else(|| "the client's base URL".to_owned(), |_| text)
        };
        let (was, is) = (url(old, was), url(new, is));
        return format!("`{}` is sent to {is} (was {was})", pair.name);
    }
    if aspect == Aspect::Required {
        let word = if new.is_some() { "now" } else { "no longer" };
        return format!("the document {word} requires `{item}`");
    }
    if aspect == Aspect::Successes {
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        return format!("`{item}` succeeds with {new} (was {old})");
    }
    if aspect == Aspect::Default {
        return match new {
            Some(new) => format!("`{item}` defaults to `{new}` on the server (was {was})"),
            None => format!("`{item}` has no documented default any more (was {was})"),
        };
    }
    if new.is_none() {
        return format!("`{item}` no longer has the {aspect} {was}");
    }
    let checked = if aspect.is_constraint() && pair.sent {
        ", checked before it is sent"
    } else {
        ""
    };
    format!("`{item}` has the {aspect} {is} (was {was}){checked}")
}

/// Whether no call that worked can fail, and no value can come to mean something else.
fn is_compatible(aspect: Aspect, old: Option<&str>, new: Option<&str>) -> bool {
    match aspect {
        // What is no longer checked can be sent as before.
        _ if aspect.is_constraint() && new.is_none() => true,
        Aspect::MinLength | Aspect::MinItems | Aspect::Minimum => compare_bounds(old, new, '>'),
        Aspect::MaxLength | Aspect::MaxItems | Aspect::Maximum => compare_bounds(new, old, '<'),
        // The same value, in another encoding; the client follows.
        Aspect::Location | Aspect::Style | Aspect::MediaType | Aspect::Successes => true,
        // None was documented, so nobody could rely on one.
        Aspect::Default => old.is_none(),
        // What is in one direction only is ignored in the other one.
        Aspect::Required | Aspect::OneWay => new.is_none(),
        Aspect::ResponseMediaTypes => {
            let first = |all: Option<&str>| {
                let first = all.and_then(|all| all.split(", ").next());
                // All JSON is decoded alike.
                first.map(|first| {
                    if media_type::is_json(first) {
                        "application/json".to_owned()
                    } else {
                        first.to_owned()
                    }
                })
            };
            first(old) == first(new)
        }
        Aspect::TagValues => {
            let values = |all: Option<&str>| -> BTreeSet<String> {
                let all = all.unwrap_or_default().split(", ");
                let all = all.filter(|value| !value.is_empty());
                all.map(str::to_owned).collect()
            };
            old.is_some() && values(new).is_superset(&values(old))
        }
        _ => false,
    }
}

/// Whether a bound is as loose as another: `large` is at least `small`; `exclusive` marks one that
/// the value itself does not satisfy.
fn compare_bounds(large: Option<&str>, small: Option<&str>, exclusive: char) -> bool {
    let (Some(large), Some(small)) = (large, small) else {
        return false;
    };
    let parts = |text: &str| -> Option<(f64, bool)> {
        let number = text.trim_start_matches(exclusive);
        Some((number.parse().ok()?, number.len() != text.len()))
    };
    let (Some((large, first)), Some((small, second))) = (parts(large), parts(small)) else {
        return false;
    };
    // Of two bounds at the same number, the exclusive one is tighter.
    large > small || (large - small == 0.0 && (first == second))
}

#[cfg(test)]
mod tests {
    use super::{Aspect, is_compatible};

    #[test]
    fn a_looser_bound_is_compatible() {
        let compatible = |aspect, old, new| is_compatible(aspect, Some(old), Some(new));
        assert!(compatible(Aspect::MinLength, "3", "2"));
        assert!(!compatible(Aspect::MinLength, "2", "3"));
        assert!(compatible(Aspect::Maximum, "100", "1000"));
        assert!(!compatible(Aspect::Maximum, "1000", "100"));
        assert!(!compatible(Aspect::Maximum, "100", "<100"));
        assert!(compatible(Aspect::Minimum, ">1", "0"));
        assert!(!compatible(Aspect::Pattern, "a", "b"));
        assert!(is_compatible(Aspect::Pattern, Some("a"), None));
        assert!(!is_compatible(Aspect::MaxItems, None, Some("3")));
    }
}

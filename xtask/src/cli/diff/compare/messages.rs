//! Sentences about items, in the names of Rust.

use super::comparison::Side;
use super::owner::{Owner, Place};
use crate::cli::surface::{Call, Item, Kind, Signature, short};

/// The item as a reader knows it: `create_webhook`, `create_webhook.limit`, `Webhook.url`.
pub(super) fn name(place: &Place<'_>, owner: &Owner) -> String {
    let base = match owner {
        Owner::Operation(name)
            if matches!(place.base, "Client") || place.base.starts_with("builder::") =>
        {
            name.clone()
        }
        _ => place.name().to_owned(),
    };
    match place.member {
        Some("send") | None => base,
        Some(_) if place.base == "Client" => base,
        Some(member) => format!("{base}.{member}"),
    }
}

/// What happened to an item, with the old and the new text.
pub(super) fn item(
    old: Option<&Item>,
    new: Option<&Item>,
    place: &Place<'_>,
    owner: &Owner,
) -> (String, Option<String>, Option<String>) {
    let printed = |item: &Item| short(&item.signature.to_string());
    let (before, after) = (old.map(printed), new.map(printed));
    let base = name(
        &Place {
            member: None,
            ..place.clone()
        },
        owner,
    );
    let message = match (old, new) {
        (Some(old), Some(new)) => return changed(old, new, place, &base),
        (Some(old), None) => lost(old, place, &base),
        (None, Some(new)) => gained(new, place, &base, after.as_deref().unwrap_or_default()),
        (None, None) => String::new(),
    };
    (message, before, after)
}

fn lost(item: &Item, place: &Place<'_>, base: &str) -> String {
    let member = place.member.unwrap_or_default();
    match (item.kind, place.implements) {
        (_, Some(implements)) => {
            format!("`{base}` no longer implements `{}`", short(implements))
        }
        (Kind::Field, _) => format!("`{base}` lost the field `{member}`"),
        (Kind::Variant, _) => format!("`{base}` lost `{member}`"),
        (Kind::Method, _) if is_page(place) => format!("`{base}` no longer has `{member}()`"),
        (Kind::Method, _) if place.base.starts_with("builder::") => {
            format!("`{base}` no longer takes `{member}`")
        }
        (Kind::Method, _) if !member.is_empty() => format!("`{base}` lost `{member}()`"),
        _ => format!("`{base}` is gone"),
    }
}

/// A method that every builder of a paginated list or of events has.
fn is_page(place: &Place<'_>) -> bool {
    let methods = ["pages", "items", "subscribe", "send"];
    place.base.starts_with("builder::")
        && place.member.is_some_and(|member| {
            methods.contains(&member)
                || member.starts_with("respond")
                || member.starts_with("send_")
        })
}

fn gained(item: &Item, place: &Place<'_>, base: &str, text: &str) -> String {
    let member = place.member.unwrap_or_default();
    match (item.kind, place.implements) {
        (_, Some(implements)) => format!("`{base}` implements `{}`", short(implements)),
        (Kind::Field, _) => format!("`{base}.{member}: {text}`"),
        (Kind::Variant, _) => format!("`{base}::{member}`"),
        (Kind::Method, _) if is_page(place) => format!("`{base}` has `{member}()`"),
        (Kind::Method, _) if place.base.starts_with("builder::") => {
            format!("`{base}` takes `{member}`, optional")
        }
        (Kind::Method, _) if !member.is_empty() => format!("`{base}::{member}()`"),
        _ => format!("`{base}`"),
    }
}

fn changed(
    old: &Item,
    new: &Item,
    place: &Place<'_>,
    base: &str,
) -> (String, Option<String>, Option<String>) {
    if let (Signature::Call(old), Signature::Call(new)) = (&old.signature, &new.signature) {
        return call(old, new, place, base);
    }
    let [before, after] = [old, new].map(|item| short(&item.signature.to_string()));
    let message = match (old.kind, new.kind, place.implements) {
        (_, _, Some("Paged")) => paged(base, &before, &after),
        (_, _, Some(implements)) => {
            format!("`{base}` implements `{}` differently", short(implements))
        }
        (Kind::Field, ..) => {
            let member = place.member.unwrap_or_default();
            format!("`{base}.{member}` is `{after}` (was `{before}`)")
        }
        (Kind::Variant, ..) => {
            let member = place.member.unwrap_or_default();
            format!("`{base}::{member}` has `{after}` (had `{before}`)")
        }
        (before, after, _) if before != after => {
            format!("`{base}` is {} (was {})", noun(after), noun(before))
        }
        (Kind::Alias, ..) => format!(
            "`{base}` is `{}` (was `{}`)",
            after.trim_start_matches("= "),
            before.trim_start_matches("= ")
        ),
        _ => format!("`{base}` is declared as `{after}` (was `{before}`)"),
    };
    (message, Some(before), Some(after))
}

/// What the streams of a list give, from the associated types: `type Item = Note;`.
fn paged(base: &str, before: &str, after: &str) -> String {
    let of = |text: &str, name: &str| {
        let start = format!("type {name} = ");
        let found = text.split(';').find_map(|one| {
            let ty = one.trim().strip_prefix(&start)?;
            Some(ty.to_owned())
        });
        found.unwrap_or_default()
    };
    let parts = [("pages", "Page"), ("items", "Item")].into_iter();
    let parts = parts.filter_map(|(method, name)| {
        let (was, is) = (of(before, name), of(after, name));
        (was != is).then(|| format!("`{method}()` of `{is}` (was `{was}`)"))
    });
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() {
        return format!("`{base}` implements `Paged` differently");
    }
    format!("`{base}` has {}", parts.join(" and "))
}

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Struct => "a struct",
        Kind::Enum => "an enum",
        Kind::Alias => "an alias",
        _ => "another item",
    }
}

/// A method with another signature.
fn call(
    old: &Call,
    new: &Call,
    place: &Place<'_>,
    base: &str,
) -> (String, Option<String>, Option<String>) {
    let member = place.member.unwrap_or_default();
    if member == "send" && old.arguments == new.arguments {
        return sent(old, new, base);
    }
    let subject = if place.base == "Client" {
        base.to_owned()
    } else {
        format!("{base}::{member}")
    };
    let text = |call: &Call| {
        let arguments = call.arguments.iter();
        let all: Vec<String> = arguments.map(|one| short(&one.to_string())).collect();
        all.join(", ")
    };
    let (before, after) = (text(old), text(new));
    if let (Some(before), Some(after)) = (converted(old), converted(new)) {
        let message = format!("`{base}.{member}` takes `{after}` (was `{before}`)");
        return (message, Some(before), Some(after));
    }
    if before == after {
        let [before, after] = [old, new].map(|call| short(&call.to_string()));
        return (
            format!("`{subject}` is `{after}` (was `{before}`)"),
            Some(before),
            Some(after),
        );
    }
    let listed = |call: &Call, other: &Call| {
        let new = call.arguments.iter();
        let new = new.filter(|one| !other.arguments.contains(one));
        let all: Vec<String> = new
            .map(|one| format!("`{}`", short(&one.to_string())))
            .collect();
        all.join(", ")
    };
    if new.accepts_the_calls_of(old) {
        let renamed = old.arguments.iter().zip(&new.arguments);
        let renamed = renamed.filter(|(old, new)| old != new);
        let renamed = renamed.map(|(old, new)| format!("`{}` (was `{}`)", new.name, old.name));
        let renamed = renamed.collect::<Vec<_>>().join(", ");
        let message = format!("`{subject}` takes {renamed} in this place");
        return (message, Some(before), Some(after));
    }
    let (gained, lost) = (listed(new, old), listed(old, new));
    let message = match (gained.is_empty(), lost.is_empty()) {
        (false, true) => format!("`{subject}` requires {gained}"),
        (true, false) => format!("`{subject}` no longer takes {lost}"),
        (false, false) => format!("`{subject}` requires {gained} (was {lost})"),
        (true, true) => format!("`{subject}` takes its arguments in another order"),
    };
    (
        message,
        Some(format!("({before})")),
        Some(format!("({after})")),
    )
}

/// The type that the argument of a setter converts to.
fn converted(call: &Call) -> Option<String> {
    let (_, rest) = call.frame.split_once("TryInto<")?;
    let (ty, _) = rest
        .rsplit_once('>')
        .map(|(rest, _)| rest.rsplit_once('>').unwrap_or((rest, "")))?;
    Some(short(ty))
}

/// What a call returns and how it fails.
fn sent(old: &Call, new: &Call, base: &str) -> (String, Option<String>, Option<String>) {
    let parts = |call: &Call| -> Option<(String, String)> {
        let output: syn::Type = syn::parse_str(&call.output).ok()?;
        let syn::Type::Path(path) = output else {
            return None;
        };
        let result = path.path.segments.last()?;
        let syn::PathArguments::AngleBracketed(arguments) = &result.arguments else {
            return None;
        };
        let mut arguments = arguments.args.iter().map(|argument| {
            let text = quote::quote!(#argument).to_string().replace(' ', "");
            short(&text)
        });
        let inner = |text: String| {
            let inner = text
                .split_once('<')
                .and_then(|(_, rest)| rest.strip_suffix('>'));
            inner.map_or(text.clone(), str::to_owned)
        };
        Some((inner(arguments.next()?), inner(arguments.next()?)))
    };
    let all = |call: &Call| Some(short(&call.output));
    let (Some((before, failed)), Some((after, fails))) = (parts(old), parts(new)) else {
        let message = format!("`{base}` returns another type");
        return (message, all(old), all(new));
    };
    let mut messages = Vec::new();
    if before != after {
        messages.push(format!("returns `{after}` (was `{before}`)"));
    }
    if failed != fails {
        messages.push(format!("fails with `{fails}` (was `{failed}`)"));
    }
    if messages.is_empty() {
        messages.push("is sent by another method".to_owned());
    }
    let message = format!("`{base}` {}", messages.join(" and "));
    (message, Some(before), Some(after))
}

/// The new type that has the same members as an old one that is gone.
pub(super) fn same_type(old: &Side, new: &Side, name: &str) -> Option<String> {
    let members = |side: &Side, name: &str| -> Vec<String> {
        let items = side.surface.items.iter();
        let fields = items.filter(|(_, item)| matches!(item.kind, Kind::Field | Kind::Variant));
        let prefix = format!("types::{name}");
        fields
            .filter_map(|(path, item)| {
                let rest = path.strip_prefix(&prefix)?;
                let rest = rest.strip_prefix('.').or_else(|| rest.strip_prefix("::"))?;
                Some(format!("{rest} {}", item.signature))
            })
            .collect()
    };
    let wanted = members(old, name);
    if wanted.is_empty() {
        return None;
    }
    let candidates = new.generated.wire.types.keys();
    let mut candidates = candidates.filter(|other| !old.generated.wire.types.contains_key(*other));
    candidates
        .find(|other| members(new, other) == wanted)
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::paged;

    #[test]
    fn a_list_says_what_its_streams_give() {
        let old = " type Page = Old<Note>; type Item = Note; type Error = ListError;";
        let new = " type Page = New<Memo>; type Item = Memo; type Error = ListError;";
        assert_eq!(
            paged("list", old, new),
            "`list` has `pages()` of `New<Memo>` (was `Old<Note>`) and `items()` of `Memo` (was \
             `Note`)"
        );
        let failing = old.replace("ListError", "OtherError");
        assert_eq!(
            paged("list", old, &failing),
            "`list` implements `Paged` differently"
        );
    }
}

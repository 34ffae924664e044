//! The operation or the type that a public item belongs to.

/// The operation or the type that a public item belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// By the client's method.
    Operation(String),
    /// By the name within `types`.
    Type(String),
    /// The client as a whole.
    Client,
}

/// The parts of an item's path.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place<'p> {
    /// `blocking` or `mock`, for an item behind a feature.
    pub(super) feature: Option<&'p str>,
    /// The trait or the macro, for an implementation.
    pub(super) implements: Option<&'p str>,
    /// The type or the function: `types::Note`, `Client`.
    pub(super) base: &'p str,
    /// The field, variant or method, without parentheses.
    pub(super) member: Option<&'p str>,
}

impl<'p> Place<'p> {
    /// Takes a path apart, as `cli/surface` makes it.
    pub(super) fn of(path: &'p str) -> Self {
        let (feature, rest) = match path.split_once(": ") {
            Some((feature, rest)) => (Some(feature), rest),
            None => (None, path),
        };
        let (implements, rest) = match rest.rsplit_once(" for ") {
            Some((implements, rest)) => (
                Some(implements.trim_start_matches("impl ").trim_end_matches('!')),
                rest,
            ),
            None => (None, rest),
        };
        let (base, member) = if let Some((base, field)) = rest.split_once('.') {
            (base, Some(field))
        } else {
            match rest.rsplit_once("::") {
                Some((base, member)) if base.contains("::") || base.ends_with("Client") => {
                    (base, Some(member.trim_end_matches("()")))
                }
                _ => (rest, None),
            }
        };
        Self {
            feature,
            implements,
            base,
            member,
        }
    }

    /// The name without its module.
    pub(super) fn name(&self) -> &'p str {
        let name = self.base.rsplit("::").next().unwrap_or_default();
        name.trim_end_matches("()")
    }
}

#[cfg(test)]
mod tests {
    use super::Place;

    #[test]
    fn a_path_has_parts() {
        let parts = |path| {
            let place = Place::of(path);
            (place.feature, place.implements, place.base, place.member)
        };
        assert_eq!(parts("types::A"), (None, None, "types::A", None));
        assert_eq!(parts("types::A.b"), (None, None, "types::A", Some("b")));
        assert_eq!(
            parts("mock: types::A::new()"),
            (Some("mock"), None, "types::A", Some("new"))
        );
        assert_eq!(
            parts("Client::list()"),
            (None, None, "Client", Some("list"))
        );
        assert_eq!(
            parts("impl From<&str> for types::A"),
            (None, Some("From<&str>"), "types::A", None)
        );
    }
}

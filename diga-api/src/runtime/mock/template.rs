//! The path template of an operation, matched against the path of a request.

use reqwest::Url;

/// A path template with its query, if it has one: some documents write `/search?kind={kind}`.
#[derive(Debug)]
pub(super) struct Template {
    path: Vec<Piece>,
    query: Vec<Vec<Piece>>,
}

#[derive(Debug)]
enum Piece {
    /// A fixed part, as it appears in a URL.
    Literal(String),
    /// A parameter, with its encoded value if that is fixed.
    Value { name: String, value: Option<String> },
}

impl Template {
    pub(super) fn new(template: &str) -> Self {
        // The URL parser normalizes both sides: it encodes what a document writes plainly, braces
        // included.
        let url = Url::parse(&format!("http://mock{template}"));
        let (path, query) = match &url {
            Ok(url) => (url.path(), url.query().unwrap_or_default()),
            Err(_) => (template, ""),
        };
        let plain = path.replace("%7B", "{").replace("%7D", "}");
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let mut parsed = Self {
            path: pieces(&plain),
            query: pairs.map(pieces).collect(),
        };
        // Names are not encoded.
        let own = pieces(template)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Value { name, .. } => Some(name),
                Piece::Literal(_) => None,
            });
        for ((name, _), own) in parsed.values().zip(own) {
            *name = own;
        }
        parsed
    }

    fn values(&mut self) -> impl Iterator<Item = (&mut String, &mut Option<String>)> {
        let pieces = self.path.iter_mut().chain(self.query.iter_mut().flatten());
        pieces.filter_map(|piece| match piece {
            Piece::Value { name, value } => Some((name, value)),
            Piece::Literal(_) => None,
        })
    }

    /// Requires this encoded value for the parameter.
    pub(super) fn fix(&mut self, name: &str, value: &str) {
        for (_, fixed) in self.values().filter(|(own, _)| *own == name) {
            *fixed = Some(value.to_owned());
        }
    }

    /// Whether path and query are those of the operation, with any parameters.
    pub(super) fn covers(&self, path: &str, query: Option<&str>) -> bool {
        self.fits(path, query, false)
    }

    /// Which values the parameters in the path must have, if they differ.
    pub(super) fn mismatch(&self, path: &str, query: Option<&str>) -> Option<String> {
        if self.fits(path, query, true) {
            return None;
        }
        let pieces = self.path.iter().chain(self.query.iter().flatten());
        let fixed = pieces.filter_map(|piece| match piece {
            Piece::Value {
                name,
                value: Some(value),
            } => Some(format!("{name} is not `{value}`")),
            _ => None,
        });
        Some(format!(
            "in the path, {}",
            fixed.collect::<Vec<_>>().join(" or ")
        ))
    }

    /// The number of parameters that may have any value.
    pub(super) fn open(&self) -> usize {
        let open = |piece: &&Piece| matches!(piece, Piece::Value { value: None, .. });
        self.path.iter().filter(open).count()
    }

    fn fits(&self, path: &str, query: Option<&str>, fixed: bool) -> bool {
        let mut pairs = self.query.iter();
        let actual = || query.unwrap_or_default().split('&');
        fits(&self.path, path, fixed)
            && pairs.all(|pieces| actual().any(|pair| fits(pieces, pair, fixed)))
    }
}

fn pieces(template: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        pieces.push(Piece::Literal(before.to_owned()));
        pieces.push(Piece::Value {
            name: name.to_owned(),
            value: None,
        });
        rest = after;
    }
    pieces.push(Piece::Literal(rest.to_owned()));
    pieces
}

/// A parameter has at least one character, and ends with its segment.
fn fits(pieces: &[Piece], path: &str, fixed: bool) -> bool {
    let Some((first, others)) = pieces.split_first() else {
        return path.is_empty();
    };
    let same = |own: &str| {
        path.strip_prefix(own)
            .is_some_and(|rest| fits(others, rest, fixed))
    };
    match first {
        Piece::Literal(own) => same(own),
        Piece::Value {
            value: Some(own), ..
        } if fixed => same(own),
        Piece::Value { .. } => {
            let segment = path.find('/').unwrap_or(path.len());
            (1..=segment).any(|end| {
                path.get(end..)
                    .is_some_and(|rest| fits(others, rest, fixed))
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Template;

    fn covers(template: &str, target: &str) -> bool {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        Template::new(template).covers(path, query)
    }

    #[test]
    fn a_template_covers_its_own_segments_and_no_others() {
        for (template, target, expected) in [
            ("/v1/webhook/", "/v1/webhook/", true),
            ("/v1/webhook/", "/v1/webhook", false),
            ("/agent/{id}", "/agent/7", true),
            ("/agent/{id}", "/agent/", false),
            ("/agent/{id}", "/agent/7/calls", false),
            ("/agent/{id}", "/agent/7%2Fcalls", true),
            ("/{a}.{b}", "/x.y.z", true),
            ("/{a}.{b}", "/xy", false),
            ("/item/{id}:start", "/item/7:start", true),
            ("/item/{id}:start", "/item/7:stop", false),
            ("/with space/é", "/with%20space/%C3%A9", true),
            ("/search?kind={kind}&all", "/search?all&more=1&kind=x", true),
            ("/search?kind={kind}", "/search?more=1", false),
            ("/search?kind={kind}", "/search", false),
        ] {
            assert_eq!(covers(template, target), expected, "{template} {target}");
        }
    }

    #[test]
    fn a_parameter_is_found_whatever_its_name() {
        let mut template = Template::new("/{a b}/{path:path}");
        template.fix("a b", "1");
        template.fix("path:path", "2");
        assert_eq!(template.mismatch("/1/2", None), None);
        assert!(template.mismatch("/1/3", None).is_some());
    }

    #[test]
    fn a_parameter_can_be_fixed() {
        let mut template = Template::new("/agent/{id}/{part}");
        assert_eq!(template.open(), 2);
        template.fix("id", "a%2Fb");
        assert_eq!(template.open(), 1);
        assert_eq!(template.mismatch("/agent/a%2Fb/x", None), None);
        assert!(template.covers("/agent/b/x", None));
        assert_eq!(
            template.mismatch("/agent/b/x", None).as_deref(),
            Some("in the path, id is not `a%2Fb`")
        );
    }
}

//! Path templates.

use super::percent;

/// Name and decoded value of each parameter of a path.
pub(super) type Parameters = Vec<(String, String)>;

/// A path template of the document.
#[derive(Debug)]
pub(super) struct Template {
    segments: Vec<Segment>,
    key: Vec<String>,
}

/// A segment between two slashes: literals around parameters.
#[derive(Debug)]
struct Segment(Vec<Piece>);

#[derive(Debug)]
enum Piece {
    Literal(String),
    Parameter(String),
}

impl Template {
    pub(super) fn new(template: &str) -> Self {
        // Some documents write a query into the path; it is matched by its parameters.
        let path = template.split(['?', '#']).next().unwrap_or_default();
        // As the client sends it.
        let slash = if path.starts_with('/') { "" } else { "/" };
        let path = format!("{slash}{path}");
        let segments: Vec<Segment> = path.split('/').map(Segment::new).collect();
        let key = segments.iter().skip(1).map(Segment::key);
        let mut key: Vec<String> = key.collect();
        if key.last().is_some_and(String::is_empty) {
            key.pop();
        }
        Self { segments, key }
    }

    /// The parameters, if the template covers the decoded segments of a path.
    pub(super) fn parameters(&self, actual: &[String]) -> Option<Parameters> {
        if self.segments.len() != actual.len() {
            return None;
        }
        let mut found = Vec::new();
        for (segment, actual) in self.segments.iter().zip(actual) {
            segment.cover(actual, &mut found)?;
        }
        Some(found)
    }

    /// The number of segments, the empty one before the first slash among them.
    pub(super) fn segments(&self) -> usize {
        self.segments.len()
    }

    /// The smaller, the more specific.
    pub(super) fn rank(&self) -> Vec<u8> {
        let rank = |segment: &Segment| match segment.0.as_slice() {
            [] | [Piece::Literal(_)] => 0,
            [Piece::Parameter(_)] => 2,
            _ => 1,
        };
        self.segments.iter().map(rank).collect()
    }

    /// The segments, without one for a trailing slash: a literal as it is, a parameter as `{}`.
    pub(super) fn key(&self) -> &[String] {
        &self.key
    }

    /// The name of the parameter that the path ends with.
    pub(super) fn last_parameter(&self) -> Option<&str> {
        match self.segments.last()?.0.as_slice() {
            [Piece::Parameter(name)] => Some(name),
            _ => None,
        }
    }
}

/// The decoded segments of a path, without one for a trailing slash.
pub(super) fn segments(path: &str) -> Vec<String> {
    let mut segments: Vec<String> = path.split('/').skip(1).map(percent::decode).collect();
    if segments.last().is_some_and(String::is_empty) {
        segments.pop();
    }
    segments
}

impl Segment {
    fn new(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            if !before.is_empty() {
                pieces.push(Piece::Literal(percent::decode(before)));
            }
            pieces.push(Piece::Parameter(name.to_owned()));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Literal(percent::decode(rest)));
        }
        Self(pieces)
    }

    fn key(&self) -> String {
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Literal(literal) => literal.as_str(),
            Piece::Parameter(_) => "{}",
        });
        pieces.collect()
    }

    /// Adds the parameters of a segment that this one covers.
    fn cover(&self, actual: &str, found: &mut Vec<(String, String)>) -> Option<()> {
        let mut rest = actual;
        let mut open: Option<&str> = None;
        for piece in &self.0 {
            match (piece, open) {
                (Piece::Literal(literal), None) => rest = rest.strip_prefix(literal.as_str())?,
                (Piece::Literal(literal), Some(name)) => {
                    let (value, after) = rest.split_once(literal.as_str())?;
                    found.push((name.to_owned(), value.to_owned()));
                    rest = after;
                    open = None;
                }
                (Piece::Parameter(name), _) => open = Some(name),
            }
        }
        match open {
            Some(_) if rest.is_empty() => None,
            Some(name) => {
                found.push((name.to_owned(), rest.to_owned()));
                Some(())
            }
            None => rest.is_empty().then_some(()),
        }
    }
}

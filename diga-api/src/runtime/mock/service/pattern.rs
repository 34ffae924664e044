//! `pattern`: whether a string matches one, and a string that does.

use std::iter::Peekable;
use std::str::Chars;

use fastrand::Rng;

/// The patterns of a document, each compiled once.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    #[cfg(feature = "pattern")]
    compiled: std::sync::Mutex<std::collections::BTreeMap<String, Option<regress::Regex>>>,
}

impl Patterns {
    /// Whether `value` matches an ECMA-262 pattern; any value matches one that does not compile.
    #[cfg(feature = "pattern")]
    pub(super) fn allow(&self, pattern: &str, value: &str) -> bool {
        let mut compiled = self
            .compiled
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if !compiled.contains_key(pattern) {
            let regex = regress::Regex::with_flags(pattern, "u").ok();
            compiled.insert(pattern.to_owned(), regex);
        }
        match compiled.get(pattern) {
            Some(Some(regex)) => regex.find(value).is_some(),
            _ => true,
        }
    }

    /// Without an engine any value matches.
    #[cfg(not(feature = "pattern"))]
    pub(super) fn allow(&self, _: &str, _: &str) -> bool {
        true
    }
}

/// A string that is likely to match: literals, classes, groups, alternatives and repetitions are
/// obeyed; look-around and back references are not. Whether it matches is for the caller to check.
pub(super) fn draw(pattern: &str, rng: &mut Rng) -> String {
    let mut out = String::new();
    let mut parser = Parser {
        rest: pattern.chars().peekable(),
        depth: 0,
    };
    let node = parser.alternatives();
    write(&node, rng, &mut out);
    out
}

/// How deep groups may nest; what lies deeper is left out.
const DEEPEST: usize = 32;

/// What an open repetition adds to its minimum at most.
const SPREAD: usize = 6;

#[derive(Debug)]
enum Node {
    /// One of these characters, as inclusive ranges.
    Class(Vec<(char, char)>),
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
    Repeat(Box<Node>, usize, usize),
}

struct Parser<'p> {
    rest: Peekable<Chars<'p>>,
    depth: usize,
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Node {
        let mut found = vec![self.sequence()];
        while self.rest.next_if_eq(&'|').is_some() {
            found.push(self.sequence());
        }
        Node::Alternatives(found)
    }

    fn sequence(&mut self) -> Node {
        let mut nodes = Vec::new();
        while let Some(&next) = self.rest.peek() {
            if next == '|' || next == ')' {
                break;
            }
            self.rest.next();
            if let Some(node) = self.atom(next) {
                nodes.push(self.repeated(node));
            }
        }
        Node::Sequence(nodes)
    }

    fn atom(&mut self, first: char) -> Option<Node> {
        match first {
            '^' | '$' => None,
            '.' => Some(Node::Class(vec![('a', 'z'), ('0', '9')])),
            '[' => Some(Node::Class(self.class())),
            '(' => self.group(),
            '\\' => {
                let escaped = self.rest.next()?;
                self.escape(escaped).map(Node::Class)
            }
            literal => Some(Node::Class(vec![(literal, literal)])),
        }
    }

    fn group(&mut self) -> Option<Node> {
        let mut ignored = false;
        if self.rest.next_if_eq(&'?').is_some() {
            match self.rest.next() {
                Some('=' | '!') => ignored = true,
                Some('<') => match self.rest.next() {
                    Some('=' | '!') => ignored = true,
                    _ => while self.rest.next().is_some_and(|next| next != '>') {},
                },
                _ => {}
            }
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            self.rest.by_ref().for_each(drop);
            return None;
        }
        let inner = self.alternatives();
        self.depth -= 1;
        self.rest.next_if_eq(&')');
        (!ignored).then_some(inner)
    }

    /// What an escape stands for; none for a place such as a word's boundary.
    fn escape(&mut self, escaped: char) -> Option<Vec<(char, char)>> {
        Some(match escaped {
            'd' => vec![('0', '9')],
            'w' => vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')],
            's' => vec![(' ', ' ')],
            'D' | 'S' => vec![('a', 'z')],
            'W' => vec![('-', '-')],
            'b' | 'B' => return None,
            'n' => vec![('\n', '\n')],
            'r' => vec![('\r', '\r')],
            't' => vec![('\t', '\t')],
            'p' | 'P' => {
                if self.rest.next_if_eq(&'{').is_some() {
                    while self.rest.next().is_some_and(|next| next != '}') {}
                }
                vec![('a', 'z')]
            }
            'x' => self.code(2),
            'u' => self.code(4),
            literal => vec![(literal, literal)],
        })
    }

    fn code(&mut self, digits: usize) -> Vec<(char, char)> {
        let mut code = 0;
        if self.rest.next_if_eq(&'{').is_some() {
            for digit in self.rest.by_ref().take_while(|next| *next != '}').take(6) {
                code = code * 16 + digit.to_digit(16).unwrap_or_default();
            }
        } else {
            for _ in 0..digits {
                let digit = self.rest.next().and_then(|next| next.to_digit(16));
                code = code * 16 + digit.unwrap_or_default();
            }
        }
        let character = char::from_u32(code).unwrap_or('x');
        vec![(character, character)]
    }

    fn class(&mut self) -> Vec<(char, char)> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        let mut ranges: Vec<(char, char)> = Vec::new();
        while let Some(next) = self.rest.next() {
            match next {
                ']' => break,
                '\\' => {
                    let Some(escaped) = self.rest.next() else {
                        break;
                    };
                    // Within a class it is the backspace.
                    if escaped != 'b' {
                        ranges.extend(self.escape(escaped).unwrap_or_default());
                    }
                }
                '-' if !ranges.is_empty() && self.rest.peek().is_some_and(|next| *next != ']') => {
                    let end = match self.rest.next() {
                        Some('\\') => self.rest.next(),
                        end => end,
                    };
                    if let (Some(end), Some(range)) = (end, ranges.last_mut()) {
                        range.1 = end.max(range.1);
                    }
                }
                literal => ranges.push((literal, literal)),
            }
        }
        if !negated {
            return ranges;
        }
        let allowed = |candidate: &char| {
            !ranges
                .iter()
                .any(|(first, last)| (first..=last).contains(&candidate))
        };
        let candidates = ('a'..='z').chain('0'..='9').chain('A'..='Z');
        let candidates = candidates.chain(['-', ' ', '.', '~']).filter(allowed);
        candidates.map(|character| (character, character)).collect()
    }

    fn repeated(&mut self, node: Node) -> Node {
        let (min, max) = match self.rest.peek() {
            Some('?') => (0, 1),
            Some('*') => (0, SPREAD),
            Some('+') => (1, 1 + SPREAD),
            Some('{') => {
                // A brace that begins no repetition is a character.
                let ahead: String = self
                    .rest
                    .clone()
                    .skip(1)
                    .take_while(|c| *c != '}')
                    .collect();
                let Some(bounds) = bounds(&ahead) else {
                    return node;
                };
                self.rest.nth(ahead.chars().count());
                bounds
            }
            _ => return node,
        };
        self.rest.next();
        self.rest.next_if_eq(&'?');
        Node::Repeat(Box::new(node), min, max)
    }
}

/// `2`, `2,` or `2,5`.
fn bounds(text: &str) -> Option<(usize, usize)> {
    let (min, max) = text.split_once(',').unwrap_or((text, text));
    let min: usize = min.trim().parse().ok()?;
    let max = if max.trim().is_empty() {
        min.saturating_add(SPREAD)
    } else {
        max.trim().parse().ok()?
    };
    // No drawn string has to be longer.
    Some((min.min(4096), max.min(min.saturating_add(16)).min(4096)))
}

fn write(node: &Node, rng: &mut Rng, out: &mut String) {
    // Nested repetitions multiply.
    if out.len() > 16_384 {
        return;
    }
    match node {
        Node::Class(ranges) => {
            let Some((first, last)) = rng.choice(ranges) else {
                return;
            };
            let code = rng.u32(u32::from(*first)..=u32::from(*last).max(u32::from(*first)));
            out.push(char::from_u32(code).unwrap_or(*first));
        }
        Node::Sequence(nodes) => nodes.iter().for_each(|node| write(node, rng, out)),
        Node::Alternatives(nodes) => {
            if let Some(node) = rng.choice(nodes) {
                write(node, rng, out);
            }
        }
        Node::Repeat(node, min, max) => {
            for _ in 0..rng.usize(*min..=(*max).max(*min)) {
                write(node, rng, out);
            }
        }
    }
}

#[cfg(all(test, feature = "pattern"))]
mod tests {
    use super::*;

    #[test]
    fn a_drawn_string_matches_its_pattern() {
        let patterns = Patterns::default();
        let mut rng = Rng::with_seed(7);
        for pattern in [
            r"^\+[1-9]\d{1,14}$",
            r"^[a-z0-9-]+$",
            r"^(?:foo|bar)_[A-F0-9]{8}$",
            r"^[^@]+@[^@]+\.[a-z]{2,}$",
            r"^\{\{\s*\w+\s*\}\}$",
            r"\u0041{3}",
            r"^(a(b(c)?)*)+$",
        ] {
            for _ in 0..50 {
                let drawn = draw(pattern, &mut rng);
                assert!(patterns.allow(pattern, &drawn), "{pattern}: {drawn}");
            }
        }
    }

    #[test]
    fn a_broken_pattern_draws_without_a_panic() {
        let mut rng = Rng::with_seed(7);
        for pattern in [
            "(",
            "[",
            "a{",
            "a{9999999999}",
            "\\",
            "(?<",
            "[z-a]",
            "*",
            "x|",
            ")",
        ] {
            draw(pattern, &mut rng);
        }
    }
}

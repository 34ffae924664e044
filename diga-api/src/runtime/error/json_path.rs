//! The path to the position in JSON at which decoding failed.
//!
//! An error of `serde_json` has the position, so the path is found by reading the JSON once more
//! without decoding it. To record the path while decoding would compile every type twice.

use serde::de::IgnoredAny;

/// A step from a value to one inside it.
enum Step {
    Index(usize),
    Member(String),
}

/// The path to the value that begins or ends at a position, or else to the innermost value around
/// it: `subscribed_events[0]`; `.` is the whole JSON.
///
/// The position is that of an error, in bytes. It is at the end of a value that has the wrong type
/// or lacks a property, but at the start of an array or object that should have been another type,
/// which is not read.
pub(super) fn path_at(json: &[u8], position: usize) -> String {
    let mut walk = Walk {
        json,
        index: 0,
        end: position,
        steps: Vec::new(),
    };
    walk.run();
    let mut path = String::new();
    for step in walk.steps {
        match step {
            Step::Index(index) => path.push_str(&format!("[{index}]")),
            Step::Member(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&name);
            }
        }
    }
    if path.is_empty() {
        path.push('.');
    }
    path
}

/// The position of an error, which has its line, counted from 1, and the number of bytes read of
/// that. JSON that ends too early is read up to its end.
pub(super) fn position(json: &[u8], error: &serde_json::Error) -> usize {
    if error.is_eof() {
        return usize::MAX;
    }
    let mut start = 0;
    for _ in 1..error.line() {
        let rest = json.get(start..).unwrap_or_default();
        let Some(length) = rest.iter().position(|byte| *byte == b'\n') else {
            break;
        };
        start += length + 1;
    }
    start + error.column()
}

struct Walk<'a> {
    json: &'a [u8],
    index: usize,
    /// The position that is looked for.
    end: usize,
    /// The path to the current value.
    steps: Vec<Step>,
}

impl Walk<'_> {
    /// Reads values up to the position, or to the first fault of syntax.
    fn run(&mut self) {
        loop {
            if self.peek().is_none() || self.is_at_end() {
                return;
            }
            if !self.enter() {
                // Inside an array or object that is not empty.
                continue;
            }
            // A value has been read, and perhaps what it is the last part of.
            loop {
                if self.is_at_end() {
                    return;
                }
                let separator = self.peek();
                match self.steps.last_mut() {
                    None => return,
                    Some(Step::Index(index)) => {
                        if separator == Some(b']') {
                            self.steps.pop();
                            self.index += 1;
                        } else {
                            *index += 1;
                            if separator != Some(b',') {
                                return;
                            }
                            self.index += 1;
                            break;
                        }
                    }
                    Some(Step::Member(_)) => {
                        self.steps.pop();
                        if separator != Some(b'}') && separator != Some(b',') {
                            return;
                        }
                        self.index += 1;
                        if separator == Some(b',') {
                            if !self.name() {
                                return;
                            }
                            break;
                        }
                    }
                }
            }
        }
    }

    /// Reads a scalar, or the start of an array or object up to its first value. Returns whether a
    /// whole value has been read.
    fn enter(&mut self) -> bool {
        match self.peek() {
            Some(b'[') => {
                self.index += 1;
                if self.peek() == Some(b']') {
                    self.index += 1;
                    return true;
                }
                self.steps.push(Step::Index(0));
                false
            }
            Some(b'{') => {
                self.index += 1;
                if self.peek() == Some(b'}') {
                    self.index += 1;
                    return true;
                }
                if self.is_at_end() || !self.name() {
                    // There is nothing more to read.
                    self.index = self.json.len();
                }
                false
            }
            Some(b'"') => self.string().is_some(),
            _ => {
                let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
                let length = self.rest().iter().take_while(|byte| is_part(byte)).count();
                let scalar = self.rest().get(..length).unwrap_or_default();
                let is_valid = serde_json::from_slice::<IgnoredAny>(scalar).is_ok();
                self.index = if is_valid {
                    self.index + length
                } else {
                    self.json.len()
                };
                is_valid
            }
        }
    }

    /// Reads the name of a member and the colon after it.
    fn name(&mut self) -> bool {
        if self.peek() != Some(b'"') {
            return false;
        }
        let Some(text) = self.string() else {
            return false;
        };
        let name = serde_json::from_slice(text)
            .unwrap_or_else(|_| String::from_utf8_lossy(text).into_owned());
        self.steps.push(Step::Member(name));
        let is_followed = self.peek() == Some(b':');
        self.index += usize::from(is_followed);
        is_followed
    }

    /// Reads a string, with its quotes. `None` if it has no end.
    fn string(&mut self) -> Option<&[u8]> {
        let start = self.index;
        self.index += 1;
        let mut is_escaped = false;
        while let Some(byte) = self.json.get(self.index) {
            self.index += 1;
            if is_escaped {
                is_escaped = false;
            } else if *byte == b'\\' {
                is_escaped = true;
            } else if *byte == b'"' {
                return self.json.get(start..self.index);
            }
        }
        None
    }

    /// The next byte that is not a space.
    fn peek(&mut self) -> Option<u8> {
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        let spaces = self.rest().iter().take_while(|byte| is_space(byte)).count();
        self.index += spaces;
        self.json.get(self.index).copied()
    }

    fn rest(&self) -> &[u8] {
        self.json.get(self.index..).unwrap_or_default()
    }

    fn is_at_end(&self) -> bool {
        self.index >= self.end
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde::de::DeserializeOwned;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Item {
        n: i64,
        #[serde(default)]
        s: Option<String>,
        #[serde(default)]
        l: Vec<Item>,
    }

    fn path<T: DeserializeOwned>(json: &str) -> String {
        let error = serde_json::from_str::<T>(json).err().unwrap();
        path_at(json.as_bytes(), position(json.as_bytes(), &error))
    }

    #[test]
    fn a_scalar_of_the_wrong_type_is_found() {
        assert_eq!(path::<i64>("true"), ".");
        assert_eq!(path::<Vec<i64>>("[1, \"x\"]"), "[1]");
        assert_eq!(path::<Item>(r#"{"n": "1"}"#), "n");
        assert_eq!(path::<Item>("{\n  \"l\": [],\n  \"n\": 1.5\n}"), "n");
        let json = r#"{"n":1,"l":[{"n":1},{"n":2,"l":[{"s":true,"n":1}]}]}"#;
        assert_eq!(path::<Item>(json), "l[1].l[0].s");
        assert_eq!(path::<BTreeMap<String, i64>>(r#"{"a\"b":null}"#), "a\"b");
    }

    #[test]
    fn an_array_or_object_of_the_wrong_type_is_found() {
        assert_eq!(path::<i64>("[1]"), ".");
        assert_eq!(path::<Vec<String>>("[[1]]"), "[0]");
        assert_eq!(path::<Vec<String>>(r#"["a", {"n": 1}]"#), "[1]");
        assert_eq!(path::<Item>(r#"{"n": {"m": 1}}"#), "n");
        assert_eq!(path::<Item>(r#"{"n": 1, "s": []}"#), "s");
        assert_eq!(path::<Item>(r#"{"n": 1, "l": {"n": 1}}"#), "l");
    }

    #[test]
    fn an_object_that_lacks_a_property_is_found() {
        assert_eq!(path::<Item>("{}"), ".");
        assert_eq!(
            path::<Item>(r#"{"n":1,"l":[{"n":2},{"s":"x","l":[]}]}"#),
            "l[1]"
        );
        assert_eq!(path::<Vec<Item>>(r#"[ {"n": 1} , { } ]"#), "[1]");
    }

    #[test]
    fn a_fault_of_syntax_is_found() {
        assert_eq!(path::<Item>(r#"{"n": 1, "s": tru}"#), "s");
        assert_eq!(path::<Item>(r#"{"n": 1, "l": [{"n": 1"#), "l[0]");
        assert_eq!(path::<Item>(r#"{"n": 1, "l": [{"n": "#), "l[0].n");
        assert_eq!(path::<Item>(r#"{"n": 1, "s": "abc"#), "s");
        assert_eq!(path::<Item>(r#"{"n": 1, "l" []}"#), "l");
        assert_eq!(path::<Item>(r#"{"n": 1 "l": []}"#), ".");
        assert_eq!(path::<Vec<i64>>("[1, ]"), "[1]");
        assert_eq!(path::<Vec<i64>>("[1 2]"), "[1]");
        assert_eq!(path::<Vec<i64>>("[1] 2"), ".");
        assert_eq!(path::<Vec<i64>>(""), ".");
    }
}

//! The examples of a document, through the generated types and back.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use xtask::Generated;

use super::crates::Crates;
use super::example::{Example, examples};
use super::failure::Failure;
use super::files;
use super::judge::{Judge, Judgement};
use super::manifest::Audience;
use super::row::Tally;
use super::same::{kept, lacking, same};
use super::shapes::Shapes;

/// How many failures a row shows; the log has them all.
const SHOWN: usize = 40;

/// The examples of one document, and the program that tries them.
#[derive(Debug)]
pub(crate) struct Examples {
    program: String,
    document: Value,
    found: Vec<Example>,
    /// By the type as the crate writes it, its number in the program.
    types: BTreeMap<String, usize>,
}

impl Examples {
    /// Finds the examples, and packages the document with a module that tries their types from
    /// inside: how a timestamp is read is nothing that the crate shows.
    pub(crate) fn stage(
        name: &str,
        document: Value,
        generated: &Generated,
        crates: &Crates,
    ) -> Result<Self, Failure> {
        let shapes = Shapes::new(&generated.manifest);
        let found = examples(&document, shapes);
        let mut types = BTreeMap::new();
        for ty in found.iter().filter_map(|it| it.ty.as_deref()) {
            let number = types.len();
            types.entry(written(shapes, ty)).or_insert(number);
        }
        let mut staged = Self {
            program: format!("{name}-examples"),
            document,
            found,
            types,
        };
        for example in &mut staged.found {
            example.ty = example.ty.as_deref().map(|ty| written(shapes, ty));
        }
        if !staged.types.is_empty() {
            staged.write(generated, crates)?;
        }
        Ok(staged)
    }

    /// The member of the workspace, where there is something to try.
    pub(crate) fn member(&self) -> Option<&str> {
        (!self.types.is_empty()).then_some(&self.program)
    }

    fn write(&self, generated: &Generated, crates: &Crates) -> Result<(), Failure> {
        let mut arms = String::new();
        for (ty, number) in &self.types {
            let _ = writeln!(arms, "        {number} => go::<{ty}>(text),");
        }
        let module = PROGRAM.replace("        // types\n", &arms);
        let library = self.program.replace('-', "_");
        let main = format!("fn main() {{\n    {library}::examples::run();\n}}\n");
        let more = [
            ("src/lib.rs", "#[allow(missing_docs)]\npub mod examples;\n"),
            ("src/examples.rs", module.as_str()),
            ("src/main.rs", main.as_str()),
        ];
        let audience = Audience::Other(&self.program);
        let folder = crates.folder(&self.program);
        let template = &crates.template;
        template.stage(audience, &self.document, generated, false, &more, &folder)
    }

    /// Tries all, and counts; with what did not come back, and a log of everything that is not
    /// well.
    pub(crate) fn score(&self, crates: &Crates) -> Result<(Tally, Option<String>), Failure> {
        let results = match self.member() {
            Some(_) => self.run(&crates.build(&self.program)?)?,
            None => vec![None; self.found.len()],
        };
        let mut judge = Judge::new(&self.document)?;
        let mut tally = Tally::default();
        let (mut failures, mut others) = (Vec::new(), Vec::new());
        for (example, result) in self.found.iter().zip(results) {
            tally.found += 1;
            let verdict = Verdict::of(&example.value, result);
            let mut judged = |pointer: &Option<String>| match pointer {
                Some(pointer) => judge.judge(pointer, &example.value),
                None => Judgement::Valid,
            };
            let judgement = judged(&example.schema);
            if let Judgement::Invalid(objection) = judgement {
                tally.contradicting += 1;
                let what = format!("contradicts its schema ({objection}); {verdict}");
                others.push(told(example, &what));
                continue;
            }
            // An example of a part alone is no value of the whole.
            let apart = matches!(judged(&example.whole), Judgement::Invalid(_));
            if verdict == Verdict::NoType || apart {
                tally.no_type += 1;
                others.push(told(example, "its place has no type of its own"));
                continue;
            }
            match verdict {
                Verdict::Equal => tally.equal += 1,
                _ if judgement == Judgement::NoSchema => {
                    tally.no_schema += 1;
                    let what = format!("cannot be judged, its schema is none; {verdict}");
                    others.push(told(example, &what));
                }
                Verdict::Narrowed(ref back) if !described(&mut judge, example, back) => {
                    tally.narrowed += 1;
                    others.push(told(example, &verdict.to_string()));
                }
                _ => {
                    tally.unequal += 1;
                    failures.push(told(example, &verdict.to_string()));
                }
            }
        }
        let log = crates.folder(&format!("{}.log", self.program));
        files::write(&log, &[failures.concat(), others.concat()].concat())?;
        let mut why: String = failures.iter().take(SHOWN).map(String::as_str).collect();
        if failures.len() > SHOWN {
            let _ = writeln!(why, "{} in all, see {}", failures.len(), log.display());
        }
        Ok((tally, (!failures.is_empty()).then_some(why)))
    }

    /// What became of each example that has a type.
    fn run(&self, program: &Path) -> Result<Vec<Option<Value>>, Failure> {
        let failed = |error| Failure::io("run", program, &error);
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let numbers = self.found.iter().map(|it| self.types.get(it.ty.as_ref()?));
        let numbers: Vec<_> = numbers.collect();
        let pairs = self.found.iter().zip(&numbers);
        let lines: String = pairs
            .filter_map(|(it, number)| Some(format!("{}\n", json!([number.as_ref()?, it.value]))))
            .collect();
        let input = child.stdin.take();
        let writer = std::thread::spawn(move || {
            input.map_or(Ok(()), |mut input| input.write_all(lines.as_bytes()))
        });
        let output = child.wait_with_output().map_err(failed)?;
        if !output.status.success() || !matches!(writer.join(), Ok(Ok(()))) {
            let name = program.display();
            return Err(Failure::new(format!("{name} ended with {}", output.status)));
        }
        let mut lines = output.stdout.split(|byte| *byte == b'\n');
        let mut next = || serde_json::from_slice(lines.next()?).ok();
        Ok(numbers
            .iter()
            .map(|number| number.as_ref().and_then(|_| next()))
            .collect())
    }
}

/// Whether the schema describes any of the properties that did not come back.
fn described(judge: &mut Judge, example: &Example, back: &Value) -> bool {
    let Some(schema) = example.whole.as_ref().or(example.schema.as_ref()) else {
        return false;
    };
    let described = judge.described(schema, &example.value);
    let absent = lacking(&example.value, back);
    absent.iter().any(|it| described.contains(it))
}

/// A type as the module writes it: a timestamp is read as the generated types read theirs.
fn written(shapes: Shapes<'_>, ty: &str) -> String {
    let stamp = "::chrono::DateTime<::chrono::Utc>";
    shapes
        .written(ty)
        .replace(stamp, "Stamp")
        .replace("runtime::", "crate::")
}

fn told(example: &Example, what: &str) -> String {
    let ty = example.ty.as_deref().unwrap_or("no type");
    let value = clipped(&example.value);
    format!("#{}\n  {ty}: {what}\n  value: {value}\n", example.pointer)
}

fn clipped(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(400) {
        Some((at, _)) => format!("{}...", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// What the types made of an example.
#[derive(Debug, PartialEq)]
enum Verdict {
    Equal,
    /// Equal but for properties that came back not at all.
    Narrowed(Value),
    Lost(Value),
    Refused(String),
    NoType,
}

impl Verdict {
    fn of(value: &Value, result: Option<Value>) -> Self {
        let Some(mut result) = result else {
            return Self::NoType;
        };
        if let Some(error) = result.get("error").and_then(Value::as_str) {
            return Self::Refused(error.to_owned());
        }
        let back = result.get_mut("back").map(Value::take).unwrap_or_default();
        match () {
            () if same(value, &back) => Self::Equal,
            () if same(&kept(value, &back), &back) => Self::Narrowed(back),
            () => Self::Lost(back),
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Equal => f.write_str("equal"),
            Self::Narrowed(back) => write!(
                f,
                "equal but for properties that did not come back: {}",
                clipped(back)
            ),
            Self::Lost(back) => write!(f, "lost: {}", clipped(back)),
            Self::Refused(error) => write!(f, "refused: {error}"),
            Self::NoType => f.write_str("no type"),
        }
    }
}

/// Reads `[number, value]` from each line, and writes what the type of that number makes of it.
const PROGRAM: &str = r#"//! Tries the examples of the document.

use std::io::BufRead;

/// A timestamp, as a field of one is read and written.
#[derive(Debug, ::serde::Deserialize, ::serde::Serialize)]
struct Stamp(
    #[serde(with = "::serde_with::As::<crate::runtime::model::Timestamp>")]
    ::chrono::DateTime<::chrono::Utc>,
);

fn go<T: ::serde::de::DeserializeOwned + ::serde::Serialize>(
    text: &str,
) -> Result<::serde_json::Value, String> {
    let value: T = ::serde_json::from_str(text).map_err(|error| error.to_string())?;
    let text = ::serde_json::to_string(&value).map_err(|error| format!("encode: {error}"))?;
    ::serde_json::from_str(&text).map_err(|error| format!("encode: {error}"))
}

fn pick(number: u64, text: &str) -> Result<::serde_json::Value, String> {
    match number {
        // types
        _ => Err("no such type".to_owned()),
    }
}

pub fn run() {
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let (number, value): (u64, ::serde_json::Value) =
            ::serde_json::from_str(&line).unwrap_or_default();
        let result = match pick(number, &value.to_string()) {
            Ok(back) => ::serde_json::json!({ "back": back }),
            Err(error) => ::serde_json::json!({ "error": error }),
        };
        println!("{result}");
    }
}
"#;

#[cfg(test)]
mod tests {
    use super::Verdict;
    use serde_json::json;

    #[test]
    fn verdicts_tell_what_came_back() {
        let value = json!({"a": 1, "b": null});
        let of = |result| Verdict::of(&value, Some(result));
        assert_eq!(of(json!({"back": {"a": 1.0}})), Verdict::Equal);
        assert_eq!(of(json!({"back": {}})), Verdict::Narrowed(json!({})));
        assert_eq!(
            of(json!({"back": {"a": 2}})),
            Verdict::Lost(json!({"a": 2}))
        );
        assert_eq!(of(json!({"error": "no"})), Verdict::Refused("no".into()));
        assert_eq!(Verdict::of(&value, None), Verdict::NoType);
    }
}

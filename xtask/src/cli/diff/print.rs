//! The report as text, Markdown or JSON.

use std::fmt::Write as _;

use super::group::{Entry, entries, every_line};
use super::report::{Direction, Line, Report, Verdict};

/// The most entries of a section that breaks nobody, names of an entry, and operations of an entry,
/// unless all are wanted.
const ENTRIES: usize = 40;
const NAMES: usize = 12;
const OPERATIONS: usize = 3;

/// The section whose lines all break callers.
const BREAKING: &str = "Breaking";
/// The one with lines that may.
const BEHAVIOUR: &str = "Behaviour: the same Rust, another wire";

/// How a report is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For a terminal.
    #[default]
    Text,
    /// For programs; never cut off.
    Json,
    /// For a changelog or a pull request.
    Markdown,
}

/// How much of a report is printed.
#[derive(Clone, Debug)]
pub(crate) struct Extent {
    pub(crate) all: bool,
    /// The command that prints all of it.
    pub(crate) command: String,
}

impl Report {
    /// The report in a format, with a newline at the end.
    pub(crate) fn print(&self, format: Format, extent: &Extent) -> String {
        match format {
            Format::Json => {
                // Strings, booleans and lists always serialize.
                let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
                text.push('\n');
                text
            }
            Format::Text => self.text(extent, &Marks::TEXT),
            Format::Markdown => self.text(extent, &Marks::MARKDOWN),
        }
    }

    fn text(&self, extent: &Extent, marks: &Marks) -> String {
        let mut out = String::new();
        let bold = marks.bold;
        let _ = writeln!(
            out,
            "{bold}{}{bold}: {} ({})",
            self.verdict, self.step, self.reason
        );
        for warning in &self.warnings {
            let _ = writeln!(out, "{}warning: {}", marks.warning, warning.message);
            let _ = writeln!(out, "{}help: {}", marks.help, warning.help);
        }
        if self.verdict > Verdict::Documentation {
            let _ = writeln!(out, "{}{}", marks.paragraph, self.operations);
        }
        let mut cut = false;
        for (title, lines) in self.sections() {
            if !lines.is_empty() {
                cut |= section(&mut out, title, lines, extent, marks);
            }
        }
        if !self.types.is_empty() {
            let (heading, end) = (marks.heading, marks.heading_end);
            let _ = writeln!(out, "\n{heading}Added types ({}){end}", self.types.len());
            let shown = if extent.all { self.types.len() } else { NAMES };
            let names = self.types.iter().take(shown);
            let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
            let more = self.types.len().saturating_sub(shown);
            let _ = write!(out, "{}{}", marks.item, names.join(", "));
            if more > 0 {
                cut = true;
                let _ = write!(out, " and {more} more");
            }
            out.push('\n');
        }
        if cut {
            let _ = writeln!(
                out,
                "\nto see all: {}{}{}",
                marks.code, extent.command, marks.code
            );
        }
        out
    }

    fn sections(&self) -> [(&'static str, &Vec<Line>); 7] {
        [
            ("Document", &self.document),
            (BREAKING, &self.breaking),
            (BEHAVIOUR, &self.behaviour),
            ("Deprecated", &self.deprecated),
            ("Added", &self.added),
            (
                "Test code: with the feature `mock`, which the verdict leaves out",
                &self.mock,
            ),
            ("Documentation only", &self.documentation),
        ]
    }
}

/// The signs of a format.
struct Marks {
    bold: &'static str,
    heading: &'static str,
    heading_end: &'static str,
    item: &'static str,
    code: &'static str,
    paragraph: &'static str,
    warning: &'static str,
    help: &'static str,
}

impl Marks {
    const TEXT: Self = Self {
        bold: "",
        heading: "",
        heading_end: "",
        item: "  ",
        code: "",
        paragraph: "",
        warning: "",
        help: "  ",
    };
    const MARKDOWN: Self = Self {
        bold: "**",
        heading: "### ",
        heading_end: "\n",
        item: "- ",
        code: "`",
        paragraph: "\n",
        warning: "\n> ",
        help: "> ",
    };
}

/// Prints a section; returns whether something was left out.
fn section(out: &mut String, title: &str, lines: &[Line], extent: &Extent, marks: &Marks) -> bool {
    let (heading, end) = (marks.heading, marks.heading_end);
    let _ = writeln!(out, "\n{heading}{title} ({}){end}", lines.len());
    // Nothing that breaks callers is left out.
    let matters = title == BREAKING || title == BEHAVIOUR;
    let entries = if extent.all {
        every_line(lines)
    } else {
        entries(lines, if matters { usize::MAX } else { NAMES })
    };
    let shown = if extent.all || matters {
        entries.len()
    } else {
        ENTRIES
    };
    let mut cut = false;
    for entry in entries.iter().take(shown) {
        // Of the section of breaking changes, every line is.
        let mark = if entry.breaking && title != BREAKING {
            "[breaking] "
        } else {
            ""
        };
        let _ = write!(out, "{}{mark}{}", marks.item, entry.text);
        cut |= print_operations(out, entry, extent) || entry.omitted > 0;
        for detail in &entry.details {
            let _ = writeln!(out, "  {}{detail}", marks.item);
        }
    }
    let hidden = entries.iter().skip(shown).map(|entry| entry.lines);
    let hidden: usize = hidden.sum();
    if hidden > 0 {
        cut = true;
        let _ = writeln!(out, "{}... and {hidden} more", marks.item);
    }
    cut
}

/// Prints the operations of an entry, and ends its line; returns whether some were left out.
fn print_operations(out: &mut String, entry: &Entry, extent: &Extent) -> bool {
    let names = entry.operations.iter();
    let names: Vec<String> = names
        .map(|one| match one.direction {
            Direction::Sent => format!("{} (request)", one.operation),
            Direction::Received => format!("{} (response)", one.operation),
            Direction::Both => one.operation.clone(),
        })
        .collect();
    let shown = if extent.all { names.len() } else { OPERATIONS };
    let more = names.len().saturating_sub(shown);
    if !names.is_empty() {
        let listed = names.iter().take(shown).cloned().collect::<Vec<_>>();
        let _ = write!(out, ": {}", listed.join(", "));
        if more > 0 {
            let _ = write!(out, " and {more} more");
        }
    }
    out.push('\n');
    more > 0
}

//! The report as text, Markdown or JSON.

use std::fmt::Write as _;

use super::report::{Direction, Line, Report};

/// The most lines of a section, and operations of a line, unless all are wanted.
const LINES: usize = 40;
const OPERATIONS: usize = 4;

/// The section whose lines all break callers.
const BREAKING: &str = "Breaking";

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
        let mut cut = false;
        for (title, lines) in self.sections() {
            if lines.is_empty() {
                continue;
            }
            let _ = writeln!(
                out,
                "\n{}{title} ({}){}",
                marks.heading,
                lines.len(),
                marks.heading_end
            );
            let shown = if extent.all { lines.len() } else { LINES };
            for line in lines.iter().take(shown) {
                // Of the section of breaking changes, every line is.
                let mark = if line.breaking && title != BREAKING {
                    "[breaking] "
                } else {
                    ""
                };
                let _ = write!(out, "{}{mark}", marks.item);
                cut |= print_line(&mut out, line, extent);
            }
            if let Some(more) = lines.len().checked_sub(shown).filter(|more| *more > 0) {
                cut = true;
                let _ = writeln!(out, "{}... and {more} more", marks.item);
            }
        }
        if !self.types.is_empty() {
            let (heading, end) = (marks.heading, marks.heading_end);
            let _ = writeln!(out, "\n{heading}Added types ({}){end}", self.types.len());
            let shown = if extent.all { self.types.len() } else { LINES };
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
            ("Behaviour: the same Rust, another wire", &self.behaviour),
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
        warning: "",
        help: "  ",
    };
    const MARKDOWN: Self = Self {
        bold: "**",
        heading: "### ",
        heading_end: "\n",
        item: "- ",
        code: "`",
        warning: "\n> ",
        help: "> ",
    };
}

/// Prints a line; returns whether operations were left out.
fn print_line(out: &mut String, line: &Line, extent: &Extent) -> bool {
    out.push_str(&line.message);
    let names = line.operations.iter();
    let names: Vec<String> = names
        .filter(|one| line.item.split('.').next() != Some(one.operation.as_str()))
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

//! Output of other programs, shortened.

/// The first lines of `text`.
pub(crate) fn first_lines(text: &str, count: usize) -> String {
    let mut lines: Vec<_> = text.trim_end().lines().take(count).collect();
    if text.trim_end().lines().count() > count {
        lines.push("...");
    }
    lines.join("\n")
}

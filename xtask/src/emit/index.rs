//! The table of all operations by tag, for the documentation of the crate.

use super::docs::{escaped, line};
use crate::plan::model::{Operation, Plan, Tag};

/// The operations of one tag, or those without any.
pub(crate) struct Group<'a> {
    pub(crate) tag: Option<&'a Tag>,
    pub(crate) operations: Vec<&'a Operation>,
}

impl Group<'_> {
    /// The tag's name and description as Markdown, below a heading of this level; None if the
    /// document has no tags.
    pub(crate) fn heading(&self, plan: &Plan, level: &str) -> Option<String> {
        match self.tag {
            Some(tag) if tag.docs.is_empty() => Some(format!("{level} {}", line(&tag.name))),
            Some(tag) => Some(format!(
                "{level} {}\n\n{}",
                line(&tag.name),
                escaped(&tag.docs)
            )),
            None if plan.tags.is_empty() => None,
            None => Some(format!("{level} Operations without a tag")),
        }
    }
}

/// The operations by tag, in the order of the tags; those without one are last.
pub(crate) fn groups(plan: &Plan) -> Vec<Group<'_>> {
    let tags = plan.tags.iter().enumerate();
    let tags = tags.map(|(index, tag)| (Some(index), Some(tag)));
    let groups = tags.chain([(None, None)]).map(|(index, tag)| {
        let operations = plan.operations.iter();
        Group {
            tag,
            operations: operations
                .filter(|operation| operation.tag == index)
                .collect(),
        }
    });
    groups
        .filter(|group| !group.operations.is_empty())
        .collect()
}

/// The table as Markdown that is included in the crate's documentation.
pub(crate) fn index(plan: &Plan) -> String {
    let mut index = "# Operations\n".to_owned();
    for group in groups(plan) {
        if let Some(heading) = group.heading(plan, "##") {
            index.push_str(&format!("\n{heading}\n"));
        }
        let feature = group.tag.and_then(|tag| plan.decisions.tags.get(&tag.name));
        if let Some(feature) = feature {
            index.push_str(&format!("\nFeature: `{feature}`\n"));
        }
        index.push_str("\n| Method of `Client` | Endpoint | Summary |\n| --- | --- | --- |\n");
        for operation in group.operations {
            index.push_str(&row(operation));
        }
    }
    index
}

fn row(operation: &Operation) -> String {
    let endpoint = format!("{} {}", operation.method.to_uppercase(), operation.path);
    let summary = operation.summary.as_deref().unwrap_or_default();
    format!(
        "| [`{0}`](Client::{0}) | `{1}` | {2} |\n",
        operation.rust,
        cell(&endpoint.replace('`', "'")),
        cell(&line(summary))
    )
}

/// A bar would start another cell, in code too.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

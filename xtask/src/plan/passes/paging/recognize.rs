//! Lists whose pages are certain from their parameters and fields.
//!
//! Every rule needs both sides: a parameter that moves through the list, and a field that says
//! where it goes on or where it ends. Only one parameter and one field may fit. In this order:
//!
//! | list | parameter | fields |
//! | --- | --- | --- |
//! | by the last item | `after`, with `limit` | `last_id` and `has_more` |
//! | by cursor | `cursor`, `page_token`... | `next_cursor`, `next_page_token`, `cursor.next`... |
//! | by offset | `offset` or `skip`, with `limit` | `total`, or `has_more` |
//! | by page number | `page` | `next_page`, `has_next`, `total_pages`, or `total` and `page_size` |
//! | by URL | none | `next`, `links.next`, of a URL |
//!
//! Example: `GET /calls?after=&limit=` that responds with `{"data": [Call], "has_more": bool,
//! "last_id": string}` has pages of `Call`; the next page is requested with `after` set to
//! `last_id`, as long as `has_more` is true.

use super::page::{Found, Page};
use crate::identifier::words;
use crate::plan::model::{
    Cursor, First, Flag, Last, Location, Operation, Paging, Parameter, Plan, Step, StringFormat,
    Type,
};

const CURSORS: &[&str] = &[
    "after",
    "aftercursor",
    "afterid",
    "continuation",
    "continuationtoken",
    "cursor",
    "marker",
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "pagecursor",
    "pagetoken",
    "paginationtoken",
    "startafter",
    "startingafter",
];
const NEXT_CURSORS: &[&str] = &[
    "endcursor",
    "nextcontinuation",
    "nextcontinuationtoken",
    "nextcursor",
    "nextmarker",
    "nextpagecursor",
    "nextpagetoken",
    "nextpaginationtoken",
    "nexttoken",
];
/// Parameters that take the last item's id, each with the one that takes the first's.
const AFTER_ITEMS: &[(&str, &str)] = &[
    ("after", "before"),
    ("afterid", "beforeid"),
    ("startingafter", "endingbefore"),
];
const OFFSETS: &[&str] = &["offset", "skip"];
const NUMBERS: &[&str] = &["page", "pageno", "pagenumber", "pagenum", "pageindex"];
const SIZES: &[&str] = &[
    "count",
    "hitsperpage",
    "itemsperpage",
    "limit",
    "maxitems",
    "maxresults",
    "pagelimit",
    "pagesize",
    "perpage",
    "size",
    "take",
    "top",
];
const PAGE_SIZES: &[&str] = &["itemsperpage", "limit", "pagesize", "perpage", "size"];
const TOTALS: &[&str] = &[
    "total",
    "totalcount",
    "totalelements",
    "totalentries",
    "totalitems",
    "totalrecords",
    "totalresults",
];
const TOTAL_PAGES: &[&str] = &["numpages", "pagecount", "totalpages"];
const MORE: &[&str] = &["hasmore", "hasmorepages", "hasnext", "hasnextpage"];
const IS_LAST: &[&str] = &["islast", "islastpage", "last"];
const NEXT_URLS: &[&str] = &[
    "next",
    "nexthref",
    "nextlink",
    "nextpage",
    "nextpagelink",
    "nextpageuri",
    "nextpageurl",
    "nexturi",
    "nexturl",
    "odatanextlink",
];

/// The parameters and the page of an operation.
pub(super) struct List<'p> {
    plan: &'p Plan,
    operation: &'p Operation,
    pub(super) page: Page<'p>,
}

impl<'p> List<'p> {
    pub(super) fn of(plan: &'p Plan, operation: &'p Operation) -> Result<Self, &'static str> {
        Ok(Self {
            plan,
            operation,
            page: Page::of(plan, operation)?,
        })
    }

    /// How the pages follow one another, if that is certain; otherwise, why it is not.
    pub(super) fn recognize(&self) -> Result<Paging, &'static str> {
        let (items, item) = self.page.items()?;
        let more = self.more();
        let mut dropped = Vec::new();
        let by_cursor = self.by_item(more.as_ref()).or_else(|| self.by_cursor());
        let step = match by_cursor {
            Some(step) => {
                let others = [NUMBERS, OFFSETS].concat();
                dropped.extend(self.optional(&others).map(|other| other.rust.clone()));
                step
            }
            None => {
                let movers = [NUMBERS, OFFSETS].concat();
                if self.optional(&movers).count() > 1 {
                    return Err("several of its parameters could select the page");
                }
                self.by_offset(more.as_ref())
                    .or_else(|| self.by_next_number(more.as_ref()))
                    .or_else(|| self.by_number(more.as_ref()))
                    .or_else(|| self.by_url())
                    .ok_or("no field of its response is certain to tell where the next page is")?
            }
        };
        Ok(Paging {
            item,
            items,
            more,
            step,
            dropped,
        })
    }

    /// Whether a parameter seems to move through a list.
    pub(super) fn seems_paged(operation: &Operation) -> bool {
        let names = [CURSORS, OFFSETS, NUMBERS].concat();
        operation.method == "get"
            && operation.parameters.iter().any(|parameter| {
                parameter.location == Location::Query
                    && names.contains(&words(&parameter.wire).concat().as_str())
            })
    }

    /// The parameters of the query with one of these names, those that are not required.
    fn optional<'n>(
        &self,
        names: &'n [&'n str],
    ) -> impl Iterator<Item = &'p Parameter> + use<'p, 'n> {
        let parameters = self.operation.parameters.iter();
        parameters.filter(move |parameter| {
            parameter.location == Location::Query
                && !parameter.required
                && names.contains(&words(&parameter.wire).concat().as_str())
        })
    }

    fn integer(&self, names: &[&str]) -> Option<&'p Parameter> {
        let mut found = self.optional(names);
        found.find(|parameter| matches!(self.plan.resolved(&parameter.shape).ty, Type::Integer(_)))
    }

    fn has_size(&self) -> bool {
        self.optional(SIZES).next().is_some()
    }

    fn more(&self) -> Option<Flag> {
        let flag = |names: &[&str], is_last| {
            let is_flag = |field: &Found<'_>| {
                names.contains(&field.name()) && matches!(field.shape.ty, Type::Bool(None))
            };
            let field = self.page.only(is_flag)?.path.clone();
            Some(Flag { field, is_last })
        };
        flag(MORE, false).or_else(|| flag(IS_LAST, true))
    }

    /// The cursor that takes the value of a field into a parameter, if their types allow that.
    pub(super) fn cursor(&self, parameter: &Parameter, field: &Found<'_>) -> Option<Cursor> {
        let takes = &self.plan.resolved(&parameter.shape).ty;
        let value = &field.shape.ty;
        let plain = matches!(value, Type::String | Type::Uuid | Type::Integer(_));
        let as_string = *takes == Type::String && *value != Type::String;
        (plain && (as_string || takes == value)).then(|| Cursor {
            parameter: parameter.rust.clone(),
            field: field.path.clone(),
            as_string,
            is_string: *value == Type::String,
        })
    }

    /// By the ids of the last and the first item.
    fn by_item(&self, more: Option<&Flag>) -> Option<Step> {
        more.filter(|flag| !flag.is_last && self.has_size())?;
        let cursor = |parameter: &str, field: &str| {
            let names = [parameter];
            let parameter = self.optional(&names).next()?;
            let field = self.page.only(|found| found.name() == field)?;
            self.cursor(parameter, field)
        };
        AFTER_ITEMS.iter().find_map(|(after, before)| {
            Some(Step::Cursor {
                forward: cursor(after, "lastid")?,
                backward: cursor(before, "firstid"),
            })
        })
    }

    /// By a field that is the cursor of the next page.
    fn by_cursor(&self) -> Option<Step> {
        let mut parameters = self.optional(CURSORS);
        let parameter = parameters.next()?;
        if parameters.next().is_some() {
            return None;
        }
        let name = words(&parameter.wire).concat();
        // `after` can also be a date, or anything else that the items come after.
        let docs = parameter.docs.to_lowercase();
        let is_cursor = |kind: &str| {
            family(&name) == Some(kind)
                || (family(&name).is_none()
                    && ["cursor", "pagina"].iter().any(|word| docs.contains(word)))
        };
        let is_next = |field: &Found<'_>| {
            let own = field.name();
            let same_kind = family(own).is_some_and(is_cursor);
            (NEXT_CURSORS.contains(&own) && same_kind)
                || (own == "next"
                    && matches!(field.container(), Some("cursor" | "cursors"))
                    && is_cursor("cursor"))
                || own.strip_prefix("next") == Some(name.as_str())
                || (own == name && field.container() == Some("cursors"))
        };
        let field = self.page.only(is_next)?;
        let forward = self.cursor(parameter, field)?;
        // Without a flag, the end of the list must be visible in the cursor itself.
        let ends = forward.is_string || field.is_optional() || self.more().is_some();
        ends.then_some(Step::Cursor {
            forward,
            backward: None,
        })
    }

    /// By the number of items before the page.
    fn by_offset(&self, more: Option<&Flag>) -> Option<Step> {
        let parameter = self.integer(OFFSETS).filter(|_| self.has_size())?;
        // Some services count pages by this name.
        let counts_pages = [
            "page number",
            "page index",
            "number of pages",
            "pages to skip",
        ];
        let docs = parameter.docs.to_lowercase();
        if counts_pages.iter().any(|phrase| docs.contains(phrase)) {
            return None;
        }
        let total = self.total();
        (total.is_some() || more.is_some()).then(|| Step::Offset {
            parameter: parameter.rust.clone(),
            total: total.map(|field| field.path.clone()),
        })
    }

    fn total(&self) -> Option<&Found<'p>> {
        let total = self
            .page
            .only(|field| TOTALS.contains(&field.name()) && field.is_integer())?;
        // A total of this page alone says nothing about the list.
        let of_page = [
            "this page",
            "current page",
            "number of pages",
            "total pages",
        ];
        let docs = total.docs.to_lowercase();
        (!of_page.iter().any(|phrase| docs.contains(phrase))).then_some(total)
    }

    /// By a field that is the number of the next page.
    fn by_next_number(&self, more: Option<&Flag>) -> Option<Step> {
        let parameter = self.integer(NUMBERS)?;
        let field = self
            .page
            .only(|field| matches!(field.name(), "nextpage" | "nextpagenumber"))?;
        let forward = self.cursor(parameter, field)?;
        // The end must be visible: a number that is only absent there might also be zero.
        (more.is_some() || field.nullable).then_some(Step::Cursor {
            forward,
            backward: None,
        })
    }

    /// By the number of the page.
    fn by_number(&self, more: Option<&Flag>) -> Option<Step> {
        let parameter = self.integer(NUMBERS)?;
        let name = words(&parameter.wire).concat();
        let first = first(parameter).map(First::Number).or_else(|| {
            // The page has the number that the request had, or would have had.
            let is_number = |field: &Found<'_>| {
                (field.name() == name || matches!(field.name(), "currentpage" | "pagenumber"))
                    && field.is_integer()
            };
            let field = self.page.only(is_number)?;
            more.map(|_| First::Field(field.path.clone()))
        })?;
        let last = match first {
            First::Number(first) => self.last(first),
            First::Field(_) => None,
        };
        (more.is_some() || last.is_some()).then(|| Step::Number {
            parameter: parameter.rust.clone(),
            first,
            last,
        })
    }

    fn last(&self, first: i64) -> Option<Last> {
        let integer = |names: &[&str]| {
            self.page
                .only(|field| names.contains(&field.name()) && field.is_integer())
                .map(|field| field.path.clone())
        };
        // The number of the last page is the number of pages if the first is 1.
        let last = integer(&["lastpage"]).filter(|_| first == 1);
        // `pages` alone can count the pages of a book.
        let pages = integer(&["pages"]).filter(|_| {
            let mut fields = self.page.fields.iter();
            fields.any(|field| {
                let names = [PAGE_SIZES, TOTALS, NUMBERS].concat();
                field.is_integer() && names.contains(&field.name())
            })
        });
        if let Some(pages) = integer(TOTAL_PAGES).or(pages).or(last) {
            return Some(Last::Pages(pages));
        }
        let total = self.total()?.path.clone();
        Some(Last::Items {
            total,
            size: integer(PAGE_SIZES)?,
        })
    }

    /// By the URL of the next page.
    fn by_url(&self) -> Option<Step> {
        let is_url = |field: &Found<'_>| {
            let in_links = field.container() == Some("links")
                || (field.name() == "href" && field.container() == Some("next"));
            let named = NEXT_URLS.contains(&field.name()) || field.name() == "href";
            let says_so = ["url", "uri", "link", "href"]
                .iter()
                .any(|end| field.name().ends_with(end));
            let is_uri = field.shape.rules.format == Some(StringFormat::Uri);
            field.shape.ty == Type::String
                && named
                && (in_links || (field.name() != "href" && (says_so || is_uri)))
        };
        let next = self.page.only(is_url)?;
        Some(Step::Url {
            next: next.path.clone(),
        })
    }
}

/// What a name calls its value; `None` for `after` and the like.
fn family(name: &str) -> Option<&'static str> {
    if name.ends_with("cursor") {
        Some("cursor")
    } else if name.ends_with("token") || name.ends_with("continuation") {
        Some("token")
    } else if name.ends_with("marker") {
        Some("marker")
    } else {
        None
    }
}

/// The number of the first page, where the parameter's schema says so.
pub(super) fn first(parameter: &Parameter) -> Option<i64> {
    let number = |value: Option<&serde_json::Number>| value.and_then(serde_json::Number::as_i64);
    let default = parameter.default.as_ref();
    let default = number(default.and_then(serde_json::Value::as_number));
    let minimum = parameter.shape.rules.minimum.as_ref();
    match (default, number(minimum)) {
        (Some(default), _) => (0..=1).contains(&default).then_some(default),
        // With a minimum of zero, the first page may still be 1.
        (None, minimum) => minimum.filter(|minimum| *minimum == 1),
    }
}

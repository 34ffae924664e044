//! The ways from one page of a list to the next, which generated code chooses from.

// A document may have no lists, or lists of one kind.
#![allow(dead_code)]

use super::pages::Next;
use crate::runtime::request::CallOptions;

/// An optional parameter as builders have it.
type Parameter<T> = Result<Option<T>, String>;

/// A page that has a number.
pub(crate) struct Numbered {
    /// The number of items on the page.
    pub(crate) items: usize,
    /// What the page says about whether there is another one.
    pub(crate) more: Option<bool>,
    /// The number of the page, if the request has none.
    pub(crate) first: Option<i128>,
    pub(crate) last: LastPage,
}

/// What a page says about the last page.
pub(crate) enum LastPage {
    Unknown,
    /// The number of pages.
    Pages(Option<i128>),
    /// The number of items, and the number of items on a page.
    Items {
        total: Option<i128>,
        size: Option<i128>,
    },
}

/// A page that begins after a number of items.
pub(crate) struct Counted {
    /// The number of items on the page.
    pub(crate) items: usize,
    /// What the page says about whether there is another one.
    pub(crate) more: Option<bool>,
    /// The number of items on all pages.
    pub(crate) total: Option<i128>,
}

/// The value of an integer field.
pub(crate) fn integer_of<N: Copy + TryInto<i128>>(field: Option<&N>) -> Option<i128> {
    (*field?).try_into().ok()
}

impl<P: Clone> Next<P> {
    /// The call whose parameter in `slot` is the cursor of the page. Without `more`, a page without
    /// a cursor is the last.
    pub(crate) fn cursor<T: PartialEq>(
        call: &P,
        more: Option<bool>,
        cursor: Option<T>,
        slot: impl FnOnce(&mut P) -> &mut Parameter<T>,
    ) -> Self {
        if more == Some(false) || (more.is_none() && cursor.is_none()) {
            return Self::End;
        }
        let mut next = call.clone();
        let parameter = slot(&mut next);
        // A cursor that is missing or unchanged would request the same page again.
        if cursor.is_none() || parameter.as_ref() == Ok(&cursor) {
            return Self::Missing;
        }
        *parameter = Ok(cursor);
        Self::Page(next)
    }

    /// The call whose parameter in `slot` is the number of the next page. An empty page is the
    /// last.
    pub(crate) fn number<N: Copy + TryInto<i128> + TryFrom<i128>>(
        call: &P,
        page: Numbered,
        slot: impl FnOnce(&mut P) -> &mut Parameter<N>,
    ) -> Self {
        if page.more == Some(false) || page.items == 0 {
            return Self::End;
        }
        let mut next = call.clone();
        let parameter = slot(&mut next);
        let Some(number) = given(parameter).or(page.first) else {
            return Self::Missing;
        };
        let first = page.first.unwrap_or(1);
        // Some servers write -1 for a number that they do not know.
        let last = match page.last {
            LastPage::Pages(Some(pages)) if pages >= 0 => {
                Some(first.saturating_add(pages).saturating_sub(1))
            }
            LastPage::Items {
                total: Some(total),
                size: Some(size),
            } if total >= 0 && size > 0 => Some(first.saturating_add((total - 1).div_euclid(size))),
            _ => None,
        };
        if last.is_some_and(|last| number >= last) {
            return Self::End;
        }
        advance(parameter, number.saturating_add(1)).map_or(Self::End, |()| Self::Page(next))
    }

    /// The call whose parameter in `slot` is the number of items up to the end of the page. An
    /// empty page is the last.
    pub(crate) fn offset<N: Copy + TryInto<i128> + TryFrom<i128>>(
        call: &P,
        page: Counted,
        slot: impl FnOnce(&mut P) -> &mut Parameter<N>,
    ) -> Self {
        let items = i128::try_from(page.items).unwrap_or_default();
        if page.more == Some(false) || items == 0 {
            return Self::End;
        }
        let mut next = call.clone();
        let parameter = slot(&mut next);
        let offset = given(parameter).unwrap_or(0).saturating_add(items);
        let total = page.total.filter(|total| *total >= 0);
        if total.is_some_and(|total| offset >= total) {
            return Self::End;
        }
        advance(parameter, offset).map_or(Self::End, |()| Self::Page(next))
    }

    /// The call that continues at the URL of the page.
    pub(crate) fn url(
        call: &P,
        more: Option<bool>,
        url: Option<&String>,
        options: impl FnOnce(&mut P) -> &mut CallOptions,
    ) -> Self {
        let url = url.filter(|url| !url.is_empty());
        if more == Some(false) || (more.is_none() && url.is_none()) {
            return Self::End;
        }
        let mut next = call.clone();
        let options = options(&mut next);
        if url.is_none() || options.continue_at.as_ref() == url {
            return Self::Missing;
        }
        options.continue_at = url.cloned();
        Self::Page(next)
    }
}

/// The value that the request has.
fn given<N: Copy + TryInto<i128>>(parameter: &Parameter<N>) -> Option<i128> {
    integer_of(parameter.as_ref().ok()?.as_ref())
}

/// Sets a parameter, unless its type is too small.
fn advance<N: TryFrom<i128>>(parameter: &mut Parameter<N>, value: i128) -> Option<()> {
    *parameter = Ok(Some(N::try_from(value).ok()?));
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct List(Parameter<i64>);

    fn slot(list: &mut List) -> &mut Parameter<i64> {
        &mut list.0
    }

    fn at(next: Next<List>) -> Option<i64> {
        match next {
            Next::Page(List(Ok(at))) => at,
            _ => None,
        }
    }

    fn numbered(
        request: Option<i64>,
        items: usize,
        more: Option<bool>,
        first: i128,
        last: LastPage,
    ) -> Option<i64> {
        let page = Numbered {
            items,
            more,
            first: Some(first),
            last,
        };
        at(Next::number(&List(Ok(request)), page, slot))
    }

    #[test]
    fn pages_are_counted_from_the_first_one() {
        let pages = |pages| LastPage::Pages(Some(pages));
        assert_eq!(numbered(None, 10, None, 1, pages(2)), Some(2));
        assert_eq!(numbered(Some(2), 10, None, 1, pages(2)), None);
        assert_eq!(numbered(None, 10, None, 0, pages(2)), Some(1));
        assert_eq!(numbered(Some(1), 10, None, 0, pages(2)), None);
        assert_eq!(numbered(None, 10, None, 1, pages(0)), None);
    }

    #[test]
    fn a_negative_number_of_pages_or_items_is_unknown() {
        for unknown in [-1, i128::MIN] {
            let pages = LastPage::Pages(Some(unknown));
            assert_eq!(numbered(None, 10, None, 1, pages), Some(2));
            let items = LastPage::Items {
                total: Some(unknown),
                size: Some(10),
            };
            assert_eq!(numbered(None, 10, None, 1, items), Some(2));
            let page = Counted {
                items: 10,
                more: None,
                total: Some(unknown),
            };
            assert_eq!(at(Next::offset(&List(Ok(None)), page, slot)), Some(10));
        }
        let most = LastPage::Pages(Some(i128::MAX));
        assert_eq!(numbered(None, 10, None, 1, most), Some(2));
    }

    #[test]
    fn the_last_page_follows_from_the_number_of_items() {
        let items = |total| LastPage::Items {
            total: Some(total),
            size: Some(10),
        };
        assert_eq!(numbered(Some(2), 10, None, 1, items(20)), None);
        assert_eq!(numbered(Some(2), 10, None, 1, items(21)), Some(3));
        assert_eq!(numbered(Some(1), 10, None, 0, items(20)), None);
        let without_size = LastPage::Items {
            total: Some(20),
            size: Some(0),
        };
        assert_eq!(numbered(Some(2), 10, None, 1, without_size), Some(3));
    }

    #[test]
    fn an_empty_page_and_a_flag_end_a_list() {
        assert_eq!(numbered(None, 0, Some(true), 1, LastPage::Unknown), None);
        assert_eq!(numbered(None, 1, Some(false), 1, LastPage::Unknown), None);
        assert_eq!(numbered(None, 1, Some(true), 1, LastPage::Unknown), Some(2));
    }

    #[test]
    fn an_offset_grows_by_the_items_that_were_received() {
        let offset = |request: Option<i64>, items, total| {
            let page = Counted {
                items,
                more: None,
                total,
            };
            at(Next::offset(&List(Ok(request)), page, slot))
        };
        // The server may send fewer items than the limit asks for.
        assert_eq!(offset(None, 3, Some(7)), Some(3));
        assert_eq!(offset(Some(3), 3, Some(7)), Some(6));
        assert_eq!(offset(Some(6), 1, Some(7)), None);
        assert_eq!(offset(Some(6), 1, None), Some(7));
        assert_eq!(offset(Some(7), 0, None), None);
    }

    #[test]
    fn a_cursor_must_advance() {
        let next = |request, more, cursor| Next::cursor(&List(Ok(request)), more, cursor, slot);
        assert_eq!(at(next(None, None, Some(5))), Some(5));
        assert!(matches!(next(None, None, None), Next::End));
        assert!(matches!(next(None, Some(false), Some(5)), Next::End));
        assert!(matches!(next(None, Some(true), None), Next::Missing));
        assert!(matches!(next(Some(5), None, Some(5)), Next::Missing));
    }
}

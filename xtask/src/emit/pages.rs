//! Paginated lists, as streams.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use syn::{ItemImpl, parse_quote};

use super::responses::{error_type, success_type};
use super::types::{Types, ident};
use crate::plan::model::{Cursor, First, Flag, Last, Operation, PageField, Paging, Plan, Step};

/// `pages()` and `items()` of an operation's builder.
pub(crate) fn methods(operation: &Operation) -> TokenStream {
    if operation.paging.is_none() {
        return TokenStream::new();
    }
    quote! {
        /// The pages, starting with the one that this request selects. Each page is requested when
        /// it is needed.
        pub fn pages(self) -> crate::runtime::Pages<Self> {
            crate::runtime::Pages::new(self)
        }
        /// The items of the pages, starting with the page that this request selects. Each page is
        /// requested when it is needed.
        pub fn items(self) -> crate::runtime::Items<Self> {
            crate::runtime::Items::new(self)
        }
    }
}

/// How the operation's builder gets from one page to the next.
pub(crate) fn emit(plan: &Plan, operation: &Operation) -> Option<ItemImpl> {
    let paging = operation.paging.as_ref()?;
    let types = Types {
        plan,
        inside: false,
    };
    let name = ident(&operation.pascal);
    let page = success_type(plan, operation, None);
    let item = types.of(&paging.item);
    let failure = error_type(operation);
    let next = next(paging);
    let (items, is_empty) = (items(&paging.items), is_empty(&paging.items));
    Some(parse_quote! {
        impl crate::runtime::Paged for #name {
            type Page = #page;
            type Item = #item;
            type Error = #failure;
            fn fetch_page(self) -> impl ::std::future::Future<
                Output = Result<Response<Self::Page>, Error<Self::Error>>
            > + ::std::marker::Send {
                self.send()
            }
            fn next_page(&self, page: &Self::Page) -> crate::runtime::Next<Self> {
                #next
            }
            fn page_items(page: Self::Page) -> ::std::vec::Vec<Self::Item> {
                #items
            }
            fn is_empty_page(page: &Self::Page) -> bool {
                #is_empty
            }
        }
    })
}

/// The call for the page after `page`.
fn next(paging: &Paging) -> TokenStream {
    let more = more(paging.more.as_ref());
    let slot = |parameter: &str| {
        let parameter = ident(parameter);
        if paging.dropped.is_empty() {
            return quote!(|next| &mut next.#parameter);
        }
        let dropped = paging.dropped.iter().map(|name| ident(name));
        quote!(|next| {
            #(next.#dropped = Ok(::std::option::Option::None);)*
            &mut next.#parameter
        })
    };
    match &paging.step {
        Step::Cursor { forward, backward } => {
            let step = |cursor: &Cursor| {
                let (value, slot) = (cursor_value(cursor), slot(&cursor.parameter));
                quote!(crate::runtime::Next::cursor(self, #more, #value, #slot))
            };
            let forward = step(forward);
            let Some(backward) = backward else {
                return forward;
            };
            let parameter = ident(&backward.parameter);
            let backward = step(backward);
            quote! {
                if matches!(self.#parameter, Ok(::std::option::Option::Some(_))) {
                    return #backward;
                }
                #forward
            }
        }
        Step::Number {
            parameter,
            first,
            last,
        } => {
            let (count, slot) = (count(&paging.items), slot(parameter));
            let first = match first {
                First::Number(number) => {
                    let number = Literal::i64_unsuffixed(*number);
                    quote!(::std::option::Option::Some(#number))
                }
                First::Field(field) => integer(field),
            };
            let last = match last {
                None => quote!(crate::runtime::LastPage::Unknown),
                Some(Last::Pages(pages)) => {
                    let pages = integer(pages);
                    quote!(crate::runtime::LastPage::Pages(#pages))
                }
                Some(Last::Items { total, size }) => {
                    let (total, size) = (integer(total), integer(size));
                    quote!(crate::runtime::LastPage::Items { total: #total, size: #size })
                }
            };
            quote! {
                let position = crate::runtime::Numbered { items: #count, more: #more,
                    first: #first, last: #last };
                crate::runtime::Next::number(self, position, #slot)
            }
        }
        Step::Offset { parameter, total } => {
            let (count, slot) = (count(&paging.items), slot(parameter));
            let total = match total {
                Some(total) => integer(total),
                None => quote!(::std::option::Option::None),
            };
            quote! {
                let position = crate::runtime::Counted { items: #count, more: #more,
                    total: #total };
                crate::runtime::Next::offset(self, position, #slot)
            }
        }
        Step::Url { next } => {
            let url = read(next);
            quote!(crate::runtime::Next::url(self, #more, #url, |next| &mut next.options))
        }
    }
}

/// Whether the page says that there is another one, as an `Option<bool>`.
fn more(flag: Option<&Flag>) -> TokenStream {
    let Some(Flag { field, is_last }) = flag else {
        return quote!(::std::option::Option::None);
    };
    if let [PageField { rust, options: 0 }] = field.as_slice() {
        let (name, not) = (ident(rust), is_last.then(|| quote!(!)));
        return quote!(::std::option::Option::Some(#not page.#name));
    }
    let value = read(field);
    if *is_last {
        quote!(::std::option::Option::Some(#value != ::std::option::Option::Some(&true)))
    } else {
        quote!(::std::option::Option::Some(#value == ::std::option::Option::Some(&true)))
    }
}

/// The number of items on the page.
fn count(items: &[PageField]) -> TokenStream {
    match items {
        [] => quote!(page.len()),
        [PageField { rust, options: 0 }] => {
            let name = ident(rust);
            quote!(page.#name.len())
        }
        _ => {
            let items = read(items);
            quote!(#items.map_or(0, ::std::vec::Vec::len))
        }
    }
}

/// Whether the page has no items.
fn is_empty(items: &[PageField]) -> TokenStream {
    match items {
        [] => quote!(page.is_empty()),
        [PageField { rust, options: 0 }] => {
            let name = ident(rust);
            quote!(page.#name.is_empty())
        }
        _ => {
            let items = read(items);
            quote!(#items.is_none_or(::std::vec::Vec::is_empty))
        }
    }
}

/// A field of the page as `Option<i128>`.
fn integer(field: &[PageField]) -> TokenStream {
    let value = read(field);
    quote!(crate::runtime::integer_of(#value))
}

/// A field of the page as `Option<&T>`.
fn read(path: &[PageField]) -> TokenStream {
    let mut fields = path.iter();
    let page = ident("page");
    let mut value = fields.next().map_or_else(
        || quote!(::std::option::Option::Some(page)),
        |field| field_of(&page, field),
    );
    let object = ident("object");
    for field in fields {
        let inner = field_of(&object, field);
        value = if field.options == 0 {
            let name = ident(&field.rust);
            quote!(#value.map(|object| &object.#name))
        } else {
            quote!(#value.and_then(|object| #inner))
        };
    }
    value
}

/// A field of `object` as `Option<&T>`.
fn field_of(object: &Ident, field: &PageField) -> TokenStream {
    let name = ident(&field.rust);
    match field.options {
        0 => quote!(::std::option::Option::Some(&#object.#name)),
        1 => quote!(#object.#name.as_ref()),
        _ => quote!(#object.#name.as_ref().and_then(::std::option::Option::as_ref)),
    }
}

/// The items, taken out of the page.
fn items(path: &[PageField]) -> TokenStream {
    let Some((last, before)) = path.split_last() else {
        return quote!(page);
    };
    let taken = |object: TokenStream, field: &PageField| {
        let name = ident(&field.rust);
        match field.options {
            0 => quote!(::std::option::Option::Some(#object.#name)),
            1 => quote!(#object.#name),
            _ => quote!(#object.#name.flatten()),
        }
    };
    let Some((first, between)) = before.split_first() else {
        let name = ident(&last.rust);
        return match last.options {
            0 => quote!(page.#name),
            1 => quote!(page.#name.unwrap_or_default()),
            _ => quote!(page.#name.flatten().unwrap_or_default()),
        };
    };
    let mut value = taken(quote!(page), first);
    for field in between.iter().chain([last]) {
        let inner = taken(quote!(object), field);
        value = quote!(#value.and_then(|object| #inner));
    }
    quote!(#value.unwrap_or_default())
}

/// The value of a cursor's field, as its parameter takes it.
fn cursor_value(cursor: &Cursor) -> TokenStream {
    let value = read(&cursor.field);
    if cursor.is_string {
        // An empty string is no cursor.
        quote!(#value.filter(|cursor| !cursor.is_empty()).cloned())
    } else if cursor.as_string {
        quote!(#value.map(::std::string::ToString::to_string))
    } else {
        quote!(#value.copied())
    }
}

//! Paginated lists, as streams.

use proc_macro2::TokenStream;
use quote::quote;

use super::responses::{error_type, success_type};
use super::types::{Types, ident};
use crate::plan::model::{Cursor, Operation, PageField, Paging, Plan};

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
pub(crate) fn emit(plan: &Plan, operation: &Operation) -> TokenStream {
    let Some(paging) = &operation.paging else {
        return TokenStream::new();
    };
    let types = Types {
        plan,
        inside: false,
    };
    let name = ident(&operation.pascal);
    let page = success_type(plan, operation, None);
    let item = types.of(&paging.item);
    let failure = error_type(operation);
    let has_more = has_more(&paging.has_more);
    let (items, is_empty) = (items(&paging.data), is_empty(&paging.data));
    let number = paging.number.as_ref().map(|number| {
        let number = ident(number);
        quote!(next.#number = Ok(::std::option::Option::None);)
    });
    let step = step(paging);
    quote! {
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
                if !(#has_more) {
                    return crate::runtime::Next::End;
                }
                let mut next = self.clone();
                #number
                #step
                crate::runtime::Next::Page(next)
            }
            fn page_items(page: Self::Page) -> ::std::vec::Vec<Self::Item> {
                #items
            }
            fn is_empty_page(page: &Self::Page) -> bool {
                #is_empty
            }
        }
    }
}

fn has_more(page_field: &PageField) -> TokenStream {
    let field = ident(&page_field.rust);
    match page_field.options {
        0 => quote!(page.#field),
        1 => quote!(page.#field == ::std::option::Option::Some(true)),
        _ => quote!(page.#field.flatten() == ::std::option::Option::Some(true)),
    }
}

fn items(page_field: &PageField) -> TokenStream {
    let field = ident(&page_field.rust);
    match page_field.options {
        0 => quote!(page.#field),
        1 => quote!(page.#field.unwrap_or_default()),
        _ => quote!(page.#field.flatten().unwrap_or_default()),
    }
}

fn is_empty(page_field: &PageField) -> TokenStream {
    let field = ident(&page_field.rust);
    match page_field.options {
        0 => quote!(page.#field.is_empty()),
        1 => quote!(page.#field.as_ref().is_none_or(|items| items.is_empty())),
        _ => {
            quote!(page.#field.as_ref().and_then(|items| items.as_ref()).is_none_or(|items| items.is_empty()))
        }
    }
}

/// Sets the cursor of the next page: backward if the request has `before`.
fn step(paging: &Paging) -> TokenStream {
    let forward = cursor(&paging.forward);
    let Some(backward) = &paging.backward else {
        return forward;
    };
    let parameter = ident(&backward.parameter);
    let backward = cursor(backward);
    quote! {
        if matches!(self.#parameter, Ok(::std::option::Option::Some(_))) { #backward } else {
            #forward }
    }
}

fn cursor(cursor: &Cursor) -> TokenStream {
    let (parameter, field) = (ident(&cursor.parameter), ident(&cursor.field.rust));
    let clone = (!cursor.copy).then(|| quote!(.clone()));
    let value = match cursor.field.options {
        0 => quote!(::std::option::Option::Some(page.#field #clone)),
        1 => quote!(page.#field #clone),
        _ => quote!(page.#field #clone.flatten()),
    };
    let value = if cursor.as_string {
        quote!(#value.map(|cursor| cursor.to_string()))
    } else {
        value
    };
    quote! {
        next.#parameter = Ok(#value);
        // A cursor that is missing or unchanged would request the same page again.
        if next.#parameter == Ok(::std::option::Option::None)
            || next.#parameter == self.#parameter
        {
            return crate::runtime::Next::Missing;
        }
    }
}

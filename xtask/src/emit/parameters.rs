//! Serializes a parameter for a request: for a call, and for a mock that expects one.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::model::{FieldStyle, Parameter, Plan, Style, Type};

/// The expression of a path parameter, encoded.
pub(crate) fn encoded_path(plan: &Plan, parameter: &Parameter, value: &TokenStream) -> TokenStream {
    let wire = &parameter.wire;
    let style = match parameter.style {
        Style::Label { explode } => quote!(Label { explode: #explode }),
        Style::Matrix { explode } => quote!(Matrix { explode: #explode }),
        Style::Simple { explode } => quote!(Simple { explode: #explode }),
        _ => quote!(Simple { explode: false }),
    };
    match plan.resolved(&parameter.shape).ty {
        Type::String | Type::Uuid | Type::Integer(_)
            if matches!(parameter.style, Style::Simple { .. }) =>
        {
            quote!(crate::runtime::encode_path(&#value.to_string()))
        }
        _ => {
            let value = written(parameter.style, value);
            quote!(crate::runtime::path_value(#wire, crate::runtime::PathStyle::#style, &#value))
        }
    }
}

/// The expression of a parameter's value, as the runtime serializes it.
pub(crate) fn written(style: Style, value: &TokenStream) -> TokenStream {
    match style {
        Style::Json => quote!(crate::runtime::JsonText(&#value)),
        _ => quote!(#value),
    }
}

/// A query parameter's style.
pub(crate) fn query_style(style: Style) -> TokenStream {
    let style = match style {
        Style::Form { explode } => quote!(Form { explode: #explode }),
        Style::SpaceDelimited { explode: false } => quote!(SpaceDelimited),
        Style::PipeDelimited { explode: false } => quote!(PipeDelimited),
        Style::DeepObject => quote!(DeepObject),
        _ => quote!(Form { explode: true }),
    };
    quote!(crate::runtime::QueryStyle::#style)
}

/// The style of a form's field, whose value is not yet JSON text.
pub(crate) fn field_style(style: Style) -> TokenStream {
    match style {
        Style::Json => quote!(crate::runtime::QueryStyle::Json),
        style => query_style(style),
    }
}

/// The styles of a form's fields, as an argument.
pub(crate) fn field_styles(styles: &[FieldStyle]) -> TokenStream {
    let styles = styles.iter().map(|field| {
        let (wire, reserved) = (&field.wire, field.allow_reserved);
        let style = field_style(field.style);
        quote!(crate::runtime::FieldStyle { name: #wire, style: #style, reserved: #reserved })
    });
    quote!(&[#(#styles),*])
}

/// The method that adds a query parameter.
pub(crate) fn query_method(parameter: &Parameter) -> TokenStream {
    if parameter.allow_reserved {
        quote!(reserved_query)
    } else {
        quote!(query)
    }
}

/// Whether a header's members are written `key=value`.
pub(crate) fn header_explodes(style: Style) -> bool {
    matches!(style, Style::Simple { explode: true })
}

//! A short example of an operation, which compiles.
//!
//! Values come from the document's examples or are plausible ones of their type. What cannot be
//! made up, such as an id, is an argument of the hidden function around the example.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::structs::fixed;
use super::types::{Types, ident};
use crate::plan::model::{
    BodyKind, Content, Definition, Enum, Field, Kind, Operation, Part, PartKind, Plan, Rules,
    Shape, StringFormat, Struct, Type,
};

/// How deep values are built; what is deeper is an argument.
const DEPTH: usize = 3;

/// How many values an example has; of more, the whole body is an argument.
const VALUES: usize = 10;

/// An example's statements, which have a `client`, and what they need around them.
pub(crate) struct Parts {
    pub(crate) statements: String,
    /// `, id: uuid::Uuid`: what cannot be made up.
    pub(crate) arguments: String,
    /// The modules of the crate that it names.
    pub(crate) modules: Vec<&'static str>,
}

/// The lines of the example.
pub(crate) fn example(plan: &Plan, operation: &Operation, crate_name: &str) -> Option<String> {
    let Parts {
        statements,
        arguments,
        modules,
    } = parts(plan, operation)?;
    let uses = modules
        .iter()
        .map(|module| format!("# use {crate_name}::{module};\n"));
    let uses: String = uses.collect();
    Some(format!(
        "{uses}\
         # async fn run(client: {crate_name}::Client{arguments}) \
         -> Result<(), {crate_name}::Error> {{\n\
         {statements}# Ok(())\n# }}\n"
    ))
}

/// The parts of the example.
pub(crate) fn parts(plan: &Plan, operation: &Operation) -> Option<Parts> {
    let mut example = Example::new(plan);
    let mut arguments = Vec::new();
    for parameter in operation
        .parameters
        .iter()
        .filter(|parameter| parameter.required)
    {
        let hint = Hint {
            name: &parameter.rust,
            example: parameter.example.as_ref(),
        };
        arguments.push(example.argument(&parameter.shape, hint, 0));
    }
    let mut setup = TokenStream::new();
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let hint = Hint {
            name: "request",
            example: None,
        };
        let value = match &body.kind {
            BodyKind::Json | BodyKind::Form(_) => example.body(&body.shape, hint),
            BodyKind::Multipart(form) => example.form(operation, &form.parts),
            BodyKind::Text => quote!("An example"),
            BodyKind::Bytes => example.hidden("bytes", quote!(::std::vec::Vec<u8>)),
        };
        let own_line = value.to_string().contains("::");
        if own_line {
            let name = example.name("request");
            setup = quote!(let #name = #value;);
            arguments.push(quote!(#name));
        } else {
            arguments.push(value);
        }
    }
    let client = ident("client");
    let method = ident(&operation.rust);
    let call = quote!(#client.#method(#(#arguments),*));
    let call = if operation.paging.is_some() {
        let [items, item] = ["items", "item"].map(|name| example.name(name));
        let shown = format!("{{{item}:?}}");
        quote! {
            let mut #items = #call.items();
            while let Some(#item) = #items.next().await {
                let #item = #item?;
                println!(#shown);
            }
        }
    } else if has_value(operation) {
        let response = example.name("response");
        quote!(let #response = #call.send().await?;)
    } else {
        quote!(#call.send().await?;)
    };
    let shown = print(&quote!(#setup #call))?;
    let hidden = example.hidden;
    let hidden = hidden
        .iter()
        .map(|(name, ty)| format!(", {name}: {}", spaced(ty)));
    let arguments = hidden.collect::<String>();
    let modules = ["types", "forms"].into_iter().filter(|module| {
        let path = format!("{module}::");
        shown.contains(&path) || arguments.contains(&path)
    });
    Some(Parts {
        modules: modules.collect(),
        statements: shown,
        arguments,
    })
}

/// Whether a success has a value worth a name.
fn has_value(operation: &Operation) -> bool {
    let mut successes = operation.successes.iter();
    successes.any(|success| success.content != Content::Empty)
}

/// The statements, formatted as they would be in a function.
fn print(statements: &TokenStream) -> Option<String> {
    let file = syn::parse2(quote!(async fn run() { #statements })).ok()?;
    let printed = prettyplease::unparse(&file);
    let body = printed.trim_end().strip_prefix("async fn run() {\n")?;
    let body = body.strip_suffix('}')?;
    let lines = body.lines().map(|line| {
        let line = line.strip_prefix("    ").unwrap_or(line);
        format!("{line}\n")
    });
    Some(lines.collect())
}

/// A type as it is read: tokens print with spaces between them.
fn spaced(ty: &TokenStream) -> String {
    ty.to_string()
        .replace(' ', "")
        .replace("::std::string::", "")
        .replace("::std::vec::", "")
        .replace(',', ", ")
        .replace(";", "; ")
}

/// What is known of a value beside its shape.
#[derive(Clone, Copy)]
struct Hint<'a> {
    /// Its name in Rust.
    name: &'a str,
    /// The document's example.
    example: Option<&'a Value>,
}

impl<'a> Hint<'a> {
    fn of(field: &'a Field) -> Self {
        Self {
            name: &field.rust,
            example: field.example.as_ref(),
        }
    }
}

/// An example that is being built.
struct Example<'a> {
    types: Types<'a>,
    /// The arguments of the hidden function.
    hidden: Vec<(Ident, TokenStream)>,
    names: HashSet<String>,
    values: usize,
}

impl<'a> Example<'a> {
    fn new(plan: &'a Plan) -> Self {
        Self {
            types: Types {
                plan,
                inside: false,
            },
            hidden: Vec::new(),
            names: HashSet::from(["client".to_owned()]),
            values: 0,
        }
    }

    /// A name that nothing else in the example has.
    fn name(&mut self, name: &str) -> Ident {
        let mut name = name.to_owned();
        while !self.names.insert(name.clone()) {
            name.push('_');
        }
        ident(&name)
    }

    /// A value that is an argument of the hidden function.
    fn hidden(&mut self, name: &str, ty: TokenStream) -> TokenStream {
        let name = self.name(name);
        self.hidden.push((name.clone(), ty));
        quote!(#name)
    }

    /// A body. With too many values, it is an argument of the hidden function.
    fn body(&mut self, shape: &Shape, hint: Hint<'_>) -> TokenStream {
        let (hidden, names) = (self.hidden.clone(), self.names.clone());
        self.values = 0;
        let value = self.argument(shape, hint, 0);
        if self.values <= VALUES {
            return self.with_one_setter(shape, value);
        }
        (self.hidden, self.names) = (hidden, names);
        self.hidden(hint.name, self.types.of(shape))
    }

    /// An object without required fields, with its first field that is easily set.
    fn with_one_setter(&mut self, shape: &Shape, value: TokenStream) -> TokenStream {
        let Some((_, structure)) = self.structure(shape) else {
            return value;
        };
        if structure.fields.iter().any(|field| field.required) {
            return value;
        }
        for field in &structure.fields {
            let ty = match &field.shape.ty {
                Type::Nullable(inner) => inner,
                _ => &field.shape,
            };
            if let Some(argument) = self.scalar(ty, Hint::of(field)) {
                let name = ident(&field.rust);
                return quote!(#value.#name(#argument));
            }
        }
        // No value can be made up, but an id can be an argument. Without any field, the request
        // might mean the opposite of what the operation is for.
        for field in &structure.fields {
            let ty = match &field.shape.ty {
                Type::Nullable(inner) => inner,
                _ => &field.shape,
            };
            let resolved = self.types.plan.resolved(ty);
            if matches!(resolved.ty, Type::Uuid) {
                let argument = self.hidden(&field.rust, self.types.of(ty));
                let name = ident(&field.rust);
                return quote!(#value.#name(#argument));
            }
        }
        value
    }

    /// The struct that a shape is.
    fn structure(&self, shape: &Shape) -> Option<(&'a Definition, &'a Struct)> {
        let definition = self.definition(shape)?;
        match &definition.kind {
            Kind::Struct(structure) => Some((definition, structure)),
            _ => None,
        }
    }

    fn definition(&self, shape: &Shape) -> Option<&'a Definition> {
        match self.types.plan.resolved(shape).ty {
            Type::Named(id) => self.types.plan.definitions.get(id),
            _ => None,
        }
    }

    /// A value for a parameter that is declared as [`Types::argument`] says.
    fn argument(&mut self, shape: &Shape, hint: Hint<'_>, depth: usize) -> TokenStream {
        self.values += 1;
        let resolved = self.types.plan.resolved(shape).clone();
        if let Type::List(item) = &resolved.ty
            && matches!(shape.ty, Type::List(_))
            && let Some(item) = self.scalar(item, hint)
        {
            // Strings are converted one by one.
            return quote!([#item]);
        }
        if let Some(value) = self.scalar(shape, hint) {
            return value;
        }
        match self.exact(shape, hint, depth) {
            Some(value) => value,
            None => self.hidden(hint.name, self.types.of(shape)),
        }
    }

    /// A value of exactly the type; None if none is built.
    fn exact(&mut self, shape: &Shape, hint: Hint<'_>, depth: usize) -> Option<TokenStream> {
        let plan = self.types.plan;
        let resolved = plan.resolved(shape).clone();
        match &resolved.ty {
            Type::String => {
                let value = self.scalar(shape, hint)?;
                Some(quote!(#value.to_owned()))
            }
            Type::Nullable(inner) => self.exact(inner, hint, depth),
            Type::Any => Some(quote!(::serde_json::json!({}))),
            Type::List(item) => {
                let item = self.exact(item, hint, depth + 1)?;
                Some(quote!(vec![#item]))
            }
            Type::Named(id) => {
                let definition = plan.definitions.get(*id)?;
                match &definition.kind {
                    Kind::Struct(structure) if depth < DEPTH => {
                        Some(self.constructed(definition, structure, depth))
                    }
                    _ => self.scalar(shape, hint),
                }
            }
            _ => self.scalar(shape, hint),
        }
    }

    /// A struct from its required fields.
    fn constructed(
        &mut self,
        definition: &Definition,
        structure: &Struct,
        depth: usize,
    ) -> TokenStream {
        let types = self.types;
        let required = structure
            .fields
            .iter()
            .filter(|field| field.required && fixed(types, field).is_none());
        let arguments: Vec<_> = required
            .map(|field| self.argument(&field.shape, Hint::of(field), depth + 1))
            .collect();
        let name = ident(&definition.rust);
        quote!(types::#name::new(#(#arguments),*))
    }

    /// A literal or a variant, which converts to the type of a setter or an argument.
    fn scalar(&self, shape: &Shape, hint: Hint<'_>) -> Option<TokenStream> {
        let resolved = self.types.plan.resolved(shape);
        match &resolved.ty {
            Type::String => {
                let rules = [&shape.rules, &resolved.rules];
                string(rules, hint).map(|value| quote!(#value))
            }
            Type::Bool(constant) => {
                let value = constant.unwrap_or(true);
                Some(quote!(#value))
            }
            Type::Integer(_) => {
                let value = integer(&resolved.rules, hint)?;
                let value = proc_macro2::Literal::i64_unsuffixed(value);
                Some(quote!(#value))
            }
            Type::Number | Type::Exact => {
                let value = hint.example.and_then(Value::as_f64);
                let value = value.or(integer(&resolved.rules, hint).map(|value| value as f64))?;
                let value = proc_macro2::Literal::f64_unsuffixed(value);
                Some(quote!(#value))
            }
            Type::Named(id) => {
                let definition = self.types.plan.definitions.get(*id)?;
                let Kind::Enum(enumeration) = &definition.kind else {
                    return None;
                };
                let variant = variant(enumeration, hint)?;
                let name = ident(&definition.rust);
                Some(quote!(types::#name::#variant))
            }
            _ => None,
        }
    }

    /// A form with its required parts.
    fn form(&mut self, operation: &Operation, parts: &[Part]) -> TokenStream {
        let required = parts.iter().filter(|part| part.required);
        let bytes = || quote!(::std::vec::Vec<u8>);
        let arguments: Vec<_> = required
            .map(|part| match &part.kind {
                PartKind::File => self.hidden(&part.rust, bytes()),
                PartKind::Files => {
                    let file = self.hidden(&part.rust, bytes());
                    quote!([#file.into()])
                }
                PartKind::Value(shape) => {
                    let hint = Hint {
                        name: &part.rust,
                        example: None,
                    };
                    self.argument(shape, hint, 1)
                }
            })
            .collect();
        let name = format_ident!("{}Form", operation.pascal);
        quote!(forms::#name::new(#(#arguments),*))
    }
}

/// The variant of the document's example, or the first.
fn variant(enumeration: &Enum, hint: Hint<'_>) -> Option<Ident> {
    let variants = &enumeration.variants;
    let shown = variants
        .iter()
        .find(|variant| Some(&variant.value) == hint.example);
    let variant = shown.or(variants.first())?;
    Some(ident(&variant.rust))
}

/// A string that the rules allow; None if it has to be an argument.
fn string(rules: [&Rules; 2], hint: Hint<'_>) -> Option<String> {
    let allowed = |value: &str| {
        let length = value.chars().count() as u64;
        rules.iter().all(|rules| {
            rules.min_length.is_none_or(|min| length >= min)
                && rules.max_length.is_none_or(|max| length <= max)
        })
    };
    let shown = hint.example.and_then(Value::as_str);
    let plain = |value: &&str| value.len() <= 60 && !value.contains(char::is_control);
    if let Some(shown) = shown.filter(plain) {
        return Some(shown.to_owned());
    }
    if rules.iter().any(|rules| rules.pattern.is_some()) {
        return None;
    }
    let format = rules.iter().find_map(|rules| rules.format);
    let words: Vec<&str> = hint
        .name
        .split('_')
        .filter(|word| !word.is_empty())
        .collect();
    let has = |word: &str| words.contains(&word);
    let value = match (format, words.last().copied()) {
        (Some(StringFormat::Uri), _) => "https://example.com",
        (Some(StringFormat::Ipv4), _) => "192.0.2.1",
        (Some(StringFormat::Ipv6), _) => "2001:db8::1",
        _ if has("email") => "ada@example.com",
        _ if has("url") || has("uri") || has("webhook") => "https://example.com",
        _ if has("phone") => "+34910000000",
        (_, Some("name" | "title" | "label" | "subject")) => "Example",
        (_, Some("description" | "text" | "message" | "content" | "prompt" | "comment")) => {
            "An example."
        }
        (_, Some("language" | "lang" | "locale")) => "en",
        (_, Some("timezone")) => "Europe/Madrid",
        // Ids, keys, tokens: what only the caller knows.
        _ => return None,
    };
    allowed(value).then(|| value.to_owned())
}

/// An integer within the bounds.
fn integer(rules: &Rules, hint: Hint<'_>) -> Option<i64> {
    if let Some(shown) = hint.example.and_then(Value::as_i64) {
        return Some(shown);
    }
    let bound = |bound: &Option<serde_json::Number>| match bound {
        Some(number) => number.as_f64().map(Some),
        None => Some(None),
    };
    let minimum = bound(&rules.minimum)?.map(f64::ceil);
    let maximum = bound(&rules.maximum)?.map(f64::floor);
    let after = |exclusive: bool| if exclusive { 1.0 } else { 0.0 };
    let minimum = minimum.map(|minimum| minimum + after(rules.exclusive_minimum));
    let maximum = maximum.map(|maximum| maximum - after(rules.exclusive_maximum));
    let mut value: f64 = rules
        .multiple_of
        .as_ref()
        .map_or(Some(10.0), |divisor| divisor.as_f64())?;
    value = value.max(minimum.unwrap_or(value));
    value = value.min(maximum.unwrap_or(value));
    let fits = value.abs() < 1e9 && value.fract() == 0.0;
    fits.then_some(value as i64)
}

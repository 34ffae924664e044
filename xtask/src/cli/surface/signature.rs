//! What callers depend on in an item.

use std::fmt;

/// What callers depend on in an item.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Signature {
    /// A function or a method.
    Call(Call),
    /// Anything else, as its tokens.
    Tokens(String),
}

/// The signature of a function or a method.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Call {
    /// `pub async fn`, generic parameters, `where`.
    pub(crate) frame: String,
    /// `self`, `&self`, `mut self`; empty for a function.
    pub(crate) receiver: String,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) output: String,
}

/// An argument; its name is no part of what the compiler checks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) ty: String,
}

impl Call {
    /// Whether code that calls one compiles with the other.
    pub(crate) fn accepts_the_calls_of(&self, other: &Self) -> bool {
        let types = |call: &Self| -> Vec<String> {
            let arguments = call.arguments.iter();
            arguments.map(|argument| argument.ty.clone()).collect()
        };
        self.frame == other.frame
            && self.receiver == other.receiver
            && self.output == other.output
            && types(self) == types(other)
    }

    /// The names of the arguments, in their order.
    pub(crate) fn names(&self) -> Vec<&str> {
        let arguments = self.arguments.iter();
        arguments.map(|argument| argument.name.as_str()).collect()
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(call) => call.fmt(f),
            Self::Tokens(tokens) => f.write_str(tokens),
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arguments = self.arguments.iter().map(Argument::to_string);
        let receiver = (!self.receiver.is_empty()).then(|| self.receiver.clone());
        let all: Vec<String> = receiver.into_iter().chain(arguments).collect();
        write!(f, "{}({})", self.frame, all.join(", "))?;
        if self.output.is_empty() {
            return Ok(());
        }
        write!(f, " -> {}", self.output)
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.ty)
    }
}

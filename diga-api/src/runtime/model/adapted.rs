//! Values that are decoded by one of `serde_with`'s adaptors.

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer};
use serde_with::DeserializeAs;

/// A `T` that is decoded by the adaptor `A`.
pub(crate) struct Adapted<T, A>(T, PhantomData<A>);

impl<T, A> Adapted<T, A> {
    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

impl<'de, T, A: DeserializeAs<'de, T>> Deserialize<'de> for Adapted<T, A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        A::deserialize_as(deserializer).map(|value| Self(value, PhantomData))
    }
}

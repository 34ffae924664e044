//! The additional properties of an object that also has declared ones.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serializer};
use serde_with::de::DeserializeAsWrap;
use serde_with::ser::SerializeAsWrap;
use serde_with::{DeserializeAs, SerializeAs};

/// A struct with additional properties.
// A document may have none.
#[allow(dead_code)]
pub(crate) trait Declared {
    /// The declared properties, as JSON names them.
    const NAMES: &'static [&'static str];
}

/// Encodes and decodes the additional properties of `T`, each by the adaptor `A`. One with the name
/// of a declared property is not encoded: the object would have that name twice.
#[derive(Debug)]
// A document may have none.
#[allow(dead_code)]
pub(crate) struct Extra<T, A>(PhantomData<(T, A)>);

impl<'de, T, V, A: DeserializeAs<'de, V>> DeserializeAs<'de, BTreeMap<String, V>> for Extra<T, A> {
    fn deserialize_as<D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<String, V>, D::Error> {
        let values = BTreeMap::<String, DeserializeAsWrap<V, A>>::deserialize(deserializer)?;
        let values = values.into_iter();
        Ok(values
            .map(|(name, value)| (name, value.into_inner()))
            .collect())
    }
}

impl<T: Declared, V, A: SerializeAs<V>> SerializeAs<BTreeMap<String, V>> for Extra<T, A> {
    fn serialize_as<S: Serializer>(
        extra: &BTreeMap<String, V>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let undeclared = extra
            .iter()
            .filter(|(name, _)| !T::NAMES.contains(&name.as_str()));
        serializer.collect_map(
            undeclared.map(|(name, value)| (name, SerializeAsWrap::<V, A>::new(value))),
        )
    }
}

//! Settings from environment variables.

use std::env::{self, VarError};

use crate::runtime::auth::trim;
use crate::runtime::error::Error;

/// The settings found in the environment.
pub(crate) struct Environment {
    pub(crate) token: Option<String>,
    pub(crate) base_url: Option<String>,
}

/// The variable that contains the token.
pub(crate) fn token_variable() -> String {
    format!("{}_API_TOKEN", crate::API.env)
}

/// The variable that contains the base URL.
pub(crate) fn base_url_variable() -> String {
    format!("{}_BASE_URL", crate::API.env)
}

impl Environment {
    pub(crate) fn read() -> Result<Self, Error> {
        Self::of(|name| env::var(name))
    }

    /// A variable that is empty or blank counts as not set.
    fn of(lookup: impl Fn(&str) -> Result<String, VarError>) -> Result<Self, Error> {
        let read = |name: String| match lookup(&name) {
            Ok(value) => Ok(Some(value).filter(|value| !trim(value).is_empty())),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => {
                let detail = format!("the environment variable {name} is not UTF-8");
                Err(Error::configuration(detail))
            }
        };
        Ok(Self {
            token: read(token_variable())?,
            base_url: read(base_url_variable())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    #[test]
    fn variables_that_are_empty_count_as_not_set() {
        let environment = Environment::of(|_| Ok("\u{feff} \n".to_owned())).unwrap();
        assert!(environment.token.is_none() && environment.base_url.is_none());
        let environment = Environment::of(|_| Err(VarError::NotPresent)).unwrap();
        assert!(environment.token.is_none() && environment.base_url.is_none());
    }

    #[test]
    fn a_variable_that_is_not_utf_8_is_named_and_not_repeated() {
        let Err(error) = Environment::of(|_| Err(VarError::NotUnicode(OsString::from("s3cret"))))
        else {
            panic!("read");
        };
        assert_eq!(
            error.to_string(),
            format!("the environment variable {} is not UTF-8", token_variable())
        );
    }
}

//! The methods that the mock of every operation has.

/// Implements the methods that the mock of every operation has, for generated code.
// A document may have no operations.
#[allow(unused_macros)]
macro_rules! expects {
    ($name:ident, $error:ty) => {
        impl $name {
            /// Adds a matcher of wiremock, or a closure: `.and(header_exists("x-tenant"))`.
            pub fn and(self, matcher: impl ::wiremock::Match + 'static) -> Self {
                Self(self.0.and(matcher))
            }

            /// Expects the credentials that the operation needs, with any value.
            pub fn authorized(self) -> Self {
                Self(self.0.authorized())
            }

            /// Responds with something that the document does not describe: a `ResponseTemplate`,
            /// or a closure that returns one.
            pub fn respond(
                self,
                respond: impl ::wiremock::Respond + 'static,
            ) -> crate::runtime::mock::Mock {
                self.0.respond(respond)
            }

            /// Closes the connection without a response: the call fails with `is_transport`.
            pub fn disconnect(self) -> crate::runtime::mock::Mock {
                self.0.disconnect()
            }

            /// The error of a failed call, built without a server.
            pub fn fails_with(
                self,
                failure: crate::runtime::mock::Failure,
            ) -> crate::runtime::Error<$error> {
                self.0.fails_with(failure)
            }
        }
    };
}

pub(crate) use expects;

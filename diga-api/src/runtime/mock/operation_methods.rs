//! What the mock of every operation can do.

/// What every operation's mock can do, for generated code.
// A document may have no operations.
#[allow(unused_macros)]
macro_rules! expects {
    ($name:ident, $error:ty) => {
        impl $name {
            /// Asks what wiremock can ask, or a closure of your own:
            /// `.and(header_exists("x-tenant"))`.
            pub fn and(self, matcher: impl ::wiremock::Match + 'static) -> Self {
                Self(self.0.and(matcher))
            }

            /// Asks for the credentials that the operation needs, whatever they are.
            pub fn authorized(self) -> Self {
                Self(self.0.authorized())
            }

            /// Answers what the document does not know: a `ResponseTemplate`, or a closure that
            /// makes one.
            pub fn respond(
                self,
                respond: impl ::wiremock::Respond + 'static,
            ) -> crate::runtime::mock::Mock {
                self.0.respond(respond)
            }

            /// Closes the connection without an answer: the error is `is_transport`.
            pub fn disconnect(self) -> crate::runtime::mock::Mock {
                self.0.disconnect()
            }

            /// The error that a call fails with, made by hand: no server is asked.
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

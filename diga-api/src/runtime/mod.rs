//! The hand-written part: the same for any document.

pub mod model;

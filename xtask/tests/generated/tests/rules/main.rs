//! The rules of generation, one module a topic.

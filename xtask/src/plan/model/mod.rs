//! The contents of the code as data: the result of planning, and all that [`crate::emit`] reads.

mod body;
mod condition;
mod definition;
mod error_codes;
mod operation;
mod paging;
mod parameter;
mod plan;
mod response;
mod rules;
mod security;
mod server;
mod shape;
mod tag;

pub(crate) use body::{Additional, Body, BodyKind, FieldStyle, Multipart, Part, PartKind};
pub(crate) use condition::Condition;
pub(crate) use definition::{
    Alternative, Definition, Enum, Field, Generic, Instance, Kind, OneWay, Rest, Struct, Union,
    Uses, Variant,
};
pub(crate) use error_codes::{ErrorCode, ErrorCodes};
pub(crate) use operation::{Choice, Operation, different};
pub(crate) use paging::{Cursor, FieldPath, First, Flag, Last, PageField, Paging, Step};
pub(crate) use parameter::{Location, Parameter, Style};
pub(crate) use plan::{Extent, Plan, Webhook};
pub(crate) use response::{Content, Representation, Response, Status};
pub(crate) use rules::{Rules, StringFormat};
pub(crate) use security::Scheme;
pub(crate) use server::{Server, ServerVariable};
pub(crate) use shape::{Id, Integer, Shape, Type};
pub(crate) use tag::Tag;

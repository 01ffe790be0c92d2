//! RDB files of every Redis and of Valkey: parsed in a stream, checked, counted, taken apart.
//!
//! [`Parser`] is fed chunks and tells a [`Visitor`] what it finds; [`CensusTaker`] is the visitor that counts.
//! [`ElementReader`] takes a value apart, [`DumpBuilder`] packs it for `RESTORE`, [`convert`] rewrites it for an older
//! server.

mod array_walk;
mod assembly;
pub mod blob;
mod carry;
mod census;
mod container;
mod cursor;
mod downgrade;
mod dump;
mod element;
mod encode;
mod error;
mod header;
pub mod intset;
pub mod listpack;
pub mod lzf;
mod lzf_stream;
mod module_id;
mod module_skip;
mod opcode;
mod parser;
mod sections;
mod sink;
mod stream_id;
mod stream_node;
mod stream_rewrite;
mod stream_walk;
mod template;
mod template_walk;
mod text;
mod update;
mod value_type;
mod visitor;
mod walker;
pub mod ziplist;
pub mod zipmap;

pub use census::{Census, CensusTaker, DbCensus, TypeCensus};
pub use downgrade::{ConvertError, Converted, Losses, convert};
pub use dump::{DumpBuilder, DumpError, DumpPayload};
pub use element::{Element, ElementReader, FieldValue, ValueError};
pub use error::RdbError;
pub use header::{Dialect, Header};
pub use module_id::ModuleTypeName;
pub use parser::{Options, Parser};
pub use sink::{StreamId, StreamMeta};
pub use value_type::{KeyType, ValueType};
pub use visitor::{Crc, End, KeyEnd, KeyInfo, Update, Visitor, Want};

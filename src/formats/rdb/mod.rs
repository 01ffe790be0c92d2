//! RDB files of every Redis and of Valkey: parsed in a stream, checked, counted, taken apart.
//!
//! [`Parser`] is fed chunks and tells a [`Visitor`] what it finds; [`Census`] is the visitor that counts.

mod array_walk;
pub mod blob;
mod carry;
mod census;
mod container;
mod cursor;
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
mod stream_node;
mod stream_walk;
mod text;
mod value_type;
mod visitor;
mod walker;
pub mod ziplist;
pub mod zipmap;

pub use census::{Census, CensusTaker, DbCensus, TypeCensus};
pub use error::RdbError;
pub use header::{Dialect, Header};
pub use module_id::ModuleTypeName;
pub use parser::{Options, Parser};
pub use sink::{StreamId, StreamMeta};
pub use value_type::{KeyType, ValueType};
pub use visitor::{Crc, End, KeyEnd, KeyInfo, Visitor, Want};

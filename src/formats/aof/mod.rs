//! The append-only file: its manifest, one file of it as a stream, and the set as a whole.
//!
//! Since Redis 7 an AOF is a folder of files that a [`manifest`] lists: one base (an RDB, or
//! commands) and increments (commands). Before, it was one file. [`set`] says which files to read
//! in which order, [`stream`] reads one of them, [`census`] counts what it holds.

mod base;
pub mod census;
pub mod command;
pub mod error;
pub mod event;
pub mod manifest;
pub mod set;
pub mod stream;
mod words;

pub use census::AofCensus;
pub use command::{Args, Command, LargeCommand};
pub use error::{AofError, AofFault};
pub use event::{AofVisitor, Event};
pub use manifest::{Manifest, ManifestError, ManifestFault, ManifestFile};
pub use set::{AofSet, FolderFile, ReadStep, Role, SetError};
pub use stream::{AofOptions, AofParser, Ending, Inside, Tail};

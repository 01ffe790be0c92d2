//! A server of this machine's own, for a while: started in a private folder on a Unix socket alone, told to load a
//! backup, asked what it holds, and gone with its folder when it is dropped.

mod count;
mod find;
mod folder;
mod server;

pub use find::{FoundServer, find};
pub use folder::{ScratchFile, ScratchFolder};
pub use server::{AOF_FOLDER, LEGACY_AOF, Loading, RDB_FILE, ScratchServer, Setup};

//! Decisions of a backup: from which member, whether its memory bears the fork, what the set is called, what it says,
//! which server can load it and what that server should hold then.

pub mod aof_place;
pub mod beside_content;
pub mod besides;
pub mod catalogue;
pub mod cluster_moment;
pub mod fitting;
pub mod headroom;
pub mod keyspace;
pub mod left_snapshot;
pub mod load_end;
pub mod manifest;
pub mod metrics;
pub mod naming;
pub mod redact;
pub mod retention;
pub mod rewrite_hold;
pub mod save;
pub mod source;
pub mod volume;

//! The parsers, against files that real servers wrote and against damaged ones.

mod aof_fixtures;
mod rdb_damage;
mod rdb_dump;
mod rdb_elements;
mod rdb_fixtures;
mod rdb_fuzz;
mod rdb_handmade;
mod rdb_support;

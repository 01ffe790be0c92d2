//! The formats, against files that real servers wrote.

mod aof_fixtures;

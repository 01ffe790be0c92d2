//! What the targets share with `cargo test`: the entry points and the seeds.
#![allow(dead_code, reason = "every target calls one of them")]

#[path = "../tests/formats/fuzzing/digest.rs"]
pub mod digest;
#[path = "../tests/formats/fuzzing/entry.rs"]
pub mod entry;
#[path = "../tests/formats/fuzzing/seeds.rs"]
pub mod seeds;
#[path = "../tests/formats/fuzzing/values.rs"]
pub mod values;

//! The rooms that are fuzzed, under the names they have in redis-ops. They are pure, so nothing else of it needs to be
//! built with a sanitizer: no Kubernetes client, no TLS.
#![allow(missing_docs, dead_code, reason = "the main package documents and uses them")]

#[path = "../src/domain/backup/besides.rs"]
pub mod besides;
#[path = "../src/target/credentials.rs"]
pub mod credentials;
#[path = "../src/target/facts.rs"]
pub mod facts;
#[path = "../src/target/flavour.rs"]
pub mod flavour;
#[path = "../src/formats/mod.rs"]
pub mod formats;
#[path = "../src/domain/backup/manifest.rs"]
pub mod manifest;

pub mod target {
    pub use crate::{credentials, facts, flavour};
}

pub mod domain {
    pub mod backup {
        pub use crate::{besides, manifest};
    }
}

//! Which Redis: from what the user said and what Kubernetes shows to one instance with its members and its password.

pub mod by_url;
pub mod choose;
pub mod credentials;
pub mod discover;
pub mod evidence;
pub mod exporter;
pub mod facts;
pub mod flavour;
pub mod gitops;
pub mod network;
pub mod objects;
pub mod role_owner;
pub mod sentinel;
pub mod sentinel_entry;
pub mod sentinels;
pub mod shards;
pub mod spec;
pub mod surroundings;
pub mod survey;
pub mod topology;

//! Which Redis: from what the user said and what Kubernetes shows to one instance with its members and its password.

pub mod choose;
pub mod credentials;
pub mod discover;
pub mod facts;
pub mod flavour;
pub mod spec;
pub mod survey;
pub mod topology;

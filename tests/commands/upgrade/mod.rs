//! `pre-upgrade-check`, `post-upgrade-check`, `validate-upgrade`, `upgrade-rollback`: on the sandbox's deployments, and on servers that are
//! really upgraded.

mod after;
mod before;
mod directives;
mod released;
pub mod rollback;
mod rollback_owners;
mod versions;

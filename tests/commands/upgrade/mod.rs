//! `pre-upgrade-check`, `post-upgrade-check`, `validate-upgrade`: on the sandbox's deployments, and on servers that are
//! really upgraded.

mod after;
mod before;
mod directives;
mod released;
mod versions;

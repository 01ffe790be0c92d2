//! Going back to a former revision of a Helm release: which one, what of the cluster's objects it changes, and who else
//! would have to do it.
//!
//! As `helm rollback` does it (helm/pkg/action/rollback.go, pkg/kube/client.go of version 3): each object of the former
//! manifest is merged three ways with the present manifest and what is live, objects that the former one lacks are deleted,
//! and the release gets a new revision.

mod change;
mod difference;
mod elsewhere;
mod judge;
mod merge;
mod plan;
mod revision;

pub use change::{Change, Fate, Identity, Live, changes, identity};
pub use difference::{Difference, differences, merge_patch};
pub use elsewhere::{Application, Elsewhere, FormerImage, elsewhere};
pub use judge::{Judged, judge};
pub use merge::three_way;
pub use plan::plan_rollback;
pub use revision::{Chosen, Revision, choose};

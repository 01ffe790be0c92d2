//! Promotion: what was seen → objections, a way, a plan; and while it runs, what is seen → the next step.
//!
//! Who owns the role decides the way (`target::role_owner`): Sentinel is asked, the nodes of a cluster vote, and where
//! nobody but the pods' start decides, the servers themselves hand over. In each, an acknowledged write is only on the way
//! that ends on the new primary: writes stand still from before the offsets are compared until the old primary is a
//! replica.

mod choose;
mod facts;
mod force;
mod machine;
mod plan;
mod preflight;
mod probe;
mod reverts;
mod services;
mod way;
mod writes;

pub use choose::{best_replica, pair};
pub use facts::{Facts, MasterAuth, Objection, Pair, SentinelSeen, Settings};
pub use force::{Gap, force_objections, gap};
pub use machine::{Act, FAILOVERS, Limits, Next, Seen, SeenMember, State, is_too_late, next};
pub use plan::{Subject, failback, plan_force, plan_promotion};
pub use preflight::{Preflight, cannot_log_in, judge, judge_rest, may_not_lead};
pub use probe::{PROBE_PREFIX, probe_key};
pub use reverts::what_reverts;
pub use services::{FORMER_SELECTOR, PrimaryService, ServiceMove, ServicePlan, plan_services};
pub use way::{Way, way};
pub use writes::{ends_as_replica, refuses_writes};

//! Bringing a kept configuration back: what of it can be set while a server runs, what needs a restart, and what belongs
//! to the place where it was kept and not to the configuration.

mod kept;
mod patch;
mod plan;
mod table;

pub use kept::{Kept, KeptMember};
pub use patch::{Patch, patch};
pub use plan::{Change, Held, Live, MemberPlan, is_same, plan_member};
pub use table::{Class, class};

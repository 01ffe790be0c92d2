//! From one instance to another, which becomes its replica first: what speaks against it, where Services lead, the plan.
//! The switch itself is that of a promotion (`domain::promote`), of two primaries in place of a primary and its replica.

mod judge;
mod plan;
mod services;

pub use judge::{LoginChange, Side, Terms, judge, login_change, regains_login, sole_primary};
pub use plan::{Facts, plan_cutover};
pub use services::{Rest, can_name, plan_services};

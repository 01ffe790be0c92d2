//! What an instance is made of: who follows whom, and where each Service sends its clients.

mod sentinel_services;
mod services;
mod tree;

pub use sentinel_services::view_sentinel_services;
pub use services::{PointsTo, ServiceView, judge_services, view_services};
pub use tree::{Node, draw};

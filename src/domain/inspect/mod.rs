//! What an instance is made of: who follows whom, and where each Service sends its clients.

mod services;
mod tree;

pub use services::{PointsTo, ServiceView, judge_services, view_services};
pub use tree::{Node, draw};

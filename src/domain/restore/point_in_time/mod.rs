//! Point-in-time recovery from an AOF: where the replay ends, and what it is made of.
//!
//! An AOF is history. [`CutRule`] says up to where it is wanted, [`survey`] reads a file of it and finds that place,
//! [`History`] puts the files of a set together, [`fate`] says what a command is to a live server, and [`expiry`] keeps
//! keys alive that history goes on to use although their time has passed by now.

pub mod account;
pub mod command_pattern;
pub mod counts;
pub mod cut;
pub mod expiry;
pub mod fate;
pub mod feed;
pub mod history;
pub mod routing;
pub mod shards;
pub mod sighting;
pub mod survey;
pub mod target;

pub use command_pattern::CommandPattern;
pub use counts::Counts;
pub use cut::{CutRule, Position};
pub use fate::Fate;
pub use history::{History, Surveyed, Wish};
pub use sighting::Sighting;
pub use survey::{FileSurvey, Surveyor};
pub use target::{Choices, Onto, TargetFacts};

//! The offline way: the server is stopped, its files are changed, and it starts again with what they hold.
//!
//! How far a run has come stands in an annotation of the StatefulSet ([`record`]), and what has been moved is seen on the
//! disk ([`moves`]); the two together say at any time how to go on, and how to go back.

pub mod claim;
pub mod layout;
pub mod loaded;
pub mod moves;
pub mod plan;
pub mod record;
pub mod refusal;

//! Commands that a person types: what they would do, what is known of them, and how replies are shown.

pub mod card;
pub mod class;
pub mod display;

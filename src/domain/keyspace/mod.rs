//! What a keyspace is made of: keys counted, sized and grouped, in memory that does not grow with them.

pub mod guess;
pub mod histogram;
pub mod html;
pub mod kind;
pub mod name;
pub mod pace;
pub mod prefix;
pub mod report;
pub mod seen;
pub mod state;
pub mod tally;
pub mod top;
mod treemap;
pub mod ttl;

//! Ways in, against real servers.

mod cli;

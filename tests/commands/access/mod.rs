//! Ways in, against real servers.

mod cli;
mod shell;

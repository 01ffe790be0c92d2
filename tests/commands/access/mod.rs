//! Ways in, against real servers.

mod cli;
mod port_forward;
mod shell;

//! Ways in, against real servers.

mod bash;
mod benchmark;
mod cli;
mod port_forward;
mod rotate_password;
mod shell;

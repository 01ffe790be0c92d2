//! Which Redis is meant, how it is reached, and how it is logged in to.

mod api;
mod choice;
mod login;
mod ports;
mod sentinel;
mod streams;
mod tls;

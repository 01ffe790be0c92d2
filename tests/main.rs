//! One integration binary: the real redis-ops against the sandbox, a file for each command.
fn main() {}

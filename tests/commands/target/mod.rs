//! Which Redis, how to reach it, how to log in.

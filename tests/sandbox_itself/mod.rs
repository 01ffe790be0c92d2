//! The sandbox is what the tests stand on, so it is tested too: by a plain Kubernetes client and plain RESP.

mod api;
mod forward;
mod leftovers;
mod sentinels;
mod servers;
mod tour;

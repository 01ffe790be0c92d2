//! Kubernetes: the client, what it says of pods, and streams into them.

pub mod access;
pub mod client;
pub mod convert;
pub mod convert_around;
pub mod convert_objects;
pub mod ephemeral;
pub mod eviction;
pub mod exec;
pub mod forward;
pub mod helm;
pub mod helper_pod;
mod kubeconfig;
pub mod leases;
pub mod logs;
pub mod names;
pub mod objects;
pub mod objects_raw;
pub mod operators;
pub mod patch;
pub mod pod_files;
mod proxy;
pub mod scale;
pub mod security;
pub mod service_selector;

//! Figures of a backup, for monitoring.

use crate::exit::Exit;

/// What one instance's backup came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Its namespace; empty with `--url`.
    pub namespace: String,
    /// Its name.
    pub instance: String,
    /// Bytes stored; none where nothing was.
    pub bytes: Option<u64>,
    /// Keys in it; none where it holds no data.
    pub keys: Option<u64>,
    /// How it ended, where that is not how the run ended.
    pub exit: Option<Exit>,
    /// Seconds it took, where that is not what the run took.
    pub seconds: Option<f64>,
}

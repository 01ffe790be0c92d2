//! Figures of a backup or a restore, for monitoring.

use crate::exit::Exit;

/// What one instance's backup or restore came to.
#[derive(Debug, Clone, PartialEq, Default)]
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
    /// Seconds until the data were back, of a restore.
    pub rto_seconds: Option<f64>,
    /// Age of the data that were restored.
    pub rpo_seconds: Option<f64>,
}

//! Holding off the automatic rewrite of an AOF while its files are copied, so that the setting itself tells what it was.
//!
//! Redis's documentation has it that `auto-aof-rewrite-percentage` is set to 0 meanwhile. A run that is killed then
//! leaves a server that never rewrites its AOF again, and nobody knows the former value. Here it is
//! `auto-aof-rewrite-min-size` that is raised, by [`RAISED_BY`]: no AOF reaches that size, so nothing is rewritten by
//! itself either (serverCron in redis/src/server.c), and whoever finds so large a value, on whatever machine, can take
//! off what was added. No record has to outlive the run.

use serde::Serialize;

/// The setting that is raised.
pub const SETTING: &str = "auto-aof-rewrite-min-size";
/// What is added to it, in bytes: 1 EiB, which the server's signed 64 bits hold eight times.
pub const RAISED_BY: u64 = 1 << 60;

/// How things stand with automatic rewrites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Rewrites {
    /// They come, once the file is larger than this many bytes.
    Automatic {
        /// The setting.
        min_size: u64,
    },
    /// They are switched off by the server's own configuration: nothing has to be held off.
    Off,
    /// A run that was killed, or one that goes on, has raised the setting.
    Raised {
        /// What it was before.
        former: u64,
    },
    /// The configuration cannot be read or changed.
    Unknown,
}

impl Rewrites {
    /// By `auto-aof-rewrite-percentage` and `auto-aof-rewrite-min-size`, in the server's own digits.
    pub fn judge(percentage: Option<u64>, min_size: Option<u64>) -> Self {
        match (percentage, min_size) {
            (_, Some(size)) if former(size).is_some() => Self::Raised { former: size - RAISED_BY },
            (Some(0), Some(_)) => Self::Off,
            (Some(_), Some(min_size)) => Self::Automatic { min_size },
            _ => Self::Unknown,
        }
    }

    /// The value the setting gets while the files are copied; none where it stays.
    pub fn raised(self) -> Option<u64> {
        match self {
            Self::Automatic { min_size } => min_size.checked_add(RAISED_BY),
            _ => None,
        }
    }
}

/// The value before it was raised; none where it was not.
pub fn former(size: u64) -> Option<u64> {
    size.checked_sub(RAISED_BY).filter(|former| *former < RAISED_BY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_raised_tells_what_it_was() {
        let before = Rewrites::judge(Some(100), Some(64 << 20));
        assert_eq!(before, Rewrites::Automatic { min_size: 64 << 20 });
        let raised = before.raised().expect("it is raised");
        assert!(i64::try_from(raised).is_ok());
        assert_eq!(former(raised), Some(64 << 20));
        assert_eq!(Rewrites::judge(Some(100), Some(raised)), Rewrites::Raised { former: 64 << 20 });
        assert_eq!(Rewrites::judge(Some(0), Some(raised)), Rewrites::Raised { former: 64 << 20 });
        assert_eq!(former(RAISED_BY), Some(0));
    }

    #[test]
    fn what_is_off_or_unknown_is_left_alone() {
        assert_eq!(Rewrites::judge(Some(0), Some(1)), Rewrites::Off);
        assert_eq!(Rewrites::judge(None, None), Rewrites::Unknown);
        assert_eq!((Rewrites::Off.raised(), Rewrites::Unknown.raised()), (None, None));
        assert_eq!((former(64 << 20), former(RAISED_BY - 1), former(u64::MAX)), (None, None, None));
    }
}

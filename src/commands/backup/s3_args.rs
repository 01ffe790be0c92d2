//! Options of commands that use a bucket.

use crate::error::{Error, Result};
use crate::store::s3::{Access, Checksum, LockMode, ObjectLock, ServerSideEncryption, Storing, parse_encryption};
use crate::values::parse_duration;
use chrono::{DateTime, Utc};
use std::path::PathBuf;

const S3: &str = "S3 options";

/// How to reach the store. Credentials come from where every AWS tool takes them.
#[derive(Debug, Clone, clap::Args)]
pub struct S3Args {
    /// URL of a store that is not AWS (also: AWS_ENDPOINT_URL)
    #[arg(long, help_heading = S3, value_name = "URL", env = "AWS_ENDPOINT_URL_S3", hide_env_values = true)]
    s3_endpoint: Option<String>,
    /// The environment's endpoint for all services of AWS
    #[arg(long, hide = true, value_name = "URL", env = "AWS_ENDPOINT_URL", hide_env_values = true)]
    aws_endpoint_url: Option<String>,
    /// Region (default: that of the AWS configuration; us-east-1 with --s3-endpoint)
    #[arg(long, help_heading = S3, value_name = "NAME")]
    s3_region: Option<String>,
    /// Profile of the AWS configuration
    #[arg(long, help_heading = S3, value_name = "NAME")]
    s3_profile: Option<String>,
    /// Name the bucket in the path (default: yes for stores that are not AWS)
    #[arg(long, help_heading = S3, value_name = "YES|NO", num_args = 0..=1, default_missing_value = "yes")]
    s3_path_style: Option<YesNo>,
    /// CA certificates of the store, PEM, besides the system's
    #[arg(long, help_heading = S3, value_name = "FILE", env = "AWS_CA_BUNDLE", hide_env_values = true)]
    s3_cacert: Option<PathBuf>,
}

/// How objects are stored.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct S3StoringArgs {
    /// Encryption by the store: AES256, aws:kms or aws:kms:KEY
    #[arg(long, help_heading = S3, value_name = "FORM", value_parser = parse_encryption)]
    s3_sse: Option<ServerSideEncryption>,
    /// Lock the objects: nobody can remove them before --s3-object-lock-retain-until
    #[arg(long, help_heading = S3, value_name = "MODE", requires = "s3_object_lock_retain_until")]
    s3_object_lock_mode: Option<LockChoice>,
    /// End of the lock: a duration such as 30d, or a time such as 2027-01-31T00:00:00Z
    #[arg(long, help_heading = S3, value_name = "WHEN", requires = "s3_object_lock_mode", value_parser = parse_until)]
    s3_object_lock_retain_until: Option<Until>,
    /// Checksum the store compares and keeps (default: crc32 on AWS, none elsewhere)
    #[arg(long, help_heading = S3, value_name = "FORM")]
    s3_checksum: Option<ChecksumChoice>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum YesNo {
    Yes,
    No,
}

/// `--s3-object-lock-mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum LockChoice {
    Governance,
    Compliance,
}

/// `--s3-checksum`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ChecksumChoice {
    Crc32,
    Crc32c,
    Sha256,
    None,
}

/// An end, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    After(chrono::Duration),
    At(DateTime<Utc>),
}

fn parse_until(text: &str) -> Result<Until, String> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(Until::At(time.with_timezone(&Utc)));
    }
    let duration = parse_duration(text).map_err(|reason| format!("{reason}; or a time: 2027-01-31T00:00:00Z"))?;
    chrono::Duration::from_std(duration).map(Until::After).map_err(|_| "too long".to_owned())
}

impl S3Args {
    /// What the store is reached by.
    pub fn access(&self) -> Access {
        Access {
            // A variable that is set to nothing means that there is none.
            endpoint: [&self.s3_endpoint, &self.aws_endpoint_url]
                .into_iter()
                .find_map(|url| url.clone().filter(|url| !url.is_empty())),
            region: self.s3_region.clone(),
            profile: self.s3_profile.clone(),
            path_style: self.s3_path_style.map(|choice| choice == YesNo::Yes),
            ca_certificates: self.s3_cacert.clone().filter(|path| !path.as_os_str().is_empty()),
        }
    }
}

impl S3StoringArgs {
    /// How objects are stored.
    ///
    /// # Errors
    /// Of kind Usage: a lock whose end is in the past.
    pub fn storing(&self, now: DateTime<Utc>) -> Result<Storing> {
        let lock = match self.s3_object_lock_mode.zip(self.s3_object_lock_retain_until) {
            None => None,
            Some((mode, until)) => {
                let until = match until {
                    Until::At(time) => Some(time),
                    Until::After(duration) => now.checked_add_signed(duration),
                };
                let until = until.filter(|until| *until > now).ok_or_else(|| {
                    Error::usage("--s3-object-lock-retain-until is not in the future, or too far in it")
                })?;
                let mode = match mode {
                    LockChoice::Governance => LockMode::Governance,
                    LockChoice::Compliance => LockMode::Compliance,
                };
                Some(ObjectLock { mode, until })
            }
        };
        let checksum = self.s3_checksum.map(|choice| match choice {
            ChecksumChoice::Crc32 => Checksum::Crc32,
            ChecksumChoice::Crc32c => Checksum::Crc32c,
            ChecksumChoice::Sha256 => Checksum::Sha256,
            ChecksumChoice::None => Checksum::None,
        });
        Ok(Storing { encryption: self.s3_sse.clone(), lock, checksum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_lock_is_a_time_or_a_duration() {
        assert_eq!(parse_until("30d"), Ok(Until::After(chrono::Duration::days(30))));
        assert!(matches!(parse_until("2027-01-31T00:00:00Z"), Ok(Until::At(_))));
        assert!(parse_until("tomorrow").is_err());
    }
}

//! Sets in a bucket of S3 or of a store that speaks as S3 does.

mod abort;
pub mod connection;
mod errors;
pub mod listing;
pub mod location;
pub mod lock_object;
mod parts;
pub mod read;
mod seen;
pub mod sink;
mod trace;
mod upload;

pub use connection::S3;
pub use location::S3Location;

use std::path::PathBuf;

/// How to reach the store. What is not said comes from where every AWS tool takes it: environment, profile, web
/// identity, container or instance.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// URL of a store that is not AWS.
    pub endpoint: Option<String>,
    /// Region.
    pub region: Option<String>,
    /// Profile of the AWS configuration files.
    pub profile: Option<String>,
    /// Bucket in the path instead of the host name; none for what fits the endpoint.
    pub path_style: Option<bool>,
    /// Certificates of the authorities that the endpoint's own may come from, PEM, besides the system's.
    pub ca_certificates: Option<PathBuf>,
}

/// How objects are stored.
#[derive(Debug, Clone, Default)]
pub struct Storing {
    /// Encryption by the store.
    pub encryption: Option<ServerSideEncryption>,
    /// Until when nobody can remove them.
    pub lock: Option<ObjectLock>,
    /// Checksum the store keeps and compares; none for what fits the endpoint.
    pub checksum: Option<Checksum>,
}

/// Encryption by the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerSideEncryption {
    /// With the store's own keys.
    Aes256,
    /// With a key of KMS: its id, or the bucket's default.
    Kms(Option<String>),
}

/// Object lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObjectLock {
    /// Whether somebody with the right to may lift it.
    pub mode: LockMode,
    /// Its end.
    pub until: chrono::DateTime<chrono::Utc>,
}

/// The two modes of an object lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockMode {
    /// Who has `s3:BypassGovernanceRetention` may lift it.
    Governance,
    /// Nobody may.
    Compliance,
}

/// A checksum of S3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checksum {
    /// CRC32.
    Crc32,
    /// CRC32C.
    Crc32c,
    /// SHA-256.
    Sha256,
    /// None besides the signature's.
    None,
}

/// `AES256`, `aws:kms` or `aws:kms:KEY`.
///
/// # Errors
/// A sentence, for anything else.
pub fn parse_encryption(text: &str) -> Result<ServerSideEncryption, String> {
    match text {
        "AES256" => Ok(ServerSideEncryption::Aes256),
        "aws:kms" => Ok(ServerSideEncryption::Kms(None)),
        _ => match text.strip_prefix("aws:kms:") {
            Some(key) if !key.is_empty() => Ok(ServerSideEncryption::Kms(Some(key.to_owned()))),
            _ => Err("expected AES256, aws:kms or aws:kms:KEY".to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_encryption() {
        assert_eq!(parse_encryption("AES256"), Ok(ServerSideEncryption::Aes256));
        assert_eq!(parse_encryption("aws:kms"), Ok(ServerSideEncryption::Kms(None)));
        let key = "arn:aws:kms:eu-west-1:1:key/k";
        assert_eq!(parse_encryption(&format!("aws:kms:{key}")), Ok(ServerSideEncryption::Kms(Some(key.to_owned()))));
        for wrong in ["", "aes256", "aws:kms:", "kms"] {
            assert!(parse_encryption(wrong).is_err(), "{wrong}");
        }
    }
}

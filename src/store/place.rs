//! A place that holds backups, as it is typed: a folder, or `s3://bucket/prefix`.

use super::s3::S3Location;
use super::s3::location::SCHEME;
use std::fmt;
use std::path::PathBuf;

/// Where backups lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket, or a part of it.
    S3(S3Location),
}

/// What stands in front of a place of another kind; a folder with such a name is `./gs:` and so on.
const OTHER_SCHEMES: [&str; 7] = ["gs://", "az://", "azure://", "http://", "https://", "file://", "S3://"];

impl Place {
    /// Parses a place.
    ///
    /// # Errors
    /// A sentence: nothing at all, a bad bucket, or a scheme that is not known.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("expected a folder or s3://BUCKET/PREFIX".to_owned());
        }
        if text.starts_with(SCHEME) {
            return S3Location::parse(text).map(Self::S3);
        }
        match OTHER_SCHEMES.iter().find(|scheme| text.starts_with(**scheme)) {
            Some(scheme) => Err(format!("{scheme} is not known: a folder or s3://BUCKET/PREFIX")),
            None => Ok(Self::Folder(PathBuf::from(text))),
        }
    }

    /// Whether it is in a store that speaks as S3 does.
    pub fn is_s3(&self) -> bool {
        matches!(self, Self::S3(_))
    }

    /// A place below it.
    #[must_use]
    pub fn below(&self, name: &str) -> Self {
        match self {
            Self::Folder(folder) => Self::Folder(folder.join(name)),
            Self::S3(location) => Self::S3(location.below(name)),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "{}", folder.display()),
            Self::S3(location) => write!(f, "{location}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_buckets() {
        assert_eq!(Place::parse("/backups"), Ok(Place::Folder("/backups".into())));
        assert_eq!(Place::parse("s3://b/p").map(|place| place.to_string()), Ok("s3://b/p/".to_owned()));
        for wrong in ["", "s3://", "gs://b", "https://b.s3.amazonaws.com/", "file:///tmp"] {
            assert!(Place::parse(wrong).is_err(), "{wrong}");
        }
    }
}

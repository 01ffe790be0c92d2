//! `s3://bucket/prefix`: where in which bucket.

use std::fmt;

/// A bucket and what the keys in it begin with: empty, or ending with a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct S3Location {
    /// The bucket.
    pub bucket: String,
    /// What keys begin with.
    pub prefix: String,
}

/// The scheme.
pub const SCHEME: &str = "s3://";

impl S3Location {
    /// Parses `s3://bucket`, `s3://bucket/prefix` or the same with a slash at the end.
    ///
    /// # Errors
    /// A sentence: another scheme, no bucket, a bucket's name that cannot be one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let rest = text.strip_prefix(SCHEME).ok_or_else(|| format!("expected {SCHEME}BUCKET/PREFIX"))?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; old buckets may have capitals
        // and underscores. An access point's ARN has colons.
        let fits = |character: char| character.is_ascii_alphanumeric() || "-._:".contains(character);
        if bucket.is_empty() {
            return Err(format!("the bucket is missing: {SCHEME}BUCKET/PREFIX"));
        }
        if !bucket.chars().all(fits) {
            return Err(format!("'{bucket}' cannot be the name of a bucket"));
        }
        let prefix = prefix.trim_matches('/');
        if prefix.split('/').any(|part| part == "." || part == "..") || prefix.contains("//") {
            return Err(format!("'{prefix}' has an empty part or one of dots, which many tools cannot name"));
        }
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Ok(Self { bucket: bucket.to_owned(), prefix })
    }

    /// What lies below it.
    #[must_use]
    pub fn below(&self, name: &str) -> Self {
        Self { bucket: self.bucket.clone(), prefix: format!("{}{name}/", self.prefix) }
    }

    /// The key of an object right below it.
    pub fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// An object as it is shown.
    pub fn show(&self, key: &str) -> String {
        format!("{SCHEME}{}/{key}", self.bucket)
    }
}

impl fmt::Display for S3Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}/{}", self.bucket, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_changes_nothing() {
        for text in ["s3://b/a/c", "s3://b/a/c/", "s3://b//a/c//"] {
            let location = S3Location::parse(text).expect(text);
            assert_eq!((location.bucket.as_str(), location.prefix.as_str()), ("b", "a/c/"));
            assert_eq!(location.to_string(), "s3://b/a/c/");
        }
        for text in ["s3://b", "s3://b/"] {
            assert_eq!(S3Location::parse(text).expect(text).prefix, "");
        }
        let set = S3Location::parse("s3://b").expect("a bucket").below("apps.cache").below("t");
        assert_eq!(set.key("dump.rdb"), "apps.cache/t/dump.rdb");
    }

    #[test]
    fn what_is_no_location() {
        for text in
            ["/tmp", "s3:/b", "s3://", "s3:///x", "s3://b b/x", "s3://b/../x", "s3://user@host/x", "s3://b/a//c"]
        {
            assert!(S3Location::parse(text).is_err(), "{text}");
        }
    }
}

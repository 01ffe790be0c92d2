//! Releases of Redis and Valkey: which one a server or an image is, which RDB it writes, and which it can read.

use crate::formats::info::Info;
use crate::formats::rdb::{Dialect, Header};
use std::fmt;

/// Major and minor of a server's version; patches change no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Release {
    /// Whose server it is.
    pub dialect: Dialect,
    /// The first number.
    pub major: u32,
    /// The second.
    pub minor: u32,
}

impl Release {
    /// A release of Redis.
    pub const fn redis(major: u32, minor: u32) -> Self {
        Self { dialect: Dialect::Redis, major, minor }
    }

    /// A release of Valkey.
    pub const fn valkey(major: u32, minor: u32) -> Self {
        Self { dialect: Dialect::Valkey, major, minor }
    }

    /// What a server says of itself; none of forks whose formats are not known. Forks keep `redis_version` at what they
    /// are compatible with.
    pub fn of(info: &Info) -> Option<Self> {
        if let Some(version) = info.text("valkey_version") {
            return numbers(version).map(|(major, minor)| Self::valkey(major, minor));
        }
        if info.text("server_name").is_some_and(|name| name != "redis") {
            return None;
        }
        numbers(info.text("redis_version")?).map(|(major, minor)| Self::redis(major, minor))
    }

    /// A release as people write it: `8.0`, `7.4.2`, `redis-8.0`, `valkey-8.1`, `valkey 9.0.1`.
    ///
    /// # Errors
    /// A sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let lower = text.trim().to_ascii_lowercase();
        let (dialect, version) = match (lower.strip_prefix("valkey"), lower.strip_prefix("redis")) {
            (Some(version), _) => (Dialect::Valkey, version),
            (None, Some(version)) => (Dialect::Redis, version),
            (None, None) => (Dialect::Redis, lower.as_str()),
        };
        let version = version.trim_start_matches(['-', ' ', ':', '@', '_', 'v']);
        let (major, minor) = numbers(version).ok_or_else(|| {
            format!("{text:?} is no version such as 8.0, 7.4.2 or valkey-8.1: a major and a minor number are needed")
        })?;
        Ok(Self { dialect, major, minor })
    }

    /// The release that an image's name and tag promise: `docker.io/bitnamilegacy/redis:8.2.1-debian-12-r0` is 8.2. None
    /// for `latest`, digests alone and images of other names.
    pub fn of_image(image: &str) -> Option<Self> {
        let name_and_tag = image.split('@').next()?.rsplit('/').next()?;
        let (name, tag) = name_and_tag.split_once(':')?;
        let (major, minor) = numbers(tag.trim_start_matches('v'))?;
        let dialect = if name.contains("valkey") { Dialect::Valkey } else { Dialect::Redis };
        (name.contains("redis") || name.contains("valkey")).then_some(Self { dialect, major, minor })
    }

    /// The RDB that such a server writes, where that is known: from the sources of Redis 2.6 to 8.10 and Valkey 7.2 to 9.1
    /// (`RDB_VERSION` in rdb.h). What a file is in truth stands in its header.
    pub fn rdb(self) -> Option<Header> {
        let redis = |version| Some(Header { dialect: Dialect::Redis, version });
        match (self.dialect, self.major, self.minor) {
            (Dialect::Valkey, 7, _) | (Dialect::Valkey, 8, 0..=1) => redis(11),
            (Dialect::Valkey, 9, 0..=1) => Some(Header { dialect: Dialect::Valkey, version: 80 }),
            (Dialect::Valkey, _, _) => None,
            (Dialect::Redis, 2, 6..=8) | (Dialect::Redis, 3, 0) => redis(6),
            (Dialect::Redis, 3, 2) => redis(7),
            (Dialect::Redis, 4, 0) => redis(8),
            (Dialect::Redis, 5..=6, _) => redis(9),
            (Dialect::Redis, 7, 0) => redis(10),
            (Dialect::Redis, 7, 2) => redis(11),
            (Dialect::Redis, 7, 4) | (Dialect::Redis, 8, 0 | 2 | 4) => redis(12),
            (Dialect::Redis, 8, 6) => redis(13),
            (Dialect::Redis, 8, 8) => redis(14),
            (Dialect::Redis, 8, 10) => redis(15),
            (Dialect::Redis, _, _) => None,
        }
    }

    /// Whether such a server loads that RDB; none where it is not known. Redis refuses what is newer than its own and all
    /// of Valkey's; Valkey reads Redis's up to version 11 and refuses 12 to 79 as foreign (valkey/src/rdb.c,
    /// `rdbIsForeignVersion`, with `rdb-version-check strict`).
    pub fn reads(self, file: Header) -> Option<bool> {
        let own = self.rdb()?;
        Some(match (self.dialect, file.dialect) {
            (Dialect::Redis, Dialect::Valkey) => false,
            (Dialect::Redis, Dialect::Redis) => file.version <= own.version,
            (Dialect::Valkey, Dialect::Redis) => file.version <= 11,
            (Dialect::Valkey, Dialect::Valkey) => own.dialect == Dialect::Valkey && file.version <= own.version,
        })
    }

    /// Whether it is of the same family and not older.
    pub fn is_at_least(self, other: Self) -> bool {
        self.dialect == other.dialect && (self.major, self.minor) >= (other.major, other.minor)
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let family = match self.dialect {
            Dialect::Redis => "Redis",
            Dialect::Valkey => "Valkey",
        };
        write!(f, "{family} {}.{}", self.major, self.minor)
    }
}

/// The first two numbers of `8.0.2` or `8.2.1-debian-12`.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split(['.', '-', '+', ' ']);
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_read_as_people_write_them() {
        for (text, release) in [
            ("8.0", Release::redis(8, 0)),
            ("7.4.2", Release::redis(7, 4)),
            ("redis:6.2.14", Release::redis(6, 2)),
            ("valkey-8.1", Release::valkey(8, 1)),
            ("Valkey 9.0.1", Release::valkey(9, 0)),
            ("v7.2", Release::redis(7, 2)),
        ] {
            assert_eq!(Release::parse(text), Ok(release), "{text}");
        }
        for wrong in ["", "8", "latest", "valkey", "8.x", "seven.two"] {
            assert!(Release::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn images_promise_a_release_by_their_tag() {
        let of = |image: &str| Release::of_image(image).map(|release| release.to_string());
        assert_eq!(of("docker.io/bitnamilegacy/redis:8.2.1-debian-12-r0").as_deref(), Some("Redis 8.2"));
        assert_eq!(of("registry:5000/valkey/valkey:9.0.1@sha256:00").as_deref(), Some("Valkey 9.0"));
        assert_eq!(of("redis:7.4-alpine").as_deref(), Some("Redis 7.4"));
        for unclear in ["redis", "redis:latest", "redis:8", "redis@sha256:00", "registry:5000/redis", "nginx:1.25.1"] {
            assert_eq!(of(unclear), None, "{unclear}");
        }
    }

    #[test]
    fn who_reads_whose_rdb() {
        let reads = |server: Release, writer: Release| writer.rdb().and_then(|header| server.reads(header));
        assert_eq!(reads(Release::redis(7, 4), Release::redis(7, 0)), Some(true));
        assert_eq!(reads(Release::redis(7, 0), Release::redis(7, 4)), Some(false));
        assert_eq!(reads(Release::redis(8, 4), Release::redis(7, 4)), Some(true));
        assert_eq!(reads(Release::valkey(8, 1), Release::redis(7, 2)), Some(true));
        assert_eq!(reads(Release::valkey(8, 1), Release::redis(7, 4)), Some(false));
        assert_eq!(reads(Release::valkey(9, 0), Release::valkey(8, 1)), Some(true));
        assert_eq!(reads(Release::valkey(8, 1), Release::valkey(9, 0)), Some(false));
        assert_eq!(reads(Release::redis(8, 6), Release::valkey(9, 0)), Some(false));
        assert_eq!(reads(Release::redis(99, 0), Release::redis(7, 0)), None);
    }
}

//! The 64-bit id of a module type: nine characters of six bits, then a ten-bit encoding version.
//!
//! Source: `moduleTypeEncodeId` and `moduleTypeNameByID` of redis/src/module.c.

use std::fmt;

const CHARSET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The name of a module's data type, as `TYPE` prints it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleTypeName([u8; 9]);

impl ModuleTypeName {
    /// Decodes the name in a module type id.
    #[must_use]
    pub fn from_id(id: u64) -> Self {
        let mut name = [0; 9];
        let mut bits = id >> 10;
        for byte in name.iter_mut().rev() {
            *byte = CHARSET[(bits & 63) as usize];
            bits >>= 6;
        }
        Self(name)
    }

    /// The nine characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Names under which `MODULE LIST` has a module with this type, of Redis or of Valkey.
    #[must_use]
    pub fn modules(name: &str) -> Option<&'static [&'static str]> {
        Some(match name {
            "ReJSON-RL" => &["ReJSON", "json"],
            "TSDB-TYPE" => &["timeseries"],
            "MBbloom--" | "MBbloomCF" | "CMSk-TYPE" | "TopK-TYPE" | "TDIS-TYPE" | "bloomfltr" => &["bf"],
            "ft_index0" | "ft_invidx" | "numericdx" | "geometry0" | "trietype0" => &["search"],
            "vectorset" => &["vectorset"],
            "graphdata" | "graphmeta" => &["graph"],
            _ => return None,
        })
    }

    /// The product this type belongs to, for the types of the modules Redis bundles and of those it used to ship.
    #[must_use]
    pub fn product(&self) -> Option<&'static str> {
        Some(match self.as_str() {
            "ReJSON-RL" => "RedisJSON",
            "TSDB-TYPE" => "RedisTimeSeries",
            "MBbloom--" | "MBbloomCF" | "CMSk-TYPE" | "TopK-TYPE" | "TDIS-TYPE" => "RedisBloom",
            "ft_index0" | "ft_invidx" | "numericdx" | "geometry0" | "trietype0" => "RediSearch",
            "vectorset" => "vector sets",
            "graphdata" | "graphmeta" => "RedisGraph",
            _ => return None,
        })
    }
}

impl fmt::Display for ModuleTypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ModuleTypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_decode() {
        let encode = |name: &str| {
            name.bytes().fold(0, |bits: u64, byte| {
                let place = CHARSET.iter().position(|&c| c == byte);
                bits << 6 | place.map_or(0, |place| place as u64)
            })
        };
        for name in ["ReJSON-RL", "vectorset", "MBbloom--", "AAAAAAAAA", "_________"] {
            let id = encode(name) << 10 | 1023;
            assert_eq!(ModuleTypeName::from_id(id).as_str(), name);
        }
        let json = ModuleTypeName::from_id(encode("ReJSON-RL") << 10);
        assert_eq!(json.product(), Some("RedisJSON"));
    }
}

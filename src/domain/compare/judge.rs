//! In what two sides of one key differ.

use super::record::{KeyRecord, Reading};
use serde::Serialize;

/// What can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// A does not have the key.
    MissingInA,
    /// B does not have the key.
    MissingInB,
    /// The type.
    Type,
    /// Bytes, items, members, scores, fields or entries.
    Value,
    /// When the key expires.
    Expiry,
    /// When fields of the hash expire.
    FieldExpiry,
    /// Consumer groups of the stream.
    Groups,
    /// The last id of the stream, or its counters.
    StreamPosition,
    /// It could not be told: a value could not be read, or is a module's and has other bytes.
    Undecided,
}

impl Aspect {
    /// Every aspect, in the order of reports.
    pub const ALL: [Self; 9] = [
        Self::MissingInA,
        Self::MissingInB,
        Self::Type,
        Self::Value,
        Self::Expiry,
        Self::FieldExpiry,
        Self::Groups,
        Self::StreamPosition,
        Self::Undecided,
    ];

    /// For people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::MissingInA => "missing in A",
            Self::MissingInB => "missing in B",
            Self::Type => "type",
            Self::Value => "value",
            Self::Expiry => "expiry",
            Self::FieldExpiry => "field expiry",
            Self::Groups => "consumer groups",
            Self::StreamPosition => "stream position",
            Self::Undecided => "undecided",
        }
    }
}

/// How exactly to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Expiry times of keys may differ by so much, in milliseconds.
    pub expiry_tolerance_ms: u64,
}

/// In what they differ at `now_ms` (milliseconds since 1970, after both were read); nothing where they are the same.
#[must_use]
pub fn judge(a: Option<&KeyRecord>, b: Option<&KeyRecord>, rules: Rules, now_ms: u64) -> Vec<Aspect> {
    let missing = |there: &KeyRecord, aspect| if there.may_be_missing(now_ms) { Vec::new() } else { vec![aspect] };
    match (a, b) {
        (None, None) => Vec::new(),
        (Some(there), None) => missing(there, Aspect::MissingInB),
        (None, Some(there)) => missing(there, Aspect::MissingInA),
        (Some(a), Some(b)) => judge_both(a, b, rules),
    }
}

fn judge_both(a: &KeyRecord, b: &KeyRecord, rules: Rules) -> Vec<Aspect> {
    if a.kind != b.kind {
        return vec![Aspect::Type];
    }
    let mut aspects = Vec::new();
    let same_expiry = match (a.expires_at_ms, b.expires_at_ms) {
        (None, None) => true,
        (Some(a), Some(b)) => a.abs_diff(b) <= rules.expiry_tolerance_ms,
        _ => false,
    };
    let (Reading::Whole(one), Reading::Whole(other)) = (&a.value, &b.value) else {
        aspects.extend((!same_expiry).then_some(Aspect::Expiry));
        aspects.push(Aspect::Undecided);
        return aspects;
    };
    let both = |a: Option<u128>, b: Option<u128>| a.zip(b).is_none_or(|(a, b)| a == b);
    let same_content = (one.content, one.elements) == (other.content, other.elements);
    let is_opaque = one.opaque || other.opaque;
    let checks = [
        (same_content || is_opaque, Aspect::Value),
        (same_expiry, Aspect::Expiry),
        (one.field_expiry == other.field_expiry, Aspect::FieldExpiry),
        (one.groups == other.groups && both(one.delivery_times, other.delivery_times), Aspect::Groups),
        (one.last_id == other.last_id && both(one.counters, other.counters), Aspect::StreamPosition),
        (same_content || !is_opaque, Aspect::Undecided),
    ];
    aspects.extend(checks.into_iter().filter(|(same, _)| !same).map(|(_, aspect)| aspect));
    // Times of other fields say nothing that the fields themselves do not say.
    if aspects.contains(&Aspect::Value) {
        aspects.retain(|aspect| *aspect != Aspect::FieldExpiry);
    }
    aspects
}

#[cfg(test)]
mod tests {
    use super::super::record::Kind;
    use super::super::value::ValueDigest;
    use super::*;

    const RULES: Rules = Rules { expiry_tolerance_ms: 1000 };

    fn key(kind: &str, expires_at_ms: Option<u64>, digest: ValueDigest) -> KeyRecord {
        KeyRecord { kind: Kind::of(kind), expires_at_ms, value: Reading::Whole(digest) }
    }

    fn digest() -> ValueDigest {
        ValueDigest { elements: 1, content: 5, counters: Some(1), delivery_times: Some(2), ..ValueDigest::default() }
    }

    #[test]
    fn each_aspect_is_told() {
        let one = key("stream", None, digest());
        let of = |other: KeyRecord| judge(Some(&one), Some(&other), RULES, 0);
        assert_eq!(of(one.clone()), []);
        assert_eq!(of(key("hash", None, digest())), [Aspect::Type]);
        assert_eq!(of(key("stream", Some(9), digest())), [Aspect::Expiry]);
        let changed = |change: fn(&mut ValueDigest)| {
            let mut digest = digest();
            change(&mut digest);
            of(key("stream", None, digest))
        };
        assert_eq!(changed(|digest| digest.content = 6), [Aspect::Value]);
        assert_eq!(changed(|digest| digest.elements = 2), [Aspect::Value]);
        assert_eq!(changed(|digest| digest.field_expiry = 6), [Aspect::FieldExpiry]);
        assert_eq!(changed(|digest| digest.groups = 6), [Aspect::Groups]);
        assert_eq!(changed(|digest| digest.delivery_times = Some(3)), [Aspect::Groups]);
        assert_eq!(changed(|digest| digest.last_id = 6), [Aspect::StreamPosition]);
        assert_eq!(changed(|digest| digest.counters = Some(3)), [Aspect::StreamPosition]);
        // What one side cannot know is not compared.
        assert_eq!(changed(|digest| (digest.counters, digest.delivery_times) = (None, None)), []);
        assert_eq!(changed(|digest| (digest.content, digest.opaque) = (6, true)), [Aspect::Undecided]);
        let unread = KeyRecord { value: Reading::Unread("too large".into()), ..one.clone() };
        assert_eq!(of(unread), [Aspect::Undecided]);
    }

    #[test]
    fn expiry_has_a_tolerance_and_what_has_expired_is_not_missing() {
        let at = |ms| key("string", Some(ms), digest());
        assert_eq!(judge(Some(&at(5000)), Some(&at(6000)), RULES, 0), []);
        assert_eq!(judge(Some(&at(5000)), Some(&at(6001)), RULES, 0), [Aspect::Expiry]);
        assert_eq!(judge(Some(&at(5000)), None, RULES, 4999), [Aspect::MissingInB]);
        assert_eq!(judge(None, Some(&at(5000)), RULES, 4999), [Aspect::MissingInA]);
        assert_eq!(judge(Some(&at(5000)), None, RULES, 5000), []);
        let fading = key("hash", None, ValueDigest { fading_fields: 1, ..ValueDigest::default() });
        assert_eq!(judge(Some(&fading), None, RULES, 0), []);
        let empty_stream = key("stream", None, ValueDigest::default());
        assert_eq!(judge(Some(&empty_stream), None, RULES, 0), [Aspect::MissingInB]);
    }
}

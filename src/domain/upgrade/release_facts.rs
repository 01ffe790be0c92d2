//! What the rules about a change of release look at.

use crate::domain::config::Parameters;
use crate::domain::release::Release;
use crate::formats::info::Info;
use crate::formats::redis_conf::Directive;
use serde_json::Value;
use std::time::Duration;

/// A configuration file, or a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Where it stands, for people: `ConfigMap apps/cache, key redis.conf`.
    pub place: String,
    /// Its directives.
    pub directives: Vec<Directive>,
}

/// A member as the rules see it.
#[derive(Debug)]
pub struct MemberRelease {
    /// `namespace/pod`, or `host:port`.
    pub subject: String,
    /// INFO, where it answered.
    pub info: Option<Info>,
    /// For how long it was looked at, where once was not enough.
    pub looked_at_for: Duration,
    /// The image of its container.
    pub image: Option<String>,
    /// Its runtime parameters; none where CONFIG could not be asked.
    pub parameters: Option<Parameters>,
    /// ACL LIST; none where it could not be asked, or the server knows none.
    pub acl: Option<Vec<String>>,
    /// The names of loaded modules; none where MODULE LIST could not be asked.
    pub modules: Option<Vec<String>>,
}

impl MemberRelease {
    /// The release it runs.
    pub fn release(&self) -> Option<Release> {
        self.info.as_ref().and_then(Release::of)
    }
}

/// An instance, and what it is to become.
#[derive(Debug)]
pub struct ReleaseFacts {
    /// `namespace/instance`, or `host:port`.
    pub subject: String,
    /// Its members.
    pub members: Vec<MemberRelease>,
    /// The configuration that is there.
    pub named: Vec<Named>,
    /// The release it is to run; none where that is not known.
    pub target: Option<Release>,
    /// The StatefulSets that are there, as the API tells them.
    pub sets: Vec<Value>,
    /// The objects that are to be applied; none where they were not given.
    pub next: Option<Vec<Value>>,
}

impl ReleaseFacts {
    /// The newest release any member runs.
    pub fn current(&self) -> Option<Release> {
        self.members.iter().filter_map(MemberRelease::release).max_by_key(|release| (release.major, release.minor))
    }
}

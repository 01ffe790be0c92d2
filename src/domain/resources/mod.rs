//! The Kubernetes objects of an instance: which belong to it, and the form in which they can be applied again.

pub mod graph;
pub mod reference;
pub mod secret_values;
pub mod strip;
pub mod yaml;

/// One row of `kubectl api-resources`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ResourceType {
    /// API group; empty for the core group.
    pub group: String,
    /// Version inside the group.
    pub version: String,
    /// Plural name, as in paths and RBAC rules.
    pub plural: String,
    /// Kind of one object.
    pub kind: String,
}

impl ResourceType {
    /// A kind by its parts.
    pub fn new(group: &str, version: &str, plural: &str, kind: &str) -> Self {
        Self { group: group.into(), version: version.into(), plural: plural.into(), kind: kind.into() }
    }

    /// `v1` or `apps/v1`.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.clone() } else { format!("{}/{}", self.group, self.version) }
    }

    /// `pods` or `statefulsets.apps`, as rights name it.
    pub fn qualified(&self) -> String {
        if self.group.is_empty() { self.plural.clone() } else { format!("{}.{}", self.plural, self.group) }
    }
}

//! The objects of the cluster: what etcd is to an API server.

use super::encoding;
use super::resources::{self, Resource};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Plural, namespace (empty at the cluster scope), name.
type Key = (String, String, String);

/// Every object, with the resources it may belong to.
#[derive(Debug)]
pub struct Objects {
    items: BTreeMap<Key, Value>,
    version: u64,
    resources: Vec<Resource>,
}

fn key(plural: &str, namespace: &str, name: &str) -> Key {
    (plural.to_owned(), namespace.to_owned(), name.to_owned())
}

/// `metadata.name`, `metadata.namespace` … of an object; empty where it is absent.
pub fn metadata<'a>(object: &'a Value, field: &str) -> &'a str {
    object["metadata"][field].as_str().unwrap_or_default()
}

impl Objects {
    /// An empty store that knows the built-in resources.
    pub fn new() -> Self {
        Self { items: BTreeMap::new(), version: 100, resources: resources::built_in() }
    }

    /// Every served resource.
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// The resource of a path.
    pub fn resource(&self, group: &str, version: &str, plural: &str) -> Option<Resource> {
        let found = |one: &&Resource| one.group == group && one.version == version && one.plural == plural;
        self.resources.iter().find(found).cloned()
    }

    /// Serves a further resource, as a CRD brings it.
    pub fn serve(&mut self, resource: Resource) {
        if self.resource(&resource.group, &resource.version, &resource.plural).is_none() {
            self.resources.push(resource);
        }
    }

    /// Serves a group and version no more, as an older cluster does not.
    pub fn unserve(&mut self, group: &str, version: &str) {
        self.resources.retain(|one| (one.group.as_str(), one.version.as_str()) != (group, version));
    }

    /// The resource of an object; a kind not built in is registered as a custom resource.
    pub fn resource_of(&mut self, object: &Value) -> Resource {
        let api_version = object["apiVersion"].as_str().unwrap_or("v1").to_owned();
        let kind = object["kind"].as_str().expect("an object has a kind").to_owned();
        let found = |one: &&Resource| one.api_version() == api_version && one.kind == kind;
        if let Some(resource) = self.resources.iter().find(found) {
            return resource.clone();
        }
        let namespaced = object.pointer("/metadata/namespace").is_some();
        let resource = Resource::custom(&api_version, &kind, namespaced);
        self.resources.push(resource.clone());
        resource
    }

    /// The resourceVersion of the newest write.
    pub fn version(&self) -> String {
        self.version.to_string()
    }

    /// One object.
    pub fn get(&self, plural: &str, namespace: &str, name: &str) -> Option<&Value> {
        self.items.get(&key(plural, namespace, name))
    }

    /// The objects of a resource, of one namespace or of all, by namespace and name.
    pub fn list(&self, plural: &str, namespace: Option<&str>) -> Vec<&Value> {
        let of =
            |entry: &(&Key, &Value)| entry.0.0 == plural && namespace.is_none_or(|namespace| entry.0.1 == namespace);
        self.items.iter().filter(of).map(|entry| entry.1).collect()
    }

    /// Stores a new object under its resource: uid, times and versions are given here, `stringData` becomes `data`.
    pub fn insert(&mut self, resource: &Resource, mut object: Value) -> Value {
        self.version += 1;
        object["kind"] = json!(resource.kind);
        object["apiVersion"] = json!(resource.api_version());
        let version = self.version();
        let metadata = object["metadata"].as_object_mut().expect("an object has metadata");
        let generated = metadata.get("generateName").and_then(Value::as_str).map(str::to_owned);
        if let (Some(prefix), None) = (generated, metadata.get("name")) {
            metadata.insert("name".to_owned(), json!(format!("{prefix}{}", encoding::hex(5))));
        }
        if resource.namespaced {
            metadata.entry("namespace").or_insert_with(|| json!("default"));
        } else {
            metadata.remove("namespace");
        }
        metadata.entry("uid").or_insert_with(|| json!(encoding::uuid()));
        metadata.entry("creationTimestamp").or_insert_with(|| json!(encoding::now()));
        metadata.insert("resourceVersion".to_owned(), json!(version));
        if ["statefulsets", "deployments", "replicasets"].contains(&resource.plural.as_str()) {
            metadata.entry("generation").or_insert_with(|| json!(1));
        }
        encode_string_data(&mut object);
        let place = key(&resource.plural, self::metadata(&object, "namespace"), self::metadata(&object, "name"));
        self.items.insert(place, object.clone());
        object
    }

    /// Replaces an object that exists; uid, name and creation time stay. `None` where it does not exist.
    pub fn replace(&mut self, plural: &str, namespace: &str, name: &str, mut object: Value) -> Option<Value> {
        let place = key(plural, namespace, name);
        let old = self.items.get(&place)?;
        let fixed = ["uid", "creationTimestamp", "name", "namespace"].map(|field| old["metadata"][field].clone());
        let generation = old["metadata"]["generation"].as_u64();
        let changed = old["spec"] != object["spec"];
        self.version += 1;
        for (field, value) in ["uid", "creationTimestamp", "name", "namespace"].into_iter().zip(fixed) {
            if !value.is_null() {
                object["metadata"][field] = value;
            }
        }
        if let Some(generation) = generation {
            object["metadata"]["generation"] = json!(generation + u64::from(changed));
        }
        object["metadata"]["resourceVersion"] = json!(self.version());
        encode_string_data(&mut object);
        self.items.insert(place, object.clone());
        Some(object)
    }

    /// Changes an object in place; one left as it was keeps its resourceVersion. False where there is none.
    pub fn edit(&mut self, plural: &str, namespace: &str, name: &str, edit: impl FnOnce(&mut Value)) -> bool {
        let Some(object) = self.items.get_mut(&key(plural, namespace, name)) else { return false };
        let before = object.clone();
        edit(object);
        if *object != before {
            self.version += 1;
            object["metadata"]["resourceVersion"] = json!(self.version.to_string());
        }
        true
    }

    /// Removes an object and returns it.
    pub fn remove(&mut self, plural: &str, namespace: &str, name: &str) -> Option<Value> {
        self.version += 1;
        self.items.remove(&key(plural, namespace, name))
    }

    /// Removes everything in a namespace, and what is owned by the object of this uid.
    pub fn remove_dependents(&mut self, namespace: Option<&str>, owner_uid: &str) {
        self.items.retain(|place, object| {
            let owners = object["metadata"]["ownerReferences"].as_array();
            let owned = owners.is_some_and(|owners| owners.iter().any(|one| one["uid"] == owner_uid));
            !owned && namespace != Some(&place.1)
        });
    }
}

fn encode_string_data(object: &mut Value) {
    let Some(Value::Object(plain)) = object.as_object_mut().and_then(|map| map.remove("stringData")) else {
        return;
    };
    if !object["data"].is_object() {
        object["data"] = Value::Object(Map::new());
    }
    for (name, value) in plain {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        object["data"][name] = json!(encoding::to_base64(text.as_bytes()));
    }
}

/// The objects of a YAML stream, one per document. Empty documents are skipped.
pub fn parse_yaml(yaml: &str) -> Vec<Value> {
    // The API server reads YAML 1.1, where `defaultMode: 0755` is octal.
    let options = serde_saphyr::options! { legacy_octal_numbers: true };
    let documents: Vec<Value> = serde_saphyr::from_multiple_with_options(yaml, options).expect("valid YAML");
    documents.into_iter().filter(|document| !document.is_null()).collect()
}

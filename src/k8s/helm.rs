//! Helm's records of releases: Secrets `sh.helm.release.v1.<name>.v<number>`, whose `release` is a record as JSON, gzipped
//! and in base64 (helm/pkg/storage/driver/secrets.go and util.go).

use super::client::Kubernetes;
use crate::domain::resources::ResourceType;
use crate::error::{Error, Kind, Result};
use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use k8s_openapi::ByteString;
use serde_json::{Map, Value, json};
use std::io::{Read, Write};

/// Longest record that is read, in bytes: a Secret holds 1 MiB of it compressed.
const LONGEST: u64 = 64 * 1024 * 1024;
/// Labels that Helm sets by itself; others are the user's own (`helm upgrade --labels`).
const OWN_LABELS: [&str; 6] = ["name", "owner", "status", "version", "createdAt", "modifiedAt"];

/// A stored revision.
#[derive(Debug, Clone)]
pub struct StoredRelease {
    /// The Secret's name.
    pub secret: String,
    /// Its labels.
    pub labels: Map<String, Value>,
    /// The record.
    pub record: Value,
}

fn secrets() -> ResourceType {
    ResourceType::new("", "v1", "secrets", "Secret")
}

impl Kubernetes {
    /// Every revision of a release that is kept.
    ///
    /// # Errors
    /// Of kind Target, naming the missing right when the API server forbids it; Failed when a record cannot be read.
    pub async fn fetch_releases(&self, namespace: &str, release: &str) -> Result<Vec<StoredRelease>> {
        let selector = format!("owner=helm,name={release}");
        let found = self.fetch_objects(&secrets(), Some(namespace), &selector).await?.unwrap_or_default();
        let stored = |secret: Value| {
            let name = secret["metadata"]["name"].as_str().unwrap_or_default().to_owned();
            let unreadable = |why: &str| {
                Error::failed(format!("cannot read Helm's record in Secret {namespace}/{name}")).cause(why.to_owned())
            };
            let text = bytes_of(&secret["data"]["release"]).ok_or_else(|| unreadable("it has no key release"))?;
            let record = decode(&text).map_err(|why| unreadable(&why))?;
            let labels = secret["metadata"]["labels"].as_object().cloned().unwrap_or_default();
            Ok(StoredRelease { secret: name, labels, record })
        };
        found.into_iter().map(stored).collect()
    }

    /// Stores a new revision, with the labels of its own that `like` has.
    ///
    /// # Errors
    /// As above; Locked where there is one of that number already: somebody else's helm was faster.
    pub async fn create_release(
        &self,
        namespace: &str,
        record: &Value,
        like: &StoredRelease,
        now: DateTime<Utc>,
    ) -> Result<String> {
        let (release, number) = (record["name"].as_str().unwrap_or_default(), &record["version"]);
        let name = format!("sh.helm.release.v1.{release}.v{number}");
        let mut labels = like.labels.clone();
        labels.retain(|label, _| !OWN_LABELS.contains(&label.as_str()));
        labels.extend(own_labels(record));
        labels.insert("createdAt".to_owned(), json!(now.timestamp().to_string()));
        let object = json!({
            "apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1",
            "metadata": {"name": name, "namespace": namespace, "labels": labels},
            "data": {"release": encoded(record)?},
        });
        self.create_object(&secrets(), namespace, &object).await.map_err(|error| {
            if error.chain().contains("already exists") {
                return error
                    .while_attempting(format!("write revision {number} of release {release}"))
                    .of_kind(Kind::Locked)
                    .hint("somebody's helm works on the release: helm history tells");
            }
            error
        })?;
        Ok(name)
    }

    /// Stores a revision again, as it is now.
    ///
    /// # Errors
    /// As [`Kubernetes::fetch_releases`].
    pub async fn update_release(
        &self,
        namespace: &str,
        secret: &str,
        record: &Value,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let mut labels = own_labels(record);
        labels.insert("modifiedAt".to_owned(), json!(now.timestamp().to_string()));
        let patch = json!({"metadata": {"labels": labels}, "data": {"release": encoded(record)?}});
        self.merge_patch(&secrets(), namespace, secret, &patch).await.map(drop)
    }
}

fn own_labels(record: &Value) -> Map<String, Value> {
    let text = |value: &Value| json!(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let labels = [
        ("name", text(&record["name"])),
        ("owner", json!("helm")),
        ("status", text(&record["info"]["status"])),
        ("version", text(&record["version"])),
    ];
    labels.into_iter().map(|(label, value)| (label.to_owned(), value)).collect()
}

/// What a field of base64 holds.
fn bytes_of(value: &Value) -> Option<Vec<u8>> {
    serde_json::from_value::<ByteString>(value.clone()).ok().map(|bytes| bytes.0)
}

fn base64(bytes: Vec<u8>) -> Value {
    serde_json::to_value(ByteString(bytes)).unwrap_or_default()
}

/// The record in what a Secret's `release` holds. Old ones are not compressed.
///
/// # Errors
/// A sentence.
pub fn decode(text: &[u8]) -> Result<Value, String> {
    let text = String::from_utf8_lossy(text);
    let bytes = bytes_of(&json!(text.trim())).ok_or("it is no base64")?;
    let mut plain = Vec::new();
    if bytes.starts_with(&[0x1f, 0x8b, 0x08]) {
        let mut reader = GzDecoder::new(bytes.as_slice()).take(LONGEST + 1);
        reader.read_to_end(&mut plain).map_err(|error| error.to_string())?;
        if plain.len() as u64 > LONGEST {
            return Err("it is longer than any release".to_owned());
        }
    } else {
        plain = bytes;
    }
    serde_json::from_slice(&plain).map_err(|error| error.to_string())
}

/// What a Secret's `release` is to hold.
///
/// # Errors
/// A sentence; it cannot fail but for want of memory.
pub fn encode(record: &Value) -> Result<Vec<u8>, String> {
    let text = serde_json::to_vec(record).map_err(|error| error.to_string())?;
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    let bytes = writer.write_all(&text).and_then(|()| writer.finish()).map_err(|error| error.to_string())?;
    match base64(bytes) {
        Value::String(text) => Ok(text.into_bytes()),
        _ => Err("it has no base64 form".to_owned()),
    }
}

fn encoded(record: &Value) -> Result<Value> {
    encode(record).map(base64).map_err(|why| Error::failed("cannot write Helm's record").cause(why))
}

/// A manifest's objects. Values of a Secret that are plain are as the API keeps them then.
///
/// # Errors
/// A sentence: it is no YAML.
pub fn objects_of(manifest: &str) -> Result<Vec<Value>, String> {
    let documents: Vec<Value> = serde_saphyr::from_multiple(manifest).map_err(|error| error.to_string())?;
    let mut objects: Vec<Value> = documents.into_iter().filter(|one| one["kind"].is_string()).collect();
    for object in objects.iter_mut().filter(|one| one["kind"] == "Secret") {
        let Some(Value::Object(plain)) = object.as_object_mut().and_then(|fields| fields.remove("stringData")) else {
            continue;
        };
        if !object["data"].is_object() {
            object["data"] = json!({});
        }
        for (key, value) in plain {
            object["data"][key] = base64(value.as_str().unwrap_or_default().as_bytes().to_vec());
        }
    }
    Ok(objects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_and_written_as_helm_does() {
        let record = json!({"name": "cache", "version": 7, "info": {"status": "deployed"}, "manifest": "a: ü\n"});
        let text = encode(&record).expect("encodes");
        assert!(text.starts_with(b"H4sI"), "gzip in base64");
        assert_eq!(decode(&text), Ok(record.clone()));
        // before Helm compressed
        let plain = base64(br#"{"name":"x"}"#.to_vec());
        assert_eq!(decode(plain.as_str().unwrap_or_default().as_bytes()), Ok(json!({"name": "x"})));
        assert!(decode(b"%%").is_err() && decode(b"").is_err() && decode(b"H4sIAAAA").is_err());
        let labels = own_labels(&record);
        assert_eq!(
            (&labels["version"], &labels["status"], &labels["owner"]),
            (&json!("7"), &json!("deployed"), &json!("helm"))
        );
    }

    #[test]
    fn plain_values_of_secrets_are_as_the_api_keeps_them() {
        let text = "# Source: x\n---\nkind: Secret\nstringData: {a: b}\n---\n\n---\nkind: Service\n";
        let objects = objects_of(text).expect("YAML");
        assert_eq!(objects, [json!({"kind": "Secret", "data": {"a": "Yg=="}}), json!({"kind": "Service"})]);
        assert!(objects_of("a: [").is_err());
    }
}

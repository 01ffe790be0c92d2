//! Objects as they are, of any kind: for what is kept or made as a whole rather than looked at.

use super::client::Kubernetes;
use crate::domain::resources::ResourceType;
use crate::error::{Error, Result};
use crate::target::spec::Scope;
use http::{Method, Request};
use serde_json::{Value, json};

/// Where an object is, of a resource that may be at the cluster scope.
pub(super) fn path(kind: &ResourceType, namespace: Option<&str>, name: Option<&str>) -> String {
    let root = if kind.group.is_empty() {
        format!("/api/{}", kind.version)
    } else {
        format!("/apis/{}/{}", kind.group, kind.version)
    };
    let place = namespace.map(|namespace| format!("/namespaces/{namespace}")).unwrap_or_default();
    let name = name.map(|name| format!("/{name}")).unwrap_or_default();
    format!("{root}{place}/{}{name}", kind.plural)
}

pub(super) fn scope(namespace: Option<&str>) -> Scope {
    namespace.map_or(Scope::All, |namespace| Scope::Namespace(namespace.to_owned()))
}

impl Kubernetes {
    /// All objects of a kind in a namespace, with `apiVersion` and `kind`; none where the API does not serve the kind.
    ///
    /// # Errors
    /// Of kind Target, naming the missing right when the API server forbids it; so with all of these.
    pub async fn fetch_objects(
        &self,
        kind: &ResourceType,
        namespace: Option<&str>,
        selector: &str,
    ) -> Result<Option<Vec<Value>>> {
        let mut path = path(kind, namespace, None);
        if !selector.is_empty() {
            let escaped: String = selector.replace('=', "%3D").replace(',', "%2C").replace('/', "%2F");
            path.push_str(&format!("?labelSelector={escaped}"));
        }
        let list = self.found("list", kind, namespace, Request::get(path), "application/json").await?;
        Ok(list.map(|mut list| match list["items"].take() {
            Value::Array(items) => items.into_iter().map(|item| typed(kind, item)).collect(),
            _ => Vec::new(),
        }))
    }

    /// Names, labels and annotations of a kind's objects, without what they hold.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_metadata(&self, kind: &ResourceType, namespace: &str, selector: &str) -> Result<Vec<Value>> {
        const METADATA: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
        let escaped = selector.replace('=', "%3D").replace(',', "%2C").replace('/', "%2F");
        let path = format!("{}?labelSelector={escaped}", path(kind, Some(namespace), None));
        let list = self.found("list", kind, Some(namespace), Request::get(path), METADATA).await?;
        Ok(match list.map(|mut list| list["items"].take()) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        })
    }

    /// One object; none where it does not exist.
    ///
    /// # Errors
    /// As above.
    pub async fn fetch_object(
        &self,
        kind: &ResourceType,
        namespace: Option<&str>,
        name: &str,
    ) -> Result<Option<Value>> {
        let request = Request::get(path(kind, namespace, Some(name)));
        let found = self.found("get", kind, namespace, request, "application/json").await?;
        Ok(found.map(|object| typed(kind, object)))
    }

    /// Makes an object.
    ///
    /// # Errors
    /// As above.
    pub async fn create_object(&self, kind: &ResourceType, namespace: &str, object: &Value) -> Result<Value> {
        let body = serde_json::to_vec(object).unwrap_or_default();
        let request = Request::post(path(kind, Some(namespace), None));
        self.answer("create", kind, Some(namespace), request, "application/json", body).await
    }

    /// Deletes an object; tells whether there was one.
    ///
    /// # Errors
    /// As above.
    pub async fn delete_object(&self, kind: &ResourceType, namespace: &str, name: &str) -> Result<bool> {
        let request = Request::builder().method(Method::DELETE).uri(path(kind, Some(namespace), Some(name)));
        self.found("delete", kind, Some(namespace), request, "application/json").await.map(|found| found.is_some())
    }

    /// Deletes an object if it is still the one with this uid; tells whether there was one.
    ///
    /// # Errors
    /// As above; also where another one has the name by now.
    pub async fn delete_exactly(&self, kind: &ResourceType, namespace: &str, name: &str, uid: &str) -> Result<bool> {
        let options = json!({"apiVersion": "v1", "kind": "DeleteOptions", "preconditions": {"uid": uid}});
        let body = serde_json::to_vec(&options).unwrap_or_default();
        let request = Request::builder().method(Method::DELETE).uri(path(kind, Some(namespace), Some(name)));
        let request = request.header(http::header::CONTENT_TYPE, "application/json");
        let call = async {
            let request = request.body(body).map_err(kube::Error::HttpError)?;
            match self.client.request::<Value>(request).await {
                Err(kube::Error::Api(status)) if status.code == 404 => Ok(false),
                other => other.map(|_| true),
            }
        };
        self.bounded("delete", &kind.qualified(), &scope(Some(namespace)), call).await
    }

    /// The resource behind an object's `apiVersion` and `kind`; none where the API serves no such kind.
    ///
    /// # Errors
    /// As above.
    pub async fn discover_kind(&self, api_version: &str, kind: &str) -> Result<Option<ResourceType>> {
        Ok(self.discover_kind_and_scope(api_version, kind).await?.map(|(resource, _)| resource))
    }

    /// The same, and whether its objects are in namespaces.
    ///
    /// # Errors
    /// As above.
    pub async fn discover_kind_and_scope(&self, api_version: &str, kind: &str) -> Result<Option<(ResourceType, bool)>> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let path = if group.is_empty() { format!("/api/{version}") } else { format!("/apis/{group}/{version}") };
        let asked = ResourceType::new(group, version, "resources", "APIResourceList");
        let list = self.found("discover", &asked, None, Request::get(path), "application/json").await?;
        let rows = list.as_ref().and_then(|list| list["resources"].as_array()).into_iter().flatten();
        let mut rows =
            rows.filter(|row| row["kind"] == kind && row["name"].as_str().is_some_and(|name| !name.contains('/')));
        let resource = |row: &Value| {
            let name = row["name"].as_str()?;
            Some((ResourceType::new(group, version, name, kind), row["namespaced"] == true))
        };
        Ok(rows.next().and_then(resource))
    }

    /// Whether an API group in this version is served.
    ///
    /// # Errors
    /// As above.
    pub async fn serves(&self, group: &str, version: &str) -> Result<bool> {
        let asked = ResourceType::new(group, version, "resources", "APIResourceList");
        let request = Request::get(format!("/apis/{group}/{version}"));
        Ok(self.found("discover", &asked, None, request, "application/json").await?.is_some())
    }

    async fn found(
        &self,
        verb: &str,
        kind: &ResourceType,
        namespace: Option<&str>,
        request: http::request::Builder,
        accept: &str,
    ) -> Result<Option<Value>> {
        let request = request.header(http::header::ACCEPT, accept);
        let call = async {
            let request = request.body(Vec::new()).map_err(kube::Error::HttpError)?;
            match self.client.request::<Value>(request).await {
                Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
                other => other.map(Some),
            }
        };
        self.bounded(verb, &kind.qualified(), &scope(namespace), call).await
    }

    async fn answer(
        &self,
        verb: &str,
        kind: &ResourceType,
        namespace: Option<&str>,
        request: http::request::Builder,
        accept: &str,
        body: Vec<u8>,
    ) -> Result<Value> {
        let request =
            request.header(http::header::ACCEPT, accept).header(http::header::CONTENT_TYPE, "application/json");
        let request = request.body(body).map_err(|error| Error::failed("cannot build a request").because(&error))?;
        self.bounded(verb, &kind.qualified(), &scope(namespace), self.client.request::<Value>(request)).await
    }
}

/// Items of built-in kinds come without their type.
fn typed(kind: &ResourceType, mut object: Value) -> Value {
    if let Some(map) = object.as_object_mut() {
        map.insert("apiVersion".to_owned(), json!(kind.api_version()));
        map.insert("kind".to_owned(), json!(kind.kind));
    }
    object
}

//! Who else writes a Secret, and would put the old password back.

use serde_json::Value;

/// Who puts the Secret back to how it wants it, in words; none where nobody does. Helm writes at its next upgrade only.
pub fn owner_of(secret: &Value) -> Option<String> {
    let metadata = &secret["metadata"];
    let text = |map: &str, name: &str| metadata[map][name].as_str().filter(|value| !value.is_empty());
    let owners = metadata["ownerReferences"].as_array().into_iter().flatten();
    let mut kinds = owners.filter_map(|owner| Some((owner["kind"].as_str()?, owner["name"].as_str()?)));
    // external-secrets, sealed-secrets, the Vault operators, the operators of Redis: whoever owns it made it.
    if let Some((kind, name)) = kinds.next() {
        return Some(format!("{kind} {name}"));
    }
    let argo = text("annotations", "argocd.argoproj.io/tracking-id")
        .and_then(|id| id.split(':').next())
        .or_else(|| text("labels", "argocd.argoproj.io/instance"));
    if let Some(application) = argo {
        return Some(format!("Argo CD's application {application}"));
    }
    let flux = ["kustomize", "helm"].iter().find_map(|controller| {
        text("labels", &format!("{controller}.toolkit.fluxcd.io/name")).map(|name| (controller, name))
    });
    if let Some((controller, name)) = flux {
        let what = if *controller == "helm" { "HelmRelease" } else { "Kustomization" };
        return Some(format!("Flux's {what} {name}"));
    }
    let reflected = text("annotations", "reflector.v1.k8s.emberstack.com/reflects");
    reflected.map(|from| format!("reflector, which copies {from}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn owners_are_told_by_their_marks() {
        let of = |metadata: Value| owner_of(&json!({ "metadata": metadata }));
        let owned = json!([{"kind": "ExternalSecret", "name": "cache"}]);
        assert_eq!(of(json!({ "ownerReferences": owned })).as_deref(), Some("ExternalSecret cache"));
        let tracked = json!({"argocd.argoproj.io/tracking-id": "cache:/Secret:apps/cache"});
        assert_eq!(of(json!({ "annotations": tracked })).as_deref(), Some("Argo CD's application cache"));
        let flux = json!({"kustomize.toolkit.fluxcd.io/name": "apps"});
        assert_eq!(of(json!({ "labels": flux })).as_deref(), Some("Flux's Kustomization apps"));
        let helm = json!({"app.kubernetes.io/managed-by": "Helm", "app.kubernetes.io/instance": "cache"});
        assert_eq!(of(json!({ "labels": helm })), None);
    }
}

//! From the graph to the files: stripped, without secrets, as YAML.

use super::facts::Facts;
use super::{Index, ObjectRow, Resources, SecretRow};
use crate::domain::backup::besides::{DERIVED_FILE, INDEX_FILE, RESOURCES_FILE, SECRETS_FILE};
use crate::domain::backup::redact::Redactor;
use crate::domain::resources::secret_values;
use crate::domain::resources::strip::strip;
use crate::domain::resources::yaml;
use crate::error::{Error, Kind, Result};
use crate::report::{Finding, Severity};
use crate::store::set::SmallFile;
use crate::target::credentials::PasswordSource;
use crate::target::discover::Target;
use crate::target::surroundings::unseen_finding;
use serde_json::Value;

pub(super) fn keep(facts: Facts, target: &Target, namespace: &str) -> Result<(Resources, Vec<Finding>)> {
    let subject = target.instance.full_name();
    let redactor = redactor(target);
    let mut findings: Vec<Finding> = facts.unseen.iter().map(|error| unseen_finding(&subject, error)).collect();
    let missing = facts.unseen.iter().map(Error::chain).collect();
    let (mut rows, mut applied, mut derived) = (Vec::new(), Vec::new(), Vec::new());
    for belonging in facts.graph.objects {
        let text = |pointer: &str| belonging.object.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let (kind, name) = (text("/kind").unwrap_or_default(), text("/metadata/name").unwrap_or_default());
        let volume = text("/spec/volumeName").filter(|_| kind == "PersistentVolumeClaim");
        let mut object = strip(belonging.object);
        let redacted = secret_values::hide(&mut object, &redactor);
        if !redacted.is_empty() {
            findings.push(in_clear(namespace, &kind, &name, &redacted));
        }
        let mut comment = format!("{kind} {name}: {}", belonging.why);
        comment.extend(volume.iter().map(|volume| format!("; its volume was {volume}")));
        if !redacted.is_empty() {
            comment
                .push_str(&format!("\nNOT TO BE APPLIED AS IT IS: secrets were left out of {}", redacted.join(", ")));
        }
        let (file, documents) =
            if belonging.derived { (DERIVED_FILE, &mut derived) } else { (RESOURCES_FILE, &mut applied) };
        documents.push((object, comment));
        rows.push(ObjectRow { kind, name, why: belonging.why, file, volume, redacted });
    }
    let secrets: Vec<(Value, String)> = facts.secret_values.into_iter().map(secret).collect();
    let index = Index { objects: rows, secrets: facts.secrets, helm_releases: facts.graph.helm_releases, missing };
    let mut files = vec![documents(RESOURCES_FILE, "resources", &head(&index.secrets, namespace), &applied)?];
    if !derived.is_empty() {
        let head = "# Controllers make these by themselves: to look at, not to apply.\n";
        files.push(documents(DERIVED_FILE, "derived", head, &derived)?);
    }
    if !secrets.is_empty() {
        let head = format!("# kubectl apply -n {namespace} -f {SECRETS_FILE}, before {RESOURCES_FILE}\n");
        files.push(documents(SECRETS_FILE, "secrets", &head, &secrets)?);
    }
    let mut bytes = serde_json::to_vec_pretty(&index)
        .map_err(|error| Error::failed("cannot write the index as JSON").because(&error))?;
    bytes.push(b'\n');
    files.push(SmallFile { name: INDEX_FILE.to_owned(), kind: "resources-index", bytes });
    Ok((Resources { index, files }, findings))
}

/// A Secret as it can be applied again.
fn secret(mut object: Value) -> (Value, String) {
    // An object that is asked for by name comes with them, one of a list does not; applying needs them.
    object["apiVersion"] = "v1".into();
    object["kind"] = "Secret".into();
    let comment = format!("Secret {}", object["metadata"]["name"].as_str().unwrap_or_default());
    (strip(object), comment)
}

fn redactor(target: &Target) -> Redactor {
    let logins = target.instance.members().filter_map(|member| target.login(member).password);
    let written = target.instance.members().filter_map(|member| match &member.password {
        Some(PasswordSource::Literal(password)) => Some(password.clone()),
        _ => None,
    });
    Redactor::knowing(logins.chain(written).map(|password| password.reveal().to_owned()))
}

/// What has to be there before the objects are applied.
fn head(secrets: &[SecretRow], namespace: &str) -> String {
    let mut text = format!("# kubectl apply -n {namespace} -f {RESOURCES_FILE}\n");
    for secret in secrets.iter().filter(|secret| secret.kind.as_deref() != Some("helm.sh/release.v1")) {
        let keys: Vec<&str> = secret.keys.iter().map(String::as_str).collect();
        text.push_str(&format!("# needs Secret {} with {}\n", secret.name, keys.join(", ")));
    }
    text
}

fn documents(name: &str, kind: &'static str, head: &str, objects: &[(Value, String)]) -> Result<SmallFile> {
    let text = yaml::documents(objects).map_err(|reason| {
        Error::new(Kind::Verification, format!("cannot write {name} so that it can be applied again")).cause(reason)
    })?;
    Ok(SmallFile { name: name.to_owned(), kind, bytes: format!("{head}{text}").into_bytes() })
}

fn in_clear(namespace: &str, kind: &str, name: &str, places: &[String]) -> Finding {
    let message = format!("{kind} holds secrets in clear, which were left out: {}", places.join(", "));
    Finding::new("secret-in-clear", Severity::Info, format!("{namespace}/{name}"), message)
        .hint("keep passwords in Secrets; whoever may read this object has them")
}

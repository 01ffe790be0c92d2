//! The kubeconfig of a sandbox.

use super::encoding;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// Writes a kubeconfig, mode 0600, with one context, `sandbox`.
pub fn write(path: &Path, port: u16, ca_pem: &str, token: &str, namespace: &str) {
    let ca = encoding::to_base64(ca_pem.as_bytes());
    let text = format!(
        "apiVersion: v1
kind: Config
current-context: sandbox
clusters:
- name: sandbox
  cluster:
    server: https://127.0.0.1:{port}
    certificate-authority-data: {ca}
contexts:
- name: sandbox
  context:
    cluster: sandbox
    user: sandbox
    namespace: {namespace}
users:
- name: sandbox
  user:
    token: {token}
"
    );
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).expect("a file in the sandbox's own folder");
}

//! `backup-verify` of configuration and objects: what is in them, not only that their bytes are those that were stored.

use crate::harness::{Run, Tool};
use crate::sandbox::{Deployment, Sandbox};
use age::secrecy::ExposeSecret;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};

fn sha256(bytes: &[u8]) -> String {
    ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn edit_manifest(set: &Path, edit: impl FnOnce(&mut Value)) {
    let path = set.join("manifest.json");
    let mut manifest: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    edit(&mut manifest);
    std::fs::write(path, serde_json::to_vec(&manifest).unwrap()).unwrap();
}

#[test]
fn encrypted_files_are_verified_by_what_is_in_them() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let identity = age::x25519::Identity::generate();
    let key = tool.folder().join("key");
    std::fs::write(&key, identity.to_string().expose_secret()).unwrap();
    let recipient = identity.to_public();
    let run =
        tool.run(&["backup-k8s-resources", "-r", "cache", "--include-secrets", "--encrypt-to", &recipient.to_string()]);
    let set: PathBuf = tool.folder().join(run.expect(0).last_line());
    let verify = |more: &[&str]| tool.run(&[&["backup-verify", set.to_str().unwrap(), "-o", "json"], more].concat());
    let with_key = || verify(&["--identity", key.to_str().unwrap()]);
    with_key().expect(0);
    verify(&["--quick"]).expect(0);
    // Nothing is known of what is in them then.
    let run = verify(&[]);
    run.expect(3);
    assert!(run.stderr.contains("--identity FILE") && run.stderr.contains(&recipient.to_string()), "{run}");
    // Their bytes are those of the manifest, and what they decrypt to is not.
    let encrypted = |plain: &[u8]| {
        let recipient: &dyn age::Recipient = &recipient;
        let mut bytes = Vec::new();
        let mut writer =
            age::Encryptor::with_recipients(std::iter::once(recipient)).unwrap().wrap_output(&mut bytes).unwrap();
        writer.write_all(plain).unwrap();
        writer.finish().unwrap();
        bytes
    };
    let service = b"apiVersion: v1\nkind: Service\nmetadata: {name: x}\n";
    let cases: [(&[u8], bool, &str); 3] = [
        (b"apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n", false, "its SHA-256 is not the manifest's"),
        (service, true, "holds a Service among Secrets"),
        (b"{[", true, "is no YAML"),
    ];
    for (plain, is_told, why) in cases {
        let stored = encrypted(plain);
        std::fs::write(set.join("secrets.yaml.age"), &stored).unwrap();
        edit_manifest(&set, |manifest| {
            let files = manifest["files"].as_array_mut().unwrap();
            let file = files.iter_mut().find(|file| file["kind"] == "secrets").unwrap();
            file["stored_bytes"] = stored.len().into();
            file["stored_sha256"] = sha256(&stored).into();
            if is_told {
                file["plain_bytes"] = plain.len().into();
                file["plain_sha256"] = sha256(plain).into();
            }
        });
        verify(&["--quick"]).expect(0);
        let run = with_key();
        run.expect(7);
        let found: Vec<String> = messages(&run);
        assert!(found.iter().any(|message| message.contains(why)), "no {why:?}: {run}");
    }
    // A byte that changed is found by its hash, whoever it is for.
    let path = set.join("secrets.yaml.age");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[30] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    with_key().expect(7);
    verify(&[]).expect(3);
}

fn messages(run: &Run) -> Vec<String> {
    let found = run.json()["findings"].as_array().cloned().unwrap_or_default();
    found.iter().filter_map(|finding| finding["message"].as_str().map(str::to_owned)).collect()
}

#[test]
fn a_configuration_that_is_none_is_no_backup() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    let set = tool.folder().join(tool.run(&["backup-config", "-r", "cache"]).expect(0).last_line());
    std::fs::write(set.join("config.json"), b"{}\n").unwrap();
    edit_manifest(&set, |manifest| {
        let file = &mut manifest["files"][0];
        (file["stored_bytes"], file["plain_bytes"]) = (3.into(), 3.into());
        (file["stored_sha256"], file["plain_sha256"]) = (sha256(b"{}\n").into(), sha256(b"{}\n").into());
    });
    tool.run(&["backup-verify", "--quick", set.to_str().unwrap()]).expect(0);
    let run = tool.run(&["backup-verify", set.to_str().unwrap()]);
    run.expect(7);
    assert!(run.stdout.contains("has no schema of a configuration"), "{run}");
}

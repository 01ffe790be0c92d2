//! packaging/krew: the manifest is one that krew takes, and the archive holds what it says.

use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

fn output(command: &mut Command) -> String {
    let output = command.output().expect("it can be started");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// krew's own rules: internal/index/validation/validate.go, and pkg/index/types.go for the names.
fn assert_valid(plugin: &Value) {
    let text = |pointer: &str| plugin.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    assert_eq!(text("/apiVersion"), "krew.googlecontainertools.github.com/v1alpha2");
    assert_eq!((text("/kind"), text("/metadata/name")), ("Plugin", "redis-ops"));
    let numbers = text("/spec/version").strip_prefix('v').expect("a version with its v").split('.');
    assert_eq!(numbers.filter(|number| number.parse::<u32>().is_ok()).count(), 3, "{plugin}");
    let short = text("/spec/shortDescription");
    assert!(!short.is_empty() && short.len() <= 50 && !short.contains(['\r', '\n']), "{short}");
    assert!(text("/spec/description").lines().all(|line| line.len() <= 120), "{plugin}");
    let platforms = plugin["spec"]["platforms"].as_array().expect("platforms");
    assert!(!platforms.is_empty());
    for platform in platforms {
        let labels = platform["selector"]["matchLabels"].as_object().expect("labels");
        assert!(!labels.is_empty() && labels.keys().all(|key| ["os", "arch"].contains(&key.as_str())), "{platform}");
        assert!(platform["uri"].as_str().is_some_and(|uri| !uri.is_empty()), "{platform}");
        let sum = platform["sha256"].as_str().expect("a sum");
        assert!(sum.len() == 64 && sum.chars().all(|one| one.is_ascii_digit() || ('a'..='f').contains(&one)), "{sum}");
        assert_eq!(platform["bin"], "redis-ops");
        // Without it, all files of the archive's top are taken.
        assert_eq!(platform.get("files"), None);
    }
}

#[test]
fn the_plugin_of_krew_is_valid_and_runs_by_its_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    // The archive is made of whatever binary is given; this one says how it was called.
    let binary = folder.path().join("a-static-binary");
    fs::write(&binary, "#!/bin/sh\necho \"$0 $*\"\n").unwrap();
    fs::set_permissions(&binary, fs::Permissions::from_mode(0o700)).unwrap();
    let make = |name: &str| {
        let archive = folder.path().join(name);
        let mut krew = Command::new(root.join("packaging/krew"));
        let url = "https://example.com/redis-ops.tar.gz";
        (output(krew.arg(&archive).arg(url).env("REDIS_OPS_STATIC", &binary)), archive)
    };
    let (manifest, archive) = make("plugin.tar.gz");
    let plugin: Value = serde_saphyr::from_str(&manifest).expect("YAML");
    assert_valid(&plugin);
    let platform = &plugin["spec"]["platforms"][0];
    assert_eq!(platform["uri"], "https://example.com/redis-ops.tar.gz");
    let sum = output(Command::new("sha256sum").arg(&archive));
    assert!(sum.starts_with(platform["sha256"].as_str().unwrap()), "{manifest}");
    // The same input gives the same bytes.
    assert_eq!(make("again.tar.gz").0, manifest);
    // What krew does with it: unpack, and link the plugin's name, whose dashes kubectl wants as underscores.
    let store = folder.path().join("store");
    fs::create_dir(&store).unwrap();
    output(Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(&store));
    let mut files: Vec<String> =
        fs::read_dir(&store).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    // The index of krew asks for a license by that name.
    assert_eq!(files, ["LICENSE", "redis-ops"]);
    let license = fs::read_to_string(store.join("LICENSE")).unwrap();
    assert!(license.contains("Permission is hereby granted") && license.contains("Apache License"), "{license}");
    let link = folder.path().join("kubectl-redis_ops");
    std::os::unix::fs::symlink(store.join("redis-ops"), &link).unwrap();
    assert!(output(Command::new(&link).arg("ping")).ends_with("kubectl-redis_ops ping\n"));
}

//! .ci/live: what it says, and how it ends, where a cluster cannot be had or the tests fail. The cluster and cargo are stubs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const CLUSTER: &str = r#"#!/bin/sh
echo "$1" >> "$STUB/verbs"
case $1 in kubeconfig) echo "$STUB/kubeconfig" ;; kubectl) echo /usr/bin/kubectl ;; esac
[ ! -e "$STUB/fails-$1" ] || { cat "$STUB/fails-$1"; exit 1; }
[ ! -e "$STUB/says-$1" ] || cat "$STUB/says-$1"
"#;

/// Lists what `tests` says, in a run of all; `again` where some are run once more.
const CARGO: &str = r#"#!/bin/sh
case "$*" in
*--no-run*) exit 0 ;;
*--exact*) echo "again: $*" >> "$STUB/verbs"; [ ! -e "$STUB/fails-again" ]; exit ;;
esac
cat "$STUB/tests"
echo "with the binary $REDIS_OPS_STATIC"
[ ! -e "$STUB/hangs" ] || { echo hangs >> "$STUB/verbs"; sleep 600; echo outlived >> "$STUB/verbs"; }
! grep -q FAILED "$STUB/tests"
"#;

/// A tree with the script, and stubs around it.
struct Tree(tempfile::TempDir);

struct Ended {
    code: Option<i32>,
    said: String,
    verbs: String,
}

impl Tree {
    fn new() -> Self {
        let tree = Self(tempfile::tempdir().unwrap());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/live");
        tree.write(".ci/live", &fs::read_to_string(script).unwrap());
        tree.write("tests/cluster/cluster", CLUSTER);
        tree.write("bin/cargo", CARGO);
        tree.write("bin/buildah", "#!/bin/sh\n");
        tree.write(
            "packaging/static",
            "#!/bin/sh\necho static >> \"$STUB/verbs\"; echo /the/$REDIS_OPS_PROFILE/binary\n",
        );
        tree.write("stub/tests", "test live::one ... ok\ntest live::two ... ok\n");
        tree
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn start(&self, wanted: &str, began_before: Duration) -> Child {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        fs::remove_file(self.path("stub/verbs")).ok();
        let out = fs::File::create(self.path("out")).unwrap();
        // A shell cannot trap what it finds ignored, as where this itself runs in the background.
        let mut script = Command::new("env");
        script.args(["--default-signal=INT", "--"]).arg(self.path(".ci/live"));
        script.env("PATH", path).env("STUB", self.path("stub")).env("REDIS_OPS_LIVE", wanted);
        script.env("REDIS_OPS_CLUSTER", self.path("made")).env_remove("REDIS_OPS_STATIC");
        script.env("REDIS_OPS_CI_BEGAN", (now - began_before).as_secs().to_string());
        script.stdin(Stdio::null()).stdout(out.try_clone().unwrap()).stderr(out).spawn().unwrap()
    }

    fn ended(&self, mut child: Child) -> Ended {
        let code = child.wait().unwrap().code();
        let verbs = fs::read_to_string(self.path("stub/verbs")).unwrap_or_default();
        Ended { code, said: fs::read_to_string(self.path("out")).unwrap(), verbs: verbs.replace('\n', " ") }
    }

    fn run(&self, wanted: &str) -> Ended {
        self.ended(self.start(wanted, Duration::ZERO))
    }
}

#[test]
fn what_cannot_be_run_is_said_and_is_a_failure_only_where_it_has_to_run() {
    let cases: [(&str, &str, &[&str], &str); 5] = [
        ("fails-can", "cluster: needs 3 GB of memory\n", &["this machine cannot", "needs 3 GB of memory"], "can "),
        ("fails-build", "no Go\n", &["no Go", "cluster build failed"], "can install build down "),
        (
            "fails-up",
            "node1 did not come up\n",
            &["did not come up", "oh dear", "cluster up failed"],
            "can install build images up down ",
        ),
        ("fails-check", "no name\n", &["no name", "cluster check failed"], "can install build images up check down "),
        (
            "says-images",
            "cluster: image redis:7.4 skipped: no wheel\n",
            &["image redis:7.4 skipped"],
            "can install build images down ",
        ),
    ];
    for (file, text, words, verbs) in cases {
        for (wanted, code) in [("auto", 0), ("yes", 1)] {
            let tree = Tree::new();
            tree.write(&format!("stub/{file}"), text);
            tree.write("made/run/log/kubelet.log", "oh dear\n");
            let ended = tree.run(wanted);
            assert_eq!((ended.code, ended.verbs.as_str()), (Some(code), verbs), "{file}: {}", ended.said);
            assert!(ended.said.contains("NOT RUN: the live suite"), "{file}: {}", ended.said);
            assert!(words.iter().all(|word| ended.said.contains(word)), "{file}: {}", ended.said);
        }
    }
    let tree = Tree::new();
    let ended = tree.run("no");
    assert_eq!((ended.code, ended.verbs.as_str()), (Some(0), ""), "{}", ended.said);
    assert!(ended.said.contains("REDIS_OPS_LIVE=no"), "{}", ended.said);
    assert_eq!(tree.run("perhaps").code, Some(64));
    let late = tree.ended(tree.start("auto", Duration::from_secs(61 * 60 + 30)));
    assert!(late.code == Some(0) && late.said.contains("23 minutes are left"), "{}", late.said);
    assert_eq!(late.verbs, "can ");
}

#[test]
fn failed_tests_are_run_once_more_and_the_cluster_is_taken_down() {
    let whole = "can install build images up check kubectl kubeconfig static ";
    let tree = Tree::new();
    let ended = tree.run("yes");
    assert_eq!((ended.code, ended.verbs), (Some(0), format!("{whole}down ")), "{}", ended.said);
    assert!(ended.said.contains("the live suite: 2 passed, 0 failed"), "{}", ended.said);
    assert!(ended.said.contains("with the binary /the/dev/binary"), "{}", ended.said);

    tree.write("stub/tests", "test live::one ... ok\ntest live::two ... FAILED\n");
    let ended = tree.run("auto");
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(ended.said.contains("1 passed, 1 failed"), "{}", ended.said);
    assert!(ended.said.contains("UNSTEADY: failed beside other live tests, passed alone: live::two"), "{}", ended.said);
    assert!(ended.verbs.contains("--exact --test-threads 1 live::two down "), "{}", ended.verbs);

    tree.write("stub/fails-again", "");
    let ended = tree.run("auto");
    assert_eq!(ended.code, Some(1), "{}", ended.said);
    assert!(!ended.said.contains("UNSTEADY") && ended.verbs.ends_with("down "), "{}", ended.said);

    let many: String = (0..7).map(|n| format!("test live::t{n} ... FAILED\n")).collect();
    tree.write("stub/tests", &many);
    let ended = tree.run("auto");
    assert_eq!((ended.code, ended.verbs), (Some(1), format!("{whole}down ")), "{}", ended.said);
}

#[test]
fn when_its_time_is_over_it_says_what_was_not_run() {
    let tree = Tree::new();
    // timeout(1) as it ends a run that takes too long
    tree.write("bin/timeout", "#!/bin/sh\nshift 3\ncase $1 in cargo) \"$@\"; exit 124 ;; esac\nexec \"$@\"\n");
    let ended = tree.run("auto");
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(ended.said.contains("NOT RUN: the live suite: to its end"), "{}", ended.said);
    assert_eq!(tree.run("yes").code, Some(1));
    tree.write("stub/tests", "test live::one ... ok\ntest live::two ... FAILED\n");
    tree.write("stub/fails-again", "");
    let ended = tree.run("auto");
    assert!(ended.code != Some(0) && ended.said.contains("NOT RUN: the rest"), "{}", ended.said);
}

#[test]
fn a_signal_ends_it_at_once_and_the_cluster_is_taken_down() {
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let tree = Tree::new();
        tree.write("stub/hangs", "");
        let child = tree.start("yes", Duration::ZERO);
        let started = Instant::now();
        while !fs::read_to_string(tree.path("stub/verbs")).is_ok_and(|verbs| verbs.contains("hangs")) {
            assert!(started.elapsed() < Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().unwrap().success());
        let ended = tree.ended(child);
        assert_eq!(ended.code, Some(code), "{}", ended.said);
        assert!(ended.verbs.ends_with("hangs down "), "{}", ended.verbs);
    }
}

//! Completion as a shell does it: the checked-in script, in a real bash, with names of the cluster.

use crate::harness::Tool;
use crate::sandbox::{Deployment, Sandbox};
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/completions/redis-ops.bash");

/// A folder for the PATH, with redis-ops in it.
fn bin(tool: &Tool) -> PathBuf {
    let bin = tool.folder().join("bin");
    if !bin.exists() {
        std::fs::create_dir(&bin).expect("a folder");
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_redis-ops"), bin.join("redis-ops")).expect("a link");
    }
    bin
}

/// What bash offers behind these words, the last of which is being typed; and all that came on stderr.
fn offered(tool: &Tool, line: &str) -> (Vec<String>, String) {
    let program = format!(
        "PATH={}:$PATH; . {SCRIPT}; complete -p redis-ops >/dev/null || exit 9
        COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}; COMP_WORDS=({line}); [[ $1 == more ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_TYPE=9
        _clap_complete_redis_ops redis-ops \"${{COMP_WORDS[COMP_CWORD]}}\" x
        printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        bin(tool).display()
    );
    let more = if line.ends_with(' ') { "more" } else { "" };
    let output = tool.program("bash").args(["-c", &program, "bash", more]).output().expect("bash can be started");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let words = stdout.lines().map(str::to_owned).filter(|word| !word.is_empty());
    (words.collect(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[track_caller]
fn offers(tool: &Tool, line: &str, wanted: &[&str]) {
    let (words, said) = offered(tool, line);
    assert_eq!((words.iter().map(String::as_str).collect::<Vec<_>>(), said.as_str()), (wanted.to_vec(), ""), "{line}");
}

#[test]
fn commands_options_and_names_that_are_there_are_offered() {
    let deployments = [Deployment::SbChart, Deployment::BitnamiStandalone];
    let sandbox = deployments.into_iter().fold(Sandbox::builder(), crate::sandbox::Builder::deployment).start();
    let tool = Tool::on(&sandbox);
    let config = tool.folder().join("config.yaml");
    std::fs::write(&config, "targets: {prod: {namespace: data}, cache: {namespace: apps}}\n").expect("a file");
    let tool = tool.env("REDIS_OPS_CONFIG", &config);
    offers(&tool, "redis-ops backup-p", &["backup-prune"]);
    offers(&tool, "redis-ops health --fail-o", &["--fail-on"]);
    offers(&tool, "redis-ops --context ", &["sandbox"]);
    offers(&tool, "redis-ops -t ", &["cache", "prod"]);
    offers(&tool, "redis-ops health -n a", &["apps"]);
    offers(&tool, "redis-ops health -n data -r ", &["prod-redis", "redis"]);
    offers(&tool, "redis-ops -t prod health -r p", &["prod-redis"]);
    offers(&tool, "redis-ops health -n apps --pod ", &["cache-redis-0", "cache-redis-1", "cache-redis-2"]);
    offers(&tool, "redis-ops health -n data -r redis --pod ", &["redis-master-0"]);
    offers(&tool, "redis-ops promote-replica -n apps cache-redis-1", &["cache-redis-1"]);
    offers(&tool, "redis-ops health --role r", &["replica"]);
    // No Redis was asked, and no Secret read.
    let asked = sandbox.requests();
    assert!(asked.iter().all(|(_, path)| !path.contains("portforward") && !path.contains("/secrets")), "{asked:?}");
    std::fs::create_dir_all(tool.folder().join("kept/apps.cache")).expect("a folder");
    let (words, _) = offered(&tool, "redis-ops backup-verify ke");
    assert_eq!(words, ["kept/"]);
}

#[test]
fn what_cannot_be_asked_is_not_offered_and_nothing_is_said_or_waited_for() {
    let sandbox = Sandbox::builder().deployment(Deployment::SbChart).namespace("apps").start();
    let tool = Tool::on(&sandbox);
    sandbox.deny("list", "*");
    offers(&tool, "redis-ops health -n ", &[]);
    offers(&tool, "redis-ops health --pod ", &[]);
    sandbox.kill_api();
    offers(&tool, "redis-ops health -r ", &[]);
    // Nobody answers behind this address, and the plugin wants to be told something.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let kubeconfig = |user: &str| {
        format!(
            "{{apiVersion: v1, kind: Config, current-context: dead, users: [{{name: who, user: {{{user}}}}}],
              clusters: [{{name: dead, cluster: {{server: 'http://{address}'}}}}],
              contexts: [{{name: dead, context: {{cluster: dead, user: who}}}}]}}"
        )
    };
    let plugin = "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always, command: sh,
        args: ['-c', 'echo Password: >&2; read word; sleep 60']}";
    for user in ["", plugin] {
        let tool = Tool::alone();
        std::fs::write(tool.folder().join("kubeconfig"), kubeconfig(user)).expect("a file");
        let tool = tool.env("KUBECONFIG", "kubeconfig");
        offers(&tool, "redis-ops --context ", &["dead"]);
        let started = Instant::now();
        offers(&tool, "redis-ops health -r ", &[]);
        assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    }
    // A kubeconfig or configuration file that is none.
    let tool = Tool::alone();
    std::fs::write(tool.folder().join("kubeconfig"), "{{{").expect("a file");
    let tool = tool.env("KUBECONFIG", "kubeconfig");
    offers(&tool, "redis-ops --context ", &[]);
    offers(&tool, "redis-ops health -r ", &[]);
}

#[test]
fn names_with_colons_and_other_marks_are_completed_where_bash_takes_words_apart() {
    let tool = Tool::alone();
    let names =
        ["arn:aws:eks:eu-west-1:1234:cluster/prod", "arn:aws:eks:us-east-1:1234:cluster/test", "ops@lab.eksctl.io"];
    let context = |name: &&str| format!("{{name: '{name}', context: {{cluster: one, user: who}}}}");
    let contexts: Vec<String> = names.iter().map(context).collect();
    let kubeconfig = format!(
        "{{apiVersion: v1, kind: Config, users: [], contexts: [{}],
          clusters: [{{name: one, cluster: {{server: 'http://127.0.0.1:1'}}}}]}}",
        contexts.join(", ")
    );
    std::fs::write(tool.folder().join("kubeconfig"), kubeconfig).expect("a file");
    let tool = tool.env("KUBECONFIG", "kubeconfig");
    let line = format!("PATH={}:$PATH PS1='ready> ' exec bash --noprofile --norc -i", bin(&tool).display());
    let mut bash = tool.program_at_terminal(&line);
    bash.until("ready> ").types(&format!(". {SCRIPT}\n"));
    bash.until("ready> ");
    for (typed, completed) in [
        ("redis-ops --context arn:aws:eks:eu", "redis-ops --context arn:aws:eks:eu-west-1:1234:cluster/prod "),
        ("redis-ops --context=arn:aws:eks:u", "redis-ops --context=arn:aws:eks:us-east-1:1234:cluster/test "),
        ("redis-ops --context 'arn:aws:eks:eu", "redis-ops --context 'arn:aws:eks:eu-west-1:1234:cluster/prod' "),
        ("redis-ops --context ar", "redis-ops --context arn:aws:eks:"),
        ("redis-ops --context ops@l", "redis-ops --context ops@lab.eksctl.io "),
        ("redis-ops  health --context op", "redis-ops  health --context ops@lab.eksctl.io "),
        ("redis-ops --context arn:aws:x backup-pr", "redis-ops --context arn:aws:x backup-prune "),
    ] {
        bash.types(&format!("{typed}\t"));
        bash.until(completed);
        // Ctrl-C: the next line.
        bash.types("\u{3}");
        bash.until("ready> ");
    }
}

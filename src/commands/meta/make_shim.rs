//! `make-shim`: the old Makefile's targets, as calls of redis-ops.

use crate::cli;
use crate::commands;
use crate::domain::makefile::{self, Target, Word};
use crate::report::{Block, Outcome, Report, Verdict, View};
use serde::Serialize;
use std::collections::BTreeMap;

/// The command's name.
pub const NAME: &str = "make-shim";

/// Print a redis.mk whose targets call redis-ops
///
/// The file takes the place of make/ops/redis.mk: every target of the old one, and every one that its documents name, is
/// a command of redis-ops, with the same variables (NAMESPACE, RELEASE, POD, BACKUP_DIR, BACKUP_FILE, FILE, SNAPSHOT_NAME,
/// PARAM, CMD, REDIS_PASSWORD, KUBECTL). "make -f redis.mk help" lists them. A target whose work this redis-ops has no
/// command for says so and fails. What changes something asks, or takes YES=1; what destroys data takes CONFIRM=NAMESPACE/NAME.
/// Nothing is asked of a cluster.
///
/// Examples:
///   redis-ops make-shim > make/ops/redis.mk
///   redis-ops make-shim -o json
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct MakeShimArgs {}

/// Targets of the old Makefile and its documents that may have no command, with what takes their place.
const OLD: [(&str, &str); 12] = [
    ("redis-bash", "a shell in the pod: kubectl exec -it POD -- sh"),
    ("redis-cli", "a command: kubectl exec -it POD -- redis-cli"),
    ("redis-port-forward", "a port: kubectl port-forward POD 6379"),
    ("redis-restore-from-pvc-snapshot", "a claim made of a VolumeSnapshot (dataSource) under a new pod"),
    ("redis-shell", "a prompt: kubectl exec -it POD -- redis-cli"),
    ("redis-upgrade-rollback", "the way back of who deployed it: helm rollback, or the operator's resource"),
    // Named by documents alone.
    ("redis-backup-all", "full-backup"),
    ("redis-backup-pvc-snapshot", "create-pvc-snapshot"),
    ("redis-health-check", "health"),
    ("redis-replication-lag", "replica-lag"),
    ("redis-replication-status", "replication-info"),
    ("redis-restore-all", "disaster-recovery"),
];

#[derive(Debug, Serialize)]
struct ShimReport {
    /// Target and command; none where it has none.
    targets: BTreeMap<String, Option<String>>,
    makefile: String,
}

impl Report for ShimReport {
    fn view(&self) -> View {
        View::of(Block::Verbatim(self.makefile.clone()))
    }
}

/// Runs the command.
pub fn run() -> Outcome {
    let targets = targets();
    let makefile = makefile::text(&targets);
    let command = |target: Target| (target.name, target.command.map(|(command, _)| command));
    let report = ShimReport { makefile, targets: targets.into_iter().map(command).collect() };
    Outcome::new(Verdict::Ok, None, &report)
}

/// A target for each name under which a command is known, made from the commands themselves.
pub fn targets() -> Vec<Target> {
    let tree = cli::tree();
    let about_redis_ops = commands::meta::names();
    let mut targets = Vec::new();
    for (command, names) in commands::makefile_names() {
        let Some(parsed) = tree.find_subcommand(&command).filter(|_| !about_redis_ops.contains(&command)) else {
            continue;
        };
        let about = parsed.get_about().map(ToString::to_string).unwrap_or_default();
        let Some(words) = words(parsed) else { continue };
        for name in names {
            let command = Some((command.clone(), words.clone()));
            targets.push(Target { name, about: about.clone(), command });
        }
    }
    for (name, instead) in OLD {
        if !targets.iter().any(|target| target.name == name) {
            let about = format!("this redis-ops has no command for it; there is {instead}");
            targets.push(Target { name: name.to_owned(), about, command: None });
        }
    }
    targets.sort_by(|a, b| a.name.cmp(&b.name));
    targets
}

/// What a command takes of the variables; none where it needs what no variable has.
fn words(command: &clap::Command) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    // What has to be said by its own name, such as the instance that is left, no variable has.
    if command.get_arguments().any(|one| one.is_required_set() && one.get_long() == Some("from")) {
        return None;
    }
    // The version that an upgrade goes to is no place.
    let shown = |one: &clap::Arg| one.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    let option = |name: &str| {
        let mut named = command.get_arguments().filter(|one| one.get_long() == Some(name));
        named.any(|one| shown(one).as_deref() != Some("VERSION"))
    };
    for (name, word) in
        [("to", Word::ToFolder), ("yes", Word::Yes), ("confirm", Word::Confirm), ("dry-run", Word::DryRun)]
    {
        if option(name) {
            words.push(word);
        }
    }
    let positional = command.get_positionals().find_map(|one| {
        Some(match shown(one).as_deref()? {
            "POD" => Word::Pod,
            "SOURCE" | "PATH" => Word::File,
            "PLACE" => Word::Folder,
            "PATTERN" => Word::Parameter,
            "SNAPSHOT_NAME" => Word::Snapshot,
            "COMMAND" => Word::Words,
            _ => return None,
        })
    });
    if positional.is_none() && command.get_positionals().any(clap::Arg::is_required_set) {
        return None;
    }
    words.extend(positional);
    if positional != Some(Word::Pod) {
        words.push(Word::PodOption);
    }
    Some(words)
}

//! `doctor`: what stands between redis-ops and its work here.

mod redis_user;

use crate::context::Context;
use crate::domain::leftovers;
use crate::domain::resources::ResourceType;
use crate::domain::rights::{self, Rights};
use crate::error::{Error, Result};
use crate::exit::Nature;
use crate::k8s::client::Kubernetes;
use crate::report::{Block, Cell, Finding, Outcome, Report, Severity, Table, TargetRef, Verdict, View};
use crate::target::discover;
use futures::StreamExt;
use redis_user::UserRow;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The command's name.
pub const NAME: &str = "doctor";

/// Commands that are named for a right; JSON has all of them.
const SHOWN: usize = 2;
/// Reviews under way at the same time.
const AT_ONCE: usize = 8;

/// Look what is missing: the cluster, rights, Redis's ACL, leftovers
///
/// Asks the cluster of the kubeconfig whether it answers, and for every command whether it may do what that command needs
/// (SelfSubjectAccessReview), in the namespace of -n. With -r, --pod or --url it asks each server as whom it logs in, and
/// which commands that user may not give (ACL DRYRUN, Redis 7.0). Locks and pods that runs have left which were killed are
/// named, with what takes them away. Nothing is changed.
///
/// COMMAND says of which commands the rights have to be there; without, what is missing is listed and no finding: not
/// everybody needs all of them.
///
/// Exit status: 0 nothing is missing that was asked for, 1 a right is missing, or something was left behind, 3 the cluster
/// or a server could not be asked.
///
/// Examples:
///   redis-ops doctor -n apps
///   redis-ops doctor health backup-rdb -n apps -r cache
///   redis-ops doctor "restore-rdb --engine offline" -n apps
///   redis-ops doctor --url redis://127.0.0.1:6379
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct DoctorArgs {
    /// Commands that have to work; one with its option in quotes
    #[arg(value_name = "COMMAND", value_parser = super::rbac::parse_command)]
    commands: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct DoctorReport {
    /// None with `--url`.
    cluster: Option<ClusterReport>,
    /// By command.
    commands: Vec<CommandRow>,
    /// As whom the servers know the caller; empty where no instance was named.
    members: Vec<UserRow>,
}

#[derive(Debug, Serialize)]
struct ClusterReport {
    context: String,
    namespace: String,
}

#[derive(Debug, Serialize)]
struct CommandRow {
    command: String,
    /// Rights that are not there, as `VERB RESOURCE`.
    missing: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// When there is no cluster to ask, or it cannot be asked.
pub async fn run(context: &Context, args: &DoctorArgs) -> Result<Outcome> {
    let said = &context.settings.target;
    let (mut report, mut findings) = (DoctorReport::default(), Vec::new());
    let mut reference = None;
    if said.url.is_none() {
        let kubernetes = Kubernetes::connect(&context.settings.kubernetes, Arc::clone(&context.console)).await?;
        let namespace = said.namespace.clone().unwrap_or_else(|| kubernetes.default_namespace.clone());
        (report.commands, findings) = rights_of(&kubernetes, &namespace, &args.commands).await?;
        findings.extend(left_behind(context, &kubernetes, &namespace).await);
        let (instance, members) = (None, Vec::new());
        let of = Some(namespace.clone());
        reference = Some(TargetRef { context: Some(kubernetes.context.clone()), namespace: of, instance, members });
        report.cluster = Some(ClusterReport { context: kubernetes.context.clone(), namespace });
    }
    if said.url.is_some() || said.release.is_some() || said.pod.is_some() || said.selector.is_some() {
        let target = discover::resolve(context, Nature::Observing).await?;
        reference = Some(target.reference());
        let (rows, more) = redis_user::ask(context, &target).await;
        report.members = rows;
        findings.extend(more);
    }
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, reference, &report))
}

/// What each command lacks, in the order of their names.
async fn rights_of(
    kubernetes: &Kubernetes,
    namespace: &str,
    wanted: &[String],
) -> Result<(Vec<CommandRow>, Vec<Finding>)> {
    let needs: BTreeMap<String, BTreeSet<Right>> = commands()
        .into_iter()
        .filter(|command| wanted.is_empty() || wanted.contains(command))
        .filter_map(|command| rights::of(&command).map(|rights| (command, rights)))
        .filter(|(_, rights)| !wanted.is_empty() || !rights.is_empty())
        .map(|(command, rights)| (command, needs(&rights)))
        .collect();
    let all: BTreeSet<&Right> = needs.values().flatten().collect();
    let reviews = all.into_iter().map(|right| async move {
        let (verb, resource) = right.words.split_once(' ').unwrap_or((&right.words, ""));
        // At the cluster scope there is no namespace: a Role there would not do.
        let namespace = if right.is_of_cluster { "" } else { namespace };
        Ok::<_, Error>((right.clone(), kubernetes.review_access(namespace, verb, resource).await?))
    });
    let reviewed: Vec<Result<(Right, bool)>> = futures::stream::iter(reviews).buffered(AT_ONCE).collect().await;
    let allowed: BTreeMap<Right, bool> = reviewed.into_iter().collect::<Result<_>>()?;
    let mut findings = Vec::new();
    let row = |(command, needs): (String, BTreeSet<Right>)| {
        let missing = needs.into_iter().filter(|right| allowed.get(right) == Some(&false));
        let missing = missing.map(|right| right.words).collect();
        CommandRow { command, missing }
    };
    let rows: Vec<CommandRow> = needs.into_iter().map(row).collect();
    for row in rows.iter().filter(|row| !wanted.is_empty() && !row.missing.is_empty()) {
        let message = format!("lacks {} in namespace {namespace}", row.missing.join(", "));
        let quote = if row.command.contains(' ') { "\"" } else { "" };
        let hint = format!("redis-ops rbac {quote}{}{quote} -n {namespace} prints the Role", row.command);
        findings.push(Finding::new("right-missing", Severity::Warning, &row.command, message).hint(hint));
    }
    Ok((rows, findings))
}

/// Every command, and those with the options that need more.
fn commands() -> Vec<String> {
    let tree = crate::cli::tree();
    tree.get_subcommands().map(|command| command.get_name().to_owned()).chain(rights::with_options()).collect()
}

/// A right to be reviewed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Right {
    /// `VERB RESOURCE`.
    words: String,
    is_of_cluster: bool,
}

/// Creating port-forwards and execs is a right of its own from Kubernetes 1.35 on alone.
fn needs(rights: &Rights) -> BTreeSet<Right> {
    let of = |rules: &[rights::Rule], is_of_cluster: bool| {
        let mut all = rights::single(rules);
        all.retain(|(_, resource, verb)| !(*verb == "create" && ["pods/portforward", "pods/exec"].contains(resource)));
        let right = move |(group, resource, verb): (&str, &str, &str)| Right {
            words: if group.is_empty() { format!("{verb} {resource}") } else { format!("{verb} {resource}.{group}") },
            is_of_cluster,
        };
        all.into_iter().map(right).collect::<Vec<Right>>()
    };
    of(&rights.namespaced, rights.all_namespaces).into_iter().chain(of(&rights.cluster, true)).collect()
}

/// What cannot be listed is no finding here: who may not see it has not left it either.
async fn left_behind(context: &Context, kubernetes: &Kubernetes, namespace: &str) -> Vec<Finding> {
    let leases = ResourceType::new("coordination.k8s.io", "v1", "leases", "Lease");
    let pods = ResourceType::new("", "v1", "pods", "Pod");
    let mut found = Vec::new();
    for kind in [&leases, &pods] {
        let objects = kubernetes.fetch_objects(kind, Some(namespace), leftovers::SELECTOR).await;
        found.push(objects.map(Option::unwrap_or_default).unwrap_or_else(|error| {
            context.console.warning(&format!("leftovers were not looked for: {}", error.chain()));
            Vec::new()
        }));
    }
    leftovers::judge(&found[0], &found[1], context.now())
}

impl Report for DoctorReport {
    fn view(&self) -> View {
        let mut blocks = Vec::new();
        if let Some(cluster) = &self.cluster {
            let line = format!("context {} answers; rights in namespace {}:", cluster.context, cluster.namespace);
            blocks.push(Block::Line(Cell::plain(line)));
            let mut table = Table::new(&["MISSING RIGHT", "FOR"]);
            let mut lacking: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for row in &self.commands {
                row.missing.iter().for_each(|right| lacking.entry(right).or_default().push(&row.command));
            }
            for (right, commands) in lacking {
                let more = commands.len().saturating_sub(SHOWN);
                let mut shown = commands[..commands.len() - more].join(", ");
                if more > 0 {
                    shown.push_str(&format!(" and {more} more"));
                }
                table.row([right.into(), shown.into()]);
            }
            let whole = self.commands.iter().filter(|row| row.missing.is_empty()).count();
            blocks.push(Block::Line(Cell::plain(format!("{whole} of {} commands have theirs", self.commands.len()))));
            if !table.rows.is_empty() {
                blocks.push(Block::Table(table));
            }
        }
        if !self.members.is_empty() {
            blocks.push(Block::Table(redis_user::table(&self.members)));
        }
        View { blocks, last: None }
    }
}

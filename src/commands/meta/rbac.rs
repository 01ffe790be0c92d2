//! `rbac`: the rights that commands need, as objects to apply.

use crate::context::Context;
use crate::domain::grants::{Grant, Subject};
use crate::domain::resources::yaml;
use crate::domain::rights::{self, Rights};
use crate::error::{Error, Result};
use crate::report::{Block, Outcome, Report, Verdict, View};
use serde::Serialize;
use serde_json::{Value, json};

/// The command's name.
pub const NAME: &str = "rbac";

/// Print the Role with the rights that commands need
///
/// Prints YAML for kubectl apply: a Role in the namespace of -n with the rights that these commands need and no others,
/// and its binding to somebody: to a ServiceAccount of the same name, which is made too, or to --to-user or --to-group. What is
/// at the cluster scope gets a ClusterRole; with -A so does all. Nothing is asked of a cluster.
///
/// Some rights are for what not every instance has: secrets for a password, the resources of an operator. A command that
/// lacks a right says which. An option that needs more is named with its command, in quotes, as below: --via disk,
/// --engine offline, --from-pod, --load-in pod, --orphans and --debug-image. compare and cutover need theirs in the
/// namespaces of both instances.
///
/// Examples:
///   redis-ops rbac health ping -n apps | kubectl apply -f -
///   redis-ops rbac backup-rdb backup-verify -n apps --to-user jane
///   redis-ops rbac list health -A --to-group oncall
///   redis-ops rbac "restore-rdb --engine offline" -n apps --to-group oncall
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct RbacArgs {
    /// Commands
    #[arg(required = true, value_name = "COMMAND", value_parser = parse_command)]
    commands: Vec<String>,
    /// Name of the objects
    #[arg(long, value_name = "NAME", default_value = "redis-ops")]
    name: String,
    /// Give the rights to a user
    #[arg(long, value_name = "NAME", conflicts_with_all = ["to_group", "to_account"])]
    to_user: Option<String>,
    /// Give them to a group
    #[arg(long, value_name = "NAME", conflicts_with = "to_account")]
    to_group: Option<String>,
    /// Give them to a ServiceAccount that is there
    #[arg(long, value_name = "NAMESPACE/NAME")]
    to_account: Option<String>,
}

pub(super) fn parse_command(text: &str) -> Result<String, String> {
    let name = text.strip_prefix("redis-").unwrap_or(text);
    match rights::of(name) {
        Some(_) => Ok(name.to_owned()),
        None if name.contains(' ') => {
            let known: Vec<String> = rights::with_options().map(|what| format!("\"{what}\"")).collect();
            Err(format!("no option that needs rights of its own; those are {}", known.join(", ")))
        }
        None => Err("no command of that name".to_owned()),
    }
}

#[derive(Debug, Serialize)]
struct Manifests {
    objects: Vec<Value>,
    #[serde(skip)]
    yaml: String,
}

impl Report for Manifests {
    fn view(&self) -> View {
        View::of(Block::Verbatim(self.yaml.clone()))
    }
}

/// Runs the command.
///
/// # Errors
/// Of kind Usage, when the namespace is not named, or nothing is needed.
pub fn run(context: &Context, args: &RbacArgs) -> Result<Outcome> {
    let said = &context.settings.target;
    let mut rights = Rights::default();
    args.commands.iter().filter_map(|command| rights::of(command)).for_each(|more| rights.add(more));
    rights.all_namespaces |= said.all_namespaces;
    if rights.is_empty() {
        let commands = args.commands.join(", ");
        return Err(Error::usage(format!("no right of Kubernetes is needed for {commands}")));
    }
    let namespace = said.namespace.clone().or_else(|| rights.all_namespaces.then(|| "default".to_owned()));
    let namespace = namespace.ok_or_else(|| {
        Error::usage("the namespace is not named")
            .hint("add -n NAMESPACE, or -A for all: nothing is asked of a cluster here")
    })?;
    let (subject, is_new) = match (&args.to_user, &args.to_group, &args.to_account) {
        (Some(user), _, _) => (Subject::User(user.clone()), false),
        (_, Some(group), _) => (Subject::Group(group.clone()), false),
        (_, _, Some(account)) => {
            let (namespace, name) = account
                .split_once('/')
                .ok_or_else(|| Error::usage(format!("{account} is no ServiceAccount: --to-account NAMESPACE/NAME")))?;
            (Subject::Account(namespace.to_owned(), name.to_owned()), false)
        }
        _ => (Subject::Account(namespace.clone(), args.name.clone()), true),
    };
    let grant = Grant { name: args.name.clone(), namespace, subject };
    let account = json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": grant.metadata(true)});
    let objects: Vec<Value> = is_new.then_some(account).into_iter().chain(grant.objects(&rights)).collect();
    let commented: Vec<(Value, String)> = objects.iter().map(|object| (object.clone(), String::new())).collect();
    let yaml = yaml::documents(&commented).map_err(Error::failed)?;
    Ok(Outcome::new(Verdict::Ok, None, &Manifests { objects, yaml }))
}

#[cfg(test)]
mod tests {
    use crate::domain::rights;
    use std::collections::BTreeSet;

    /// The commands that ask nothing of a cluster, as far as no option says so.
    const NONE: [&str; 9] = [
        "backup-list",
        "backup-prune",
        "backup-verify",
        "completions",
        "cronjob",
        "make-shim",
        "man",
        "rbac",
        "restore-drill",
    ];

    #[test]
    fn every_command_has_its_rights_or_is_known_to_need_none() {
        let tree = crate::cli::tree();
        let names: BTreeSet<&str> = tree.get_subcommands().map(clap::Command::get_name).collect();
        let without: Vec<_> = names.iter().filter(|name| rights::of(name).is_none()).collect();
        assert!(without.is_empty(), "src/domain/rights/table.rs has no entry for {without:?}");
        let none = names.into_iter().filter(|name| rights::of(name).is_some_and(|rights| rights.is_empty()));
        assert_eq!(none.collect::<Vec<_>>(), NONE);
        for what in rights::with_options() {
            let mut words = what.split(' ');
            let command = words.next().and_then(|name| tree.find_subcommand(name)).expect("a command");
            let option = words.next().expect("an option").trim_start_matches("--");
            let argument = command.get_arguments().find(|one| one.get_long() == Some(option));
            let values: Vec<_> = argument.expect("its option").get_possible_values();
            let value = words.next().unwrap_or_default();
            assert!(value.is_empty() || values.iter().any(|one| one.get_name() == value), "{what}");
        }
    }
}

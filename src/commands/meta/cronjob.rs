//! `cronjob`: the objects that run a backup command in the cluster, again and again.

use crate::cli;
use crate::commands::Command;
use crate::context::Context;
use crate::domain::resources::yaml;
use crate::domain::rights;
use crate::domain::schedule::{self, BACKUPS, LONGEST_NAME, Schedule};
use crate::error::{Error, Result};
use crate::report::{Block, Outcome, Report, Verdict, View};
use serde::Serialize;
use serde_json::Value;
use std::ffi::OsString;

/// The command's name.
pub const NAME: &str = "cronjob";

/// Print a CronJob for a backup command, with its account and its rights
///
/// Prints YAML for kubectl apply: a ServiceAccount, a Role with the rights that the command needs and no others, its
/// binding, and the CronJob. Two runs at the same time are forbidden; the pod fits the restricted Pod Security Standard
/// and writes to an emptyDir at /tmp only. The command stands behind --, without the program's name; -n and -r are
/// added to it. A command for all namespaces gets a ClusterRole. Nothing is asked of a cluster.
///
/// A pod's own disk is gone with it, so the command needs --to s3://… (with --s3-secret or --role-arn, or another way
/// the pod gets credentials), or --volume-claim, which is mounted at /backups.
///
/// Examples:
///   redis-ops cronjob -n apps -r cache --schedule @daily --image REGISTRY/redis-ops:1 --volume-claim redis-backups -- backup-rdb
///   redis-ops cronjob -n apps -r cache --schedule @weekly --image REGISTRY/redis-ops:1 --s3-secret s3 -- backup-rdb --to s3://backups/redis
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct CronjobArgs {
    /// When: five fields as cron has them, or @daily
    #[arg(long, value_name = "CRON", value_parser = parse_schedule)]
    schedule: String,
    /// Time zone of the schedule, such as Europe/Stockholm (default: the cluster's)
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
    /// Image that has redis-ops as its entry point
    #[arg(long, value_name = "REF")]
    image: String,
    /// Name of the objects (default: redis-ops-COMMAND-RELEASE)
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
    #[arg(long, value_name = "NAME")]
    s3_secret: Option<String>,
    /// Role of AWS for the ServiceAccount (IRSA)
    #[arg(long, value_name = "ARN", conflicts_with = "s3_secret")]
    role_arn: Option<String>,
    /// Claim for the backups, mounted at /backups
    #[arg(long, value_name = "NAME")]
    volume_claim: Option<String>,
    /// Version of the CronJob's API; batch/v1beta1 is that of Kubernetes before 1.21
    #[arg(long, value_name = "VERSION", default_value = schedule::API_VERSIONS[0], value_parser = schedule::API_VERSIONS)]
    api_version: String,
    /// Memory limit of the container
    #[arg(long, value_name = "QUANTITY", default_value = "256Mi")]
    memory: String,
    /// The command with its options
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

fn parse_schedule(text: &str) -> Result<String, String> {
    schedule::check_schedule(text).map(|()| text.to_owned())
}

#[derive(Debug, Serialize)]
struct Manifests {
    objects: Vec<Value>,
    #[serde(skip)]
    yaml: String,
}

/// Runs the command.
///
/// # Errors
/// Of kind Usage: the command is none, is no backup command, has nowhere to go, or the namespace is not named.
pub fn run(context: &Context, args: &CronjobArgs) -> Result<Outcome> {
    let said = &context.settings.target;
    let inner = parse(&args.command)?;
    let command = inner.command.name();
    let rights = match &inner.command {
        Command::Backup(_) => rights::of_line(command, &args.command),
        _ => None,
    };
    let mut rights = rights.ok_or_else(|| Error::usage(format!("{command} is no command to run as a CronJob")))?;
    // Sets of all namespaces, unless one is named, and so are the snapshots that dead runs have left.
    let prunes = command == "backup-prune";
    rights.all_namespaces |= prunes && !rights.is_empty() && inner.global.namespace.is_none();
    let namespace = said.namespace.clone().or(inner.global.namespace.clone());
    let namespace = namespace.ok_or_else(|| {
        Error::usage("the namespace is not named").hint("add -n NAMESPACE: nothing is asked of a cluster here")
    })?;
    let release = inner.global.release.clone().or(said.release.clone());
    let mut arguments = args.command.clone();
    if !rights.all_namespaces && !rights.namespaced.is_empty() {
        if inner.global.namespace.is_none() {
            arguments.extend(["-n".to_owned(), namespace.clone()]);
        }
        if inner.global.release.is_none() {
            arguments.extend(release.iter().flat_map(|release| ["-r".to_owned(), release.clone()]));
        }
        if !prunes && release.is_none() && inner.global.selector.is_none() && inner.global.pod.is_none() {
            return Err(Error::usage("the instance is not named").hint("add -r RELEASE"));
        }
    }
    place(args, command, &mut arguments)?;
    let parts =
        ["redis-ops".to_owned(), command.to_owned()].into_iter().chain(release.filter(|_| !rights.all_namespaces));
    let name = args.name.clone().unwrap_or_else(|| parts.collect::<Vec<_>>().join("-"));
    check_name(&name)?;
    let of = Schedule {
        name,
        namespace,
        schedule: args.schedule.clone(),
        time_zone: args.time_zone.clone(),
        image: args.image.clone(),
        arguments,
        s3_secret: args.s3_secret.clone(),
        role_arn: args.role_arn.clone(),
        claim: args.volume_claim.clone(),
        memory: args.memory.clone(),
        api_version: args.api_version.clone(),
    };
    let objects = schedule::objects(&of, &rights);
    let commented: Vec<(Value, String)> = objects.iter().map(|object| (object.clone(), String::new())).collect();
    let yaml = yaml::documents(&commented).map_err(Error::failed)?;
    Ok(Outcome::new(Verdict::Ok, None, &Manifests { objects, yaml }))
}

fn parse(words: &[String]) -> Result<cli::Cli> {
    let argv = std::iter::once("redis-ops".to_owned()).chain(words.iter().cloned()).map(OsString::from);
    cli::parse(argv).map_err(|error| {
        let text = error.to_string();
        let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        Error::usage(format!("redis-ops {} is not a command line", words.join(" "))).cause(first)
    })
}

/// Backups need a place that outlives the pod.
fn place(args: &CronjobArgs, command: &str, arguments: &mut Vec<String>) -> Result<()> {
    let places = |words: &[String]| -> Vec<String> {
        let next =
            words.iter().zip(words.iter().skip(1)).filter(|(word, _)| *word == "--to").map(|(_, next)| next.clone());
        let same = words.iter().filter_map(|word| word.strip_prefix("--to=")).map(str::to_owned);
        next.chain(same).collect()
    };
    let named = places(arguments);
    if command == "backup-verify" || command == "backup-list" || command == "backup-prune" {
        return Ok(());
    }
    if named.is_empty() && args.volume_claim.is_some() {
        arguments.extend(["--to".to_owned(), BACKUPS.to_owned()]);
        return Ok(());
    }
    let below = |place: &str| place == BACKUPS || place.starts_with(&format!("{BACKUPS}/"));
    let stays = |place: &String| place.starts_with("s3://") || (args.volume_claim.is_some() && below(place));
    if !named.is_empty() && named.iter().all(stays) {
        return Ok(());
    }
    Err(Error::usage("the backups would be gone with the pod")
        .cause(match named.as_slice() {
            [] => "the command has no --to, and no claim is mounted".to_owned(),
            named => format!("it writes to {}", named.join(", ")),
        })
        .hint(format!("give the command --to s3://BUCKET/PREFIX, or add --volume-claim NAME, mounted at {BACKUPS}")))
}

fn check_name(name: &str) -> Result<()> {
    let plain = |one: char| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-';
    let ends = |one: Option<char>| one.is_some_and(|one| one != '-');
    let fits =
        name.len() <= LONGEST_NAME && name.chars().all(plain) && ends(name.chars().next()) && ends(name.chars().last());
    if fits {
        return Ok(());
    }
    Err(Error::usage(format!("{name:?} is no name of a CronJob"))
        .cause(format!("lower-case letters, digits and dashes, {LONGEST_NAME} characters at most"))
        .hint("choose another with --name"))
}

impl Report for Manifests {
    fn view(&self) -> View {
        View::of(Block::Verbatim(self.yaml.clone()))
    }
}

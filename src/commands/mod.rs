//! The commands, in groups. A group is an enum and a match; a command is one file.

pub mod access;
pub mod backup;
pub mod keyspace;
pub mod meta;
pub mod observe;
pub mod persistence;
pub mod replication;
pub mod restore;
pub mod upgrade;

use crate::context::Context;
use crate::domain::backup::metrics::Family;
use crate::error::Result;
use crate::exit::Nature;
use crate::report::Outcome;
use crate::watch::WatchArgs;
use clap::{CommandFactory, Subcommand};

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look and judge.
    #[command(flatten)]
    Observe(observe::ObserveCommand),
    /// Look at keys, and away with them.
    #[command(flatten)]
    Keyspace(keyspace::KeyspaceCommand),
    /// Saves and rewrites on the servers' own disks.
    #[command(flatten)]
    Persistence(persistence::PersistenceCommand),
    /// Take and verify backups.
    #[command(flatten)]
    Backup(Box<backup::BackupCommand>),
    /// Bring data back.
    #[command(flatten)]
    Restore(Box<restore::RestoreCommand>),
    /// Change who is the primary.
    #[command(flatten)]
    Replication(Box<replication::ReplicationCommand>),
    /// Ways in.
    #[command(flatten)]
    Access(Box<access::AccessCommand>),
    /// Before and after an upgrade.
    #[command(flatten)]
    Upgrade(upgrade::UpgradeCommand),
    /// About the tool itself.
    #[command(flatten)]
    Meta(meta::MetaCommand),
}

impl Command {
    /// The command's name, as typed.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Observe(command) => command.name(),
            Command::Keyspace(command) => command.name(),
            Command::Persistence(command) => command.name(),
            Command::Backup(command) => command.name(),
            Command::Restore(command) => command.name(),
            Command::Replication(command) => command.name(),
            Command::Access(command) => command.name(),
            Command::Upgrade(command) => command.name(),
            Command::Meta(command) => command.name(),
        }
    }

    /// Whether it is about keys and their server. The others have something to say of a Sentinel, too.
    pub fn means_data(&self) -> bool {
        const OF_ANY_SERVER: [&str; 15] = [
            "ping",
            "info",
            "version",
            "list",
            "inspect",
            "role",
            "clients",
            "stats",
            "latency",
            "top",
            "security-check",
            "cli",
            "shell",
            "port-forward",
            "doctor",
        ];
        !OF_ANY_SERVER.contains(&self.name())
    }

    /// Whether it looks or acts.
    pub fn nature(&self) -> Nature {
        match self {
            Command::Observe(_) | Command::Meta(_) => Nature::Observing,
            Command::Upgrade(command) => command.nature(),
            Command::Keyspace(command) => command.nature(),
            Command::Persistence(command) => command.nature(),
            Command::Backup(command) => command.nature(),
            Command::Restore(command) => command.nature(),
            Command::Replication(_) => Nature::Acting,
            Command::Access(command) => command.nature(),
        }
    }

    /// How it is to be watched, if it is.
    pub fn watch(&self) -> Option<WatchArgs> {
        match self {
            Command::Observe(command) => command.watch().filter(|args| args.watch),
            _ => None,
        }
    }

    /// Where the metrics of the run go, if they do, and what they are about.
    pub fn metrics_file(&self) -> Option<(&std::path::Path, Family)> {
        match self {
            Command::Backup(command) => Some((command.metrics_file()?, Family::Backup)),
            Command::Restore(command) => Some((command.metrics_file()?, Family::Restore)),
            _ => None,
        }
    }

    /// Runs it once: one tick, where it is watched.
    ///
    /// # Errors
    /// What the command's own documentation says.
    pub async fn run(&self, context: &Context) -> Result<Outcome> {
        match self {
            Command::Observe(command) => command.run(context).await,
            Command::Keyspace(command) => command.run(context).await,
            Command::Persistence(command) => command.run(context).await,
            Command::Backup(command) => command.run(context).await,
            Command::Restore(command) => command.run(context).await,
            Command::Replication(command) => command.run(context).await,
            Command::Access(command) => command.run(context).await,
            Command::Upgrade(command) => command.run(context).await,
            Command::Meta(command) => command.run(context).await,
        }
    }
}

/// The help page's list of commands, by group. Nothing is hidden from it: it is made from the same enums.
pub fn help_by_group() -> String {
    let groups = [
        ("Observe", group::<observe::ObserveCommand>()),
        ("Keyspace", group::<keyspace::KeyspaceCommand>()),
        ("Persistence", group::<persistence::PersistenceCommand>()),
        ("Backup", group::<backup::BackupCommand>()),
        ("Restore", group::<restore::RestoreCommand>()),
        ("Replication", group::<replication::ReplicationCommand>()),
        ("Access", group::<access::AccessCommand>()),
        ("Upgrade", group::<upgrade::UpgradeCommand>()),
        ("Meta", group::<meta::MetaCommand>()),
    ];
    let widest = groups.iter().flat_map(|(_, commands)| commands).map(|(name, _)| name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (heading, commands) in groups {
        text.push_str(&format!("{heading}:\n"));
        for (name, about) in commands {
            text.push_str(&format!("  {name:<widest$}  {about}\n"));
        }
        text.push('\n');
    }
    text
}

fn group<C: Subcommand>() -> Vec<(String, String)> {
    let tree = C::augment_subcommands(clap::Command::new("group"));
    let named = |command: &clap::Command| {
        (command.get_name().to_owned(), command.get_about().map(ToString::to_string).unwrap_or_default())
    };
    tree.get_subcommands().map(named).collect()
}

/// Other names under which the old Makefile and its documents know a command.
const OTHER_MAKEFILE_NAMES: [(&str, &[&str]); 9] = [
    ("health", &["redis-health-check"]),
    ("memory-stats", &["redis-memory"]),
    ("backup-rdb", &["redis-backup", "redis-backup-rdb-download"]),
    ("restore-rdb", &["redis-restore"]),
    ("full-backup", &["redis-backup-all"]),
    ("create-pvc-snapshot", &["redis-backup-pvc-snapshot"]),
    ("replica-lag", &["redis-replication-lag"]),
    ("replication-info", &["redis-replication-status"]),
    ("disaster-recovery", &["redis-restore-all"]),
];

/// Each command with its hidden aliases: `redis-<name>`, and what the Makefile or its documents called it besides.
pub fn makefile_names() -> Vec<(String, Vec<String>)> {
    let tree = crate::cli::Cli::command();
    tree.get_subcommands()
        .map(|command| {
            let name = command.get_name().to_owned();
            let others = OTHER_MAKEFILE_NAMES.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, all)| *all);
            let mut aliases = vec![format!("redis-{name}")];
            aliases.extend(others.iter().map(|other| (*other).to_owned()));
            (name, aliases)
        })
        .collect()
}

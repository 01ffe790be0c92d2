//! `port-forward`: a member as an address of this machine.

mod door;
mod program;
mod role;

use super::talk;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::exit::{Exit, Nature};
use crate::render;
use crate::report::{Block, Cell, Outcome, Report, TargetRef, Verdict, View, units};
use crate::scratch::ScratchFolder;
use crate::target::by_url;
use crate::target::discover;
use crate::target::flavour::Role;
use crate::target::spec::RoleFilter;
use crate::target::survey;
use door::{Counts, Door};
use role::Leads;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The command's name.
pub const NAME: &str = "port-forward";

/// Reach a member at an address of this machine
///
/// A free port of 127.0.0.1 leads to the primary, or to what --role and --pod say; with --all every member has a port of
/// its own, as clients of a Redis Cluster need. The address is printed as a URL, without the password, and stays the same:
/// when the pod restarts the next connection is to the new one, and when another member becomes primary the connections to
/// the old one are closed, so that clients come back to the new one.
///
/// Every user of this machine can connect to a port. With --socket it is a Unix socket, in a folder that the user alone can
/// enter. Where redis-ops speaks TLS to the servers (--redis-tls), clients here speak without it.
///
/// With -- PROGRAM the program is run with REDIS_URL, REDIS_HOST and REDIS_PORT (with --socket REDIS_SOCKET) of the first
/// address, and the password in REDISCLI_AUTH; the forward ends with it.
///
/// Exit status: 0 ended by Ctrl-C, 5 the server cannot be found or reached to begin with; of a program its own, 128 and more
/// where a signal ended it.
///
/// Examples:
///   redis-ops port-forward -n apps -r cache
///   redis-ops port-forward -n apps -r cache --role replica --local-port 6380
///   redis-ops port-forward -n apps -r cache --socket
///   redis-ops port-forward -n apps -r cache -- redis-cli --stat
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct PortForwardArgs {
    /// Every member that --role wants, each at an address of its own
    #[arg(long)]
    all: bool,
    /// The port here; with --all the first of several in a row (default: free ones)
    #[arg(long, value_name = "PORT", conflicts_with = "socket")]
    local_port: Option<u16>,
    /// A Unix socket, in a new folder of mode 0700 below this one (default: /tmp)
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, require_equals = true, default_missing_value = "/tmp")]
    socket: Option<PathBuf>,
    /// Accepted for scripts: nothing is changed
    #[arg(short = 'y', long)]
    yes: bool,
    /// Program to run, with its arguments; the forward ends with it
    #[arg(last = true, value_name = "PROGRAM")]
    program: Vec<std::ffi::OsString>,
}

/// An address here.
#[derive(Debug, Clone, Serialize)]
struct Address {
    url: String,
    /// Whom it leads to, at first.
    member: String,
    role: Option<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    socket: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct ForwardReport {
    addresses: Vec<Address>,
    /// Connections that clients opened.
    connections: u64,
    /// Of them, those that did not get to a server.
    failed: u64,
    bytes_to_servers: u64,
    bytes_to_clients: u64,
    /// The exit status of the program, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    program: Option<u8>,
}

impl Report for ForwardReport {
    fn view(&self) -> View {
        if self.program.is_some() {
            // Stdout is the program's.
            return View::default();
        }
        View::of(Block::Line(Cell::plain(format!(
            "connections: {}, {} failed; {} there, {} back",
            units::count(self.connections),
            units::count(self.failed),
            units::bytes(self.bytes_to_servers),
            units::bytes(self.bytes_to_clients)
        ))))
    }
}

/// Runs the command, until Ctrl-C or the end of the program.
///
/// # Errors
/// When there is nobody to lead to, or no address to be had here.
pub async fn run(context: &Context, args: &PortForwardArgs) -> Result<Outcome> {
    let named = discover::resolve(context, Nature::Acting).await?;
    let (target, answers) = by_url::ask(context, &named, redis::cmd("INFO")).await?;
    let target = Arc::new(target.into_owned());
    let role_of = |name: &str| answers.iter().find(|answer| answer.member.name == name).and_then(survey::Answer::role);
    let members: Vec<_> = if args.all {
        answers.iter().filter(|answer| answer.result.is_ok()).map(|answer| answer.member.clone()).collect()
    } else {
        vec![talk::choose(context, &target, &answers)?]
    };
    if members.is_empty() {
        return Err(Error::target(format!("no member of {} answers", target.instance.full_name()))
            .hint("redis-ops health tells more"));
    }
    if !args.all && survey::cluster(&answers).is_some() {
        context
            .console
            .warning("clients of a Redis Cluster are sent to the pods' own addresses: redis-cli without -c, or --all");
    }
    // One address that was not asked for by its pod follows the role; the others are the pods'.
    let follows = !args.all && context.settings.target.pod.is_none() && target.instance.members().count() > 1;
    let folder = args.socket.as_deref().map(ScratchFolder::create).transpose()?;
    let counts = Arc::new(Counts::default());
    let (mut doors, mut addresses) = (Vec::new(), Vec::new());
    for (index, member) in members.iter().enumerate() {
        let leads = Leads::to(context, &target, member, follows);
        let socket =
            folder.as_ref().map(|folder| folder.path().join(format!("{}.sock", member.name.replace(':', "."))));
        let port = args.local_port.map(|first| first.saturating_add(u16::try_from(index).unwrap_or(u16::MAX)));
        let (door, url, port) = Door::open(leads, port, socket.clone(), Arc::clone(&counts)).await?;
        doors.push(door);
        addresses.push(Address { url, member: member.name.clone(), role: role_of(&member.name), port, socket });
    }
    let reference = target.reference();
    if args.program.is_empty() {
        addresses.iter().try_for_each(|address| print(context, address))?;
        context.console.status("connections are passed on until Ctrl-C");
    }
    let caught = context.ending.catch();
    let serving = futures::future::join_all(doors.iter().map(Door::serve));
    let login = target.login(&members[0]);
    let program = program::run(&args.program, &addresses[0], login.password.as_ref());
    let ended = tokio::select! {
        _ = serving => None,
        ended = program => Some(ended?),
        // A program is in the foreground, too, and does with Ctrl-C what it likes.
        () = caught.struck(), if args.program.is_empty() => None,
    };
    drop(folder);
    finish(reference, addresses, &counts, ended)
}

fn finish(reference: TargetRef, addresses: Vec<Address>, counts: &Counts, program: Option<u8>) -> Result<Outcome> {
    let report = ForwardReport {
        addresses,
        connections: counts.opened.load(Ordering::Relaxed),
        failed: counts.failed.load(Ordering::Relaxed),
        bytes_to_servers: counts.there.load(Ordering::Relaxed),
        bytes_to_clients: counts.back.load(Ordering::Relaxed),
        program,
    };
    let exit = program.map_or(Exit::Ok, Exit::Of);
    let outcome = Outcome::new(Verdict::of_exit(exit), Some(reference), &report);
    Ok(Outcome { exit, ..outcome })
}

/// A line of stdout as soon as clients can connect.
fn print(context: &Context, address: &Address) -> Result<()> {
    let role = address.role.map_or("role unknown", Role::word);
    let cell = Cell::plain(format!("{}  {} ({role})", address.url, address.member));
    let text = render::line(&cell, address, context.settings.format, context.settings.layout);
    render::write_stdout(&text).map_err(|error| Error::failed("cannot write to stdout").because(&error))
}

/// Whether a role is the one that is wanted of whom an address leads to.
fn is_wanted(context: &Context, role: Role) -> bool {
    match context.settings.target.role {
        RoleFilter::Replica => role == Role::Replica,
        RoleFilter::Primary | RoleFilter::Any => role == Role::Primary,
    }
}

//! `clients`: who is connected to every member, in groups.

use crate::context::Context;
use crate::domain::clients::{judge_buffer, judge_connections};
use crate::domain::{silence, unavailable};
use crate::error::Result;
use crate::exit::Nature;
use crate::formats::client_list::{self, Client, Kind};
use crate::report::{Block, Finding, Outcome, Report, Table, Verdict, View, units};
use crate::target::discover;
use crate::target::shards::ShardTag;
use crate::target::survey::{self, Answer};
use crate::target::topology::AddressMap;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The command's name.
pub const NAME: &str = "clients";

/// Show who is connected to every member
///
/// From CLIENT LIST, in groups by address, name, ACL user or library; `--by id` shows each connection. Addresses of the
/// instance's own pods are named. The connection of this command is left out. What comes through a port-forward has the
/// address 127.0.0.1.
///
/// Exit status: 0 OK, 1 a member is near maxclients or a reply buffer is large, 2 a server is down, 3 a member could
/// not be asked.
///
/// Examples:
///   redis-ops clients -n apps -r cache
///   redis-ops clients --by user --limit 5 --role primary -n apps -r cache
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct ClientsArgs {
    /// What makes a group
    #[arg(long, value_name = "WHAT", default_value = "addr")]
    by: By,
    /// Groups to show, those with the most connections first
    #[arg(long, value_name = "NUMBER", default_value = "20")]
    limit: usize,
}

/// `--by`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum By {
    Addr,
    Name,
    User,
    Lib,
    Id,
}

#[derive(Debug, Serialize)]
struct ClientsReport {
    by: &'static str,
    groups: Vec<Group>,
    /// Groups beyond `--limit`.
    groups_left_out: usize,
    members: Vec<MemberClients>,
}

#[derive(Debug, Serialize)]
struct Group {
    member: String,
    /// Address, name, user, library or id; empty where the clients have none.
    key: String,
    /// The member behind the address, with `--by addr`.
    client_member: Option<String>,
    connections: usize,
    kinds: BTreeSet<Kind>,
    blocked: usize,
    least_idle_seconds: u64,
    most_idle_seconds: u64,
    oldest_seconds: u64,
    output_buffer_bytes: u64,
    memory_bytes: Option<u64>,
    addresses: usize,
    names: BTreeSet<String>,
    users: BTreeSet<String>,
    libraries: BTreeSet<String>,
    last_commands: BTreeSet<String>,
}

#[derive(Debug, Serialize)]
struct MemberClients {
    member: String,
    /// The shard it is in, in cluster mode.
    shard: Option<ShardTag>,
    /// Connections without this command's own; none where they could not be listed.
    connections: Option<usize>,
    maxclients: Option<u64>,
    kinds: BTreeMap<&'static str, usize>,
    blocked: usize,
    output_buffer_bytes: u64,
    memory_bytes: Option<u64>,
}

/// Runs the command.
///
/// # Errors
/// When no instance can be resolved. A member that does not answer is a finding.
pub async fn run(context: &Context, args: &ClientsArgs) -> Result<Outcome> {
    let target = discover::resolve(context, Nature::Observing).await?;
    let mut commands = [redis::cmd("CLIENT"), redis::cmd("CLIENT")];
    commands[0].arg("LIST");
    commands[1].arg("ID");
    let answers = survey::ask(context, &target, redis::cmd("INFO"), &commands).await?;
    let addresses = AddressMap::of_pods(&target.instance);
    let (mut findings, mut groups, mut members) = (Vec::new(), Vec::new(), Vec::new());
    for answer in &answers {
        let (clients, found) = read(answer);
        findings.extend(found);
        members.push(count(answer, clients.as_deref()));
        groups.extend(group(&answer.member.name, clients.unwrap_or_default(), args.by, &addresses));
    }
    groups.sort_by(|a, b| (b.connections, &a.key, &a.member).cmp(&(a.connections, &b.key, &b.member)));
    let groups_left_out = groups.len().saturating_sub(args.limit);
    groups.truncate(args.limit);
    let report = ClientsReport { by: args.by.word(), groups, groups_left_out, members };
    Ok(Outcome::with_findings(Verdict::of(&findings), findings, Some(target.reference()), &report))
}

/// The connections of a member without our own.
fn read(answer: &Answer) -> (Option<Vec<Client>>, Vec<Finding>) {
    let subject = answer.member.subject();
    let info = match &answer.result {
        Ok((info, _)) => info,
        Err(error) => return (None, vec![silence::finding(&subject, error)]),
    };
    let mut findings = judge_connections(&subject, info, None);
    let clients = match answer.reply(0) {
        Some(Ok(list)) => client_list::parse(&list.text().unwrap_or_default()),
        Some(Err(error)) => {
            findings.push(unavailable::finding(&subject, "CLIENT LIST", &error));
            return (None, findings);
        }
        None => return (None, findings),
    };
    let own = answer.reply(1).and_then(Result::ok).and_then(|id| id.number());
    let clients: Vec<Client> = clients.into_iter().filter(|client| Some(client.id) != own).collect();
    findings.extend(clients.iter().filter_map(|client| judge_buffer(&subject, client)));
    (Some(clients), findings)
}

fn count(answer: &Answer, clients: Option<&[Client]>) -> MemberClients {
    let mut kinds = BTreeMap::new();
    let clients_or_none = clients.unwrap_or_default();
    for client in clients_or_none {
        *kinds.entry(client.kind.word()).or_insert(0) += 1;
    }
    MemberClients {
        member: answer.member.name.clone(),
        shard: answer.shard(),
        connections: clients.map(<[Client]>::len),
        maxclients: answer.info().and_then(|info| info.number("maxclients")),
        kinds,
        blocked: clients_or_none.iter().filter(|client| client.blocked).count(),
        output_buffer_bytes: clients_or_none.iter().map(|client| client.output_buffer_bytes).sum(),
        memory_bytes: clients_or_none.iter().map(|client| client.memory_bytes).sum(),
    }
}

fn group(member: &str, clients: Vec<Client>, by: By, addresses: &AddressMap) -> Vec<Group> {
    let mut groups: BTreeMap<String, Vec<Client>> = BTreeMap::new();
    for client in clients {
        let key = match by {
            By::Addr => client.host().to_owned(),
            By::Name => client.name.clone(),
            By::User => client.user.clone().unwrap_or_default(),
            By::Lib => client.library.clone().unwrap_or_default(),
            By::Id => client.id.to_string(),
        };
        groups.entry(key).or_default().push(client);
    }
    let group = |(key, clients): (String, Vec<Client>)| {
        let set = |of: fn(&Client) -> Option<&str>| {
            clients
                .iter()
                .filter_map(of)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
                .collect::<BTreeSet<String>>()
        };
        let hosts: BTreeSet<&str> = clients.iter().map(Client::host).collect();
        let client_member = match by {
            By::Addr => addresses.member(&key).map(str::to_owned),
            _ => None,
        };
        Group {
            member: member.to_owned(),
            client_member,
            connections: clients.len(),
            kinds: clients.iter().map(|client| client.kind).collect(),
            blocked: clients.iter().filter(|client| client.blocked).count(),
            least_idle_seconds: clients.iter().map(|client| client.idle_seconds).min().unwrap_or(0),
            most_idle_seconds: clients.iter().map(|client| client.idle_seconds).max().unwrap_or(0),
            oldest_seconds: clients.iter().map(|client| client.age_seconds).max().unwrap_or(0),
            output_buffer_bytes: clients.iter().map(|client| client.output_buffer_bytes).sum(),
            memory_bytes: clients.iter().map(|client| client.memory_bytes).sum(),
            addresses: hosts.len(),
            names: set(|client| Some(&client.name)),
            users: set(|client| client.user.as_deref()),
            libraries: set(|client| client.library.as_deref()),
            last_commands: set(|client| Some(&client.command)),
            key,
        }
    };
    groups.into_iter().map(group).collect()
}

impl By {
    fn word(self) -> &'static str {
        match self {
            By::Addr => "addr",
            By::Name => "name",
            By::User => "user",
            By::Lib => "lib",
            By::Id => "id",
        }
    }
}

/// A few of a set, and how many more there are.
fn some_of(words: &BTreeSet<String>) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<&str> = words.iter().take(SHOWN).map(String::as_str).collect();
    match words.len() {
        0 => "-".to_owned(),
        count if count > SHOWN => format!("{} +{}", shown.join(","), count - SHOWN),
        _ => shown.join(","),
    }
}

impl Report for ClientsReport {
    fn view(&self) -> View {
        let mut members =
            Table::new(&["MEMBER", "#CLIENTS", "#OF", "#NORMAL", "#PUBSUB", "#REPLICAS", "#BLOCKED", "#OUTPUT"]);
        for member in &self.members {
            let dash = || "-".to_owned();
            let kind = |kind: Kind| match member.connections {
                Some(_) => member.kinds.get(kind.word()).copied().unwrap_or(0).to_string(),
                None => dash(),
            };
            let seen = |text: String| if member.connections.is_some() { text } else { dash() };
            members.row([
                member.member.as_str().into(),
                member.connections.map_or_else(dash, |count| units::count(count as u64)).into(),
                member.maxclients.map_or_else(dash, units::count).into(),
                kind(Kind::Normal).into(),
                kind(Kind::Pubsub).into(),
                kind(Kind::Replica).into(),
                seen(member.blocked.to_string()).into(),
                seen(units::bytes(member.output_buffer_bytes)).into(),
            ]);
        }
        let key = self.by.to_ascii_uppercase();
        let mut table = Table::new(&[&key, "MEMBER", "#COUNT", "#IDLE", "#OUTPUT", "KIND", "USER", "LIB", "COMMANDS"]);
        for group in &self.groups {
            let kinds: Vec<&str> = group.kinds.iter().map(|kind| kind.word()).collect();
            let key = group.client_member.as_deref().unwrap_or(&group.key);
            table.row([
                if key.is_empty() { "-" } else { key }.into(),
                group.member.as_str().into(),
                units::count(group.connections as u64).into(),
                units::duration(group.least_idle_seconds as f64).into(),
                units::bytes(group.output_buffer_bytes).into(),
                kinds.join(",").into(),
                some_of(&group.users).into(),
                some_of(&group.libraries).into(),
                some_of(&group.last_commands).into(),
            ]);
        }
        let mut blocks = vec![Block::Table(members)];
        if !self.groups.is_empty() {
            blocks.push(Block::Table(table));
        }
        if self.groups_left_out > 0 {
            blocks.push(Block::Line(format!("and {} more: --limit shows them", self.groups_left_out).into()));
        }
        View { blocks, last: None }
    }
}

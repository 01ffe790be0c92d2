//! The screen of `inspect`.

use super::super::{sentinel_rows, shard};
use super::member::{DataVolume, MemberView, Persistence};
use super::{ClusterSlots, InspectReport};
use crate::domain::inspect::PointsTo;
use crate::formats::cluster::{SLOTS, words};
use crate::report::{Block, Cell, Report, Table, Tone, View, grouped, units};
use crate::target::flavour::Role;
use crate::target::role_owner::RoleOwner;

impl Report for InspectReport {
    fn view(&self) -> View {
        let mut blocks = vec![Block::Fields(self.fields()), Block::Table(self.member_table())];
        if !self.services.is_empty() {
            blocks.push(Block::Table(self.service_table()));
        }
        blocks.extend(sentinel_rows::table(&self.sentinels));
        View { blocks, last: None }
    }
}

impl InspectReport {
    fn fields(&self) -> Vec<(String, Cell)> {
        let mut fields: Vec<(String, Cell)> = Vec::new();
        let mut field = |name: &str, value: Cell| fields.push((name.to_owned(), value));
        let name = match &self.namespace {
            Some(namespace) => format!("{namespace}/{}", self.instance),
            None => self.instance.clone(),
        };
        field("instance", name.into());
        field("flavour", self.flavour.name().into());
        field("because", self.evidence.join(", ").into());
        if let Some(mode) = &self.mode {
            field("mode", mode.as_str().into());
        }
        if let Some(cluster) = &self.cluster {
            field("slots", slots(cluster));
        }
        field("role owner", self.role_owner_words.who.into());
        if self.role_owner != RoleOwner::Nobody {
            field("  REPLICAOF", self.role_owner_words.after_manual_promotion.into());
            field("  promotion", self.role_owner_words.way_to_promote.into());
        }
        for manager in &self.managers {
            let tone = if manager.reconciles { Tone::Warn } else { Tone::Plain };
            let paused = if manager.paused { " (paused)" } else { "" };
            field("managed by", Cell::toned(format!("{} {}{paused}", manager.manager, manager.name), tone));
            field("  to pause", manager.pause.as_str().into());
        }
        let mut each = |name: &str, of: &dyn Fn(&MemberView) -> Option<Cell>| {
            for value in grouped(self.members.iter().map(|member| (member.member.as_str(), of(member)))) {
                fields.push((name.to_owned(), value));
            }
        };
        each("version", &|member| member.version.as_deref().map(Cell::from));
        each("memory", &|member| member.role.map(|_| memory(member)));
        each("password", &|member| Some(Cell::plain(&member.auth)));
        each("persistence", &|member| member.persistence.as_ref().map(persistence_words));
        each("data", &data);
        each("commands", &commands_words);
        fields
    }

    fn member_table(&self) -> Table {
        let sharded = self.cluster.is_some();
        let mut columns = vec!["MEMBER", "ROLE", "#BEHIND", "READY", "#MEMORY", "#KEYS"];
        shard::add_column(&mut columns, sharded);
        let mut table = Table::new(&columns);
        for member in &self.members {
            let ready = match member.ready {
                Some(true) => "yes".into(),
                Some(false) => Cell::toned("no", Tone::Warn),
                None => "-".into(),
            };
            let mut cells = vec![
                format!("{}{}", member.branch, member.member).into(),
                role(member),
                behind(member),
                ready,
                member.used_memory_bytes.map_or_else(|| "-".to_owned(), units::bytes).into(),
                match member.keys {
                    Some(keys) => units::count(keys).into(),
                    None if member.loading => Cell::toned("loading", Tone::Warn),
                    None => "-".into(),
                },
            ];
            shard::add_cell(&mut cells, sharded, member.shard.as_ref());
            table.row(cells);
        }
        table
    }

    fn service_table(&self) -> Table {
        let mut table = Table::new(&["SERVICE", "TYPE", "PORTS", "LEADS TO", "READY"]);
        for service in &self.services {
            let ports: Vec<String> = service.ports.iter().map(u16::to_string).collect();
            let members = service.members.join(", ");
            let of = if service.points_to == PointsTo::Sentinels { self.sentinels.len() } else { self.members.len() };
            let all = service.members.len() == of;
            let leads = match (service.members.is_empty(), all) {
                (true, _) => Cell::toned("nothing", Tone::Warn),
                (false, true) if service.members.len() > 1 => format!("{}: all", service.points_to.words()).into(),
                (false, _) => format!("{}: {members}", service.points_to.words()).into(),
            };
            let tone = if service.ready < service.members.len() { Tone::Warn } else { Tone::Plain };
            table.row([
                service.name.as_str().into(),
                service.kind.as_str().into(),
                ports.join(",").into(),
                leads,
                Cell::toned(format!("{}/{}", service.ready, service.members.len()), tone),
            ]);
        }
        table
    }
}

/// How many slots are served, and which are not.
fn slots(cluster: &ClusterSlots) -> Cell {
    let served = format!("{} of {SLOTS} served by {} shards", cluster.covered_slots, cluster.shards);
    match cluster.uncovered.as_slice() {
        [] => served.into(),
        uncovered => Cell::toned(format!("{served}; not served: {}", words(uncovered)), Tone::Bad),
    }
}

/// The role, with the intended one where they differ.
fn role(member: &MemberView) -> Cell {
    match (member.role, member.intended_role) {
        (None, _) => Cell::toned("unknown", Tone::Warn),
        (Some(role), Some(intended)) if role != intended => {
            Cell::toned(format!("{}, meant: {}", role.word(), intended.word()), Tone::Warn)
        }
        (Some(role), _) => role.word().into(),
    }
}

fn behind(member: &MemberView) -> Cell {
    match (member.role, member.link_up, member.lag_bytes) {
        (Some(Role::Replica), Some(false), _) => Cell::toned("link down", Tone::Bad),
        (Some(Role::Replica), _, Some(lag)) => units::bytes(lag).into(),
        (Some(Role::Replica), ..) => {
            let address = member.primary_address.as_deref().unwrap_or("?");
            Cell::toned(format!("? of {address}"), Tone::Warn)
        }
        _ => "-".into(),
    }
}

/// What bounds the memory: the server's own setting and the container's limit.
fn memory(member: &MemberView) -> Cell {
    let most = member
        .maxmemory_bytes
        .map_or_else(|| "no maxmemory".into(), |most| format!("maxmemory {}", units::bytes(most)));
    let limit = member.memory_limit_bytes.map(|limit| format!("container limit {}", units::bytes(limit)));
    let bounded = member.maxmemory_bytes.is_some() || limit.is_some();
    let text = format!("{most}, {}", limit.unwrap_or_else(|| "no container limit".to_owned()));
    Cell::toned(text, if bounded { Tone::Plain } else { Tone::Warn })
}

/// Where the data are, and on what.
fn data(member: &MemberView) -> Option<Cell> {
    let facts = member.persistence.as_ref();
    let folder = facts.and_then(|facts| facts.folder.as_deref()).map(|folder| folder.trim_end_matches('/'));
    let file = facts.and_then(|facts| facts.rdb_file.as_deref());
    let place = folder.map(|folder| file.map_or(folder.to_owned(), |file| format!("{folder}/{file}")));
    let volume = member.volume.as_ref().map(volume);
    match (place, volume) {
        (Some(place), Some(volume)) => Some(Cell::toned(format!("{place} on {}", volume.text), volume.tone)),
        (Some(place), None) => Some(place.into()),
        (None, volume) => volume,
    }
}

/// What the data are on, without names that differ from member to member by their ordinals.
fn volume(volume: &DataVolume) -> Cell {
    match volume {
        DataVolume::Claim { phase, size_bytes, storage_class, .. } => {
            let size = size_bytes.map_or_else(String::new, |bytes| format!(" of {}", units::bytes(bytes)));
            let class = storage_class.as_ref().map_or_else(String::new, |class| format!(", class {class}"));
            let wrong = phase.as_deref().filter(|phase| *phase != "Bound");
            let phase = wrong.map_or_else(String::new, |phase| format!(", {phase}"));
            Cell::toned(format!("a claim{size}{class}{phase}"), if wrong.is_some() { Tone::Bad } else { Tone::Plain })
        }
        DataVolume::EmptyDir { memory: false } => Cell::toned("an emptyDir: gone with the pod", Tone::Warn),
        DataVolume::EmptyDir { memory: true } => Cell::toned("an emptyDir in memory: gone with the pod", Tone::Warn),
        DataVolume::Container => Cell::toned("no volume: gone with the container", Tone::Warn),
        DataVolume::Other { name } => format!("volume {name}").into(),
    }
}

fn persistence_words(facts: &Persistence) -> Cell {
    let points = match facts.save_points.as_deref() {
        None => "save points unknown".to_owned(),
        Some([]) => "no save points".to_owned(),
        Some(points) => {
            let points: Vec<String> =
                points.iter().map(|point| format!("{} after {}", point.changes, seconds(point.seconds))).collect();
            format!("RDB at {} changes", points.join(", "))
        }
    };
    let aof = match facts.aof {
        None => "AOF unknown",
        Some(true) => "AOF on",
        Some(false) => "AOF off",
    };
    let failed = if facts.last_save_ok == Some(false) { ", the last save failed" } else { "" };
    let kept = facts.aof == Some(true) || facts.save_points.as_deref().is_none_or(|points| !points.is_empty());
    let tone = match (facts.last_save_ok, kept) {
        (Some(false), _) => Tone::Bad,
        (_, false) => Tone::Warn,
        _ => Tone::Plain,
    };
    Cell::toned(format!("{points}; {aof}{failed}"), tone)
}

fn seconds(seconds: u64) -> String {
    match seconds {
        3600.. if seconds.is_multiple_of(3600) => format!("{}h", seconds / 3600),
        60.. if seconds.is_multiple_of(60) => format!("{}m", seconds / 60),
        _ => format!("{seconds}s"),
    }
}

fn commands_words(member: &MemberView) -> Option<Cell> {
    let all = member.commands.as_ref()?;
    let of = |wanted: bool| -> Vec<&str> {
        all.iter().filter(|(_, there)| **there == wanted).map(|(name, _)| *name).collect()
    };
    let (there, missing) = (of(true), of(false));
    Some(match missing.as_slice() {
        [] => format!("all there: {}", there.join(" ")).into(),
        missing => Cell::toned(format!("missing: {}; there: {}", missing.join(" "), there.join(" ")), Tone::Warn),
    })
}

//! Rules on what a server itself allows: login, users, commands, TLS, addresses.

use super::Judged;
use super::facts::{MemberFacts, Open};
use crate::report::Severity;

/// Characters below which a password is bad, weak, or less than the checklist wants.
const BAD: usize = 8;
const WEAK: usize = 16;
const WANTED: usize = 32;

pub(super) fn judge(member: &MemberFacts) -> Vec<Judged> {
    let mut found = login(member);
    found.extend(users(member));
    found.extend(commands(member));
    found.extend(network(member));
    found
}

fn login(member: &MemberFacts) -> Vec<Judged> {
    let mut found = Vec::new();
    let open = matches!(member.open, Open::Yes | Open::Restricted);
    let guarded = member.parameter("protected-mode") == Some("yes");
    match (member.open, guarded) {
        (Open::Yes, false) => found.push(Judged::new(
            "auth-off",
            Severity::Critical,
            "answers anybody who reaches its port: no password is wanted",
            "set requirepass from a Secret (in the chart: auth.enabled, redis.password or existingSecret)",
        )),
        // Protected mode only lets in who comes from the pod itself, as a port-forward does.
        (Open::Yes, true) => found.push(Judged::new(
            "auth-off",
            Severity::Warning,
            "wants no password, and protected mode lets only its own pod in",
            "set requirepass from a Secret: whoever may port-forward to the pod is in",
        )),
        (Open::Restricted, _) => found.push(Judged::new(
            "auth-off",
            Severity::Warning,
            "lets anybody in as the default user, who may do little",
            "ACL SETUSER default off, or give it a password",
        )),
        _ => {}
    }
    if open && member.parameter("protected-mode") == Some("no") {
        found.push(Judged::new(
            "protected-mode-off",
            Severity::Warning,
            "has neither a password nor protected mode",
            "set a password; until then: CONFIG SET protected-mode yes",
        ));
    }
    if let Some(password) = member.password.filter(|_| member.open == Open::No) {
        let severity = match password.length {
            length if length < BAD => Some(Severity::Critical),
            length if length < WEAK || (password.classes < 2 && length < WANTED) => Some(Severity::Warning),
            length if length < WANTED => Some(Severity::Info),
            _ => None,
        };
        let plural = if password.classes == 1 { "kind" } else { "kinds" };
        found.extend(severity.map(|severity| {
            Judged::new(
                "password-weak",
                severity,
                format!("its password has {} characters of {} {plural}", password.length, password.classes),
                "take 32 random ones: openssl rand -base64 24",
            )
        }));
    }
    found
}

fn users(member: &MemberFacts) -> Vec<Judged> {
    let mut found = Vec::new();
    for user in member.users.iter().flatten() {
        let name = &user.name;
        let all = user.all_keys && user.all_commands;
        if !user.on {
            if name != "default" {
                let message = format!("ACL user {name} is off");
                let hint = format!("if nobody needs it any more: ACL DELUSER {name}");
                found.push(Judged::new("acl-user-off", Severity::Info, message, hint));
            }
            continue;
        }
        // The default user without a password is an open server, which was tried.
        if user.nopass && name != "default" {
            let severity = if all { Severity::Critical } else { Severity::Warning };
            let hint = format!("ACL SETUSER {name} resetpass '>PASSWORD'");
            found.push(Judged::new("acl-user-nopass", severity, format!("ACL user {name} needs no password"), hint));
        } else if all && name != "default" {
            let message = format!("ACL user {name} may do everything on every key (~* +@all)");
            let hint = format!("give it what it needs: ACL SETUSER {name} resetkeys ~app:* -@dangerous");
            found.push(Judged::new("acl-user-unlimited", Severity::Warning, message, hint));
        }
    }
    let only_default = member.users.as_ref().is_some_and(|users| users.len() == 1 && users[0].name == "default");
    if only_default {
        found.push(Judged::new(
            "acl-default-only",
            Severity::Info,
            "everybody shares the default user",
            "a user for each application: ACL SETUSER app on '>PASSWORD' ~app:* +@all -@dangerous",
        ));
    }
    found
}

fn commands(member: &MemberFacts) -> Vec<Judged> {
    let mut found = Vec::new();
    if let Some(reachable) = member.reachable.as_ref().filter(|reachable| !reachable.is_empty()) {
        found.push(Judged::new(
            "dangerous-commands",
            Severity::Warning,
            format!("the default user reaches {}", reachable.join(", ")),
            "ACL SETUSER default -@dangerous for the applications' user, or rename-command in redis.conf",
        ));
    }
    if !member.renamed.is_empty() {
        let message = format!("has {} under another name", member.renamed.join(", "));
        let hint = "to use one here: --rename-command NAME=NEW-NAME, or --rename-command-file FILE";
        found.push(Judged::new("command-renamed", Severity::Info, message, hint));
    }
    for (parameter, what) in [
        ("enable-debug-command", "DEBUG"),
        ("enable-module-command", "MODULE LOAD, which runs code"),
        ("enable-protected-configs", "CONFIG SET dir and dbfilename, which write files"),
    ] {
        let value = member.parameter(parameter).unwrap_or("no");
        let severity = match value {
            "yes" => Severity::Warning,
            "local" => Severity::Info,
            _ => continue,
        };
        let message = format!("{parameter} is {value}: {what}");
        found.push(Judged::new("protection-lifted", severity, message, format!("{parameter} no in redis.conf")));
    }
    found
}

fn network(member: &MemberFacts) -> Vec<Judged> {
    let mut found = Vec::new();
    let port = |name: &str| member.parameter(name).and_then(|value| value.parse::<u16>().ok());
    let (plain, tls) = (port("port").map(|port| port != 0), port("tls-port").map(|port| port != 0));
    if plain.unwrap_or(member.reached_plain) {
        let beside = if tls == Some(true) { ", beside the one with TLS" } else { "" };
        found.push(Judged::new(
            "tls-off",
            Severity::Warning,
            format!("has a port without TLS{beside}: passwords and data travel in clear"),
            "tls-port, tls-cert-file, tls-key-file and port 0 in redis.conf, or a service mesh that encrypts",
        ));
    }
    if tls == Some(true) && member.parameter("tls-auth-clients") == Some("no") {
        found.push(Judged::new(
            "tls-clients-unproven",
            Severity::Info,
            "asks its clients for no certificate",
            "tls-auth-clients yes, where clients can have one",
        ));
    }
    let everywhere = member
        .parameter("bind")
        .is_some_and(|bind| bind.is_empty() || bind.split(' ').any(|one| ["*", "-*", "0.0.0.0", "::"].contains(&one)));
    if everywhere && matches!(member.open, Open::Yes | Open::Restricted) {
        found.push(Judged::new(
            "bind-everywhere",
            Severity::Warning,
            "listens on every address without a password",
            "set a password, or bind to the addresses its clients come to",
        ));
    }
    found
}

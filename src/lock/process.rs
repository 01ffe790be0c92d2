//! This process, and what the machine says of others: Linux's /proc.

use crate::domain::lock::{Holder, Known, Process, known};
use std::fs;

/// The holder that this process is.
pub(super) fn holder(command: &str, since: String) -> Holder {
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = if host.trim().is_empty() { "localhost" } else { host.trim() };
    let user = std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).ok();
    let who = match user.filter(|user| !user.is_empty()).or_else(uid) {
        Some(user) => format!("{user}@{host}"),
        None => host.to_owned(),
    };
    Holder { command: command.to_owned(), who, process: own(), since }
}

/// `uid-1000`: cron and containers need not have a name for it (proc(5): the first number is the real one).
fn uid() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let numbers = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    Some(format!("uid-{}", numbers.split_whitespace().next()?))
}

fn own() -> Process {
    let pid = std::process::id();
    Process {
        boot: fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned(),
        namespace: fs::read_link("/proc/self/ns/pid").map(|path| path.display().to_string()).unwrap_or_default(),
        pid,
        started: started(pid).unwrap_or_default(),
    }
}

/// What this machine knows of a holder.
pub(super) fn known_here(holder: &Holder) -> Known {
    known(&holder.process, &own(), started(holder.process.pid))
}

/// When a process was started. Its name, in brackets, may hold anything, so fields are counted after the last bracket
/// (proc(5): the start is field 22, the state behind the name field 3). A zombie has ended.
fn started(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    if state == "Z" || state == "X" {
        return None;
    }
    fields.nth(18)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn this_process_is_alive_and_an_ended_one_is_not() -> Result<(), Box<dyn std::error::Error>> {
        let mut own = holder("backup-rdb", "2026-11-20T10:00:00Z".into());
        assert_eq!(known_here(&own), Known::Alive);
        let mut child = std::process::Command::new("true").spawn()?;
        own.process.pid = child.id();
        child.wait()?;
        assert_eq!(known_here(&own), Known::Ended);
        Ok(())
    }
}

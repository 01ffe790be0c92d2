//! The sections `commandstats` and `latencystats` of INFO: what each command has cost the server
//! (redis/src/server.c, genRedisInfoString).

use super::info::Info;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a command has cost since the server's start.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommandStats {
    /// The command in lower case; `config|get` for a subcommand (7.0 and later).
    pub command: String,
    /// How often it was executed.
    pub calls: u64,
    /// Time of all executions together.
    pub total_microseconds: u64,
    /// 99 of 100 executions took no longer (7.0 and later).
    pub p99_microseconds: Option<f64>,
}

impl CommandStats {
    /// Mean time of an execution.
    pub fn mean_microseconds(&self) -> f64 {
        self.total_microseconds as f64 / self.calls.max(1) as f64
    }
}

/// The commands in INFO, the costliest first.
pub fn parse(info: &Info) -> Vec<CommandStats> {
    let mut commands: Vec<CommandStats> = info
        .sections()
        .flat_map(|(_, fields)| fields)
        .filter_map(|(field, value)| {
            let command = field.strip_prefix("cmdstat_")?;
            let pairs: BTreeMap<&str, &str> = value.split(',').filter_map(|pair| pair.split_once('=')).collect();
            let p99 = info.text(&format!("latency_percentiles_usec_{command}")).and_then(|percentiles| {
                percentiles.split(',').find_map(|pair| pair.strip_prefix("p99=")?.parse().ok())
            });
            Some(CommandStats {
                command: command.to_owned(),
                calls: pairs.get("calls")?.parse().ok()?,
                total_microseconds: pairs.get("usec")?.parse().ok()?,
                p99_microseconds: p99,
            })
        })
        .collect();
    commands.sort_by(|a, b| (b.total_microseconds, &a.command).cmp(&(a.total_microseconds, &b.command)));
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_costliest_command_is_first() {
        let info = Info::parse(
            "# Commandstats\r\ncmdstat_get:calls=4,usec=8,usec_per_call=2.00,rejected_calls=0,failed_calls=0\r\n\
             cmdstat_config|get:calls=1,usec=90,usec_per_call=90.00\r\ncmdstat_bad:calls=x\r\n\
             # Latencystats\r\nlatency_percentiles_usec_get:p50=1.003,p99=3.007,p99.9=3.007\r\n",
        );
        let commands = parse(&info);
        let names: Vec<&str> = commands.iter().map(|command| command.command.as_str()).collect();
        assert_eq!(names, ["config|get", "get"]);
        assert_eq!((commands[1].mean_microseconds(), commands[1].p99_microseconds), (2.0, Some(3.007)));
    }
}

//! One server, read key by key: facts of many keys in one flight, their values by DUMP in flights of bounded size. What
//! is too large for that is read in pages ([`super::big`]).

use super::big;
use super::value::read_dump;
use crate::domain::compare::{Functions, KeyRecord, Kind, Reading};
use crate::error::{Error, Result};
use crate::formats::cluster::SlotRange;
use crate::formats::info::Info;
use crate::target::survey;
use crate::wire::session::{Reply, ReplyError, Session};
use redis::{Cmd, Value};

/// Values of more bytes of the server's memory are read in pages: DUMP would copy them whole, there and here.
const LARGEST_DUMP: u64 = 4 << 20;
/// Values of one flight take so much of the server's memory at the most, unless one takes more alone.
const FLIGHT_BYTES: u64 = 2 << 20;
/// Keys asked for in one SCAN.
const SCAN_COUNT: usize = 1000;
/// Keys whose facts are asked for in one flight.
const FLIGHT_KEYS: usize = 1000;

/// What is wanted of keys.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted {
    /// Type and expiry.
    Facts,
    /// The value too, without fields that expire before this, in milliseconds since 1970.
    Values {
        /// The horizon.
        horizon_ms: u64,
    },
}

/// A session with the server.
#[derive(Debug)]
pub(super) struct Reader {
    /// The member, for messages.
    pub(super) subject: String,
    /// What it serves; none where there is no cluster.
    pub(super) slots: Option<Vec<SlotRange>>,
    session: Session,
    db: u64,
    knows_pexpiretime: bool,
    changes: Changes,
}

/// The counter of changes, and when it was last set back by a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Changes {
    count: Option<u64>,
    saved_at: Option<u64>,
}

impl Reader {
    pub(super) async fn start(
        session: Session,
        subject: String,
        slots: Option<Vec<SlotRange>>,
        is_replica_of_cluster: bool,
    ) -> Result<Self> {
        let none = Changes { count: None, saved_at: None };
        let mut reader = Self { subject, slots, session, db: 0, knows_pexpiretime: true, changes: none };
        if is_replica_of_cluster {
            reader.session.command(&redis::cmd("READONLY")).await?;
        }
        let mut probe = redis::cmd("PEXPIRETIME");
        probe.arg("redis-ops");
        let replies = reader.session.flight(&[probe]).await?;
        // In a cluster it is refused with the node to ask, which is knowing it.
        reader.knows_pexpiretime = !matches!(&replies[..], [Err(error)] if is_unknown(error) || is_denied(error));
        reader.changes = reader.fetch_changes().await?;
        Ok(reader)
    }

    /// What it has of each of these keys, in their order.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn fetch(&mut self, keys: &[(u64, &[u8])], wanted: Wanted) -> Result<Vec<Option<KeyRecord>>> {
        let mut records = Vec::with_capacity(keys.len());
        for of_db in keys.chunk_by(|one, other| one.0 == other.0) {
            if !self.select(of_db[0].0).await? {
                records.extend(of_db.iter().map(|_| None));
                continue;
            }
            for flight in of_db.chunks(FLIGHT_KEYS) {
                let names: Vec<&[u8]> = flight.iter().map(|(_, name)| *name).collect();
                records.extend(self.fetch_flight(&names, wanted).await?);
            }
        }
        Ok(records)
    }

    /// The next keys of the selected database, and the cursor to go on with; 0 at the end.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn scan(&mut self, db: u64, cursor: u64) -> Result<(u64, Vec<Vec<u8>>)> {
        if !self.select(db).await? {
            return Ok((0, Vec::new()));
        }
        let mut scan = redis::cmd("SCAN");
        scan.arg(cursor).arg("COUNT").arg(SCAN_COUNT);
        let page = self.session.command(&scan).await?;
        redis::from_redis_value(page).map_err(|error| self.nonsense("SCAN", &error))
    }

    /// The databases that hold keys.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn fetch_databases(&mut self) -> Result<Vec<u64>> {
        let mut info = redis::cmd("INFO");
        info.arg("keyspace");
        let text = survey::text(&self.session.command(&info).await?);
        Ok(Info::parse(&text).databases().into_iter().map(|database| database.index).collect())
    }

    /// Function libraries; none where the server has none.
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn fetch_functions(&mut self) -> Result<Option<Functions>> {
        let mut list = redis::cmd("FUNCTION");
        list.arg("LIST").arg("WITHCODE");
        let libraries = match self.session.flight(&[list]).await?.pop() {
            Some(Ok(Value::Array(libraries))) => libraries,
            Some(Err(error)) if is_unknown(&error) => return Ok(None),
            Some(Err(error)) => return Err(self.refused("FUNCTION LIST", &error)),
            _ => return Ok(None),
        };
        let mut functions = Functions::default();
        for library in libraries {
            let parts = match library {
                Value::Array(parts) => parts,
                Value::Map(pairs) => pairs.into_iter().flat_map(|(name, value)| [name, value]).collect(),
                _ => continue,
            };
            let code = parts.chunks(2).find_map(|pair| match pair {
                [name, Value::BulkString(code)] if survey::text(name) == "library_code" => Some(code),
                _ => None,
            });
            code.into_iter().for_each(|code| functions.add(code));
        }
        Ok(Some(functions))
    }

    /// Whether the server has taken writes since [`Reader::start`].
    ///
    /// # Errors
    /// Of kind Target.
    pub(super) async fn has_changed(&mut self) -> Result<bool> {
        let (before, now) = (self.changes, self.fetch_changes().await?);
        // A save sets the counter back.
        Ok(before != now && !(before.saved_at != now.saved_at && now.count == Some(0)))
    }

    async fn fetch_changes(&mut self) -> Result<Changes> {
        let mut info = redis::cmd("INFO");
        info.arg("persistence");
        let info = Info::parse(&survey::text(&self.session.command(&info).await?));
        let count = info.number("rdb_changes_since_last_save");
        Ok(Changes { count, saved_at: info.number("rdb_last_save_time") })
    }

    /// Whether the server has this database: one that has fewer holds nothing there.
    async fn select(&mut self, db: u64) -> Result<bool> {
        if self.db == db {
            return Ok(true);
        }
        let mut select = redis::cmd("SELECT");
        select.arg(db);
        match self.session.flight(&[select]).await?.pop() {
            Some(Err(error)) if ["out of range", "in cluster mode"].iter().any(|words| error.text.contains(words)) => {
                Ok(false)
            }
            Some(Err(error)) => Err(self.refused(&format!("SELECT {db}"), &error)),
            _ => {
                self.db = db;
                Ok(true)
            }
        }
    }

    async fn fetch_flight(&mut self, names: &[&[u8]], wanted: Wanted) -> Result<Vec<Option<KeyRecord>>> {
        let with_size = matches!(wanted, Wanted::Values { .. });
        let a_key = if with_size { 3 } else { 2 };
        let mut flight = Vec::with_capacity(names.len() * a_key + 1);
        flight.push(redis::cmd("TIME"));
        for name in names {
            flight.push(of_key("TYPE", name));
            flight.push(of_key(if self.knows_pexpiretime { "PEXPIRETIME" } else { "PTTL" }, name));
            if with_size {
                let mut usage = redis::cmd("MEMORY");
                usage.arg("USAGE").arg(name);
                flight.push(usage);
            }
        }
        let replies = self.session.flight(&flight).await?;
        let now_ms = replies.first().and_then(|reply| time_ms(reply.as_ref().ok()?)).unwrap_or(0);
        let mut records = Vec::with_capacity(names.len());
        let mut sizes = Vec::with_capacity(names.len());
        for of_key in replies[1.min(replies.len())..].chunks(a_key) {
            let (record, bytes) = self.read_facts(of_key, now_ms)?;
            records.push(record);
            sizes.push(bytes);
        }
        if records.len() != names.len() {
            return Err(Error::target(format!("Redis on {} answers less than it was asked", self.subject)));
        }
        if let Wanted::Values { horizon_ms } = wanted {
            self.fetch_values(names, &mut records, &sizes, horizon_ms).await?;
        }
        Ok(records)
    }

    /// Type and expiry of one key, and the memory it takes.
    fn read_facts(&self, replies: &[Reply], now_ms: u64) -> Result<(Option<KeyRecord>, u64)> {
        let names = ["TYPE", if self.knows_pexpiretime { "PEXPIRETIME" } else { "PTTL" }, "MEMORY USAGE"];
        for (reply, name) in replies.iter().zip(names) {
            match reply {
                // The slot is on its way to another node: nothing is known of the key.
                Err(error) if ["MOVED", "ASK", "TRYAGAIN"].contains(&error.code.as_str()) => {
                    let value = Reading::Unread("its slot is on the move".to_owned());
                    return Ok((Some(KeyRecord { kind: Kind::of("?"), expires_at_ms: None, value }), 0));
                }
                Err(error) => return Err(self.refused(name, error)),
                Ok(_) => {}
            }
        }
        let [Ok(kind), Ok(expiry), rest @ ..] = replies else { return Ok((None, 0)) };
        let kind = survey::text(kind);
        let left = if let Value::Int(number) = expiry { *number } else { -1 };
        // -2: gone meanwhile.
        if kind == "none" || left == -2 {
            return Ok((None, 0));
        }
        let expires_at_ms =
            u64::try_from(left).ok().map(|left| if self.knows_pexpiretime { left } else { now_ms + left });
        let bytes = match rest {
            [Ok(Value::Int(bytes))] => u64::try_from(*bytes).unwrap_or(0),
            _ => 0,
        };
        let value = Reading::Unread("its value was not asked for".to_owned());
        Ok((Some(KeyRecord { kind: Kind::of(&kind), expires_at_ms, value }), bytes))
    }

    /// Reads the values of the keys that are there.
    async fn fetch_values(
        &mut self,
        names: &[&[u8]],
        records: &mut [Option<KeyRecord>],
        sizes: &[u64],
        horizon_ms: u64,
    ) -> Result<()> {
        let (mut flight, mut bytes) = (Vec::new(), 0);
        for index in 0..names.len() {
            let Some(record) = &records[index] else { continue };
            if record.kind.as_str() == "?" {
                continue;
            }
            if sizes[index] > LARGEST_DUMP && big::can_read(&record.kind) {
                let kind = record.kind.clone();
                let value = big::fetch(&mut self.session, &kind, names[index], horizon_ms).await;
                let value = value.map_err(|error| error.while_attempting(self.attempt(names[index])))?;
                records[index] = value.map(|value| KeyRecord { value, ..record.clone() });
                continue;
            }
            if bytes > 0 && bytes + sizes[index] > FLIGHT_BYTES {
                self.fetch_dumps(names, records, &std::mem::take(&mut flight), horizon_ms).await?;
                bytes = 0;
            }
            flight.push(index);
            bytes += sizes[index];
        }
        self.fetch_dumps(names, records, &flight, horizon_ms).await
    }

    async fn fetch_dumps(
        &mut self,
        names: &[&[u8]],
        records: &mut [Option<KeyRecord>],
        flight: &[usize],
        horizon_ms: u64,
    ) -> Result<()> {
        if flight.is_empty() {
            return Ok(());
        }
        let commands: Vec<Cmd> = flight.iter().map(|index| of_key("DUMP", names[*index])).collect();
        let replies = self.session.flight(&commands).await?;
        for (index, reply) in flight.iter().zip(replies) {
            match reply {
                Ok(Value::BulkString(payload)) => {
                    let (kind, value) = read_dump(&payload, horizon_ms);
                    if let Some(record) = &mut records[*index] {
                        record.kind = kind.unwrap_or_else(|| record.kind.clone());
                        record.value = value;
                    }
                }
                // Gone meanwhile.
                Ok(_) => records[*index] = None,
                Err(error) if ["MOVED", "ASK", "TRYAGAIN"].contains(&error.code.as_str()) => {
                    if let Some(record) = &mut records[*index] {
                        record.value = Reading::Unread("its slot is on the move".to_owned());
                    }
                }
                Err(error) => return Err(self.refused("DUMP", &error)),
            }
        }
        Ok(())
    }

    fn attempt(&self, name: &[u8]) -> String {
        format!("read {} of {}", name.escape_ascii(), self.subject)
    }

    fn refused(&self, command: &str, error: &ReplyError) -> Error {
        let refused = Error::target(format!("Redis on {} does not answer {command}", self.subject));
        let refused = refused.cause(error.to_string());
        if is_denied(error) {
            return refused.hint("an ACL user needs +@read +memory|usage +dump +info +select +scan, and all keys (~*)");
        }
        refused
    }

    fn nonsense(&self, command: &str, error: &dyn std::error::Error) -> Error {
        Error::target(format!("the answer of {} to {command} cannot be understood", self.subject)).because(error)
    }
}

pub(super) fn of_key(command: &str, name: &[u8]) -> Cmd {
    let mut command = redis::cmd(command);
    command.arg(name);
    command
}

fn is_unknown(error: &ReplyError) -> bool {
    error.text.contains("unknown command") || error.text.contains("nknown subcommand")
}

fn is_denied(error: &ReplyError) -> bool {
    error.code == "NOPERM"
}

/// Milliseconds since 1970 in the answer to TIME.
fn time_ms(reply: &Value) -> Option<u64> {
    let (seconds, microseconds): (u64, u64) = redis::from_redis_value_ref(reply).ok()?;
    Some(seconds * 1000 + microseconds / 1000)
}

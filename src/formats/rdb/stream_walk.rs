//! The structure of a stream's value in all five versions: nodes, state, groups, pending entries, producers.
//!
//! Sources: the stream branch of `rdbLoadObject` in redis/src/rdb.c (versions 1 to 3); files written by Redis 8.6
//! (version 4); redis/librdb (version 5).

use super::container::{Container, ContainerKind, ContainerReader};
use super::cursor::Cursor;
use super::error::Stop;
use super::sink::{Item, Role, Sink, StreamId, StreamMeta};
use super::stream_id::{halves, node_id, pending, raw_id};
use super::text::TextReader;

/// What the walk uses of the reader around it.
pub(super) struct Tools<'t, S> {
    pub(super) text: &'t mut TextReader,
    pub(super) container: &'t mut ContainerReader,
    pub(super) limit: usize,
    pub(super) sink: &'t mut S,
}

/// Where the walk over one stream stands.
#[derive(Debug, Clone)]
pub(super) struct StreamWalk {
    version: u8,
    stage: Stage,
    nodes: u64,
    node_id: StreamId,
    groups: u64,
    pending: u64,
    consumers: u64,
    owned: u64,
    producers: u64,
    requests: u64,
    live_entries: u64,
    unchecked_nodes: u64,
    meta: StreamMeta,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    NodeCount,
    NodeId,
    NodeEntries,
    Meta,
    MetaSince2,
    GroupCount,
    GroupName,
    GroupState,
    PendingCount,
    Pending,
    ConsumerCount,
    ConsumerName,
    ConsumerTimes,
    OwnedCount,
    Owned,
    UnownedCount,
    Unowned,
    ProducerLimits,
    ProducerName,
    RequestCount,
    RequestName,
    RequestId,
    ProducerTotals,
    Done,
}

impl StreamWalk {
    pub(super) fn new(version: u8) -> Self {
        Self {
            version,
            stage: Stage::NodeCount,
            nodes: 0,
            node_id: StreamId::default(),
            groups: 0,
            pending: 0,
            consumers: 0,
            owned: 0,
            producers: 0,
            requests: 0,
            live_entries: 0,
            unchecked_nodes: 0,
            meta: StreamMeta::default(),
        }
    }

    /// Live entries, by the nodes.
    pub(super) fn entries(&self) -> u64 {
        self.meta.length
    }

    /// Nodes too large to be looked into.
    pub(super) fn unchecked_nodes(&self) -> u64 {
        self.unchecked_nodes
    }

    /// Reads on from the cursor; done when it returns without stopping.
    pub(super) fn run<S: Sink>(&mut self, cursor: &mut Cursor<'_>, tools: &mut Tools<'_, S>) -> Result<(), Stop> {
        loop {
            self.stage = match self.stage {
                Stage::NodeCount => {
                    self.nodes = cursor.length()?;
                    Stage::NodeId
                }
                Stage::NodeId | Stage::NodeEntries => self.node(cursor, tools)?,
                Stage::Meta | Stage::MetaSince2 => self.state_of_stream(cursor, tools)?,
                Stage::Done => return Ok(()),
                Stage::ProducerLimits
                | Stage::ProducerName
                | Stage::RequestCount
                | Stage::RequestName
                | Stage::RequestId
                | Stage::ProducerTotals => self.producers(cursor, tools)?,
                _ => self.group(cursor, tools)?,
            };
        }
    }

    fn node<S: Sink>(&mut self, cursor: &mut Cursor<'_>, tools: &mut Tools<'_, S>) -> Result<Stage, Stop> {
        if self.nodes == 0 {
            return Ok(Stage::Meta);
        }
        if matches!(self.stage, Stage::NodeId) {
            self.node_id = node_id(cursor)?;
            return Ok(Stage::NodeEntries);
        }
        let id = self.node_id;
        let sink = &mut *tools.sink;
        let live =
            tools.container.read(cursor, ContainerKind::StreamListpack, tools.limit, |container| match container {
                Container::Whole(bytes, count) => {
                    sink.item(Item::StreamNode(id, bytes))?;
                    Ok(Some(count.elements))
                }
                Container::Oversize(_) => {
                    sink.item(Item::Oversize)?;
                    Ok(None)
                }
            })?;
        match live {
            Some(live) => self.live_entries = self.live_entries.saturating_add(live),
            None => self.unchecked_nodes += 1,
        }
        self.nodes -= 1;
        Ok(Stage::NodeId)
    }

    fn state_of_stream<S: Sink>(&mut self, cursor: &mut Cursor<'_>, tools: &mut Tools<'_, S>) -> Result<Stage, Stop> {
        if matches!(self.stage, Stage::Meta) {
            let offset = cursor.offset();
            let [length, ms, seq] = cursor.lengths()?;
            if self.unchecked_nodes == 0 && length != self.live_entries {
                let what = format!("the stream declares {length} entries and has {}", self.live_entries);
                return Err(Stop::corrupt(offset, what));
            }
            self.meta.length = length;
            self.meta.last_id = StreamId { ms, seq };
            if self.version >= 2 {
                return Ok(Stage::MetaSince2);
            }
        } else {
            let [first_ms, first_seq, deleted_ms, deleted_seq, added] = cursor.lengths()?;
            self.meta.first_id = Some(StreamId { ms: first_ms, seq: first_seq });
            self.meta.max_deleted_id = Some(StreamId { ms: deleted_ms, seq: deleted_seq });
            self.meta.entries_added = Some(added);
        }
        deliver(tools.sink, cursor, Item::StreamMeta(self.meta))?;
        Ok(Stage::GroupCount)
    }

    fn group<S: Sink>(&mut self, cursor: &mut Cursor<'_>, tools: &mut Tools<'_, S>) -> Result<Stage, Stop> {
        Ok(match self.stage {
            Stage::GroupCount => {
                self.groups = cursor.length()?;
                Stage::GroupName
            }
            Stage::GroupName => {
                if self.groups == 0 {
                    return Ok(match self.version {
                        4.. => Stage::ProducerLimits,
                        _ => Stage::Done,
                    });
                }
                tools.text.read(cursor, Role::GroupName, tools.sink)?;
                self.groups -= 1;
                Stage::GroupState
            }
            Stage::GroupState => {
                let (ms, seq, entries_read) = match self.version {
                    2.. => {
                        let [ms, seq, read] = cursor.lengths()?;
                        (ms, seq, Some(read))
                    }
                    _ => {
                        let [ms, seq] = cursor.lengths()?;
                        (ms, seq, None)
                    }
                };
                let last_id = StreamId { ms, seq };
                let item = Item::Group { last_id, entries_read };
                deliver(tools.sink, cursor, item)?;
                Stage::PendingCount
            }
            Stage::PendingCount => {
                self.pending = cursor.length()?;
                Stage::Pending
            }
            Stage::Pending if self.pending == 0 => Stage::ConsumerCount,
            Stage::Pending => {
                let item = pending(cursor)?;
                deliver(tools.sink, cursor, item)?;
                self.pending -= 1;
                Stage::Pending
            }
            _ => self.consumer(cursor, tools)?,
        })
    }

    fn consumer<S: Sink>(&mut self, cursor: &mut Cursor<'_>, tools: &mut Tools<'_, S>) -> Result<Stage, Stop> {
        Ok(match self.stage {
            Stage::ConsumerCount => {
                self.consumers = cursor.length()?;
                Stage::ConsumerName
            }
            Stage::ConsumerName if self.consumers == 0 => match self.version {
                5.. => Stage::UnownedCount,
                _ => Stage::GroupName,
            },
            Stage::ConsumerName => {
                tools.text.read(cursor, Role::ConsumerName, tools.sink)?;
                self.consumers -= 1;
                Stage::ConsumerTimes
            }
            Stage::ConsumerTimes => {
                let (seen_at_ms, active_at_ms) = match self.version {
                    3.. => {
                        let times = cursor.array::<16>()?;
                        let (seen, active) = halves(times, u64::from_le_bytes);
                        (seen, Some(active))
                    }
                    _ => (u64::from_le_bytes(cursor.array()?), None),
                };
                let item = Item::Consumer { seen_at_ms, active_at_ms };
                deliver(tools.sink, cursor, item)?;
                Stage::OwnedCount
            }
            Stage::OwnedCount => {
                self.owned = cursor.length()?;
                Stage::Owned
            }
            Stage::Owned if self.owned == 0 => Stage::ConsumerName,
            Stage::Owned => {
                let id = raw_id(cursor)?;
                deliver(tools.sink, cursor, Item::Owned(id))?;
                self.owned -= 1;
                Stage::Owned
            }
            Stage::UnownedCount => {
                self.owned = cursor.length()?;
                Stage::Unowned
            }
            _ if self.owned == 0 => Stage::GroupName,
            _ => {
                let id = raw_id(cursor)?;
                deliver(tools.sink, cursor, Item::Unowned(id))?;
                self.owned -= 1;
                Stage::Unowned
            }
        })
    }

    /// Producers whose requests are remembered so that a repeated one adds nothing (`XADD … IDMP`).
    fn producers<S: Sink>(&mut self, cursor: &mut Cursor<'_>, tools: &mut Tools<'_, S>) -> Result<Stage, Stop> {
        Ok(match self.stage {
            Stage::ProducerLimits => {
                let [duration_seconds, max_requests, producers] = cursor.lengths()?;
                let item = Item::ProducerLimits { duration_seconds, max_requests };
                deliver(tools.sink, cursor, item)?;
                self.producers = producers;
                Stage::ProducerName
            }
            Stage::ProducerName if self.producers == 0 => Stage::ProducerTotals,
            Stage::ProducerName => {
                tools.text.read(cursor, Role::Other, tools.sink)?;
                self.producers -= 1;
                Stage::RequestCount
            }
            Stage::RequestCount => {
                self.requests = cursor.length()?;
                Stage::RequestName
            }
            Stage::RequestName if self.requests == 0 => Stage::ProducerName,
            Stage::RequestName => {
                tools.text.read(cursor, Role::Other, tools.sink)?;
                Stage::RequestId
            }
            Stage::RequestId => {
                let [_ms, _seq] = cursor.lengths()?;
                deliver(tools.sink, cursor, Item::RememberedRequest)?;
                self.requests -= 1;
                Stage::RequestName
            }
            _ => {
                let [_added, _duplicates] = cursor.lengths()?;
                Stage::Done
            }
        })
    }
}

fn deliver<S: Sink>(sink: &mut S, cursor: &Cursor<'_>, item: Item<'_>) -> Result<(), Stop> {
    sink.item(item).map_err(|why| Stop::corrupt(cursor.offset(), why))
}

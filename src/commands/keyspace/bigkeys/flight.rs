//! The questions that are under way, and their answers: one round trip for each page.

use super::ask::{Asked, Questions, Verdict};
use super::guard::Guard;
use super::member::{Shared, Work};
use super::place::Place;
use crate::domain::keyspace::kind::Kind;
use crate::domain::keyspace::pace::Pace;
use crate::domain::keyspace::seen::Seen;
use crate::domain::keyspace::tally::Found;
use crate::domain::unavailable;
use crate::error::Result;
use crate::wire::scan::{Event, Scan};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How long something that has arrived may take to be read.
const SHORT_WAIT: Duration = Duration::from_millis(100);

impl Work {
    /// What had arrived when a connection was lost: it may have been lost while questions were written.
    pub(super) async fn take_what_came(&mut self, scan: &mut Scan<'_, Asked>, place: &mut Place) {
        loop {
            match scan.take() {
                Ok(Some(Event::Answers(key, replies))) => match self.asker.answered(key, replies) {
                    Verdict::Done(key) => self.count(place.db, &key),
                    Verdict::Again(key) => place.again.push(key),
                    Verdict::Gone => {}
                },
                Ok(Some(Event::Page { keys, next })) => {
                    place.held.get_or_insert_default().extend(keys);
                    place.cursor = next;
                }
                Ok(None) if matches!(tokio::time::timeout(SHORT_WAIT, scan.fill()).await, Ok(Ok(()))) => {}
                _ => return,
            }
        }
    }

    pub(super) async fn pages(
        &mut self,
        scan: &mut Scan<'_, Asked>,
        place: &mut Place,
        subject: &str,
        keys: u64,
        guard: Option<&Guard>,
    ) -> Result<bool> {
        let mut seen = Seen::of(keys, self.options.remembered);
        place.backlog.retain(|key| seen.is_new(key));
        self.shared.met.fetch_add(place.backlog.len() as u64, Ordering::Relaxed);
        let mut pace = Pace::new(self.options.limits.clone(), self.round_trip);
        let samples = self.options.samples.to_string();
        let mut shared = self.shared.clone();
        let mut sent = self.dispatch(scan, place, pace.count(), &samples).await?;
        loop {
            while let Some(event) = scan.take()? {
                match event {
                    Event::Refused(text) => {
                        self.findings.push(unavailable::finding(subject, "SCAN", &text));
                        return Ok(false);
                    }
                    Event::Page { mut keys, next } => {
                        self.report.pages += 1;
                        keys.retain(|key| seen.is_new(key));
                        self.shared.met.fetch_add(keys.len() as u64, Ordering::Relaxed);
                        let delay = guard.map_or(Duration::ZERO, Guard::delay);
                        (place.held, place.cursor) = (Some(keys), next);
                        self.keep(scan, place);
                        // With a pause after every page, the page is gone through to its end first.
                        if !pace.is_paced() {
                            let pause = pace.after(Duration::ZERO, delay);
                            if !sleep(&mut shared, pause).await {
                                return Ok(false);
                            }
                            sent = self.dispatch(scan, place, pace.count(), &samples).await?;
                        }
                    }
                    Event::Answers(key, replies) => match self.asker.answered(key, replies) {
                        Verdict::Done(key) => self.count(place.db, &key),
                        Verdict::Again(key) => place.again.push(key),
                        Verdict::Gone => {}
                    },
                }
            }
            self.report.repeated_keys += std::mem::take(&mut seen.repeated);
            self.report.repeats_are_told &= seen.is_exact();
            self.report.slowed += std::mem::take(&mut pace.slowed);
            if scan.is_idle() {
                if place.held.is_none() && place.again.is_empty() {
                    return Ok(true);
                }
                if place.held.is_some() && pace.is_paced() {
                    let busy = sent.elapsed().saturating_sub(self.round_trip);
                    let pause = pace.after(busy, guard.map_or(Duration::ZERO, Guard::delay));
                    if !sleep(&mut shared, pause).await {
                        return Ok(false);
                    }
                }
                sent = self.dispatch(scan, place, pace.count(), &samples).await?;
                continue;
            }
            tokio::select! {
                filled = scan.fill() => filled?,
                () = shared.stopped() => return Ok(false),
            }
        }
    }

    /// Has it written how far this is, every now and then. That a file cannot be written to is said in the end.
    fn keep(&self, scan: &Scan<'_, Asked>, place: &Place) {
        if let Some(keeper) = self.shared.keeper.as_ref().filter(|keeper| keeper.is_due()) {
            keeper.note(self.options.counting.source, self.state(Some(place.position(scan))));
            let _ = keeper.write();
        }
    }

    /// Sends the next flight: the SCAN of the next page first, so that its answer comes first, then what is to be asked
    /// about the keys of this one.
    async fn dispatch(
        &mut self,
        scan: &mut Scan<'_, Asked>,
        place: &mut Place,
        count: u64,
        samples: &str,
    ) -> Result<Instant> {
        let (keys, is_page) = place.next(count);
        if is_page && let Some(cursor) = &place.cursor {
            scan.ask_page(cursor, count);
            // By itself: while the server is at the sizes, its answer is here already, and the one after it asked for.
            scan.send().await?;
        }
        let new = keys.into_iter().map(|key| self.asker.key(key));
        let questions: Vec<Asked> = place.again.drain(..).chain(new).collect();
        for mut key in questions {
            let asked = self.asker.questions(&mut key);
            if asked == Questions::default() {
                // Nothing may be asked any more.
                self.count(place.db, &key);
                continue;
            }
            ask(scan, key, asked, samples);
        }
        scan.send().await?;
        Ok(Instant::now())
    }

    fn count(&mut self, db: u64, key: &Asked) {
        let unknown = Kind::Other("unknown".to_owned());
        self.tally.add(&Found {
            db,
            name: &key.name,
            name_bytes: key.name.len() as u64,
            kind: key.kind.as_ref().unwrap_or(&unknown),
            size: key.size,
            memory_bytes: key.memory_bytes,
            stored_bytes: None,
            expiry: key.expiry,
        });
    }
}

/// Adds the commands about one key to the flight.
fn ask(scan: &mut Scan<'_, Asked>, key: Asked, asked: Questions, samples: &str) {
    let name = key.name.clone();
    let size = key.kind.as_ref().and_then(Kind::size_command).unwrap_or_default();
    let (of_kind, of_size): ([&[u8]; 2], [&[u8]; 2]) = ([b"TYPE", &name], [size.as_bytes(), &name]);
    let of_memory: [&[u8]; 5] = [b"MEMORY", b"USAGE", &name, b"SAMPLES", samples.as_bytes()];
    let of_expiry: [&[u8]; 2] = [b"PTTL", &name];
    let all: [(bool, &[&[u8]]); 4] =
        [(asked.kind, &of_kind), (asked.size, &of_size), (asked.memory, &of_memory), (asked.expiry, &of_expiry)];
    let mut commands: [&[&[u8]]; 4] = [&[]; 4];
    let mut count = 0;
    for (_, command) in all.into_iter().filter(|(is_asked, _)| *is_asked) {
        commands[count] = command;
        count += 1;
    }
    scan.ask(key, &commands[..count]);
}

/// Waits; `false` when there was to be an end.
async fn sleep(shared: &mut Shared, pause: Duration) -> bool {
    if pause.is_zero() {
        return !shared.is_stopped();
    }
    tokio::select! {
        () = tokio::time::sleep(pause) => true,
        () = shared.stopped() => false,
    }
}

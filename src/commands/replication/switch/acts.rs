//! What the machine says is done, on the servers and at the Sentinel.

use super::super::line::{NOT_SENT, command, refusal};
use super::Switch;
use crate::domain::promote::{Act, FAILOVERS, Way, is_too_late};
use crate::error::{Error, Result};
use crate::formats::info::Info;
use crate::wire::session::Reply;
use std::time::Duration;

/// `master_failover_state` of a primary that waits for its replica and has handed nothing over.
const WAITING: &str = "waiting-for-sync";

impl Switch {
    pub(super) async fn act(&mut self, act: Act) -> Result<()> {
        let now = self.began.elapsed();
        match act {
            Act::Pause => self.pause(now).await,
            Act::AskCoordinated => self.ask_sentinel(now, true).await,
            Act::AskSentinel => {
                if !self.state.unheld {
                    self.lengthen_pause().await?;
                }
                self.ask_sentinel(now, false).await
            }
            Act::AskCluster => {
                let said = self.new.tell(&[command(&["CLUSTER", "FAILOVER"])]).await;
                self.asked(now, said, "CLUSTER FAILOVER")
            }
            Act::AskFailover => {
                let Some((host, port)) = &self.attached else {
                    return Err(Error::failed("the primary does not name the replica"));
                };
                let timeout = self.limits.failover_timeout(&self.state);
                let milliseconds = timeout.as_millis().to_string();
                let failover = command(&["FAILOVER", "TO", host, &port.to_string(), "TIMEOUT", &milliseconds]);
                let said = match self.old.greet().await {
                    // the greeting took so long that it would wait a second for the next acknowledgement
                    Ok(()) if is_too_late(&self.state, self.began.elapsed()) => return Ok(()),
                    Ok(()) => self.old.tell_greeted(&[failover]).await,
                    Err(error) => Err(error),
                };
                // what may still be on its way is not asked for again
                (self.state.timeout, self.state.asks) = match &said {
                    Ok(_) => (timeout, self.state.asks),
                    Err(_) => (self.limits.catch_up, FAILOVERS),
                };
                self.asked(now, said, "FAILOVER")
            }
            Act::Promote => {
                self.lengthen_pause().await?;
                let said = self.new.tell(&[command(&["REPLICAOF", "NO", "ONE"])]).await;
                self.asked(now, said, "REPLICAOF NO ONE")
            }
            Act::Demote => {
                self.state.demoted = Some(now);
                self.demote().await;
                Ok(())
            }
            Act::EndSentinelFailover => {
                self.state.ended = Some(now);
                if let Some(sentinel) = &mut self.sentinel {
                    let reset = command(&["SENTINEL", "RESET", &sentinel.name]);
                    if let Err(error) = sentinel.line.ask(&[reset]).await {
                        self.console.warning(&error.chain());
                    }
                }
                if self.state.coordinated {
                    self.abort_failover(now).await;
                }
                Ok(())
            }
            Act::Unpause => {
                let replies = self.old.ask(&[command(&["CLIENT", "UNPAUSE"])]).await?;
                self.state.paused = None;
                self.pause_left = false;
                refusal(&replies).map_or(Ok(()), |why| Err(Error::failed(format!("CLIENT UNPAUSE was refused: {why}"))))
            }
        }
    }

    /// Ends what a coordinated failover began on the old primary, as long as nothing was handed over: later it would make a
    /// second primary. The pause that Sentinel asked for stays until the end is seen.
    async fn abort_failover(&mut self, now: Duration) {
        self.pause_left = true;
        self.state.paused = Some((now, 0));
        let state = self.old.replication().await.ok();
        if state.and_then(|info| info.text("master_failover_state").map(str::to_owned)).as_deref() == Some(WAITING) {
            match self.old.ask(&[command(&["FAILOVER", "ABORT"])]).await {
                Ok(replies) => refusal(&replies).into_iter().for_each(|why| self.console.warning(&why)),
                Err(error) => self.console.warning(&error.chain()),
            }
        }
    }

    /// In one flight, so that the offset is that of a primary whose writes stand still.
    async fn pause(&mut self, now: Duration) -> Result<()> {
        self.pause_left = true;
        let milliseconds = self.limits.pause.as_millis().to_string();
        let pause = command(&["CLIENT", "PAUSE", &milliseconds, "WRITE"]);
        let replies = self.old.ask(&[pause, command(&["INFO", "replication"])]).await?;
        if let Some(why) = refusal(&replies) {
            return Err(Error::failed("the primary does not hold its writes back").cause(why));
        }
        let info = replies.get(1).and_then(|reply| reply.as_ref().ok()).map(crate::target::survey::text);
        let offset = info.and_then(|text| Info::parse(&text).number("master_repl_offset"));
        let offset = offset.ok_or_else(|| Error::failed("the primary does not tell its offset"))?;
        self.state.paused = Some((now, offset));
        Ok(())
    }

    async fn lengthen_pause(&mut self) -> Result<()> {
        let milliseconds = self.limits.long_pause.as_millis().to_string();
        let replies = self.old.ask(&[command(&["CLIENT", "PAUSE", &milliseconds, "WRITE"])]).await?;
        refusal(&replies)
            .map_or(Ok(()), |why| Err(Error::failed("the primary holds its writes back no longer").cause(why)))
    }

    async fn ask_sentinel(&mut self, now: Duration, coordinated: bool) -> Result<()> {
        let Some(sentinel) = &mut self.sentinel else { return Err(Error::failed("no Sentinel was found to be asked")) };
        let words = ["SENTINEL", "FAILOVER", &sentinel.name, "COORDINATED"];
        let words = if coordinated { &words[..] } else { &words[..3] };
        let said = sentinel.line.tell(&[command(words)]).await;
        if let (true, Ok(replies)) = (coordinated, &said)
            && let Some(why) = refusal(replies)
            && ["wrong number of arguments", "syntax", "Unknown"].iter().any(|word| why.contains(word))
        {
            self.state.coordinated = false;
            return Ok(());
        }
        self.asked(now, said, "SENTINEL FAILOVER")
    }

    /// Notes that something was asked for: what became of it is seen. A stream that was lost tells nothing.
    fn asked(&mut self, now: Duration, said: Result<Vec<Reply>>, name: &str) -> Result<()> {
        match said {
            Ok(replies) => match refusal(&replies) {
                Some(why) => return Err(Error::failed(format!("{name} was refused")).cause(why)),
                None => self.console.status(&format!("{name}: begun")),
            },
            Err(error) if error.hints().iter().any(|hint| hint == NOT_SENT) => return Err(error),
            Err(error) => self.console.warning(&format!("it is not known what became of {name}: {}", error.chain())),
        }
        self.state.asked = Some(now);
        self.state.asks += 1;
        Ok(())
    }

    /// As Sentinel does it: in one transaction with the end of its clients, who come again and find the new primary.
    async fn demote(&mut self) {
        let Some((host, port)) = &self.address else { return };
        let port = port.to_string();
        let follow = command(&["REPLICAOF", host, &port]);
        let commands = if self.way == Way::Sentinel {
            let rewrite = command(&["CONFIG", "REWRITE"]);
            let end = command(&["CLIENT", "KILL", "TYPE", "normal"]);
            vec![command(&["MULTI"]), follow, rewrite, end, command(&["EXEC"])]
        } else {
            vec![follow]
        };
        // Whether it worked is seen at the next look.
        match self.old.ask(&commands).await {
            Ok(replies) => {
                if let Some(Err(why)) = replies.iter().find(|reply| reply.is_err()) {
                    self.console.warning(&format!("{} on becoming a replica: {why}", self.old.subject()));
                }
            }
            Err(error) => self.console.warning(&error.chain()),
        }
    }
}

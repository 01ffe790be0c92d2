//! Several places as one sink. One that fails is given up and accounted for; the others go on.

use super::Sink;
use crate::error::{Error, Kind, Result};

/// Sinks that all get the same bytes.
#[derive(Default)]
pub struct Places {
    open: Vec<(String, Box<dyn Sink>)>,
    failed: Vec<(String, Error)>,
    /// Of those that failed.
    retries: u64,
}

impl Places {
    /// Adds a place that could be opened, or the reason why it could not.
    pub fn add(&mut self, name: String, sink: Result<Box<dyn Sink>>) {
        match sink {
            Ok(sink) => self.open.push((name, sink)),
            Err(error) => self.failed.push((name, error)),
        }
    }

    /// All of them failed, if there is none left: one error with every reason.
    ///
    /// # Errors
    /// That one.
    pub fn check(&self) -> Result<()> {
        if !self.open.is_empty() {
            return Ok(());
        }
        match self.failed.as_slice() {
            [] => Err(Error::usage("no place to write to")),
            [(_, error)] => Err(error.clone()),
            failed => {
                let all = Error::failed(format!("none of the {} places took the backup", failed.len()));
                Err(failed.iter().fold(all, |all, (_, error)| {
                    error.hints().iter().fold(all.cause(error.chain()), |all, hint| all.hint(hint.clone()))
                }))
            }
        }
    }

    fn each(&mut self, act: &mut dyn FnMut(&mut dyn Sink) -> Result<()>) -> Result<()> {
        for (name, mut sink) in std::mem::take(&mut self.open) {
            match act(&mut *sink) {
                Ok(()) => self.open.push((name, sink)),
                Err(error) => self.give_up(name, &*sink, error),
            }
        }
        self.check()
    }

    /// The sink is dropped by the caller, which takes away what it wrote.
    fn give_up(&mut self, name: String, sink: &dyn Sink, error: Error) {
        self.retries += sink.retries();
        let error = if error.kind() == Kind::Verification { error } else { error.of_kind(Kind::Failed) };
        self.failed.push((name, error));
    }
}

impl Sink for Places {
    fn try_out(&mut self) -> Result<()> {
        self.each(&mut |sink| sink.try_out())
    }

    fn begin(&mut self, artefact: &str) -> Result<()> {
        self.each(&mut |sink| sink.begin(artefact))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.each(&mut |sink| sink.write(bytes))
    }

    fn finish(&mut self) -> Result<()> {
        self.each(&mut |sink| sink.finish())
    }

    fn discard(&mut self) -> Result<()> {
        self.each(&mut |sink| sink.discard())
    }

    fn commit(&mut self, manifest: &[u8]) -> Result<Vec<String>> {
        let mut places = Vec::new();
        self.each(&mut |sink| {
            places.extend(sink.commit(manifest)?);
            Ok(())
        })?;
        Ok(places)
    }

    fn keep(&mut self) {
        self.open.iter_mut().for_each(|(_, sink)| sink.keep());
    }

    fn abort(&mut self) {
        self.open.iter_mut().for_each(|(_, sink)| sink.abort());
    }

    fn failures(&self) -> &[(String, Error)] {
        &self.failed
    }

    fn unseen(&self) -> Vec<(String, Error)> {
        self.open.iter().flat_map(|(_, sink)| sink.unseen()).collect()
    }

    fn retries(&self) -> u64 {
        self.open.iter().map(|(_, sink)| sink.retries()).sum::<u64>() + self.retries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    /// Fails at the step with this number, and notes what it was asked.
    struct Failing {
        at: usize,
        asked: Arc<Mutex<Vec<&'static str>>>,
    }

    impl Failing {
        fn step(&self, name: &'static str) -> Result<()> {
            let mut asked = self.asked.lock().expect("no panic");
            asked.push(name);
            if asked.len() == self.at { Err(Error::failed(format!("{name} failed"))) } else { Ok(()) }
        }
    }

    impl Sink for Failing {
        fn try_out(&mut self) -> Result<()> {
            self.step("try out")
        }
        fn begin(&mut self, _: &str) -> Result<()> {
            self.step("begin")
        }
        fn write(&mut self, _: &[u8]) -> Result<()> {
            self.step("write")
        }
        fn finish(&mut self) -> Result<()> {
            self.step("finish")
        }
        fn discard(&mut self) -> Result<()> {
            self.step("discard")
        }
        fn commit(&mut self, _: &[u8]) -> Result<Vec<String>> {
            self.step("commit").map(|()| vec!["place".to_owned()])
        }
        fn keep(&mut self) {}
        fn abort(&mut self) {}
    }

    fn run(fail_at: &[usize]) -> (Result<Vec<String>>, usize, Vec<usize>) {
        let mut places = Places::default();
        let asked: Vec<_> = fail_at.iter().map(|_| Arc::new(Mutex::new(Vec::new()))).collect();
        for (at, asked) in fail_at.iter().zip(&asked) {
            places.add(format!("at {at}"), Ok(Box::new(Failing { at: *at, asked: Arc::clone(asked) })));
        }
        let done = (|| {
            places.check()?;
            places.begin("a")?;
            places.write(b"x")?;
            places.finish()?;
            places.commit(b"{}")
        })();
        let failures = places.failures().len();
        (done, failures, asked.iter().map(|asked| asked.lock().expect("no panic").len()).collect())
    }

    #[test]
    fn one_that_fails_at_any_step_does_not_stop_the_other() {
        for at in 1..=4 {
            let (done, failures, asked) = run(&[at, 99]);
            assert_eq!((done.expect("one is left"), failures), (vec!["place".to_owned()], 1), "step {at}");
            assert_eq!(asked, [at, 4], "one that failed is not asked again");
        }
        assert_eq!(run(&[99, 99]).0.expect("both").len(), 2);
    }

    #[test]
    fn one_that_cannot_give_an_artefact_up_is_given_up_itself() {
        let asked: [Arc<Mutex<Vec<_>>>; 2] = Default::default();
        let mut places = Places::default();
        for (at, asked) in [2, 99].iter().zip(&asked) {
            places.add(format!("at {at}"), Ok(Box::new(Failing { at: *at, asked: Arc::clone(asked) })));
        }
        places.begin("a").expect("both");
        places.discard().expect("one is left");
        assert_eq!((places.failures().len(), places.open.len()), (1, 1));
        assert_eq!(*asked[1].lock().expect("no panic"), ["begin", "discard"]);
    }

    #[test]
    fn all_failed_is_a_failure_with_every_reason() {
        let (done, failures, _) = run(&[2, 3]);
        let error = done.expect_err("none is left");
        assert_eq!((error.kind(), failures), (Kind::Failed, 2));
        assert!(error.chain().contains("write failed") && error.chain().contains("finish failed"), "{}", error.chain());
        assert_eq!(run(&[1]).0.expect_err("none is left").chain(), "begin failed");
        assert!(run(&[]).0.is_err());
    }
}

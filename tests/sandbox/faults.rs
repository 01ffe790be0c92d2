//! Faults of port-forwards, to be chosen by a test.

/// What goes wrong with a port-forward. Bytes are those of the data channel from the server to the client, from the
/// connection's start on: replies to AUTH and HELLO count too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The TCP connection ends without a close frame once so many bytes were sent: an API server that dies.
    CutAfter {
        /// Bytes sent before.
        bytes: u64,
    },
    /// A clean close frame once so many bytes were sent: what a killed pod looks like.
    CloseAfter {
        /// Bytes sent before.
        bytes: u64,
    },
    /// Nothing more is sent once so many bytes were, while the client's bytes are taken and its pings answered.
    StallAfter {
        /// Bytes sent before.
        bytes: u64,
    },
    /// The init frames, this text on the error channel, close.
    Refuse(String),
    /// The server speaks v5.channel.k8s.io only: chosen where offered, else 400.
    NoV4,
    /// The upgrade is accepted and nothing is ever sent, not even a pong.
    Silent,
}

#[derive(Clone, Debug)]
struct Rule {
    fault: Fault,
    pod: Option<(String, String)>,
    /// How many forwards it still meets; `None` for all.
    left: Option<usize>,
}

/// The faults in force; the newest that fits a forward is taken.
#[derive(Debug, Default)]
pub struct ForwardFaults {
    rules: Vec<Rule>,
}

impl ForwardFaults {
    /// Adds a fault for one pod (namespace and name) or all, for so many forwards or all.
    pub fn add(&mut self, fault: Fault, pod: Option<(&str, &str)>, times: Option<usize>) {
        let pod = pod.map(|(namespace, name)| (namespace.to_owned(), name.to_owned()));
        self.rules.push(Rule { fault, pod, left: times });
    }

    /// No more faults for forwards that are opened from now on.
    pub fn clear(&mut self) {
        self.rules.clear();
    }

    /// The fault of a forward that is being opened.
    pub fn take(&mut self, namespace: &str, pod: &str) -> Option<Fault> {
        let fits = |rule: &Rule| {
            let here = rule.pod.as_ref().is_none_or(|(space, name)| space == namespace && name == pod);
            here && rule.left != Some(0)
        };
        let rule = self.rules.iter_mut().rev().find(|rule| fits(rule))?;
        if let Some(left) = &mut rule.left {
            *left -= 1;
        }
        Some(rule.fault.clone())
    }
}

//! What a test says of exec: faults, and tools that the images lack.

use super::debug_containers::DebugContainers;

/// What goes wrong with an exec. Bytes are those of the command's stdout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExecFault {
    /// The TCP connection ends without a close frame once so many bytes were sent: an API server that dies.
    CutAfter {
        /// Bytes sent before.
        bytes: u64,
    },
    /// A clean close frame without a status once so many bytes were sent.
    CloseAfter {
        /// Bytes sent before.
        bytes: u64,
    },
    /// Nothing more is sent once so many bytes were, while pings are answered.
    StallAfter {
        /// Bytes sent before.
        bytes: u64,
    },
    /// What comes after so many bytes is lost, and the status is success all the same (kubernetes/kubectl#1361).
    LoseAfter {
        /// Bytes sent before.
        bytes: u64,
    },
    /// The command is not run, and this is what it prints.
    Say {
        /// All of its stdout.
        stdout: String,
    },
    /// One byte arrives as another one.
    Change {
        /// Its offset.
        at: u64,
    },
}

#[derive(Clone, Debug)]
struct Rule {
    /// The start of the command's words, joined by spaces.
    command: String,
    fault: ExecFault,
    left: Option<usize>,
}

/// What a test does when a command is run.
pub type Hook = Box<dyn FnOnce() + Send>;

/// The rules in force.
#[derive(Default)]
pub struct ExecRules {
    rules: Vec<Rule>,
    missing: Vec<String>,
    hooks: Vec<(String, Hook)>,
    sizes: Vec<String>,
    debug_containers: DebugContainers,
}

impl std::fmt::Debug for ExecRules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExecRules").field("rules", &self.rules).field("missing", &self.missing).finish_non_exhaustive()
    }
}

impl ExecRules {
    /// Commands that begin so meet a fault, so many times or always.
    pub fn add(&mut self, command: &str, fault: ExecFault, times: Option<usize>) {
        self.rules.push(Rule { command: command.to_owned(), fault, left: times });
    }

    /// No faults any more.
    pub fn clear(&mut self) {
        self.rules.clear();
    }

    /// The images lack these tools, and no others.
    pub fn set_missing(&mut self, tools: &[&str]) {
        self.missing = tools.iter().map(|tool| (*tool).to_owned()).collect();
    }

    /// Has something happen just before the next command that begins so is started.
    pub fn hook(&mut self, command: &str, hook: Hook) {
        self.hooks.push((command.to_owned(), hook));
    }

    /// What is to happen before a command is started: the oldest hook that fits.
    pub fn take_hook(&mut self, command: &[String]) -> Option<Hook> {
        let line = command.join(" ");
        let index = self.hooks.iter().position(|(start, _)| line.starts_with(start))?;
        Some(self.hooks.remove(index).1)
    }

    /// A terminal has this size now.
    pub fn resized(&mut self, size: String) {
        self.sizes.push(size);
    }

    /// Every size that a terminal had, as the client wrote it.
    pub fn sizes(&self) -> &[String] {
        &self.sizes
    }

    /// The API server has debug containers in this form.
    pub fn set_debug_containers(&mut self, form: DebugContainers) {
        self.debug_containers = form;
    }

    /// The form in which it has them.
    pub fn debug_containers(&self) -> DebugContainers {
        self.debug_containers
    }

    /// The tools that the images lack.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// The fault of a command that is being started: that of the newest rule that fits.
    pub fn take(&mut self, command: &[String]) -> Option<ExecFault> {
        let line = command.join(" ");
        let fits = |rule: &&mut Rule| line.starts_with(&rule.command) && rule.left != Some(0);
        let rule = self.rules.iter_mut().rev().find(fits)?;
        if let Some(left) = &mut rule.left {
            *left -= 1;
        }
        Some(rule.fault.clone())
    }
}

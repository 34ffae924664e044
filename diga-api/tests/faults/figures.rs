//! What is counted over a run, how it prints, and what must not have happened.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::call::{ATTEMPTS, Ended, Ending, Kind, Source, TOTAL, dropped_after, is_refused};
use crate::fault::Fault;
use crate::server::{Ledger, Seen};
use crate::tokens::Tokens;
use crate::wire::Wire;

/// How much later than its time limit a call may end on a loaded machine.
const MARGIN: Duration = Duration::from_secs(1);
/// The memory limit of the whole run with its server: ten times what it needs.
const MEMORY: u64 = 512 << 20;

/// The figures of a run.
#[derive(Debug, Default)]
pub struct Figures {
    calls: u32,
    faults: BTreeMap<String, u32>,
    /// By how calls ended: posts, idempotent posts, gets, uploads, downloads.
    endings: BTreeMap<Ending, [u32; 5]>,
    /// By what they travelled over.
    wires: [u32; 3],
    /// Tokens that were fetched, and that could not be.
    tokens: [u32; 2],
    requests: u32,
    /// By kind of call: those that took effect, and those that did more than once.
    effects: [u32; 5],
    duplicates: [u32; 5],
    connections: u32,
    took: Vec<Duration>,
    /// Calls that broke off on a connection that another call or no call had spoiled.
    bystanders: u32,
    /// Calls that timed out only because the machine was slow.
    slow: u32,
    memory: Option<u64>,
    wrong: Vec<String>,
}

impl Figures {
    /// Checks every call against what the server did to it.
    pub fn of(ended: &[Ended], ledger: &Ledger, tokens: &Tokens, panics: usize) -> Self {
        let mut this = Self {
            connections: ledger.connections,
            tokens: [tokens.fetched(), tokens.failed()],
            memory: peak_memory(),
            ..Self::default()
        };
        let unseen = Seen::default();
        for (call, ended) in (0..).zip(ended) {
            this.add(call, ended, ledger.calls.get(&call).unwrap_or(&unseen));
        }
        this.took.sort_unstable();
        this.check_totals(ledger, panics);
        this
    }

    fn add(&mut self, call: u32, ended: &Ended, seen: &Seen) {
        let kind = Kind::of(call);
        let column = match kind {
            Kind::Post => 0,
            Kind::IdempotentPost => 1,
            Kind::Get => 2,
            Kind::Upload => 3,
            Kind::Download => 4,
        };
        let wire = Wire::of(call);
        self.wires[wire as usize] += 1;
        self.calls += 1;
        self.took.push(ended.took);
        self.endings.entry(ended.ending).or_default()[column] += 1;
        for fault in &seen.faults {
            *self.faults.entry(fault.name()).or_default() += 1;
            self.requests += 1;
        }
        self.effects[column] += u32::from(seen.effects > 0);
        self.duplicates[column] += u32::from(seen.effects > 1);

        let mut wrong = |what: &str| {
            let Ended { ending, took, .. } = ended;
            let (message, faults) = (&ended.message, &seen.faults);
            self.wrong.push(format!(
                "call {call}: {what}: {kind:?} {ending:?} in {took:?} ({message}) after {faults:?}"
            ));
        };
        // The limit of a download ends with the head of its response; `DripTooLong` then takes 2.5
        // seconds, and more on a loaded machine.
        let body = if kind == Kind::Download {
            10 * MARGIN
        } else {
            Duration::ZERO
        };
        if ended.took > TOTAL + body + MARGIN {
            wrong("it hung");
        }
        // One more if a token was refused.
        let refused = seen.faults.contains(&Fault::Status(401, None));
        if ended.attempts > ATTEMPTS + u32::from(refused) {
            wrong("too many attempts");
        }
        if matches!(kind, Kind::Post | Kind::Upload | Kind::Download) && seen.effects > 1 {
            wrong("a POST took effect twice");
        }
        let broken = kind == Kind::Upload && Source::of(call).is_broken();
        if broken && !seen.faults.is_empty() {
            wrong("a part of a body was taken for the whole");
        }
        if ended.ending == Ending::Dropped {
            if dropped_after(call).is_none() {
                wrong("nobody dropped it");
            }
        } else if ended.ending == Ending::Authentication {
            if self.tokens[1] == 0 {
                wrong("no token could not be fetched");
            }
        } else if broken && !is_refused(call) {
            match ended.ending {
                Ending::RequestBody => {}
                Ending::Transport | Ending::Connect => self.bystanders += 1,
                Ending::Timeout => self.slow += 1,
                _ => wrong("its body failed"),
            }
        } else if is_refused(call) && ended.ending == Ending::Timeout {
            self.slow += 1;
        } else if is_refused(call) && kind == Kind::Upload {
            // A stream is sent once.
            if ended.ending != Ending::Connect || ended.attempts != 1 {
                wrong("nothing listens where it went");
            }
        } else if is_refused(call) {
            let right = ended.ending == Ending::Connect && ended.attempts == ATTEMPTS;
            if !right || !seen.faults.is_empty() {
                wrong("nothing listens where it went");
            }
        } else if ended.ending == Ending::Value && seen.effects == 0 {
            wrong("it succeeded, and nothing was done");
        } else if !seen
            .faults
            .iter()
            .any(|fault| fault.explains(kind, wire, ended.ending))
        {
            match ended.ending {
                Ending::Transport => self.bystanders += 1,
                // A reset before the connection is made, or during its handshake.
                Ending::Connect => self.bystanders += 1,
                Ending::Timeout => self.slow += 1,
                _ => wrong("it did not end as it should have"),
            }
        }
    }

    fn check_totals(&mut self, ledger: &Ledger, panics: usize) {
        let faults = ledger.calls.values().flat_map(|seen| &seen.faults);
        let spoiled = faults.filter(|fault| fault.spoils_the_connection()).count();
        let spoiled = u32::try_from(spoiled).unwrap_or(u32::MAX) + ledger.reset_at_once;
        let mut unless = |right: bool, what: String| {
            if !right {
                self.wrong.push(what);
            }
        };
        let bystanders = self.bystanders;
        unless(
            bystanders <= spoiled,
            format!("{bystanders} calls broke off, and only {spoiled} connections were spoiled"),
        );
        let slow = self.slow;
        unless(
            slow <= self.calls / 10,
            format!("{slow} calls timed out for no reason"),
        );
        unless(panics == 0, format!("{panics} panics"));
        unless(
            ledger.leaks == 0,
            format!(
                "{} credentials or bodies went to another origin",
                ledger.leaks
            ),
        );
        let without = ledger.without_token;
        unless(without == 0, format!("{without} requests had no token"));
        if let Some(memory) = self.memory {
            unless(memory <= MEMORY, format!("{} MiB of memory", memory >> 20));
        }
    }

    /// What should not have happened.
    pub fn wrong(&self) -> &[String] {
        &self.wrong
    }

    fn took(&self, percent: usize) -> u128 {
        let last = self.took.len().saturating_sub(1);
        let at = self.took.get(last * percent / 100);
        at.map_or(0, Duration::as_millis)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{:<28}{:>8}", "requests, by fault", self.requests)?;
        for (fault, count) in &self.faults {
            writeln!(f, "  {fault:<26}{count:>8}")?;
        }
        writeln!(
            f,
            "\n{:<28}{:>8}{:>8}{:>8}{:>8}{:>8}",
            "calls, by ending", "POST", "POST*", "GET", "up", "down"
        )?;
        let row = |f: &mut fmt::Formatter<'_>, name: &str, counts: [u32; 5]| {
            let [post, again, get, up, down] = counts;
            writeln!(f, "  {name:<26}{post:>8}{again:>8}{get:>8}{up:>8}{down:>8}")
        };
        for (ending, counts) in &self.endings {
            row(f, &format!("{ending:?}"), *counts)?;
        }
        row(f, "(took effect)", self.effects)?;
        row(f, "(took effect twice)", self.duplicates)?;
        writeln!(f, "  * declared idempotent: twice is as good as once")?;
        let calls = f64::from(self.calls.max(1));
        writeln!(
            f,
            "\n{:<28}{:>8.2}",
            "requests per call",
            f64::from(self.requests) / calls
        )?;
        for (wire, calls) in Wire::ALL.into_iter().zip(self.wires) {
            let name = format!("calls over {wire:?}");
            writeln!(f, "{name:<28}{calls:>8}")?;
        }
        writeln!(f, "{:<28}{:>8}", "connections", self.connections)?;
        let [fetched, failed] = self.tokens;
        writeln!(f, "{:<28}{fetched:>8}", "tokens fetched")?;
        writeln!(f, "{:<28}{failed:>8}", "tokens not fetched")?;
        writeln!(f, "{:<28}{:>8}", "bystanders", self.bystanders)?;
        writeln!(f, "{:<28}{:>8}", "slow for no reason", self.slow)?;
        for (name, percent) in [("p50", 50), ("p99", 99), ("longest", 100)] {
            let name = format!("{name}, ms");
            writeln!(f, "{name:<28}{:>8}", self.took(percent))?;
        }
        match self.memory {
            Some(memory) => writeln!(f, "{:<28}{:>8}", "peak memory, MiB", memory >> 20),
            None => writeln!(
                f,
                "peak memory was not measured: there is no /proc/self/status"
            ),
        }
    }
}

/// The most memory that this process has had, in bytes.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kib << 10)
}
